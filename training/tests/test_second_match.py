"""Looking around p + f: window scores, the encoder's second matching, and weights that grow into it."""

import math

import pytest
import torch

from semanticflow_training.learning.fit import grown
from semanticflow_training.losses.matching import WINDOW_RADIUS, matching_loss, window_shares
from semanticflow_training.network.configuration import MAP_METRES, PRIOR_CHANNELS, NetworkConfiguration
from semanticflow_training.network.network import SemanticFlowNetwork
from semanticflow_training.network.pillars import FEATURES
from semanticflow_training.network.refinement import GridPlace, window_scores


@pytest.mark.parametrize("radius", [1, 2])
def test_window_scores_equal_a_loop_over_two_samples_and_over_the_edge_seed_3(radius):
    generator = torch.Generator().manual_seed(3)
    cells, count = 8, 40
    maps = torch.randn(2 * cells * cells, 5, generator=generator)
    own = torch.randn(count, 5, generator=generator)
    reached = torch.rand(count, 2, generator=generator) * 4 - 2
    first_row = torch.tensor([0.0, cells * cells]).repeat_interleave(count // 2)
    place = GridPlace(torch.tensor([[-1.6, -1.6]]), cells, first_row)
    found = window_scores(own, maps, reached, place, radius)
    side = 2 * radius + 1
    clamped = 0
    for i in range(count):
        column = min(max(math.floor((reached[i, 0].item() + 1.6) / MAP_METRES), 0), cells - 1)
        row = min(max(math.floor((reached[i, 1].item() + 1.6) / MAP_METRES), 0), cells - 1)
        for dy in range(-radius, radius + 1):
            for dx in range(-radius, radius + 1):
                y, x = min(max(row + dy, 0), cells - 1), min(max(column + dx, 0), cells - 1)
                clamped += (y, x) != (row + dy, column + dx)
                expected = torch.dot(own[i], maps[int(first_row[i]) + y * cells + x]).item() / math.sqrt(5)
                assert found[i, (dy + radius) * side + dx + radius].item() == pytest.approx(expected, abs=1e-5)
    assert clamped > 50


def inputs(seed):
    generator = torch.Generator().manual_seed(seed)
    occupied = torch.rand(2, 1, 64, 64, generator=generator) < 0.3
    canvas = torch.rand(2, FEATURES, 64, 64, generator=generator) * occupied
    points = torch.rand(2, 30, 3, generator=generator) * 10 - 5
    return canvas, canvas.roll(2, -1), points, torch.zeros(2, 30, PRIOR_CHANNELS), torch.full((2, 2), -6.4)


def test_a_network_that_grows_says_what_it_said_and_learns_to_look():
    torch.manual_seed(4)
    before = SemanticFlowNetwork(NetworkConfiguration(window=0)).eval()
    after = SemanticFlowNetwork(NetworkConfiguration()).eval()
    after.load_state_dict(grown(before.state_dict(), after.state_dict()))
    with torch.no_grad():
        old, new = before(*inputs(5), 3)[-1], after(*inputs(5), 3)[-1]
    assert torch.equal(old.flow, new.flow)
    assert torch.equal(old.mask, new.mask)
    after(*inputs(5), 3)[-1].flow.sum().backward()
    assert after.encoder.second_match.out.weight.grad.abs().max() > 0
    assert after.step.look.weight.grad[:, -9:].abs().max() > 0


def test_samples_of_a_batch_do_not_look_into_each_other():
    torch.manual_seed(6)
    network = SemanticFlowNetwork(NetworkConfiguration()).eval()
    for layer in (network.encoder.second_match.out, network.encoder.second_match.first_correction):
        torch.nn.init.normal_(layer.weight, std=0.3)
    canvas0, canvas1, points, prior, corner = inputs(7)
    with torch.no_grad():
        both = network(canvas0, canvas1, points, prior, corner, 2)[-1].flow
        second = network(canvas0[1:], canvas1[1:], points[1:], prior[1:], corner[1:], 2)[-1].flow
    assert torch.allclose(both[30:], second, atol=1e-5)


def test_weights_without_a_place_are_refused():
    fresh = SemanticFlowNetwork(NetworkConfiguration(window=0)).state_dict()
    with pytest.raises(ValueError, match="not in the network"):
        grown({"encoder.nothing": torch.zeros(1)}, fresh)
    with pytest.raises(ValueError, match="the network expects"):
        grown({"step.mix.weight": torch.zeros(3, 3)}, fresh)


def test_shares_of_a_window_point_at_the_place_seed_8():
    torch.manual_seed(8)
    place = GridPlace(torch.tensor([[-4.0, -4.0]]), 20, None)
    reached = torch.rand(60, 2) * 5 - 2.5
    shift = torch.randint(-1, 2, (60, 2)) * MAP_METRES
    shares = window_shares(reached, shift, place)
    side = 2 * WINDOW_RADIUS + 1
    assert torch.allclose(shares.sum(dim=1), torch.ones(60), atol=1e-5)
    middle = torch.floor((reached + shift + 4) / MAP_METRES) + 0.5
    steps = torch.arange(-WINDOW_RADIUS, WINDOW_RADIUS + 1).float()
    table = shares.reshape(60, side, side)
    mean = torch.stack([(table.sum(dim=1) * steps).sum(dim=1), (table.sum(dim=2) * steps).sum(dim=1)], dim=1)
    assert torch.allclose((middle + mean) * MAP_METRES - 4, reached, atol=1e-4)


def test_matching_costs_little_only_when_features_know_their_place_seed_9():
    torch.manual_seed(9)
    cells = 16
    place = GridPlace(torch.tensor([[0.0, 0.0]]), cells, None)
    # One feature a cell: only the cell itself answers.
    target_map = torch.eye(cells * cells) * 12
    cell = torch.randint(4, 12, (50, 2))
    reached = (cell + 0.5) * MAP_METRES
    own = target_map[cell[:, 1] * cells + cell[:, 0]] * 12
    dynamic, confidence = (torch.arange(50) % 2).float(), torch.ones(50)
    assert matching_loss(own, target_map, reached, place, dynamic, confidence) < 0.01
    elsewhere = reached + MAP_METRES
    assert matching_loss(own, target_map, elsewhere, place, dynamic, confidence) > 5
    blind = matching_loss(0 * own, target_map, reached, place, dynamic, confidence)
    assert blind.item() == pytest.approx(2 * math.log(25), rel=1e-4)
    # Who is not believed does not count.
    half = matching_loss(own, target_map, elsewhere, place, dynamic, dynamic)
    whole = matching_loss(own, target_map, elsewhere, place, dynamic, confidence)
    assert 0 < half < whole
