# SPDX-License-Identifier: Apache-2.0
"""A BERT encoder (Devlin et al. 2018) that starts from the weights of a sentence encoder, with the reader's heads on top."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}


@dataclass(frozen=True)
class Shape:
    vocabulary: int = 30522
    width: int = 384
    hidden: int = 1536
    layers: int = 6
    heads: int = 12
    positions: int = 512
    epsilon: float = 1e-12


def _mixed(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    with torch.autocast(query.device.type, enabled=False):  # which would widen the softmax
        scores = query.to(value.dtype) @ key.transpose(-1, -2)
        away = torch.zeros_like(mask, dtype=value.dtype).masked_fill_(~mask, -1e4)
        return (scores + away).softmax(-1) @ value


class Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._heads, width = shape.heads, shape.width
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.output_norm = nn.LayerNorm(width, eps=shape.epsilon)
        self.up, self.down = nn.Linear(width, shape.hidden), nn.Linear(shape.hidden, width)
        self.last_norm = nn.LayerNorm(width, eps=shape.epsilon)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        rows, length, width = hidden.shape

        def by_head(part: Tensor) -> Tensor:
            return part.view(rows, length, self._heads, -1).transpose(1, 2)

        # Plain products: the gradient of the fused attention takes a third of the step on a CPU.
        query, key, value = by_head(self.query(hidden)), by_head(self.key(hidden)), by_head(self.value(hidden))
        mixed = _mixed(query * (width // self._heads) ** -0.5, key, value, mask)
        hidden = self.output_norm(hidden + self.output(mixed.transpose(1, 2).reshape(rows, length, width)))
        return self.last_norm(hidden + self.down(F.gelu(self.up(hidden))))


class Encoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.kinds = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))

    def forward(self, tokens: Tensor, is_text: Tensor) -> Tensor:
        """tokens, is_text: (rows, length); the vector of each token: (rows, length, width)."""
        places = torch.arange(tokens.shape[1], device=tokens.device)
        hidden = self.norm(self.words(tokens) + self.places(places) + self.kinds.weight[0])
        mask = is_text[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden


def _tensors(data: bytes) -> dict[str, Tensor]:
    """Of a safetensors file: length of the header, header as JSON, bytes."""
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    tensors = {}
    for name, one in header.items():
        if name != "__metadata__":
            begin, end = one["data_offsets"]
            part = bytearray(data[8 + size + begin : 8 + size + end])
            tensors[name] = torch.frombuffer(part, dtype=_DTYPES[one["dtype"]]).reshape(one["shape"])
    return tensors


_LAYER_NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "attention.output.LayerNorm": "output_norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "last_norm",
}
_NAMES = {
    "embeddings.word_embeddings.weight": "words.weight",
    "embeddings.position_embeddings.weight": "places.weight",
    "embeddings.token_type_embeddings.weight": "kinds.weight",
    "embeddings.LayerNorm.weight": "norm.weight",
    "embeddings.LayerNorm.bias": "norm.bias",
}


def pretrained(config: dict, safetensors: bytes) -> Encoder:
    """From the configuration and the weights of a BERT as they are published."""
    shape = Shape(
        config["vocab_size"],
        config["hidden_size"],
        config["intermediate_size"],
        config["num_hidden_layers"],
        config["num_attention_heads"],
        config["max_position_embeddings"],
        config["layer_norm_eps"],
    )
    model = Encoder(shape)
    weights = {}
    for name, tensor in _tensors(safetensors).items():
        if name in _NAMES:
            weights[_NAMES[name]] = tensor
        elif name.startswith("encoder.layer."):
            number, part = name.removeprefix("encoder.layer.").split(".", 1)
            part, kind = part.rsplit(".", 1)
            weights[f"layers.{number}.{_LAYER_NAMES[part]}.{kind}"] = tensor
    model.load_state_dict(weights)
    return model
