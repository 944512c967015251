"""Keeping the best of several pose candidates."""

from __future__ import annotations

from jaxtyping import Float, Int
from torch import Tensor


def best_candidate(errors: Float[Tensor, "b p"]) -> Int[Tensor, " b"]:
    """Which candidate of each particle has the smallest error: the symmetrised loss of the published method.

    Source: Levy et al., "CryoAI", ECCV 2022, section 3.4; in CryoFIRE with the mirrored image.
    """
    return errors.argmin(dim=1)
