"""Masked and corrected correlations of half maps are those of `relion_postprocess`, on the same maps and mask."""

from __future__ import annotations

import numpy as np

from agreement.test_relion_client import columns_of
from clients import call, needs_relion
from cryofire.io.mrc import write_volume
from cryofire.validation.map_fsc import map_fsc
from cryofire.validation.particle_mask import make_mask
from half_maps import PIXEL_SIZE_A, known_halves

pytestmark = needs_relion


def test_masked_and_corrected_curves_are_relions(tmp_path):
    data = known_halves(box_px=48, noise=1.0)
    mask = make_mask((data.one + data.other) / 2, PIXEL_SIZE_A, halves=(data.one, data.other)).values
    for name, values in (("half1.mrc", data.one), ("half2.mrc", data.other), ("mask.mrc", mask)):
        write_volume(tmp_path / name, values.numpy(), PIXEL_SIZE_A)
    (tmp_path / "post").mkdir()
    files = ("--i", "half1.mrc", "--i2", "half2.mrc", "--mask", "mask.mrc")
    call(tmp_path, "relion_postprocess", *files, "--o", "post/post", "--angpix", PIXEL_SIZE_A)
    theirs = {name: np.array(values, dtype=float) for name, values in columns_of(tmp_path / "post" / "post.star", "fsc").items()}
    ours = map_fsc(data.one, data.other, PIXEL_SIZE_A, mask)
    assert ours.masked is not None
    assert ours.corrected is not None
    for name, values, atol in (("Unmasked", ours.unmasked, 0.01), ("Masked", ours.masked, 0.01)):
        column = theirs[f"_rlnFourierShellCorrelation{name}Maps"]
        # RELION counts samples of the plane kx = 0 twice.
        np.testing.assert_allclose(values[2:-1], column[2:-1], atol=atol, err_msg=name)
    corrected = theirs["_rlnFourierShellCorrelationCorrected"]
    told = corrected > 0.2
    assert told.sum() > 8
    # One draw of random phases against the mean of five.
    np.testing.assert_allclose(ours.corrected.numpy()[told], corrected[told], atol=0.08)
    assert np.abs(ours.corrected.numpy()[told] - corrected[told]).mean() < 0.02
    assert np.abs(ours.masked.numpy() - ours.unmasked.numpy()).max() > 0.1, "the mask makes a difference"
