"""The page in headless Chromium: points, a lasso drawn by hand, the map on screen, a walk that plays, a run that is followed."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from matplotlib.path import Path as PolygonPath
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from skimage.measure import marching_cubes

from cryofire import Run
from cryofire.dashboard.app import create_app
from cryofire.dashboard.run_view import RunView
from cryofire.io.formats import read_particles
from cryofire.io.run_store import RunStore

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="needs Chromium and its driver (Debian: chromium, chromium-driver)"
)
TOKEN = "t"
PATIENCE_S = 90
"""Until something is there, on a machine however busy."""


@pytest.fixture
def served(tiny_run, tmp_path) -> Iterator[tuple[str, Path]]:
    """Address of a window on a copy of the tiny run, which may be written to."""
    run = Path(shutil.copytree(tiny_run, tmp_path / "run"))
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    views = {"run": RunView(run, device="cpu"), "seed2": RunView(Path(tiny_run), device="cpu")}
    server = uvicorn.Server(uvicorn.Config(create_app(views, TOKEN, True), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{bound.getsockname()[1]}/?token={TOKEN}", run
    server.should_exit = True
    thread.join(10)
    bound.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    options = Options()
    options.binary_location = CHROMIUM
    arguments = ("--headless=new", "--no-sandbox", "--enable-unsafe-swiftshader", "--use-angle=swiftshader", "--disable-dev-shm-usage")
    for argument in (*arguments, "--window-size=1300,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


def wait(browser: Any, script: str) -> Any:
    """What a script returns, as soon as that is something."""
    end = time.time() + PATIENCE_S
    while time.time() < end:
        found = browser.execute_script(f"return {script}")
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{script}: still nothing; {browser.get_log('browser')}")


def faults(browser: Any, address: str) -> list[Any]:
    """What the browser complains of, but for what the last test's page asked of its server, which is gone."""
    host, said = address.partition("/?")[0], browser.get_log("browser")
    return [each for each in said if each["level"] == "SEVERE" and host in each["message"]]  # which names the script or the request


def drag(browser: Any, canvas: Any, corners: list[tuple[float, float]]) -> None:
    """Shift and drag over places given as shares of the canvas's half size from its middle, y up."""
    box = canvas.size
    at = [(round(x * box["width"] / 2), round(-y * box["height"] / 2)) for x, y in corners]
    steps = ActionChains(browser, duration=30).key_down(Keys.SHIFT).move_to_element_with_offset(canvas, *at[0]).click_and_hold()
    for place in [*at[1:], at[0]]:
        steps = steps.move_to_element_with_offset(canvas, *place).pause(0.05)
    steps.release().key_up(Keys.SHIFT).perform()


def test_lasso_map_walk_and_saved_particles_are_the_runs(served, browser):
    address, folder = served
    run = Run(folder, device="cpu")
    browser.get(address)
    wait(browser, "window.cryofire && window.cryofire.isReady")
    assert wait(browser, "window.cryofire.drawn") == 48
    assert browser.find_element(By.ID, "verdict").text == json.loads((folder / "verdict.json").read_text())["verdict"]

    # A region drawn by hand: the server counts exactly those inside its polygon.
    drag(browser, browser.find_element(By.ID, "scatter"), [(-0.9, -0.9), (-0.9, 0.9), (0.1, 0.9), (0.1, -0.9)])
    region = wait(browser, "window.cryofire.regions[0]")
    wait(browser, "window.cryofire.selected !== undefined && document.getElementById('count').textContent !== 'nobody'")
    view = RunView(folder, device="cpu").found()
    assert view is not None
    points = np.stack([view.column(region["x"]), view.column(region["y"])], axis=1)
    inside = PolygonPath(np.array(region["corners"])).contains_points(points)
    assert 3 < inside.sum() < 45
    assert browser.execute_script("return window.cryofire.selected") == inside.sum()

    # It holds those that are not drawn, too.
    browser.execute_script("window.cryofire.mostDrawn = 12; document.getElementById('x').onchange()")
    wait(browser, "window.cryofire.drawn === 12")
    assert browser.find_element(By.ID, "drawn").text == "12 of 48 drawn"
    assert browser.execute_script("return window.cryofire.selected") == inside.sum() > 12

    browser.find_element(By.ID, "name").send_keys("drawn")
    browser.find_element(By.ID, "save").click()
    assert wait(browser, "document.getElementById('saved').textContent") == f"{inside.sum()} in selections/drawn.star"
    assert read_particles(folder / "selections" / "drawn.star").index_in_stack.tolist() == np.flatnonzero(inside).tolist()

    # The map on screen is that of the walk's first step, at the level said.
    told, z = wait(browser, "window.cryofire.mesh"), browser.execute_script("return window.cryofire.shown.z")
    np.testing.assert_allclose(z, run.traverse("pc1", 10).z[0], atol=1e-4)
    faces = marching_cubes(run.volume(z), told["level"])[1]
    assert told["n_faces"] == pytest.approx(len(faces), rel=0.02)
    drawn = browser.execute_script("const c = document.getElementById('surface'); return c.toDataURL().length")
    assert drawn > 3000, "an empty canvas is smaller"

    browser.find_element(By.ID, "play").click()
    wait(browser, f"JSON.stringify(window.cryofire.shown.z) !== '{json.dumps(z, separators=(',', ':'))}'")
    browser.find_element(By.ID, "play").click()
    assert not faults(browser, address)


