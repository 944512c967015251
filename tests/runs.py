"""Small runs for tests: the real configuration, data, network and trainer, without pictures."""

from __future__ import annotations

from pathlib import Path

from cryofire.io.run_store import RunStore
from cryofire.pipeline.build import make_model, open_sets, resolve
from cryofire.pipeline.run import config_as_values
from cryofire.pipeline.run_config import RunConfig, build_config
from cryofire.pipeline.run_kind import RunKind, readers
from cryofire.training.published.trainer import Trainer

SMALL_NETWORK = (
    *("model.encoder.depth=2", "model.encoder.channels=4", "model.decoder.kind=fourier_mlp", "model.decoder.layers=1"),
    *("model.decoder.dim=16", "device=cpu"),
)
"""Options of a network that trains in milliseconds."""
QUICK_SEARCH = (
    *("search.ab_initio.n_starts=2", "search.ab_initio.march_shells=[3,4]", "search.ab_initio.march_batches=[3,3]"),
    *("search.ab_initio.march_after=3", "search.ab_initio.wide_batches=6", "search.ab_initio.batches=10"),
    *("search.ab_initio.batch_size=20", "search.search_shell=6", "search.motion_shell=5", "search.last_shell=7"),
    *("search.max_shift_px=1.5", "search.direction_order=0", "search.n_in_plane=8", "search.motion_passes=2"),
    *("search.growth_passes=1", "search.regrowth_passes=1", "search.frame_passes=1", "search.final_passes=1"),
    *("search.place.direction_order=0", "search.place.n_in_plane=8", "search.place.n_candidates=4"),
    *("search.place.first_shell=7", "amortize.minutes=0", "joint.minutes=0"),
)
"""Options of a search that ends in a second: all its steps, too few to find anything."""
QUICK_AT_KNOWN_POSES = tuple(option for option in QUICK_SEARCH if RunKind.FIXED_POSES in readers(option.partition("=")[0]))
"""Those of them that a search with known poses reads."""
SMALL_ENCODER = (
    *("amortize.encoder.shell=8", "amortize.encoder.centre_shell=4", "amortize.encoder.width=64", "amortize.encoder.n_blocks=2"),
    *("amortize.encoder.direction_order=1", "amortize.encoder.n_in_plane=16", "amortize.n_calibration=150", "amortize.batch_size=64"),
    *("joint.batch_size=16", "joint.lr=1e-3"),
)
"""Options of an encoder and a hypervolume that are trained in seconds."""

QUICK_PLACE = (
    *("search.place.grid_shell=6", "search.place.first_shell=7", "search.place.n_hypotheses=2"),
    *("search.place.direction_order=0", "search.place.n_in_plane=8", "amortize.n_calibration=100"),
)
"""A coarse grid and few images to calibrate with: `infer` without an encoder ends in seconds."""


def small_config(particles: Path, outdir: Path, *assignments: str, recipe: str = "published", is_small: bool = True) -> RunConfig:
    """The configuration of a run, as the command line would build it."""
    options = [*(SMALL_NETWORK if is_small else ("device=cpu",)), *assignments]
    return build_config(recipe, None, options, {"data": {"particles": str(particles)}, "outdir": str(outdir), "seed": 4})


def make_trainer(config: RunConfig, is_resuming: bool = False) -> Trainer:
    """The trainer of a run, its folder made, no hooks yet; as far as the last checkpoint if it is resumed."""
    assert config.outdir is not None
    run, sets = RunStore(config.outdir), open_sets(config)
    config = resolve(config, sets.train, config.seed)
    trainer = Trainer(config, sets, make_model(config, sets.train.box_px), run)
    run.create(is_resuming)
    if is_resuming:
        trainer.resume()
    else:
        run.write_config(config_as_values(config))
    return trainer
