"""Posteriors with and without an axis for hypotheses: taken, put, picked, one after the other."""

from __future__ import annotations

from dataclasses import replace

import torch

from cryofire.core.types import tensors_of
from cryofire.inference.particle_posteriors import ParticlePosteriors


def hypotheses(n: int, m: int, q: int = 2, seed: int = 0) -> ParticlePosteriors:
    draw = torch.Generator().manual_seed(seed)
    random = lambda *shape: torch.rand(n, m, *shape, generator=draw)  # noqa: E731
    return ParticlePosteriors(random(3, 3), random(2), random(q), random(q, q), random(), random())


def test_hypotheses_of_the_same_particles_stand_one_after_the_other():
    some, others = hypotheses(3, 2), hypotheses(3, 5, seed=1)
    both = ParticlePosteriors.cat([some, others], dim=1)
    for name, value in tensors_of(both).items():
        assert torch.equal(value[:, :2], tensors_of(some)[name]) and torch.equal(value[:, 2:], tensors_of(others)[name])
    assert ParticlePosteriors.cat([some, replace(others, probability=None)], dim=1).probability is None


def test_one_hypothesis_of_each_particle_is_a_posterior_of_particles():
    found = hypotheses(3, 4)
    best = found.pick(torch.tensor([3, 0, 2]))
    assert best.rotations.shape == (3, 3, 3)
    assert torch.equal(best.z, torch.stack([found.z[0, 3], found.z[1, 0], found.z[2, 2]]))
    two = found.pick(torch.tensor([[3, 0], [0, 1], [2, 2]]))
    assert two.z_covariance.shape == (3, 2, 2, 2)
    assert torch.equal(two.probability[1], found.probability[1, :2])


def test_every_hypothesis_as_a_particle_shares_its_memory():
    found = ParticlePosteriors.at_poses(torch.rand(3, 4, 3, 3), torch.rand(3, 4, 2), 2)
    found.flat().z[5] = 7
    assert (found.z == 7).nonzero()[:, :2].tolist() == [[1, 1], [1, 1]]


def test_what_is_put_is_taken_back_and_a_record_without_probabilities_stays_without():
    found = hypotheses(5, 2).pick(torch.zeros(5, dtype=torch.long))
    rows = torch.tensor([3, 1])
    other = ParticlePosteriors.from_prior(5, 2, torch.device("cpu"))
    other.put(rows, found.take(rows))
    assert other.probability is None
    assert torch.equal(other.take(rows).z_covariance, found.take(rows).z_covariance)
    assert torch.equal(other.rotations[0], torch.eye(3))
    is_better = torch.tensor([True, False, False, False, True])
    other.replace_where(is_better, found)
    assert (other.log_likelihood != 0).tolist() == [True, True, False, True, True]


def test_a_rigid_molecule_has_no_z_with_or_without_hypotheses():
    assert hypotheses(3, 4).with_no_components().z_covariance.shape == (3, 4, 0, 0)
    assert hypotheses(3, 4).leading(1).z_covariance.shape == (3, 4, 1, 1)
    assert ParticlePosteriors.from_prior(3, 2, torch.device("cpu")).with_no_components().z.shape == (3, 0)
