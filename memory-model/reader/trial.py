# SPDX-License-Identifier: Apache-2.0
"""How well the reader reads held-out tasks, by the rules that the host chooses a line and an edit by."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Sequence

import torch

from reader.edits import ACTIONS, ADD, DROP, Edit, EditExample
from reader.examples import Example
from reader.keys import Keys
from reader.network import BEYOND, FIRST_EDIT, NO_EDIT, Reader, Scores
from reader.rows import Words, batch_of, rows_of, value_tokens

VALUE_TOKENS_MAX = 40


def _scores(reader: Reader, words: Words, row: tuple, owners: int) -> Scores:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return reader(*batch_of(words, [row]), torch.tensor([owners]))


def softmax_with_none(margins: list[float]) -> list[float]:
    """Of each, beside none of them, whose score is 0."""
    most = max([0.0, *margins])
    parts = [math.exp(margin - most) for margin in margins]
    total = sum(parts) + math.exp(-most)
    return [part / total for part in parts]


@torch.no_grad()
def probabilities(reader: Reader, words: Words, example: Example) -> list[float]:
    """Of each line; what is missing to 1 is that none answers."""
    margins = [0.0] * len(example.lines)
    for row in rows_of(words, example.message, [line.words for line in example.lines]):
        scores = _scores(reader, words, row, 0).answer[0].tolist()
        for number, score in zip(row[2], scores[1:]):
            margins[number] = score - scores[0]
    return softmax_with_none(margins)


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


def _value_of(scores: Scores) -> tuple[tuple[int, int], float]:
    begin, end = (part[0].softmax(-1).tolist() for part in (scores.begin, scores.end))
    best, place = 0.0, (1, 1)
    for first, likely in enumerate(begin):
        for last in range(first, min(first + VALUE_TOKENS_MAX, len(end))):
            if likely * end[last] > best:
                best, place = likely * end[last], (first, last)
    return place, best


@torch.no_grad()
def find_edit(reader: Reader, words: Words, example: EditExample) -> FoundEdit:
    """The likeliest."""
    margins: list[float] = []
    value, sure_of_value, key, sure_of_key = (1, 1), 0.0, -1, 0.0
    for number, row in enumerate(rows_of(words, example.message, example.parts())):
        scores = _scores(reader, words, row, len(example.owners) if number == 0 else 0)
        edit = scores.edit[0].tolist()
        if number == 0:
            margins.append(edit[BEYOND] - edit[NO_EDIT])
            value, sure_of_value = _value_of(scores)
            keys = scores.key[0].softmax(-1)
            key, sure_of_key = int(keys.argmax()) - 1, float(keys.max())
        margins += [score - edit[NO_EDIT] for score in edit[FIRST_EDIT : FIRST_EDIT + ACTIONS * len(row[2])]]
    found = softmax_with_none(margins)
    nothing = 1 - sum(found)
    edits = found[1:]
    best = max(range(len(edits)), key=edits.__getitem__)
    part, action = divmod(best, ACTIONS)
    sure = edits[best] * (1.0 if action == DROP else sure_of_value)
    return FoundEdit(action, part, value, key, sure, sure_of_key, nothing)


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
