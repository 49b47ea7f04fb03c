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
ACTIONS = ("verify", "train", "export", "evaluate", "release")  # of `all`, but for the last
HERE = pathlib.Path(__file__).resolve().parent
COMMON_WORDS = 4096  # that get tokens of their own when a table tells what they mean
PIECES_MAX = 9472  # of the vocabulary of a model that starts from layers of the chat model


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


def _worker_environment(rank: int, processes: int, port: int, threads: int) -> dict[str, str]:
    return {
        **os.environ,
        "RANK": str(rank),
        "WORLD_SIZE": str(processes),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "OMP_NUM_THREADS": str(threads),
        "OMP_WAIT_POLICY": "passive",
        "GOMP_SPINCOUNT": "0",
    }


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number)


def _build_words(arguments: argparse.Namespace) -> None:
    from policy import tokenizer

    if arguments.layers_kept:
        from policy import pieces

        pretrained, words = pieces.Pretrained(arguments.table), arguments.out / "tokenizer.json"
        if pretrained.speaks_protocol:
            pieces.keep(words, pretrained)
        else:
            pieces.build(words, pretrained, PIECES_MAX)
        return
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
    if arguments.stage == "rl":
        return reinforce(arguments)
    if (bool(arguments.start) or bool(arguments.layers_kept)) != bool(arguments.table):
        sys.exit("error: '--table' goes with '--start' or '--layers-kept'")
    if not (arguments.out / "tokenizer.json").exists():
        _build_words(arguments)
    command = [sys.executable, __file__, "worker", "--out", str(arguments.out), "--seed", str(arguments.seed)]
    command += ["--hours", str(arguments.hours), "--device", arguments.device, "--layers-kept", arguments.layers_kept]
    command += ["--rows", str(arguments.rows), "--length", str(arguments.length), "--peak-rate", str(arguments.peak_rate)]
    command += ["--loaders", str(arguments.loaders), "--width", str(arguments.width), "--layers", str(arguments.layers)]
    command += ["--hidden", str(arguments.hidden), "--attention", arguments.attention]
    command += ["--threads", str(arguments.threads), "--small-worlds", str(arguments.small_worlds)]
    command += ["--warm-up", str(arguments.warm_up), *(["--eager"] if arguments.eager else [])]
    for option, path in (("--start", arguments.start), ("--table", arguments.table)):
        command += [option, str(path)] if path else []
    port = 20000 + os.getpid() % 20000
    processes = arguments.processes if arguments.device == "cpu" else 1
    workers = [subprocess.Popen(command, env=_worker_environment(rank, processes, port, arguments.threads)) for rank in range(processes)]
    codes = [worker.wait() for worker in workers]
    if any(codes):
        sys.exit(f"error: a training worker ended with {codes}")


def worker(arguments: argparse.Namespace) -> None:
    from policy.train import Plan, train as train_plan

    seconds = arguments.hours * 3600
    plan = Plan(
        folder=arguments.out,
        seconds=seconds,
        seed=arguments.seed,
        device=arguments.device,
        start=arguments.start,
        table=arguments.table,
        layers_kept=_numbers(arguments.layers_kept),
        in_blocks=arguments.attention == "blocks",
        rounding="q4_0" if arguments.layers_kept else "",
        rows=arguments.rows,
        length=arguments.length,
        loaders=arguments.loaders,
        width=arguments.width,
        layers=arguments.layers,
        hidden=arguments.hidden,
        peak_rate=arguments.peak_rate,
        small_worlds_share=arguments.small_worlds,
        warm_up_steps=arguments.warm_up,
        threads=arguments.threads,
        is_compiled=not arguments.eager,
    )
    print(train_plan(plan))


def reinforce(arguments: argparse.Namespace) -> None:
    """Goes on from the supervised checkpoint of the folder by reinforcement learning, in this process."""
    import torch

    from policy.reinforce import Plan, Run

    if arguments.device == "cpu":
        torch.set_num_threads(max(1, arguments.processes))
    plan = Plan(
        folder=arguments.out,
        program=arguments.tiles,
        seconds=arguments.hours * 3600,
        seed=arguments.seed,
        device=arguments.device,
        tasks=arguments.tasks,
        samples=arguments.samples,
        temperature=arguments.temperature,
        rate=arguments.peak_rate or Plan.rate,
        divergence_cost=arguments.divergence_cost,
        processes=arguments.rollers or arguments.processes,
        name=arguments.name,
    )
    print(Run(plan).train())


