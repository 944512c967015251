"""Optics groups of different pixel size, trained together, are as good as one group of as many images."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from cryofire.evaluation.map_error import map_error
from cryofire.io.formats import read_particles
from cryofire.io.mrc import read_volume
from cryofire.io.run_store import RunStore
from cryofire.pipeline.run import read_config, train
from cryofire.pipeline.run_config import build_config
from cryofire.simulation.density import state_density
from cryofire.simulation.ensemble import Ensemble
from cryofire.simulation.molecules import load_ensemble
from cryofire.simulation.simulate import SimulatedStack, SimulationSettings, simulate
from mixed import write_groups

N = 300
SETTINGS = SimulationSettings(N, 40, 3.6, snr=0.3, max_shift_px=2.0, sigma_A=6.0, seed=1)
"""144 A; the other group's 40 px of 4.32 A are 172.8 A."""


def one_shape() -> Ensemble:
    """The antibody held still, so that few images tell a good map from a bad one."""
    ensemble = load_ensemble("antibody")
    parts = tuple(replace(part, frame_of_state=part.frame_of_state[:1].repeat(ensemble.n_states)) for part in ensemble.parts)
    return replace(ensemble, parts=parts)


def map_score(folder: Path, groups: list[SimulatedStack], sizes_A: list[float], ensemble: Ensemble) -> float:
    """Area under the map's Fourier shell correlation with the truth, cycles/pixel; 0.5 is perfect."""
    star = write_groups(folder, groups, sizes_A)
    options = ["data.box_px=28", "device=cpu", "z_dim=0", "invert=false"]
    assert train(build_config("fixed-poses", None, options, {"data": {"particles": str(star)}, "outdir": str(folder / "run"), "seed": 0}))
    run = RunStore(folder / "run")
    volume = read_volume(run.volume(0))
    assert volume.pixel_size_A == pytest.approx(read_config(run).data.map_pixel_size_A, rel=1e-5)
    given, written = read_particles(star), read_particles(run.particles, star.parent)
    torch.testing.assert_close(written.poses.shifts_px, given.poses.shifts_px, rtol=0, atol=1e-3)
    assert given.poses.shifts_px.abs().max() > 1.5
    true = state_density(ensemble, 0, 28, SETTINGS.box_px * 3.6 / 28, 6.0)
    return map_error(torch.from_numpy(volume.values), true, SETTINGS.box_px * 3.6 / 28).auc_fsc


def test_two_groups_reach_the_score_of_one_and_not_if_they_are_taken_for_one(tmp_path):
    ensemble = one_shape()
    alone = simulate(ensemble, SETTINGS)
    half = simulate(ensemble, replace(SETTINGS, n_particles=N // 2, seed=2))
    other = simulate(ensemble, replace(SETTINGS, n_particles=N // 2, pixel_size_A=4.32, seed=3))
    one = map_score(tmp_path / "one", [alone], [3.6], ensemble)
    both = map_score(tmp_path / "both", [half, other], [3.6, 4.32], ensemble)
    mistaken = map_score(tmp_path / "mistaken", [half, other], [3.6, 3.6], ensemble)
    assert np.isfinite(one)
    assert both > 0.97 * one
    assert mistaken < 0.9 * one
