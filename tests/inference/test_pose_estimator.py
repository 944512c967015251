"""An encoder that is not sure does not decide where an image is looked for."""

from __future__ import annotations

import torch

from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.pose_estimator import SURE, PoseEstimator
from cryofire.models.encoders.polar import PolarEncoder, PolarEncoderConfig
from cryofire.physics.rotations import angle_between_deg
from planted import grid_of, planted

PLACE = PlaceConfig(grid_shell=5, n_hypotheses=4, first_shell=6, last_shell=9, judge_shell=8, max_shift_px=1.5, n_in_plane=24)


def test_images_of_which_the_encoder_is_not_sure_are_compared_with_the_whole_bank() -> None:
    data = planted(40, box_px=20, scale=40.0)
    grid = grid_of(data.whitened)
    torch.manual_seed(0)
    untrained = PolarEncoder(PolarEncoderConfig(shell=6, centre_shell=3, width=8, n_blocks=1, direction_order=0, n_in_plane=8), 20, 0)
    untrained.log_sharpness.data.fill_(-20.0)  # all poses are alike to it
    estimator = PoseEstimator(data.whitened, data.atoms.on(grid), grid, PLACE, untrained)
    found = estimator.encode(data.whitened, 4)
    assert float(found.probability[:, 0].max()) < SURE
    share = []
    for reading in (estimator.refined_candidates(data.whitened, found.with_no_components()), estimator.read(data.whitened, refines=True)):
        share.append(float((angle_between_deg(reading.posteriors.rotations, data.truth.rotations) < 10).float().mean()))
    assert share[0] < 0.6
    assert share[1] > 0.85


def test_a_thorough_reading_takes_a_sure_encoders_word_for_nothing() -> None:
    data = planted(40, box_px=20, scale=40.0)
    grid = grid_of(data.whitened)
    torch.manual_seed(0)
    untrained = PolarEncoder(PolarEncoderConfig(shell=6, centre_shell=3, width=8, n_blocks=1, direction_order=0, n_in_plane=8), 20, 0)
    untrained.log_sharpness.data.fill_(8.0)  # sure of whatever it says
    right = []
    for is_thorough in (False, True):
        estimator = PoseEstimator(data.whitened, data.atoms.on(grid), grid, PLACE, untrained, None, is_thorough)
        assert float(estimator.encode(data.whitened, 4).probability[:, 0].median()) > SURE
        found = estimator.read(data.whitened, refines=True).posteriors
        right.append(float((angle_between_deg(found.rotations, data.truth.rotations) < 10).float().mean()))
    assert right[0] < 0.7
    assert right[1] > 0.85
