# SPDX-License-Identifier: Apache-2.0
"""Risk and coverage: what a threshold of the confidence costs and saves, from reports that were made without one.

    tiles memory bench --suite held_out.jsonl --json > report.json
    python3 memory-model/suites/risk.py report.json --thresholds 0 0.3 0.5

Below the threshold an answer or a change is held back (docs/protocols/memory.md, section Confidence): it is neither right nor damage then.
What the host found or wrote by itself has no confidence and is never held back.
"""

from __future__ import annotations

import argparse
import json
import pathlib
from dataclasses import dataclass

THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
ACTS = {"answered": "answers", "remembered": "changes"}


@dataclass(frozen=True)
class Row:
    """What is left of all tasks at one threshold."""

    threshold: float
    tasks: int
    acts: int  # answers and changes without a threshold
    kept: int  # of them at this one
    wrong: int  # of those kept
    right: int  # of all tasks
    damaged: int  # of all tasks

    def line(self) -> str:
        coverage = self.kept / self.acts if self.acts else 0.0
        risk = self.wrong / self.kept if self.kept else 0.0
        return (
            f"| {self.threshold:.2f} | {self.kept} of {self.acts}, {coverage:.1%} | {risk:.1%} | {self.right / self.tasks:.1%} "
            f"| {self.damaged} of {self.tasks}, {self.damaged / self.tasks:.2%} |"
        )


def row_at(tasks: list[dict], threshold: float) -> Row:
    acts = [task for task in tasks if task["outcome"] in ACTS]
    held = {id(task) for task in acts if task["confidence"] is not None and task["confidence"] < threshold}
    kept = [task for task in acts if id(task) not in held]
    left = [task for task in tasks if id(task) not in held]
    return Row(
        threshold,
        len(tasks),
        len(acts),
        len(kept),
        sum(not task["right"] for task in kept),
        sum(task["right"] for task in left),
        sum(task["damaged"] for task in left),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=pathlib.Path, nargs="+", help="of 'tiles memory bench --json'")
    parser.add_argument("--thresholds", type=float, nargs="+", default=THRESHOLDS)
    parser.add_argument("--only", choices=tuple(ACTS.values()), help="tasks that ended in an answer, or in a change")
    arguments = parser.parse_args()
    tasks = [task for path in arguments.reports for task in json.loads(path.read_text(encoding="utf-8"))["tasks"]]
    if arguments.only:
        tasks = [task for task in tasks if ACTS.get(task["outcome"]) == arguments.only]
    print("| threshold | kept | wrong of those | right of all | damage |\n|---|---|---|---|---|")
    for threshold in arguments.thresholds:
        print(row_at(tasks, threshold).line())


if __name__ == "__main__":
    main()
