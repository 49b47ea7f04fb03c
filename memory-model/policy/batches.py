# SPDX-License-Identifier: Apache-2.0
"""Training batches: in each row one vault and several independent tasks that share it as a prefix."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor

from policy.generate import training_tasks
from policy.task import Task
from policy.world import make_world

_TASKS_OFFERED = 10
_GAP_SHARE = 0.2  # of rows whose tasks stand further from the vault than it is long, as behind a long user.md
_MAX_GAP = 600


@dataclass
class Batch:
    tokens: Tensor
    positions: Tensor
    mask: Tensor
    chosen: Tensor  # flat positions whose next token the model writes
    targets: Tensor
    tasks: int

    def inputs(self) -> tuple[Tensor, ...]:
        return self.tokens, self.positions, self.mask, self.chosen, self.targets


@dataclass
class _Row:
    tokens: list[int]
    positions: list[int]
    segments: list[int]
    written: list[bool]
    tasks: int = 0


def encode(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


def encode_task(tokenizer: Tokenizer, task: Task) -> tuple[list[int], list[bool]]:
    """The tokens behind the shared prefix and whether the model writes each."""
    tokens = encode(tokenizer, task.request())
    written = [False] * len(tokens)
    for text, by_model in task.spans():
        part = encode(tokenizer, text)
        tokens += part
        written += [by_model] * len(part)
    return tokens, written


def _make_row(rng: Random, tokenizer: Tokenizer, length: int) -> _Row:
    while True:
        world = make_world(rng)
        tasks = training_tasks(rng, world, _TASKS_OFFERED)
        if not tasks:
            continue
        prefix = encode(tokenizer, tasks[0].prefix())
        if len(prefix) > length // 2:
            continue
        gap = rng.randint(1, _MAX_GAP) if rng.random() < _GAP_SHARE else 0
        row = _Row(list(prefix), list(range(len(prefix))), [0] * len(prefix), [False] * len(prefix))
        for task in tasks:
            tokens, written = encode_task(tokenizer, task)
            if len(row.tokens) + len(tokens) > length:
                continue
            row.tasks += 1
            start = len(prefix) + gap
            row.tokens += tokens
            row.positions += range(start, start + len(tokens))
            row.segments += [row.tasks] * len(tokens)
            row.written += written
        if row.tasks:
            return row


def make_batch(rng: Random, tokenizer: Tokenizer, rows: int, length: int) -> Batch:
    pad = tokenizer.token_to_id("<|pad|>")
    tokens = torch.full((rows, length), pad)
    positions = torch.zeros(rows, length, dtype=torch.long)
    segments = torch.full((rows, length), -1)
    written = torch.zeros(rows, length, dtype=torch.bool)
    tasks = 0
    for index in range(rows):
        row = _make_row(rng, tokenizer, length)
        used = len(row.tokens)
        tokens[index, :used] = torch.tensor(row.tokens)
        positions[index, :used] = torch.tensor(row.positions)
        segments[index, :used] = torch.tensor(row.segments)
        written[index, :used] = torch.tensor(row.written)
        tasks += row.tasks
    causal = torch.ones(length, length, dtype=torch.bool).tril()[None]
    same = (segments[:, None, :] == 0) | (segments[:, None, :] == segments[:, :, None])
    # A position is learned from when the next token is written by the model in the same task.
    learned = written[:, 1:] & (segments[:, 1:] == segments[:, :-1])
    chosen = (learned.nonzero() * torch.tensor([length, 1])).sum(1)
    return Batch(tokens, positions, (causal & same)[:, None], chosen, tokens[:, 1:][learned], tasks)
