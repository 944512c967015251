"""Speed of a training step of the published recipe: images/s, whole and in parts.

    python benchmarks/published_step.py [--box 64] [--batch 32] [--device cpu] [--precision fp32]

Random images and CTFs: speed does not depend on what is in them. The median of several steps is given, after two
that are not counted.
"""

from __future__ import annotations

import argparse
import statistics
import time

import torch

from cryofire.core.types import Latents, Optics, ParticleBatch, Poses
from cryofire.models.cryofire import CryoFire, ModelConfig
from cryofire.models.image_formation import form_images
from cryofire.objective.objective import ObjectiveConfig
from cryofire.training.published.optim import OptimizerConfig, autocast, make_optimizer
from cryofire.training.published.schedule import Phase, ScheduleState
from cryofire.training.published.step import Stepper


def random_batch(n: int, box: int) -> ParticleBatch:
    """Noise images with plausible optics."""
    fill = lambda value: torch.full((n,), value, dtype=torch.float64)  # noqa: E731
    defocus = 10_000 + 15_000 * torch.rand(n, dtype=torch.float64)
    optics = Optics(fill(4.0), fill(300.0), fill(2.7), fill(0.1), defocus, defocus + 200, fill(30.0), fill(0.0), fill(0.0), fill(1.0))
    return ParticleBatch(torch.arange(n), torch.randn(n, box, box), optics)


def seconds(call, repeats: int, device: torch.device) -> float:
    """Median wall time of a call."""
    times = []
    for _ in range(repeats + 2):
        start = time.perf_counter()
        call()
        if device.type == "cuda":
            torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--box", type=int, default=64)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", default="fp32")
    a = parser.parse_args()
    device = torch.device(a.device)
    torch.manual_seed(0)
    model = CryoFire(ModelConfig(), a.box, torch.Generator().manual_seed(0)).to(device)
    stepper = Stepper(model, make_optimizer(OptimizerConfig(), model), ObjectiveConfig(), a.precision)
    batch = random_batch(a.batch, a.box).to(device)
    print(f"box {a.box}, batch {a.batch}, {a.precision}, {device}, {torch.get_num_threads()} threads, torch {torch.__version__}")
    states = {"pose-only, shell 3": ScheduleState(Phase.POSE_ONLY, 3), f"joint, shell {a.box // 2}": ScheduleState(Phase.JOINT, a.box // 2)}
    for name, state in states.items():
        took = seconds(lambda state=state: stepper.train(batch, state, 0.0, 0), a.repeats, device)
        print(f"step, {name}: {a.batch / took:.1f} images/s ({took * 1e3:.0f} ms)")
    symmetries = torch.zeros(a.batch, 1, dtype=torch.long, device=device)
    noise = torch.zeros(a.batch, 1, model.z_dim, device=device)
    poses, latents = model.encode(batch, symmetries, noise)
    freqs = model.lattice.freqs_per_px.to(device)

    fixed_poses, fixed_latents = (
        Poses(poses.rotations.detach(), poses.shifts_px.detach()),
        Latents(latents.z.detach(), latents.mean.detach()),
    )

    def encoder() -> None:
        with autocast(a.precision, device):
            p, z = model.encode(batch, symmetries, noise)
        (p.rotations.sum() + z.z.sum()).backward()

    def decoder() -> None:
        with autocast(a.precision, device):
            out = form_images(model.decoder, fixed_poses, fixed_latents, batch.optics, freqs)
        out.abs().square().mean().backward()

    parts = {"encoder alone, one view": encoder, f"decoder alone, one view, shell {a.box // 2}": decoder}
    for name, call in parts.items():
        took = seconds(call, a.repeats, device)
        print(f"{name}, forward and backward: {a.batch / took:.1f} images/s ({took * 1e3:.0f} ms)")


if __name__ == "__main__":
    main()
