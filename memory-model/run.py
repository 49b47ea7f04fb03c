# SPDX-License-Identifier: Apache-2.0
"""Makes the memory model: verify the generator, train, export, evaluate. Each stage can be run again; training goes on.

    python3 memory-model/run.py all --out build/memory-model --hours 1.5
"""

from __future__ import annotations

import argparse
import os
import pathlib
import subprocess
import sys
import time
from collections import Counter
from itertools import islice
from random import Random

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

VERIFIED_TASKS = 20_000
STAGES = ("verify", "train", "export", "evaluate", "release")


def verify(arguments: argparse.Namespace) -> None:
    """Draws tasks and checks that the oracle earns full marks on each; counts them by family."""
    from policy.generate import MAKERS, is_right, stream

    tasks, families, started = stream(Random(arguments.seed)), Counter(), time.process_time()
    for task in islice(tasks, VERIFIED_TASKS):
        families[task.family] += 1
    rate = VERIFIED_TASKS / (time.process_time() - started)
    if not all(is_right(task) for task in islice(tasks, VERIFIED_TASKS // 10)):
        sys.exit("error: an oracle does not solve its own task")
    shares = ", ".join(f"{family} {count / VERIFIED_TASKS:.1%}" for family, count in sorted(families.items()))
    print(f"{VERIFIED_TASKS} tasks of {len(MAKERS)} makers, {rate:.0f} a second on one core: {shares}")


def _worker_environment(rank: int, processes: int, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "RANK": str(rank),
        "WORLD_SIZE": str(processes),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",
        "GOMP_SPINCOUNT": "0",
    }


def train(arguments: argparse.Namespace) -> None:
    """Starts one worker a process and waits for them."""
    from policy import tokenizer

    words = arguments.out / "tokenizer.json"
    if not words.exists():
        tokenizer.build(words)
    command = [sys.executable, __file__, "worker", "--out", str(arguments.out), "--seed", str(arguments.seed)]
    command += ["--hours", str(arguments.hours)]
    port = 20000 + os.getpid() % 20000
    workers = [
        subprocess.Popen(command, env=_worker_environment(rank, arguments.processes, port))
        for rank in range(arguments.processes)
    ]
    codes = [worker.wait() for worker in workers]
    if any(codes):
        sys.exit(f"error: a training worker ended with {codes}")


def worker(arguments: argparse.Namespace) -> None:
    from policy.train import Plan, train as train_plan

    progress = train_plan(Plan(arguments.out, arguments.hours * 3600, arguments.seed))
    print(progress)


def export(arguments: argparse.Namespace) -> None:
    from policy.export import export_gguf

    target = arguments.out / "memory.gguf"
    export_gguf(arguments.out / "checkpoint.pt", arguments.out / "tokenizer.json", target, arguments.type)
    print(f"{target}: {target.stat().st_size} bytes")


def evaluate(arguments: argparse.Namespace) -> None:
    script = pathlib.Path(__file__).resolve().parent / "evaluate.py"
    command = [sys.executable, str(script), "--tiles", str(arguments.tiles), "--model", str(arguments.out / "memory.gguf")]
    subprocess.run([*command, "--out", str(arguments.out / "scores.json")], check=True)


def release(arguments: argparse.Namespace) -> None:
    """Puts the weights and their record into memory-model/released/, the place the product embeds them from."""
    from policy.record import release as release_weights

    target = pathlib.Path(__file__).resolve().parent / "released" / "v0.gguf"
    release_weights(arguments.out, target, arguments.processes)
    print(target)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=(*STAGES, "all", "worker"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/memory-model"))
    parser.add_argument("--hours", type=float, default=1.5, help="time budget of the training, over all its runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--type", choices=("q8_0", "f16", "f32"), default="q8_0")
    parser.add_argument("--tiles", type=pathlib.Path, default=pathlib.Path("build/tiles"))
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    arguments.out.mkdir(parents=True, exist_ok=True)
    # `all` stops short of the release: replacing the product's weights is a decision of its own.
    stages = STAGES[:-1] if arguments.stage == "all" else (arguments.stage,)
    actions = {"verify": verify, "train": train, "worker": worker, "export": export, "evaluate": evaluate, "release": release}
    for stage in stages:
        actions[stage](arguments)


if __name__ == "__main__":
    main()
