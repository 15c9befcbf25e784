"""Small blocks of the trunk."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional


class ConvBlock(nn.Module):
    """3 x 3 (or other) convolution, batch norm, ReLU. B x in x H x W -> B x out x H/stride x W/stride."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.norm(self.convolution(x)))


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions around a shortcut; shape kept."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = ConvBlock(channels, channels)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.norm(self.second(self.first(x))))


def doubled(x: Tensor) -> Tensor:
    """B x C x H x W -> B x C x 2H x 2W, each cell four times."""
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")
