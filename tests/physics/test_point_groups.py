"""Point groups: names, axes, copies of poses and the asymmetric unit."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
import torch

from cryofire.core.errors import ConfigError
from cryofire.physics.point_groups import C1, PointGroup, split_rotations
from cryofire.physics.pose_grids import rotation_grid, spacing_deg
from cryofire.physics.rotations import angle_between_deg, random_rotations, rotation_vector_to_matrix

ORDERS = {"C1": 1, "C4": 4, "C7": 7, "D2": 4, "D5": 10, "T": 12, "O": 24, "I1": 60, "I2": 60, "I3": 60}
GROUPS = [PointGroup(name) for name in ORDERS]
SOME = random_rotations(50, torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.mark.parametrize("group", GROUPS, ids=ORDERS)
def test_a_group_is_closed_and_as_large_as_it_should_be(group):
    g = group.rotations(SOME)
    assert len(g) == group.order == ORDERS[group.name]
    products = (g[:, None] @ g).flatten(0, 1)
    assert float((products[:, None] - g).abs().amax(dim=(2, 3)).amin(dim=1).max()) < 1e-9
    assert torch.allclose(torch.linalg.det(g), torch.ones(len(g)).double()) and torch.equal(g[0], torch.eye(3).double())


@pytest.mark.skipif(shutil.which("relion_refine") is None, reason="RELION is not installed")
@pytest.mark.parametrize("name", ["C3", "C4", "D2", "D5", "D7", "T", "O", "I", "I1", "I2", "I3"])
def test_axes_are_those_of_relion(name):
    told = subprocess.run(["relion_refine", "--sym", name, "--print_symmetry_ops"], capture_output=True, text=True, check=False).stdout
    blocks = re.split(r"R\(\d+\)=", told)[1:]
    rows = [[line.split() for line in block.splitlines() if re.fullmatch(r"[\s\d.e+-]+", line)] for block in blocks]
    theirs = torch.tensor(
        [[[float(word) for word in row] for row in rows_of if len(row) == 3][:3] for rows_of in rows], dtype=torch.float64
    )
    ours = PointGroup.named(name).rotations(theirs)
    apart = (theirs[:, None] - ours).abs().amax(dim=(2, 3))
    assert len(theirs) == len(ours) and float(apart.amin(dim=0).max()) < 1e-5 and float(apart.amin(dim=1).max()) < 1e-5


@pytest.mark.parametrize("group", GROUPS, ids=ORDERS)
def test_rotations_are_split_into_those_between_voxels_and_those_onto_them(group):
    between, onto = split_rotations(group)
    made = (between[:, None] @ onto.double()).flatten(0, 1)
    assert len(made) == group.order
    assert float((made[:, None] - group.rotations(made)).abs().amax(dim=(2, 3)).amin(dim=0).max()) < 1e-9
    assert len(between) == {"C4": 1, "D2": 1, "O": 1, "D5": 5, "I2": 5, "I1": 5, "T": 12}.get(group.name, len(between))


@pytest.mark.parametrize("group", GROUPS, ids=ORDERS)
def test_copies_are_told_apart_by_no_angle_and_the_nearest_is_found(group):
    turned = rotation_vector_to_matrix(torch.tensor([0.02, -0.05, 0.01]).double()) @ SOME
    chosen = group.copies(turned)[:, -1]
    small = angle_between_deg(turned, SOME)
    assert torch.allclose(group.angle_between_deg(chosen, SOME), small, atol=1e-6)
    assert torch.allclose(group.nearest(chosen, SOME), turned, atol=1e-9)
    assert torch.allclose(group.largest_trace(chosen, SOME), 1 + 2 * torch.deg2rad(small).cos(), atol=1e-9)
    assert torch.allclose(group.largest_traces(chosen, SOME), group.largest_trace(chosen[:, None], SOME), atol=1e-9)


@pytest.mark.parametrize("group", GROUPS, ids=ORDERS)
def test_one_copy_of_each_pose_lies_in_the_asymmetric_unit(group):
    copies = group.copies(SOME)
    is_within = group.is_within_asymmetric_unit(copies[:, :, 2])
    assert is_within.sum(dim=1).tolist() == [1] * len(SOME)
    here = group.within_asymmetric_unit(copies[:, -1])
    assert torch.allclose(here, copies[is_within], atol=1e-9)


@pytest.mark.parametrize("group", GROUPS, ids=ORDERS)
def test_the_pose_grid_of_the_unit_misses_no_pose_and_has_no_more_than_it_needs(group):
    order, n_in_plane = 2, 8
    grid = rotation_grid(order, n_in_plane, torch.device("cpu"), group)
    n_directions = len(grid) // n_in_plane
    assert n_directions < 12 * 4**order / group.order + 4 * (12 * 4**order / group.order) ** 0.5 + 4
    whole = rotation_grid(order, n_in_plane, torch.device("cpu"))
    seen = group.copies(SOME.float())[:, :, 2]  # all copies of each direction
    nearest = lambda poses: torch.rad2deg((seen @ poses[::n_in_plane, 2].T).amax(dim=(1, 2)).clamp(max=1).acos())  # noqa: E731
    assert float((nearest(grid) - nearest(whole)).max()) < 0.7 * spacing_deg(order)
    assert float(nearest(grid).max()) < spacing_deg(order)


@pytest.mark.parametrize(("name", "free"), [("C1", 3), ("C5", 1), ("D3", 0), ("O", 0), ("T", 0), ("I", 0)])
def test_a_frame_moves_along_an_axis_and_nowhere_where_axes_cross(name, free):
    projector = PointGroup.named(name).invariant(SOME)
    assert int(torch.linalg.matrix_rank(projector)) == free
    assert torch.allclose(projector @ projector, projector, atol=1e-9)


@pytest.mark.parametrize("name", ["", "C0", "D", "O5", "C61", "X", "C-1", "I5"])
def test_what_is_no_group_is_refused_with_those_there_are(name):
    with pytest.raises(ConfigError, match="no point group"):
        PointGroup.named(name)


def test_names_are_read_in_any_case_and_i_is_i2():
    assert PointGroup.named(" d7 ") == PointGroup("D7") and PointGroup.named("i") == PointGroup("I2") and PointGroup.named("c1") == C1
