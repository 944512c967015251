"""How poses are found, and the table of ways: a new one is one file and one line here."""

from cryofire.core.registry import Registry
from cryofire.models.poses.amortized import AmortizedPose
from cryofire.models.poses.base import PoseConfig, PoseHead
from cryofire.models.poses.known import KnownPose

POSES: Registry[type[PoseHead]] = Registry("pose method", {"amortized": AmortizedPose, "known": KnownPose, "searched": KnownPose})

__all__ = ["POSES", "PoseConfig", "PoseHead"]
