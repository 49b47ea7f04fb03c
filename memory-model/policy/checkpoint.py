# SPDX-License-Identifier: Apache-2.0
"""Checkpoints: everything that is needed to go on with a run, or to export its weights."""

from __future__ import annotations

import os
import pathlib
from dataclasses import asdict, dataclass

import torch

from policy.network import Decoder, Shape


@dataclass
class Progress:
    step: int = 0
    seconds: float = 0.0
    tokens: int = 0
    written_tokens: int = 0  # tokens that the loss was taken on
    tasks: int = 0
    loss: float = 0.0  # mean over the last logged steps


def save(path: pathlib.Path, model: Decoder, optimizers: list[torch.optim.Optimizer], progress: Progress, seed: int) -> None:
    """Whole or absent: written beside `path`, then renamed."""
    state = {
        "shape": asdict(model.shape),
        "weights": model.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in optimizers],
        "progress": asdict(progress),
        "seed": seed,
    }
    temporary = path.with_suffix(".part")
    torch.save(state, temporary)
    os.replace(temporary, path)


def load(path: pathlib.Path) -> dict:
    return torch.load(path, map_location="cpu", weights_only=True)


def model_of(state: dict) -> Decoder:
    model = Decoder(Shape(**state["shape"]))
    model.load_state_dict(state["weights"])
    return model
