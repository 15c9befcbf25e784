import numpy as np
import pytest
import torch

from semanticflow_training.network.configuration import PRIOR_CHANNELS, NetworkConfiguration
from semanticflow_training.network.counting import counted_macs, full_range_macs, parameter_count
from semanticflow_training.network.network import SemanticFlowNetwork
from semanticflow_training.network.pillars import FEATURES, Grid, pillar_canvas
from semanticflow_training.network.published import PublishedBackbone, PublishedNetwork


def test_stays_within_the_budget_at_full_range():
    network = SemanticFlowNetwork(NetworkConfiguration())
    macs = sum(full_range_macs(network).values())
    assert macs <= 25e9
    assert macs > 5e9, "something was not counted"
    assert parameter_count(network) <= 3_000_000


def test_pillars_equal_a_plain_loop_seed_2():
    random = np.random.default_rng(2)
    grid = Grid(16, -1.6, -1.6)
    points = random.uniform([-2, -2, -0.5], [2, 2, 2.5], (300, 3)).astype(np.float32)
    canvas = pillar_canvas(points, grid)
    for row in range(16):
        for column in range(16):
            cells = np.floor((points[:, :2] + np.float32(1.6)) / 0.2)
            inside = points[(cells[:, 0] == column) & (cells[:, 1] == row)].tolist()
            if not inside:
                assert (canvas[:, row, column] == 0).all()
                continue
            x, y, z = np.array(inside, np.float64).T
            expected = [
                np.log1p(len(inside)) / 2,
                (x - (-1.6 + (column + 0.5) * 0.2)).mean() / 0.1,
                (y - (-1.6 + (row + 0.5) * 0.2)).mean() / 0.1,
                z.mean() / 2,
                z.min() / 2,
                z.max() / 2,
                (z < 0.5).mean(),
                ((z >= 0.5) & (z < 1.2)).mean(),
            ]
            assert np.allclose(canvas[:, row, column], expected, atol=1e-4)


@pytest.mark.parametrize(
    "changes",
    [{}, {"head": "slots"}, {"correlation": False}, {"regather": False}],
    ids=["default", "slots", "no correlation", "no looking again"],
)
def test_runs_in_every_configuration_and_chunks_are_exact(changes):
    torch.manual_seed(1)
    configuration = NetworkConfiguration(**changes)
    network = SemanticFlowNetwork(configuration).eval()
    canvas0, canvas1 = torch.rand(2, FEATURES, 64, 64), torch.rand(2, FEATURES, 64, 64)
    points = torch.rand(2, 50, 3) * 12 - 6
    prior = torch.zeros(2, 50, PRIOR_CHANNELS)
    corner = torch.full((2, 2), -6.4)
    with torch.no_grad():
        states = network(canvas0, canvas1, points, prior, corner, 3)
        pieces = network(canvas0, canvas1, points, prior, corner, 3, chunk=17)
    assert len(states) == 4
    assert states[-1].flow.shape == (100, 3)
    assert states[-1].mask.shape == (100, configuration.outputs)
    for whole, piece in zip(states, pieces, strict=True):
        assert torch.allclose(whole.flow, piece.flow, atol=1e-5)
        assert torch.allclose(whole.mask, piece.mask, atol=1e-5)


def test_the_published_network_has_the_published_size():
    backbone = PublishedBackbone().eval()
    pseudo_image = torch.zeros(1, 32, 64, 64)
    with counted_macs(backbone) as counts, torch.no_grad():
        backbone(pseudo_image, pseudo_image)
    # Convolutions alone: the cost grows with the area, 64 times from here to 512 x 512.
    assert sum(counts.values()) * 64 == pytest.approx(171.5e9, rel=0.001)
    assert parameter_count(backbone) == pytest.approx(6.8e6, rel=0.01)


def test_the_published_network_takes_the_same_crops():
    network = PublishedNetwork().eval()
    canvas = torch.rand(2, FEATURES, 32, 32)
    points, prior = torch.rand(2, 20, 3) * 6 - 3, torch.zeros(2, 20, PRIOR_CHANNELS)
    with torch.no_grad():
        states = network(canvas, canvas, points, prior, torch.full((2, 2), -3.2), 2)
    assert states[-1].flow.shape == (40, 3)
    assert states[-1].mask.shape == (40, 64)
    with pytest.raises(ValueError, match="has slots"):
        NetworkConfiguration(kind="published")


def test_samples_of_a_batch_do_not_see_each_other():
    torch.manual_seed(1)
    network = SemanticFlowNetwork(NetworkConfiguration()).eval()
    canvas0, canvas1 = torch.rand(2, FEATURES, 64, 64), torch.rand(2, FEATURES, 64, 64)
    points, prior = torch.rand(2, 30, 3) * 12 - 6, torch.zeros(2, 30, PRIOR_CHANNELS)
    corner = torch.full((2, 2), -6.4)
    with torch.no_grad():
        both = network(canvas0, canvas1, points, prior, corner, 2)[-1]
        second = network(canvas0[1:], canvas1[1:], points[1:], prior[1:], corner[1:], 2)[-1]
    assert torch.allclose(both.flow[30:], second.flow, atol=1e-5)


def test_context_is_the_first_flow():
    network = SemanticFlowNetwork(NetworkConfiguration()).eval()
    prior = torch.zeros(1, 10, PRIOR_CHANNELS)
    prior[..., :3] = torch.tensor([0.7, -0.2, 0.0])
    prior[..., 8] = 1
    canvas = torch.rand(1, FEATURES, 64, 64)
    with torch.no_grad():
        states = network(canvas, canvas, torch.zeros(1, 10, 3), prior, torch.full((1, 2), -6.4), 1)
    assert torch.allclose(states[0].flow, prior[0, :, :3])


def test_an_unknown_head_is_refused():
    with pytest.raises(ValueError, match="votes or slots"):
        NetworkConfiguration(head="boxes")
