"""Freed memory is kept: a batch that is made again and again costs no new pages."""

from __future__ import annotations

import subprocess
import sys

import pytest

ROUNDS = """
import resource, sys, torch
from cryofire.core.device import find_device
if sys.argv[1] == "kept":
    find_device("cpu")
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(30):
    torch.ones(16, 2**20).sum()
before = faults()
for _ in range(20):
    torch.ones(16, 2**20).sum()
print(faults() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc, of Linux, can be told to keep freed memory")
def test_tensors_of_a_batch_take_the_pages_of_the_last_one():
    found = {}
    for how in ("kept", "as it is"):
        done = subprocess.run([sys.executable, "-c", ROUNDS, how], capture_output=True, text=True, check=True)
        found[how] = int(done.stdout)
    assert found["as it is"] > 20 * 16  # pages of 4 kB, or of 2 MB where the system makes large ones
    assert found["kept"] < found["as it is"] / 10
