"""Local correlation of two feature maps and its soft-argmax: matching made explicit."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


def local_correlation(first: Tensor, second: Tensor, radius: int) -> Tensor:
    """
    B x (2r+1)^2 x H x W: dot products of `first` at (y, x) with `second` at (y + dy, x + dx), dy outer, 0 outside.

    Row against row as matrix products: for each dy all W x W products of a row are made at once and the band
    |dx| <= r is cut out by reshaping, which static-shape runtimes do far faster than (2r+1)^2 shifted slices.
    """
    batch, _, height, width = first.shape
    window = 2 * radius + 1
    rows0 = first.permute(0, 2, 3, 1)
    padded = functional.pad(second, (0, 0, radius, radius)).permute(0, 2, 1, 3)
    bands = []
    for dy in range(window):
        products = torch.matmul(rows0, padded[:, dy : dy + height])
        bands.append(_band(products, radius, width))
    stacked = torch.stack(bands, dim=3)
    return stacked.reshape(batch, height, width, window * window).permute(0, 3, 1, 2)


def _band(products: Tensor, radius: int, width: int) -> Tensor:
    """B x H x W x W -> B x H x W x (2r+1): entry d of row x is column x + d - r."""
    batch, height = products.shape[:2]
    window = 2 * radius + 1
    padded = functional.pad(products, (radius, radius))
    flat = padded.reshape(batch, height, width * (width + 2 * radius))
    # Rows that are one longer than the data shift by one a row: diagonals become columns.
    flat = functional.pad(flat, (0, width))
    return flat.reshape(batch, height, width, width + 2 * radius + 1)[..., :window]


class SoftMatch(nn.Module):
    """
    Correlation over a window, read out as an expected displacement.

    Forward: two B x C x H x W maps -> (displacement B x 2 x H x W in metres x then y, peak B x 1 x H x W,
    logits B x (2r+1)^2 x H x W).
    """

    def __init__(self, channels: int, radius: int, cell_metres: float) -> None:
        super().__init__()
        self.radius = radius
        self.project = nn.Conv2d(channels, channels, 1)
        self.log_temperature = nn.Parameter(torch.tensor(2.3))
        # What displacement to expect before looking: starts in favour of standing still.
        window = 2 * radius + 1
        offsets = torch.arange(-radius, radius + 1, dtype=torch.float32)
        dy, dx = torch.meshgrid(offsets, offsets, indexing="ij")
        self.prior = nn.Parameter(-0.1 * (dx**2 + dy**2).sqrt().reshape(1, window * window, 1, 1))
        self.register_buffer("offsets", torch.stack([dx, dy]).reshape(2, window * window) * cell_metres)

    def forward(self, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        unit0 = _unit(self.project(first))
        unit1 = _unit(self.project(second))
        logits = local_correlation(unit0, unit1, self.radius) * self.log_temperature.exp() + self.prior
        weights = torch.softmax(logits, dim=1)
        displacement = functional.conv2d(weights, self.offsets[:, :, None, None])
        return displacement, weights.amax(dim=1, keepdim=True), logits


def _unit(features: Tensor) -> Tensor:
    return features / (features.square().sum(dim=1, keepdim=True) + 1e-6).sqrt()
