# SPDX-License-Identifier: Apache-2.0
"""The keys that a new line can get: those of the attributes."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from policy.attributes import ATTRIBUTES, WIDE
from policy.split import is_held_out_key
from reader.encoder import Encoder
from reader.rows import Words


class Keys:
    def __init__(self) -> None:
        attributes = [*ATTRIBUTES.values(), *WIDE.values()]
        self.names = [attribute.key for attribute in attributes]
        self._numbers: dict[str, int] = {}
        for number, attribute in enumerate(attributes):
            for noun in (attribute.key, *attribute.nouns):
                self._numbers.setdefault(noun, number)

    def number_of(self, key: str) -> int | None:
        return self._numbers.get(key)

    def held_out(self) -> list[int]:
        return [number for number, name in enumerate(self.names) if is_held_out_key(name)]


@torch.no_grad()
def vectors_of(names: list[str], encoder: Encoder, words: Words) -> Tensor:
    """(names, width): of each the mean of its tokens' vectors, as the base was taught to compare texts."""
    found = []
    for name in names:
        tokens = torch.tensor([[words.begin, *words.encode(name), words.end]])
        found.append(encoder(tokens, torch.ones_like(tokens, dtype=torch.bool)).mean(1))
    return F.normalize(torch.cat(found), dim=-1)
