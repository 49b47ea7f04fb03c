# SPDX-License-Identifier: Apache-2.0
"""Writes suites for `tiles memory bench` from the generator: the held-out cells that evaluate.py runs, one task a line.

    python3 memory-model/suites/export.py --tasks 200 --out all_new.jsonl
    python3 memory-model/suites/export.py --tasks 20 --notes 12 --out memory-model/suites/held_out.jsonl
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from datetime import date

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from policy.generate import ROWS, row_tasks  # noqa: E402
from policy.split import ALL_NEW, TRAINING, WIDE_KEYS, Split  # noqa: E402
from policy.task import Task  # noqa: E402

CELLS = {
    "seen": TRAINING,
    "new_names": Split(names=True),
    "new_names_and_phrasings": Split(names=True, phrasing=True),
    "all_new": ALL_NEW,
    "wide_keys": WIDE_KEYS,
}
# Where there are bounds, so many tasks are drawn for each one that is wanted.
DRAWN_FOR_EACH = 8


def line_of(task: Task, name: str, row: str, pair: str, today: date) -> dict:
    """Format: docs/formats/memory_suite.md."""
    line = {"id": name, "family": row, "mode": task.mode, "message": task.message, "today": today.isoformat()}
    if pair:
        line["pair"] = pair
    line["files"] = task.files
    line["filters"] = [list(pair) for pair in task.filters]
    line["expected"] = task.expected
    line["answer"] = task.answer
    line["choices"] = list(task.choices)
    line["forbidden"] = list(task.forbidden)
    if task.target != task.files:
        line["target"] = task.target
    return {key: value for key, value in line.items() if value not in ("", [])}


def cases_of(row: str, arguments: argparse.Namespace) -> list[tuple[Task, ...]]:
    """As evaluate.py draws them; with --notes only those in vaults of at most so many notes."""
    if not arguments.notes:
        return row_tasks(row, arguments.seed, arguments.tasks, CELLS[arguments.cell], arguments.today)
    drawn = row_tasks(row, arguments.seed, arguments.tasks * DRAWN_FOR_EACH, CELLS[arguments.cell], arguments.today)
    small = [case for case in drawn if all(len(task.files) <= arguments.notes for task in case)]
    # Every kind of task stays in: one of each in turn.
    kinds: dict[str, list[tuple[Task, ...]]] = {}
    for case in small:
        kinds.setdefault(case[0].cell, []).append(case)
    chosen: list[tuple[Task, ...]] = []
    while len(chosen) < arguments.tasks and any(kinds.values()):
        for cases in kinds.values():
            if cases and len(chosen) < arguments.tasks:
                chosen.append(cases.pop(0))
    return chosen


def lines(arguments: argparse.Namespace) -> list[dict]:
    written = []
    for row in arguments.rows:
        short = row.split(",")[0].replace(" ", "-")
        for number, case in enumerate(cases_of(row, arguments), 1):
            pair = f"{short}/{number}" if len(case) > 1 else ""
            for part, task in zip("ab", case):
                name = f"{short}/{number}{part if pair else ''} {task.cell}"
                written.append(line_of(task, name, row, pair, arguments.today))
    return written


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cell", choices=tuple(CELLS), default="all_new")
    parser.add_argument("--rows", nargs="+", choices=tuple(ROWS), default=list(ROWS))
    parser.add_argument("--tasks", type=int, default=200, help="cases of each row")
    parser.add_argument("--notes", type=int, default=0, help="at most so many notes in a vault; 0: any number")
    parser.add_argument("--seed", type=int, default=4242)
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 6, 15), help="the day of the tasks")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    return parser.parse_args()


def main() -> int:
    arguments = parse()
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines(arguments))
    arguments.out.write_text(text, encoding="utf-8")
    print(f"{text.count(chr(10))} tasks, {len(text.encode()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
