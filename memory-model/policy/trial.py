# SPDX-License-Identifier: Apache-2.0
"""How many tasks of a batch the model would write as the oracle did, word for word: a quick look during training.

Each word is asked for behind the oracle's own words, so this is no score of the product: that is evaluate.py's.
"""

from __future__ import annotations

import torch

from policy.batches import Batch
from policy.network import Decoder, mask_of


@torch.no_grad()
def right_tasks(model: Decoder, batch: Batch, device: str, in_blocks: bool) -> tuple[int, int]:
    """(tasks written whole, tasks)."""
    tokens, segments = batch.tokens.to(device), batch.segments.to(device)
    with torch.autocast(device, dtype=torch.bfloat16):
        hidden = model.hidden(tokens, batch.positions.to(device), mask_of(segments, in_blocks))
    places = batch.aim.chosen.to(device)
    said = (hidden.reshape(-1, hidden.shape[-1])[places] @ model.embedding.weight.to(hidden.dtype).T).argmax(-1)
    missed = places[said != tokens.reshape(-1)[places + 1]]
    length = tokens.shape[1]
    wrong = set(zip((missed // length).tolist(), segments.reshape(-1)[missed].tolist()))
    return batch.tasks - len(wrong), batch.tasks
