"""Images that a run was not trained on are seen as it saw its own: pixel size, grey scale of each optics group, noise."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from cryofire import Run, infer
from cryofire.analysis.unseen_set import SAME_NOISE, names_of_groups, open_unseen, parts, run_images, scales_by_name
from cryofire.core.errors import ConfigError
from cryofire.data.data_config import FilesConfig
from cryofire.data.dataset import ParticleDataset
from cryofire.data.noise_spectrum import level_of
from cryofire.inference.calibration import Calibration
from cryofire.inference.estimator_store import EstimatorBundle, Mode
from cryofire.inference.goodness_of_fit import FitStatistics
from cryofire.io.relion.optics import group_names
from cryofire.io.relion.star import read_document
from cryofire.io.run_store import RunStore
from cryofire.physics.lattice import Lattice
from cryofire.pipeline.run import read_config
from cryofire.pipeline.run_config import RunConfig
from mixed import write_groups
from runs import QUICK_PLACE, make_trainer, small_config
from stacks import tiny_set, write_tiny_stack

CPU = torch.device("cpu")


@pytest.fixture
def log_of(monkeypatch, caplog):
    """What was logged so far, as one text."""
    monkeypatch.setattr(logging.getLogger("cryofire"), "propagate", True)
    caplog.set_level(logging.INFO, "cryofire")
    return lambda: " ".join(record.getMessage() for record in caplog.records)


def resolved(particles: Path, outdir: Path, *options: str) -> tuple[RunConfig, ParticleDataset]:
    """The configuration that a search of some particles would write, and its images."""
    trainer = make_trainer(small_config(particles, outdir, "z_dim=0", *options, recipe="homogeneous", is_small=False))
    return read_config(RunStore(outdir)), trainer.sets.train


def seen(config: RunConfig, particles: Path, bundle: EstimatorBundle | None = None) -> ParticleDataset:
    return open_unseen(FilesConfig(particles=particles), run_images(config.data, config.seed, bundle))


def bundle_with(noise_sd: torch.Tensor) -> EstimatorBundle:
    mode = Mode(Calibration((0.0, 0.0), (1.0, 1.0), (1.0, 1.0), 0.0), FitStatistics((1.0, 0.1), (1.0, 0.1)))
    return EstimatorBundle(None, noise_sd, 4.0, mode, None)


def two_groups(folder: Path, seed: int, grey: float) -> Path:
    """Optics group 2 has `grey` times the grey values of group 1."""
    first, second = tiny_set(24, 16, noise=1.0, seed=seed), tiny_set(24, 16, noise=1.0, seed=seed + 1)
    return write_groups(folder, [first, replace(second, images=grey * second.images)], [4.0, 4.0])


def test_the_runs_own_particles_are_seen_as_in_training_whatever_the_groups_scales(tmp_path):
    star = two_groups(tmp_path / "set", 1, 5.0)
    config, trained = resolved(star, tmp_path / "run")
    assert config.data.group_scales is not None and len(config.data.group_scales) == 2
    images = seen(config, star).load(torch.arange(48))
    torch.testing.assert_close(images, trained.load(torch.arange(48)), rtol=1e-6, atol=1e-6)


def renumbered(star: Path, has_names: bool) -> Path:
    """The same file with the numbers of its two optics groups exchanged; without names, if asked."""
    lines = []
    for line in star.read_text().splitlines():
        words = line.split()
        if len(words) == 7 and words[1] in ("g1", "g2"):
            words[0] = {"1": "2", "2": "1"}[words[0]]
        elif "@" in line:
            words[1] = {"1": "2", "2": "1"}[words[1]]
        lines.append(" ".join(words))
    text = "\n".join(lines) + "\n"
    path = star.with_name("renumbered.star")
    path.write_text(text if has_names else text.replace("_rlnOpticsGroupName", "_rlnOtherText"))
    return path


def test_groups_that_another_file_numbers_otherwise_are_matched_by_their_names(tmp_path, log_of):
    star = two_groups(tmp_path / "set", 1, 5.0)
    config, trained = resolved(star, tmp_path / "run")
    run = RunStore(tmp_path / "run")
    run.particles.write_bytes(star.read_bytes())
    names = names_of_groups(run, config.data)
    assert names == {1: "g1", 2: "g2"}
    known = replace(run_images(config.data, config.seed, None), group_names=names)
    images = open_unseen(FilesConfig(particles=renumbered(star, True)), known).load(torch.arange(48))
    torch.testing.assert_close(images, trained.load(torch.arange(48)), rtol=1e-6, atol=1e-6)
    assert "matched by their names" in log_of()
    assert "by their numbers" not in log_of()


def test_groups_without_names_are_matched_by_number_and_told(tmp_path, log_of):
    scales, names, path = {1: 0.3, 2: 1.5}, {1: "g1", 2: "g2"}, tmp_path / "other.star"
    assert scales_by_name(scales, names, {}, path) == scales
    assert "other.star does not name its groups" in log_of()
    assert scales_by_name(scales, {}, names, path) == scales
    assert "those of the run have no names" in log_of()


def test_only_groups_of_known_names_get_a_scale(tmp_path, log_of):
    scales, names = {1: 0.3, 2: 1.5}, {1: "g1", 2: "g2"}
    assert scales_by_name(scales, names, {2: "g1", 1: "new", 5: "g2"}, tmp_path) == {2: 0.3, 5: 1.5}
    assert scales_by_name(scales, names, names, tmp_path) == scales
    assert scales_by_name({}, {}, {}, tmp_path) == {}
    assert "by their numbers" not in log_of()


@pytest.mark.parametrize(("old", "new"), [("2 g2", "2 g1"), ("_rlnOpticsGroupName", "_rlnOtherText")])
def test_names_that_tell_no_groups_apart_are_not_taken(tmp_path, old, new):
    star = two_groups(tmp_path / "set", 1, 5.0)
    star.write_text(star.read_text().replace(old, new))
    assert group_names(read_document(star)) == {}


def test_groups_of_another_set_are_brought_to_the_runs_grey_scale_each_by_itself(tmp_path):
    config, trained = resolved(write_tiny_stack(tmp_path / "set", tiny_set(48, 16, noise=1.0)).star, tmp_path / "run")
    dataset = seen(config, two_groups(tmp_path / "other", 7, 5.0))
    levels = [level_of(dataset, rows) for _, rows in parts(replace(dataset, preprocess=replace(dataset.preprocess, group_scales={})))]
    assert config.data.noise_level == pytest.approx(trained.noise_level)
    for level in levels:
        assert 1 / SAME_NOISE < level / config.data.noise_level < SAME_NOISE


def test_pixel_size_of_the_map_header_is_not_that_of_the_images(tmp_path):
    star = write_tiny_stack(tmp_path / "set", tiny_set(48, 16, noise=1.0)).star
    config, trained = resolved(star, tmp_path / "run", "map_pixel_size_A=4.4")
    assert (config.data.image_pixel_size_A, config.data.map_pixel_size_A) == (4.0, 4.4)
    images = seen(config, star).load(torch.arange(48))
    torch.testing.assert_close(images, trained.load(torch.arange(48)), rtol=1e-6, atol=1e-6)


def test_noise_is_compared_by_one_estimator(tmp_path):
    """What the volumes leave of the outer shells is less than those shells hold: the run's own images are no other set."""
    star = write_tiny_stack(tmp_path / "set", tiny_set(48, 16, noise=0.3)).star
    config, trained = resolved(star, tmp_path / "run")
    residual = torch.full((len(Lattice.create(16)),), 0.7 * trained.noise_level)
    assert seen(config, star, bundle_with(residual)).preprocess.group_scales == {}


