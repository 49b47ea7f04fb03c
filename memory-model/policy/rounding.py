# SPDX-License-Identifier: Apache-2.0
"""Rounds matrices in training to what a file in ggml's block format Q4_0 holds, so that the file loses nothing.

Q4_0: 32 weights of a row share a scale in half precision, the outermost weight / -8; each is a whole number from -8 to 7
times the scale (ggml-quants.c, quantize_row_q4_0_ref; gguf.quants gives the same).
"""

from __future__ import annotations

import torch
from torch import Tensor

_BLOCK = 32


def _to_blocks(weight: Tensor) -> Tensor:
    blocks = weight.detach().float().reshape(-1, _BLOCK)
    outermost = blocks.gather(1, blocks.abs().argmax(1, keepdim=True))
    scale = outermost / -8
    inverse = torch.where(scale == 0, 0.0, 1 / scale)
    numbers = torch.trunc(blocks * inverse + 8.5).clamp(0, 15) - 8
    return (numbers * scale.half().float()).reshape(weight.shape)


def rounded(weight: Tensor) -> Tensor:
    """The weight as the file holds it; to the gradient it is the weight itself."""
    return weight + (_to_blocks(weight) - weight).detach()
