# SPDX-License-Identifier: Apache-2.0
"""How well the reader reads held-out tasks, by the rule that the host chooses a line by."""

from __future__ import annotations

import math
from collections import Counter
from typing import Sequence

import torch

from reader.examples import Example
from reader.network import Reader
from reader.rows import Words, batch_of, rows_of


@torch.no_grad()
def probabilities(reader: Reader, words: Words, example: Example) -> list[float]:
    """Of each line; what is missing to 1 is that none answers."""
    margins = [0.0] * len(example.lines)
    for row in rows_of(words, example.message, [line.words for line in example.lines]):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = reader(*batch_of(words, [row]))[0].tolist()
        for number, score in zip(row[2], scores[1:]):
            margins[number] = score - scores[0]
    most = max([0.0, *margins])
    parts = [math.exp(margin - most) for margin in margins]
    total = sum(parts) + math.exp(-most)
    return [part / total for part in parts]


def trial(reader: Reader, words: Words, examples: Sequence[Example], least: float) -> dict[str, int]:
    """Counts: answered and rightly so of those with an answer, left alone of those without."""
    counts: Counter[str] = Counter()
    reader.eval()
    for example in examples:
        found = probabilities(reader, words, example)
        best = max(range(len(found)), key=found.__getitem__)
        is_answered = found[best] >= least
        if example.right:
            counts["with_an_answer"] += 1
            counts["right"] += is_answered and best in example.right
            counts["wrong"] += is_answered and best not in example.right
            counts["first"] += best in example.right
        else:
            counts["without"] += 1
            counts["left_alone"] += not is_answered
    reader.train()
    return dict(counts)
