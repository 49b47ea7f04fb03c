# SPDX-License-Identifier: Apache-2.0
"""Makes the memory model: verify the generator, train, export, evaluate. Each action can be run again; training goes on.

    python3 memory-model/run.py train --hours 1.5 --table chat-model.gguf
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
ACTIONS = ("verify", "train", "export", "evaluate", "release")
HERE = pathlib.Path(__file__).resolve().parent
COMMON_WORDS = 4096  # that get tokens of their own when a table tells what they mean


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


def _build_words(arguments: argparse.Namespace) -> None:
    from policy import tokenizer

    common, kept = [], []
    if arguments.table:
        from policy.meaning import PretrainedTable

        common = PretrainedTable(arguments.table).common_words(COMMON_WORDS)
    if arguments.start:
        from policy.grow import Released

        kept = Released(arguments.start).tokens
    tokenizer.build(arguments.out / "tokenizer.json", common, kept)


def train(arguments: argparse.Namespace) -> None:
    """Starts one worker a process and waits for them; a GPU has one."""
    if bool(arguments.start) != bool(arguments.table):
        sys.exit("error: '--start' and '--table' go together")
    if not (arguments.out / "tokenizer.json").exists():
        _build_words(arguments)
    command = [sys.executable, __file__, "worker", "--out", str(arguments.out), "--seed", str(arguments.seed)]
    command += ["--hours", str(arguments.hours), "--device", arguments.device]
    for option, path in (("--start", arguments.start), ("--table", arguments.table)):
        command += [option, str(path)] if path else []
    port = 20000 + os.getpid() % 20000
    processes = arguments.processes if arguments.device == "cpu" else 1
    workers = [subprocess.Popen(command, env=_worker_environment(rank, processes, port)) for rank in range(processes)]
    codes = [worker.wait() for worker in workers]
    if any(codes):
        sys.exit(f"error: a training worker ended with {codes}")


def worker(arguments: argparse.Namespace) -> None:
    from policy.train import Plan, train as train_plan

    seconds = arguments.hours * 3600
    plan = Plan(arguments.out, seconds, arguments.seed, arguments.device, arguments.start, arguments.table)
    print(train_plan(plan))


def export(arguments: argparse.Namespace) -> None:
    from policy.export import export_gguf

    target = arguments.out / "memory.gguf"
    export_gguf(arguments.out / "checkpoint.pt", arguments.out / "tokenizer.json", target, arguments.type)
    print(f"{target}: {target.stat().st_size} bytes")


def evaluate(arguments: argparse.Namespace) -> None:
    script = HERE / "evaluate.py"
    command = [sys.executable, str(script), "--tiles", str(arguments.tiles), "--model", str(arguments.out / "memory.gguf")]
    subprocess.run([*command, "--out", str(arguments.out / "scores.json")], check=True)


def release(arguments: argparse.Namespace) -> None:
    """Puts the weights and their record into memory-model/released/, the place the product embeds them from."""
    from policy.record import release as release_weights

    target = HERE / "released" / "v0.gguf"
    release_weights(arguments.out, target, arguments.processes)
    print(target)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", nargs="?", choices=(*ACTIONS, "all", "worker"), default="train")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/memory-model"))
    parser.add_argument("--hours", type=float, default=1.5, help="time budget of the training, over all its runs")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=pathlib.Path, help="a released model to grow; default: from nothing")
    parser.add_argument("--table", type=pathlib.Path, help="the chat model's GGUF: its embeddings tell what words mean")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--type", choices=("q8_0", "f16", "f32"), default="q8_0")
    parser.add_argument("--tiles", type=pathlib.Path, default=pathlib.Path("build/tiles"))
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    arguments.out.mkdir(parents=True, exist_ok=True)
    # `all` stops short of the release: replacing the product's weights is a decision of its own.
    chosen = ACTIONS[:-1] if arguments.action == "all" else (arguments.action,)
    actions = {"verify": verify, "train": train, "worker": worker, "export": export, "evaluate": evaluate, "release": release}
    for action in chosen:
        actions[action](arguments)


if __name__ == "__main__":
    main()
