"""Which particles make up which batch: a function of seed, epoch and number, and of nothing else."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cryofire.data.batches import BatchPlan


@settings(max_examples=60, deadline=None)
@given(n=st.integers(1, 200), batch_size=st.integers(1, 50), seed=st.integers(0, 10**6), epoch=st.integers(0, 1000))
def test_batches_of_an_epoch_are_distinct_particles_and_all_but_less_than_one_batch(n, batch_size, seed, epoch):
    plan = BatchPlan(n, min(n, batch_size), seed)
    rows = torch.cat([plan.rows(epoch, batch) for batch in range(plan.batches_per_epoch)])
    assert len(rows) == len(rows.unique()) == plan.images_per_epoch
    assert rows.min() >= 0
    assert rows.max() < n
    assert n - plan.images_per_epoch < plan.batch_size


def test_every_particle_is_seen_within_a_few_epochs_though_each_leaves_some_out():
    plan = BatchPlan(50, 16, seed=0)
    seen = torch.cat([plan.rows(epoch, batch) for epoch in range(5) for batch in range(3)])
    assert len(seen.unique()) == 50


def test_order_is_the_same_each_time_it_is_asked_for_and_whatever_was_drawn_in_between():
    plan = BatchPlan(100, 10, seed=3)
    first = plan.order(7)
    torch.manual_seed(99)
    torch.rand(1000)
    assert torch.equal(BatchPlan(100, 10, seed=3).order(7), first)
    assert torch.equal(plan.rows(7, 4), first[40:50])


@pytest.mark.parametrize("other", [BatchPlan(100, 10, seed=4).order(7), BatchPlan(100, 10, seed=3).order(8)], ids=["seed", "epoch"])
def test_another_seed_or_epoch_is_another_order(other):
    assert int((BatchPlan(100, 10, seed=3).order(7) == other).sum()) < 10


def test_set_smaller_than_a_batch_is_one_batch():
    plan = BatchPlan(3, 3, seed=0)
    assert (plan.batches_per_epoch, plan.images_per_epoch) == (1, 3)
    assert sorted(plan.rows(0, 0).tolist()) == [0, 1, 2]
