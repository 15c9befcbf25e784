"""Every loss against its plain loop, and its gradient against differences."""

import math

import numpy as np
import pytest
import torch

from semanticflow_training.losses.fixture import loss_fixture
from semanticflow_training.losses.flow import flow_loss, iteration_weights, truncated_chamfer, vote_loss
from semanticflow_training.losses.foreground import focal_foreground_loss
from semanticflow_training.losses.masks import soft_masks_from_slots, soft_masks_from_votes
from semanticflow_training.losses.objective import LossWeights
from semanticflow_training.losses.rigidity import rigid_consistency_loss, weighted_kabsch
from semanticflow_training.losses.separation import separation_loss
from semanticflow_training.losses.spatial import spatial_consistency_loss


@pytest.fixture
def scene():
    generator = torch.Generator().manual_seed(5)
    points = torch.rand(24, 3, generator=generator) * torch.tensor([20.0, 4.0, 1.5])
    masks = torch.softmax(torch.randn(24, 4, generator=generator), dim=1)
    flow = torch.randn(24, 3, generator=generator) * 0.3
    return points, masks, flow


def gradients_agree(function, value):
    value = value.double().requires_grad_(True)
    assert torch.autograd.gradcheck(function, (value,), eps=1e-6, atol=1e-4)


def test_focal_loss_equals_a_loop_seed_5():
    generator = torch.Generator().manual_seed(5)
    logit = torch.randn(20, generator=generator)
    dynamic = (torch.rand(20, generator=generator) < 0.3).float()
    confidence = torch.rand(20, generator=generator)
    found = focal_foreground_loss(logit, dynamic, confidence)
    share = dynamic.mean().item()
    for i in range(20):
        b = 1 / (1 + math.exp(-logit[i].item()))
        right = b if dynamic[i] else 1 - b
        alpha = 0.5 / share if dynamic[i] else 0.5 / (1 - share)
        expected = -alpha * confidence[i].item() * (1 - right) ** 2 * math.log(right)
        assert found[i].item() == pytest.approx(expected, rel=1e-4, abs=1e-6)
    gradients_agree(lambda x: focal_foreground_loss(x, dynamic.double(), confidence.double()).sum(), logit)


def test_a_confident_right_answer_costs_almost_nothing_and_a_wrong_one_much():
    sure = torch.tensor([8.0, 8.0])
    loss = focal_foreground_loss(sure, torch.tensor([1.0, 0.0]), torch.ones(2))
    assert loss[0] < 1e-6
    assert loss[1] > 5


def test_vote_masks_equal_a_loop_and_move_with_the_scene_seed_5(scene):
    points, _, vote = scene
    logit, centres = torch.linspace(-2, 2, 24), points[:3] + 0.2
    found = soft_masks_from_votes(points, logit, vote, centres)
    for i in range(24):
        scores = [-logit[i].item()]
        for k in range(3):
            squared = sum((points[i, a] + vote[i, a] - centres[k, a]).item() ** 2 for a in range(3))
            scores.append(-min(20.0, squared / 0.5))
        exponentials = np.exp(np.array(scores) - max(scores))
        assert np.allclose(found[i].numpy(), exponentials / exponentials.sum(), atol=1e-5)
    shift = torch.tensor([30.0, -12.0, 0.0])
    assert torch.allclose(soft_masks_from_votes(points + shift, logit, vote, centres + shift), found, atol=1e-4)


def test_slots_are_one_softmax():
    logits = torch.tensor([[0.0, 3.0, -3.0]])
    assert torch.allclose(soft_masks_from_slots(logits), torch.softmax(logits, 1))


