"""Likelihoods with z integrated out."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor


def add_evidence_of_z(
    score: Float[Tensor, "b s r"], residual: list[Float[Tensor, "b s r"]], overlap: list[list[Float[Tensor, "b r"]]]
) -> Float[Tensor, "b s r"]:
    """Log-likelihoods at z = 0, and what z ~ N(0, 1) adds when it is integrated out in closed form: h' A^-1 h / 2 - log det A / 2.

    Args:
        score: At z = 0; changed in place where nothing is integrated.
        residual: h_j, the derivative by z_j at z = 0.
        overlap: A_ij - I for j >= i only: minus the second derivative by z_i and z_j; `overlap[i][j - i]`.
    """
    n = len(residual)
    if n == 0:
        return score
    if n == 1:
        precision = overlap[0][0] + 1
        return score.addcmul_(residual[0].square(), (0.5 / precision)[:, None]).sub_(0.5 * precision.log()[:, None])
    if n == 2:
        (h, k), a, b, c = residual, overlap[0][0] + 1, overlap[0][1], overlap[1][0] + 1
        determinant = a * c - b.square()
        fit_hh, fit_hk, fit_kk = ((0.5 * part / determinant)[:, None] for part in (c, -2 * b, a))
        return score.add_(h * (fit_hh * h + fit_hk * k) + fit_kk * k.square()).sub_(0.5 * determinant.log()[:, None])
    rows = [torch.stack([overlap[min(i, j)][abs(i - j)] for j in range(n)], dim=-1) for i in range(n)]
    precision = torch.stack(rows, dim=-2) + torch.eye(n, device=score.device)  # (b, r, n, n)
    stacked = torch.stack(residual, dim=-1)
    fit = torch.einsum("bsri,brij,bsrj->bsr", stacked, torch.linalg.inv(precision), stacked)
    return score.add_(0.5 * fit).sub_(0.5 * torch.logdet(precision)[:, None])
