# SPDX-License-Identifier: Apache-2.0
"""Supervised training on oracle transcripts. One process a core; gradients are averaged with gloo.

The learning rate follows the share of the time budget that is spent: warm-up, flat, then linear to a twentieth.
"""

from __future__ import annotations

import json
import os
import pathlib
import time
from dataclasses import dataclass

import torch
import torch.distributed as dist

from policy import checkpoint, tokenizer
from policy.batches import Batch, Size
from policy.checkpoint import Progress
from policy.feed import Feed, loaders_of
from policy.grow import grown
from policy.induction import wire_induction
from policy.chosen_layers import chosen_layers
from policy.network import Decoder, Shape
from policy.record import machine
from policy.split import ALL_NEW
from policy.trial import right_tasks

_PEAK_RATE = 2e-3
_GROWN_PEAK_RATE = 1.2e-3  # of a model that starts from a released one
_PRETRAINED_WORDS_SHARE = 0.15  # of the rate, for the words and norms of a pretrained start: unseen words must stay near seen ones
_FLAT_SHARE = 0.6
_LAST_RATE_SHARE = 0.05
_GRADIENT_NORM_MAX = 1.0
_TRIALS = 12  # in the whole budget
_TRIAL_ROWS = 64
_STEP_SECONDS_MAX = 600.0  # that count: what a process stood still does not use up the budget


@dataclass
class Plan:
    folder: pathlib.Path
    seconds: float
    seed: int
    device: str = "cpu"
    start: pathlib.Path | None = None  # a released model to grow; none: from nothing
    table: pathlib.Path | None = None  # a chat model whose embeddings tell what words mean
    layers_kept: tuple[int, ...] = ()  # of the chat model: the start consists of them; none: no such start
    rounding: str = ""  # the block format to round to, for such a start
    rows: int = 4
    length: int = 768
    in_blocks: bool = False  # attention leaves out what no task may see: a GPU only
    loaders: int = -1  # processes that make batches; -1: as many as there are cores but two, none on the CPU
    peak_rate: float = 0.0  # 0: by the kind of start
    small_worlds_share: float = 0.2  # of the budget, in which small worlds come first
    warm_up_steps: int = 60
    threads: int = 1  # of a process on the CPU
    is_compiled: bool = True
    checkpoint_every_seconds: float = 150.0
    width: int = 256
    layers: int = 5
    hidden: int = 512

    def words_share(self) -> float:
        return _PRETRAINED_WORDS_SHARE if self.layers_kept else 1.0

    def peak(self) -> float:
        if self.peak_rate:
            return self.peak_rate
        return _GROWN_PEAK_RATE if self.start else _PEAK_RATE


def rank() -> int:
    return int(os.environ.get("RANK", "0"))


def world_size() -> int:
    return int(os.environ.get("WORLD_SIZE", "1"))


def _optimizers(model: Decoder, words_share: float) -> list[torch.optim.Optimizer]:
    matrices, others = [], []
    for name, parameter in model.named_parameters():
        is_matrix = parameter.dim() == 2 and not name.startswith("embedding")
        (matrices if is_matrix else others).append(parameter)
    optimizers = [
        torch.optim.Muon(matrices, lr=_PEAK_RATE, momentum=0.95, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=_PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.0),
    ]
    for optimizer, share in zip(optimizers, (1.0, words_share)):
        optimizer.param_groups[0]["share"] = share
    return optimizers


def _set_rate(optimizers: list[torch.optim.Optimizer], plan: Plan, step: int, share: float) -> float:
    decay = 1.0 if share < _FLAT_SHARE else max(_LAST_RATE_SHARE, (1 - share) / (1 - _FLAT_SHARE))
    rate = plan.peak() * min(1.0, (step + 1) / plan.warm_up_steps) * decay
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = rate * group["share"]
    return rate


def _average_gradients(model: Decoder) -> None:
    if world_size() == 1:
        return
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    flat = torch.cat([gradient.view(-1) for gradient in gradients])
    dist.all_reduce(flat)
    flat /= world_size()
    offset = 0
    for gradient in gradients:
        gradient.copy_(flat[offset : offset + gradient.numel()].view_as(gradient))
        offset += gradient.numel()


def _agreed_share(progress: Progress, plan: Plan) -> float:
    """The share of the budget spent, as the first process sees it."""
    share = torch.tensor([progress.seconds / plan.seconds])
    if world_size() > 1:
        dist.broadcast(share, 0)
    return share.item()


def _start(plan: Plan) -> tuple[Decoder, list[torch.optim.Optimizer], Progress]:
    """A new model, or the one of the last checkpoint."""
    path = plan.folder / "checkpoint.pt"
    words = tokenizer.load(plan.folder / "tokenizer.json")
    if path.exists():
        state = checkpoint.load(path)
        model = checkpoint.model_of(state).to(plan.device)
        optimizers = _optimizers(model, plan.words_share())
        for optimizer, saved in zip(optimizers, state["optimizers"]):
            optimizer.load_state_dict(saved)
        return model, optimizers, Progress(**state["progress"])
    torch.manual_seed(plan.seed)
    if plan.layers_kept and plan.table:
        model = chosen_layers(plan.table, plan.folder / "tokenizer.json", plan.layers_kept, plan.rounding).to(plan.device)
        return model, _optimizers(model, plan.words_share()), Progress()
    if plan.start and plan.table:
        model = grown(plan.start, plan.table, plan.folder / "tokenizer.json", plan.width).to(plan.device)
        return model, _optimizers(model, plan.words_share()), Progress()
    size = (words.get_vocab_size() + 31) // 32 * 32
    model = Decoder(Shape(size, width=plan.width, layers=plan.layers, hidden=plan.hidden))
    wire_induction(model, tokenizer.similar_groups(words, size))
    model.to(plan.device)
    return model, _optimizers(model, plan.words_share()), Progress()


