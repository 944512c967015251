"""What `torchrun` says, in the environment, of the processes that it has started; of any other, that it is the first and only one."""

from __future__ import annotations

import os


def _said(name: str, otherwise: int) -> int:
    return int(os.environ.get(name, str(otherwise)))


def rank() -> int:
    """Which of the processes this is, from 0."""
    return _said("RANK", 0)


def is_first() -> bool:
    """Whether this process speaks for all, also while they are not assembled."""
    return rank() == 0


def n_processes() -> int:
    """Processes in all."""
    return _said("WORLD_SIZE", 1)


def local_rank() -> int:
    """Which of those on this machine this is, from 0."""
    return _said("LOCAL_RANK", 0)


def n_local() -> int:
    """Processes on this machine."""
    return _said("LOCAL_WORLD_SIZE", 1)


def n_restarts() -> int:
    """How often all were started anew, as one of them was lost."""
    return _said("TORCHELASTIC_RESTART_COUNT", 0)


def is_restarted() -> bool:
    """Whether they were."""
    return n_restarts() > 0
