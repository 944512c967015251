"""A run without a network: what the search found is what the decoder shows and the run folder holds."""

from __future__ import annotations

import signal
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import Tensor

from cryofire.analysis.runs import load_run
from cryofire.inference.decoder_volumes import volumes_for
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.io.mrc import read_volume
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import read_star
from cryofire.io.run_store import RunStore
from cryofire.models.decoders.low_rank_grid import LowRankGrid, LowRankGridConfig
from cryofire.models.volumes import make_volume
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import angle_between_deg, random_rotations
from cryofire.physics.shells import fourier_shell_correlation
from cryofire.physics.slices import central_slices, slice_coordinates, volume_to_grid
from cryofire.pipeline.run_config import build_config, recipe_names
from cryofire.search.state import SearchState
from drawing import pictures
from planted import blob_atoms
from runs import QUICK_AT_KNOWN_POSES, QUICK_SEARCH
from stacks import correlation, tiny_set, write_tiny_stack

CPU = torch.device("cpu")


def filled_decoder(box_px: int, oversampling: float, n_components: int) -> tuple[LowRankGrid, FourierGrid, Tensor]:
    """A decoder that holds the blobs, and the grid it got them from."""
    decoder = LowRankGrid(LowRankGridConfig(oversampling=oversampling), box_px, n_components, torch.Generator().manual_seed(0))
    grid = FourierGrid(box_px // 2, decoder.oversampling, CPU)
    volumes = blob_atoms(box_px, n_components).on(grid)
    decoder.put_volumes(volumes_for(decoder, grid, volumes))
    return decoder, grid, volumes


# ---- from the search's grid to the decoder -----------------------------------------------------------------------


@pytest.mark.parametrize("oversampling", [1.5, 2.0])
@pytest.mark.parametrize("box_px", [16, 17])
def test_slices_of_the_decoder_equal_those_of_the_cube(box_px, oversampling):
    decoder, grid, volumes = filled_decoder(box_px, oversampling, 2)
    generator = torch.Generator().manual_seed(1)
    rotations, z = random_rotations(20, generator), torch.randn(20, 2, generator=generator)
    lattice = Lattice.create(box_px)
    with torch.no_grad():
        shown = decoder(slice_coordinates(rotations, lattice.freqs_per_px)[:, None], z[:, None])[:, 0]
    basis = torch.cat([torch.ones(20, 1), z], dim=1).to(torch.complex64)
    found = (grid.slice(volumes, rotations, lattice.indices.float()) * basis[:, None]).sum(dim=-1)
    assert float((shown - found).abs().max()) < 2e-5 * float(found.abs().max())


def test_volumes_that_are_not_given_are_zero():
    decoder = LowRankGrid(LowRankGridConfig(), 16, 3, torch.Generator().manual_seed(0))
    grid = FourierGrid(8, decoder.oversampling, CPU)
    decoder.put_volumes(volumes_for(decoder, grid, blob_atoms(16, 1).on(grid)))
    at = torch.rand(1, 1, 50, 3, generator=torch.Generator().manual_seed(1)) * 0.4
    with torch.no_grad():
        rigid, second, fourth = (decoder(at, torch.tensor([[z]])) for z in ([0.0, 0, 0], [1.0, 0, 0], [0.0, 0, 1]))
    assert torch.equal(rigid, fourth)
    assert not torch.allclose(rigid, second)


def agreement_of_map(volume: Tensor, decoder: LowRankGrid, box_px: int) -> tuple[float, float, float]:
    """Of the map's projections with the decoder's slices: correlation, slope, and error relative to the slices."""
    rotations, freqs = random_rotations(40, torch.Generator().manual_seed(1)), Lattice.create(box_px).freqs_per_px
    with torch.no_grad():
        shown = torch.view_as_real(decoder(slice_coordinates(rotations, freqs)[:, None], None)[:, 0])
    projected = torch.view_as_real(central_slices(volume_to_grid(volume, padding=3), rotations, freqs) / box_px)
    slope = float((projected * shown).sum() / shown.square().sum())
    return correlation(projected, shown), slope, float((projected - shown).norm() / shown.norm())


@pytest.mark.parametrize("oversampling", [1.5, 2.0])
def test_projections_of_the_map_resemble_the_slices_and_less_so_without_the_envelope(oversampling):
    decoder, _, _ = filled_decoder(16, oversampling, 0)
    volume = make_volume(decoder, None, 16)
    similar, _, error = agreement_of_map(volume, decoder, 16)
    start = decoder.grid // 2 - 8
    inside = slice(start, start + 16)
    without = volume / decoder.real_space_envelope()[inside, inside, inside]
    similar_without, _, error_without = agreement_of_map(without, decoder, 16)
    assert similar > 0.99
    assert similar > similar_without
    assert error < error_without


@pytest.mark.parametrize(("oversampling", "largest"), [(1.5, 0.06), (2.0, 0.03)])
def test_projections_of_the_map_have_the_grey_values_of_the_slices(oversampling, largest):
    decoder, _, _ = filled_decoder(16, oversampling, 0)
    _, slope, error = agreement_of_map(make_volume(decoder, None, 16), decoder, 16)
    assert slope == pytest.approx(1, abs=0.03)
    assert error < largest


# ---- from the command line -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    return write_tiny_stack(tmp_path_factory.mktemp("search_stack"), tiny_set(120, noise=0.5, seed=6))


def pictures_in(summaries: Path) -> int:
    """How many kinds of pictures TensorBoard shows of a run."""
    accumulator = EventAccumulator(str(summaries))
    accumulator.Reload()
    return len(accumulator.Tags()["images"])


SEARCH_RECIPES = [name for name in recipe_names() if build_config(name).kind.is_search]


@pytest.mark.parametrize("recipe", SEARCH_RECIPES)
def test_search_leaves_poses_latents_and_maps_of_every_particle(recipe, cryofire, stack, tmp_path):
    config = build_config(recipe)
    is_ab_initio, z_dim = not config.has_known_poses, min(2, config.model.z_dim)
    options = [*(QUICK_SEARCH if is_ab_initio else QUICK_AT_KNOWN_POSES), f"z_dim={z_dim}"]
    settings = [word for option in options for word in ("--set", option)]
    with pictures() if recipe == "default" else nullcontext():
        finished = cryofire("train", stack.star, "-o", tmp_path / "run", "--recipe", recipe, "--seed", 1, "--device", "cpu", *settings)
    assert finished.code == 0, finished.err
    run, truth = RunStore(tmp_path / "run"), stack.truth
    assert pictures_in(run.summaries) == (6 if recipe == "default" else 0)
    latents = np.load(run.latents)
    assert latents.shape == (120, z_dim)
    assert np.isfinite(latents).all()
    table = read_star(run.particles, ReadOptions(datadir=stack.folder))
    assert table.poses is not None
    error = angle_between_deg(table.poses.rotations, truth.poses.rotations.double())
    if is_ab_initio:
        assert float(error.median()) > 1, "copied from the input"
        assert float((table.poses.rotations @ table.poses.rotations.mT - torch.eye(3)).abs().max()) < 1e-4
        assert float(table.poses.shifts_px.abs().max()) < 6
    else:
        assert float(error.max()) < 1e-2
        torch.testing.assert_close(table.poses.shifts_px, truth.poses.shifts_px.double(), rtol=0, atol=1e-4)
        found = torch.from_numpy(read_volume(run.volume(0)).values.copy())
        assert correlation(found, truth.volume) > 0.9
        assert (fourier_shell_correlation(found, truth.volume)[1:5] > 0.9).all()
    chosen = np.loadtxt(run.volumes / "z.txt", ndmin=2) if z_dim > 0 else np.zeros((1, 0))
    n_maps = len(list(run.volumes.glob("vol_*.mrc")))
    assert n_maps == len(chosen) == (10 if z_dim > 0 else 1)
    loaded = load_run(tmp_path / "run", device="cpu")
    for j in range(n_maps):
        z = torch.from_numpy(chosen[j]).float() if z_dim > 0 else None
        again = make_volume(loaded.model.decoder, z, 16, loaded.image_std, loaded.model.lattice.max_shell)
        written = torch.from_numpy(read_volume(run.volume(j)).values.copy())
        assert correlation(again, written) > 0.9999
    steps = [line["phase"] for line in run.read_metrics()]
    assert run.log.read_text().count("so far, after ") == 3
    assert "phases look flipped" not in run.log.read_text()
    assert (run.read_evidence() or {})["share_apart"] == 0, "one molecule"
    assert run.verdict.exists() and not run.verdict_so_far.exists()
    assert steps[-1] == "volumes to shell 8"
    assert ("best pose of the grid" in steps) == is_ab_initio


# ---- stopping --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_impatient", [False, True], ids=["once", "twice"])
def test_stopped_search_says_how_to_go_on_and_resuming_gives_the_whole_result(is_impatient, cryofire, tiny_stack, tmp_path, monkeypatch):
    run, grow = tmp_path / "run", SearchState.grow

    def press_ctrl_c(state: SearchState, is_moving: bool) -> None:
        signal.raise_signal(signal.SIGINT)
        if is_impatient:
            signal.raise_signal(signal.SIGINT)
        grow(state, is_moving)

    options = ("--recipe", "fixed-poses", "--set", "z_dim=1", "--seed", 4)
    assert cryofire("train", tiny_stack.star, "-o", tmp_path / "whole", *options).code == 0
    monkeypatch.setattr(SearchState, "grow", press_ctrl_c)
    first = cryofire("train", tiny_stack.star, "-o", run, *options)
    assert first.code == 130
    assert "--resume" in first.err
    assert RunStore(run).search.exists()
    monkeypatch.setattr(SearchState, "grow", grow)
    second = cryofire("train", "-o", run, "--resume")
    assert second.code == 0
    assert f"goes on after step {3 if is_impatient else 4}" in second.err
    assert not RunStore(run).search.exists()
    assert np.array_equal(np.load(run / "latents.npy"), np.load(tmp_path / "whole" / "latents.npy"))


def test_run_says_to_which_shell_its_poses_were_refined(cryofire, tiny_stack, tmp_path):
    settings = [word for option in (*QUICK_SEARCH, "z_dim=0") for word in ("--set", option)]
    assert cryofire("train", tiny_stack.star, "-o", tmp_path / "run", "--seed", 1, *settings).code == 0
    assert load_run(tmp_path / "run", device="cpu").config.search.place.last_shell == 7
