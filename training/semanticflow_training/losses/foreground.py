"""L_bf: background-foreground, focal binary cross-entropy (METHOD 3.1; Lin et al. 2017)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def focal_foreground_loss(
    logit: Tensor, dynamic: Tensor, confidence: Tensor, gamma: float = 2.0, alpha: float | None = None
) -> Tensor:
    """
    P values. logit: P; dynamic: P of 0 or 1; confidence: P, 0..1.

    alpha weighs the dynamic class; None balances the classes of this batch (each gets half of the weight).
    """
    cross_entropy = functional.binary_cross_entropy_with_logits(logit, dynamic, reduction="none")
    probability = torch.sigmoid(logit)
    agreement = torch.where(dynamic > 0.5, probability, 1 - probability)
    if alpha is None:
        share = dynamic.mean().clamp(0.02, 0.98)
        weight = torch.where(dynamic > 0.5, 0.5 / share, 0.5 / (1 - share))
    else:
        weight = torch.where(dynamic > 0.5, torch.full_like(logit, alpha), torch.full_like(logit, 1 - alpha))
    return weight * confidence * (1 - agreement).pow(gamma) * cross_entropy
