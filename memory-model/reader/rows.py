# SPDX-License-Identifier: Apache-2.0
"""Examples as the tokens that the reader reads: [CLS] message [SEP] line [SEP] line [SEP] …"""

from __future__ import annotations

from typing import Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor

ROW_TOKENS_MAX = 320
MESSAGE_TOKENS_MAX = 96
LINE_TOKENS_MAX = 40


class Words:
    def __init__(self, tokenizer: str) -> None:
        """`tokenizer`: the text of a tokenizer.json."""
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.begin, self.end, self.pad = (self._tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]", "[PAD]"))

    def encode(self, text: str) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=False).ids

    def places(self, text: str) -> list[tuple[int, int]]:
        """Of each token: the characters from, to."""
        return self._tokenizer.encode(text, add_special_tokens=False).offsets


def value_tokens(words: Words, message: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first and the last token of each place of a message, counted in its row; those that were cut off are left out."""
    spans = words.places(message)[:MESSAGE_TOKENS_MAX]
    found = []
    for begin, end in places:
        first = next((at for at, span in enumerate(spans) if span[1] > begin), None)
        last = next((at for at, span in enumerate(spans) if span[1] >= end), None)
        if first is not None and last is not None:
            found.append((1 + first, 1 + last))
    return found


# (tokens, which part each belongs to, numbers of the lines)
Row = tuple[list[int], list[int], list[int]]


def rows_of(words: Words, message: str, lines: Sequence[str]) -> list[Row]:
    """As many lines as fit into one, then the next."""
    head = [words.begin, *words.encode(message)[:MESSAGE_TOKENS_MAX], words.end]
    head_parts = [-1] + [0] * (len(head) - 2) + [-1]
    rows: list[Row] = []
    tokens, parts, numbers = list(head), list(head_parts), []
    for number, line in enumerate(lines):
        part = words.encode(line)[:LINE_TOKENS_MAX]
        if numbers and len(tokens) + len(part) + 1 > ROW_TOKENS_MAX:
            rows.append((tokens, parts, numbers))
            tokens, parts, numbers = list(head), list(head_parts), []
        numbers.append(number)
        tokens += [*part, words.end]
        parts += [len(numbers)] * len(part) + [-1]
    rows.append((tokens, parts, numbers))
    return rows


def batch_of(words: Words, rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
    """(tokens, parts) of equal length: what is added is part -2, which nothing attends to."""
    length = max(len(tokens) for tokens, _, _ in rows)
    tokens = torch.tensor([tokens + [words.pad] * (length - len(tokens)) for tokens, _, _ in rows])
    parts = torch.tensor([parts + [-2] * (length - len(parts)) for _, parts, _ in rows])
    return tokens, parts
