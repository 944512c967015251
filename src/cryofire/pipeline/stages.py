"""The stages of a run: each does its work from what lies in the run folder, and leaves its results there before the next begins.

A stage that was stopped or killed is begun again, from its own saved state where it has one, and ends as if nothing had been. So
a run can be resumed at any moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryofire.core.errors import ConfigError, RunError
from cryofire.core.log import logger
from cryofire.core.team import alone, team
from cryofire.inference import estimator_store
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.pipeline import record as stage
from cryofire.pipeline import results
from cryofire.pipeline.halves_stage import refine_halves
from cryofire.pipeline.run_kind import RunKind
from cryofire.pipeline.search_stage import heavy_report, run_search
from cryofire.pipeline.work import Work
from cryofire.training.encoder.learn import STAGE as ENCODER_TRAINING
from cryofire.training.encoder.stage import EncoderMaterial, calibrated, train_encoder, update_with_encoder
from cryofire.training.hypervolume import store as hypervolumes
from cryofire.training.hypervolume.initialise import STAGE as DISTILLATION
from cryofire.training.hypervolume.learn import STAGE as HYPERVOLUME_TRAINING
from cryofire.training.hypervolume.stage import train_hypervolume
from cryofire.training.published import checkpoint
from cryofire.training.published.trainer import Trainer


@dataclass(frozen=True)
class Stage:
    """A part of a run."""

    name: str
    do: Callable[[Work], dict[str, object]]
    """Does all of it, and returns what later stages must know of it (kept in the run's record). Raises `Stopped` if asked to stop."""
    clean_up: Callable[[Work], None] = lambda work: None
    """Once the stage is on record as finished: forget its own state."""


def stages_of(work: Work) -> list[Stage]:
    """What a run consists of, in order."""
    config = work.config
    if not config.kind.is_search:
        return [Stage(stage.NETWORK, _network), Stage(stage.RESULTS, _results)]
    found = [Stage(stage.SEARCH, _search, lambda work: work.run.drop_search()), Stage(stage.FIRST_RESULTS, _first_results)]
    if config.amortize.is_enabled:
        found.append(Stage(stage.ENCODER, _encoder, lambda work: work.run.drop_training(ENCODER_TRAINING)))
        if config.joint.is_enabled:
            found.append(Stage(stage.HYPERVOLUME, _hypervolume, _forget_hypervolume_training))
        found += [Stage(stage.READING, _reading), Stage(stage.RESULTS, _results)]
    if config.search.halves:
        found.append(Stage(stage.HALVES, _halves))
    return found


TRAINED_AFTER_SEARCH = (stage.ENCODER, stage.HYPERVOLUME, stage.READING, stage.RESULTS)
"""Stages that are done again where a finished run is to be trained further."""


def _search(work: Work) -> dict[str, object]:
    """Poses, conformations and volumes from the images."""
    searched = run_search(work)
    # What images never trained on are placed with: the shell that this search has found out.
    place = work.config.search.place.model_copy(update={"last_shell": searched.last_shell})
    work.change(search=work.config.search.model_copy(update={"place": place}))
    work.keep(searched.estimates)
    return {"restart_agreement": searched.restart_agreement, "share_apart": searched.share_apart}


def _first_results(work: Work) -> dict[str, object]:
    """Results of the search alone: whatever becomes of the training after it, they are there."""
    if team().is_first:
        with alone():
            work.show(heavy_report(work.sets, work.model, work.estimates))
            results.write_all(work, work.model.decoder, work.model.lattice.max_shell)
    return {}


def _material(work: Work) -> EncoderMaterial:
    """What the three stages after the search share; gathered once in a process."""
    if work.material is None:
        decoder, estimates = work.model.decoder, work.estimates
        assert isinstance(decoder, LowRankGrid), "a search has checked it"
        place = work.config.search.place.with_shifts_of(estimates.shifts_px)
        work.material = EncoderMaterial.gather(
            work.config.amortize, place, work.sets.train, decoder, estimates, work.config.seed, work.config.search.point_group
        )
    return work.material


def _encoder(work: Work) -> dict[str, object]:
    """An encoder that reads poses off images."""
    config, material = work.config.amortize, _material(work)
    encoder, n_seen = train_encoder(material, config, work.config.seed, work.around)
    estimator_store.save(calibrated(material, encoder, config, work.config.seed), work.run)
    work.change(amortize=config.model_copy(update={"n_seen": n_seen}))
    return {}


def _hypervolume(work: Work) -> dict[str, object]:
    """A hypervolume trained together with the encoder."""
    config, seed, run, material = work.config.joint, work.config.seed, work.run, _material(work)
    bundle = estimator_store.load(run, work.device)
    if bundle is None or bundle.encoder is None:
        raise RunError(f"{run.encoder}: the encoder is gone.", f"{work.resume_command} --minutes 3 trains a new one")
    material.estimator(bundle.encoder)  # shows it the volumes
    found = train_hypervolume(
        config,
        material.dataset,
        material.estimates,
        material.volumes,
        material.grid,
        bundle.encoder,
        material.low_renderer,
        material.sample.noise_sd,
        material.place.last_shell,
        seed,
        work.around,
    )
    hypervolumes.save(found, material.dataset.box_px, material.estimates.z.shape[1], run)
    estimator_store.save(calibrated(material, bundle.encoder, work.config.amortize, seed), run)
    work.change(joint=config.model_copy(update={"n_seen": found.n_seen}))
    return {}


def _halves(work: Work) -> dict[str, object]:
    """Two halves of the particles, refined apart."""
    refine_halves(work)
    return {}


def _forget_hypervolume_training(work: Work) -> None:
    for name in (DISTILLATION, HYPERVOLUME_TRAINING):
        work.run.drop_training(name)


def _reading(work: Work) -> dict[str, object]:
    """Confidence of every particle; where the encoder knows a likelier pose than the search's, that one."""
    material, bundle = _material(work), estimator_store.load(work.run, work.device)
    if bundle is None or bundle.encoder is None:
        raise RunError(f"{work.run.encoder}: the encoder is gone.", f"{work.resume_command} --minutes 3 trains a new one")
    estimator = material.estimator(bundle.encoder)
    keeps_poses = work.config.kind is RunKind.FIXED_POSES
    work.found = update_with_encoder(estimator, bundle.refined, material.dataset, material.estimates, material.sample, keeps_poses)
    # Beside the search's own: a stage that is done again begins with those, and ends as it did the first time.
    work.run.write_reading(lambda folder: checkpoint.save_estimates(folder, work.estimates))
    work.material = None
    return {}


def _network(work: Work) -> dict[str, object]:
    """Training by the published loss."""
    if team().size > 1:
        raise ConfigError("the published network is trained by one process.", "leave torchrun out, or take a recipe that searches")
    trainer = Trainer(work.config, work.sets, work.model, work.run)
    trainer.hooks, trainer.loop.stop = work.hooks, work.stop
    if work.run.has_checkpoint():
        trainer.resume()
    if not trainer.train():
        work.stop.check(f"stopped after {trainer.progress.images_seen:,} images", work.resume_command)
    estimates, final_loss = trainer.infer(work.sets.train)
    logger().info(f"done: loss {final_loss:.4f}")
    work.found = estimates
    return {"shell": trainer.state().shell}


def _results(work: Work) -> dict[str, object]:
    """Everything that the run leaves behind, by what is known at its end."""
    if team().is_first:
        with alone():
            _write_results(work)
    return {}


def _write_results(work: Work) -> None:
    if not work.config.kind.is_search:
        if work.found is None:  # the network was finished by an earlier process
            trainer = Trainer(work.config, work.sets, work.model, work.run)
            trainer.resume()
            work.found = trainer.infer(work.sets.train)[0]
        results.write_all(work, work.model.decoder, int(work.record.fact("shell") or work.model.lattice.max_shell))
        return
    hypervolume = hypervolumes.load(work.run, work.device)
    # Maps there may be of one trained before, which was the better then.
    decoder = work.model.decoder if hypervolume is None else hypervolume.better_of(work.model.decoder)
    results.write_all(work, decoder, work.model.lattice.max_shell)
    logger().info(f"images never trained on: cryofire infer {work.run.path} PARTICLES -o OUT")


def load_volumes(work: Work) -> None:
    """The volumes that an earlier process has found, back into the model."""
    checkpoint.load_weights(work.run.latest_checkpoint(), work.model)