def test_a_set_of_other_grey_scale_is_divided_by_the_ratio_of_the_noise(tmp_path):
    truth = tiny_set(48, 16, noise=1.0)
    config, trained = resolved(write_tiny_stack(tmp_path / "set", truth).star, tmp_path / "run")
    brighter = write_tiny_stack(tmp_path / "brighter", replace(truth, images=3 * truth.images)).star
    images = seen(config, brighter).load(torch.arange(48))
    torch.testing.assert_close(images, trained.load(torch.arange(48)), rtol=1e-4, atol=1e-4)


def test_a_run_written_before_these_numbers_were_stored_is_read_by_its_encoders(tmp_path):
    star = write_tiny_stack(tmp_path / "set", tiny_set(48, 16, noise=1.0)).star
    config, trained = resolved(star, tmp_path / "run")
    older = config.data.model_copy(update={"noise_level": None, "image_pixel_size_A": None})
    level = trained.noise_level
    sd = torch.full((len(Lattice.create(16)),), 9.0)
    sd[Lattice.create(16).radius > 0.85 * 8] = level
    found = run_images(older, 0, bundle_with(sd))
    assert (found.pixel_size_A, found.noise_level) == (4.0, pytest.approx(level))
    assert run_images(older, 0, None).noise_level is None


def test_a_set_without_pixel_size_is_compared_by_its_box(tmp_path):
    stack = write_tiny_stack(tmp_path / "set", tiny_set(48, 16, noise=1.0))
    config, _ = resolved(stack.star, tmp_path / "run")
    data = config.data.model_copy(update={"image_pixel_size_A": None, "map_pixel_size_A": 1.0})
    dataset = open_unseen(FilesConfig(particles=stack.star), run_images(data, 0, None))
    assert float(dataset.raw_pixels[0]) == 1.0


def test_infer_gives_arrays_and_saves_what_the_command_writes(cryofire, tmp_path):
    stack = write_tiny_stack(tmp_path / "set", tiny_set(60, 16, noise=0.5))
    arguments = ("-o", tmp_path / "run", "--recipe", "homogeneous", "--seed", 1, "--device", "cpu")
    place = [word for option in QUICK_PLACE for word in ("--set", option)]
    assert cryofire("train", stack.star, *arguments, *place).code == 0
    assert Run(tmp_path / "run", device="cpu").volume().shape == (16, 16, 16), "the one map of a rigid molecule"
    found = infer(Run(tmp_path / "run"), stack.star, device="cpu", ind=rows_file(tmp_path))
    assert (len(found), found.z.shape, found.is_outlier.dtype) == (20, (20, 0), bool)
    assert found.poses.rotations.shape == (20, 3, 3)
    np.testing.assert_allclose(found.poses.shifts_A, 4.0 * found.poses.shifts_px)
    assert ((found.confidence >= 0) & (found.confidence <= 1)).all()
    summary = found.save(tmp_path / "python")
    assert (summary.n_particles, summary.has_encoder, summary.is_refined) == (20, False, True)
    out = ("-o", tmp_path / "command", "--ind", rows_file(tmp_path), "--device", "cpu")
    assert cryofire("infer", tmp_path / "run", stack.star, *out).code == 0
    assert (tmp_path / "python" / "particles.star").read_text() == (tmp_path / "command" / "particles.star").read_text()
    with pytest.raises(ConfigError, match="no option is called 'inds'"):
        infer(tmp_path / "run", stack.star, inds=3)
    with pytest.raises(ConfigError, match="is the run itself"):
        found.save(tmp_path / "run")


def rows_file(folder: Path) -> Path:
    np.savetxt(folder / "rows.txt", np.arange(20), fmt="%d")
    return folder / "rows.txt"
