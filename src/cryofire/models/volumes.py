"""Maps of a decoder: one code path and one grey scale, during training and after it."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.models.decoders.base import Decoder
from cryofire.physics.fourier import centred_ifft, point_mirror


def half_space(box_px: int, max_shell: float, device: torch.device) -> Float[Tensor, "n 3"]:
    """Integer frequencies (x, y, z) of half a ball, without zero frequency and the unpaired Nyquist planes."""
    reach = (box_px - 1) // 2
    k = torch.arange(-reach, reach + 1, device=device)
    kz, ky, kx = torch.meshgrid(k, k, k, indexing="ij")
    is_half = (kx > 0) | ((kx == 0) & ((ky > 0) | ((ky == 0) & (kz > 0))))
    is_kept = is_half & (kx**2 + ky**2 + kz**2 <= max_shell**2)
    return torch.stack([kx[is_kept], ky[is_kept], kz[is_kept]], dim=1)


@torch.no_grad()
def make_volume(
    decoder: Decoder, z: Float[Tensor, " z"] | None, box_px: int, image_std: float = 1.0, max_shell: float | None = None, chunk: int = 65536
) -> Float[Tensor, "box box box"]:
    """The map of a conformation, (z, y, x), whose projections have the grey values of the input images.

    Args:
        z: The conformation; None for a homogeneous model.
        image_std: What the images were divided by (`data.norm`); undone here.
        max_shell: Frequencies beyond it are zero: what has not been trained would be noise. Nyquist by default.
        chunk: Points evaluated at a time.
    """
    device = next(decoder.parameters()).device
    grid = decoder.map_grid_px(box_px)
    shell = box_px // 2 if max_shell is None else max_shell
    k = half_space(grid, shell * grid / box_px, device)
    z_in = None if z is None else z.to(device, torch.float32)[None, None]
    values = torch.cat([decoder((part.float() / grid)[None, None], z_in)[0, 0] for part in k.split(chunk)])
    spectrum = torch.zeros(grid, grid, grid, dtype=torch.complex64, device=device)
    at = k + grid // 2
    spectrum[at[:, 2], at[:, 1], at[:, 0]] = values
    spectrum = spectrum + point_mirror(spectrum, 3).conj()
    # box_px: from the orthonormal transform that the decoder speaks to the plain sum over pixels.
    volume = centred_ifft(spectrum, 3).real * (box_px * image_std)
    envelope = decoder.real_space_envelope()
    if envelope is not None:
        volume = volume * envelope
    start = grid // 2 - box_px // 2
    inside = slice(start, start + box_px)
    return volume[inside, inside, inside].contiguous()
