"""Which arithmetic a processor is given, by what it says of itself."""

from __future__ import annotations

import pytest
import torch

from cryofire.core import precision

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("features", "bf16", "rounded"),
    [
        ("fpu avx2 avx512f", False, False),
        ("fpu avx512f avx512_bf16", True, True),
        ("fpu avx512f avx512_bf16 amx_bf16 amx_tile", True, False),
    ],
)
def test_products_are_rounded_where_only_that_makes_them_faster(tmp_path, monkeypatch, features, bf16, rounded):
    (tmp_path / "cpuinfo").write_text(f"processor : 0\nflags : {features}\n")
    monkeypatch.setattr(precision, "_CPU_FEATURES", tmp_path / "cpuinfo")
    assert precision.is_bf16_faster(CPU) is bf16
    assert precision.results_are_rounded(CPU) is rounded
    assert not precision.results_are_rounded(torch.device("meta"))


def test_without_a_list_of_features_nothing_is_rounded(tmp_path, monkeypatch):
    monkeypatch.setattr(precision, "_CPU_FEATURES", tmp_path / "none")
    assert not precision.is_bf16_faster(CPU)
    assert not precision.results_are_rounded(CPU)


def test_half_precision_is_given_back():
    before = torch.get_float32_matmul_precision()
    with precision.half_precision_products():
        assert torch.get_float32_matmul_precision() == "medium"
    assert torch.get_float32_matmul_precision() == before
