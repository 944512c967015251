"""Layouts, ways and clusters of maps in a latent space whose shape is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from PIL import Image

from cryofire.analysis.landscape.density import deconvolve
from cryofire.analysis.landscape.embeddings import MOST_EMBEDDED, embed
from cryofire.analysis.landscape.paths import along_data, evenly_along, straight, through_density
from cryofire.analysis.landscape.volume_space import volume_space
from cryofire.analysis.movies import write_movie
from cryofire.core.errors import ConfigError, DataError
from cryofire.inference.latent_density import LatentLikelihood
from cryofire.pipeline.results import cluster_latents

RNG = np.random.default_rng(4)
ANGLE = np.linspace(0, 1.5 * math.pi, 400)
ARC = np.stack([np.cos(ANGLE), np.sin(ANGLE)], axis=1).astype(np.float32)


def clouds(n: int, z_dim: int = 4) -> tuple[np.ndarray, np.ndarray]:
    labels = np.arange(n) % 3
    return (0.3 * RNG.normal(size=(n, z_dim)) + 6 * np.eye(z_dim)[labels]).astype(np.float32), labels


def test_the_way_over_neighbours_stays_among_the_particles():
    path = along_data(ARC, (0, 399))
    radius = np.linalg.norm(path.z, axis=1)
    assert radius.min() > 0.999
    assert (path.particles[0], path.particles[-1]) == (0, 399)
    assert (np.diff(path.particles) > 0).all()
    even = along_data(ARC, (0, 399), 13)
    steps = np.linalg.norm(np.diff(even.z, axis=0), axis=1)
    assert steps.sum() == pytest.approx(1.5 * math.pi, rel=0.02)
    assert steps.max() / steps.min() < 1.05
    direct = straight(ARC, (0, 399), 13)
    assert np.linalg.norm(direct.z, axis=1).min() == pytest.approx(math.sqrt(0.5), abs=0.01)


def test_a_way_over_several_stops_passes_them_all():
    path = along_data(ARC, (10, 200, 390))
    assert {10, 200, 390} <= set(path.particles.tolist())
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 3.0]])
    np.testing.assert_allclose(evenly_along(corners, 5), [[0, 0], [1, 0], [1, 1], [1, 2], [1, 3]], atol=1e-9)


def test_the_way_through_density_follows_the_valley():
    """Density on three quarters of a ring: the way from one end to the other goes round, though straight across is shorter."""
    generator = torch.Generator().manual_seed(2)
    angle = 1.5 * math.pi * torch.rand(1500, generator=generator)
    true = torch.stack([angle.cos(), angle.sin(), 0.1 * torch.randn(1500, generator=generator)], dim=1) * 1.5
    precision = torch.eye(3).expand(1500, 3, 3) / 0.2**2
    seen = LatentLikelihood(precision, (precision @ true[..., None])[..., 0])
    z = true * (1 / 0.2**2) / (1 / 0.2**2 + 1)
    found = deconvolve(z, seen, 2, n_bootstrap=2)
    first, last = int(angle.argmin()), int(angle.argmax())
    path = through_density(z.numpy(), (first, last), found, 15)
    np.testing.assert_allclose(path.z[[0, -1]], z.numpy()[[first, last]], atol=1e-4)
    radius = np.hypot(path.z[:, 0], path.z[:, 1])
    assert radius.min() > 1.1
    assert np.hypot(*straight(z.numpy(), (first, last), 15).z[:, :2].T).min() < 1.1
    length = np.linalg.norm(np.diff(path.z, axis=0), axis=1).sum()
    assert 0.85 * 1.5 * 1.5 * math.pi < length < 1.25 * 1.5 * 1.5 * math.pi


def test_clouds_apart_have_no_way_between_them():
    z = np.concatenate([ARC, ARC + 100])
    with pytest.raises(DataError, match="no way over neighbours leads from particle 3 to particle 500"):
        along_data(z, (3, 500))
    assert len(straight(z, (3, 500), 4).z) == 4
    with pytest.raises(ConfigError, match="particle 800; the 800 particles"):
        along_data(z, (3, 800))
    with pytest.raises(ConfigError, match="only one was given"):
        straight(z, (3,), 4)


def test_layouts_keep_clouds_apart_and_lay_the_others_among_their_own(monkeypatch):
    z, labels = clouds(400)
    monkeypatch.setattr("cryofire.analysis.landscape.embeddings.MOST_EMBEDDED", 150)
    made = embed(z, np.ones(400, dtype=bool), umap=False)
    assert MOST_EMBEDDED == 10_000
    assert made.pca.shape == (400, 4)
    assert made.pca_share.sum() == pytest.approx(1)
    plane = made.planes["tsne"]
    centres = np.stack([plane[labels == k].mean(axis=0) for k in range(3)])
    nearest = np.linalg.norm(plane[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == labels).mean() > 0.98


def test_junk_decides_no_layout_and_makes_no_cluster():
    z, labels = clouds(300)
    junk = np.arange(300) % 10 == 0
    z[junk] = 50 * RNG.normal(size=(junk.sum(), 4))
    assert embed(z, ~junk, tsne=False, umap=False).pca[~junk].std() < 5
    clusters = cluster_latents(z, 3, shows=~junk)
    assert np.abs(clusters.representatives).max() < 10
    for k in range(3):
        assert len(np.unique(labels[(clusters.labels == k) & ~junk])) == 1
    assert np.bincount(clusters.labels).sum() == 300
    with_junk = cluster_latents(z, 3)
    assert np.abs(with_junk.representatives).max() > 10, "which it would without"


def linear_maps(box: int = 16):
    line = np.arange(box) - box // 2
    z, y, x = np.meshgrid(line, line, line, indexing="ij")
    blob = lambda at: np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2 + (z - at[2]) ** 2) / 6).astype(np.float32)  # noqa: E731
    parts = blob((0, 0, 0)) * 3, blob((5, 0, 0)), blob((0, 5, 0))
    return lambda latent: parts[0] + 0.3 * float(latent[0]) * parts[1] + 0.1 * float(latent[1]) * parts[2]


def test_every_particle_has_its_exact_place_among_maps_that_are_linear_in_z():
    z = RNG.normal(size=(500, 2)).astype(np.float32)
    make = linear_maps()
    space = volume_space(z, np.ones(500, dtype=bool), make, 4.0, n_maps=40, n_clusters=4)
    assert space.is_linear
    assert space.share[0] > 0.7, "the first part varies three times as much"
    assert abs(np.corrcoef(space.coordinates[:, 0], z[:, 0])[0, 1]) > 0.99
    scale = np.sqrt(space.mask.sum())
    for row in (3, 77):
        rebuilt = space.mean + sum(c * component for c, component in zip(space.coordinates[row], space.components, strict=True))
        np.testing.assert_allclose(rebuilt[space.mask], make(z[row])[space.mask], atol=0.02)
    assert scale > 1
    assert sorted(np.bincount(space.labels), reverse=True) == np.bincount(space.labels).tolist()
    assert (space.particle_labels[space.sketch_particles] == space.labels).mean() > 0.95


def test_maps_that_bend_with_z_are_interpolated():
    z = RNG.uniform(-1, 1, size=(400, 1)).astype(np.float32)
    make, bent = linear_maps(), lambda latent: linear_maps()((4 * latent[0] ** 2, 0))
    assert make is not bent
    space = volume_space(z, np.ones(400, dtype=bool), bent, 4.0, n_maps=60, n_clusters=3)
    assert not space.is_linear
    assert abs(np.corrcoef(space.coordinates[:, 0], z[:, 0] ** 2)[0, 1]) > 0.98


def test_a_film_goes_there_and_back(tmp_path):
    make = linear_maps()
    volumes = [make((shift, 0)) for shift in (0.0, 4.0, 8.0, 12.0)]
    paths = write_movie(tmp_path, volumes)
    film = Image.open(tmp_path / "movie.gif")
    assert tmp_path / "movie.gif" in paths
    assert film.n_frames == 6
    frames = []
    for j in range(film.n_frames):
        film.seek(j)
        frames.append(np.array(film.convert("L"), dtype=float))
    assert np.abs(frames[0] - frames[3]).mean() > 1
    assert np.abs(frames[1] - frames[5]).mean() < 0.2 * np.abs(frames[0] - frames[3]).mean()
