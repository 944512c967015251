"""One writer a run folder: a file that says which process, on which host, writes there."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from cryofire.core.errors import RunError
from cryofire.core.launcher import is_restarted
from cryofire.core.log import logger

NAME = ".lock"


@dataclass(frozen=True)
class Writer:
    """A process that writes into a run folder."""

    host: str
    pid: int
    born: str
    """When it was started, as the kernel counts: a later process may have the same number."""

    @staticmethod
    def this() -> Writer:
        return Writer(socket.gethostname(), os.getpid(), _born(os.getpid()))

    @property
    def is_gone(self) -> bool:
        """Whether it is known to have ended; of another host nothing is known."""
        if self.host != socket.gethostname():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass  # somebody else's process: it lives
        return self.born != _born(self.pid)


class RunLock:
    """Holds a run folder for this process, as a context.

    A lock left behind by a process that has ended is told and taken over.

    Args:
        folder: The run folder, which exists.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / NAME

    def __enter__(self) -> RunLock:
        while not self._take():
            holder = self._holder()
            if holder is None:
                continue  # released in between, or just being written
            if not holder.is_gone and not is_restarted():  # whoever starts processes anew has ended the old ones, on other hosts as well
                raise RunError(
                    f"{self.folder}: process {holder.pid} on {holder.host} writes into this run.",
                    f"wait for it, or stop it; if it is certain that it has ended, delete {self.path}",
                )
            self._discard(holder)
        return self

    def __exit__(self, *_: object) -> None:
        if self._holder() == Writer.this():
            self.path.unlink(missing_ok=True)

    def _take(self) -> bool:
        # Written beside and linked, so that no reader ever sees an empty lock; linking fails where there is one.
        own = self.folder / f"{NAME}.{os.getpid()}"
        own.write_text(json.dumps(asdict(Writer.this())))
        try:
            os.link(own, self.path)
        except FileExistsError:
            return False
        except OSError:  # a file system without hard links
            try:
                with self.path.open("x") as file:
                    file.write(own.read_text())
            except FileExistsError:
                return False
        finally:
            own.unlink()
        return True

    def _holder(self) -> Writer | None:
        try:
            return Writer(**json.loads(self.path.read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            raise RunError(f"{self.path}: is no lock of this program.", "delete it if no run writes into this folder") from None

    def _discard(self, stale: Writer) -> None:
        """Remove a lock whose process has ended; of several that try, one succeeds."""
        aside = self.folder / f"{NAME}.stale.{os.getpid()}"
        try:
            self.path.rename(aside)
        except FileNotFoundError:
            return
        if Writer(**json.loads(aside.read_text())) != stale:  # another was quicker, and this is its own fresh lock
            aside.rename(self.path)
            return
        aside.unlink()
        logger().warning(f"{self.folder}: process {stale.pid} on {stale.host} has left this run without finishing it; it is taken over")


def _born(pid: int) -> str:
    """The kernel's start time of a process; empty where the system does not say."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