def test_differences_columns_undo_and_another_run(served, browser, tmp_path):
    address, folder = served
    browser.get(address)
    wait(browser, "window.cryofire && window.cryofire.isReady")
    wait(browser, "window.cryofire.mesh")

    # One map is kept, another shown: where they differ is drawn in two colours.
    browser.find_element(By.ID, "keep").click()
    browser.execute_script("const s = document.getElementById('step'); s.value = 9; s.oninput()")
    wait(browser, "document.getElementById('of').textContent.includes('step 10')")
    wait(browser, "window.cryofire.mesh && !document.getElementById('difference').disabled")
    browser.find_element(By.ID, "difference").click()
    told = wait(browser, "window.cryofire.difference")
    assert told["n_more_faces"] + told["n_less_faces"] > 0

    # The map of the images near this conformation, in the colours of its local resolution; the next map is plain again.
    browser.find_element(By.ID, "local").click()
    told = wait(browser, "window.cryofire.mesh && window.cryofire.mesh.coarsest_A && window.cryofire.mesh")
    assert 0 < told["finest_A"] < told["coarsest_A"]
    assert f"{told['finest_A']:.1f} (blue) to {told['coarsest_A']:.1f} A (red)" in browser.find_element(By.ID, "localrange").text
    assert "cryofire state" in browser.find_element(By.ID, "command").text

    # A way of one's own, over two particles that were clicked.
    for row in (3, 40):
        browser.execute_script(f"window.cryofire.showParticle({row})")
        wait(browser, f"window.cryofire.shown.particle === {row}")
        browser.find_element(By.ID, "over").click()
    browser.find_element(By.ID, "go").click()
    wait(browser, "document.getElementById('of').textContent === 'particles 3, 40, step 1 of 10'")
    np.testing.assert_allclose(browser.execute_script("return window.cryofire.shown.z"), Run(folder, device="cpu").z[3], atol=1e-4)
    assert not browser.find_element(By.ID, "local").is_selected()
    assert wait(browser, "window.cryofire.mesh.coarsest_A === undefined && document.getElementById('localrange').textContent === ''")
    assert "--path 3,40" in browser.find_element(By.ID, "command").text

    # A column from a file colours the plane and is a range to select by; what was undone is as before.
    column = tmp_path / "mine.npy"
    np.save(column, np.arange(48, dtype=np.float64))
    browser.find_element(By.ID, "file").send_keys(str(column))
    wait(browser, "document.getElementById('colour').value === 'file: mine.npy'")
    for low, high in ((10, 19), (15, 40)):
        for name, value in (("low", low), ("high", high)):
            browser.find_element(By.ID, name).clear()
            browser.find_element(By.ID, name).send_keys(str(value))
        browser.find_element(By.ID, "addrange").click()
    wait(browser, "window.cryofire.selected === 5")
    browser.find_element(By.ID, "undo").click()
    wait(browser, "window.cryofire.selected === 10")
    browser.find_element(By.ID, "clear").click()
    wait(browser, "window.cryofire.regions.length === 0")
    browser.find_element(By.ID, "undo").click()
    wait(browser, "window.cryofire.selected === 10")

    # Another run of the same particles: the numbers of `cryofire compare`.
    browser.execute_script("const o = document.getElementById('other'); o.value = 'seed2'; o.onchange()")
    assert wait(browser, "window.cryofire.compared")["n_shared"] == 48
    wait(browser, "document.getElementById('colour').value === 'angle to seed2'")
    assert "100.0 % of the poses" in browser.find_element(By.ID, "compared").text
    assert not faults(browser, address)


