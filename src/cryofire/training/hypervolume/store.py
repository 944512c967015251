"""The hypervolume in the run folder: its weights, its options, and whether it predicts images better than the search's volumes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from cryofire import __version__
from cryofire.core.config import validate
from cryofire.io.run_store import RunStore
from cryofire.models.decoders import Decoder
from cryofire.training.hypervolume.config import HypervolumeConfig
from cryofire.training.hypervolume.held_out import Comparison
from cryofire.training.hypervolume.initialise import make_decoder


@dataclass(frozen=True)
class Hypervolume:
    """What joint training left behind."""

    decoder: Decoder
    comparison: Comparison
    config: HypervolumeConfig
    n_seen: int
    """Real images it was trained on, each as often as it was seen."""

    def better_of(self, search: Decoder) -> Decoder:
        """What maps are to be made from: this, or the search's volumes where this predicts images held out no better."""
        return self.decoder if self.comparison.is_joint_better else search


def save(found: Hypervolume, box_px: int, z_dim: int, run: RunStore) -> None:
    """Write it, in the place of an older one."""
    values = {
        "cryofire": __version__,
        "box_px": box_px,
        "z_dim": z_dim,
        "is_chosen": found.comparison.is_joint_better,
        "n_seen": found.n_seen,
        "held_out": asdict(found.comparison),
        "config": found.config.model_dump(mode="json"),
    }

    def write(folder: Path) -> None:
        save_file({name: value.cpu().contiguous() for name, value in found.decoder.state_dict().items()}, folder / "decoder.safetensors")
        (folder / "hypervolume.json").write_text(json.dumps(values, indent=1))

    run.write_hypervolume(write)


def load(run: RunStore, device: torch.device) -> Hypervolume | None:
    """Read it back; None for a run without one."""
    path = run.hypervolume / "hypervolume.json"
    if not path.exists():
        return None
    values = json.loads(path.read_text())
    config = validate(HypervolumeConfig, values["config"], str(path))
    decoder = make_decoder(config.decoder, values["box_px"], values["z_dim"], 0)
    decoder.load_state_dict(load_file(run.hypervolume / "decoder.safetensors"))
    return Hypervolume(decoder.to(device).eval(), Comparison(**values["held_out"]), config, values["n_seen"])
