# SPDX-License-Identifier: Apache-2.0
"""A start that copies before any training.

Layer 0 gets heads that attend to the previous token and the one before it, through a constant embedding channel and the
rotary positions. Layer 1 gets heads that match the current token (and the pair before it) with what stood before each
earlier token and bring what followed. Only weights are set; the architecture is untouched.
"""

from __future__ import annotations

import torch
from torch import Tensor

from policy.network import Decoder

_SCALE = 0.05  # of embeddings
_NORM_GAIN = 1.6  # sharper attention in the wired layers
_COPY_GAIN = 4.0


class _Wiring:
    """The shared bases of the wired heads."""

    def __init__(self, model: Decoder, seed: int) -> None:
        shape = model.shape
        self.width, self.head = shape.width, shape.head_width
        self.half = self.head // 2
        self.generator = torch.Generator().manual_seed(seed)
        self.frequencies = 1.0 / (shape.rope_base ** (torch.arange(self.half).float() / self.half))
        slow = [index for index in range(self.half) if self.frequencies[index] < 0.012]
        self.slow_rows = slow + [index + self.half for index in slow]
        self.count = min(20, len(self.slow_rows) // 2)
        self.previous = list(range(self.width - 2 * self.count, self.width - self.count))
        self.before_previous = list(range(self.width - self.count, self.width))
        self.free = list(range(1, self.width - 2 * self.count))
        size = len(self.free)
        self.basis = torch.linalg.qr(torch.randn(size, size, generator=self.generator))[0]
        self.identity = torch.zeros(self.count, self.width)
        self.identity[:, self.free] = self.basis[: self.count]

    def noise(self, scale: float) -> Tensor:
        return torch.randn(self.head, self.width, generator=self.generator) * scale

    def empty(self) -> Tensor:
        return torch.zeros(self.head, self.width)


def _wire_embeddings(model: Decoder, wiring: _Wiring, groups: list[int]) -> None:
    size = len(wiring.free)
    own = torch.randn(model.shape.vocabulary, size, generator=wiring.generator) * _SCALE
    shared = torch.randn(max(groups) + 1, size, generator=wiring.generator) * _SCALE
    weights = torch.zeros(model.shape.vocabulary, wiring.width)
    weights[:, wiring.free] = 0.7 * own + 0.7 * shared[torch.tensor(groups)]
    weights[:, 0] = 3 * _SCALE
    model.embedding.weight.copy_(weights)


def _wire_previous_token(model: Decoder, wiring: _Wiring) -> None:
    block, head = model.blocks[0], wiring.head
    for index, (distance, place) in enumerate(((1, wiring.previous), (2, wiring.before_previous))):
        rows = slice(index * head, (index + 1) * head)
        query, key, value = wiring.empty(), wiring.empty(), wiring.empty()
        for i in range(4):
            key[i, 0] = 1
            query[i, 0] = torch.cos(distance * wiring.frequencies[i])
            query[i + wiring.half, 0] = -torch.sin(distance * wiring.frequencies[i])
        value[: wiring.count] = wiring.identity
        block.query.weight[rows] = query + wiring.noise(0.01)
        block.key.weight[rows] = key + wiring.noise(0.01)
        block.value.weight[rows] = value + wiring.noise(0.003)
        output = torch.zeros(wiring.width, head)
        for column, target in enumerate(place):
            output[target, column] = 1.5 * _SCALE
        block.output.weight[:, rows] = output


def _wire_copy(model: Decoder, wiring: _Wiring) -> None:
    block, head, count = model.blocks[1], wiring.head, wiring.count
    rows_used = wiring.slow_rows[: 2 * count]
    for index in range(2):
        rows = slice(index * head, (index + 1) * head)
        query, key, carried = wiring.empty(), wiring.empty(), wiring.empty()
        for j in range(count):
            query[rows_used[j]] = wiring.identity[j]
            key[rows_used[j], wiring.previous[j]] = 1
            if index == 1:
                query[rows_used[count + j], wiring.previous[j]] = 0.8
                key[rows_used[count + j], wiring.before_previous[j]] = 0.8
        size = len(wiring.free)
        width = min(head, size)
        start = (index * head) % size
        chosen = [(start + j) % size for j in range(width)]
        carried[:width][:, wiring.free] = wiring.basis[chosen]
        block.query.weight[rows] = query + wiring.noise(0.005)
        block.key.weight[rows] = key + wiring.noise(0.005)
        block.value.weight[rows] = carried
        block.output.weight[:, rows] = carried.T * _SCALE * _COPY_GAIN


@torch.no_grad()
def wire_induction(model: Decoder, groups: list[int], seed: int = 0) -> None:
    """groups: a number for each token; tokens of one group start with near-equal embeddings."""
    wiring = _Wiring(model, seed)
    for block in model.blocks:
        block.output.weight.mul_(_SCALE)
        block.down.weight.mul_(_SCALE)
    for block in (model.blocks[0], model.blocks[1]):
        block.query_norm.weight.fill_(_NORM_GAIN)
        block.key_norm.weight.fill_(_NORM_GAIN)
    _wire_embeddings(model, wiring, groups)
    _wire_previous_token(model, wiring)
    _wire_copy(model, wiring)
