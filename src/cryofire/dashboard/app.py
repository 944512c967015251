"""The window's server: answers a browser on this machine that knows the token."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response

from cryofire.analysis.landscape.paths import along_data
from cryofire.analysis.volumes import walk
from cryofire.core.errors import ConfigError, CryofireError
from cryofire.core.words import numbers, whole_numbers
from cryofire.dashboard.compared import compared
from cryofire.dashboard.map_maker import MapMaker, difference_meshes, film, mesh, montage, sections
from cryofire.dashboard.regions import Region, region_from, resolve
from cryofire.dashboard.run_view import Found, RunView
from cryofire.dashboard.saving import save_selection
from cryofire.dashboard.state_maker import StateMaker, local_mesh

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("app.js", "common.js", "map.js", "more.js", "plane.js", "vendor.js")
FILES = {"index.html": "text/html", "style.css": "text/css"} | dict.fromkeys(SCRIPTS, "text/javascript")
"""What is served beside answers; nothing else is."""
COOKIE = "cryofire_token"
BYTES = "application/octet-stream"
LOCAL = ("127.0.0.1", "localhost")
MOST_BYTES = 1_000_000
"""Of a request's body."""
MOST_COLUMN_BYTES = 64_000_000
"""Of a column that is sent: 4 bytes a particle."""
# regl builds its drawing functions from text.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "worker-src 'self' blob:",  # where it sorts a million points
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        "frame-ancestors 'none'",
    )
)


