# SPDX-License-Identifier: Apache-2.0
"""What a note can say: the attributes of attributes.toml with many phrasings, and the wide ones of data/wide/ with few.

A message may use any noun of an attribute; a note holds one of them as the key. No two attributes share a noun.
"""

from __future__ import annotations

import pathlib
import re
import tomllib
from dataclasses import dataclass
from random import Random

from policy.names import load_data, made_word, value
from policy.split import Split, is_held_out_key

WIDE_SHARE = 0.5  # of the facts of a training world
WIDE_FOLDER = pathlib.Path(__file__).resolve().parent.parent / "data" / "wide"
_MADE_VALUE_KINDS = ("word", "code", "pin", "place", "number", "brand", "title")
_KINDS = {
    "u": "user",
    "p": "person",
    "a": "pet",
    "o": "organisation",
    "l": "place",
    "j": "project",
    "e": "event",
    "d": "device",
}


@dataclass(frozen=True)
class Attribute:
    """One thing that a note can say, and how people ask for it and state it."""

    key: str
    value_kind: str
    nouns: tuple[str, ...]
    asks: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    is_made: bool = False  # a word nobody has heard of
    is_wide: bool = False

    def written_key(self, message: str) -> str:
        """The key of a new line: of the wide ones the noun that the message uses, where it uses one."""
        if not self.is_wide:
            return self.key
        said = message.lower()
        found = [noun for noun in self.nouns if noun in said and re.search(rf"\b{re.escape(noun)}\b", said)]
        return max(found, key=len) if found else self.key


Pools = dict[tuple[str, bool], list[str]]  # kind of note, held out -> keys, as often as they weigh


def _load_attributes() -> tuple[dict[str, Attribute], Pools]:
    attributes: dict[str, Attribute] = {}
    by_kind: Pools = {}
    for key, entry in load_data("attributes.toml").items():
        parts = {name: tuple(entry.get(name, ())) for name in ("nouns", "asks", "tells", "says", "turns", "drops")}
        attributes[key] = Attribute(key, entry["value"], **parts)
        for kind in entry["kinds"]:
            by_kind.setdefault((kind, is_held_out_key(key)), []).extend([key] * entry.get("weight", 1))
    return attributes, by_kind


def wide_files() -> list[dict[str, list[str]]]:
    """The tables of data/wide/, each key with [kinds, value kind, other nouns, says, asks, turns]."""
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(WIDE_FOLDER.glob("*.toml"))]


def _split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def _load_wide() -> tuple[dict[str, Attribute], Pools]:
    attributes: dict[str, Attribute] = {}
    by_kind: Pools = {}
    for table in wide_files():
        for key, entry in table.items():
            kinds, value_kind, nouns, says, asks, turns = (*entry, "", "", "")[:6]
            clauses = {"says": _split(says, " / "), "asks": _split(asks, " / "), "turns": _split(turns, " / ")}
            attributes[key] = Attribute(key, value_kind, (key, *_split(nouns, ", ")), is_wide=True, **clauses)
            for kind in kinds:
                by_kind.setdefault((_KINDS[kind], is_held_out_key(key)), []).append(key)
    return attributes, by_kind


ATTRIBUTES, KEYS_BY_KIND = _load_attributes()
WIDE, WIDE_BY_KIND = _load_wide()
_SUITING = frozenset((kind, key) for pools in (KEYS_BY_KIND, WIDE_BY_KIND) for (kind, _), keys in pools.items() for key in keys)


def suits(attribute: Attribute, kind: str) -> bool:
    """Whether a note of the kind can say it."""
    return attribute.is_made or (kind, attribute.key) in _SUITING


def head_of(key: str) -> str:
    """The word of a key that near misses share: `favorite` of `favorite song`, else the last, `number` of `tax number`."""
    first, _, rest = key.partition(" ")
    return first if first in ("favorite", "work", "next", "last") and rest else key.rsplit(" ", 1)[-1]


def _near() -> dict[tuple[str, bool, str], list[Attribute]]:
    """Attributes of a kind of note whose keys share their head."""
    groups: dict[tuple[str, bool, str], list[Attribute]] = {}
    for pools, attributes in ((KEYS_BY_KIND, ATTRIBUTES), (WIDE_BY_KIND, WIDE)):
        for (kind, held_out), keys in pools.items():
            for key in dict.fromkeys(keys):
                if not (held_out and attributes is ATTRIBUTES):
                    groups.setdefault((kind, held_out, head_of(key)), []).append(attributes[key])
    return {name: group for name, group in groups.items() if len(group) > 1}


NEAR = _near()
_NEAR_BY_KIND: dict[tuple[str, bool], list[list[Attribute]]] = {}
for (_kind, _held_out, _), _group in NEAR.items():
    _NEAR_BY_KIND.setdefault((_kind, _held_out), []).append(_group)


def near_groups(kind: str, held_out: bool) -> list[list[Attribute]]:
    return _NEAR_BY_KIND.get((kind, held_out), [])


def near_to(key: str, kind: str, held_out: bool) -> list[Attribute]:
    """The attributes of such a note that are easily taken for this one, itself included."""
    return NEAR.get((kind, held_out, head_of(key)), [])


def made_attribute(rng: Random) -> Attribute:
    """An attribute nobody has heard of: only general sentences can speak of it."""
    words = [made_word(rng)]
    if rng.random() < 0.3:
        words.append(rng.choice(("number", "code", "name", "day", "size", "color", made_word(rng))))
    key = " ".join(words)
    return Attribute(key, rng.choice(_MADE_VALUE_KINDS), (key,), is_made=True)


def random_attribute(rng: Random, kind: str, made_share: float, split: Split, held_out: bool | None = None) -> Attribute:
    """held_out: whether to draw from what training never sees; as the split has it by default."""
    if rng.random() < made_share:
        return made_attribute(rng)
    wanted = split.keys if held_out is None else held_out
    if split.wide and (wanted or rng.random() < WIDE_SHARE):
        keys = WIDE_BY_KIND[kind, wanted]
        return WIDE[keys[int(rng.random() * len(keys))]]
    keys = KEYS_BY_KIND[kind, wanted]
    return ATTRIBUTES[keys[int(rng.random() * len(keys))]]


def attribute_value(rng: Random, attribute: Attribute) -> str:
    return value(rng, attribute.value_kind)
