"""Two runs from the command line that several tests look at."""

from __future__ import annotations

import numpy as np
import pytest

from drawing import pictures
from programs import Trained
from stacks import tiny_set, write_tiny_stack


@pytest.fixture(scope="session")
def rigid_run(cryofire, tiny_stack, tmp_path_factory) -> Trained:
    """One volume from known poses, by the network."""
    run = tmp_path_factory.mktemp("rigid") / "run"
    options = ["z_dim=0", "use_gt_poses=true", "sym_loss=false", "pose_only_phase=0", "output_mask=circ"]
    options += ["batch_size=8", "num_epochs=40", "model.decoder.dim=64", "lr=0.001", "pe_dim=12", "hypervolume_domain=fourier"]
    options += ["log_interval=480", "log_heavy_interval=0"]
    settings = [word for option in options for word in ("--set", option)]
    finished = cryofire("train", tiny_stack.star, "-o", run, "--recipe", "published", "--seed", 3, "--device", "cpu", *settings)
    return Trained(run, tiny_stack, finished)


FLEXIBLE = (
    *("batch_size=8", "num_epochs=2", "pose_only_phase=24", "log_interval=24", "log_heavy_interval=1", "z_dim=2"),
    *("variational_het=true", "beta_conf=0.1", "depth=2", "channels=4", "hypervolume_layers=1", "hypervolume_dim=16"),
)
"""The published network, small, for two epochs: poses and conformations from images."""


@pytest.fixture(scope="session")
def flexible_run(cryofire, tmp_path_factory) -> Trained:
    """Everything that can be on at once: conformations, unknown poses compared with known ones, colours, a held-out set."""
    folder = tmp_path_factory.mktemp("flexible")
    stack = write_tiny_stack(folder / "train", tiny_set(40, seed=1))
    held_out = write_tiny_stack(folder / "test", tiny_set(12, seed=2))
    np.savetxt(folder / "colors.txt", np.arange(40) % 3)
    settings = [word for option in FLEXIBLE for word in ("--set", option)]
    files = ["--set", f"test-particles={held_out.star}", "--set", f"colors={folder / 'colors.txt'}"]
    options = ("--recipe", "published", "--seed", 3, "--device", "cpu", *settings, *files)
    with pictures():
        finished = cryofire("train", stack.star, "-o", folder / "run", *options)
    return Trained(folder / "run", stack, finished)
