"""Start the window on a free port of this machine."""

from __future__ import annotations

import getpass
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

from cryofire.core.errors import ConfigError
from cryofire.dashboard.run_view import RunView, runs_in

LOOPBACK = "127.0.0.1"


def serve(path: Path, views: Callable[[Path], RunView], port: int, may_write: bool, say: Callable[[str], None]) -> None:
    """Serve a run folder, or all that lie in a folder, until Ctrl-C.

    Args:
        views: Opens one.
        port: 0 for a free one.
        say: Prints a line.

    Raises:
        ConfigError: If the port is taken.
        CryofireError: If there is no run.
    """
    import uvicorn

    from cryofire.dashboard.app import create_app

    runs = {name: views(folder) for name, folder in runs_in(path).items()}
    token = secrets.token_urlsafe(24)
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((LOOPBACK, port))
    except OSError as error:
        raise ConfigError(f"--port {port}: {(error.strerror or str(error)).lower()}.", "leave --port out for a free one") from None
    number = bound.getsockname()[1]
    for line in greeting(token, number, socket.gethostname(), getpass.getuser()):
        say(line)
    config = uvicorn.Config(create_app(runs, token, may_write), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[bound])


def greeting(token: str, port: int, host: str, user: str) -> list[str]:
    """What to open, here and from another machine."""
    return [
        f"open http://{LOOPBACK}:{port}/?token={token}",
        f"from another machine, first: ssh -L {port}:{LOOPBACK}:{port} {user}@{host}",
        "Ctrl-C ends it",
    ]
