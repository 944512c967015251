"""A search that begins with the molecule's symmetry and goes on without: poses and conformations of its single subunits.

With the symmetry, random starts have many times the signal, and one asymmetric unit of the views to look through. The volume it finds looks
alike at every copy of a pose; so each particle is given one of them at random, and `near_symmetry.py` has the particles agree where the
molecule is not symmetric altogether. Where it is, and its subunits move each by itself, any copy is right.
"""

from __future__ import annotations

import torch

from cryofire.search.first_poses import begin
from cryofire.search.state import SearchState


def begin_with_symmetry(state: SearchState) -> None:
    """Poses from nothing with the symmetry named, then each at one of its copies, in place."""
    without = state.config
    state.config = without.model_copy(update={"relaxes": False})
    begin(state)
    copies = state.config.point_group.copies(state.posteriors.rotations)
    state.config = without
    chosen = torch.randint(copies.shape[1], (len(copies),), generator=torch.Generator().manual_seed(state.seed)).to(copies.device)
    state.posteriors.rotations.copy_(copies[torch.arange(len(copies), device=copies.device), chosen])
    state.refine_mean(state.config.motion_shell)
