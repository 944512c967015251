"""Loading what a run has learned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from cryofire.core.errors import RunError
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import read_star
from cryofire.io.relion.star import read_document
from cryofire.io.relion.star_kinds import find_particles
from cryofire.io.run_store import RunStore
from cryofire.models.cryofire import CryoFire
from cryofire.models.decoders import Decoder
from cryofire.pipeline.build import make_model
from cryofire.pipeline.results import SCORE
from cryofire.pipeline.run import found_out, read_config
from cryofire.pipeline.run_config import RunConfig
from cryofire.training.hypervolume import store as hypervolumes
from cryofire.training.published import checkpoint as checkpoints
from cryofire.training.published.schedule import schedule


class MapsOf(Enum):
    """Which of a run's models maps are made from."""

    BETTER = "better"
    """The hypervolume if it predicts images held out better than the search's volumes, else those."""
    SEARCH = "search"
    JOINT = "joint"


@dataclass(frozen=True)
class LoadedRun:
    """A run's model with its weights, and what is needed to read it."""

    run: RunStore
    config: RunConfig
    model: CryoFire
    shell: int
    """Outermost shell that has been trained."""
    map_decoder: Decoder
    """What maps are made from: the model's own volumes, or the hypervolume trained from them."""

    @property
    def image_std(self) -> float:
        """What the images were divided by."""
        return found_out(self.config.data.norm, "data.norm", self.run)[1]

    @property
    def pixel_size_A(self) -> float:
        """Pixel size of the run's maps."""
        return found_out(self.config.data.map_pixel_size_A, "data.map_pixel_size_A", self.run)


def load_run(path: Path, checkpoint: Path | None = None, device: str = "auto", maps_of: MapsOf = MapsOf.BETTER) -> LoadedRun:
    """A run folder's model, at its newest checkpoint or at a given one.

    Args:
        maps_of: Which of a run's two models maps are made from, where there are two.

    Raises:
        RunError: If the folder is no run, or has no checkpoint, or the weights do not fit.
    """
    run = RunStore(path)
    config = read_config(run).model_copy(update={"device": device})
    box_px = found_out(config.data.box_px, "data.box_px", run)
    folder = checkpoints.find(checkpoint) if checkpoint is not None else run.latest_checkpoint()
    model = make_model(config, box_px)
    checkpoints.load_weights(folder, model)
    model.eval()
    state = schedule(config.schedule, box_px, config.model.z_dim, checkpoints.load_progress(folder).images_seen, 1)
    return LoadedRun(run, config, model, state.shell, _map_decoder(run, model, maps_of))


def _map_decoder(run: RunStore, model: CryoFire, maps_of: MapsOf) -> Decoder:
    found = hypervolumes.load(run, model.device) if maps_of is not MapsOf.SEARCH else None
    if found is None:
        if maps_of is MapsOf.JOINT:
            raise RunError(f"{run.path}: has no hypervolume trained after the search.", "train with --minutes, or leave --model out")
        return model.decoder
    return found.decoder if maps_of is MapsOf.JOINT else found.better_of(model.decoder)


def read_latents(path: Path) -> np.ndarray:
    """(n, z) of a run: row i is row i of particles.star.

    Raises:
        RunError: If the run has not written them yet.
    """
    latents = RunStore(path).latents
    if not latents.exists():
        raise RunError(f"{latents}: not there.", "let the run reach its first checkpoint")
    z: np.ndarray = np.load(latents, allow_pickle=False)
    return z


def read_shows_molecule(path: Path, n: int) -> np.ndarray:
    """(n,) which images of a run rather show the molecule than noise or something else, bool; all where that was not judged.

    Args:
        n: Particles of the run.
    """
    run = RunStore(path)
    if not run.particles.is_file():
        return np.ones(n, dtype=bool)
    particles = find_particles(read_document(run.particles))
    return particles.numbers(SCORE) > 0 if particles.has(SCORE) else np.ones(n, dtype=bool)


def read_image_numbers(path: Path) -> np.ndarray:
    """(n,) number of each particle's image in its stack, from 0, in the order of particles.star.

    Raises:
        DataError: If the run has no particles.star.
    """
    return read_star(RunStore(path).particles, ReadOptions(needs_images=False)).index_in_stack
