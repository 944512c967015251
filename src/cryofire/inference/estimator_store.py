"""What `infer` must know of a run beside its model: the noise, what ordinary images are like, how sure evidence makes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from jaxtyping import Float
from safetensors.torch import load_file, save_file
from torch import Tensor

from cryofire import __version__
from cryofire.core.config import rename, validate
from cryofire.core.errors import RunError
from cryofire.inference.calibration import Calibration
from cryofire.inference.goodness_of_fit import FitStatistics
from cryofire.io.run_store import RunStore
from cryofire.models.encoders.polar import OLD_ENCODER_NAMES, PolarEncoder, PolarEncoderConfig


@dataclass(frozen=True)
class Mode:
    """One way of reading images: what is usual of it."""

    calibration: Calibration
    ordinary: FitStatistics

    @staticmethod
    def from_values(values: dict) -> Mode:
        """Of the numbers that JSON holds."""
        found, usual = values["calibration"], values["ordinary"]
        calibration = Calibration(tuple(found["mean"]), tuple(found["sd"]), tuple(found["weights"]), found["bias"])
        return Mode(calibration, FitStatistics(tuple(usual["amplitude"]), tuple(usual["residual"])))


@dataclass(frozen=True)
class EstimatorBundle:
    """A run's encoder and the numbers that belong to it."""

    encoder: PolarEncoder | None
    noise_sd: Float[Tensor, " k"]
    """Of the training images, as `WhitenedImages` has it."""
    pixel_size_A: float
    """Of the images as trained."""
    refined: Mode
    alone: Mode | None
    """Of the encoder without refinement; None without an encoder."""


def save(bundle: EstimatorBundle, run: RunStore) -> None:
    """Write it into the run folder, under a temporary name first.

    The encoder must be there: what belongs to a run without one is found when it is asked for.
    """
    assert bundle.encoder is not None and bundle.alone is not None
    values = {
        "cryofire": __version__,
        "box_px": bundle.encoder.box_px,
        "z_dim": bundle.encoder.z_dim,
        "pixel_size_A": bundle.pixel_size_A,
        "encoder": bundle.encoder.config.model_dump(mode="json"),
        "refined": asdict(bundle.refined),
        "alone": asdict(bundle.alone),
    }
    tensors = {f"encoder.{name}": value.cpu().contiguous() for name, value in bundle.encoder.state_dict().items()}

    def write(folder: Path) -> None:
        save_file({**tensors, "noise_sd": bundle.noise_sd.cpu().contiguous()}, folder / "encoder.safetensors")
        (folder / "encoder.json").write_text(json.dumps(values, indent=1))

    run.write_encoder(write)


def load(run: RunStore, device: torch.device) -> EstimatorBundle | None:
    """What `save` has written; None if the run has no encoder.

    Raises:
        RunError: If the encoder has other layers than those of this version.
    """
    if not (run.encoder / "encoder.json").exists():
        return None
    values = json.loads((run.encoder / "encoder.json").read_text())
    tensors = load_file(run.encoder / "encoder.safetensors")
    options, _ = rename(values["encoder"], OLD_ENCODER_NAMES)
    encoder = PolarEncoder(validate(PolarEncoderConfig, options, str(run.encoder)), values["box_px"], values["z_dim"])
    try:
        encoder.load_state_dict({name.removeprefix("encoder."): value for name, value in tensors.items() if name != "noise_sd"})
    except RuntimeError as error:
        raise RunError(
            f"{run.encoder}: was written by cryofire {values['cryofire']}, whose encoder has other layers.",
            f"cryofire train -o {run.path} --resume --minutes 3 trains a new one",
        ) from error
    modes = [Mode.from_values(values[name]) for name in ("refined", "alone")]
    return EstimatorBundle(encoder.to(device).eval(), tensors["noise_sd"].to(device, copy=True), values["pixel_size_A"], *modes)
