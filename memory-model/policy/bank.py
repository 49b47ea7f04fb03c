# SPDX-License-Identifier: Apache-2.0
"""The phrase bank: what people say, written by hand in data/bank/<language>/<name>.txt.

    python3 memory-model/policy/bank.py        # checks every file; prints counts by language, intent and voice

A line is `voice<TAB>pattern` under a header `[intent]` or `[intent key]`; README.md tells the slots. One pattern in five
is held out, by a hash of its text: training never uses it.
"""

from __future__ import annotations

import collections
import enum
import pathlib
import re
import sys
import tomllib
import zlib
from dataclasses import dataclass, field
from random import Random

_DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
BANK_FOLDER = _DATA / "bank"
ENGLISH = "en"
HELD_OUT_SHARE = 5  # one pattern in five is never used in training
VOICES = frozenset("plain terse chatty typo slang dictation statement mixed polite".split())
SLOTS = frozenset("S O P v o k n m r d x w a b place food job company title".split())
INTENTS = frozenset(
    (
        "ask ask_relation ask_hop ask_search ask_count ask_list ask_compare ask_date ask_yes_no ask_alias ask_about "
        "tell tell_new tell_two tell_implicit change change_from_to retract rename move merge cascade correct "
        "missing_referent contradiction chat sum hypothetical known others_words pasted_instruction note_instruction "
        "tool_instruction"
    ).split()
)
# What a pattern of an intent cannot do without: each entry is a set of slots of which it has one.
_SUBJECT = frozenset("SOP")
_NEEDED: dict[str, tuple[frozenset[str], ...]] = {
    "tell": (frozenset("v"),),
    "change": (frozenset("v"),),
    "change_from_to": (frozenset("v"), frozenset("o")),
    "tell_new": (frozenset("n"),),
    "ask_search": (frozenset("v"),),
}
# Intents whose general patterns must name the attribute.
_NAMES_ATTRIBUTE = frozenset("ask tell change change_from_to retract ask_hop".split())
_WORD_FILES = frozenset(("nouns", "headings"))  # lists of words, not of patterns
_SLOT = re.compile(r"\{([^{}]*)\}")
_FORMS = re.compile(r"\[([^|\[\]]*)\|([^|\[\]]*)\]")


class BankError(ValueError):
    """What is wrong with the bank, one line for each fault: file:line: fault."""


def is_held_out_text(text: str) -> bool:
    return zlib.crc32(text.lower().encode()) % HELD_OUT_SHARE == 0


@dataclass(frozen=True)
class Pattern:
    intent: str
    key: str  # "" when it fits any attribute or relation
    language: str
    voice: str
    text: str
    slots: frozenset[str]
    held_out: bool
    of_user: str = field(repr=False, default="")  # with the forms that follow I and my
    of_other: str = field(repr=False, default="")

    def template(self, is_user: bool) -> str:
        return self.of_user if is_user else self.of_other

    def fill(self, words: dict[str, str], is_user: bool) -> str:
        return self.template(is_user).format_map(words)

    def slots_of(self, is_user: bool) -> frozenset[str]:
        return frozenset(_SLOT.findall(self.template(is_user)))


class About(enum.Enum):
    """Who a pattern is to speak of."""

    USER = "user"
    OTHER = "other"  # a slot for it is needed, or the sentence would be about the user
    ANYBODY = "anybody"


@dataclass(frozen=True)
class Wish:
    """What a pattern has to be like: who it is about and which slots can be filled."""

    about: About
    slots: frozenset[str]
    held_out: bool = False
    language: str = ENGLISH
    needs: frozenset[str] = frozenset()  # slots without which the pattern would not say enough
    like: str = ""  # what its text has to match

    def fits(self, pattern: Pattern) -> bool:
        slots = pattern.slots_of(self.about is not About.OTHER)
        if not self.needs <= slots or (self.like and not re.search(self.like, pattern.text.lower())):
            return False
        # A noun phrase of another language names its subject: `die Stadt von Tom`.
        own_subject = _SUBJECT | {"k"} if self.language != ENGLISH else _SUBJECT
        if self.about is About.OTHER and not slots & own_subject:
            return False
        # Only English words for the user can be put into a slot: others bend with the sentence.
        if self.about is About.USER and self.language != ENGLISH and slots & _SUBJECT:
            return False
        return slots <= self.slots


def chosen_form(text: str, is_user: bool) -> str:
    """The text with the forms that follow I and my, or with the others."""
    return _FORMS.sub(r"\1" if is_user else r"\2", text)


def make_pattern(intent: str, key: str, language: str, voice: str, text: str) -> Pattern:
    slots = frozenset(_SLOT.findall(text))
    forms = chosen_form(text, True), chosen_form(text, False)
    return Pattern(intent, key, language, voice, text, slots, is_held_out_text(text), *forms)


def _known_keys() -> frozenset[str]:
    """Attributes, relations and kinds of note as attributes.toml and relations.toml spell them."""
    keys = set(tomllib.loads((_DATA / "attributes.toml").read_text(encoding="utf-8")))
    for name, kind in tomllib.loads((_DATA / "relations.toml").read_text(encoding="utf-8")).items():
        keys.update((name, *kind.get("user", ())))
        for words in kind.get("from", {}).values():
            keys.update(words)
    return frozenset(keys)


