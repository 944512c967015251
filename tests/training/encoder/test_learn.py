"""The encoder learns from rendered images, is written and read back, and its peaks are poses."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from cryofire.core.errors import ConfigError, RunError
from cryofire.core.stop import Stopped, StopRequest
from cryofire.inference import estimator_store as estimator_store
from cryofire.inference.calibration import Calibration
from cryofire.inference.estimator_store import EstimatorBundle, Mode
from cryofire.inference.goodness_of_fit import FitStatistics
from cryofire.inference.hypotheses import encode, peaks, show_volumes
from cryofire.io.run_store import RunStore
from cryofire.models.encoders.polar import PolarEncoder, PolarEncoderConfig, PoseLogits
from cryofire.models.encoders.templates import Templates
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import angle_between_deg
from cryofire.pipeline.run_config import build_config, check, training_for
from cryofire.training.encoder.config import EncoderTrainingConfig
from cryofire.training.encoder.initialise import begin
from cryofire.training.encoder.learn import EncoderTask, learn, losses, off_centre
from cryofire.training.encoder.render import Renderer, renderer_of
from cryofire.training.stage_task import Surroundings
from planted import grid_of, grid_points, planted

SMALL = PolarEncoderConfig(shell=8, centre_shell=4, width=64, n_blocks=2, direction_order=1, n_in_plane=16)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    data = planted(200, box_px=20, n_components=1, scale=60.0)
    grid = grid_of(data.whitened)
    return renderer_of(data.whitened.upto(8), data.truth, data.atoms.on(grid), grid)


@pytest.fixture
def encoder(renderer) -> PolarEncoder:
    torch.manual_seed(0)
    made = PolarEncoder(SMALL, 20, 1)
    show_volumes(made, renderer.volumes, renderer.grid)
    return made


def test_an_encoder_begins_as_the_matched_filter_of_the_volumes():
    """Four blobs look alike from several sides: one of the hypotheses is to be right."""
    data = planted(200, box_px=20, scale=10.0)
    grid = grid_of(data.whitened)
    source = renderer_of(data.whitened.upto(5), data.truth, data.atoms.on(grid), grid)
    fine = PolarEncoder(SMALL.model_copy(update={"shell": 5, "direction_order": 2, "n_in_plane": 24}), 20, 0)
    show_volumes(fine, source.volumes, source.grid)
    begin(fine, source, torch.Generator().manual_seed(3))
    unseen = source.draw(300, torch.Generator().manual_seed(9))

    def share_right() -> float:
        found = encode(fine, unseen.images, unseen.ctfs, 6, False)
        return float((angle_between_deg(found.rotations, unseen.rotations[:, None].expand(-1, 6, -1, -1)).amin(dim=1) < 15).float().mean())

    assert share_right() > 0.85
    assert 0.001 < float(fine.log_sharpness.detach().exp()) < 0.9, "neighbours in the bank share the probability"
    others = torch.randperm(192 * 24, generator=torch.Generator().manual_seed(4))
    fine.templates.give(torch.view_as_complex(fine.templates.slices).movedim(0, -1)[others])
    assert share_right() < 0.3, "slices of other poses"


@pytest.mark.parametrize("name", ["C4", "D2"])
def test_an_encoder_of_a_symmetric_molecule_answers_for_one_asymmetric_unit(name):
    data, group = planted(200, box_px=20, scale=60.0), PointGroup(name)
    grid = replace(grid_of(data.whitened), symmetry=group)
    copies = [data.atoms.at(grid_points(grid) @ g.T) for g in group.rotations(torch.zeros(()))]
    source = renderer_of(data.whitened.upto(6), data.truth, torch.stack(copies).sum(dim=0), grid)
    source = replace(source, residuals=None)
    config = SMALL.model_copy(update={"shell": 6, "direction_order": 2, "n_in_plane": 24})
    fine = PolarEncoder(config.model_copy(update={"point_group": name}), 20, 0)
    assert fine.pose_rotations.shape[0] <= PolarEncoder(config, 20, 0).pose_rotations.shape[0] / group.order + 20
    show_volumes(fine, source.volumes, source.grid)
    begin(fine, source, torch.Generator().manual_seed(3))
    unseen = source.draw(200, torch.Generator().manual_seed(9))
    found = encode(fine, unseen.images, unseen.ctfs, 2, False)
    true = unseen.rotations[:, None].expand(-1, 2, -1, -1)
    error = group.angle_between_deg(found.rotations, true)
    assert float((error[:, 0] < 12).float().mean()) > 0.8
    assert float((group.angle_between_deg(found.rotations[:, 0], found.rotations[:, 1]) > 20).float().mean()) > 0.75, "copies are one"
    assert float(found.probability[:, 0].mean()) > 0.6, "a peak is not shared among copies"
    label = losses(fine, unseen, off_centre(fine, 200, torch.Generator().manual_seed(1))).pose
    turned = replace(unseen, rotations=group.copies(unseen.rotations)[:, -1])
    again = losses(fine, turned, off_centre(fine, 200, torch.Generator().manual_seed(1))).pose
    assert label.item() == pytest.approx(again.item(), rel=1e-4), "which copy a label is does not count"


def test_some_hundred_steps_bring_the_answer_nearer_to_unseen_labels(renderer, encoder):
    unseen = renderer.draw(200, torch.Generator().manual_seed(9))
    config = EncoderTrainingConfig(n_seen=64 * 180, batch_size=64, lr=3e-3, encoder=SMALL)

    def loss() -> float:
        with torch.no_grad():
            return float(losses(encoder, unseen, off_centre(encoder, len(unseen), torch.Generator().manual_seed(0))).pose)

    before = loss()
    real = renderer.draw(64, torch.Generator().manual_seed(5))
    assert learn(EncoderTask(encoder, renderer, real, config, 0, False)) == 64 * 180
    assert loss() < before - 0.5
    found = encode(encoder, unseen.images, unseen.ctfs, 3, False)
    assert found.rotations.shape == (200, 3, 3, 3)
    assert (found.probability.sum(dim=1) <= 1 + 1e-4).all()
    assert (found.probability[:, 0] >= 0).all()


def weights(encoder: PolarEncoder) -> torch.Tensor:
    return torch.cat([value.detach().flatten().clone() for value in encoder.state_dict().values()])


def test_training_that_is_stopped_and_goes_on_ends_with_the_same_weights(renderer, encoder, tmp_path, monkeypatch):
    config = EncoderTrainingConfig(n_seen=16 * 12, batch_size=16, encoder=SMALL)
    real, first = renderer.draw(32, torch.Generator().manual_seed(5)), encoder.state_dict()
    ends, run = [], RunStore(tmp_path)
    for is_stopped in (False, True):
        one = PolarEncoder(SMALL, 20, 1)
        one.load_state_dict(first)
        show_volumes(one, renderer.volumes, renderer.grid)
        stop = StopRequest()
        task = EncoderTask(one, renderer, real, config, 3, False, Surroundings(run, stop=stop))
        if is_stopped:
            monkeypatch.setattr(task, "watch", lambda progress, total, stop=stop: stop.ask() if progress.step == 5 else None)
            with pytest.raises(Stopped, match="after 80 of 192 images"):
                learn(task)
            other = PolarEncoder(SMALL, 20, 1)
            show_volumes(other, renderer.volumes, renderer.grid)
            one, task = other, EncoderTask(other, renderer, real, config, 99, False, Surroundings(run))
        assert learn(task) == 192
        run.drop_training("encoder")
        ends.append(weights(one))
    assert torch.equal(*ends)


def test_loss_that_is_no_number_ends_the_training_before_a_weight_changes(renderer, encoder, monkeypatch):
    real = renderer.draw(16, torch.Generator().manual_seed(5))
    draw, calls = Renderer.draw, []

    def spoilt(self, n, generator, share):
        calls.append(n)
        drawn = draw(self, n, generator, share)
        return replace(drawn, images=drawn.images * math.nan) if len(calls) == 3 else drawn

    monkeypatch.setattr(Renderer, "draw", spoilt)
    task = EncoderTask(encoder, renderer, real, EncoderTrainingConfig(n_seen=160, batch_size=16, encoder=SMALL), 0, False)
    with pytest.raises(RunError, match=r"encoder, after 32 images: the loss \(nan\)"):
        learn(task)
    assert torch.isfinite(weights(encoder)).all()


def test_minutes_become_a_number_of_images_and_measuring_changes_nothing(renderer, encoder, slow_clock):
    """A step takes 10 ms by this clock: 1.2 s are some hundred steps, whatever the machine."""
    real, before = renderer.draw(16, torch.Generator().manual_seed(5)), weights(encoder)
    task = EncoderTask(encoder, renderer, real, EncoderTrainingConfig(minutes=0.02, batch_size=16, encoder=SMALL), 0, False)
    state = task.generator.get_state()
    assert 16 * 100 <= task.images_in(0.02) <= 16 * 120
    assert torch.equal(weights(encoder), before)
    assert torch.equal(task.generator.get_state(), state)
    assert not task.optimizer.state_dict()["state"]


def test_peaks_are_the_means_about_the_highest_poses_of_the_bank(encoder):
    logits = torch.full((1, 48, 16), -20.0)
    logits[0, 7, 3], logits[0, 30, 9] = 3.0, 2.0
    found = peaks(encoder, PoseLogits(logits, torch.zeros(1, 16, 64), torch.zeros(1, 2)), 2)
    expected = torch.stack([encoder.pose_rotations[7, 3], encoder.pose_rotations[30, 9]])
    assert float(angle_between_deg(found.rotations[0], expected).max()) < 0.1
    assert found.probability[0].tolist() == pytest.approx([0.731, 0.269], abs=1e-3)


def test_encoder_and_its_numbers_come_back_from_the_run_folder(encoder, tmp_path):
    mode = Mode(Calibration((0.1, 0.2), (1.0, 2.0), (0.5, 0.3), -0.7), FitStatistics((1.0, 0.1), (1.02, 0.05)))
    saved, run = EstimatorBundle(encoder.eval(), torch.rand(50), 4.0, mode, mode), RunStore(tmp_path)
    estimator_store.save(saved, run)
    estimator_store.save(saved, run)  # over an older one
    read = estimator_store.load(run, torch.device("cpu"))
    assert read is not None
    assert read.encoder is not None
    assert (read.refined, read.alone, read.pixel_size_A) == (mode, mode, 4.0)
    assert torch.equal(read.noise_sd, saved.noise_sd)
    weights = encoder.state_dict()
    assert read.encoder.state_dict().keys() == weights.keys()
    assert all(torch.equal(value, weights[name]) for name, value in read.encoder.state_dict().items())
    images = torch.randn(3, encoder.n_samples, dtype=torch.complex64)
    read.encoder.templates.give(torch.view_as_complex(encoder.templates.slices).movedim(0, -1))
    with torch.no_grad():
        mine, theirs = (one(images, torch.ones(images.shape), torch.zeros(3, 2)).logits for one in (encoder, read.encoder))
    assert torch.equal(mine, theirs)


def test_templates_do_not_depend_on_how_slices_are_laid_out():
    slices = torch.randn(7, 50, 2, dtype=torch.complex64, generator=torch.Generator().manual_seed(1))
    one, other = (Templates(torch.zeros(50, 2), 10, 1.0, 1.0) for _ in range(2))
    one.give(slices)
    other.give(slices.movedim(-1, 0).contiguous().movedim(0, -1))
    assert torch.equal(one.slices, other.slices)
    assert torch.equal(one.overlaps, other.overlaps)


def test_run_without_an_encoder_has_none_to_load(tmp_path):
    assert estimator_store.load(RunStore(tmp_path), torch.device("cpu")) is None


def test_minutes_need_a_search():
    with pytest.raises(ConfigError, match=r"amortize\.minutes is not read by the published network"):
        build_config("published", assignments=["amortize.minutes=1"])
    with pytest.raises(ConfigError, match="this run has no search"):  # as --minutes has it
        check(training_for(build_config("published"), 1.0))
