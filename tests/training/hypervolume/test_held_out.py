"""Two models compared by samples that neither has seen: equal ones are equal, a worse one loses, a better one wins."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.decoder_volumes import volumes_for
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.models.decoders import LowRankGridConfig
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.training.hypervolume.held_out import Comparison, compare, only
from cryofire.training.hypervolume.initialise import make_decoder
from planted import Planted, planted

BOX = 16
CUBE = FourierGrid(BOX // 2, 1.5, torch.device("cpu"))


@pytest.fixture(scope="module")
def data() -> Planted:
    return planted(150, box_px=BOX, n_components=1, scale=6.0)


def decoder_of(volumes: torch.Tensor) -> LowRankGrid:
    decoder = make_decoder(LowRankGridConfig(), BOX, 1, 0)
    assert isinstance(decoder, LowRankGrid)
    decoder.put_volumes(volumes_for(decoder, CUBE, volumes))
    return decoder


def compared(data: Planted, joint: torch.Tensor, search: torch.Tensor) -> Comparison:
    return compare(decoder_of(joint), search, CUBE, data.whitened, data.truth.copy(), 0.2, torch.Generator().manual_seed(0))


def test_the_same_volumes_predict_equally_well(data):
    volumes = data.atoms.on(CUBE)
    found = compared(data, volumes, volumes)
    assert found.n_images == 150
    assert found.search_nats > 20
    assert found.joint_nats == pytest.approx(found.search_nats, abs=1e-2)
    assert not found.is_joint_better


def test_the_true_volumes_win_against_wrong_ones_on_either_side(data):
    volumes = data.atoms.on(CUBE)
    wrong = volumes * torch.tensor([1.0, -1.0])  # the motion backwards
    coarse = volumes * (CUBE.radius() < 2.5)[:, None]
    assert compared(data, volumes, coarse).is_joint_better
    found = compared(data, wrong, volumes)
    assert found.joint_nats < found.search_nats - 2 * found.error_nats
    assert not found.is_joint_better


def test_samples_left_out_say_nothing(data):
    is_seen = torch.zeros(len(data.whitened.lattice), dtype=torch.bool)
    is_seen[::2] = True
    half = only(data.whitened, is_seen)
    assert (half.images[:, ~is_seen] == 0).all()
    assert (half.ctfs[:, ~is_seen] == 0).all()
    assert torch.equal(half.images[:, is_seen], data.whitened.images[:, is_seen])
