# SPDX-License-Identifier: Apache-2.0
"""The ways in which people keep a note. A style writes the facts and says where each value stands, so that it can be edited."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, product
from random import Random
from typing import Callable

from policy.bank import Bank, chosen_form


@dataclass(slots=True)
class Place:
    """What stands around a value in the file. `cut` is what goes with the fact when it is removed."""

    before: str
    after: str
    cut: str = "\n"


@dataclass(frozen=True)
class Style:
    name: str
    weight: float
    place: Callable[[Random, str], Place]  # of a fact with this key
    opening: str = "{front}# {title}\n"
    closing: str = ""
    spelling: str = "plain"  # of keys: plain, underscores, capital or foreign
    folder: tuple[str, ...] = ()
    for_user: bool = True  # whether user.md may look so
    separator: str = "\n"


NUMBER = "%n"  # stands in a style for the number of the fact in its note


def _line(before: str, after: str = "") -> Callable[[Random, str], Place]:
    start, end = before.split("%k")

    def place(_: Random, key: str) -> Place:
        return Place(start + key + end, after)

    return place


def _prose(_: Random, key: str) -> Place:
    return Place(f"The {key} is ", ".")


def _in_paragraph(rng: Random, key: str) -> Place:
    return Place(rng.choice((f"The {key} is ", f"For {key} it is ", f"As {key} put ")), ". ", "")


_MESSY_STARTS = ("- %k:  ", "-  %k: ", "* %k: ", "+ %k : ", "  - %k: ", "%k: ", "- %k : ", "%k - ", "> %k: ")
STRAY_LINES = ("call back!!", "???", "TODO ask again", "(see phone)", "x x x", "old stuff below", "...", "check this")


def _messy(rng: Random, key: str) -> Place:
    start, end = _MESSY_STARTS[int(rng.random() * len(_MESSY_STARTS))].split("%k")
    return Place(start + key + end, " " if rng.random() < 0.2 else "")


def _dated(rng: Random, key: str) -> Place:
    return Place(f"{rng.randint(2019, 2026)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}: {key} ", "")


def _task(rng: Random, key: str) -> Place:
    return Place(f"- [{'x' if rng.random() < 0.3 else ' '}] {key}: ", "")


_FOLDERS = ("people", "work", "family/close", "archive/2024", "things")
_TABLE_HEAD = "{front}# {title}\n\n| what | value |\n| --- | --- |\n"
STYLES = (
    Style("plain facts", 6.0, _line("- %k: ")),
    Style("underscores", 2.0, _line("- %k: "), spelling="underscores"),
    Style("bold keys", 1.0, _line("- **%k**: ")),
    Style("stars and capitals", 1.0, _line("* %k: "), spelling="capital"),
    Style("prose", 1.0, _prose, opening="{front}# {title}\n\n"),
    Style("paragraph", 0.8, _in_paragraph, "{front}# {title}\n\n", "That is all for now.\n", for_user=False, separator=""),
    Style("table", 1.2, _line("| %k | ", " |"), _TABLE_HEAD),
    Style("front matter", 0.8, _line("%k: "), "---\n{aliases}", "---\n# {title}\n", for_user=False),
    Style("sections", 0.8, _line("## %k\n"), "{front}# {title}\n", spelling="capital"),
    Style("nested folders", 1.2, _line("- %k: "), folder=_FOLDERS, for_user=False),
    Style("aliases", 1.2, _line("- %k: "), "---\naliases: [{alias}]\n---\n# {title}\n", for_user=False),
    Style("mess", 1.0, _messy),
    Style("other language", 1.0, _line("- %k: "), spelling="foreign"),
    Style("properties", 0.7, _line("- %k:: ")),
    Style("log", 0.7, _dated, for_user=False),
    Style("quotes", 1.0, _line("> %k: "), "{front}# {title}\n\n", spelling="capital"),
    Style("definitions", 1.0, _line("%k\n: "), "{front}# {title}\n\n", spelling="capital"),
)
HELD_OUT_STYLES = frozenset(("quotes", "definitions"))
# Styles that training sees besides; the cells of the evaluation that are older than they are draw none of them.
_CALLOUT = "{front}# {title}\n\n> [!info] About\n"
WIDE_STYLES = (
    Style("equals", 0.7, _line("%k = "), "{front}# {title}\n\n"),
    Style("dashes", 0.7, _line("- %k - ")),
    Style("bold and no mark", 0.7, _line("**%k** "), "{front}# {title}\n\n", spelling="capital"),
    Style("bold with the mark", 0.7, _line("- **%k:** "), spelling="capital"),
    Style("numbered", 0.7, _line("%n. %k: ")),
    Style("bare lines", 1.0, _line("%k: "), "{front}# {title}\n\n", spelling="capital"),
    Style("outline", 0.7, _line("    - %k: "), "{front}# {title}\n- facts\n"),
    Style("two levels", 0.7, _line("- %k\n    - "), spelling="capital"),
    Style("fields", 0.6, _line("%k: "), "---\n{aliases}type: note\n", "---\n# {title}\n", spelling="underscores", for_user=False),
    Style("tasks", 0.6, _task, "{front}# {title}\n\n"),
    Style("bold table", 0.6, _line("| **%k** | ", " |"), "{front}# {title}\n\n| | |\n|---|---|\n", spelling="capital"),
    Style("html list", 0.5, _line("<dt>%k</dt><dd>", "</dd>"), "{front}# {title}\n\n<dl>\n", "</dl>\n", for_user=False),
    Style("html lines", 0.4, _line("<b>%k</b>: ", "<br>"), "{front}# {title}\n\n"),
    Style("inline fields", 0.6, _line("%k:: "), "{front}# {title}\n\n"),
    Style("bracket fields", 0.5, _line("- [%k:: ", "]")),
    Style("callout", 0.7, _line("> - %k: "), _CALLOUT),
    Style("bold callout", 0.7, _line("> **%k** = "), _CALLOUT, spelling="capital"),
    Style("arrows", 0.6, _line("%k -> "), "{front}# {title}\n\n"),
    Style("italic keys", 0.6, _line("*%k*: "), "{front}# {title}\n\n"),
    Style("small headings", 0.6, _line("### %k\n\n"), spelling="capital"),
    Style("bold lines", 0.7, _line("**%k**\n"), "{front}# {title}\n\n", spelling="capital"),
    Style("next line", 0.7, _line("%k:\n  "), "{front}# {title}\n\n", spelling="capital"),
    Style("questions", 0.5, _line("Q: %k?\nA: "), "{front}# {title}\n\n", spelling="capital"),
    Style("semicolons", 0.4, _line("%k; "), "{front}# {title}\n\n"),
    Style("brackets", 0.4, _line("- (%k) ")),
)
_POOLS: dict[tuple[bool, bool, bool], tuple[list[Style], list[float]]] = {}


def _pool(held_out: bool, of_user: bool, wide: bool) -> tuple[list[Style], list[float]]:
    styles = [*STYLES, *WIDE_STYLES] if wide else STYLES
    pool = [style for style in styles if (style.name in HELD_OUT_STYLES) == held_out and (style.for_user or not of_user)]
    return pool, list(accumulate(style.weight for style in pool))


for _key in product((False, True), repeat=3):
    _POOLS[_key] = _pool(*_key)


def random_style(rng: Random, held_out: bool, of_user: bool, wide: bool) -> Style:
    pool, sums = _POOLS[held_out, of_user, wide]
    return rng.choices(pool, cum_weights=sums)[0]


def spelled(rng: Random, style: Style, key: str, bank: Bank, language: str) -> str:
    """The key as a note of this style spells it."""
    if style.spelling == "underscores":
        return key.replace(" ", "_")
    if style.spelling == "capital":
        return key[:1].upper() + key[1:]
    if style.spelling == "foreign":
        words = bank.words(language, f"attribute {key}") or bank.words(language, f"relation {key}")
        # The lists hold noun phrases as they are spoken: `meine Stadt`.
        return chosen_form(words[0], True).split(" ", 1)[-1] if words else key
    return key