def test_points_of_a_run_that_trains_appear(served, browser):
    address, folder = served
    latents = folder / "latents.npy"
    kept = np.load(latents)
    latents.unlink()
    browser.get(address)
    wait(browser, "window.cryofire && window.cryofire.isReady")
    assert browser.execute_script("return window.cryofire.n") == 0
    assert browser.find_element(By.ID, "empty").is_displayed()
    verdict = RunStore(folder).verdict
    final = json.loads(verdict.read_text())
    verdict.unlink()
    RunStore(folder).write_verdict_so_far(final | {"verdict": "doubtful"})
    wait(browser, "document.getElementById('verdict').textContent === 'so far: doubtful'")
    RunStore(folder).write_verdict(final)
    wait(browser, f"document.getElementById('verdict').textContent === '{final['verdict']}'")
    np.save(latents, kept)
    assert wait(browser, "window.cryofire.drawn") == 48
    assert wait(browser, "window.cryofire.courseLines") > 1


def with_places(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Give the particles of a run, 12 each, to four micrographs; (n, 2) where they lie, and the number of their micrograph."""
    path = folder / "particles.star"
    places = np.random.default_rng(2).uniform(100, 3900, size=(48, 2)).round(1)
    number = np.arange(48) // 3 % 4
    lines, row = path.read_text().splitlines(), 0
    last = max(i for i, line in enumerate(lines) if line.startswith("_"))
    tags = [line for line in lines[: last + 1] if line.startswith("_")]
    added = ["_rlnMicrographName", "_rlnCoordinateX", "_rlnCoordinateY"]
    for i in range(last + 1, len(lines)):
        if "@" in lines[i]:
            lines[i] += f" mic{number[row]}.mrc {places[row, 0]} {places[row, 1]}"
            row += 1
    assert row == 48 and tags
    path.write_text("\n".join([*lines[: last + 1], *added, *lines[last + 1 :]]) + "\n")
    return places, number


def test_particles_of_one_micrograph_are_shown_and_chosen_where_they_were_picked(served, browser):
    address, folder = served
    places, number = with_places(folder)
    browser.get(address)
    wait(browser, "window.cryofire && window.cryofire.isReady && window.cryofire.drawn === 48")
    options = [each.text for each in browser.find_elements(By.CSS_SELECTOR, "#micrograph option")]
    assert options[0] == "all" and [text.split()[0] for text in options[1:]] == ["mic0.mrc", "mic1.mrc", "mic2.mrc", "mic3.mrc"]
    assert all(text.endswith("of 12)") for text in options[1:])
    for _ in range(2):
        browser.find_element(By.ID, "next").click()
    wait(browser, "window.cryofire.drawn === 12 && window.cryofire.axes[0] === '_rlnCoordinateX' && window.cryofire.rows[0] === 3")
    assert browser.execute_script("return Array.from(window.cryofire.rows)") == np.flatnonzero(number == 1).tolist()

    drag(browser, browser.find_element(By.ID, "scatter"), [(-0.9, -0.9), (-0.9, 0.9), (0.2, 0.9), (0.2, -0.9)])
    region = wait(browser, "window.cryofire.regions[0]")
    wait(browser, "document.getElementById('count').textContent !== 'nobody'")
    inside = PolygonPath(np.array(region["corners"])).contains_points(places)
    assert (inside & (number != 1)).any(), "others lie there on other micrographs"
    assert browser.execute_script("return window.cryofire.selected") == (inside & (number == 1)).sum() > 0
    browser.find_element(By.ID, "name").send_keys("picked")
    browser.find_element(By.ID, "save").click()
    wait(browser, "document.getElementById('saved').textContent")
    rows = read_particles(folder / "selections" / "picked.star").index_in_stack.tolist()
    assert rows == np.flatnonzero(inside & (number == 1)).tolist()
    sent = "return performance.getEntriesByType('resource').filter((each) => each.name.includes('column?column=')).length"
    n_sent = browser.execute_script(sent)
    assert n_sent >= 3, "numbers of micrographs, and both places"
    browser.find_element(By.ID, "next").click()
    wait(browser, "window.cryofire.drawn === 12 && window.cryofire.rows[0] === 6")
    assert browser.execute_script(sent) == n_sent, "what is there is not sent again"
    for _ in range(2):
        browser.find_element(By.ID, "next").click()
    wait(browser, "window.cryofire.drawn === 48 && document.getElementById('micrograph').value === ''")
    assert not faults(browser, address)
