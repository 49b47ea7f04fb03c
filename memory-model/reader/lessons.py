# SPDX-License-Identifier: Apache-2.0
"""What the reader learns from: examples of both kinds as rows, with what is right, and the loss over a batch of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Iterator, Sequence

import torch
from torch import Tensor

from policy.split import TRAINING
from reader.edits import ACTIONS, ADD, DROP, EditExample, edit_examples
from reader.examples import Example, examples
from reader.keys import Keys
from reader.network import BEYOND, FIRST_EDIT, NO_EDIT, Scores
from reader.rows import Row, Words, rows_of, value_tokens
from reader.spoken import spoken_examples

EDITS_SHARE = 0.45  # of the lessons of tasks; the rest ask
SPOKEN_SHARE = 0.4  # of all lessons
_SORTED_BATCHES = 4  # rows of like length go together
_AWAY = -1e4


@dataclass(frozen=True)
class Lesson:
    row: Row
    owners: int = 0
    answers: tuple[int, ...] | None = None  # of the row's parts; empty: none. Nothing: it is about an edit
    edit: int = NO_EDIT  # of Scores.edit
    values: tuple[tuple[int, int], ...] = ()  # tokens
    key: int | None = None  # of Scores.key; nothing: there is no new line


def question_lesson(words: Words, example: Example) -> Lesson | None:
    """The first row of an example; nothing where what is right did not fit."""
    row = rows_of(words, example.message, [line.words for line in example.lines])[0]
    right = tuple(place for place, number in enumerate(row[2]) if number in example.right)
    return Lesson(row, answers=right) if right or not example.right else None


def edit_lesson(words: Words, keys: Keys, example: EditExample) -> Lesson | None:
    row = rows_of(words, example.message, example.parts())[0]
    owners, edit = len(example.owners), example.edit
    if edit is None:
        return Lesson(row, owners, edit=BEYOND if example.is_beyond else NO_EDIT)
    values = tuple(value_tokens(words, example.message, edit.values))
    if edit.part not in row[2] or (edit.action != DROP and not values):
        return None
    number = keys.number_of(edit.key)
    key = (0 if number is None else 1 + number) if edit.action == ADD else None
    return Lesson(row, owners, None, FIRST_EDIT + edit.part * ACTIONS + edit.action, values, key)


def lessons(words: Words, keys: Keys, rng: Random) -> Iterator[Lesson]:
    questions = examples(Random(rng.random()), TRAINING, is_training=True)
    edits = edit_examples(Random(rng.random()), TRAINING, is_training=True)
    spoken = spoken_examples(Random(rng.random()))
    while True:
        if rng.random() < SPOKEN_SHARE:
            example: Example | EditExample = next(spoken)
        else:
            example = next(edits) if rng.random() < EDITS_SHARE else next(questions)
        lesson = question_lesson(words, example) if isinstance(example, Example) else edit_lesson(words, keys, example)
        if lesson:
            yield lesson


def batches(drawn: Iterator[Lesson], rng: Random, rows: int) -> Iterator[list[Lesson]]:
    while True:
        some = sorted(islice(drawn, rows * _SORTED_BATCHES), key=lambda one: len(one.row[0]))
        ready = [some[at : at + rows] for at in range(0, len(some), rows)]
        rng.shuffle(ready)
        yield from ready


def _mean(parts: list[Tensor], scores: Scores) -> Tensor:
    return -torch.stack(parts).mean() if parts else scores.answer.sum() * 0


def answer_loss(scores: Scores, batch: Sequence[Lesson]) -> Tensor:
    """Of a softmax over none and the lines: any of the right lines will do."""
    logs = scores.answer.log_softmax(-1)
    asked = [(at, one.answers) for at, one in enumerate(batch) if one.answers is not None]
    return _mean([logs[at, [1 + part for part in right] or [0]].logsumexp(0) for at, right in asked], scores)


def edit_loss(scores: Scores, batch: Sequence[Lesson]) -> Tensor:
    logs = scores.edit.log_softmax(-1)
    return _mean([logs[at, one.edit] for at, one in enumerate(batch) if one.answers is None], scores)


def value_loss(scores: Scores, batch: Sequence[Lesson]) -> Tensor:
    """Any of the places where the value stands will do."""
    begin, end = scores.begin.log_softmax(-1), scores.end.log_softmax(-1)
    parts = []
    for at, one in enumerate(batch):
        if one.values:
            first, last = zip(*one.values)
            parts.append((begin[at, list(first)] + end[at, list(last)]).logsumexp(0))
    return _mean(parts, scores)


def key_loss(scores: Scores, batch: Sequence[Lesson], held_out: Sequence[int]) -> Tensor:
    """Keys that are held out are not taught to be wrong; a name that happens to be one of them teaches nothing."""
    away = {1 + number for number in held_out}
    key = scores.key.clone()
    key[:, sorted(away)] = _AWAY
    logs = key.log_softmax(-1)
    return _mean([logs[at, one.key] for at, one in enumerate(batch) if one.key is not None and one.key not in away], scores)
