"""What the pixels say: every image is read once, in batches of bounded size, or a sample of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import torch

from cryofire.checks.findings import Finding, error, first_names, image_text, note, warning
from cryofire.checks.phases import find_signs
from cryofire.core.types import Optics
from cryofire.data.hot_pixels import replace_hot_pixels
from cryofire.data.preprocess import background, is_far
from cryofire.data.source import ImageSource
from cryofire.data.standardise import find_opposite_groups
from cryofire.data.statistics import find_contrast, find_gains
from cryofire.io.particle_table import ParticleTable
from cryofire.physics.fourier import fourier_resize

PIXELS_PER_BATCH = 2**22
N_SAMPLED = 2000
"""Images that a contrast is found from, and all that a quick check reads."""
CONTRAST_BOX_PX = 64
"""Contrast is a matter of low resolution."""
OUTLIER_SPREADS = 8.0
"""Robust standard deviations by which an outlier stands apart, and"""
OUTLIER_FACTOR = 3.0
"""the factor by which its spread differs, or the share of a spread by which its mean does, so that a very even set has none."""
LEAVE_OUT = "leave those rows out with an --ind file (--write-ind makes one), or extract the particles again."


@dataclass(frozen=True)
class ImageCheck:
    """What was found, and what the images are like."""

    findings: list[Finding]
    n_read: int
    contrast_sign: float | None
    """1 for bright protein, -1 for dark; None where the images do not say."""
    contrast_sigma: float | None
    """Evidence for it, standard errors."""
    snr: float | None
    """Estimated variance of signal over that of noise; None where there is nothing to estimate it from."""


@dataclass
class _Seen:
    """One entry an image, of everything read so far."""

    is_finite: np.ndarray
    is_constant: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    """Without hot pixels, as is the mean."""
    n_hot: np.ndarray
    """Hot pixels: X-ray hits, dead pixels."""
    peak: np.ndarray
    """Largest distance of a pixel from the image's mean, hot or not."""
    noise: np.ndarray
    """Variance outside the inscribed circle."""
    digest: list[bytes]