class _Trial:
    """The same held-out tasks, looked at now and then, by the first process."""

    def __init__(self, plan: Plan, feed: Feed) -> None:
        self._plan, self._done = plan, 0
        size = Size(plan.rows, plan.length, split=ALL_NEW)
        count = -(-_TRIAL_ROWS // plan.rows) if rank() == 0 else 0
        self._batches = [feed.one(f"trial {number}", size) for number in range(count)]

    def is_due(self, share: float) -> bool:
        return bool(self._batches) and share >= self._done / _TRIALS

    def run(self, model: Decoder, share: float) -> tuple[int, int]:
        """(tasks written whole, tasks)."""
        self._done = int(share * _TRIALS) + 1
        counts = [right_tasks(model, batch, self._plan.device, self._plan.in_blocks) for batch in self._batches]
        return sum(right for right, _ in counts), sum(tasks for _, tasks in counts)


class _Log:
    """One JSON line every few steps, by the first process."""

    def __init__(self, plan: Plan) -> None:
        self._file = (plan.folder / "train.jsonl").open("a") if rank() == 0 else None
        self._losses: list[float] = []

    def note_trial(self, progress: Progress, right: int, tasks: int) -> None:
        if self._file:
            line = {"step": progress.step, "seconds": round(progress.seconds), "held_out_right": right, "held_out_tasks": tasks}
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def note(self, progress: Progress, loss: float, rate: float) -> None:
        self._losses.append(loss)
        if len(self._losses) < 10:
            return
        progress.loss = round(sum(self._losses) / len(self._losses), 5)
        self._losses.clear()
        if self._file:
            line = {**vars(progress), "seconds": round(progress.seconds), "rate": round(rate, 6)}
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()


def _step(run: torch.nn.Module, model: Decoder, optimizers: list[torch.optim.Optimizer], batch: Batch, plan: Plan) -> float:
    with torch.autocast(plan.device, dtype=torch.bfloat16):
        loss = run(*batch.inputs(plan.device), plan.in_blocks)
    loss.backward()
    _average_gradients(model)
    torch.nn.utils.clip_grad_norm_(model.parameters(), _GRADIENT_NORM_MAX)
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return loss.item()


def _count(progress: Progress, batch: Batch) -> None:
    progress.step += 1
    progress.tokens += batch.tokens.numel() * world_size()
    progress.written_tokens += batch.aim.targets.numel() * world_size()
    progress.tasks += batch.tasks * world_size()


def _compiled(model: Decoder) -> torch.nn.Module:
    """Each layer alone, with fixed sizes: one short compilation serves all of them."""
    for block in model.blocks:
        block.compile(dynamic=False)
    return model


def train(plan: Plan) -> Progress:
    """Trains until the time budget of the plan is spent; goes on from the folder's checkpoint."""
    if plan.device == "cpu":
        torch.set_num_threads(plan.threads)
    if world_size() > 1:
        dist.init_process_group("gloo")
    if rank() == 0:
        (plan.folder / "machine.json").write_text(json.dumps(machine(plan.device, world_size())), encoding="utf-8")
    model, optimizers, progress = _start(plan)
    run = _compiled(model) if plan.is_compiled else model
    loaders = loaders_of(plan.device) if plan.loaders < 0 else plan.loaders
    log, feed = _Log(plan), Feed(plan.folder / "tokenizer.json", f"{plan.seed} {rank()}", loaders)
    trial = _Trial(plan, feed)
    last = saved = time.monotonic()
    while (share := _agreed_share(progress, plan)) < 1:
        rate = _set_rate(optimizers, plan, progress.step, share)
        small = max(0.0, 1 - share / plan.small_worlds_share) if plan.small_worlds_share else 0.0
        batch = feed.batch(progress.step, Size(plan.rows, plan.length, small))
        if trial.is_due(share):
            log.note_trial(progress, *trial.run(model, share))
        loss = _step(run, model, optimizers, batch, plan)
        now = time.monotonic()
        progress.seconds += min(now - last, _STEP_SECONDS_MAX)
        last = now
        _count(progress, batch)
        log.note(progress, loss, rate)
        if rank() == 0 and now - saved > plan.checkpoint_every_seconds:
            checkpoint.save(plan.folder / "checkpoint.pt", model, optimizers, progress, plan.seed)
            saved = now
    if trial.is_due(1.0):
        log.note_trial(progress, *trial.run(model, 1.0))
    feed.close()
    if rank() == 0:
        checkpoint.save(plan.folder / "checkpoint.pt", model, optimizers, progress, plan.seed)
    return progress
