# SPDX-License-Identifier: Apache-2.0
"""The reader: one pass over a message and the lines that it may be about. A score for each line as the answer, one for each
edit of each line, and which words of the message are the new value and under which key it goes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from reader.edits import ACTIONS, ADD
from reader.encoder import Encoder

_KEY_SCALE = 20.0  # of a cosine
NO_EDIT, BEYOND, FIRST_EDIT = 0, 1, 2  # of Scores.edit


@dataclass(frozen=True)
class Scores:
    answer: Tensor  # (rows, 1 + parts): none, then each part
    edit: Tensor  # (rows, FIRST_EDIT + parts * ACTIONS): none, what is beyond one edit, each action on the first part, …
    begin: Tensor  # (rows, length): of the value
    end: Tensor
    key: Tensor  # (rows, 1 + keys): none of them, then each


class Choice(nn.Module):
    """Of one of several parts, or none. A part's score is linear in its mean vector, and in the product of that and the
    message's; that of none is linear in the message's mean alone."""

    def __init__(self, width: int, actions: int) -> None:
        super().__init__()
        self.line = nn.Linear(2 * width, actions, bias=False)
        self.none = nn.Linear(width, 1)
        nn.init.zeros_(self.line.weight)
        with torch.no_grad():
            self.line.weight[:, width:] = 0.1
        nn.init.zeros_(self.none.weight)
        nn.init.zeros_(self.none.bias)

    def forward(self, message: Tensor, parts: Tensor) -> tuple[Tensor, Tensor]:
        """message: (rows, 1, width), parts: (rows, parts, width). Returns (rows, 1) and (rows, parts, actions)."""
        return self.none(message[:, 0]), self.line(torch.cat([parts, parts * message], -1))


class Reader(nn.Module):
    def __init__(self, encoder: Encoder, keys: Tensor) -> None:
        """`keys`: (keys, width), the vectors of their names, of length 1."""
        super().__init__()
        width = encoder.shape.width
        self.encoder = encoder
        self.answer = Choice(width, 1)
        self.edit = Choice(width, ACTIONS)
        self.beyond = nn.Linear(width, 1)  # of the message's mean
        self.value = nn.Linear(width, 2)
        self.about = nn.Linear(width, width)  # from a message's mean to the vector of the key that it speaks of
        self.other = nn.Linear(width, 1)  # that it is none of them
        with torch.no_grad():
            self.about.weight.copy_(torch.eye(width))
            self.about.bias.zero_()
        for layer in (self.other, self.beyond):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        self.register_buffer("keys", keys)

    def forward(self, tokens: Tensor, parts: Tensor, owners: Tensor) -> Scores:
        """tokens, parts: (rows, length); part 0 is the message, n the part n, -1 what is neither, -2 what is not read. owners:
        (rows), how many of the first parts are owners; a line can be added to these alone, and changed in none of them."""
        hidden = self.encoder(tokens, parts > -2).float()
        count = int(parts.max())
        belongs = F.one_hot((parts + 1).clamp(min=0), count + 2)[..., 1:].to(hidden.dtype)  # rows, length, 1 + parts
        sizes = belongs.sum(1)
        means = torch.einsum("rlp,rlw->rpw", belongs, hidden) / sizes.clamp(min=1)[..., None]
        message, rest = means[:, :1], means[:, 1:]
        is_absent = sizes[:, 1:] == 0
        none, answer = self.answer(message, rest)
        answer = answer[..., 0].masked_fill(is_absent, -1e4)
        nothing, edit = self.edit(message, rest)
        beyond = self.beyond(message[:, 0])
        is_owner = torch.arange(count, device=tokens.device)[None] < owners[:, None]
        is_add = torch.arange(ACTIONS, device=tokens.device) == ADD
        edit = edit.masked_fill(is_absent[..., None] | (is_owner[..., None] != is_add), -1e4)
        value = self.value(hidden).masked_fill((parts != 0)[..., None], -1e4)
        about = F.normalize(self.about(message[:, 0]), dim=-1)
        key = torch.cat([self.other(message[:, 0]), _KEY_SCALE * about @ self.keys.T], -1)
        return Scores(
            torch.cat([none, answer], -1), torch.cat([nothing, beyond, edit.flatten(1)], -1), value[..., 0], value[..., 1], key
        )
