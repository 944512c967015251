"""Encoders, and the table of them: a new one is one file and one line here."""

from cryofire.core.registry import Registry
from cryofire.models.encoders.base import Encoder
from cryofire.models.encoders.cnn import CnnConfig, CnnEncoder

EncoderConfig = CnnConfig
ENCODERS: Registry[type[CnnEncoder]] = Registry("encoder", {"cnn": CnnEncoder})

__all__ = ["ENCODERS", "Encoder", "EncoderConfig"]
