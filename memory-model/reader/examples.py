# SPDX-License-Identifier: Apache-2.0
"""Examples for the reader from the tasks of the generator: a message, lines, and which of them answer it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Iterator

from policy.generate import stream
from policy.name_index import NameIndex
from policy.split import Split
from policy.task import Task
from policy.words import words_of
from reader.lines import NotedLine, Vault

# Of the messages that tell something, which recall sees too, so many are examples of nothing asked.
_TOLD_SHARE = 0.25
_LINES_MAX = 14


@dataclass(frozen=True)
class Example:
    cell: str
    message: str
    lines: tuple[NotedLine, ...]
    right: frozenset[int]  # of `lines`; empty where none answers


def _holds_run(words: list[str], run: list[str]) -> bool:
    return bool(run) and any(words[at : at + len(run)] == run for at in range(len(words) - len(run) + 1))


def right_lines(task: Task, lines: list[NotedLine], titles: dict[str, str]) -> frozenset[int]:
    """The lines whose value the answer is, or whose note's title where the message holds the value, or that it rests on."""
    answers = [words_of(answer) for answer in task.answer.split("\n")]
    basis = words_of(task.turns[-1].text.partition("(")[2].partition(")")[0])
    message = words_of(task.message)
    by_value = {at for at, line in enumerate(lines) if words_of(line.value) in answers}
    if by_value:
        key = task.turns[-1].think.split()[-1:]
        same = {at for at in by_value if key and words_of(lines[at].words.partition(":")[0])[-1:] == words_of(key[0])[-1:]}
        return frozenset(same or by_value)
    by_basis = {at for at, line in enumerate(lines) if basis and words_of(line.value) == basis}
    if by_basis:
        return frozenset(by_basis)
    held = {
        at
        for at, line in enumerate(lines)
        if words_of(titles.get(line.path, "")) in answers and _holds_run(message, words_of(line.value))
    }
    return frozenset(held)


def example_of(task: Task, rng: Random | None) -> Example | None:
    """With `rng` a share of the lines in any order, as training wants them."""
    index = task.index or NameIndex(task.seen_files())
    lines = Vault(task.seen_files(), index).lines(task.message)
    right: frozenset[int] = frozenset()
    if task.mode == "recall":
        if task.expected == "answer":
            right = right_lines(task, lines, index.titles)
            if not right:
                return None
    if not lines:
        return None
    if rng is not None:
        others = [at for at in range(len(lines)) if at not in right]
        # The nearest lines are the likeliest to be mistaken for it.
        room = rng.randint(2, _LINES_MAX if rng.random() < 0.85 else 2 * _LINES_MAX)
        near = others[: room * 2]
        chosen = list(right)[:6] + rng.sample(near, min(len(near), room))
        rng.shuffle(chosen)
        right = frozenset(number for number, at in enumerate(chosen) if at in right)
        lines = [lines[at] for at in chosen]
    return Example(f"{task.family}/{task.cell}", task.message, tuple(lines), right)


def examples(rng: Random, split: Split, is_training: bool) -> Iterator[Example]:
    for task in stream(rng, split):
        if task.mode == "remember" and (not is_training or rng.random() > _TOLD_SHARE):
            continue
        example = example_of(task, rng if is_training else None)
        if example:
            yield example
