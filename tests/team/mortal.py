"""`cryofire`, one command after another (`then` between them); the second process kills itself once, at a step of the search that the
environment names."""

from __future__ import annotations

import os
import signal
import sys
from itertools import groupby

from cryofire.cli.main import main
from cryofire.core.launcher import is_restarted
from cryofire.core.team import team
from cryofire.search.checkpoint import SearchCheckpoint

save = SearchCheckpoint.save


def save_or_die(self: SearchCheckpoint, state: object, n_done: int, n_steps: int) -> None:
    if n_done == int(os.environ["DIES_AT_STEP"]) and team().rank == 1 and not is_restarted():
        os.kill(os.getpid(), signal.SIGKILL)
    save(self, state, n_done, n_steps)


SearchCheckpoint.save = save_or_die


def follow(words: list[str]) -> None:
    """Commands one after another, as long as each succeeds."""
    for is_between, command in groupby(words, key="then".__eq__):
        if is_between:
            continue
        sys.argv[1:] = command
        try:
            main()
        except SystemExit as ended:
            if ended.code:
                raise


if __name__ == "__main__":
    follow(sys.argv[1:])
