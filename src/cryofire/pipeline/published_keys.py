"""The published configuration's keys, and where each lives here: one table, in both spellings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryofire.core.config import merge, nest

PUBLISHED_KEYS = {
    "particles": "data.particles",
    "outdir": "outdir",
    "norm": "data.norm",
    "load": "load",
    "log_interval": "logging.log_interval",
    "log_heavy_interval": "logging.log_heavy_interval",
    "seed": "seed",
    "ctf": "data.ctf",
    "ind": "data.ind",
    "pose": "data.pose",
    "colors": "data.colors",
    "relion31": "data.relion31",
    "lazy": "data.lazy",
    "verbose_time": "logging.verbose_time",
    "num_workers": "data.num_workers",
    "test_particles": "test.particles",
    "test_ctf": "test.ctf",
    "test_pose": "test.pose",
    "test_colors": "test.colors",
    "num_epochs": "schedule.num_epochs",
    "batch_size": "schedule.batch_size",
    "wd": "optimizer.wd",
    "lr": "optimizer.lr",
    "beta_conf": "objective.beta_conf",
    "no_trans": "model.pose.no_trans",
    "sym_loss": "objective.sym_loss",
    "sym_loss_factor": "objective.sym_loss_factor",
    "loss_scale": "objective.loss_scale",
    "pose_only_phase": "schedule.pose_only_phase",
    "output_mask": "schedule.output_mask",
    "add_one_frequency_every": "schedule.add_one_frequency_every",
    "use_gt_poses": "model.pose.kind",
    "depth_cnn": "model.encoder.depth",
    "channels_cnn": "model.encoder.channels",
    "kernel_size_cnn": "model.encoder.kernel_size",
    "variational_het": "model.latent.kind",
    "z_dim": "model.z_dim",
    "input_mask": "model.encoder.input_mask",
    "std_z_init": "model.latent.std_z_init",
    "hypervolume_layers": "model.decoder.layers",
    "hypervolume_dim": "model.decoder.dim",
    "pe_type": "model.decoder.pe_type",
    "pe_dim": "model.decoder.pe_dim",
    "feat_sigma": "model.decoder.feat_sigma",
    "hypervolume_domain": "model.decoder.domain",
}
"""Published key, with `_`, to the option that it sets."""

NETWORK_PARTS = ("model.encoder", "model.decoder", "model.pose", "model.latent", "schedule.", "objective.", "optimizer.", "load")
NETWORK_KEYS = frozenset(key for key, path in PUBLISHED_KEYS.items() if path.startswith(NETWORK_PARTS))
"""Published keys that mean something to the published network alone."""

CHOICES = {"use_gt_poses": ("amortized", "known"), "variational_het": ("point", "variational")}
"""Published switches that choose between two parts: the one for false, the one for true."""


def translate(values: Mapping[str, Any], source: str, is_lenient: bool = False) -> dict[str, Any]:
    """Published keys, with `-` or `_`, to nested ones; every other key stays as it is.

    A published key at the top level wins over nothing: it lands in the same place as our own key would.
    `model`, `data` and the like are ours, and are left to the validation.

    Args:
        source: File or option that the values come from, for messages.
        is_lenient: Only look a key up; its value may be anything.
    """
    nested: dict[str, Any] = {}
    for key, value in values.items():
        name = key.replace("-", "_")
        path = PUBLISHED_KEYS.get(name)
        if path is None:
            nested = merge(nested, {name if "." not in name else key: value})
            continue
        if name in CHOICES and isinstance(value, bool):
            value = CHOICES[name][int(value)]
        nested = merge(nested, nest(path, value))
    return nested
