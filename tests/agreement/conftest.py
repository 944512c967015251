"""What the tests of other programs as clients share."""

from __future__ import annotations

import pytest

from clients import HandedOver, hand_over, simulate_known


@pytest.fixture(scope="session")
def handed_over(tmp_path_factory) -> HandedOver:
    """A run at the true poses of the known set, exported. Not to be changed by a test."""
    folder = tmp_path_factory.mktemp("handed_over")
    return hand_over(simulate_known(folder / "project"), folder / "run_and_export")
