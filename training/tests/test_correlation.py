import torch

from semanticflow_training.network.correlation import SoftMatch, local_correlation


def test_equals_a_plain_loop_seed_3():
    torch.manual_seed(3)
    first, second = torch.randn(2, 4, 6, 7), torch.randn(2, 4, 6, 7)
    radius, found = 2, local_correlation(first, second, 2)
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            channel = (dy + radius) * (2 * radius + 1) + dx + radius
            for y in range(6):
                for x in range(7):
                    inside = 0 <= y + dy < 6 and 0 <= x + dx < 7
                    expected = (first[:, :, y, x] * second[:, :, y + dy, x + dx]).sum(1) if inside else torch.zeros(2)
                    assert torch.allclose(found[:, channel, y, x], expected, atol=1e-5)


def test_soft_argmax_finds_a_shifted_pattern_seed_4():
    torch.manual_seed(4)
    match = SoftMatch(16, 3, 0.8)
    torch.nn.init.dirac_(match.project.weight)
    torch.nn.init.zeros_(match.project.bias)
    match.log_temperature.data.fill_(4.0)
    first = torch.randn(1, 16, 12, 12)
    second = torch.roll(first, shifts=(1, 2), dims=(2, 3))
    displacement, peak, _ = match(first, second)
    middle = displacement[0, :, 4:8, 4:8]
    assert torch.allclose(middle[0], torch.full((4, 4), 2 * 0.8), atol=0.02)
    assert torch.allclose(middle[1], torch.full((4, 4), 0.8), atol=0.02)
    assert (peak[0, 0, 4:8, 4:8] > 0.9).all()
