"""Likelihoods with z integrated out: docs/method.md, equations (1) and (4)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor


def marginal_log_likelihood(cross: list[Float[Tensor, "b s r"]], overlap: list[list[Float[Tensor, "b r"]]]) -> Float[Tensor, "b s r"]:
    """Of images y under s_0 + sum_j z_j s_j, up to a constant for each image, z ~ N(0, 1) integrated out in closed form.

    At z = 0 it is 2 Re(y c s_0*) - c^2 |s_0|^2; the integral adds h' A^-1 h / 2 - log det A / 2, with h_j its derivative by z_j there and
    A - I minus its second derivative.

    Args:
        cross: 2 Re(y c s_j*) for s_0 and each component, summed over samples; changed in place.
        overlap: 2 Re(c^2 s_i s_j*) for j >= i, likewise: `overlap[i][j - i]`.
    """
    score = cross[0].sub_(0.5 * overlap[0][0][:, None])
    residual = [part.sub_(shared[:, None]) for part, shared in zip(cross[1:], overlap[0][1:], strict=True)]
    overlap, n = overlap[1:], len(residual)
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
