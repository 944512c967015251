"""The script that opens maps in ChimeraX. ChimeraX itself is not run here: the text is compared with its documentation's."""

from __future__ import annotations

import numpy as np
import pytest

from cryofire.io.chimerax import enclosing_level, write_open_script


def test_level_encloses_the_volume_of_the_mass():
    """100 kDa of protein are 121,000 A^3: 121 voxels of 10 A."""
    volume = np.random.default_rng(0).permutation(np.arange(1000.0)).reshape(10, 10, 10)
    assert (volume > enclosing_level(volume, 10.0, 100.0)).sum() == 121


def test_without_a_mass_the_level_encloses_one_percent_as_chimerax_does():
    volume = np.random.default_rng(0).permutation(np.arange(8000.0)).reshape(20, 20, 20)
    assert (volume > enclosing_level(volume, 3.0)).sum() == 80


def test_a_mass_larger_than_the_box_encloses_everything():
    assert enclosing_level(np.arange(8.0).reshape(2, 2, 2), 1.0, 1000.0) == 0.0


def test_series_has_one_level_a_colour_for_each_map_and_a_slider(tmp_path):
    path = write_open_script(tmp_path, ["vol_000.mrc", "vol 1.mrc", "vol_002.mrc"], [1.0, 5.0, 2.0])
    assert path == tmp_path / "open.cxc"
    assert path.read_text().splitlines() == [
        "# 3 maps of CryoFIRE. Open this file in a ChimeraX without other models.",
        "open vol_000.mrc",
        'open "vol 1.mrc"',
        "open vol_002.mrc",
        "volume #1-3 style surface step 1 level 2",
        "volume #1 color #424bb5",
        "volume #2 color #a4fc3c",
        "volume #3 color #b71d02",
        "set bgColor white",
        "lighting soft",
        "graphics silhouettes true",
        "mseries slider #1-3",
        "view",
    ]


def test_a_single_map_has_no_slider(tmp_path):
    lines = write_open_script(tmp_path, ["vol_000.mrc"], [0.25]).read_text().splitlines()
    assert "volume #1 style surface step 1 level 0.25" in lines
    assert not any("slider" in line for line in lines)


@pytest.mark.parametrize("n", [2, 10, 50])
def test_neighbours_in_a_series_differ_in_colour(n, tmp_path):
    lines = write_open_script(tmp_path, [f"vol_{j:03d}.mrc" for j in range(n)], [1.0] * n).read_text().splitlines()
    colours = [line.rsplit(" ", 1)[1] for line in lines if " color " in line]
    assert len(set(colours)) == n
