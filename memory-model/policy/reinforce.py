# SPDX-License-Identifier: Apache-2.0
"""Reinforcement learning from a supervised checkpoint: samples through the program, RLOO advantages, KL to the start.

A step: draw tasks, write the weights as the program reads them, let the program sample, weigh the samples, take one gradient step on them.
The samples are of the weights that learn from them, so there is no ratio to clip.
"""

from __future__ import annotations

import copy
import json
import pathlib
import time
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from random import Random

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from policy import checkpoint, tokenizer
from policy.advantage import Weighed, weighed_groups
from policy.batches import encode
from policy.checkpoint import Progress
from policy.export import write_gguf
from policy.generate import stream
from policy.network import Decoder, visible
from policy.rollouts import Roller, Rollout
from policy.split import TRAINING
from policy.task import Task

_GRADIENT_NORM_MAX = 1.0
_NOTES_MAX = 12  # of a vault: the program opens one for every sample
_MEAN_TOKENS = 64.0  # of a sample: the loss is the same for a token of a short one and of a long one


@dataclass(frozen=True)
class Plan:
    folder: pathlib.Path  # holds tokenizer.json and the supervised checkpoint; the run's files go into it
    program: pathlib.Path
    seconds: float
    seed: int
    device: str = "cpu"
    tasks: int = 16
    samples: int = 8
    temperature: float = 1.0
    rate: float = 2e-5
    words_share: float = 0.15
    divergence_cost: float = 0.02
    warm_up_steps: int = 5
    processes: int = 2
    row_tokens_max: int = 4096
    save_every_steps: int = 5
    name: str = "tiles-memory"


@dataclass(frozen=True)
class Row:
    """One prompt with several samples behind it, which do not see each other."""

    tokens: Tensor
    positions: Tensor
    segments: Tensor
    learned: Tensor  # whether the next token was written by the model in the same sample
    weights: Tensor  # the advantage of the sample that a token belongs to


def row_of(words: Tokenizer, group: list[Weighed], tokens_max: int) -> Row | None:
    """Nothing where the prompt leaves no room. Samples that do not fit are left out."""
    prompt = encode(words, group[0].rollout.prompt)
    tokens, positions, segments = list(prompt), list(range(len(prompt))), [0] * len(prompt)
    written, weights = [False] * len(prompt), [0.0] * len(prompt)
    for number, weighed in enumerate(group, 1):
        part, own = _sample_tokens(words, weighed.rollout)
        if len(tokens) + 1 + len(part) > tokens_max:
            continue
        # The last token of the prompt stands before each sample again: what follows it is learned there.
        part, own = [prompt[-1], *part], [False, *own]
        tokens += part
        positions += range(len(prompt) - 1, len(prompt) - 1 + len(part))
        segments += [number] * len(part)
        written += own
        weights += [weighed.advantage] * len(part)
    if len(tokens) == len(prompt):
        return None
    same = [a == b for a, b in zip(segments[1:], segments)]
    learned = [own and together for own, together in zip(written[1:], same)] + [False]
    return Row(*(torch.tensor(part) for part in (tokens, positions, segments, learned, weights)))


def _sample_tokens(words: Tokenizer, rollout: Rollout) -> tuple[list[int], list[bool]]:
    tokens: list[int] = []
    own: list[bool] = []
    for written, result in rollout.turns:
        tokens += written
        own += [True] * len(written)
        if result is not None:
            shown = encode(words, f"<result>{result}</result>")
            tokens += shown
            own += [False] * len(shown)
    return tokens, own


def _mask(segments: Tensor) -> Tensor:
    """As in training, but the prompt's last token is read from its copy in each sample, not twice."""
    mask = visible(segments[None])
    last = int((segments == 0).sum()) - 1
    in_sample = segments > 0
    mask[0, 0, :, last] &= ~in_sample
    return mask


def log_probabilities(model: Decoder, row: Row, device: str) -> Tensor:
    """Of each learned token, in order."""
    with torch.autocast(device, dtype=torch.bfloat16):
        hidden = model.hidden(row.tokens[None].to(device), row.positions[None].to(device), _mask(row.segments).to(device))[0]
        places = row.learned.nonzero().flatten()
        logits = F.linear(hidden[places.to(device)], model.embedding.weight).float()
    targets = row.tokens[places + 1].to(device)
    return -F.cross_entropy(logits, targets, reduction="none")


def _loss(model: Decoder, start: Decoder, row: Row, plan: Plan) -> tuple[Tensor, float]:
    """(loss of all samples of the row, mean divergence of a token)."""
    now = log_probabilities(model, row, plan.device)
    with torch.no_grad():
        before = log_probabilities(start, row, plan.device)
    weights = row.weights[row.learned].to(plan.device)
    # The estimator k3 of Schulman (2020): never negative, and right in the mean.
    divergence = torch.exp(before - now) - (before - now) - 1
    loss = (-weights * now + plan.divergence_cost * divergence).sum() / _MEAN_TOKENS
    return loss, divergence.mean().item()


