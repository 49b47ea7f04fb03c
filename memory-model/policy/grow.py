# SPDX-License-Identifier: Apache-2.0
"""A wider model that starts from a released one: what that one knows is kept, new channels hold what words mean."""

from __future__ import annotations

import math
import pathlib

import gguf
import numpy
import torch
from torch import Tensor

from policy import meaning, tokenizer
from policy.network import Decoder, Shape

_OUTER_NOISE = 0.25  # of the old weights' spread: how strongly new channels are read and written at first
_NEW_WORD_NOISE = 0.7
PARTS = {
    "attention_norm": "attn_norm",
    "query": "attn_q",
    "key": "attn_k",
    "value": "attn_v",
    "output": "attn_output",
    "query_norm": "attn_q_norm",
    "key_norm": "attn_k_norm",
    "hidden_norm": "ffn_norm",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}


class Released:
    """The weights and words of a released GGUF."""

    def __init__(self, path: pathlib.Path) -> None:
        reader = gguf.GGUFReader(path)
        self._tensors = {one.name: one for one in reader.tensors}
        self.tokens = list(reader.fields["tokenizer.ggml.tokens"].contents())
        self._fields = reader.fields
        self.speaks_protocol = tokenizer.PROTOCOL_KEY in reader.fields
        self.layers = sum(name.endswith("attn_q.weight") for name in self._tensors)

    def number(self, name: str) -> int | float:
        """A number of the architecture, by its key without the architecture's name."""
        architecture = self._fields["general.architecture"].contents()
        return self._fields[f"{architecture}.{name}"].contents()

    def name(self) -> str:
        return self._fields["general.name"].contents()

    def numbers(self) -> dict[str, int | float]:
        """All numbers of the architecture, and its name."""
        architecture = self._fields["general.architecture"].contents()
        own = {key.removeprefix(architecture + "."): field.contents() for key, field in self._fields.items() if key.startswith(architecture + ".")}
        return {"architecture": architecture, **own}

    def parameter_count(self) -> int:
        return sum(int(tensor.n_elements) for tensor in self._tensors.values())

    def weight(self, name: str) -> Tensor:
        tensor = self._tensors[name + ".weight"]
        array = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32)
        return torch.from_numpy(array.reshape([int(size) for size in reversed(tensor.shape)]).copy())


def _place(target: Tensor, old: Tensor, generator: torch.Generator) -> None:
    """Old weights in the upper left corner, faint noise in the new rows and columns."""
    noise = torch.randn(target.shape, generator=generator) * old.std() * _OUTER_NOISE
    target.copy_(noise)
    target[: old.shape[0], : old.shape[1]] = old


def _place_norm(target: Tensor, old: Tensor, new: float | None = None) -> None:
    # The mean square is taken over more channels than before, of which the new ones are faint.
    factor = math.sqrt(len(old) / len(target))
    target.fill_(old.mean().item() * factor if new is None else new)
    target[: len(old)] = old * factor


def _embeddings(released: Released, words: list[str], width: int, table: meaning.PretrainedTable) -> Tensor:
    old = released.weight("token_embd")
    generator = torch.Generator().manual_seed(11)
    places = {token: index for index, token in enumerate(released.tokens)}
    like = {meaning.word_of(token): index for token, index in places.items() if meaning.word_of(token)}
    known = torch.tensor(sorted(like.values()))
    mean, spread = old[known].mean(0), old[known].std(0)
    weights = torch.zeros(len(words), width)
    for index, token in enumerate(words):
        if token in places:
            weights[index, : old.shape[1]] = old[places[token]]
            continue
        # A known word in another spelling keeps near it; any other stands somewhere among the words.
        near = like.get(meaning.word_of(token))
        middle = mean if near is None else old[near]
        noise = torch.randn(old.shape[1], generator=generator) * spread * (1.0 if near is None else _NEW_WORD_NOISE)
        weights[index, : old.shape[1]] = middle + noise
    parts = torch.from_numpy(meaning.channels(table, words, width - old.shape[1]))
    weights[:, old.shape[1] :] = parts * old[known].pow(2).mean().sqrt()
    return weights


@torch.no_grad()
def grown(released_path: pathlib.Path, table_path: pathlib.Path, words_path: pathlib.Path, width: int) -> Decoder:
    """A model of `width` channels over the words of `words_path`."""
    released, words = Released(released_path), tokenizer.load(words_path)
    size = (words.get_vocab_size() + 31) // 32 * 32
    by_id = {index: token for token, index in words.get_vocab().items()}
    hidden = len(released.weight("blk.0.ffn_gate"))
    shape = Shape(size, width=width, layers=released.layers, hidden=hidden)
    model, generator = Decoder(shape), torch.Generator().manual_seed(12)
    tokens = [by_id.get(index, "") for index in range(size)]
    model.embedding.weight.copy_(_embeddings(released, tokens, width, meaning.PretrainedTable(table_path)))
    for index, block in enumerate(model.blocks):
        for part, name in PARTS.items():
            target, weight = getattr(block, part).weight, released.weight(f"blk.{index}.{name}")
            if target.dim() == 2:
                _place(target, weight, generator)
            elif target.shape == weight.shape:
                target.copy_(weight)
            else:
                _place_norm(target, weight)
    # What a word means must not speak for that word itself as the next one.
    _place_norm(model.final_norm.weight, released.weight("output_norm"), 0.0)
    return model
