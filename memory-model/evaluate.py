# SPDX-License-Identifier: Apache-2.0
"""Grades a memory model through the product's own program: final vault and reply, by exact rules.

    python3 memory-model/evaluate.py --tiles build/release/apps/tiles/tiles --model memory.gguf --out scores.json
    python3 memory-model/evaluate.py --tiles build/release/apps/tiles/tiles --oracle --tasks 20
"""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from policy.generate import ROWS, row_tasks, suite  # noqa: E402
from policy.grade import grade, is_damaged, leaks  # noqa: E402
from policy.score import Result, summary, table  # noqa: E402
from policy.split import ALL_NEW, TRAINING, WIDE_KEYS, Split  # noqa: E402
from policy.task import Files, Task, shown_result  # noqa: E402

CASE_SECONDS_MAX = 120
# The clock of `tiles memory python` stands there.
SANDBOX_DAY = datetime(1970, 1, 1).date()
CELLS = {
    "seen": Split(),
    "new_names": Split(names=True),
    "new_names_and_phrasings": Split(names=True, phrasing=True),
    "all_new": ALL_NEW,
    "wide_keys": WIDE_KEYS,
}
OUTCOMES = {
    "answer": "answered",
    "unknown": "unknown",
    "clarify": "clarify",
    "change": "remembered",
    "nothing": "nothing",
}


def write_vault(folder: pathlib.Path, task: Task) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in task.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if task.filters:
        filters = [{"id": f"f{number}", "kind": kind, "value": value} for number, (kind, value) in enumerate(task.filters, 1)]
        (folder / ".tiles").mkdir(exist_ok=True)
        (folder / ".tiles" / "filters.json").write_text(json.dumps({"format": 1, "filters": filters}), encoding="utf-8")


def read_vault(folder: pathlib.Path) -> Files:
    """The notes; folders whose name starts with a dot are the program's own."""
    paths = [path.relative_to(folder) for path in folder.rglob("*.md")]
    visible = [path for path in paths if not any(part.startswith(".") for part in path.parts)]
    return {path.as_posix(): (folder / path).read_text(encoding="utf-8") for path in visible}


def run_case(arguments: argparse.Namespace, task: Task) -> Result:
    verb = "ask" if task.mode == "recall" else "tell"
    with tempfile.TemporaryDirectory() as home:
        vault = pathlib.Path(home) / "memory"
        write_vault(vault, task)
        command = [str(arguments.tiles), "--home", home]
        if arguments.model:
            command += ["--memory-model", str(arguments.model)]
        command += ["memory", verb, "-", "--json"]
        try:
            done = subprocess.run(command, input=task.message, capture_output=True, text=True, timeout=CASE_SECONDS_MAX)
            answer = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
            return Result(task, False, "failed", "", seen=str(error))
        final = read_vault(vault)
    outcome, reply = answer.get("outcome", ""), answer.get("reply", "")
    right = outcome == OUTCOMES[task.expected] and grade(task, final, reply)
    return Result(task, right, outcome, reply, is_damaged(task, final), leaks(task, reply), done.stdout + done.stderr)


def _describe(cell: str, result: Result) -> str:
    task = result.task
    wanted = "\n".join(f"{turn.think} | {turn.kind} | {turn.text}" for turn in task.turns)
    return f"--- {cell} {task.family} {task.cell}\n{task.prompt()}\n>> {result.seen}\n## wanted\n{wanted}\n"


def _run_rows(arguments: argparse.Namespace, split: Split) -> dict[str, list[tuple[Result, ...]]]:
    today = datetime.now(timezone.utc).date()
    rows = {}
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for row in arguments.rows:
            cases = row_tasks(row, arguments.seed, arguments.tasks, split, today)
            results = list(pool.map(lambda task: run_case(arguments, task), [task for case in cases for task in case]))
            found = iter(results)
            rows[row] = [tuple(next(found) for _ in case) for case in cases]
            right = sum(all(result.right for result in case) for case in rows[row])
            print(f"{row}: {right} of {len(cases)}", flush=True)
    return rows


def evaluate(arguments: argparse.Namespace) -> dict:
    scores, failures = {}, []
    for cell in arguments.cells:
        rows = _run_rows(arguments, CELLS[cell])
        scores[cell] = summary(rows)
        failures += [_describe(cell, one) for cases in rows.values() for case in cases for one in case if not one.right]
        print(f"\n{cell}\n\n{table(scores[cell])}\n", flush=True)
    if arguments.failures:
        arguments.failures.write_text("\n".join(failures), encoding="utf-8")
    return {"seed": arguments.seed, "cases_of_each_row": arguments.tasks, "cells": scores}


def _shown(turn: dict) -> str:
    """A turn's result as the host shows it to the model."""
    text = turn["stdout"] + (turn["value"] or "")
    error = turn["error"]
    return shown_result(text + (f"{error['type']}: {error['msg']}" if error else ""))


def check_oracle(arguments: argparse.Namespace) -> tuple[int, int]:
    """Runs the oracle's code in the product's sandbox; returns how many transcripts ran and how many differ."""
    tasks = [task for split in (TRAINING, ALL_NEW, WIDE_KEYS) for task in suite(arguments.seed, arguments.tasks, split, SANDBOX_DAY)]
    tasks = [task for task in tasks if any(turn.kind == "python" for turn in task.turns)]
    lines = []
    for task in tasks:
        code = [turn.text for turn in task.turns if turn.kind == "python"]
        lines.append(json.dumps({"turns": code, "files": task.seen_files(), "return_files": True}))
    with tempfile.TemporaryDirectory() as vault:
        command = [str(arguments.tiles), "memory", "python", "--vault", vault, "--json"]
        done = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    differing = 0
    for task, line in zip(tasks, done.stdout.splitlines(), strict=True):
        answer = json.loads(line)
        wanted = [turn.result for turn in task.turns if turn.kind == "python"]
        target = task.target if task.hidden_files is None else task.hidden_files
        if [_shown(turn) for turn in answer["turns"]] != wanted or answer["files"] != target:
            differing += 1
            print(f"oracle differs: {task.family} {task.cell}: {answer['turns']}\n  wanted {wanted}", file=sys.stderr)
    return len(tasks), differing


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiles", type=pathlib.Path, required=True)
    parser.add_argument("--model", type=pathlib.Path, help="default: the model built into the program")
    parser.add_argument("--cells", nargs="+", choices=tuple(CELLS), default=["all_new"])
    parser.add_argument("--rows", nargs="+", choices=tuple(ROWS), default=list(ROWS))
    parser.add_argument("--tasks", type=int, default=200, help="cases of each row; with --oracle, tasks of each kind")
    parser.add_argument("--seed", type=int, default=4242)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--failures", type=pathlib.Path)
    parser.add_argument("--oracle", action="store_true", help="check the oracle's code in the sandbox; no model")
    return parser.parse_args()


def main() -> int:
    arguments = parse()
    if arguments.oracle:
        ran, differing = check_oracle(arguments)
        print(f"{ran} oracle transcripts run in the sandbox, {differing} differ")
        return 1 if differing or not ran else 0
    scores = evaluate(arguments)
    if arguments.out:
        arguments.out.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
