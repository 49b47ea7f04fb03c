# SPDX-License-Identifier: Apache-2.0
"""A model that starts as some of the layers of a pretrained Llama, the others left out: it knows words before any training of ours.

From a model that was trained on the tasks already, all of it is kept: its training goes on.
"""

from __future__ import annotations

import pathlib
from typing import Sequence

import torch
from torch import Tensor

from policy import tokenizer
from policy.grow import PARTS, Released
from policy.network import Decoder, Shape
from policy.tokenizer import SPECIAL_TOKENS


def halves_from_pairs(weight: Tensor, head_width: int) -> Tensor:
    """Rows of a query or key matrix as `rotate` wants them: a file holds the two rows that turn together side by side."""
    heads = weight.shape[0] // head_width
    return weight.reshape(heads, head_width // 2, 2, -1).transpose(1, 2).reshape(weight.shape)


def pairs_from_halves(weight: Tensor, head_width: int) -> Tensor:
    """The way back, for the file."""
    heads = weight.shape[0] // head_width
    return weight.reshape(heads, 2, head_width // 2, -1).transpose(1, 2).reshape(weight.shape)


def _shape(pretrained: Released, vocabulary: int, layers: int, rounding: str) -> Shape:
    heads = pretrained.number("attention.head_count")
    width = pretrained.number("embedding_length")
    return Shape(
        vocabulary=vocabulary,
        width=width,
        layers=layers,
        heads=heads,
        head_width=width // heads,
        hidden=pretrained.number("feed_forward_length"),
        rope_base=float(pretrained.number("rope.freq_base")),
        epsilon=float(pretrained.number("attention.layer_norm_rms_epsilon")),
        family="llama",
        kv_heads=pretrained.number("attention.head_count_kv"),
        rounding=rounding,
    )


def _embeddings(pretrained: Released, words: dict[str, int], size: int) -> Tensor:
    old = pretrained.weight("token_embd")
    places = {token: index for index, token in enumerate(pretrained.tokens)}
    generator = torch.Generator().manual_seed(13)
    # A tag or a byte that the pretrained model lacks stands somewhere among the pieces.
    weights = old.mean(0) + torch.randn(size, old.shape[1], generator=generator) * old.std(0)
    for token, index in words.items():
        if token in places and (pretrained.speaks_protocol or token not in SPECIAL_TOKENS):
            weights[index] = old[places[token]]
    return weights


@torch.no_grad()
def chosen_layers(pretrained_path: pathlib.Path, words_path: pathlib.Path, kept: Sequence[int], rounding: str) -> Decoder:
    """The layers `kept`, in order, of a GGUF of the Llama architecture, over the pieces of `words_path`."""
    pretrained, words = Released(pretrained_path), tokenizer.load(words_path).get_vocab()
    size = (len(words) + 31) // 32 * 32
    model = Decoder(_shape(pretrained, size, len(kept), rounding))
    model.embedding.weight.copy_(_embeddings(pretrained, words, size))
    for index, block in zip(kept, model.blocks):
        for part, name in PARTS.items():
            if part.endswith("_norm") and part[:-5] in ("query", "key"):
                continue
            weight = pretrained.weight(f"blk.{index}.{name}")
            if part in ("query", "key"):
                weight = halves_from_pairs(weight, model.shape.head_width)
            getattr(block, part).weight.copy_(weight)
    if pretrained.speaks_protocol:
        model.final_norm.weight.copy_(pretrained.weight("output_norm"))
    else:
        # The pretrained norm is for what the highest layer says.
        model.final_norm.weight.fill_(1.0)
    return model
