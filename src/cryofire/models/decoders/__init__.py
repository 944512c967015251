"""Decoders, and the table of them: a new one is one file and one line here."""

from cryofire.core.registry import Registry
from cryofire.models.decoders.base import Decoder
from cryofire.models.decoders.fourier_mlp import FourierMlp, FourierMlpConfig

DecoderConfig = FourierMlpConfig
DECODERS: Registry[type[FourierMlp]] = Registry("decoder", {"fourier_mlp": FourierMlp})

__all__ = ["DECODERS", "Decoder", "DecoderConfig"]
