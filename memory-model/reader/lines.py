# SPDX-License-Identifier: Apache-2.0
"""The lines of a vault that may answer a message, each in words: docs/protocols/memory.md, section The reader.

The C++ host implements the same rules.
"""

from __future__ import annotations

import pathlib
import re
from collections import deque
from dataclasses import dataclass
from functools import cache

from policy.name_index import NameIndex
from policy.words import STOP_WORDS, words_of

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"

HOPS_MAX = 3
NOTES_MAX = 24
LINES_MAX = 80
FOUND_MAX = 24
LINKED_NOTES_MAX = 3  # that a message may change without a name
CHANGED_FOUND_MAX = 8  # lines of notes that it does not name,
SHARED_WORDS_MIN = 2  # which have so many of its words when they have no key
FOUND_WORDS_MAX = 16
FOUND_WORD_BYTES_MAX = 64
VALUE_WORDS_MAX = 24
PLACE_WORDS_MAX = 4
LINKS_MAX = 4  # that one line leads to
LINK_WORDS_MAX = 3  # of what a line calls them

_LINK = re.compile(r"\[\[([^\]|#\n]+)(?:#[^\]|\n]*)?(?:\|([^\]\n]*))?\]\]")
_BOX = re.compile(r"^([ \t]*)[-*] \[[ xX]\] ")
_NO_KEY = re.compile(r"[:\[\]|#`]")
_HEADING = re.compile(r"(#{1,6})[ \t]")
_COLON = re.compile(r"\**([^:*=|\[\]]{1,100})\**[ \t]*:+\**(?:[ \t]+(.*))?$")
_RULE = re.compile(r"[-|: ]+")
_BREAK = re.compile(r"[,;:(–—]|(?<= )- ")
_OPENERS = frozenset('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"([')
_SHORT_FORMS = frozenset(("prof", "approx", "tel", "nr", "no", "ca", "vs", "etc", "inc", "str", "apt"))
_COUNTS = frozenset(("two", "three", "four", "five", "six", "both"))  # "two kids [[…]] and [[…]]"
ORDINAL_DIGITS_MAX = 2
TITLE_LETTERS_MAX = 3  # Dr., Mrs.


@dataclass(frozen=True)
class NotedLine:
    path: str
    text: str  # as it stands in the note, without blanks at its ends
    said: str  # the sentence of it, or all of it without its key
    words: str  # owner, place, key and value, as the reader reads them
    value: str  # with links as the titles they lead to
    hops: int  # links that were followed to its note
    owner: str = ""  # "my sister Ana Reed's"
    link: str = ""  # what the line that led to its note calls it


@dataclass(frozen=True)
class _Keyed:
    text: str
    place: str  # the heading or the item that it stands under
    key: str
    value: str
    link: str  # what it calls the notes that it leads to, or ""
    targets: tuple[str, ...]


def _path_of_link(target: str) -> str:
    target = target.strip()
    return target if target.endswith(".md") else target + ".md"


def _row_cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.removeprefix("|").removesuffix("|").split("|")]


def _keyed(text: str) -> tuple[str, str]:
    """(key, value); the key is "" where there is none."""
    if text.startswith("|"):
        cells = _row_cells(text)
        return (cells[0], cells[1]) if len(cells) == 2 else ("", "")
    plain = text if text.startswith("**") else text.lstrip(">-*+ \t")
    match = _COLON.fullmatch(plain)
    if match and match.group(1).strip():
        return match.group(1).strip(), (match.group(2) or "").strip()
    return "", plain


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _lone_key(line: str) -> str:
    """The key of "- car" or "car:", whose value stands deeper below it."""
    line = line.strip()
    if line.startswith(("- ", "* ")):
        line = line[2:]
    elif not line.endswith(":"):
        return ""
    line = line.removesuffix(":")
    return "" if _NO_KEY.search(line) else line.strip()


def _lone_value(line: str) -> str:
    line = line.strip()
    if line.startswith(("- ", "* ")):
        line = line[2:]
    return "" if ": " in line else line.strip()