def check_images(table: ParticleTable, boxes_px: np.ndarray, is_quick: bool, seed: int = 0) -> ImageCheck:
    """Look at the images of a table that can be read.

    Args:
        table: The particles.
        boxes_px: (n,) pixels a side of each image; 0 for those that cannot be read, which are left out.
        is_quick: Read a sample of 2,000 images.
        seed: Of the samples.

    Returns:
        Findings, whose rows are those of the table.
    """
    readable = np.flatnonzero(boxes_px > 0)
    generator = np.random.default_rng(seed)
    if is_quick and len(readable) > N_SAMPLED:
        readable = np.sort(generator.choice(readable, N_SAMPLED, replace=False))
    if not len(readable):
        return ImageCheck([], 0, None, None, None)
    n = len(readable)
    seen = _Seen(np.zeros(n, bool), np.zeros(n, bool), np.zeros(n), np.zeros(n), np.zeros(n, int), np.zeros(n), np.zeros(n), [b""] * n)
    sampled = np.sort(generator.choice(n, min(n, N_SAMPLED), replace=False))
    small: dict[int, torch.Tensor] = {}
    for box in np.unique(boxes_px[readable]):
        at = np.flatnonzero(boxes_px[readable] == box)
        at = at[np.lexsort((table.index_in_stack[readable[at]], table.stack_of[readable[at]]))]  # as they lie on the disk
        source = ImageSource(table.select(readable[at]))
        batch = max(1, PIXELS_PER_BATCH // int(box) ** 2)
        for start in range(0, len(at), batch):
            part = at[start : start + batch]
            images = _look_at(torch.from_numpy(source.read(np.arange(start, start + len(part)))), part, seen)
            is_kept = np.isin(part, sampled) & seen.is_finite[part] & ~seen.is_constant[part]
            if is_kept.any():
                resized = fourier_resize(images[torch.from_numpy(np.flatnonzero(is_kept))], min(CONTRAST_BOX_PX, int(box)))
                small |= dict(zip(part[is_kept].tolist(), resized, strict=True))
    findings = _judge(seen, readable, table) + _judge_gains(seen, table.optics_group[readable])
    return _with_contrast(findings, table, boxes_px, readable, small, seen)


def _look_at(images: torch.Tensor, at: np.ndarray, seen: _Seen) -> torch.Tensor:
    """Enter some images' numbers; the images without their hot pixels, as training reads them."""
    box = images.shape[-1]
    pixels = images.flatten(1)
    # The extremes alone tell what is not finite (NaN goes through them), what is constant, and the furthest pixel.
    low, high = (values.double() for values in torch.aminmax(pixels, dim=1))
    is_finite = torch.isfinite(low) & torch.isfinite(high)
    mended, n_hot = replace_hot_pixels(images)
    pixels = mended.flatten(1)
    if n_hot is not None:
        seen.n_hot[at] = n_hot.numpy()
    variance, mean = (values.double() for values in torch.var_mean(pixels, dim=1))
    seen.is_finite[at] = is_finite.numpy()
    seen.is_constant[at] = (is_finite & (low == high)).numpy()
    seen.mean[at] = mean.numpy()
    seen.spread[at] = variance.sqrt().numpy()
    seen.peak[at] = torch.maximum(high - mean, mean - low).numpy()
    corners = background(box).flatten()
    seen.noise[at] = pixels[:, corners].var(dim=1).numpy() if int(corners.sum()) > 1 else np.nan
    for row, image in zip(at.tolist(), images.numpy(), strict=True):
        seen.digest[row] = hashlib.blake2b(image.tobytes(), digest_size=12).digest()
    return mended


def _judge(seen: _Seen, rows: np.ndarray, table: ParticleTable) -> list[Finding]:
    findings = []
    if not seen.is_finite.all():
        bad = rows[~seen.is_finite]
        findings.append(error("not-finite", "images with NaN or infinite pixels.", LEAVE_OUT, bad, True))
    if seen.is_constant.any():
        findings.append(error("constant-images", "images that are the same number everywhere.", LEAVE_OUT, rows[seen.is_constant], True))
    is_usable = seen.is_finite & ~seen.is_constant
    if not is_usable.any():
        return findings
    first: dict[bytes, int] = {}
    again = [i for i in np.flatnonzero(is_usable).tolist() if first.setdefault(seen.digest[i], i) != i]
    if again:
        other = first[seen.digest[again[0]]]
        copy, original = (image_text(table, rows[i]) for i in (again[0], other))
        text = f"images with the same pixels as another, such as {copy}, those of {original}."
        findings.append(warning("same-pixels", text, "leave the copies out: they count twice in everything.", rows[again], True))
    typical = float(np.median(seen.spread[is_usable]))
    is_off = is_usable & _stands_apart(np.log(np.where(is_usable, seen.spread, 1)), is_usable, float(np.log(OUTLIER_FACTOR)))
    if is_off.any():
        i = int(np.argmax(is_off))
        text = (
            f"images whose contrast is far from the others': a standard deviation of {seen.spread[i]:.3g}, where {typical:.3g} is typical."
        )
        advice = f"ice, carbon or gold? Training brings them to the common scale; look at them, and {LEAVE_OUT}"
        findings.append(warning("spread-outliers", text, advice, rows[is_off], True))
    is_off = is_usable & _stands_apart(np.where(is_usable, seen.mean, 0), is_usable, OUTLIER_FACTOR * typical)
    if is_off.any():
        i = int(np.argmax(is_off))
        text = f"images whose mean is far from the others': {seen.mean[i]:.3g}, where {np.median(seen.mean[is_usable]):.3g} is typical."
        findings.append(
            warning("mean-outliers", text, "were all of them normalised alike? Background is subtracted in training.", rows[is_off])
        )
    is_hot = is_usable & (seen.n_hot > 0)
    if is_hot.any():
        i = int(np.argmax(is_hot))
        text = f"images with hot pixels, {seen.peak[i] / seen.spread[i]:.0f} of the image's standard deviations from its mean."
        advice = f"training replaces them by the image's median; or extract with dust removal, or {LEAVE_OUT}"
        findings.append(warning("hot-pixels", text, advice, rows[is_hot], True))
    return findings


def _judge_gains(seen: _Seen, groups: np.ndarray) -> list[Finding]:
    """Images amplified by different factors, as where micrographs were not normalised alike."""
    is_usable = seen.is_finite & ~seen.is_constant
    background, spread = (torch.from_numpy(values[is_usable]) for values in (np.sqrt(seen.noise), seen.spread))
    gains = find_gains(background, spread, groups[is_usable])
    if gains is None:
        return []
    text = f"images differ in gain: the noise of nine in ten is {gains.low:.2g} to {gains.high:.2g} times the usual."
    advice = "normalise them when they are extracted; training divides each image by the noise of its own background."
    return [warning("gains-differ", text, advice)]


def _check_signs(images: torch.Tensor, optics: Optics) -> list[Finding]:
    """Phases that were flipped."""
    signs = find_signs(images, optics)
    if not signs.are_missing:
        return []
    advice = "give the images as they were recorded: with a CTF, half of their shells would get the wrong sign."
    return [warning("phases-flipped", signs.message, advice)]


def _stands_apart(values: np.ndarray, is_usable: np.ndarray, least: float) -> np.ndarray:
    """Further from the median than 8 robust standard deviations, and than `least`."""
    centre = np.median(values[is_usable])
    spread = 1.4826 * np.median(np.abs(values[is_usable] - centre))
    apart: np.ndarray = np.abs(values - centre) > max(OUTLIER_SPREADS * spread, least)
    return apart


def _with_contrast(
    findings: list[Finding], table: ParticleTable, boxes_px: np.ndarray, readable: np.ndarray, small: dict[int, torch.Tensor], seen: _Seen
) -> ImageCheck:
    """The sign of protein and the signal-to-noise ratio, from the images of the commonest box."""
    if not small:
        return ImageCheck(findings, len(readable), None, None, None)
    chosen = np.array(sorted(small))
    boxes, counts = np.unique(boxes_px[readable[chosen]], return_counts=True)
    box = int(boxes[np.argmax(counts)])
    chosen = chosen[boxes_px[readable[chosen]] == box]
    images = torch.stack([small[i] for i in chosen.tolist()])
    optics = None
    if table.optics is not None:
        of_chosen = table.optics[torch.from_numpy(readable[chosen])]
        optics = replace(of_chosen, pixel_size_A=of_chosen.pixel_size_A * (box / images.shape[-1]))
    groups = table.optics_group[readable[chosen]]
    if table.contrast_sign is not None:
        images *= torch.from_numpy(table.contrast_sign[readable[chosen]]).to(images)[:, None, None]
    opposite = sorted(find_opposite_groups(images, optics, groups))
    if opposite:
        turned = torch.from_numpy(np.isin(groups, opposite))
        told = first_names([str(number) for number in opposite])
        sigma = find_contrast(images[turned], None if optics is None else optics[turned]).sigma
        text = f"protein of optics group {told} has the opposite contrast to that of most images ({sigma:+.1f} standard errors)."
        advice = "training finds this out and turns those images; or were they inverted by mistake?"
        findings.append(warning("opposite-groups", text, advice, np.flatnonzero(np.isin(table.optics_group, opposite))))
        images[turned] *= -1
    findings += [] if optics is None else _check_signs(images, optics)
    contrast = find_contrast(images, optics)
    if not contrast.is_sure:
        text = f"the images do not say whether protein is bright or dark (evidence {contrast.sigma:+.1f} standard errors)."
        advice = "more images would tell; otherwise, if maps come out hollow, set data.invert=true."
        findings.append(warning("contrast-unknown", text, advice))
    elif contrast.sign < 0:
        text = f"protein is dark ({contrast.sigma:+.1f} standard errors)."
        findings.append(note("dark-protein", text, "nothing to do: training finds this out and inverts the images."))
    ordinary = chosen[~is_far(torch.from_numpy(seen.spread[chosen] / np.median(seen.spread[chosen]))).numpy()]
    noise, total = seen.noise[ordinary].mean(), np.square(seen.spread[ordinary]).mean()
    snr = float(total / noise - 1) if noise > 1e-6 * total else None
    return ImageCheck(findings, len(readable), contrast.sign if contrast.is_sure else None, contrast.sigma, snr)
