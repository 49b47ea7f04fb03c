# SPDX-License-Identifier: Apache-2.0
"""Grades a memory model through the product's own program: final vault and reply, by exact rules.

    python3 memory-model/evaluate.py --tiles build/release/tiles --model memory.gguf --out scores.json
"""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from policy.generate import suite  # noqa: E402
from policy.grade import grade  # noqa: E402
from policy.task import Task, shown_result  # noqa: E402

CASE_SECONDS_MAX = 120
# cell -> (names never seen in training, phrasings never seen in training)
CELLS = {"seen": (False, False), "new_names": (True, False), "new_names_and_phrasings": (True, True)}
OUTCOMES = {
    "answer": "answered",
    "unknown": "unknown",
    "clarify": "clarify",
    "change": "remembered",
    "nothing": "nothing",
}


@dataclass
class Result:
    task: Task
    right: bool
    outcome: str
    reply: str
    seen: str = ""  # what the program printed, for the list of failures


def write_vault(folder: pathlib.Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def read_vault(folder: pathlib.Path) -> dict[str, str]:
    """The notes; folders whose name starts with a dot are the program's own."""
    paths = [path.relative_to(folder) for path in folder.rglob("*.md")]
    visible = [path for path in paths if not any(part.startswith(".") for part in path.parts)]
    return {path.as_posix(): (folder / path).read_text(encoding="utf-8") for path in visible}


def run_case(arguments: argparse.Namespace, task: Task) -> Result:
    verb = "ask" if task.mode == "recall" else "tell"
    with tempfile.TemporaryDirectory() as home:
        write_vault(pathlib.Path(home) / "memory", task.files)
        command = [str(arguments.tiles), "--home", home]
        if arguments.model:
            command += ["--memory-model", str(arguments.model)]
        command += ["memory", verb, task.message, "--json"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=CASE_SECONDS_MAX)
            answer = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
            return Result(task, False, "failed", "", str(error))
        final = read_vault(pathlib.Path(home) / "memory")
    outcome, reply = answer.get("outcome", ""), answer.get("reply", "")
    right = outcome == OUTCOMES[task.expected] and grade(task, final, reply)
    return Result(task, right, outcome, reply, done.stdout + done.stderr)


def _share(results: list[Result]) -> dict[str, float | int]:
    right = sum(result.right for result in results)
    return {"right": right, "of": len(results), "share": round(right / len(results), 3)}


def summary(results: list[Result]) -> dict:
    """Scores by family, and inside each family by kind of task."""
    families: dict[str, dict] = {}
    for family in sorted({result.task.family for result in results}):
        of_family = [result for result in results if result.task.family == family]
        kinds = {}
        for kind in sorted({(result.task.mode, result.task.cell) for result in of_family}):
            kinds[" ".join(kind)] = _share([r for r in of_family if (r.task.mode, r.task.cell) == kind])
        families[family] = {**_share(of_family), "kinds": kinds}
    return {**_share(results), "families": families}


def _describe(cell: str, result: Result) -> str:
    task = result.task
    wanted = "\n".join(f"{turn.think} | {turn.kind} | {turn.text}" for turn in task.turns)
    return f"--- {cell} {task.family} {task.cell}\n{task.prompt()}\n>> {result.seen}\n## wanted\n{wanted}\n"


def evaluate(arguments: argparse.Namespace) -> dict:
    scores = {}
    failures = []
    for cell in arguments.cells:
        tasks = suite(arguments.seed, arguments.tasks, *CELLS[cell])
        with ThreadPoolExecutor(arguments.jobs) as pool:
            results = list(pool.map(lambda task: run_case(arguments, task), tasks))
        scores[cell] = summary(results)
        failures += [_describe(cell, result) for result in results if not result.right]
        shares = {family: entry["share"] for family, entry in scores[cell]["families"].items()}
        print(cell, scores[cell]["share"], shares, flush=True)
    if arguments.failures:
        arguments.failures.write_text("\n".join(failures), encoding="utf-8")
    return {"seed": arguments.seed, "tasks_of_each_kind": arguments.tasks, "cells": scores}


def check_oracle(arguments: argparse.Namespace) -> int:
    """Runs the oracle's code in the product's sandbox; returns how many results differ from the predicted ones."""
    differing = 0
    for task in suite(arguments.seed, arguments.tasks, False, False):
        blocks = [turn for turn in task.turns if turn.kind == "python"]
        if not blocks:
            continue
        with tempfile.TemporaryDirectory() as vault:
            write_vault(pathlib.Path(vault), task.files)
            line = json.dumps({"turns": [turn.text for turn in blocks]}) + "\n"
            command = [str(arguments.tiles), "memory", "python", "--vault", vault, "--json"]
            done = subprocess.run(command, input=line, capture_output=True, text=True, timeout=CASE_SECONDS_MAX)
            turns = json.loads(done.stdout)["turns"]
            final = read_vault(pathlib.Path(vault))
        shown = [shown_result(turn["stdout"] + (turn["value"] or "")) for turn in turns]
        failed = any(turn["error"] for turn in turns)
        if failed or shown != [turn.result for turn in blocks] or final != task.target:
            differing += 1
            print(f"oracle differs: {task.family} {task.cell}: {turns}", file=sys.stderr)
    return differing


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiles", type=pathlib.Path, required=True)
    parser.add_argument("--model", type=pathlib.Path, help="default: the model built into the program")
    parser.add_argument("--cells", nargs="+", choices=tuple(CELLS), default=list(CELLS))
    parser.add_argument("--tasks", type=int, default=10, help="tasks of each kind in each cell")
    parser.add_argument("--seed", type=int, default=4242)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--failures", type=pathlib.Path)
    parser.add_argument("--oracle", action="store_true", help="check the oracle's code in the sandbox; no model")
    return parser.parse_args()


def main() -> int:
    arguments = parse()
    if arguments.oracle:
        differing = check_oracle(arguments)
        print(f"{differing} oracle transcripts differ")
        return 1 if differing else 0
    scores = evaluate(arguments)
    if arguments.out:
        arguments.out.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
