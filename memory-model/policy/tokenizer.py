# SPDX-License-Identifier: Apache-2.0
"""Words of the task language are whole tokens; everything else is spelt byte by byte, so that any name can be copied.

The split into words is that of `llama-bpe`. There are no merges: a word that is no token falls apart into its bytes.
"""

from __future__ import annotations

import collections
import json
import pathlib
import re
from random import Random
from typing import Sequence

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from policy.attributes import wide_files
from policy.generate import training_tasks
from policy.names import load_data
from policy.phrases import BANK
from policy.world import make_world

TAGS = [f"<{slash}{name}>" for name in (
    "vault", "recall", "remember", "user", "filter", "think", "python", "result", "reply") for slash in ("", "/")]
SPECIAL_TOKENS = ["<|pad|>", "<|end|>", *TAGS]
PROTOCOL_KEY = "tiles.memory.protocol"  # metadata of every model that was trained on the tasks
PRE_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_PROTOCOL_WORDS = (
    "entities md user notes new read file update create print search for hit in path text p t rstrip True me link note "
    "two chat none ask add change drop known name knows Saved Nothing to save I don t know or s"
)
_MAX_TASK_TOKENS = 2400
_MIN_COUNT = 25
_OPENING_WORDS = 1200  # of the common words: those that get tokens for the start of a message too


def byte_characters() -> dict[int, str]:
    """The printable character that stands for each byte in a byte-level vocabulary."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in printable}
    spare = 256
    for byte in range(256):
        if byte not in table:
            table[byte] = chr(spare)
            spare += 1
    return table


def _pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    split = pre_tokenizers.Split(Regex(PRE_SPLIT), "isolated")
    return pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def strings_of(data: object) -> list[str]:
    """Every text in a data file, keys of tables included."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for key, item in data.items() for text in [key, *strings_of(item)]]
    return [text for item in data for text in strings_of(item)] if isinstance(data, list) else []


def _task_words() -> set[str]:
    """The words of phrasings, keys and the protocol: not names, not values."""
    texts = [_PROTOCOL_WORDS]
    for name in ("attributes.toml", "frames.toml", "relations.toml", "wide_relations.toml", "noise.toml"):
        texts += strings_of(load_data(name))
    texts += strings_of(wide_files())
    texts += [pattern.text for pattern in BANK.patterns if not pattern.held_out]
    plain = re.sub(r"\{\w+\}", " ", " ".join(texts))
    return {word.lower() for word in re.findall(r"[A-Za-z]+", plain)}


def _count_chunks(worlds: int) -> collections.Counter[str]:
    counts: collections.Counter[str] = collections.Counter()
    splitter, rng = _pre_tokenizer(), Random(7)
    special = re.compile("|".join(map(re.escape, SPECIAL_TOKENS)))
    for _ in range(worlds):
        for task in training_tasks(rng, make_world(rng), 5):
            text = task.prompt() + "".join(part for part, _ in task.spans())
            for piece in special.split(text):
                counts.update(chunk for chunk, _ in splitter.pre_tokenize_str(piece))
    return counts


def build(path: pathlib.Path, common_words: Sequence[str] = (), kept: Sequence[str] = (), worlds: int = 4000) -> Tokenizer:
    """Makes the vocabulary and writes it to `path`: bytes, words of the tasks, common words that a pretrained table knows.

    kept: tokens of the model that the training starts from; all of them stay.
    """
    allowed = _task_words()
    vocabulary = {character: index for index, character in enumerate(byte_characters().values())}
    for token in kept:
        if token not in SPECIAL_TOKENS and not token.startswith("[PAD"):
            vocabulary.setdefault(token, len(vocabulary))
    for chunk, count in _count_chunks(worlds).most_common():
        letters = re.sub(r"[^A-Za-z]", "", chunk.replace("Ġ", "").replace("Ċ", "")).lower()
        if chunk in vocabulary or len(chunk) < 2 or count < _MIN_COUNT or any(not (ch.isascii() or ch in "ĠĊ") for ch in chunk):
            continue
        if any(ch.isdigit() for ch in chunk) or (letters and letters not in allowed):
            continue
        if len(vocabulary) < _MAX_TASK_TOKENS:
            vocabulary[chunk] = len(vocabulary)
    opening = common_words[:_OPENING_WORDS]
    for token in [*("Ġ" + word for word in common_words), *opening, *(word.capitalize() for word in opening)]:
        vocabulary.setdefault(token, len(vocabulary))
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], ignore_merges=True))
    tokenizer.pre_tokenizer = _pre_tokenizer()
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS])
    tokenizer.save(str(path))
    return tokenizer


def load(path: pathlib.Path) -> Tokenizer:
    return Tokenizer.from_file(str(path))


def similar_groups(tokenizer: Tokenizer, size: int) -> list[int]:
    """A number for each token; tokens that differ only in case or in what leads them share it."""
    by_id = {index: token for token, index in tokenizer.get_vocab().items()}
    numbers: dict[str, int] = {}
    groups = []
    for index in range(size):
        token = by_id.get(index, f"pad {index}")
        key = token
        if token not in SPECIAL_TOKENS:
            key = re.sub(r'^(Ġ|_|/|-|")+', "", token).lower() or ("space" if token in ("Ġ", "_") else token)
        groups.append(numbers.setdefault(key, len(numbers)))
    return groups


def merges_of(tokenizer: Tokenizer) -> list:
    return json.loads(tokenizer.to_str())["model"]["merges"]