def start(arguments: argparse.Namespace) -> None:
    """Writes what a training elsewhere starts from, so that the whole chat model need not travel: start.gguf and the vocabulary."""
    from policy.export import write_gguf
    from policy.chosen_layers import chosen_layers

    words, target = arguments.out / "tokenizer.json", arguments.out / "start.gguf"
    _build_words(arguments)
    write_gguf(chosen_layers(arguments.table, words, _numbers(arguments.layers_kept), ""), words, target, "q4_1", "start")
    print(f"{target}: {target.stat().st_size} bytes")


def export(arguments: argparse.Namespace) -> None:
    from policy.export import export_gguf

    target = arguments.out / "memory.gguf"
    source = "rl.pt" if arguments.stage == "rl" else "checkpoint.pt"
    export_gguf(arguments.out / source, arguments.out / "tokenizer.json", target, arguments.type, arguments.name)
    print(f"{target}: {target.stat().st_size} bytes")


def evaluate(arguments: argparse.Namespace) -> None:
    script = HERE / "evaluate.py"
    command = [sys.executable, str(script), "--tiles", str(arguments.tiles), "--model", str(arguments.out / "memory.gguf")]
    subprocess.run([*command, "--out", str(arguments.out / "scores.json")], check=True)


def release(arguments: argparse.Namespace) -> None:
    """Puts the weights and their record into memory-model/released/, the place the product embeds them from."""
    from policy.record import release as release_weights

    target = HERE / "released" / f"{arguments.version}.gguf"
    release_weights(arguments.out, target, arguments.seed)
    print(target)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", nargs="?", choices=(*ACTIONS, "all", "start", "worker"), default="train")
    parser.add_argument("--stage", choices=("sft", "rl"), default="sft", help="train: supervised, or by reinforcement from its end; export: of which")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/memory-model"))
    parser.add_argument("--hours", type=float, default=1.5, help="time budget of the training, over all its runs")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=pathlib.Path, help="a released model to grow; default: from nothing")
    parser.add_argument("--table", type=pathlib.Path, help="the chat model's GGUF: its embeddings tell what words mean")
    parser.add_argument("--layers-kept", default="", help="start from these layers of '--table', as 0,1,2")
    parser.add_argument("--attention", choices=("dense", "blocks"), default="dense", help="blocks: faster, on a GPU")
    parser.add_argument("--width", type=int, default=256, help="channels, of a model from nothing or a grown one")
    parser.add_argument("--layers", type=int, default=5, help="of a model from nothing")
    parser.add_argument("--hidden", type=int, default=512, help="channels inside a layer, of a model from nothing")
    parser.add_argument("--rows", type=int, default=4, help="of a batch")
    parser.add_argument("--length", type=int, default=768, help="tokens of a row")
    parser.add_argument("--loaders", type=int, default=-1, help="processes that make batches")
    parser.add_argument("--peak-rate", type=float, default=0.0, help="learning rate; default: by the kind of start")
    parser.add_argument("--small-worlds", type=float, default=0.2, help="share of the budget in which small worlds come first")
    parser.add_argument("--warm-up", type=int, default=60, help="steps until the learning rate is at its peak")
    parser.add_argument("--eager", action="store_true", help="do not compile: for a short training")
    parser.add_argument("--threads", type=int, default=1, help="of a process on the CPU")
    parser.add_argument("--tasks", type=int, default=16, help="of a step of reinforcement learning")
    parser.add_argument("--samples", type=int, default=8, help="of each of them")
    parser.add_argument("--temperature", type=float, default=1.0, help="at which samples are drawn")
    parser.add_argument("--divergence-cost", type=float, default=0.02, help="of leaving the supervised model, for a token")
    parser.add_argument("--rollers", type=int, default=0, help="processes that draw samples; default: as '--processes'")
    parser.add_argument("--name", default="tiles-memory", help="the name in the exported file")
    parser.add_argument("--version", default="v1", help="of a release: the name of its files")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--type", choices=("q4_0", "q8_0", "f16", "f32"), default="", help="of export; default: what the training rounded to")
    parser.add_argument("--tiles", type=pathlib.Path, default=pathlib.Path("build/tiles"))
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    arguments.out.mkdir(parents=True, exist_ok=True)
    # `all` stops short of the release: replacing the product's weights is a decision of its own.
    chosen = ACTIONS[:-1] if arguments.action == "all" else (arguments.action,)
    actions = {"verify": verify, "train": train, "worker": worker, "start": start, "export": export, "evaluate": evaluate, "release": release}
    for action in chosen:
        actions[action](arguments)


if __name__ == "__main__":
    main()
