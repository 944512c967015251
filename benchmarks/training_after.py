"""What training after a search changes, on a run of `referee.py`: one Markdown row before, one after, one for each model's maps.

    python benchmarks/training_after.py igg RUN STACK [--minutes 6]

RUN is a run without an encoder (--set amortize.minutes=0 --set joint.minutes=0), STACK its referee stack. Takes the
minutes, and about one more; run nothing else meanwhile.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from referee import COLUMNS, CRYOFIRE, ENSEMBLES, call, scored_row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("molecule", choices=sorted(ENSEMBLES))
    parser.add_argument("run", type=Path)
    parser.add_argument("stack", type=Path)
    parser.add_argument("--minutes", type=float, default=6)
    a = parser.parse_args()
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + " --- |" * len(COLUMNS))
    print(scored_row(a.molecule, "search", a.run, a.stack, 0, "search", False), flush=True)
    started = time.perf_counter()
    call(*CRYOFIRE, "train", "-o", a.run, "--resume", "--minutes", a.minutes)
    seconds = time.perf_counter() - started
    for model in ("search", "joint"):
        print(scored_row(a.molecule, f"{a.minutes:g} min, maps: {model}", a.run, a.stack, seconds, model, False), flush=True)
    print(json.dumps(json.loads((a.run / "hypervolume" / "hypervolume.json").read_text())["held_out"]))


if __name__ == "__main__":
    main()