def _joined(lines: list[str]) -> tuple[list[str], set[int]]:
    """A key with one deeper line below it reads as a line with a key. (lines, which are so)"""
    read, joined = list(lines), set()
    for at in range(len(lines) - 1):
        key, value = _lone_key(read[at]), _lone_value(read[at + 1])
        is_deeper = _indent(lines[at + 1]) > _indent(lines[at])
        goes_on = at + 2 < len(lines) and _indent(lines[at + 2]) > _indent(lines[at])
        if key and value and is_deeper and not goes_on:
            read[at + 1] = f"- {key}: {value}"
            joined.add(at + 1)
    return read, joined


def _place(text: str) -> str:
    return " ".join(words_of(text)[:PLACE_WORDS_MAX])


def _ends_sentence(text: str, at: int) -> bool:
    """Whether the mark at `at` ends a sentence, and not a short form or an ordinal."""
    rest = text[at + 1 :]
    following = rest.lstrip(" ")[:1]
    if not rest.startswith(" ") or not following or not (following in _OPENERS or ord(following) > 127):
        return False
    if text[at] != ".":
        return True
    word = re.search(r"(?:[A-Za-z]+|[0-9]+)$", text[:at])
    run = word.group() if word else ""
    if run.isdigit():
        return len(run) > ORDINAL_DIGITS_MAX
    return not (0 < len(run) <= TITLE_LETTERS_MAX and run[0].isupper()) and run.lower() not in _SHORT_FORMS


def sentences(text: str) -> list[str]:
    found, begin, depth = [], 0, 0
    for at, mark in enumerate(text):
        if text.startswith("[[", at):
            depth += 1
        elif text.startswith("]]", at):
            depth -= 1
        ends = mark == "。" or (mark in ".!?" and _ends_sentence(text, at))
        if ends and depth <= 0:
            found.append(text[begin : at + 1].strip(" "))
            begin = at + 1
    found.append(text[begin:].strip(" "))
    return [sentence for sentence in found if sentence]


def _link_words(key: str, text: str) -> str:
    """What a line calls the notes that it leads to: its key, or the words before its first link."""
    if key:
        telling = [word for word in key.split() if word not in _COUNTS and word not in STOP_WORDS]
        return " ".join(telling) if telling else key
    before = text.partition("[[")[0].rstrip(" ")
    words = [word for word in words_of(_BREAK.split(before)[-1]) if word not in STOP_WORDS and word not in _COUNTS]
    return " ".join(words) if len(words) <= LINK_WORDS_MAX else ""


class _Places:
    """Under which heading and which shallower line a line stands."""

    def __init__(self) -> None:
        self._heading = ""
        self._above: list[tuple[int, str]] = []  # indent, what it is about

    def enter(self, heading: str) -> None:
        self._heading, self._above = heading, []

    def of(self, indent: int) -> str:
        while self._above and self._above[-1][0] >= indent:
            self._above.pop()
        return self._above[-1][1] if self._above else self._heading

    def add(self, indent: int, about: str) -> None:
        self._above.append((indent, about))


def _row_text(cells: list[str], head: list[str]) -> str:
    labels = head if len(head) == len(cells) else []
    said = [f"{labels[at]} {cell}" if labels and at and labels[at] else cell for at, cell in enumerate(cells) if cell]
    return ", ".join(said)


