# SPDX-License-Identifier: Apache-2.0
"""What a note is to the user or to another note: the words of relations.toml, and the wide ones with other words for the same."""

from __future__ import annotations

from random import Random

from policy.names import load_data
from policy.split import Split, is_held_out_key

RELATIONS = load_data("relations.toml")
_WIDE = load_data("wide_relations.toml")
WIDE_SHARE = 0.5  # of the relations of a training world
OTHER_WORD_SHARE = 0.3  # of links whose line has another word than the usual one

Words = dict[tuple, list[str]]  # (kind, held out) or (kind, kind of the owner, held out) -> relations


def _split(words: list[str], held_out: bool) -> list[str]:
    return [word for word in words if is_held_out_key(word) == held_out]


def _by_kind(entries: dict) -> Words:
    return {(kind, half): _split(entry["user"], half) for kind, entry in entries.items() for half in (False, True)}


def _between(entries: dict) -> Words:
    return {
        (kind, owner, half): _split(words, half)
        for kind, entry in entries.items()
        for owner, words in entry.get("from", {}).items()
        for half in (False, True)
    }


def _read_wide() -> tuple[dict, dict[str, tuple[str, ...]]]:
    """The entries without the other words, and the words of each group by its first."""
    groups = {word: (word, *others.split(", ")) for word, others in _WIDE["same"].items()}
    entries = {}
    for kind, entry in _WIDE.items():
        if kind != "same":
            pairs = [line.partition(" = ") for line in entry["user"]]
            groups.update({word: (word, *others.split(", ")) for word, _, others in pairs if others})
            entries[kind] = {"user": [word for word, _, _ in pairs], "from": entry.get("from", {})}
    return entries, groups


WIDE_RELATIONS, GROUPS = _read_wide()
_GROUP_OF = {word: group for group in GROUPS.values() for word in group}
_BY_KIND, _WIDE_BY_KIND = _by_kind(RELATIONS), _by_kind(WIDE_RELATIONS)
_BETWEEN, _WIDE_BETWEEN = _between(RELATIONS), _between(WIDE_RELATIONS)


def same_words(word: str) -> tuple[str, ...]:
    """The relation and the other words for it; only itself where there are none."""
    return _GROUP_OF.get(word, (word,))


def _spelled(rng: Random, word: str) -> str:
    group = _GROUP_OF.get(word)
    return rng.choice(group) if group and rng.random() < OTHER_WORD_SHARE else word


def random_relation(rng: Random, kind: str, split: Split) -> str:
    """A word for what a note of this kind is to the user."""
    words = _BY_KIND[kind, split.keys]
    if split.wide and (split.keys or rng.random() < WIDE_SHARE):
        words = _WIDE_BY_KIND[kind, split.keys]
    word = words[int(rng.random() * len(words))]
    return _spelled(rng, word) if split.wide else word


def relation_between(rng: Random, kind: str, owner: str, split: Split) -> str:
    """A word for what a note of this kind is to a note of the kind `owner`; "" where it can be nothing."""
    words = _BETWEEN.get((kind, owner, split.keys), [])
    if split.wide:
        wide = _WIDE_BETWEEN.get((kind, owner, split.keys), [])
        words = wide if split.keys or (wide and rng.random() < WIDE_SHARE) else words
    if not words:
        return ""
    return _spelled(rng, rng.choice(words)) if split.wide else rng.choice(words)


def said(rng: Random, word: str, split: Split) -> str:
    """How a message may call a relation that a note calls `word`."""
    return rng.choice(same_words(word)) if split.wide else word
