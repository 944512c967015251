"""The published configuration, key by key: its JSON spelling, its default, another value, and where that lands here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Key:
    """One key of the published configuration."""

    default: Any
    """As in the published JSON."""
    other: Any
    """Another value that it may have."""
    path: str
    """Where it lands."""
    lands_as: Any
    """What the other value is there."""
    needs: tuple[str, ...] = ()
    """Assignments without which the other value would contradict a default."""


def _same(default: Any, other: Any, path: str, *needs: str) -> Key:
    return Key(default, other, path, other, needs)


def _file(name: str, path: str) -> Key:
    return Key(None, name, path, Path(name))


KEYS: dict[str, Key] = {
    "particles": _file("stack.mrcs", "data.particles"),
    "outdir": _file("runs/one", "outdir"),
    "norm": Key(None, [0.5, 2.0], "data.norm", (0.5, 2.0)),
    "load": _file("runs/old", "load"),
    "log-interval": _same(50_000, 1000, "logging.log_interval"),
    "log-heavy-interval": _same(5, 2, "logging.log_heavy_interval"),
    "seed": _same(-1, 7, "seed"),
    "ctf": _file("ctf.pkl", "data.ctf"),
    "ind": _file("ind.pkl", "data.ind"),
    "pose": _file("pose.pkl", "data.pose"),
    "colors": _file("colors.pkl", "data.colors"),
    "relion31": _same(False, True, "data.relion31"),
    "lazy": _same(False, True, "data.lazy"),
    "verbose-time": _same(False, True, "logging.verbose_time"),
    "num-workers": _same(2, 5, "data.num_workers"),
    "test-particles": _file("test.mrcs", "test.particles"),
    "test-ctf": _file("test_ctf.pkl", "test.ctf"),
    "test-pose": _file("test_pose.pkl", "test.pose"),
    "test-colors": _file("test_colors.pkl", "test.colors"),
    "num-epochs": _same(200, 3, "schedule.num_epochs"),
    "batch-size": _same(32, 48, "schedule.batch_size"),
    "wd": _same(0.0, 1e-6, "optimizer.wd"),
    "lr": _same(1e-4, 3e-4, "optimizer.lr"),
    "beta-conf": _same(0.0, 0.5, "objective.beta_conf", "variational-het=true"),
    "no-trans": _same(False, True, "model.pose.no_trans"),
    "sym-loss": _same(True, False, "objective.sym_loss"),
    "sym-loss-factor": _same(2, 8, "objective.sym_loss_factor"),
    "loss-scale": _same(1.0, 10.0, "objective.loss_scale"),
    "pose-only-phase": _same(10_000_000, 1000, "schedule.pose_only_phase"),
    "output-mask": _same("frequency_marching", "circ", "schedule.output_mask"),
    "add-one-frequency-every": _same(100_000, 500, "schedule.add_one_frequency_every"),
    "use-gt-poses": Key(False, True, "model.pose.kind", "known", ("sym-loss=false",)),
    "depth-cnn": _same(6, 4, "model.encoder.depth"),
    "channels-cnn": _same(16, 8, "model.encoder.channels"),
    "kernel-size-cnn": _same(3, 5, "model.encoder.kernel_size"),
    "variational-het": Key(False, True, "model.latent.kind", "variational"),
    "z-dim": _same(8, 0, "model.z_dim"),
    "input-mask": _same("none", "circ", "model.encoder.input_mask"),
    "std-z-init": _same(3.0, 0.1, "model.latent.std_z_init"),
    "hypervolume-layers": _same(3, 5, "model.decoder.layers"),
    "hypervolume-dim": _same(256, 128, "model.decoder.dim"),
    "pe-type": _same("gaussian", "gaussian", "model.decoder.pe_type"),
    "pe-dim": _same(6, 12, "model.decoder.pe_dim"),
    "feat-sigma": _same(0.5, 0.7, "model.decoder.feat_sigma"),
    "hypervolume-domain": _same("hartley", "fourier", "model.decoder.domain"),
}

DEFAULTS = {name: key.default for name, key in KEYS.items()}
"""The published JSON, with its files left empty."""

DEFAULTS_HERE = {
    "optimizer.lr": 1e-4,
    "schedule.batch_size": 32,
    "schedule.num_epochs": 200,
    "optimizer.wd": 0.0,
    "objective.beta_conf": 0.0,
    "schedule.pose_only_phase": 10_000_000,
    "schedule.add_one_frequency_every": 100_000,
    "objective.sym_loss_factor": 2,
    "model.encoder.depth": 6,
    "model.encoder.channels": 16,
    "model.encoder.kernel_size": 3,
    "model.z_dim": 8,
    "model.latent.kind": "point",
    "model.latent.std_z_init": 3.0,
    "model.decoder.layers": 3,
    "model.decoder.dim": 256,
    "model.decoder.pe_dim": 6,
    "model.decoder.feat_sigma": 0.5,
    "model.decoder.domain": "hartley",
}
"""The defaults that the publication states, at their places here."""


def option_of(config: Any, path: str) -> Any:
    """The value of a dotted option."""
    for name in path.split("."):
        config = getattr(config, name)
    return config
