# SPDX-License-Identifier: Apache-2.0
"""How people really type: other words for the same, typing mistakes, dropped marks, a sentence before or after.

All but the sentences around work on the template, before names and values are put in: what matters stays exact.
"""

from __future__ import annotations

import re
from random import Random

from policy.names import load_data

_DATA = load_data("noise.toml")
_SAME = {word: words for group in _DATA["same"] for word in group for words in [[w for w in group if w != word]]}
_BEFORE, _AFTER = _DATA["before"], _DATA["after"]
_OPENERS, _CLOSERS = _DATA["openers"], _DATA["closers"]
_SAME_WORDS = re.compile(r"(?<!\{)\b(" + "|".join(sorted(map(re.escape, _SAME), key=len, reverse=True)) + r")\b", re.IGNORECASE)
# Outside of slots: a word of at least four letters.
_WORD = re.compile(r"\{[^}]*\}|([A-Za-z]{4,})")
_SLOT_OR_REST = re.compile(r"(\{[^}]*\})")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {row[at]: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at in range(len(row))}

_words_cache: dict[str, list[tuple[int, int]]] = {}


def _spans(template: str) -> list[tuple[int, int]]:
    spans = _words_cache.get(template)
    if spans is None:
        spans = _words_cache[template] = [match.span(1) for match in _WORD.finditer(template) if match.group(1)]
    return spans


def mistyped(rng: Random, word: str) -> str:
    at = rng.randint(1, len(word) - 2)
    kind = rng.random()
    if kind < 0.35:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.65:
        return word[:at] + word[at + 1 :]
    if kind < 0.8:
        return word[:at] + word[at] + word[at:]
    near = _NEIGHBOURS.get(word[at].lower(), "")
    return word[:at] + rng.choice(near) + word[at + 1 :] if near else word


def with_typing_mistake(rng: Random, template: str) -> str:
    spans = _spans(template)
    if not spans:
        return template
    start, end = spans[int(rng.random() * len(spans))]
    return template[:start] + mistyped(rng, template[start:end]) + template[end:]


def with_other_words(rng: Random, template: str) -> str:
    """One word or turn of phrase for another that means the same."""
    match = _SAME_WORDS.search(template)
    if not match:
        return template
    other = rng.choice(_SAME[match.group().lower()])
    if match.group()[0].isupper():
        other = other[0].upper() + other[1:]
    return template[: match.start()] + other + template[match.end() :]


def in_lower_case(template: str) -> str:
    return "".join(part if part.startswith("{") else part.lower() for part in _SLOT_OR_REST.split(template))


def without_marks(template: str) -> str:
    """As typed in haste: no apostrophes, commas or full stops. A question stays one."""
    kept = [part if part.startswith("{") else part.replace(",", "").replace("'", "") for part in _SLOT_OR_REST.split(template)]
    return "".join(kept).rstrip(".!")


def with_other_order(rng: Random, template: str) -> str:
    """A word of greeting or politeness in front, or behind."""
    if rng.random() < 0.5:
        opener = rng.choice(_OPENERS)
        first, *rest = template.split(" ", 1)
        low = first if first.startswith(("{", "I")) or not first.istitle() else first.lower()
        return f"{opener} {' '.join([low, *rest])}"
    mark = template[-1] if template[-1] in ".?!" else ""
    return f"{template[: len(template) - len(mark)]}, {rng.choice(_CLOSERS)}{mark}"


def noisy(rng: Random, template: str, english: bool = True) -> str:
    """The template as somebody might type it; mostly as it is."""
    chance = rng.random()
    if chance > 0.45:
        return template
    if chance < 0.12:
        return with_typing_mistake(rng, template)
    if chance < 0.18:
        return in_lower_case(template)
    if chance < 0.24:
        return without_marks(template)
    if not english:
        return template
    return with_other_words(rng, template) if chance < 0.34 else with_other_order(rng, template)


def with_distractor(rng: Random, message: str) -> str:
    """A sentence that says nothing to remember, before or after."""
    if rng.random() < 0.6:
        return f"{rng.choice(_BEFORE)} {message}"
    end = "" if message[-1] in ".?!" else "."
    return f"{message}{end} {rng.choice(_AFTER)}"
