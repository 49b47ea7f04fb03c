# SPDX-License-Identifier: Apache-2.0
"""How well the reader reads held-out tasks, by the rules that the host chooses a line and an edit by."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Sequence

import torch
from torch import Tensor

from reader.edits import ACTIONS, ADD, DROP, Edit, EditExample
from reader.examples import Example
from reader.keys import Keys
from reader.network import BEYOND, FIRST_EDIT, NO_EDIT, Reader, Scores
from reader.rows import Words, batch_of, rows_of, value_tokens

VALUE_TOKENS_MAX = 40
LINES_AGAIN = 10  # that a question reads a second time,
CHANGED_LINES_AGAIN = 8  # and what is told, behind the owners


def _scores(reader: Reader, words: Words, row: tuple, owners: int) -> Scores:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return reader(*batch_of(words, [row]), torch.tensor([owners]))


def softmax_with_none(margins: list[float]) -> list[float]:
    """Of each, beside none of them, whose score is 0."""
    most = max([0.0, *margins])
    parts = [math.exp(margin - most) for margin in margins]
    total = sum(parts) + math.exp(-most)
    return [part / total for part in parts]


def likeliest(probabilities: Sequence[float], most: int) -> list[int]:
    """The numbers of at most so many, the last one first."""
    ranked = sorted(range(len(probabilities)), key=lambda number: -probabilities[number])
    return sorted(ranked[:most], reverse=True)


def _of_one_reading(reader: Reader, words: Words, message: str, lines: Sequence[str]) -> list[float]:
    margins = [0.0] * len(lines)
    for row in rows_of(words, message, lines):
        scores = _scores(reader, words, row, 0).answer[0].tolist()
        for number, score in zip(row[2], scores[1:]):
            margins[number] = score - scores[0]
    return softmax_with_none(margins)


@torch.no_grad()
def probabilities(reader: Reader, words: Words, example: Example) -> list[float]:
    """Of each line, the geometric mean of two readings: the second has the likeliest alone, the other way round."""
    lines = [line.words for line in example.lines]
    first = _of_one_reading(reader, words, example.message, lines)
    again = likeliest(first, LINES_AGAIN)
    second = _of_one_reading(reader, words, example.message, [lines[number] for number in again])
    found = [0.0] * len(lines)
    for number, probability in zip(again, second):
        found[number] = math.sqrt(first[number] * probability)
    return found


def trial(reader: Reader, words: Words, examples: Sequence[Example], least: float) -> dict[str, int]:
    """Counts: answered and rightly so of those with an answer, left alone of those without."""
    counts: Counter[str] = Counter()
    reader.eval()
    for example in examples:
        found = probabilities(reader, words, example)
        best = max(range(len(found)), key=found.__getitem__)
        is_answered = found[best] >= least
        if example.right:
            counts["with_an_answer"] += 1
            counts["right"] += is_answered and best in example.right
            counts["wrong"] += is_answered and best not in example.right
            counts["first"] += best in example.right
        else:
            counts["without"] += 1
            counts["left_alone"] += not is_answered
    reader.train()
    return dict(counts)


@dataclass(frozen=True)
class FoundEdit:
    action: int
    part: int
    value: tuple[int, int]  # tokens of the row; of a line that goes without a meaning
    key: int  # of Keys.names; -1: none of them
    sure: float  # of the edit and its value
    sure_of_key: float
    nothing: float  # how likely it is that nothing is to be changed


@dataclass(frozen=True)
class _Reading:
    nothing: float
    beyond: float
    edits: dict[tuple[int, int], float]  # by part and action
    begin: Tensor
    end: Tensor
    key: Tensor


def _read_edits(reader: Reader, words: Words, example: EditExample, numbers: Sequence[int]) -> _Reading:
    """`numbers`: of the parts, the owners first."""
    parts = example.parts()
    margins: list[float] = []
    edits: list[tuple[int, int]] = []
    first = None
    for row in rows_of(words, example.message, [parts[number] for number in numbers]):
        scores = _scores(reader, words, row, 0 if first else len(example.owners))
        edit = scores.edit[0].tolist()
        if first is None:
            first = scores
            margins.append(edit[BEYOND] - edit[NO_EDIT])
        edits += [(numbers[at], action) for at in row[2] for action in range(ACTIONS)]
        margins += [score - edit[NO_EDIT] for score in edit[FIRST_EDIT : FIRST_EDIT + ACTIONS * len(row[2])]]
    assert first is not None
    beyond, *found = softmax_with_none(margins)
    nothing = max(0.0, 1 - beyond - sum(found))
    begin, end, key = (part[0].softmax(-1) for part in (first.begin, first.end, first.key))
    return _Reading(nothing, beyond, dict(zip(edits, found)), begin, end, key)


def _value_of(begins: Tensor, ends: Tensor) -> tuple[tuple[int, int], float]:
    begin, end = begins.tolist(), ends.tolist()
    best, place = 0.0, (1, 1)
    for first, likely in enumerate(begin):
        for last in range(first, min(first + VALUE_TOKENS_MAX, len(end))):
            if likely * end[last] > best:
                best, place = likely * end[last], (first, last)
    return place, best


@torch.no_grad()
def find_edit(reader: Reader, words: Words, example: EditExample) -> FoundEdit:
    """The likeliest, by the geometric mean of two readings: the second has the owners and the likeliest lines, these the other way
    round."""
    owners, count = range(len(example.owners)), len(example.parts())
    first = _read_edits(reader, words, example, range(count))
    of_lines = [max(first.edits[number, action] for action in range(ACTIONS)) for number in range(len(owners), count)]
    again = [len(owners) + number for number in likeliest(of_lines, CHANGED_LINES_AGAIN)]
    second = _read_edits(reader, words, example, [*owners, *again])
    edits = {edit: math.sqrt(first.edits[edit] * likely) for edit, likely in second.edits.items()}
    part, action = max(edits, key=edits.__getitem__)
    size = min(len(first.begin), len(second.begin))  # the message's tokens come first in both
    begin, end = ((one[:size] * two[:size]).sqrt() for one, two in ((first.begin, second.begin), (first.end, second.end)))
    value, sure_of_value = _value_of(begin, end)
    keys = (first.key * second.key).sqrt()
    sure = edits[part, action] * (1.0 if action == DROP else sure_of_value)
    nothing = math.sqrt(first.nothing * second.nothing)
    return FoundEdit(action, part, value, int(keys.argmax()) - 1, sure, float(keys.max()), nothing)


def _is_right(words: Words, example: EditExample, found: FoundEdit, edit: Edit) -> bool:
    if (found.action, found.part) != (edit.action, edit.part):
        return False
    return found.action == DROP or found.value in value_tokens(words, example.message, edit.values)


def edit_trial(
    reader: Reader, words: Words, keys: Keys, examples: Sequence[EditExample], least: float, least_nothing: float = 0.9
) -> dict[str, int]:
    """Counts: edited and rightly so of those that change one thing, left alone of those that do not, and known to be nothing; of
    new lines the right key."""
    counts: Counter[str] = Counter()
    reader.eval()
    for example in examples:
        found = find_edit(reader, words, example)
        is_made = found.sure >= least
        is_vetoed = found.nothing >= least_nothing
        if example.edit is None:
            name = "beyond" if example.is_beyond else "nothing"
            counts[name] += 1
            counts[f"{name}_left_alone"] += not is_made
            counts[f"{name}_vetoed"] += is_vetoed
            continue
        counts["edits_vetoed"] += is_vetoed
        is_right = _is_right(words, example, found, example.edit)
        counts["with_an_edit"] += 1
        counts["right"] += is_made and is_right
        counts["wrong"] += is_made and not is_right
        counts["first"] += is_right
        if example.edit.action == ADD and is_made and is_right:
            counts["new"] += 1
            counts["right_key"] += keys.number_of(example.edit.key) == (None if found.key < 0 else found.key)
    reader.train()
    return dict(counts)
