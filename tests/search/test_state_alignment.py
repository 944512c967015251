"""Frames of conformations: turned apart, they are found again."""

from __future__ import annotations

import math
from itertools import pairwise

import torch

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import latents_given_poses, solve_volumes, whiten
from cryofire.physics.rotations import angle_between_deg, rotation_vector_to_matrix
from cryofire.search.state_alignment import align_states_to_mean, find_frames
from planted import blob_atoms, grid_points, planted

CPU = torch.device("cpu")


def test_map_that_turns_and_moves_with_z_is_laid_onto_the_mean_map():
    grid, atoms = FourierGrid(8, 2.0, CPU), blob_atoms(16)
    turn, move = torch.tensor([0.02, -0.03, 0.05]), torch.tensor([0.004, 0.002, -0.003])
    points = grid_points(grid)

    def moved(sign: float) -> torch.Tensor:
        rotation = rotation_vector_to_matrix(sign * turn[None])[0]
        return atoms.at(points @ rotation)[:, 0] * torch.exp(-2j * math.pi * (points @ (sign * move)))

    # Linear in z to first order: V(1) is turned one way and V(-1) the other.
    volumes = torch.stack([atoms.on(grid)[:, 0], (moved(1.0) - moved(-1.0)) / 2], dim=1)
    frames = find_frames(torch.tensor([[-1.0], [0.0], [1.0]]), grid, volumes, seed=0)
    order = frames.z[:, 0].argsort()
    for z, at in zip((-1.0, 0.0, 1.0), order, strict=True):
        torch.testing.assert_close(frames.turns[at], -z * turn, rtol=0, atol=0.006)
        torch.testing.assert_close(frames.moves[at], -z * move, rtol=0, atol=0.001)


def test_poses_in_frames_that_drift_with_z_come_nearer_with_every_round():
    data = planted(1500, n_components=1, scale=4.0)
    whitened, grid, drifting = data.whitened, FourierGrid(8, 2.0, CPU), data.truth.copy()
    drift = rotation_vector_to_matrix(drifting.z * torch.tensor([[0.0, 0.0, math.radians(12)]]))
    drifting.rotations.copy_(drifting.rotations @ drift)
    drifting.z_covariance.zero_()
    _, prior = solve_volumes(whitened, drifting, grid, None)
    errors = [float(angle_between_deg(drifting.rotations, data.truth.rotations).median())]
    for _ in range(4):
        volumes, prior = solve_volumes(whitened, drifting, grid, prior)
        latents_given_poses(whitened, drifting, grid, volumes)
        volumes, prior = whiten(drifting, volumes, prior)
        align_states_to_mean(drifting, grid, volumes, 16, seed=0)
        errors.append(float(angle_between_deg(drifting.rotations, data.truth.rotations).median()))
    assert errors[0] > 8
    assert all(later < earlier - 0.05 for earlier, later in pairwise(errors))
    assert errors[-1] < 0.92 * errors[0]