def _keyed_lines(text: str) -> list[_Keyed]:
    """What a note says, one statement each; headings, the heads of tables and rules are none."""
    whole = [line.removesuffix("\r") for line in text.split("\n")]
    whole = [line for line in whole if line.strip()]
    read, joined = _joined([_BOX.sub(r"\1- ", line) for line in whole])
    stripped = [line.strip() for line in read]
    levels = [len(match.group(1)) if (match := _HEADING.match(line)) else 0 for line in stripped]
    lines: list[_Keyed] = []
    places, head = _Places(), []
    for at, line in enumerate(stripped):
        if levels[at]:
            places.enter(_place(line.lstrip("# \t")) if levels[at] > 1 else "")
            head = []
            continue
        if not line.startswith("|"):
            head = []
        elif at + 1 < len(stripped) and stripped[at + 1].startswith("|") and _RULE.fullmatch(stripped[at + 1]):
            head = _row_cells(line)
            continue
        if _RULE.fullmatch(line):
            continue
        indent = _indent(whole[at])
        place = places.of(_indent(whole[at - 1]) if at in joined else indent)
        key, value = _keyed(line)
        if not words_of(key):
            key, value = "", line.lstrip(">-*+ \t") if not line.startswith("**") else line
        is_alone = at and levels[at - 1] > 1 and (at + 1 == len(stripped) or levels[at + 1])
        if line.startswith(": ") and at:
            key, value = stripped[at - 1].strip("*"), line[2:].strip()
        elif line.startswith("|") and not key:
            value = _row_text(_row_cells(line), head)
        elif not key and is_alone:
            key, place = stripped[at - 1].lstrip("# \t"), ""
        key = " ".join(words_of(key))
        if at not in joined:
            places.add(indent, _place(key or _LINK.sub(" ", value)))
        for said in sentences(value) if not line.startswith("|") else [value]:
            targets = tuple(_path_of_link(match.group(1)) for match in _LINK.finditer(said))
            link = _link_words(key, said) if targets else ""
            lines.append(_Keyed(whole[at].strip(), place, key, said, link, targets))
    return lines


def key_and_value(text: str) -> tuple[str, str]:
    """Of one line by itself; the key is "" where there is none."""
    key, value = _keyed(_BOX.sub(r"\1- ", text).strip())
    return " ".join(words_of(key)), value


def _cut(value: str) -> str:
    words = value.split()
    return " ".join(words[:VALUE_WORDS_MAX])


@cache
def _groups() -> list[list[list[str]]]:
    texts = [(DATA / f"{name}.txt").read_text(encoding="utf-8") for name in ("key_words", "relation_words")]
    lines = [line for text in texts for line in text.splitlines() if line and not line.startswith("#")]
    return [[words_of(name) for name in line.split(",")] for line in lines]


@cache
def names_in_questions(key: str) -> list[list[str]]:
    """A key's words, and by which others people speak of it."""
    words = words_of(key)
    return [words, *(name for group in _groups() if words in group for name in group)]


def is_spoken_of(message: str, link: str) -> bool:
    """Whether it has all words of what the link is called."""
    words = words_of(message)
    return bool(link) and any(all(word in words for word in name) for name in names_in_questions(link))


def is_named_by_its_words(message: str, line: NotedLine) -> bool:
    """Whether the message has its key, or of a line without one two telling words without a digit."""
    words = words_of(message)
    key = key_and_value(line.text)[0]
    if key:
        return any(_is_telling(word) for word in words_of(key)) and all(word in words for word in words_of(key))
    shared = {word for word in words_of(line.said) if _is_telling(word) and word in words}
    return len(shared) >= SHARED_WORDS_MIN


def _is_telling(word: str) -> bool:
    return len(word) > 1 and word not in STOP_WORDS and not any(char.isdigit() for char in word)


