# SPDX-License-Identifier: Apache-2.0
"""The reader: one pass over a message and the lines that may answer it; a score for each line, and one for none of them."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from reader.encoder import Encoder


class Reader(nn.Module):
    """The vectors of a line's tokens are averaged, and those of the message's. A line's score is linear in its mean, in the
    message's, and in their product; `none` is linear in the message's mean alone."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        width = encoder.shape.width
        self.encoder = encoder
        self.line = nn.Linear(2 * width, 1, bias=False)
        self.none = nn.Linear(width, 1)
        nn.init.zeros_(self.line.weight)
        with torch.no_grad():
            self.line.weight[0, width:] = 0.1
        nn.init.zeros_(self.none.weight)
        nn.init.zeros_(self.none.bias)

    def forward(self, tokens: Tensor, parts: Tensor) -> Tensor:
        """tokens, parts: (rows, length); part 0 is the message, n the line n, -1 what is neither. Scores: (rows, 1 + lines),
        the first that of none."""
        hidden = self.encoder(tokens, parts > -2).float()
        lines = int(parts.max())
        belongs = F.one_hot((parts + 1).clamp(min=0), lines + 2)[..., 1:].to(hidden.dtype)  # rows, length, 1 + lines
        count = belongs.sum(1).clamp(min=1)
        means = torch.einsum("rlp,rlw->rpw", belongs, hidden) / count[..., None]
        message, rest = means[:, :1], means[:, 1:]
        scores = self.line(torch.cat([rest, rest * message], -1))[..., 0]
        scores = scores.masked_fill(belongs.sum(1)[:, 1:] == 0, -1e4)
        return torch.cat([self.none(message[:, 0]), scores], -1)
