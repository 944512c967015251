"""How conformations are read off the features, and the table of ways: a new one is one file and one line here."""

from cryofire.core.registry import Registry
from cryofire.models.latents.base import LatentConfig, LatentHead
from cryofire.models.latents.point import PointLatent
from cryofire.models.latents.variational import VariationalLatent

LATENTS: Registry[type[LatentHead]] = Registry("latent", {"point": PointLatent, "variational": VariationalLatent})

__all__ = ["LATENTS", "LatentConfig", "LatentHead"]
