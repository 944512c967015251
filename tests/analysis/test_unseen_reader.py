"""Images that a run has not seen are searched as thoroughly as their noise needs, and no more."""

from __future__ import annotations

from cryofire.analysis.unseen_reader import EASY, WORTHWHILE, choose
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.pose_estimator import PoseEstimator
from cryofire.physics.rotations import angle_between_deg
from cryofire.training.encoder.render import Labelled
from planted import Planted, grid_of, planted

HASTY = PlaceConfig(
    grid_shell=4, n_candidates=2, n_hypotheses=1, first_shell=6, last_shell=9, judge_shell=9, max_shift_px=1.5, n_in_plane=24
)


GOOD = HASTY.thorough()


def reader_of(data: Planted, place: PlaceConfig = HASTY):
    grid = grid_of(data.whitened)
    return lambda is_thorough: PoseEstimator(data.whitened, data.atoms.on(grid), grid, place, None, None, is_thorough)


def labelled(data: Planted) -> Labelled:
    return Labelled(data.whitened.images, data.whitened.ctfs, data.truth.rotations, data.truth.shifts_px, data.truth.z)


def right_share(estimator: PoseEstimator, data: Planted) -> float:
    found = estimator.read(data.whitened, True).posteriors
    return float((angle_between_deg(found.rotations, data.truth.rotations) < 10).float().mean())


def test_noisy_images_get_a_thorough_search_that_finds_more_of_them() -> None:
    data = planted(150, box_px=20, scale=8.0)
    reader = reader_of(data)
    chosen, measured = choose(reader, labelled(data))
    assert chosen.is_thorough
    assert measured.right == right_share(chosen, data) >= right_share(reader(False), data) + WORTHWHILE


def test_images_that_a_quick_search_poses_rightly_get_a_quick_one() -> None:
    data = planted(150, box_px=20, scale=60.0)
    made = []

    def reader(is_thorough: bool) -> PoseEstimator:
        made.append(is_thorough)
        return reader_of(data, GOOD)(is_thorough)

    chosen, measured = choose(reader, labelled(data))
    assert made == [False]
    assert not chosen.is_thorough
    assert measured.right >= EASY


def test_a_thorough_search_that_finds_no_more_is_not_made() -> None:
    data = planted(60, box_px=20, scale=8.0)
    made = []

    def reader(is_thorough: bool) -> PoseEstimator:
        made.append(is_thorough)
        return reader_of(data)(False)

    chosen, measured = choose(reader, labelled(data))
    assert made == [False, True]
    assert not chosen.is_thorough
    assert measured.right < EASY