def test_kabsch_recovers_a_rigid_motion_and_never_mirrors_seed_6():
    generator = torch.Generator().manual_seed(6)
    points = torch.rand(40, 3, generator=generator) * 3
    angle = 0.3
    turn = torch.tensor([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
    moved = points @ turn.T + torch.tensor([1.0, -0.5, 0.1])
    rotation, translation = weighted_kabsch(points, moved, torch.rand(1, 40, generator=generator))
    assert torch.allclose(rotation[0], turn, atol=1e-4)
    assert torch.allclose(translation[0], torch.tensor([1.0, -0.5, 0.1]), atol=1e-3)
    mirrored, _ = weighted_kabsch(points, points * torch.tensor([1.0, 1.0, -1.0]), torch.ones(1, 40))
    assert torch.det(mirrored[0]).item() == pytest.approx(1, abs=1e-4)


def test_kabsch_of_points_on_a_line_falls_back_to_a_translation():
    line = torch.stack([torch.arange(5.0), torch.zeros(5), torch.zeros(5)], dim=1)
    rotation, translation = weighted_kabsch(line, line + torch.tensor([0.0, 2.0, 0.0]), torch.ones(1, 5))
    assert torch.allclose(rotation[0], torch.eye(3))
    assert torch.allclose(translation[0], torch.tensor([0.0, 2.0, 0.0]), atol=1e-5)


def test_rigid_loss_equals_a_loop_seed_5(scene):
    points, masks, flow = scene
    found = rigid_consistency_loss(points, flow, masks)
    moved = points + flow
    transforms = [(np.eye(3), np.zeros(3))]
    for k in range(1, 4):
        w = masks[:, k].double().numpy()
        w = w / w.sum()
        a, b = points.double().numpy(), moved.double().numpy()
        mean_a, mean_b = w @ a, w @ b
        u, _, vt = np.linalg.svd((a - mean_a).T @ ((b - mean_b) * w[:, None]))
        flip = np.diag([1, 1, np.sign(np.linalg.det(vt.T @ u.T))])
        rotation = vt.T @ flip @ u.T
        transforms.append((rotation, mean_b - rotation @ mean_a))
    for i in range(24):
        expected = sum(
            masks[i, k].item() * (transforms[k][0] @ points[i].double().numpy() + transforms[k][1]) for k in range(4)
        )
        assert found[i].item() == pytest.approx(np.linalg.norm(expected - moved[i].double().numpy()), abs=1e-4)


def test_rigid_loss_is_zero_for_a_rigid_object_and_falls_along_its_gradient(scene):
    points, _, _ = scene
    masks = torch.zeros(24, 2)
    masks[:, 1] = 1
    rigid = torch.tensor([0.5, 0.2, 0.0]).expand(24, 3)
    assert rigid_consistency_loss(points, rigid, masks).max() < 1e-3
    flow = (rigid + 0.1 * torch.randn(24, 3, generator=torch.Generator().manual_seed(1))).requires_grad_(True)
    before = rigid_consistency_loss(points, flow, masks).mean()
    before.backward()
    after = rigid_consistency_loss(points, flow - 0.05 * flow.grad, masks).mean()
    assert after < before


def test_spatial_loss_equals_a_loop_seed_5(scene):
    points, masks, _ = scene
    found = spatial_consistency_loss(points, masks)
    for i in range(24):
        total = 0.0
        for count, radius, weight in ((32, 1.0, 3.0), (64, 2.0, 1.0)):
            near = sorted((torch.dist(points[i], points[j]).item(), j) for j in range(24) if j != i)[:count]
            near = [j for distance, j in near if distance <= radius]
            differences = [(masks[i] - masks[j]).abs().sum().item() for j in near]
            total += weight * (sum(differences) / max(1, len(near)))
        assert found[i].item() == pytest.approx(total / 4, abs=1e-4)
    gradients_agree(lambda m: spatial_consistency_loss(points.double(), m).sum(), masks)


def test_separation_loss_equals_a_loop_seed_5(scene):
    points, masks, _ = scene
    cluster = torch.arange(24) % 4
    extent = torch.tensor([2.0, 3.0, 9.0, 1.0])[cluster]
    found = separation_loss(points, masks, cluster, extent)
    for i in range(24):
        values = []
        for j in range(24):
            reach = max(6.0, 1.5 * extent[i].item(), 1.5 * extent[j].item())
            same = cluster[i] == cluster[j] and cluster[i] > 0
            if torch.dist(points[i], points[j]).item() > reach and not same:
                values.append(max(0.0, torch.nn.functional.cosine_similarity(masks[i], masks[j], dim=0).item()))
        assert found[i].item() == pytest.approx(sum(values) / max(1, len(values)), abs=1e-4)
    gradients_agree(lambda m: separation_loss(points.double(), m, cluster, extent.double()).sum(), masks)


def test_a_long_bus_is_not_torn_apart():
    ends = torch.tensor([[0.0, 0, 1], [11.0, 0, 1]])
    masks = torch.tensor([[1.0, 0], [1.0, 0]])
    one_bus = separation_loss(ends, masks, torch.tensor([3, 3]), torch.tensor([11.0, 11.0]))
    two_cars = separation_loss(ends, masks, torch.tensor([3, 4]), torch.tensor([4.0, 4.0]))
    assert one_bus.sum() == 0
    assert two_cars.min() > 0.99


def test_flow_loss_equals_a_loop_seed_5(scene):
    _, _, flow = scene
    generator = torch.Generator().manual_seed(7)
    target = torch.randn(24, 3, generator=generator) * 0.5
    dynamic = (torch.arange(24) % 3 == 0).float()
    confidence = torch.rand(24, generator=generator)
    found = flow_loss(flow, target, dynamic, confidence)
    sums, weights = [0.0, 0.0], [0.0, 0.0]
    for i in range(24):
        error = torch.dist(flow[i], target[i]).item() * confidence[i].item()
        moving = dynamic[i].item() > 0.5
        if moving:
            error *= 1 + 0.3 / (target[i].norm().item() + 0.25)
        sums[moving] += error
        weights[moving] += confidence[i].item()
    expected = sums[0] / max(1, weights[0]) + sums[1] / max(1, weights[1])
    assert found.item() == pytest.approx(expected, rel=1e-4)
    gradients_agree(lambda f: flow_loss(f, target.double(), dynamic.double(), confidence.double()), flow)


def test_vote_loss_equals_a_loop_seed_5(scene):
    _, _, vote = scene
    member = (torch.arange(24) % 2).float()
    confidence = torch.linspace(0.1, 1, 24)
    target = vote.flip(0)
    expected = (
        sum((vote[i] - target[i]).abs().sum().item() * confidence[i].item() for i in range(24) if member[i] > 0)
        / (member * confidence).sum().item()
    )
    assert vote_loss(vote, target, member, confidence).item() == pytest.approx(expected, rel=1e-4)


def test_chamfer_equals_a_loop_and_is_truncated_seed_5(scene):
    points, _, flow = scene
    surface = torch.cat([points[:10] + 0.1, torch.tensor([[100.0, 0, 0]])])
    there, back = truncated_chamfer(points + flow, surface)
    for i in range(24):
        nearest = min(torch.dist(points[i] + flow[i], s).item() for s in surface)
        assert there[i].item() == pytest.approx(nearest**2 if nearest <= 2 else 0, abs=1e-4)
    for j in range(11):
        nearest = min(torch.dist(points[i] + flow[i], surface[j]).item() for i in range(24))
        assert back[j].item() == pytest.approx(nearest**2 if nearest <= 2 else 0, abs=1e-4)
    gradients_agree(lambda f: truncated_chamfer(points.double() + f, surface.double())[0].sum(), flow)


def test_later_iterations_count_more():
    weights = iteration_weights(4)
    assert weights.sum().item() == pytest.approx(1)
    assert torch.allclose(weights[:-1] / weights[1:], torch.full((3,), 0.8))


def test_the_fixture_for_other_languages_is_finite_and_tells_objects_apart():
    fixture = loss_fixture()
    for name in ("foreground_loss", "rigid_loss", "spatial_loss", "separation_loss"):
        assert len(fixture[name]) == 60
        assert all(math.isfinite(value) and value >= 0 for value in fixture[name])
    assert max(fixture["rigid_loss"]) > 0
    assert fixture == loss_fixture()


def test_any_term_can_be_switched_off():
    assert LossWeights().without("rigid").rigid == 0
    assert LossWeights().without("rigid").flow == LossWeights().flow
    with pytest.raises(ValueError, match="is no loss"):
        LossWeights().without("magic")
