"""A set of particles as the training meets it: filtered together, in memory or lazily, in any order."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from cryofire.core.errors import ConfigError, DataError
from cryofire.core.types import ParticleBatch
from cryofire.data.dataset import ParticleDataset
from cryofire.data.load_set import DataConfig, FilesConfig, open_dataset
from cryofire.data.streaming import prefetch
from cryofire.io.mrc import write_stack
from stacks import PIXEL_SIZE_A, tiny_set, write_tiny_stack

KEPT = [40, 3, 17, 4, 31]


def opened(particles: Path, **options: object) -> ParticleDataset:
    config = DataConfig(particles=particles, **options)
    return open_dataset(config, config, seed=0)


def text_of(path: Path, rows: list) -> Path:
    path.write_text("\n".join(map(str, rows)))
    return path


# ---- filtering -------------------------------------------------------------------------------------------------


def test_images_ctf_poses_and_colours_are_filtered_together(tiny_stack, tmp_path):
    ind, colors = text_of(tmp_path / "ind.txt", KEPT), text_of(tmp_path / "colors.txt", list(range(100, 148)))
    files = {"ctf": tiny_stack.ctf, "pose": tiny_stack.pose, "colors": colors, "window": False, "subtract_background": False}
    whole, some = (
        opened(tiny_stack.mrcs, norm=(0, 1), invert=False, **files),
        opened(tiny_stack.mrcs, norm=(0, 1), invert=False, ind=ind, **files),
    )
    batch, truth = some.batch(torch.arange(5)), tiny_stack.truth
    torch.testing.assert_close(batch.images, truth.images[KEPT])
    torch.testing.assert_close(batch.images, whole.batch(torch.tensor(KEPT)).images)
    assert batch.poses is not None
    assert batch.optics is not None
    torch.testing.assert_close(batch.poses.rotations, truth.poses.rotations[KEPT], rtol=0, atol=1e-6)
    torch.testing.assert_close(batch.poses.shifts_px, truth.poses.shifts_px[KEPT], rtol=0, atol=1e-5)
    torch.testing.assert_close(batch.optics.defocus_u_A, truth.optics.defocus_u_A[KEPT], rtol=1e-6, atol=0)
    assert some.labels is not None
    assert some.labels.tolist() == [100 + row for row in KEPT]


def test_star_file_and_pickles_of_the_same_set_give_the_same_particles(tiny_stack):
    one = opened(tiny_stack.star).batch(torch.arange(48))
    other = opened(tiny_stack.mrcs, ctf=tiny_stack.ctf, pose=tiny_stack.pose).batch(torch.arange(48))
    assert one.poses is not None
    assert other.poses is not None
    assert one.optics is not None
    assert other.optics is not None
    torch.testing.assert_close(one.images, other.images)
    torch.testing.assert_close(one.poses.rotations, other.poses.rotations, rtol=0, atol=1e-5)
    torch.testing.assert_close(one.poses.shifts_px, other.poses.shifts_px, rtol=0, atol=1e-4)
    torch.testing.assert_close(one.optics.defocus_v_A, other.optics.defocus_v_A, rtol=1e-5, atol=0)


@pytest.mark.parametrize("option", ["ctf", "pose", "colors"])
def test_file_of_another_number_of_particles_is_refused_with_both_numbers(option, tiny_stack, tmp_path):
    other = write_tiny_stack(tmp_path, tiny_set(7))
    paths = {"ctf": other.ctf, "pose": other.pose, "colors": text_of(tmp_path / "colors.txt", list(range(7)))}
    with pytest.raises(DataError, match=r"7 .*for 48 particles"):
        opened(tiny_stack.mrcs, **{option: paths[option]})


def test_no_particles_given_says_how_to_give_them():
    with pytest.raises(ConfigError, match="no particles given") as caught:
        open_dataset(FilesConfig(), DataConfig(), seed=0)
    assert "cryofire train PARTICLES" in caught.value.hint


# ---- treatment -------------------------------------------------------------------------------------------------


def test_downsampled_set_has_larger_pixels_and_smaller_shifts(tiny_stack):
    dataset = opened(tiny_stack.star, box_px=12)
    batch = dataset.batch(torch.arange(48))
    assert batch.images.shape == (48, 12, 12)
    assert batch.poses is not None
    assert batch.optics is not None
    torch.testing.assert_close(batch.poses.shifts_px, tiny_stack.truth.poses.shifts_px * 12 / 16, rtol=0, atol=1e-4)
    torch.testing.assert_close(batch.optics.pixel_size_A, torch.full((48,), PIXEL_SIZE_A * 16 / 12, dtype=torch.float64))


def test_set_is_standardised_and_turned_bright(tiny_stack, tmp_path):
    write_stack(tmp_path / "dark.mrcs", -5.0 * tiny_stack.truth.images.numpy(), PIXEL_SIZE_A)
    bright = opened(tiny_stack.mrcs, ctf=tiny_stack.ctf)
    dark = opened(tmp_path / "dark.mrcs", ctf=tiny_stack.ctf)
    assert (bright.preprocess.sign, dark.preprocess.sign) == (1.0, -1.0)
    assert dark.preprocess.std == pytest.approx(5 * bright.preprocess.std, rel=1e-5)
    torch.testing.assert_close(bright.batch(torch.arange(48)).images, dark.batch(torch.arange(48)).images, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("invert", "sign"), [(True, -1.0), (False, 1.0)])
def test_sign_that_the_user_gives_is_kept_against_the_evidence(tiny_stack, invert, sign):
    assert opened(tiny_stack.star, invert=invert).preprocess.sign == sign


def test_norm_that_the_user_gives_is_kept(tiny_stack):
    preprocess = opened(tiny_stack.star, norm=(0.5, 2.0)).preprocess
    assert (preprocess.mean, preprocess.std) == (0.5, 2.0)


def test_test_set_is_brought_to_the_lattice_and_the_numbers_of_the_training_set(tiny_stack, tmp_path):
    other = write_tiny_stack(tmp_path, tiny_set(9, box_px=20, seed=8))
    train = opened(tiny_stack.star)
    test = open_dataset(FilesConfig(particles=other.star), DataConfig(particles=tiny_stack.star), 0, train.preprocess)
    batch = test.batch(torch.arange(9))
    assert test.preprocess == train.preprocess
    assert batch.images.shape == (9, 16, 16)
    assert batch.optics is not None
    assert batch.poses is not None
    torch.testing.assert_close(batch.optics.pixel_size_A, torch.full((9,), PIXEL_SIZE_A, dtype=torch.float64))
    torch.testing.assert_close(batch.poses.shifts_px, other.truth.poses.shifts_px, rtol=0, atol=1e-4)


def test_stack_of_one_constant_is_refused_before_training(tmp_path):
    write_stack(tmp_path / "flat.mrcs", np.ones((4, 16, 16), np.float32), 1.0)
    with pytest.raises(DataError, match="constant"):
        opened(tmp_path / "flat.mrcs")


def test_nan_in_an_image_is_refused_before_training(tiny_stack, tmp_path):
    images = tiny_stack.truth.images.numpy().copy()
    images[11, 3, 3] = np.nan
    # Not with our own writer, which refuses them.
    bad = tmp_path / "bad.mrcs"
    bad.write_bytes(tiny_stack.mrcs.read_bytes()[:1024] + images.astype("<f4").tobytes())
    for lazy in (False, True):
        with pytest.raises(DataError, match="NaN"):
            opened(bad, lazy=lazy)


# ---- memory, disk, threads -------------------------------------------------------------------------------------


def plan_of(n_batches: int) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [torch.randperm(48, generator=generator)[:5] for _ in range(n_batches)]


def same(a: ParticleBatch, b: ParticleBatch) -> bool:
    return torch.equal(a.particle_ids, b.particle_ids) and torch.equal(a.images, b.images)


@pytest.mark.parametrize("n_workers", [0, 1, 2, 3])
@pytest.mark.parametrize("n_batches", [0, 1, 4, 5, 13])
def test_threads_give_every_batch_once_and_in_order(tiny_stack, n_workers, n_batches):
    lazy, plan = opened(tiny_stack.star, lazy=True), plan_of(n_batches)
    found = list(prefetch(lazy, iter(plan), n_workers))
    assert [batch.particle_ids.tolist() for batch in found] == [rows.tolist() for rows in plan]
    assert all(same(batch, lazy.batch(rows)) for batch, rows in zip(found, plan, strict=True))


def test_lazy_images_are_those_in_memory_to_the_bit(tiny_stack):
    lazy, whole = opened(tiny_stack.star, lazy=True), opened(tiny_stack.star)
    assert lazy.images is None
    assert whole.images is not None
    rows = torch.tensor([47, 0, 13])
    assert torch.equal(lazy.load(rows), whole.load(rows))


def test_error_in_a_reading_thread_reaches_the_training(tiny_stack):
    lazy = opened(tiny_stack.star, lazy=True)
    with pytest.raises(IndexError):
        list(prefetch(lazy, [torch.tensor([0]), torch.tensor([999])], 2))


def test_lazy_pickles_of_rows_in_numpy_form_are_read(tiny_stack, tmp_path):
    path = tmp_path / "ind.pkl"
    path.write_bytes(pickle.dumps(np.array(KEPT)))
    assert len(opened(tiny_stack.star, ind=path, lazy=True)) == 5