class Vault:
    """The notes that a message may see."""

    def __init__(self, files: dict[str, str], index: NameIndex) -> None:
        self._files, self._index = files, index
        self._lines: dict[str, list[_Keyed]] = {}

    def title_of(self, path: str) -> str:
        """Empty for the user's own note."""
        return "" if path == "user.md" else self._title(path)

    def _title(self, path: str) -> str:
        return self._index.titles.get(path, "")

    def _lines_of(self, path: str) -> list[_Keyed]:
        if path not in self._lines:
            self._lines[path] = _keyed_lines(self._files[path])
        return self._lines[path]

    def _shown(self, value: str) -> str:
        def name(match: re.Match[str]) -> str:
            return match.group(2) or self._title(_path_of_link(match.group(1))) or match.group(1)

        return _LINK.sub(name, value)

    def _noted(self, path: str, line: _Keyed, owner: str, hops: int, link: str = "") -> NotedLine:
        value = self._shown(line.value)
        about = " ".join(part for part in (line.place, line.key) if part)
        said = f"{about}: {_cut(value)}" if about else _cut(value)
        return NotedLine(path, line.text, line.value, f"{owner} {said}", value, hops, owner, link)

    def near(self, message: str) -> list[NotedLine]:
        """Of the notes that the message names, of user.md, and of the notes they link to, the nearest first."""
        named = [path for path, _ in self._index.candidates(message) if path in self._files]
        owners: dict[str, tuple[str, int]] = {}
        links: dict[str, str] = {}
        queue: deque[str] = deque()
        for path in named:
            owners[path] = (f"{self._title(path)}'s", 0)
            queue.append(path)
        if "user.md" in self._files:
            owners["user.md"] = ("my", 0)
            queue.append("user.md")
        found: list[NotedLine] = []
        while queue:
            path = queue.popleft()
            owner, hops = owners[path]
            for line in self._lines_of(path):
                found.append(self._noted(path, line, owner, hops, links.get(path, "")))
                for target in line.targets[:LINKS_MAX] if line.link else ():
                    if target not in self._files:
                        continue
                    title = self._title(target)
                    if target in named and path == "user.md" and owners[target] == (f"{title}'s", 0):
                        continue
                    if target not in owners and hops < HOPS_MAX and len(owners) < NOTES_MAX:
                        chain = owner if hops == 0 else owner.removesuffix(f" {self._title(path)}'s") + "'s"
                        owners[target] = (f"{chain} {line.link} {title}'s", hops + 1)
                        links[target] = line.link
                        queue.append(target)
        return found[:LINES_MAX]

    def found(self, message: str, known: set[str]) -> list[NotedLine]:
        """Of the other notes those lines that share most telling words with the message."""
        words = {word for word in words_of(message) if 3 <= len(word.encode()) <= FOUND_WORD_BYTES_MAX and word not in STOP_WORDS}
        asked = set(sorted(words)[:FOUND_WORDS_MAX])
        hits: list[tuple[int, NotedLine]] = []
        for path in sorted(self._files):
            if path in known:
                continue
            for line in self._lines_of(path):
                noted = self._noted(path, line, f"{self._title(path)}'s", 0)
                shared = len(asked.intersection(words_of(noted.words)))
                if shared:
                    hits.append((-shared, noted))
        hits.sort(key=lambda hit: hit[0])
        return [line for _, line in hits[:FOUND_MAX]]

    def _named(self, message: str) -> list[str]:
        return [path for path, _ in self._index.candidates(message) if path in self._files]

    def scope(self, message: str) -> tuple[dict[str, str], list[NotedLine]]:
        """What a message can change: by path how the notes are spoken of that a line can be added to, the user's first, which need not
        be there yet, and the lines of these. A link leads to some of them of which the message speaks; when it names no note, lines of
        others that have its words may change, too."""
        named = self._named(message)
        owners = {path: self.owner_words(path) for path in ("user.md", *named)}
        near = self.near(message)
        lines = [line for line in near if not line.hops]
        for line in near:
            is_room = len(owners) < 1 + len(named) + LINKED_NOTES_MAX
            if line.hops and (line.path in owners or (is_room and is_spoken_of(message, line.link))):
                owners.setdefault(line.path, f"{line.owner} note")
                lines.append(line)
        if not named:
            found = self.found(message, {line.path for line in near})
            lines += [line for line in found if is_named_by_its_words(message, line)][:CHANGED_FOUND_MAX]
        return owners, lines

    def relation_of(self, path: str) -> str:
        """The key by which user.md links to it, or ""."""
        lines = self._lines_of("user.md") if "user.md" in self._files else []
        return next((line.key for line in lines if line.targets == (path,)), "")

    def links_of(self, path: str) -> list[tuple[str, tuple[str, ...]]]:
        """What its lines call the notes that they lead to."""
        return [(line.link, line.targets) for line in self._lines_of(path) if line.link]

    def owner_words(self, path: str) -> str:
        return "my note" if path == "user.md" else f"{self._title(path)}'s note"

    def lines(self, message: str) -> list[NotedLine]:
        near = self.near(message)
        return near + self.found(message, {line.path for line in near})
