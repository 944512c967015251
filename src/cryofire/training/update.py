"""One update of some weights, refused where a loss or a gradient is not a number."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from cryofire.core.errors import RunError
from cryofire.core.team import team


def update(
    optimizer: torch.optim.Optimizer,
    loss: Tensor,
    where: str,
    clip_norm: float | None = None,
    scaler: torch.amp.GradScaler | None = None,
    share: float | None = None,
) -> None:
    """Gradients of a loss with respect to an optimiser's own parameters alone, and its step; of a team, the mean of all its gradients.

    Args:
        where: What is trained and how far it is, for the error.
        clip_norm: Longest gradient; None for any.
        scaler: Of half-precision training: it skips steps that overflow, and lowers its scale.
        share: Of the batch that the loss is the mean over, among those of a team; all alike where None.

    Raises:
        RunError: If the loss or a gradient is not finite; no weight has changed then.
    """
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    is_scaled = scaler is not None and scaler.is_enabled()
    scaled = loss if scaler is None else scaler.scale(loss)
    for parameter, gradient in zip(parameters, torch.autograd.grad(scaled, parameters, allow_unused=True), strict=True):
        parameter.grad = gradient
    _add_up_gradients([p.grad for p in parameters if p.grad is not None], 1 / team().size if share is None else share)
    if scaler is not None:
        scaler.unscale_(optimizer)
    check_finite(parameters, loss, where, overflow_is_fine=is_scaled)
    if clip_norm is not None:
        nn.utils.clip_grad_norm_(parameters, clip_norm)
    if scaler is None:
        optimizer.step()
    else:
        scaler.step(optimizer)
        scaler.update()


def _add_up_gradients(gradients: Sequence[Tensor], share: float) -> None:
    """The mean over a team's whole batch, in place; in one message."""
    if team().size == 1:
        return
    together = torch.cat([gradient.flatten() for gradient in gradients]).mul_(share)
    team().add_up(together)
    for gradient, summed in zip(gradients, together.split([gradient.numel() for gradient in gradients]), strict=True):
        gradient.copy_(summed.view_as(gradient))


def check_finite(parameters: Sequence[Tensor], loss: Tensor, where: str, overflow_is_fine: bool) -> None:
    """Raise as `update` does; gradients may overflow where a scaler skips such steps."""
    # One number for all parameters, so one synchronisation with a GPU for each step.
    norm = torch.nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None])
    if overflow_is_fine and bool(torch.isfinite(loss)):
        return
    if not bool(torch.isfinite(norm + loss)):
        raise RunError(
            f"{where}: the loss ({loss.item():.4g}) or its gradient ({norm.item():.4g}) is not finite.",
            "the weights were not updated; lower the learning rate or use precision fp32, and --resume",
        )
