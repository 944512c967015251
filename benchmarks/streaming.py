"""Stacks larger than memory: speed of the training data path, resident memory, time to the first step.

    python benchmarks/streaming.py --work FOLDER [--n 1000000] [--box 64] [--threads 1]

Makes a float16 stack of `--n` particles in eight files in FOLDER (8 GB by default; a few thousand simulated images,
repeated), measures, prints Markdown, and deletes what it made. Every measurement is a process of its own, so that its
memory is its own; files are dropped from the page cache before each, as far as the system does so when asked.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch

from cryofire.data.batches import BatchPlan
from cryofire.data.data_config import DataConfig
from cryofire.data.dataset import ParticleDataset, in_memory
from cryofire.data.load_set import open_dataset
from cryofire.data.streaming import stream
from cryofire.inference.whitened_images import load_whitened
from cryofire.io.mrc import StackWriter
from cryofire.io.run_store import RunStore
from cryofire.pipeline.build import make_model, open_sets, resolve
from cryofire.pipeline.run_config import build_config
from cryofire.simulation.molecules import load_ensemble
from cryofire.simulation.simulate import SimulationSettings, simulate
from cryofire.training.hooks.base import Hook
from cryofire.training.published.trainer import Trainer

N_FILES = 8
N_SIMULATED = 4096
BATCH = 32
N_SEARCHED = 20_000


def make(folder: Path, n: int, box: int) -> None:
    """Stacks, and a star file of all particles and of smaller shares of each stack."""
    made = simulate(load_ensemble("antibody"), SimulationSettings(n_particles=N_SIMULATED, box_px=box, seed=1))
    images, pixel_size = made.images.numpy().astype(np.float16), made.truth.pixel_size
    per_file = n // N_FILES
    for i in range(N_FILES):
        with StackWriter(folder / f"stack_{i}.mrcs", per_file, (box, box), pixel_size, "float16") as writer:
            while writer.n_written < per_file:
                writer.append(images[: per_file - writer.n_written])
    u, v, angle = (getattr(made.optics, name).tolist() for name in ("defocus_u_A", "defocus_v_A", "defocus_angle_deg"))
    head = (
        "# version 30001\n\ndata_optics\n\nloop_\n_rlnOpticsGroup\n_rlnOpticsGroupName\n_rlnVoltage\n_rlnSphericalAberration\n"
        f"_rlnAmplitudeContrast\n_rlnImagePixelSize\n_rlnImageSize\n1 one 300 2.7 0.1 {pixel_size:.5f} {box}\n\n"
        "# version 30001\n\ndata_particles\n\nloop_\n_rlnImageName\n_rlnOpticsGroup\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n"
    )
    for size in sizes(n):
        with (folder / f"{size}.star").open("w") as file:
            file.write(head)
            for i in range(N_FILES):
                for j in range(size // N_FILES):
                    k = j % N_SIMULATED
                    file.write(f"{j + 1:06d}@stack_{i}.mrcs 1 {u[k]:.2f} {v[k]:.2f} {angle[k]:.3f}\n")


def sizes(n: int) -> list[int]:
    """Sizes of the sets that are compared."""
    return sorted({n // 100, n // 10, n})


def stacks(folder: Path) -> list[Path]:
    return sorted(folder.glob("stack_*.mrcs"))


def drop_from_page_cache(folder: Path) -> None:
    """Ask the system to forget the stacks."""
    for path in stacks(folder):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def resident_MB(key: str = "VmRSS") -> float:
    """Resident memory now, or its peak (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{key}:")) / 1024


# ---- measurements, each in a process of its own ------------------------------------------------------------------


def sequential(folder: Path, n: int) -> dict[str, float]:
    """The disk, from the first byte to the last."""
    start, n_bytes = time.perf_counter(), 0
    for path in stacks(folder):
        with path.open("rb", buffering=0) as file:
            while block := file.read(4 * 1024**2):
                n_bytes += len(block)
    return {"MB_per_s": n_bytes / 1e6 / (time.perf_counter() - start), "images_per_s": n / (time.perf_counter() - start)}


def opened(folder: Path, n: int, **options: object) -> ParticleDataset:
    config = DataConfig(particles=folder / f"{n}.star", invert=False, **options)
    return open_dataset(config, config, 0)


def epoch(dataset: ParticleDataset) -> dict[str, float]:
    """Every batch of an epoch at full shuffle."""
    plan = BatchPlan(len(dataset), BATCH, 0, dataset.layout)
    start, cpu = time.perf_counter(), time.process_time()
    n_images, checksum, first_s = 0, 0.0, 0.0
    for batch in stream(dataset, plan, 0, 1, n_workers=2):
        first_s = first_s or time.perf_counter() - start
        n_images += len(batch)
        checksum += float(batch.images[0, 0, 0])
    return {
        "images_per_s": n_images / (time.perf_counter() - start),
        "first_batch_s": first_s,
        "cpu_us": 1e6 * (time.process_time() - cpu) / n_images,
    }


def streamed(folder: Path, n: int) -> dict[str, float]:
    before = resident_MB()
    start = time.perf_counter()
    dataset = opened(folder, n, lazy=True)
    open_s, table_MB = time.perf_counter() - start, resident_MB()
    found = epoch(dataset)
    return {
        **found,
        "open_s": open_s,
        "program_MB": before,
        "opened_MB": table_MB,
        "peak_MB": resident_MB("VmHWM"),
        "end_MB": resident_MB(),
    }


def in_ram(folder: Path, n: int) -> dict[str, float]:
    return epoch(in_memory(opened(folder, n, lazy=True)))


def cached(folder: Path, n: int) -> dict[str, float]:
    """The float16 cache: while it is made, and by the next run."""
    first = epoch(opened(folder, n, lazy=True, cache_dir=folder / "cache"))
    return {"making_images_per_s": first["images_per_s"], **epoch(opened(folder, n, lazy=True, cache_dir=folder / "cache"))}


def searched(folder: Path, n: int) -> dict[str, float]:
    """WhitenedImages of random particles, as a search takes them."""
    dataset = opened(folder, n, lazy=True)
    rows = torch.randperm(n, generator=torch.Generator().manual_seed(0))[:N_SEARCHED].sort().values
    before, start = resident_MB(), time.perf_counter()
    whitened = load_whitened(dataset, rows, torch.device("cpu"))
    took = time.perf_counter() - start
    kept_MB = (whitened.images.nbytes + whitened.ctfs.nbytes) / 1024**2
    loading = time.perf_counter()
    for part in rows.split(512):
        dataset.load(part)
    return {
        "s": took,
        "load_s": time.perf_counter() - loading,
        "grown_MB": resident_MB("VmHWM") - before,
        "kept_MB": kept_MB,
    }


class _FirstStep(Hook):
    def __init__(self, trainer: Trainer) -> None:
        self.trainer, self.at, self.cpu_at = trainer, 0.0, 0.0

    def on_step(self, stage: str, done: int, total: int, unit: str) -> None:
        self.at, self.cpu_at = self.at or time.perf_counter(), self.cpu_at or time.process_time()
        self.trainer.stop.ask()


def first_step(folder: Path, n: int) -> dict[str, float]:
    """From a configuration to the end of the first step of recipe `published`, with a small network."""
    start, cpu = time.perf_counter(), time.process_time()
    values = {"data": {"particles": str(folder / f"{n}.star"), "lazy": True}, "outdir": str(folder / "run")}
    small = ["model.encoder.depth=3", "model.encoder.channels=4", "model.decoder.layers=1", "model.decoder.dim=32", "device=cpu"]
    config = build_config("published", None, small, values)
    sets = open_sets(config)
    config = resolve(config, sets.train, 0)
    run = RunStore(folder / "run")
    trainer = Trainer(config, sets, make_model(config, sets.train.box_px), run)
    run.create(is_resuming=False)
    hook = _FirstStep(trainer)
    trainer.hooks = [hook]
    trainer.train()
    return {"s": hook.at - start, "cpu_s": hook.cpu_at - cpu}


MEASUREMENTS = {f.__name__: f for f in (sequential, streamed, in_ram, cached, searched, first_step)}


def measure(name: str, folder: Path, n: int, threads: int) -> dict[str, float]:
    """One measurement in a fresh process, on files that are not in the page cache."""
    drop_from_page_cache(folder)
    shutil.rmtree(folder / "run", ignore_errors=True)
    command = [sys.executable, __file__, "--work", str(folder), "--n", str(n), "--measure", name, "--threads", str(threads)]
    output = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": str(threads)}).stdout
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    print(f"{name} {n:,}: {found}", file=sys.stderr, flush=True)
    return found


def report(folder: Path, n: int, box: int, threads: int) -> None:
    disk = measure("sequential", folder, n, threads)
    runs = {size: measure("streamed", folder, size, threads) for size in sizes(n)}
    ram = measure("in_ram", folder, n // 10, threads)
    kept = measure("cached", folder, n // 10, threads)
    search = measure("searched", folder, n, threads)
    steps = {size: measure("first_step", folder, size, threads) for size in sizes(n)}
    print(f"\n{n:,} particles of {box} px, float16, {N_FILES} files; {threads} thread(s) for arithmetic, 2 that read ahead\n")
    print("| what | images/s | of the disk's rate | processor time an image (us) |\n| --- | --- | --- | --- |")
    making = {"images_per_s": kept["making_images_per_s"]}
    rows = {
        f"disk, sequential ({disk['MB_per_s']:.0f} MB/s)": disk,
        "streamed, full shuffle, preprocessed, in batches of 32": runs[n],
        f"in memory, full shuffle, in batches of 32 ({n // 10:,} particles)": ram,
        f"float16 cache, while it is made ({n // 10:,} particles)": making,
        f"float16 cache, by the next run ({n // 10:,} particles)": kept,
    }
    for name, found in rows.items():
        cpu = f"{found['cpu_us']:.0f}" if "cpu_us" in found else ""
        print(f"| {name} | {found['images_per_s']:,.0f} | {found['images_per_s'] / disk['images_per_s']:.0%} | {cpu} |")
    print("\n| particles | program (MB) | with the table (MB) | peak (MB) | images alone (MB) | first step (s) | processor (s) |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for size, found in runs.items():
        images_MB = found["peak_MB"] - found["opened_MB"]
        print(
            f"| {size:,} | {found['program_MB']:.0f} | {found['opened_MB']:.0f} | {found['peak_MB']:.0f} | {images_MB:.0f} "
            f"| {steps[size]['s']:.1f} | {steps[size]['cpu_s']:.1f} |"
        )
    print(
        f"\nSpectra of {N_SEARCHED:,} random particles of {n:,}: {search['s']:.1f} s, of which reading and preprocessing "
        f"{search['load_s']:.1f} s; {search['kept_MB']:.0f} MB kept, memory grew by {search['grown_MB']:.0f} MB at most."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for the stacks; it must not exist yet")
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--box", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--measure", choices=sorted(MEASUREMENTS), help=argparse.SUPPRESS)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    if a.measure:
        print(json.dumps(MEASUREMENTS[a.measure](a.work, a.n)))
        return
    needed = a.n * a.box**2 * 2 * 1.2
    free = shutil.disk_usage(a.work.parent).free
    if free < needed:
        sys.exit(f"{a.work.parent}: {free / 1e9:.0f} GB free, {needed / 1e9:.0f} GB needed.")
    a.work.mkdir()
    try:
        make(a.work, a.n, a.box)
        report(a.work, a.n, a.box, a.threads)
    finally:
        shutil.rmtree(a.work)


if __name__ == "__main__":
    main()
