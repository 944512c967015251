"""`cryofire export --class-maps`: half maps of each class are those of the molecule that the class shows."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from cryofire.io.mrc import read_volume
from cryofire.io.relion.star import read_document
from cryofire.io.relion.star_kinds import find_particles
from programs import Trained
from runs import QUICK_AT_KNOWN_POSES
from stacks import correlation, images_of, tiny_set, write_tiny_stack

N, BOX = 120, 16
"""Particles of each of the two molecules."""


@pytest.fixture(scope="module")
def molecules() -> tuple[Tensor, Tensor]:
    """The blobs, and their half on one side."""
    whole = tiny_set(1, BOX).volume
    part = whole.clone()
    part[:, :, BOX // 2 :] = 0
    return whole, part


@pytest.fixture(scope="module")
def mixed(cryofire, molecules, tmp_path_factory) -> Trained:
    """Both in one stack, at known poses."""
    folder, recorded = tmp_path_factory.mktemp("mixed"), tiny_set(2 * N, BOX, noise=0.3, seed=4)
    plain = images_of(molecules[1], recorded.optics, recorded.poses)
    noise = 0.3 * plain.std() * torch.randn(plain.shape, generator=torch.Generator().manual_seed(9))
    images = torch.cat([recorded.images[:N], (plain + noise)[N:]])
    stack = write_tiny_stack(folder, replace(recorded, images=images))
    options = [word for option in ("z_dim=1", *QUICK_AT_KNOWN_POSES) for word in ("--set", option)]
    words = ("--recipe", "fixed-poses", "--seed", 1, "--device", "cpu")
    return Trained(folder / "run", stack, cryofire("train", stack.star, "-o", folder / "run", *words, *options))


@pytest.fixture(scope="module")
def exported(cryofire, mixed, tmp_path_factory) -> Path:
    assert mixed.finished.code == 0, mixed.finished.err
    out = tmp_path_factory.mktemp("export") / "out"
    done = cryofire("export", mixed.path, "-o", out, "--kmeans", 2, "--class-maps")
    assert done.code == 0, done.err
    return out


def density(path: Path) -> Tensor:
    return torch.from_numpy(read_volume(path).values.copy())


def test_each_class_has_the_map_of_its_molecule(exported, molecules):
    classes = find_particles(read_document(exported / "particles.star")).numbers("_cryofireClass").astype(int)
    of_whole = int(np.median(classes[:N]))
    assert (classes[:N] == of_whole).mean() > 0.9 and (classes[N:] != of_whole).mean() > 0.9
    for label, own, other in ((of_whole, *molecules), (1 - of_whole, *molecules[::-1])):
        for name in ("", "_half1", "_half2"):
            found = density(exported / "classes" / f"class_{label:03d}{name}.mrc")
            assert correlation(found, own) > 0.85, name
            assert correlation(found, own) > correlation(found, other) + 0.1, name


def test_the_mean_is_that_of_halves_that_differ(exported):
    for label in (0, 1):
        mean, one, two = (density(exported / "classes" / f"class_{label:03d}{name}.mrc") for name in ("", "_half1", "_half2"))
        assert 0.5 < correlation(one, two) < 0.9999
        torch.testing.assert_close(mean, (one + two) / 2, atol=1e-5 * float(mean.abs().max()), rtol=0)


def test_relions_number_counts_from_one_and_the_table_has_every_particle(exported, mixed):
    particles = find_particles(read_document(exported / "particles.star"))
    assert (particles.numbers("_rlnClassNumber") == particles.numbers("_cryofireClass") + 1).all()
    rows = list(csv.DictReader((exported / "classes" / "classes.csv").open()))
    assert [int(row["rlnClassNumber"]) for row in rows] == [1, 2]
    assert all(int(row["particles"]) == int(row["half1"]) + int(row["half2"]) for row in rows)
    assert 0.9 * 2 * N < sum(int(row["particles"]) for row in rows) <= 2 * N  # without those taken for junk
    assert all(float(row["resolution_0.5_A"]) >= float(row["resolution_0.143_A"]) >= 8 for row in rows)  # Nyquist is 8 A
    assert all(row["note"].startswith("optimistic") for row in rows)


def test_the_other_hand_has_the_mirrored_maps(exported, cryofire, mixed, tmp_path):
    done = cryofire("export", mixed.path, "-o", tmp_path / "out", "--format", "star", "--kmeans", 2, "--class-maps", "--flip-hand")
    assert done.code == 0, done.err
    for label in (0, 1):
        plain, flipped = (density(folder / "classes" / f"class_{label:03d}.mrc") for folder in (exported, tmp_path / "out"))
        torch.testing.assert_close(flipped[1:], plain[1:].flip(0), atol=1e-4 * float(plain.abs().max()), rtol=0)


def test_class_maps_without_classes_are_refused(cryofire, mixed, tmp_path):
    done = cryofire("export", mixed.path, "-o", tmp_path / "out", "--class-maps")
    assert (done.code, "--kmeans" in done.err) == (1, True)
    assert not (tmp_path / "out").exists()
