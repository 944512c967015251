"""Options of a set of particles: its files, what is done to its images, and where they are held."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from cryofire.core.config import Config


class FilesConfig(Config):
    """The files of one set of particles."""

    particles: Path | None = None
    """Particle images: .star, .cs, .mrcs, or .txt (a list of stacks)."""
    ctf: Path | None = None
    """CTF parameters in cryoDRGN's layout (.pkl); they replace those of the particle file."""
    pose: Path | None = None
    """Poses in cryoDRGN's layout (.pkl); they replace those of the particle file."""
    colors: Path | None = None
    """A label or colour for each particle (.pkl, .npy, .txt), for the latent plots."""
    ind: Path | None = None
    """Rows to use (.pkl, .npy, .txt), counted from 0; images, CTF, poses and colours are filtered together."""
    datadir: Path | None = None
    """Folder of the stacks, where the particle file's own paths do not lead to them."""
    strip_prefix: str | None = None
    """Beginning to leave out of the particle file's paths to its stacks."""
    passthrough: Path | None = None
    """cryoSPARC's passthrough file of the same particles; by default the one that lies beside the .cs file."""


class DataConfig(FilesConfig):
    """Particles, and what is done to their images."""

    norm: tuple[float, float] | None = None
    """Mean and standard deviation that images are standardised by; by default 0 and that of the (windowed) set."""
    invert: Literal["auto"] | bool = "auto"
    """Turn dark protein bright: true, false, or `auto` to find out from the images."""
    invert_found: bool = False
    """Whether the contrast was found from the images: a search that ends with a dark map then turns it. A run writes it here; it cannot be
    given."""
    window: bool = True
    """Fade out each image's corners."""
    window_inner: float = 0.7
    """Where the window begins to fall, in units of half a box."""
    window_outer: float = 0.99
    """Where it reaches zero."""
    subtract_background: bool = True
    """Remove each image's mean and slope outside the inscribed circle."""
    box_px: int | None = Field(default=None, gt=0)
    """Resample images to this many pixels a side by cropping their transform; by default as they are."""
    largest_box_px: int | None = Field(default=None, gt=0)
    """Resample larger images to this many pixels a side, where `box_px` is not given; by default they stay as large as they are."""
    map_pixel_size_A: float | None = Field(default=None, gt=0)
    """Pixel size in the headers of maps, Angstrom; by default that of the images as trained."""
    image_pixel_size_A: float | None = Field(default=None, gt=0)
    """Pixel size of the images as trained, Angstrom. A run finds it and writes it here; it cannot be given."""
    noise_level: float | None = Field(default=None, gt=0)
    """Noise of the images as trained, by which `infer` knows their grey scale. A search measures it and writes it here; it cannot be
    given."""
    group_scales: dict[int, float] | None = None
    """Grey scale of each optics group relative to `norm`, negative for opposite contrast; by default found where groups differ."""
    background_sd: float | None = Field(default=None, ge=0)
    """Standard deviation of the background that each image is brought to; 0: gains stay. By default found where they differ."""
    usual_spread: float | None = Field(default=None, ge=0)
    """Standard deviation that single images beyond 3 times of it are brought to; 0: they stay. By default that of most images."""
    lazy: Literal["auto"] | bool = "auto"
    """Read images from disk whenever they are needed, rather than keep them; `auto` if they would take more than `memory_GB`."""
    memory_GB: float | None = Field(default=None, gt=0)
    """Memory that images may take, as float32 at the box trained on; by default half of what is available."""
    shuffle_GB: float = Field(default=1.0, gt=0)
    """Memory of the shuffle buffer. A larger set is shuffled in pieces, which are mixed within half of it."""
    cache_dir: Path | None = None
    """Folder on a fast disk for preprocessed images, as float16; written while they are first read, found again by the next run."""
    num_workers: int = Field(default=2, ge=0)
    """Threads that read ahead where images are not kept in memory; 0 reads them when they are needed."""
    relion31: bool = False
    """Kept for published configurations; the STAR dialect is recognised from the file."""