def _fault(pattern: Pattern) -> str:
    unknown = sorted(pattern.slots - SLOTS)
    if unknown:
        return f"unknown slot '{{{unknown[0]}}}'"
    rest = _FORMS.sub("", _SLOT.sub("", pattern.text))
    if any(mark in rest for mark in "{}[]|"):
        return f"a brace or bracket that opens no slot in '{pattern.text}'"
    for choice in _NEEDED.get(pattern.intent, ()):
        if not pattern.slots & choice:
            return f"a pattern of '{pattern.intent}' needs one of the slots {sorted(choice)}: '{pattern.text}'"
    if pattern.intent in _NAMES_ATTRIBUTE and not pattern.key and "k" not in pattern.slots:
        return f"a pattern for any attribute needs the slot {{k}}: '{pattern.text}'"
    return ""


class _Reader:
    """Reads one file after the other and gathers patterns, word lists and faults."""

    def __init__(self) -> None:
        self.patterns: list[Pattern] = []
        self.words: dict[str, dict[str, list[str]]] = {}  # language -> "attribute city", "relation wife" or "heading" -> words
        self.faults: list[str] = []
        self._seen: dict[tuple[str, str], str] = {}
        self._keys = _known_keys()

    def read(self, path: pathlib.Path) -> None:
        language, header = path.parent.name, ""
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = raw.rstrip()
            place = f"{path.parent.name}/{path.name}:{number}"
            if not line or line.startswith("#"):
                continue
            if line.startswith("[") and line.endswith("]") and "\t" not in line and "|" not in line:
                header = line[1:-1].strip()
                self._check_header(path.stem, header, place)
            elif path.stem in _WORD_FILES:
                group = "heading" if path.stem == "headings" else header
                self.words.setdefault(language, {}).setdefault(group, []).append(line.strip())
            else:
                self._add(language, header, line, place)

    def _check_header(self, stem: str, header: str, place: str) -> None:
        intent, _, key = header.partition(" ")
        if stem == "headings":
            return
        if stem == "nouns":
            known = intent in ("attribute", "relation") and key in self._keys
        else:
            known = intent in INTENTS
        if not known:
            self.faults.append(f"{place}: unknown intent '{header}'")
        elif key and key not in self._keys:
            self.faults.append(f"{place}: '{key}' is no attribute and no relation")

    def _add(self, language: str, header: str, line: str, place: str) -> None:
        voice, tab, text = line.partition("\t")
        intent, _, key = header.partition(" ")
        if not tab or voice not in VOICES or not text.strip():
            self.faults.append(f"{place}: not 'voice<TAB>pattern' with a known voice: '{line}'")
            return
        if intent not in INTENTS:
            return  # The header has been told of.
        pattern = make_pattern(intent, key, language, voice, text.strip())
        same = (language, pattern.text.lower())
        fault = _fault(pattern)
        if same in self._seen:
            fault = f"the pattern stands already in {self._seen[same]}: '{pattern.text}'"
        self._seen.setdefault(same, place)
        if fault:
            self.faults.append(f"{place}: {fault}")
        else:
            self.patterns.append(pattern)


class Bank:
    """Patterns by intent, attribute, language and part of the split."""

    def __init__(self, patterns: list[Pattern], words: dict[str, dict[str, list[str]]]) -> None:
        self.patterns = patterns
        self._words = words
        self._groups: dict[tuple[str, str, str, bool], list[Pattern]] = collections.defaultdict(list)
        for pattern in patterns:
            self._groups[pattern.intent, pattern.key, pattern.language, pattern.held_out].append(pattern)
        self._fitting: dict[tuple, list[Pattern]] = {}
        self.languages = sorted({pattern.language for pattern in patterns})
        self.foreign = [language for language in self.languages if language != ENGLISH]

    def words(self, language: str, group: str) -> list[str]:
        return self._words.get(language, {}).get(group, [])

    def fitting(self, intent: str, key: str, ask: Wish) -> list[Pattern]:
        """The patterns that speak of such a subject and need no other slots."""
        wanted = (intent, key, ask)
        found = self._fitting.get(wanted)
        if found is None:
            group = self._groups.get((intent, key, ask.language, ask.held_out), ())
            found = self._fitting[wanted] = [pattern for pattern in group if ask.fits(pattern)]
        return found

    def pick(self, rng: Random, intent: str, key: str, ask: Wish, kind: str = "") -> Pattern | None:
        """A pattern for the key or kind of note, or one for any attribute; None when there is none."""
        special = self.fitting(intent, key, ask) if key else ()
        if kind and (not special or rng.random() < 0.4):
            special = self.fitting(intent, kind, ask)
        general = self.fitting(intent, "", ask)
        if special and (not general or rng.random() < 0.5):
            return special[int(rng.random() * len(special))]
        return general[int(rng.random() * len(general))] if general else None


def load(folder: pathlib.Path = BANK_FOLDER) -> Bank:
    """Raises BankError with every fault of every file."""
    reader = _Reader()
    for path in sorted(folder.glob("*/*.txt")):
        reader.read(path)
    if reader.faults:
        raise BankError("\n".join(reader.faults))
    return Bank(reader.patterns, reader.words)


def _print_counts(bank: Bank) -> None:
    for name in ("language", "intent", "voice"):
        counts = collections.Counter(getattr(pattern, name) for pattern in bank.patterns)
        print(name + ":", ", ".join(f"{value} {count}" for value, count in sorted(counts.items())))
    by_language = collections.Counter((pattern.language, pattern.intent) for pattern in bank.patterns)
    for language in bank.languages:
        own = [f"{intent} {count}" for (of, intent), count in sorted(by_language.items()) if of == language]
        print(f"{language}:", ", ".join(own))
    held_out = sum(pattern.held_out for pattern in bank.patterns)
    print(f"{len(bank.patterns)} patterns, {held_out} of them held out")


def main() -> int:
    try:
        _print_counts(load())
    except BankError as error:
        print(f"error: the phrase bank has faults\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
