# SPDX-License-Identifier: Apache-2.0
"""The vocabulary of a model that starts from a pretrained one: of its pieces, those that the tasks' language needs.

A piece is kept with the merges that lead to it, so a text whose pieces are all kept is split as the pretrained model splits it.
"""

from __future__ import annotations

import collections
import pathlib
import re
from typing import Iterable

import gguf
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from policy.attributes import wide_files
from policy.names import load_data
from policy.phrases import BANK
from policy.tokenizer import PROTOCOL_KEY, SPECIAL_TOKENS, byte_characters, strings_of

PRE_TOKENIZER = "smollm"  # llama.cpp's name for the split below
_FIRST_MERGES = 6000  # common English: kept whatever the tasks say
_PROTOCOL_TEXT = 'entities/.md user.md notes new print(read_file("update_file(create_file(delete_file(search(hit["path"], hit["text"])'

Merge = tuple[str, str]


def split_into_words() -> pre_tokenizers.PreTokenizer:
    """Each digit alone, words with the blank before them."""
    return pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
    )


def _tokenizer(vocabulary: dict[str, int], merges: list[Merge]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = split_into_words()
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


class Pretrained:
    """Pieces and merges of a GGUF whose tokenizer is byte-level BPE."""

    def __init__(self, path: pathlib.Path) -> None:
        reader = gguf.GGUFReader(path)
        self.speaks_protocol = PROTOCOL_KEY in reader.fields
        tokens = reader.fields["tokenizer.ggml.tokens"].contents()
        if reader.fields["tokenizer.ggml.pre"].contents() != PRE_TOKENIZER:
            raise ValueError(f"{path}: the words of this model are split otherwise than by '{PRE_TOKENIZER}'")
        self.places = {token: index for index, token in enumerate(tokens)}
        self.merges = [tuple(pair.split(" ")) for pair in reader.fields["tokenizer.ggml.merges"].contents()]

    def pieces_of(self, texts: Iterable[str]) -> collections.Counter[str]:
        tokenizer = _tokenizer(self.places, self.merges)
        counts: collections.Counter[str] = collections.Counter()
        for text in texts:
            counts.update(tokenizer.encode(text, add_special_tokens=False).tokens)
        return counts


def _task_texts() -> list[str]:
    """Phrasings, keys, values and the protocol: no names, which stay spelt in small pieces."""
    texts = [_PROTOCOL_TEXT]
    for name in ("attributes.toml", "frames.toml", "relations.toml", "wide_relations.toml", "noise.toml", "values.toml"):
        texts += strings_of(load_data(name))
    texts += strings_of(wide_files())
    texts += [pattern.text for pattern in BANK.patterns if not pattern.held_out]
    plain = [re.sub(r"\{\w+\}|[\[\]|]", " ", text) for text in texts]
    return [form for text in plain for form in (text, " " + text, text.lower(), text.replace("_", " "))]


def keep(path: pathlib.Path, trained: Pretrained) -> Tokenizer:
    """Writes the vocabulary of a model of this folder, each piece in its place, so that its training can go on."""
    named = {token: index for token, index in trained.places.items() if not re.fullmatch(r"\[PAD\d+\]", token)}
    tokenizer = _tokenizer({token: index for token, index in named.items() if token not in SPECIAL_TOKENS}, trained.merges)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS])
    if tokenizer.get_vocab() != named:
        raise ValueError("the pieces of the model do not stand where training would put them")
    tokenizer.save(str(path))
    return tokenizer


def _add_with_parts(needed: set[str], piece: str, made_by: dict[str, Merge]) -> None:
    """Adds a piece and all that its merges are made of."""
    open_pieces = [piece]
    while open_pieces:
        piece = open_pieces.pop()
        if piece not in needed and piece in made_by:
            needed.add(piece)
            open_pieces += made_by[piece]


def build(path: pathlib.Path, pretrained: Pretrained, pieces_max: int) -> Tokenizer:
    """Writes the vocabulary to `path`: bytes, the first merges, then the tasks' pieces by how often they are used, at most so many in all."""
    made_by = {left + right: (left, right) for left, right in reversed(pretrained.merges)}
    room = pieces_max - len(byte_characters()) - len(SPECIAL_TOKENS)
    kept: set[str] = set()
    for left, right in pretrained.merges[:_FIRST_MERGES]:
        _add_with_parts(kept, left + right, made_by)
    for piece, _ in pretrained.pieces_of(_task_texts()).most_common():
        more = set(kept)
        _add_with_parts(more, piece, made_by)
        if len(more) > room:
            break
        kept = more
    merges = [pair for pair in pretrained.merges if pair[0] + pair[1] in kept and made_by[pair[0] + pair[1]] == pair]
    vocabulary = {character: index for index, character in enumerate(byte_characters().values())}
    for left, right in merges:
        vocabulary.setdefault(left + right, len(vocabulary))
    tokenizer = _tokenizer(vocabulary, merges)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS])
    tokenizer.save(str(path))
    return tokenizer
