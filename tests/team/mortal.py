"""`cryofire`, whose second process kills itself once, at a step of the search that the environment names."""

from __future__ import annotations

import os
import signal

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

if __name__ == "__main__":
    main()