def _drawn(rng: Random, count: int) -> list[Task]:
    fitting = (task for task in stream(rng, TRAINING) if len(task.files) <= _NOTES_MAX)
    return list(islice(fitting, count))


def _optimizer(model: Decoder, plan: Plan) -> torch.optim.Optimizer:
    matrices = [parameter for name, parameter in model.named_parameters() if parameter.dim() == 2 and not name.startswith("embedding")]
    chosen = {id(parameter) for parameter in matrices}
    others = [parameter for parameter in model.parameters() if id(parameter) not in chosen]
    groups = [{"params": matrices, "share": 1.0}, {"params": others, "share": plan.words_share}]
    return torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.95), weight_decay=0.0)


class Run:
    """Goes on from the folder's `rl.pt`, else from its supervised `checkpoint.pt`."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._words = tokenizer.load(plan.folder / "tokenizer.json")
        self._start = checkpoint.model_of(checkpoint.load(plan.folder / "checkpoint.pt")).to(plan.device)
        path = plan.folder / "rl.pt"
        state = checkpoint.load(path) if path.exists() else None
        self._model = checkpoint.model_of(state).to(plan.device) if state else copy.deepcopy(self._start)
        self._optimizer = _optimizer(self._model, plan)
        self._progress = Progress(**state["progress"]) if state else Progress()
        if state:
            self._optimizer.load_state_dict(state["optimizers"][0])
        closing = frozenset(self._words.token_to_id(token) for token in ("</python>", "</reply>", "<|end|>"))
        self._roller = Roller(plan.program, plan.processes, closing)

    def _groups(self, step: int) -> list[list[Rollout]]:
        plan, weights = self._plan, self._plan.folder / "rl.gguf"
        kind = self._model.shape.rounding or "q8_0"
        write_gguf(self._model, plan.folder / "tokenizer.json", weights, kind, plan.name)
        tasks = _drawn(Random(f"{plan.seed} rl {step}"), plan.tasks)
        return self._roller.groups(weights, tasks, plan.samples, plan.temperature, 1 + step * plan.samples, date.today())

    def _learn(self, groups: list[list[Weighed]]) -> tuple[float, float]:
        """(mean loss, mean divergence) of the groups."""
        plan, losses, divergences = self._plan, [], []
        rate = plan.rate * min(1.0, (self._progress.step + 1) / plan.warm_up_steps)
        for group in self._optimizer.param_groups:
            group["lr"] = rate * group["share"]
        count = sum(len(group) for group in groups)
        for group in groups:
            row = row_of(self._words, group, plan.row_tokens_max)
            if row is None:
                continue
            loss, divergence = _loss(self._model, self._start, row, plan)
            (loss / count).backward()
            losses.append(loss.item() / len(group))
            divergences.append(divergence)
            self._progress.tokens += row.tokens.numel()
            self._progress.written_tokens += int(row.learned.sum())
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), _GRADIENT_NORM_MAX)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        return (sum(losses) / len(losses), sum(divergences) / len(divergences)) if losses else (0.0, 0.0)

    def step(self) -> dict:
        """One line of the log."""
        progress, begin = self._progress, time.monotonic()
        groups = self._groups(progress.step)
        rolled = time.monotonic()
        samples = [rollout for group in groups for rollout in group]
        telling = weighed_groups(groups)
        loss, divergence = self._learn(telling)
        progress.step += 1
        progress.tasks += len(samples)
        progress.seconds += time.monotonic() - begin
        progress.loss = round(loss, 5)
        return {
            **asdict(progress),
            "seconds": round(progress.seconds),
            "reward": round(sum(one.earned for one in samples) / len(samples), 4),
            "right": round(sum(one.is_right for one in samples) / len(samples), 4),
            "groups": len(groups),
            "telling": len(telling),
            "divergence": round(divergence, 5),
            "rollout_seconds": round(rolled - begin, 1),
        }

    def save(self) -> None:
        checkpoint.save(self._plan.folder / "rl.pt", self._model, [self._optimizer], self._progress, self._plan.seed)

    def train(self) -> Progress:
        """Until the time budget is spent."""
        with (self._plan.folder / "rl.jsonl").open("a") as log:
            if not self._progress.step:
                settings = {name: value for name, value in asdict(self._plan).items() if name not in ("folder", "program")}
                log.write(json.dumps({"plan": settings}) + "\n")
            while self._progress.seconds < self._plan.seconds:
                log.write(json.dumps(self.step()) + "\n")
                log.flush()
                if self._progress.step % self._plan.save_every_steps == 0:
                    self.save()
        self.save()
        return self._progress
