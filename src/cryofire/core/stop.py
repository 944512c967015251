"""How a run is asked to stop: Ctrl-C, SIGTERM or a time limit, all by one mechanism."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType

from cryofire.core.errors import RunError
from cryofire.core.log import logger
from cryofire.core.team import team

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(RunError):  # noqa: N818 (no fault: the person asked for it)
    """A run that was asked to stop, and has saved what it had."""

    exit_code = 130


class StopRequest:
    """Whether a run is asked to stop; every stage looks at the end of each unit of work, saves, and raises `Stopped`.

    As a context, it listens to SIGINT (Ctrl-C) and SIGTERM. A second signal raises KeyboardInterrupt at once: what was saved
    before stays.

    Args:
        after_minutes: Time limit, minutes from now; None for none.
    """

    def __init__(self, after_minutes: float | None = None) -> None:
        self._deadline = None if after_minutes is None else time.monotonic() + 60 * after_minutes
        self._by_signal = False
        self._before: dict[signal.Signals, object] = {}

    @property
    def is_asked(self) -> bool:
        """Of a team, the first process is the one that is asked: all stop after the same step."""
        return team().agreed(self._by_signal or (self._deadline is not None and time.monotonic() >= self._deadline))

    def ask(self) -> None:
        """As a signal does."""
        self._by_signal = True

    def check(self, what: str, how_to_go_on: str) -> None:
        """Stop here if asked to.

        Args:
            what: Where the run stands, as in "stopped after step 3 of 12 of the search".
            how_to_go_on: The command that goes on from there.

        Raises:
            Stopped: If the run is asked to stop.
        """
        if self.is_asked:
            raise Stopped(f"{what}; all of it is saved.", f"{how_to_go_on} goes on from there")

    def __enter__(self) -> StopRequest:
        if threading.current_thread() is threading.main_thread():  # Python gives signals to no other
            self._before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        return self

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._by_signal:
            raise KeyboardInterrupt
        self.ask()
        logger().warning("stopping as soon as the work at hand is finished and saved (once more stops at once, and loses that work)")

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
