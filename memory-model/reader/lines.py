# SPDX-License-Identifier: Apache-2.0
"""The lines of a vault that may answer a message, each in words: docs/protocols/memory.md, section The reader.

The C++ host implements the same rules.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from policy.name_index import NameIndex
from policy.words import STOP_WORDS, words_of

HOPS_MAX = 3
NOTES_MAX = 24
LINES_MAX = 64
FOUND_MAX = 16
FOUND_WORDS_MAX = 16
FOUND_WORD_BYTES_MAX = 64
VALUE_WORDS_MAX = 12

_LINK = re.compile(r"\[\[([^\]|#\n]+)(?:#[^\]|\n]*)?(?:\|([^\]\n]*))?\]\]")
_BOX = re.compile(r"^([ \t]*)[-*] \[[ xX]\] ")
_NO_KEY = re.compile(r"[:\[\]|#`]")
_HEADING = re.compile(r"(#{1,6})[ \t]")
_COLON = re.compile(r"\**([^:*=|\[\]]{1,100})\**[ \t]*:+\**(?:[ \t]+(.*))?$")
_RULE = re.compile(r"[-|: ]+")


@dataclass(frozen=True)
class NotedLine:
    path: str
    text: str  # as it stands in the note, without blanks at its ends
    words: str  # owner, key and value, as the reader reads them
    value: str  # with links as the titles they lead to
    hops: int  # links that were followed to its note


@dataclass(frozen=True)
class _Keyed:
    text: str
    key: str
    value: str
    targets: tuple[str, ...]


def _path_of_link(target: str) -> str:
    target = target.strip()
    return target if target.endswith(".md") else target + ".md"


def _keyed(text: str, above: str) -> tuple[str, str]:
    """(key, value); the key is "" where there is none."""
    if text.startswith(": "):
        return above.strip("*"), text[2:].strip()
    if text.startswith("|"):
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        return (cells[0], cells[1]) if len(cells) == 2 else ("", " ".join(cells))
    plain = text if text.startswith("**") else text.lstrip(">-*+ \t")
    match = _COLON.fullmatch(plain)
    if match and match.group(1).strip():
        return match.group(1).strip(), (match.group(2) or "").strip()
    level = _HEADING.match(above)
    if level and len(level.group(1)) > 1:
        return above.lstrip("# \t"), plain
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


def _joined(lines: list[str]) -> list[str]:
    """A key with one deeper line below it reads as a line with a key."""
    read = list(lines)
    for at in range(len(lines) - 1):
        key, value = _lone_key(read[at]), _lone_value(read[at + 1])
        is_deeper = _indent(lines[at + 1]) > _indent(lines[at])
        goes_on = at + 2 < len(lines) and _indent(lines[at + 2]) > _indent(lines[at])
        if key and value and is_deeper and not goes_on:
            read[at + 1] = f"- {key}: {value}"
    return read


def _keyed_lines(text: str) -> list[_Keyed]:
    """All but headings, front matter's rules and the rules of tables."""
    whole = [line.removesuffix("\r") for line in text.split("\n")]
    whole = [line for line in whole if line.strip()]
    lines: list[_Keyed] = []
    above = ""
    for raw, read in zip(whole, _joined([_BOX.sub(r"\1- ", line) for line in whole])):
        line = read.strip()
        if not _HEADING.match(line) and not _RULE.fullmatch(line):
            key, value = _keyed(line, above)
            targets = tuple(_path_of_link(match.group(1)) for match in _LINK.finditer(value))
            if value:
                lines.append(_Keyed(raw.strip(), " ".join(words_of(key)), value, targets))
        above = line
    return lines


def key_and_value(text: str) -> tuple[str, str]:
    """Of one line by itself; the key is "" where there is none."""
    key, value = _keyed(_BOX.sub(r"\1- ", text).strip(), "")
    return " ".join(words_of(key)), value


def _cut(value: str) -> str:
    words = value.split()
    return " ".join(words[:VALUE_WORDS_MAX])


class Vault:
    """The notes that a message may see."""

    def __init__(self, files: dict[str, str], index: NameIndex) -> None:
        self._files, self._index = files, index
        self._lines: dict[str, list[_Keyed]] = {}

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

    def _noted(self, path: str, line: _Keyed, owner: str, hops: int) -> NotedLine:
        value = self._shown(line.value)
        said = f"{line.key}: {_cut(value)}" if line.key else _cut(value)
        return NotedLine(path, line.text, f"{owner} {said}", value, hops)

    def near(self, message: str) -> list[NotedLine]:
        """Of the notes that the message names, of user.md, and of the notes they link to, the nearest first."""
        named = [path for path, _ in self._index.candidates(message) if path in self._files]
        owners: dict[str, tuple[str, int]] = {}
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
                found.append(self._noted(path, line, owner, hops))
                target = line.targets[0] if len(line.targets) == 1 and line.key else ""
                if not target or target not in self._files:
                    continue
                title = self._title(target)
                if target in named and path == "user.md" and owners[target] == (f"{title}'s", 0):
                    continue
                if target not in owners and hops < HOPS_MAX and len(owners) < NOTES_MAX:
                    chain = owner if hops == 0 else owner.removesuffix(f" {self._title(path)}'s") + "'s"
                    owners[target] = (f"{chain} {line.key} {title}'s", hops + 1)
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
                shared = len(asked.intersection(words_of(line.text)))
                if shared:
                    hits.append((-shared, self._noted(path, line, f"{self._title(path)}'s", 0)))
        hits.sort(key=lambda hit: hit[0])
        return [line for _, line in hits[:FOUND_MAX]]

    def owners(self, message: str) -> list[str]:
        """The notes that a message can tell something of: the user's, which need not be there yet, and those it names."""
        return ["user.md", *(path for path, _ in self._index.candidates(message) if path in self._files)]

    def relation_of(self, path: str) -> str:
        """The key by which user.md links to it, or ""."""
        lines = self._lines_of("user.md") if "user.md" in self._files else []
        return next((line.key for line in lines if line.targets == (path,)), "")

    def owner_words(self, path: str) -> str:
        return "my note" if path == "user.md" else f"{self._title(path)}'s note"

    def own(self, message: str) -> list[NotedLine]:
        """The lines of these notes."""
        return [line for line in self.near(message) if not line.hops]

    def lines(self, message: str) -> list[NotedLine]:
        near = self.near(message)
        return near + self.found(message, {line.path for line in near})
