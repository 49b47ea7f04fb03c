# SPDX-License-Identifier: Apache-2.0
"""A small decoder of the Qwen3 architecture: QK norm, rotary positions, SwiGLU, tied embeddings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass
class Shape:
    vocabulary: int
    width: int = 192
    layers: int = 5
    heads: int = 4
    head_width: int = 64
    hidden: int = 512
    context: int = 4096
    rope_base: float = 100000.0
    epsilon: float = 1e-6


class Aim(NamedTuple):
    """What is learned from a batch."""

    chosen: Tensor  # flat positions whose next token the model writes
    weights: Tensor  # how much each counts
    present: Tensor  # the tokens of the batch, each once
    rivals: Tensor  # some of the other tokens
    targets: Tensor  # the next tokens, as their places in `present`


def visible(segments: Tensor) -> Tensor:
    """The attention mask of rows in which segment 0 is a prefix that the others share; -1 is padding."""
    length = segments.shape[1]
    causal = torch.ones(length, length, dtype=torch.bool, device=segments.device).tril()
    same = (segments[:, None, :] == 0) | (segments[:, None, :] == segments[:, :, None])
    return (causal[None] & same)[:, None]


class RootMeanSquare(nn.Module):
    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        wide = x.float()
        normed = wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + self.epsilon)
        return normed.to(x.dtype) * self.weight.to(x.dtype)


def rotate(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    first, second = x[..., :half], x[..., half:]
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)


class KeyValueCache:
    """Room for the keys and values of one layer during decoding."""

    def __init__(self, batch: int, shape: Shape, length: int) -> None:
        size = (batch, shape.heads, length, shape.head_width)
        self.keys, self.values, self.used = torch.zeros(size), torch.zeros(size), 0

    def append(self, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        end = self.used + keys.shape[2]
        self.keys[:, :, self.used : end] = keys
        self.values[:, :, self.used : end] = values
        self.used = end
        return self.keys[:, :, :end], self.values[:, :, :end]


class Block(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        inner = shape.heads * shape.head_width
        self.heads, self.head_width = shape.heads, shape.head_width
        self.attention_norm = RootMeanSquare(shape.width, shape.epsilon)
        self.hidden_norm = RootMeanSquare(shape.width, shape.epsilon)
        self.query = nn.Linear(shape.width, inner, bias=False)
        self.key = nn.Linear(shape.width, inner, bias=False)
        self.value = nn.Linear(shape.width, inner, bias=False)
        self.output = nn.Linear(inner, shape.width, bias=False)
        self.query_norm = RootMeanSquare(shape.head_width, shape.epsilon)
        self.key_norm = RootMeanSquare(shape.head_width, shape.epsilon)
        self.gate = nn.Linear(shape.width, shape.hidden, bias=False)
        self.up = nn.Linear(shape.width, shape.hidden, bias=False)
        self.down = nn.Linear(shape.hidden, shape.width, bias=False)

    def _split(self, x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], self.heads, self.head_width).transpose(1, 2)

    def forward(
        self, x: Tensor, cosine: Tensor, sine: Tensor, mask: Tensor, cache: KeyValueCache | None = None
    ) -> Tensor:
        batch, length, _ = x.shape
        h = self.attention_norm(x)
        queries = rotate(self.query_norm(self._split(self.query(h))), cosine, sine)
        keys = rotate(self.key_norm(self._split(self.key(h))), cosine, sine)
        values = self._split(self.value(h))
        if cache is not None:
            keys, values = cache.append(keys, values)
        mixed = F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, length, -1))
        h = self.hidden_norm(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Decoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.final_norm = RootMeanSquare(shape.width, shape.epsilon)
        half = shape.head_width // 2
        frequencies = shape.rope_base ** (-torch.arange(half).float() / half)
        angles = torch.outer(torch.arange(shape.context).float(), frequencies)
        self.register_buffer("cosine", torch.cos(angles), False)
        self.register_buffer("sine", torch.sin(angles), False)
        self._start_weights()

    def _start_weights(self) -> None:
        for name, parameter in self.named_parameters():
            if parameter.dim() != 2:
                continue
            deviation = 0.02 if name.startswith("embedding") else 1.0 / math.sqrt(parameter.shape[1])
            if name.endswith(("output.weight", "down.weight")):
                deviation /= math.sqrt(2 * self.shape.layers)
            nn.init.normal_(parameter, 0, deviation)

    def hidden(
        self, tokens: Tensor, positions: Tensor, mask: Tensor, caches: list[KeyValueCache] | None = None
    ) -> Tensor:
        """The last layer's normed output. mask: batch × 1 × queries × keys, true where attention is allowed."""
        x = self.embedding(tokens)
        cosine = self.cosine[positions].unsqueeze(1).to(x.dtype)
        sine = self.sine[positions].unsqueeze(1).to(x.dtype)
        for index, block in enumerate(self.blocks):
            x = block(x, cosine, sine, mask, caches[index] if caches else None)
        return self.final_norm(x)

    def forward(self, tokens: Tensor, positions: Tensor, segments: Tensor, aim: Aim) -> Tensor:
        """The weighed loss at each chosen position; logits are made only there, and only for the batch's own tokens.

        Tokens that the batch lacks are rivals whose rows stay as they are: a word that is never said keeps its meaning.
        """
        h = self.hidden(tokens, positions, visible(segments))
        h = h.reshape(-1, h.shape[-1]).index_select(0, aim.chosen)
        table = self.embedding.weight
        rows = torch.cat([table.index_select(0, aim.present), table.index_select(0, aim.rivals).detach()])
        losses = F.cross_entropy(F.linear(h, rows).float(), aim.targets, reduction="none")
        return (losses * aim.weights).sum() / aim.weights.sum()

    def parameter_count(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters())
