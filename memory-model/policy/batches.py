# SPDX-License-Identifier: Apache-2.0
"""Training batches: in each row one vault and several independent tasks that share it as a prefix."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor

from policy.generate import focused_tasks
from policy.network import Aim
from policy.split import TRAINING, Split
from policy.task import Task
from policy.world import make_world

_GAP_SHARE = 0.2  # of rows whose tasks stand further from the vault than it is long, as behind a long user.md
_MAX_GAP = 600
_SMALL_WORLD_NOTES = 3
_RIVALS = 1024  # tokens besides those of the batch that the loss sets against the right one
_THINK_WEIGHT = 2.0  # a thought is the decision; what follows mostly spells it out
_TASK_TRIES = 40  # draws for one row


@dataclass
class Batch:
    tokens: Tensor
    positions: Tensor
    segments: Tensor
    aim: Aim
    tasks: int

    def inputs(self, device: str) -> tuple[Tensor, Tensor, Tensor, Aim]:
        aim = Aim(*(part.to(device) for part in self.aim))
        return self.tokens.to(device), self.positions.to(device), self.segments.to(device), aim


@dataclass(frozen=True)
class Size:
    rows: int
    length: int
    small_world_share: float = 0.0  # of rows whose world has few notes: the curriculum's start
    split: Split = TRAINING


@dataclass
class _Row:
    tokens: list[int]
    positions: list[int]
    segments: list[int]
    weights: list[float]
    tasks: int = 0


def encode(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


def encode_task(tokenizer: Tokenizer, task: Task) -> tuple[list[int], list[float]]:
    """The tokens behind the shared prefix and what each weighs in the loss: nothing unless the model writes it."""
    opening, closing = tokenizer.token_to_id("<think>"), tokenizer.token_to_id("</think>")
    tokens = encode(tokenizer, task.request())
    weights = [0.0] * len(tokens)
    for text, by_model in task.spans():
        part = encode(tokenizer, text)
        weight = 1.0
        for token in part:
            weight = _THINK_WEIGHT if token == opening else weight
            weights.append(weight if by_model else 0.0)
            weight = 1.0 if token == closing else weight
        tokens += part
    return tokens, weights


def _make_row(rng: Random, tokenizer: Tokenizer, size: Size) -> _Row:
    while True:
        small = rng.random() < size.small_world_share
        world = make_world(rng, size.split, count=rng.randint(0, _SMALL_WORLD_NOTES) if small else None)
        row = None
        for task in focused_tasks(rng, world, _TASK_TRIES):
            if row is None:
                prefix = encode(tokenizer, task.prefix())
                count = len(prefix)
                if count > size.length * 3 // 4:
                    break
                row = _Row(prefix, list(range(count)), [0] * count, [0.0] * count)
                start = count + (rng.randint(1, _MAX_GAP) if rng.random() < _GAP_SHARE else 0)
            tokens, weights = encode_task(tokenizer, task)
            if len(row.tokens) + len(tokens) > size.length:
                # The next one in its place would be a shorter one: long tasks must not lose by that.
                if row.tasks:
                    break
                continue
            row.tasks += 1
            row.tokens += tokens
            row.positions += range(start, start + len(tokens))
            row.segments += [row.tasks] * len(tokens)
            row.weights += weights
        if row and row.tasks:
            return row


def _aim(rng: Random, tokens: Tensor, segments: Tensor, weights: Tensor, vocabulary: int) -> Aim:
    # A position is learned from when the next token is written by the model in the same task.
    learned = (weights[:, 1:] > 0) & (segments[:, 1:] == segments[:, :-1])
    chosen = (learned.nonzero() * torch.tensor([tokens.shape[1], 1])).sum(1)
    present = torch.unique(tokens)
    places = torch.full((vocabulary,), -1)
    places[present] = torch.arange(len(present))
    absent = (places < 0).nonzero().flatten()
    order = torch.randperm(len(absent), generator=torch.Generator().manual_seed(rng.getrandbits(62)))
    rivals = absent[order[:_RIVALS]]
    return Aim(chosen, weights[:, 1:][learned], present, rivals, places[tokens[:, 1:][learned]])


def make_batch(rng: Random, tokenizer: Tokenizer, size: Size) -> Batch:
    pad = tokenizer.token_to_id("<|pad|>")
    shape = (size.rows, size.length)
    tokens, positions = torch.full(shape, pad), torch.zeros(shape, dtype=torch.long)
    segments, weights = torch.full(shape, -1), torch.zeros(shape)
    tasks = 0
    for index in range(size.rows):
        row = _make_row(rng, tokenizer, size)
        used = len(row.tokens)
        tokens[index, :used] = torch.tensor(row.tokens)
        positions[index, :used] = torch.tensor(row.positions)
        segments[index, :used] = torch.tensor(row.segments)
        weights[index, :used] = torch.tensor(row.weights)
        tasks += row.tasks
    aim = _aim(rng, tokens, segments, weights, tokenizer.get_vocab_size())
    return Batch(tokens, positions, segments, aim, tasks)
