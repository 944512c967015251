"""Particles that are explained least are looked for everywhere: about a wrong centre no search finds them.

Searches look about the middle, where most particles lie, or about each particle's own centre. What lies far off, because its neighbour was
picked or the picker missed it, has a wrong pose, a wrong place, and a low likelihood; and so it stays. On realistic antibodies 4 % lie more
than 6 px off the centre, and of those 62 % were right where 90 % of the others were (benchmarks/NOTES.md).
"""

from __future__ import annotations

import time

from jaxtyping import Float, Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.global_search import is_likelier_than_refined, search_globally
from cryofire.search.state import SearchState

LEAST_EXPLAINED = 0.15
"""Share of the particles that are looked for: it holds 44 % of the wrong poses (realistic IgG)."""
WORTH_LOOKING = 0.005
"""Share of the particles that lie further off than was looked until now, from which all others are looked for as far off."""


def search_stragglers(state: SearchState) -> None:
    """Poses of the particles of least likelihood once more, as far off the centre as any may lie; each keeps the likelier."""
    started, particles = time.monotonic(), state.particles()
    n = int(LEAST_EXPLAINED * len(particles))
    if n == 0:
        return
    shell, box_px = state.outermost(), state.whitened.lattice.box_px
    volumes, grid, reach_px = state.pass_in_closed_form(shell), state.grid(shell), state.config.largest_shift_px(box_px)
    rows = least_explained(state.posteriors.log_likelihood, particles, n)
    some, density = state.whitened.upto(grid.shell).take(rows), state.shift_density(reach_px)
    placing = state.config.placing(grid.shell, reach_px).thorough()
    found = search_globally(some, volumes, grid, placing, None, density, state.next_turn())
    here = state.posteriors.take(rows)
    is_likelier = is_likelier_than_refined(found, here, some, grid, volumes, density)
    here.replace_where(is_likelier, found)
    state.posteriors.put(rows, here)
    share_beyond = float((state.posteriors.shifts_px[particles].abs().amax(dim=1) > state.max_shift_px).double().mean())
    if share_beyond > WORTH_LOOKING:
        state.max_shift_px = reach_px
    logger().info(f"{int(is_likelier.sum()):,} of the {n:,} particles that were explained least were found elsewhere")
    state.report_step("stragglers searched again", started)


def least_explained(log_likelihood: Float[Tensor, " n"], particles: Int[Tensor, " m"], n: int) -> Int[Tensor, " k"]:
    """Those of least likelihood among some, in order."""
    return particles[log_likelihood[particles].argsort(stable=True)[:n]].sort().values
