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
from reader.clauses import asked_subject, clauses_of
from reader.lines import NotedLine, Vault, key_and_value
from reader.untidy import Moved, is_moved, untidy

# Of the messages that tell something, which recall sees too, so many are examples of nothing asked.
_TOLD_SHARE = 0.25
_LINES_MAX = 14
_CLAUSE_SHARE = 0.3  # of the questions whose attribute has clauses
_UNTIDY_SHARE = 0.55


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
    key = task.turns[-1].think.split()[-1:]
    by_value = {at for at, line in enumerate(lines) if words_of(line.value) in answers}
    if by_value:
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
    if held:
        return frozenset(held)
    in_sentences = [at for at, line in enumerate(lines) if any(_holds_run(words_of(line.said), answer) for answer in answers)]
    named = [at for at in in_sentences if key and words_of(key[0])[-1:] and words_of(key[0])[-1] in words_of(lines[at].words)]
    return frozenset(named if named else in_sentences if len(in_sentences) == 1 else ())


def _drawn_question(task: Task, rng: Random, right: list[NotedLine], vault: Vault) -> str:
    keys = {key_and_value(line.text)[0] for line in right}
    if len(keys) != 1 or len({line.path for line in right}) != 1 or rng.random() > _CLAUSE_SHARE:
        return ""
    path = right[0].path
    clauses = clauses_of(keys.pop())
    if clauses is None or right[0].hops > 1:
        return ""
    relation = vault.relation_of(path) if path != "user.md" else ""
    if right[0].hops and not relation:
        return ""
    return clauses.ask(rng, asked_subject(rng, vault.title_of(path), relation, is_linked=right[0].hops > 0))


def example_of(task: Task, rng: Random | None, untidy_share: float = 0.0) -> Example | None:
    """With `rng` as training wants them: a share of the lines in any order, and of some the question or the notes in other words."""
    files, message = task.seen_files(), task.message
    index = task.index or NameIndex(files)
    vault = Vault(files, index)
    lines = vault.lines(message)
    right: frozenset[int] = frozenset()
    if task.mode == "recall" and task.expected == "answer":
        right = right_lines(task, lines, index.titles)
        if not right:
            return None
    if rng is not None:
        told = [lines[at] for at in right]
        asked = _drawn_question(task, rng, told, vault) if told else ""
        is_untidy = rng.random() < untidy_share
        if asked or is_untidy:
            message = asked or message
            moved: Moved = {}
            if is_untidy:
                files, moved = untidy(rng, files)
            lines = Vault(files, index).lines(message)
            to = {(line.path, moved[line.path, line.text]) for line in told if (line.path, line.text) in moved}
            kept = {(line.path, line.text, line.said) for line in told}
            right = frozenset(at for at, line in enumerate(lines) if is_moved(line, to) or (line.path, line.text, line.said) in kept)
            if told and not right:
                return None
    if not lines:
        return None
    if rng is not None:
        lines, right = drawn(rng, lines, right)
    return Example(f"{task.family}/{task.cell}", message, tuple(lines), right)


def drawn(rng: Random, lines: list[NotedLine], right: frozenset[int]) -> tuple[list[NotedLine], frozenset[int]]:
    """A share of the lines in any order."""
    others = [at for at in range(len(lines)) if at not in right]
    # The nearest lines are the likeliest to be mistaken for it.
    room = rng.randint(2, _LINES_MAX if rng.random() < 0.85 else 2 * _LINES_MAX)
    near = others[: room * 2]
    chosen = list(right)[:6] + rng.sample(near, min(len(near), room))
    rng.shuffle(chosen)
    return [lines[at] for at in chosen], frozenset(number for number, at in enumerate(chosen) if at in right)


def examples(rng: Random, split: Split, is_training: bool) -> Iterator[Example]:
    for task in stream(rng, split):
        if task.mode == "remember" and (not is_training or rng.random() > _TOLD_SHARE):
            continue
        example = example_of(task, rng if is_training else None, _UNTIDY_SHARE)
        if example:
            yield example
