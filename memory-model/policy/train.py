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
from random import Random

import torch
import torch.distributed as dist
from torch import Tensor

from policy import checkpoint, tokenizer
from policy.batches import make_batch
from policy.checkpoint import Progress
from policy.induction import wire_induction
from policy.network import Decoder, Shape

_PEAK_RATE = 2e-3
_WARM_UP_STEPS = 60
_FLAT_SHARE = 0.6
_LAST_RATE_SHARE = 0.05
_GRADIENT_NORM_MAX = 1.0


@dataclass
class Plan:
    folder: pathlib.Path
    seconds: float
    seed: int
    rows: int = 6
    length: int = 512
    checkpoint_every_seconds: float = 150.0
    width: int = 192
    layers: int = 5
    hidden: int = 512


def rank() -> int:
    return int(os.environ.get("RANK", "0"))


def world_size() -> int:
    return int(os.environ.get("WORLD_SIZE", "1"))


def _optimizers(model: Decoder) -> list[torch.optim.Optimizer]:
    matrices, others = [], []
    for name, parameter in model.named_parameters():
        is_matrix = parameter.dim() == 2 and not name.startswith("embedding")
        (matrices if is_matrix else others).append(parameter)
    return [
        torch.optim.Muon(matrices, lr=_PEAK_RATE, momentum=0.95, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=_PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def _set_rate(optimizers: list[torch.optim.Optimizer], step: int, share: float) -> float:
    decay = 1.0 if share < _FLAT_SHARE else max(_LAST_RATE_SHARE, (1 - share) / (1 - _FLAT_SHARE))
    rate = _PEAK_RATE * min(1.0, (step + 1) / _WARM_UP_STEPS) * decay
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = rate
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
        model = checkpoint.model_of(state)
        optimizers = _optimizers(model)
        for optimizer, saved in zip(optimizers, state["optimizers"]):
            optimizer.load_state_dict(saved)
        return model, optimizers, Progress(**state["progress"])
    torch.manual_seed(plan.seed)
    size = (words.get_vocab_size() + 31) // 32 * 32
    model = Decoder(Shape(size, width=plan.width, layers=plan.layers, hidden=plan.hidden))
    wire_induction(model, tokenizer.similar_groups(words, size))
    return model, _optimizers(model), Progress()


class _Log:
    """One JSON line every few steps, by the first process."""

    def __init__(self, plan: Plan) -> None:
        self._file = (plan.folder / "train.jsonl").open("a") if rank() == 0 else None
        self._losses: list[float] = []

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


def _step(run: torch.nn.Module, model: Decoder, optimizers: list[torch.optim.Optimizer], inputs: tuple[Tensor, ...]) -> float:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = run(*inputs).mean()
    loss.backward()
    _average_gradients(model)
    torch.nn.utils.clip_grad_norm_(model.parameters(), _GRADIENT_NORM_MAX)
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return loss.item()


def train(plan: Plan) -> Progress:
    """Trains until the time budget of the plan is spent; goes on from the folder's checkpoint."""
    torch.set_num_threads(1)
    if world_size() > 1:
        dist.init_process_group("gloo")
    words = tokenizer.load(plan.folder / "tokenizer.json")
    model, optimizers, progress = _start(plan)
    compiled = torch.compile(model, dynamic=True)
    log = _Log(plan)
    last = saved = time.monotonic()
    while (share := _agreed_share(progress, plan)) < 1:
        rate = _set_rate(optimizers, progress.step, share)
        # Each step draws from its own seed, so that a resumed run sees what an unbroken one would.
        rng = Random(f"{plan.seed} {progress.step} {rank()}")
        batch = make_batch(rng, words, plan.rows, plan.length)
        loss = _step(compiled, model, optimizers, batch.inputs())
        now = time.monotonic()
        progress.seconds += now - last
        last = now
        progress.step += 1
        progress.tokens += batch.tokens.numel() * world_size()
        progress.written_tokens += batch.targets.numel() * world_size()
        progress.tasks += batch.tasks * world_size()
        log.note(progress, loss, rate)
        if rank() == 0 and now - saved > plan.checkpoint_every_seconds:
            checkpoint.save(plan.folder / "checkpoint.pt", model, optimizers, progress, plan.seed)
            saved = now
    if rank() == 0:
        checkpoint.save(plan.folder / "checkpoint.pt", model, optimizers, progress, plan.seed)
    return progress
