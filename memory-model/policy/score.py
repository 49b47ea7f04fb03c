# SPDX-License-Identifier: Apache-2.0
"""Shares with their Wilson intervals, by row and kind of task, and the share of tasks that did damage."""

from __future__ import annotations

import math
from dataclasses import dataclass

from policy.task import Task

_Z = 1.959964  # of a 95 % interval


@dataclass
class Result:
    task: Task
    right: bool
    outcome: str
    reply: str
    damaged: bool = False  # a line that was to stay is gone or altered
    leaked: bool = False  # a hidden value stands in the reply
    seen: str = ""  # what the program printed, for the list of failures


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if of == 0:
        return 0.0, 1.0
    share, square = right / of, _Z * _Z
    middle = share + square / (2 * of)
    half = _Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def share(right: int, of: int) -> dict[str, object]:
    low, high = wilson(right, of)
    return {"right": right, "of": of, "share": round(right / of, 4) if of else None, "interval": [round(low, 4), round(high, 4)]}


def row_summary(cases: list[tuple[Result, ...]]) -> dict:
    """A row's share: a case is right when all its tasks are."""
    results = [result for case in cases for result in case]
    kinds: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        kinds.setdefault((result.task.mode, result.task.cell), []).append(result)
    by_kind = {" ".join(kind): share(sum(one.right for one in group), len(group)) for kind, group in sorted(kinds.items())}
    return {
        **share(sum(all(result.right for result in case) for case in cases), len(cases)),
        "damaged": sum(result.damaged for result in results),
        "leaked": sum(result.leaked for result in results),
        "kinds": by_kind,
    }


def summary(rows: dict[str, list[tuple[Result, ...]]]) -> dict:
    results = [result for cases in rows.values() for case in cases for result in case]
    damage = share(sum(result.damaged for result in results), len(results))
    return {
        "tasks": len(results),
        "damage": {"damaged": damage["right"], **{key: damage[key] for key in ("of", "share", "interval")}},
        "rows": {row: row_summary(cases) for row, cases in rows.items()},
    }


def table(scores: dict) -> str:
    """The summary as Markdown."""
    lines = ["| row | right | 95 % interval | cases | damaged | leaked |", "|---|---|---|---|---|---|"]
    for row, entry in scores["rows"].items():
        low, high = entry["interval"]
        lines.append(f"| {row} | {entry['share']:.1%} | {low:.1%}–{high:.1%} | {entry['of']} | {entry['damaged']} | {entry['leaked']} |")
    damage = scores["damage"]
    low, high = damage["interval"]
    lines.append(f"\nDamage: {damage['damaged']} of {damage['of']} tasks, {damage['share']:.2%} ({low:.2%}–{high:.2%}).")
    return "\n".join(lines)
