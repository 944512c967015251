"""What a run says of itself while it works: one record for metrics, log, progress bar and TensorBoard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Report:
    """How far a stage of a run has come, and what it measured since it last said so."""

    stage: str
    """`search`, `encoder`, `hypervolume`, `network` ..."""
    phase: str
    """What was just done, in words: a step of the search, a phase of the schedule."""
    done: int
    """Units of work finished."""
    total: int
    """Units of work in all."""
    unit: str
    """`steps` or `images`."""
    images_seen: int
    """Images used so far in this stage, each as often as it was used."""
    seconds: float
    """Spent in this stage by this process."""
    seconds_left: float | None
    """Estimated from its speed so far; None where nothing can be said."""
    values: Mapping[str, float] = field(default_factory=dict)
    """Losses, likelihoods (nats an image), learning rates, speeds; names end in their unit."""

    @property
    def share_done(self) -> float:
        """0 to 1."""
        return min(1.0, self.done / max(1, self.total))


Reporter = Callable[[Report], None]


def ignore(report: Report) -> None:
    """A reporter for those who don't listen."""
