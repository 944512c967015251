"""Interpolation on the three layouts of a grid against values written out, and its adjoint."""

from __future__ import annotations

import pytest
import torch

from cryofire.physics.interpolation import Layout, corners, gather, scatter_add_

LAYOUTS = {"periodic": Layout.periodic(6), "odd periodic": Layout.periodic(7), "full": Layout.full(4), "half": Layout.half(4)}


def points_in(layout: Layout, n: int = 50, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    """(x, y, z), at least a voxel away from the last one."""
    least = torch.tensor([-float(zero) for zero in layout.zero[::-1]], dtype=dtype)
    extent = torch.tensor([float(size - 1) for size in layout.shape[::-1]], dtype=dtype)
    return least + 0.999 * extent * torch.rand(n, 3, generator=torch.Generator().manual_seed(0), dtype=dtype)


def nodes(layout: Layout) -> torch.Tensor:
    """(voxels, 3) where voxels lie, (x, y, z), in the order of memory."""
    axes = [torch.arange(size) - zero for size, zero in zip(layout.shape, layout.zero, strict=True)]
    return torch.stack(torch.meshgrid(*axes, indexing="ij")[::-1], dim=-1).flatten(0, 2).double()


def test_layouts_have_zero_where_they_say():
    assert Layout.periodic(6) == Layout((6, 6, 6), (3, 3, 3), is_periodic=True)
    assert Layout.full(4) == Layout((9, 9, 9), (4, 4, 4))
    assert Layout.half(4) == Layout((9, 9, 5), (4, 4, 0))
    assert Layout.half(4).n_voxels == 405


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_value_at_a_voxel_is_that_voxel_and_between_voxels_that_of_a_linear_function(layout):
    slope = torch.tensor([0.3 - 1j, 1.1 + 0.2j, -0.7 + 0.5j], dtype=torch.complex128)
    values = (nodes(layout).to(slope.dtype) @ slope + 2)[:, None]
    points = points_in(layout)
    assert float((gather(values, corners(layout, points))[:, 0] - points.to(slope.dtype) @ slope - 2).abs().max()) < 1e-13
    inner = nodes(layout)[(nodes(layout) < nodes(layout).amax(dim=0)).all(dim=1)]
    at = corners(layout, inner)
    assert torch.equal(at.weight.amax(dim=1), torch.ones(len(inner), dtype=torch.float64))
    assert torch.equal(gather(values, at)[:, 0], (inner.to(slope.dtype) @ slope + 2))


def test_half_a_step_beyond_the_last_voxel_of_a_periodic_cube_is_its_mean_with_the_first():
    layout, values = Layout.periodic(4), torch.zeros(4, 4, 4, dtype=torch.complex64)
    values[2, 2, 3], values[2, 2, 0] = 5, 3  # x = 1 is the last, x = -2 the first
    found = gather(values.view(-1, 1), corners(layout, torch.tensor([[1.5, 0.0, 0.0], [-2.5, 0.0, 0.0], [5.5, 0.0, 4.0]])))
    assert found[:, 0].tolist() == [4, 4, 4]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_scattering_is_the_adjoint_of_gathering_and_adds_to_what_is_there(layout):
    generator = torch.Generator().manual_seed(1)
    at = corners(layout, points_in(layout))
    volume = torch.rand(layout.n_voxels, 2, generator=generator, dtype=torch.float64)
    values = torch.rand(50, 2, generator=generator, dtype=torch.float64)
    sums = torch.ones(layout.n_voxels, 2, dtype=torch.float64)
    scatter_add_(sums, values, at)
    on_the_points = (gather(volume.to(torch.complex128), at).real * values).sum()
    assert float(on_the_points) == pytest.approx(float((volume * (sums - 1)).sum()), rel=1e-12)


def test_interpolation_has_the_gradients_of_finite_differences():
    layout = Layout.full(2)
    volume = torch.rand(layout.n_voxels, 1, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64, requires_grad=True)
    points = points_in(layout, 4).requires_grad_()
    assert torch.autograd.gradcheck(lambda v, p: torch.view_as_real(gather(torch.view_as_complex(v), corners(layout, p))), (volume, points))
