# SPDX-License-Identifier: Apache-2.0
"""Exact rules that say whether a task was done: the final vault and the reply, not the way there."""

from __future__ import annotations

import re
from collections import Counter

from policy.task import Task

_FACT = re.compile(r"^\s*[-*+] +\**([^:*]+)\**: *(.*)$")


def _lines(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.split("\n") if line.strip())


def _value(line: str) -> str:
    match = _FACT.match(line)
    return (match.group(2) if match else line).strip().rstrip(".").lower()


def same_vault(final: dict[str, str], target: dict[str, str]) -> bool:
    """The same notes with the same lines; an edited line may spell its key otherwise."""
    if set(final) != set(target):
        return False
    for path, wanted_text in target.items():
        have, wanted = _lines(final[path]), _lines(wanted_text)
        extra, missing = have - wanted, wanted - have
        if Counter(map(_value, extra.elements())) != Counter(map(_value, missing.elements())):
            return False
    return True


def _stands_in(words: str, text: str) -> bool:
    return re.search(r"(?<!\w)" + re.escape(words.lower()) + r"(?!\w)", text.lower()) is not None


def grade(task: Task, final: dict[str, str], reply: str | None) -> bool:
    """Whether the final files and the reply are right for the task."""
    if not reply or not reply.strip():
        return False
    asks = reply.strip().endswith("?")
    if task.expected == "change":
        return same_vault(final, task.target)
    if final != task.files:
        return False
    if task.expected == "answer":
        return _stands_in(task.answer, reply) and len(reply) <= len(task.answer) + 80
    if task.expected == "clarify":
        return asks and all(_stands_in(title, reply) for title in task.choices)
    if task.expected == "unknown":
        return "don't know" in reply.lower() and not asks
    return not asks
