# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/memory_grades.jsonl: finals, right and wrong, with the verdicts of the graders written in Python.

Each line is a task of a suite (docs/formats/memory_suite.md) with `endings`; the vaults of hand-written tasks are those of
natural/vaults.

    python3 memory-model/suites/record_grades.py tests/data/memory_grades.jsonl
"""

from __future__ import annotations

import importlib
import json
import pathlib
import sys
from argparse import Namespace
from datetime import date
from types import ModuleType

HERE = pathlib.Path(__file__).resolve().parent
NATURAL = HERE.parent / "natural"
sys.path[:0] = [str(HERE), str(HERE.parent)]

import export  # noqa: E402
from evaluate import OUTCOMES  # noqa: E402
from policy import grade as exact, trajectories  # noqa: E402
from policy.task import Task  # noqa: E402

CASES_OF_A_ROW = 3
NATURAL_STEP = 4  # Every fourth hand-written task.


def natural_modules() -> tuple[ModuleType, ModuleType, ModuleType]:
    """Its modules are found by their own names, beside those of the generator."""
    sys.path[:0] = [str(NATURAL), str(NATURAL / "tests")]
    return tuple(importlib.import_module(name) for name in ("natural_set", "grade", "oracle"))  # type: ignore[return-value]


def exact_lines() -> list[dict]:
    arguments = Namespace(cell="all_new", tasks=CASES_OF_A_ROW, notes=8, seed=77, today=date(2026, 6, 15))
    lines = []
    for row in export.ROWS:
        for case in export.cases_of(row, arguments):
            for task in case:
                line = export.line_of(task, task.cell, row, "", arguments.today)
                lines.append(line | {"endings": endings_of(task)})
    return lines


def changed(before: dict, after: dict) -> dict:
    """What became of the files that are not as before; null for one that is gone."""
    paths = sorted(before.keys() | after.keys())
    return {path: after.get(path) for path in paths if before.get(path) != after.get(path)}


def endings_of(task: Task) -> list[dict]:
    endings = []
    for name, habit in trajectories.HABITS.items():
        episode = habit(task)
        if episode.reply is None:
            continue
        for outcome in (OUTCOMES[task.expected], "gave_up") if name == "oracle" else (OUTCOMES[task.expected],):
            right = outcome == OUTCOMES[task.expected] and exact.grade(task, episode.final, episode.reply)
            verdict = {"right": right, "damaged": exact.is_damaged(task, episode.final), "leaks": exact.leaks(task, episode.reply)}
            what = {"name": name, "outcome": outcome, "reply": episode.reply, "changed": changed(task.files, episode.final)}
            endings.append(what | verdict)
    return endings


def rule_lines() -> list[dict]:
    natural_set, grade, oracle = natural_modules()
    lines = []
    for case in natural_set.cases()[::NATURAL_STEP]:
        before = natural_set.read_vault(natural_set.vault_folder(case["vault"]))
        line = {key: case[key] for key in ("id", "family", "mode", "message", "vault", "expect")}
        lines.append(line | {"endings": rule_endings(case, before, grade, oracle)})
    return lines


def rule_endings(case: dict, before: dict, grade: ModuleType, oracle: ModuleType) -> list[dict]:
    right = oracle.right_answer(case["expect"], before)
    answers = {
        "right": right,
        "silent": grade.Answer("nothing" if case["mode"] == "remember" else "unknown", "Nothing to save.", before),
        "junk": oracle.with_line(right, "user.md", oracle.WRONG_LINE),
        "note gone": grade.Answer(right.outcome, right.reply, dict(list(right.vault.items())[1:])),
        "wordy": grade.Answer(right.outcome, right.reply + " and so on" * 40, right.vault),
        "other order": grade.Answer(right.outcome, ", ".join(reversed(right.reply.split(", "))), right.vault),
    }
    endings = []
    for name, answer in answers.items():
        verdict = grade.grade(case["expect"], before, answer, case["mode"])
        texts = [{path: data.decode("utf-8") for path, data in vault.items()} for vault in (before, answer.vault)]
        ending = {"name": name, "outcome": answer.outcome, "reply": answer.reply, "changed": changed(*texts)}
        endings.append(ending | {"right": verdict.right, "damaged": verdict.damaged, "leaks": False})
    return endings


def main() -> int:
    lines = exact_lines()
    # Both graders are modules of one name.
    sys.modules.pop("grade", None)
    lines += rule_lines()
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    pathlib.Path(sys.argv[1]).write_text(text, encoding="utf-8")
    endings = [ending for line in lines for ending in line["endings"]]
    right, damaged = (sum(ending[key] for ending in endings) for key in ("right", "damaged"))
    print(f"{len(endings)} endings, {right} right, {damaged} damaged, {len(text.encode()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
