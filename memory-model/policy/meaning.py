# SPDX-License-Identifier: Apache-2.0
"""What words mean before any training: rows of a pretrained model's table, brought down to a few channels.

So a word that no task teaches stands near words that tasks do teach. Names stay spelt in bytes and get nothing.
"""

from __future__ import annotations

import pathlib
import re

import gguf
import numpy
from tokenizers import Tokenizer, models, pre_tokenizers

_COMMON_WORD = re.compile(r"Ġ[a-z]{3,14}")
_MARKS = re.compile(r'^(?:Ġ|Ċ|_|/|-|"|\.|\()+')
_WHITENING = 0.5  # 0 keeps the spread of the components, 1 makes them all alike


class PretrainedTable:
    """Words and embedding rows of a GGUF whose tokenizer is byte-level BPE."""

    def __init__(self, path: pathlib.Path) -> None:
        reader = gguf.GGUFReader(path)
        self.tokens = list(reader.fields["tokenizer.ggml.tokens"].contents())
        merges = [tuple(pair.split(" ")) for pair in reader.fields["tokenizer.ggml.merges"].contents()]
        tensor = next(one for one in reader.tensors if one.name == "token_embd.weight")
        self.rows = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32)
        self._ids = {token: index for index, token in enumerate(self.tokens)}
        self._pieces = Tokenizer(models.BPE(vocab=self._ids, merges=merges))
        self._pieces.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)

    def common_words(self, count: int) -> list[str]:
        """Whole words in lower case, the earliest merged first: about by frequency."""
        return [token[1:] for token in self.tokens if _COMMON_WORD.fullmatch(token)][:count]

    def row_of(self, word: str) -> numpy.ndarray:
        """The row of a word, or the mean of its pieces'."""
        known = self._ids.get("Ġ" + word)
        if known is not None:
            return self.rows[known]
        pieces = self._pieces.encode(" " + word, add_special_tokens=False).ids
        return self.rows[pieces].mean(0)


def word_of(token: str) -> str:
    """The word that a token of ours spells, in lower case; empty when it spells none."""
    word = _MARKS.sub("", token).lower()
    return word if len(word) > 1 and word.isascii() and word.isalpha() else ""


def channels(table: PretrainedTable, tokens: list[str], width: int) -> numpy.ndarray:
    """len(tokens) × width: principal components of the words' rows, of mean square 1; zero for what is no word."""
    spelt = [word_of(token) for token in tokens]
    words = sorted({word for word in spelt if word})
    rows = numpy.stack([table.row_of(word) for word in words])
    rows = rows - rows.mean(0)
    _, spread, axes = numpy.linalg.svd(rows, full_matrices=False)
    parts = rows @ axes[:width].T / spread[:width] ** _WHITENING
    parts /= numpy.sqrt((parts**2).mean())
    places = {word: index for index, word in enumerate(words)}
    found = numpy.zeros((len(tokens), width), dtype=numpy.float32)
    for index, word in enumerate(spelt):
        if word:
            found[index] = parts[places[word]]
    return found
