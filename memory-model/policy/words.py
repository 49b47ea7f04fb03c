# SPDX-License-Identifier: Apache-2.0
"""Words, slugs and names in a text, as the host takes them: docs/protocols/memory.md, section View."""

from __future__ import annotations

import pathlib
import re
import unicodedata

MAX_NAME_WORDS = 3

_DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
STOP_WORDS = frozenset((_DATA / "stop_words.txt").read_text(encoding="utf-8").split())

# Letters that Unicode does not decompose into a base letter and an accent.
_UNDECOMPOSED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_WORD = re.compile(r"[^\W_]+")
_RAW_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*['’]?")
_SENTENCE_END = ".!?:\n"


def fold_for_search(text: str) -> str:
    """Case folded, without accents: how the host's search compares."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(ch for ch in decomposed if unicodedata.category(ch)[0] != "M")


def fold(text: str) -> str:
    """The same, and letters with a stroke or joined spelt out: how names and values are compared."""
    return fold_for_search(text).translate(_UNDECOMPOSED) if not text.isascii() else text.lower()


def words_of(text: str) -> list[str]:
    """The folded words of a text: runs of letters and digits."""
    return _WORD.findall(fold(text))


def slug_of(name: str) -> str:
    """The file name of a note on `name`, without folder and suffix."""
    return "_".join(words_of(name))


def path_of(name: str) -> str:
    return f"entities/{slug_of(name)}.md"


def _strip_possessive(word: str) -> tuple[str, bool]:
    for ending in ("'s", "’s", "'", "’"):
        if word.endswith(ending):
            return word[: -len(ending)], True
    return word, False


def name_runs(message: str) -> list[str]:
    """Runs of one to three capitalised words that may be names, in order of appearance."""
    runs: list[tuple[list[str], bool]] = []
    open_run = False
    previous_end = 0
    for match in _RAW_WORD.finditer(message):
        start, word_text = match.start(), match.group()
        gap = message[previous_end:start]
        starts_sentence = previous_end == 0 or any(ch in gap for ch in _SENTENCE_END)
        previous_end = match.end()
        if not word_text[0].isupper():
            open_run = False
            continue
        word, possessive = _strip_possessive(word_text)
        if not word or STOP_WORDS.issuperset(words_of(word)):
            open_run = False
            continue
        if open_run and gap == " ":
            runs[-1][0].append(word)
        else:
            runs.append(([word], starts_sentence and not possessive))
        open_run = not possessive
    return [
        " ".join(parts)
        for parts, lone_start in runs
        if len(parts) <= MAX_NAME_WORDS and not (lone_start and len(parts) == 1)
    ]