def create_app(runs: dict[str, RunView], token: str, may_write: bool) -> FastAPI:
    """The application.

    Args:
        runs: By name; nothing else can be asked for.
        token: What a browser must know.
        may_write: Whether selections may be saved into run folders.
    """
    app = FastAPI(title="CryoFIRE", docs_url=None, redoc_url=None, openapi_url=None)
    maps, states = MapMaker(), StateMaker()

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        host = request.headers.get("host", "").rsplit(":", 1)[0]
        if host not in LOCAL:  # another site's name for this machine: a page of that site must not read answers
            return Response("this server answers to 127.0.0.1 alone", 403)
        given = request.query_params.get("token") or request.cookies.get(COOKIE, "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return Response("the token is missing or wrong: open the address that cryofire dashboard printed", 403)
        most = MOST_COLUMN_BYTES if request.url.path.endswith("/load") else MOST_BYTES
        if int(request.headers.get("content-length") or 0) > most:
            return Response("too much", 413)
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.exception_handler(CryofireError)
    async def explain(request: Request, error: CryofireError) -> JSONResponse:
        return JSONResponse({"message": error.message, "hint": error.hint}, 400)

    def view(name: str) -> RunView:
        if name not in runs:
            raise HTTPException(404, "no run of that name")
        return runs[name]

    def found(name: str) -> Found:
        now = view(name).found()
        if now is None:
            raise HTTPException(409, "the run has no results yet")
        return now

    @app.get("/")
    def page(request: Request) -> Response:
        if "token" in request.query_params:  # into a cookie, out of the address
            response: Response = RedirectResponse("/")
            response.set_cookie(COOKIE, token, httponly=True, samesite="strict")
            return response
        return FileResponse(STATIC / "index.html", media_type="text/html")

    @app.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in FILES:
            raise HTTPException(404)
        return FileResponse(STATIC / name, media_type=FILES[name])

    @app.get("/api/runs")
    def list_runs() -> dict[str, Any]:
        return {"runs": list(runs), "may_write": may_write}

    @app.get("/api/{name}/status")
    def status(name: str) -> dict[str, Any]:
        return view(name).status()

    @app.get("/api/{name}/metrics")
    def metrics(name: str) -> list[dict[str, Any]]:
        return view(name).metrics()

    @app.get("/api/{name}/column")
    def column(name: str, column: str) -> Response:
        return _floats(found(name).column(column))

    @app.get("/api/{name}/micrographs")
    def micrographs(name: str) -> list[dict[str, Any]]:
        now = found(name)
        return [] if now.micrographs is None else now.micrographs.counts(now.run.shows_molecule)

    @app.post("/api/{name}/load")
    async def load(name: str, column: str, request: Request) -> dict[str, Any]:
        body = await request.body()
        if len(body) > MOST_COLUMN_BYTES or len(body) % 4:
            raise ConfigError(f"{column[:40]}: {len(body):,} bytes are no column of float32 values.")
        label = f"file: {column[:60]}"
        found(name).add(label, np.frombuffer(body, "<f4").astype(float))
        return {"column": label}

    @app.get("/api/{name}/compare")
    def compare(name: str, other: str) -> dict[str, Any]:
        return compared(found(name), found(other), other)

    @app.post("/api/{name}/select")
    async def select(name: str, request: Request) -> Response:
        regions = _read_regions(await _json(request))
        held = await run_in_threadpool(lambda: _resolve(found(name), regions))
        return Response(
            held.astype(np.uint8).tobytes(), media_type="application/octet-stream", headers={"X-Selected": str(int(held.sum()))}
        )

    @app.post("/api/{name}/save")
    async def save(name: str, request: Request) -> dict[str, Any]:
        if not may_write:
            raise ConfigError("this window only looks.", "start it with --write to save selections")
        values = await _json(request)
        regions = _read_regions(values)

        def written() -> dict[str, Any]:
            now = found(name)
            held = _resolve(now, regions)
            return save_selection(now.run, str(values.get("name", "")), str(values.get("suffix", ".star")), held, regions)

        return await run_in_threadpool(written)

    @app.get("/api/{name}/mesh")
    def surface(name: str, z: str | None = None, particle: int | None = None, level: float | None = None) -> Response:
        now = found(name)
        return _surface(mesh(maps.volume(now, _conformation(now, z, particle)), level))

    @app.get("/api/{name}/local")
    def local(name: str, z: str | None = None, particle: int | None = None, level: float | None = None) -> Response:
        now = found(name)
        return _surface(local_mesh(states.local(now, _conformation(now, z, particle)), level))

    @app.get("/api/{name}/difference")
    def difference(
        name: str,
        z: str | None = None,
        particle: int | None = None,
        from_z: str | None = None,
        from_particle: int | None = None,
    ) -> Response:
        now = found(name)
        one, other = (maps.volume(now, _conformation(now, *asked)) for asked in ((z, particle), (from_z, from_particle)))
        parts, told = difference_meshes(one, other)
        return Response(b"".join(parts), media_type=BYTES, headers={"X-Mesh": json.dumps(told)})

    @app.get("/api/{name}/movie")
    def movie(name: str, component: str = "pc1", n: int = 10, particles: str | None = None) -> Response:
        now = found(name)
        frames = [maps.volume(now, np.array(z)) for z in steps(name, component, n, particles)]
        headers = {"Content-Disposition": f'attachment; filename="{"way" if particles else component}.gif"'}
        return Response(film(frames), media_type="image/gif", headers=headers)

    @app.get("/api/{name}/volume")
    def volume(name: str, z: str | None = None, particle: int | None = None) -> Response:
        now = found(name)
        return _floats(maps.volume(now, _conformation(now, z, particle)).ravel())

    @app.get("/api/{name}/sections")
    def slices(name: str, z: str | None = None, particle: int | None = None) -> Response:
        now = found(name)
        return Response(sections(maps.volume(now, _conformation(now, z, particle))), media_type="image/png")

    @app.get("/api/{name}/images")
    def images(name: str, rows: str) -> Response:
        now = found(name)
        return Response(montage(now, np.array(whole_numbers("rows", rows), dtype=int)), media_type="image/png")

    @app.get("/api/{name}/walk")
    def steps(name: str, component: str = "pc1", n: int = 10, particles: str | None = None) -> list[list[float]]:
        now = found(name)
        if not 2 <= n <= 100:
            raise ConfigError(f"n={n}: a walk has 2 to 100 steps.")
        if particles is None:
            zs = walk(now.run.z[now.run.shows_molecule], component, n)
        else:
            zs = along_data(now.run.z, whole_numbers("particles", particles), n).z
        return [[float(v) for v in z] for z in zs]

    return app


def _floats(values: np.ndarray) -> Response:
    return Response(np.ascontiguousarray(values, dtype="<f4").tobytes(), media_type=BYTES)


def _surface(made: dict[str, Any]) -> Response:
    """Corners, triangles and, where there are some, values of the corners; the numbers beside them in a header."""
    parts = [made.pop(name) for name in ("corners", "faces", "resolution_A") if name in made]
    made |= {"n_corners": len(parts[0]), "n_faces": len(parts[1])}
    return Response(b"".join(part.tobytes() for part in parts), media_type=BYTES, headers={"X-Mesh": json.dumps(made)})


async def _json(request: Request) -> dict[str, Any]:
    body = await request.body()
    if len(body) > MOST_BYTES:
        raise ConfigError(f"{len(body):,} bytes; at most {MOST_BYTES:,} are taken.")
    try:
        values = json.loads(body)
    except ValueError:
        raise ConfigError("the request is no JSON.") from None
    if not isinstance(values, dict):
        raise ConfigError("the request is no JSON object.")
    return values


def _read_regions(values: dict[str, Any]) -> list[Region]:
    regions = values.get("regions", [])
    if not isinstance(regions, list):
        raise ConfigError("regions: not a list.")
    return [region_from(each) for each in regions]


def _resolve(found: Found, regions: list[Region]) -> np.ndarray:
    return resolve(regions, found.column, found.n)


def _conformation(found: Found, z: str | None, particle: int | None) -> np.ndarray:
    """(z,) of words or of a particle."""
    dims = found.run.z.shape[1]
    if particle is not None:
        if not 0 <= particle < found.n:
            raise ConfigError(f"particle {particle}; the {found.n:,} particles are rows 0 to {found.n - 1:,}.")
        conformation: np.ndarray = found.run.z[particle]
        return conformation
    given = np.array(numbers("z", z))
    if len(given) != dims:
        raise ConfigError(f"{len(given)} values for a conformation, and the run has z_dim {dims}.")
    return given
