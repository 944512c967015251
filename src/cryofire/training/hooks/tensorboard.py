"""TensorBoard: scalars at each log step; images, latents, pose histograms and pose errors at each checkpoint."""

from __future__ import annotations

import torch
from torch.utils.tensorboard import SummaryWriter

from cryofire.core.report import Report
from cryofire.io.run_store import RunStore
from cryofire.physics.alignment import align_rotations, fit_offset
from cryofire.physics.fourier import centred_fft, fourier_to_hartley
from cryofire.physics.mirror import flip_hand_of_rotations
from cryofire.physics.rotations import angle_between_deg
from cryofire.physics.translations import shift_images
from cryofire.training.hooks import figures
from cryofire.training.hooks.base import HeavyReport, Hook

PAGES = {
    "loss": "loss/total",
    "data_loss": "loss/data",
    "kl": "loss/kl",
    "shell": "schedule/shell",
    "lr": "schedule/lr",
    "is_pose_only": "schedule/is_pose_only",
    "images_per_s": "speed/images_per_s",
}
"""Tags of the network's values."""


class TensorBoardHook(Hook):
    """Writes `summaries/`; look with `tensorboard --logdir RUN/summaries`."""

    def __init__(self, run: RunStore, images_seen: int) -> None:
        # purge_step: what an interrupted run wrote after its last checkpoint is hidden.
        self.writer = SummaryWriter(str(run.summaries), purge_step=images_seen if images_seen > 0 else None)

    def on_log(self, report: Report) -> None:
        # Losses of a network lie where they always lay; each other stage has a page of its own.
        page = PAGES if report.stage == "network" else {}
        for name, value in report.values.items():
            self.writer.add_scalar(page.get(name, f"{report.stage}/{name}"), value, report.images_seen or report.done)

    def on_heavy(self, report: HeavyReport) -> None:
        name, step = ("test" if report.is_test else "train"), report.images_seen
        if report.test_loss is not None:
            self.writer.add_scalar("loss/test", report.test_loss, step)
        real, predicted = _pictures(report)
        self.writer.add_figure(f"{name}/images", figures.images(real, predicted), step)
        self.writer.add_figure(f"{name}/hartley", figures.hartley(*_hartley(report)), step)
        if report.estimates.z.shape[1] > 0 and not report.state.is_pose_only:
            self.writer.add_figure(f"{name}/latents", figures.latents(report.estimates.z, report.dataset.labels), step)
        self.writer.add_figure(f"{name}/view_directions", figures.view_directions(report.estimates.rotations), step)
        self.writer.add_figure(f"{name}/poses", figures.pose_histograms(report.estimates.rotations, report.estimates.shifts_px), step)
        if report.dataset.poses is not None:
            self._pose_errors(report, name)
        self.writer.flush()

    def _pose_errors(self, report: HeavyReport, name: str) -> None:
        true = report.dataset.poses
        assert true is not None
        found = report.estimates.rotations
        best = None
        for rotations in (found, flip_hand_of_rotations(found)):
            error = angle_between_deg(rotations @ align_rotations(rotations[:3000], true.rotations[:3000]), true.rotations)
            if best is None or error.median() < best[1].median():
                best = (rotations, error)
        assert best is not None
        rotations, error = best
        offset = fit_offset(rotations, -report.estimates.shifts_px, -true.shifts_px, torch.ones(len(error), dtype=torch.bool))
        shift_error = (-report.estimates.shifts_px - rotations[:, :2] @ offset + true.shifts_px).norm(dim=1)
        step = report.images_seen
        self.writer.add_scalar(f"{name}/rotation_error_median_deg", float(error.median()), step)
        self.writer.add_scalar(f"{name}/rotation_error_mean_deg", float(error.mean()), step)
        self.writer.add_scalar(f"{name}/shift_error_median_px", float(shift_error.median()), step)
        self.writer.add_figure(f"{name}/pose_errors", figures.pose_errors(error, shift_error), step)

    def on_end(self) -> None:
        self.writer.close()


def _pictures(report: HeavyReport) -> tuple[torch.Tensor, torch.Tensor]:
    """Real images, and predicted ones moved to where the particle was found."""
    model, poses = report.model, report.result.estimate.poses
    lattice = model.lattice_upto(report.state.shell)
    moved = shift_images(report.result.prediction_ft, lattice.freqs_per_px, poses.shifts_px)
    return report.batch.images[:4].cpu(), lattice.to_images(moved[:4] * model.box_px).cpu()


def _hartley(report: HeavyReport) -> tuple[torch.Tensor, torch.Tensor]:
    real, predicted = _pictures(report)
    box_px = report.model.box_px
    return fourier_to_hartley(centred_fft(real[0])) / box_px, fourier_to_hartley(centred_fft(predicted[0])) / box_px
