"""CryoFIRE: poses, conformations and neural volumes of single-particle cryo-EM, ab initio.

From Python: `train` makes a run, `Run` opens one, `infer` reads images that a run was not trained on.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryofire.analysis.infer import Inference, infer
    from cryofire.analysis.run import Run
    from cryofire.analysis.train import train
    from cryofire.analysis.volumes import MapOptions

__version__ = "0.1.0"

__all__ = ["Inference", "MapOptions", "Run", "__version__", "infer", "train"]

_PLACES = {
    "Inference": "cryofire.analysis.infer",
    "MapOptions": "cryofire.analysis.volumes",
    "Run": "cryofire.analysis.run",
    "infer": "cryofire.analysis.infer",
    "train": "cryofire.analysis.train",
}
"""Where each name is made. PyTorch takes seconds to import, so a name is looked up when it is first asked for (PEP 562)."""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'cryofire' has no attribute {name!r}; it has {', '.join(__all__)}")
    value = vars(import_module(_PLACES[name]))[name]
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
