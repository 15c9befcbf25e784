"""L_rigid: each instance's flow must be one rigid motion (METHOD 3.2; the formula of Song & Yang 2022)."""

from __future__ import annotations

import torch
from torch import Tensor


def weighted_kabsch(source: Tensor, target: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """
    K rotations (K x 3 x 3) and translations (K x 3) with least weighted squares from source to target (P x 3 each).

    weights: K x P. Too little weight or a singular covariance gives the translation of the weighted means alone.
    """
    total = weights.sum(dim=1, keepdim=True).clamp(min=1e-6)
    normalised = weights / total
    mean_source = normalised @ source
    mean_target = normalised @ target
    offsets_source = source[None] - mean_source[:, None]
    offsets_target = target[None] - mean_target[:, None]
    covariance = torch.einsum("kp,kpi,kpj->kij", normalised, offsets_source, offsets_target)
    u, singular, vt = torch.linalg.svd(covariance.double())
    sign = torch.sign(torch.det(u @ vt))
    sign = torch.where(sign == 0, torch.ones_like(sign), sign)
    flip = torch.stack([torch.ones_like(sign), torch.ones_like(sign), sign], dim=1)
    rotation = (vt.transpose(1, 2) * flip[:, None, :]) @ u.transpose(1, 2)
    degenerate = (singular[:, 1] < 1e-8) | (weights.sum(dim=1) < 3)
    rotation = torch.where(degenerate[:, None, None], torch.eye(3, dtype=rotation.dtype), rotation).to(source.dtype)
    translation = mean_target - torch.einsum("kij,kj->ki", rotation, mean_source)
    return rotation, translation


def rigid_consistency_loss(points: Tensor, flow: Tensor, masks: Tensor) -> Tensor:
    """
    P values |sum_k m_ik sg(R_k p_i + t_k) - (p_i + f_i)|, metres; masks: P x (1 + K), column 0 is background, which
    stands still: its transform is the identity. Points are ego-compensated, flow is residual.
    """
    moved = points + flow
    with torch.no_grad():
        rotation, translation = weighted_kabsch(points, moved, masks[:, 1:].T)
        fitted = torch.einsum("kij,pj->pki", rotation, points) + translation
        fitted = torch.cat([points[:, None], fitted], dim=1)
    expected = (masks[:, :, None] * fitted).sum(dim=1)
    return (expected - moved).square().sum(dim=1).clamp(min=1e-12).sqrt()
