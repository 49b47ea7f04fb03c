# SPDX-License-Identifier: Apache-2.0
"""A small decoder: rotary positions, SwiGLU, tied embeddings; Qwen3's with a norm of queries and keys, Llama's without."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.attention.flex_attention import BlockMask, create_block_mask, flex_attention

from policy.rounding import rounded

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
    family: str = "qwen3"  # or "llama"
    kv_heads: int = 0  # each serves heads / kv_heads of the heads; 0: as many as heads
    rounding: str = ""  # the block format that matrices are rounded to while they are trained; empty: none


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


def visible_blocks(segments: Tensor) -> BlockMask:
    """The same, as the kernel that leaves out blocks in which nothing is allowed wants it: for a GPU."""

    def allowed(row: Tensor, head: Tensor, query: Tensor, key: Tensor) -> Tensor:
        return (key <= query) & ((segments[row, key] == 0) | (segments[row, key] == segments[row, query]))

    rows, length = segments.shape
    return create_block_mask(allowed, rows, None, length, length, device=segments.device)


def mask_of(segments: Tensor, in_blocks: bool) -> Tensor | BlockMask:
    return visible_blocks(segments) if in_blocks else visible(segments)


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
        size = (batch, shape.kv_heads or shape.heads, length, shape.head_width)
        self.keys, self.values, self.used = torch.zeros(size), torch.zeros(size), 0

    def append(self, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        end = self.used + keys.shape[2]
        self.keys[:, :, self.used : end] = keys
        self.values[:, :, self.used : end] = values
        self.used = end
        return self.keys[:, :, :end], self.values[:, :, :end]


class Matrix(nn.Linear):
    """A linear map that is used as the file will hold it, where the shape names a format; the gradient passes unrounded."""

    def __init__(self, inputs: int, outputs: int, rounding: str) -> None:
        super().__init__(inputs, outputs, bias=False)
        self.rounding = rounding

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, rounded(self.weight) if self.rounding else self.weight)


class Block(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.kv_heads = shape.kv_heads or shape.heads
        inner, inner_kv = shape.heads * shape.head_width, self.kv_heads * shape.head_width
        self.heads, self.head_width = shape.heads, shape.head_width
        self.attention_norm = RootMeanSquare(shape.width, shape.epsilon)
        self.hidden_norm = RootMeanSquare(shape.width, shape.epsilon)
        self.query = Matrix(shape.width, inner, shape.rounding)
        self.key = Matrix(shape.width, inner_kv, shape.rounding)
        self.value = Matrix(shape.width, inner_kv, shape.rounding)
        self.output = Matrix(inner, shape.width, shape.rounding)
        if shape.family == "qwen3":
            self.query_norm: nn.Module = RootMeanSquare(shape.head_width, shape.epsilon)
            self.key_norm: nn.Module = RootMeanSquare(shape.head_width, shape.epsilon)
        else:
            self.query_norm = self.key_norm = nn.Identity()
        self.gate = Matrix(shape.width, shape.hidden, shape.rounding)
        self.up = Matrix(shape.width, shape.hidden, shape.rounding)
        self.down = Matrix(shape.hidden, shape.width, shape.rounding)

    def _split(self, x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], -1, self.head_width).transpose(1, 2)

    def forward(
        self, x: Tensor, cosine: Tensor, sine: Tensor, mask: Tensor | BlockMask, cache: KeyValueCache | None = None
    ) -> Tensor:
        batch, length, _ = x.shape
        h = self.attention_norm(x)
        queries = rotate(self.query_norm(self._split(self.query(h))), cosine, sine)
        keys = rotate(self.key_norm(self._split(self.key(h))), cosine, sine)
        values = self._split(self.value(h))
        if cache is not None:
            keys, values = cache.append(keys, values)
        if self.kv_heads < self.heads:
            keys, values = (part.repeat_interleave(self.heads // self.kv_heads, 1) for part in (keys, values))
        queries, keys = queries.to(values.dtype), keys.to(values.dtype)
        if isinstance(mask, Tensor):
            mixed = F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
        else:
            mixed = flex_attention(queries, keys, values, block_mask=mask)
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
        self, tokens: Tensor, positions: Tensor, mask: Tensor | BlockMask, caches: list[KeyValueCache] | None = None
    ) -> Tensor:
        """The last layer's normed output. mask: batch × 1 × queries × keys, true where attention is allowed, or its blocks."""
        x = self.embedding(tokens)
        cosine = self.cosine[positions].unsqueeze(1).to(x.dtype)
        sine = self.sine[positions].unsqueeze(1).to(x.dtype)
        for index, block in enumerate(self.blocks):
            x = block(x, cosine, sine, mask, caches[index] if caches else None)
        return self.final_norm(x)

    def forward(
        self, tokens: Tensor, positions: Tensor, segments: Tensor, aim: Aim, in_blocks: bool = False
    ) -> Tensor:
        """The weighed loss at each chosen position; logits are made only there, and only for the batch's own tokens.

        Tokens that the batch lacks are rivals whose rows stay as they are: a word that is never said keeps its meaning.
        """
        h = self.hidden(tokens, positions, mask_of(segments, in_blocks))
        h = h.reshape(-1, h.shape[-1]).index_select(0, aim.chosen)
        table = self.embedding.weight
        rows = torch.cat([table.index_select(0, aim.present), table.index_select(0, aim.rivals).detach()])
        losses = F.cross_entropy(F.linear(h, rows).float(), aim.targets, reduction="none")
        return (losses * aim.weights).sum() / aim.weights.sum()

    def parameter_count(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters())
