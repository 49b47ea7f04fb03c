# SPDX-License-Identifier: Apache-2.0
"""Whether the host finds a line that a reply rests on: docs/protocols/memory.md, section Facts.

The C++ host implements the same rules. An answer that rests on no line is shown to nobody, so no oracle may give one.
"""

from __future__ import annotations

import re
from typing import Iterator

from policy.task import Task
from policy.words import STOP_WORDS, words_of

_FACT = re.compile(r"\s*[-*+][ \t]+\**([^:*\n]{1,100}?)\**:(.*)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*)")
_LINK = re.compile(r"\[\[([^\]|#\n]+)(?:#[^\]|\n]*)?(?:\|([^\]\n]*))?\]\]")
_MIN_JOINED = 6
_READ = re.compile(r'read_file\("([^"]+)"\)')

_BRACKET = re.compile(r"([^(]*)\(([^)]*)\)")
_NUMBER = re.compile(r"[0-9]+")
_WEEKDAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))

Words = list[str]


def _holds_run(words: Words, run: Words) -> bool:
    size = len(run)
    return bool(run) and any(words[at : at + size] == run for at in range(len(words) - size + 1))


def _is_telling(word: str) -> bool:
    return any(ch.isdigit() for ch in word) or (len(word) > 1 and word not in STOP_WORDS)


def _any_telling(words: Words) -> bool:
    return any(map(_is_telling, words))


def _basis_of(reply: str) -> Words:
    """Of "39 (12 March 1987)" the first bracket, behind a number or a weekday and at most one word more."""
    bracket = _BRACKET.match(reply)
    before = words_of(bracket.group(1)) if bracket else []
    is_computed = 1 <= len(before) <= 2 and (before[0] in _WEEKDAYS or _NUMBER.fullmatch(before[0]) is not None)
    return words_of(bracket.group(2)) if bracket and is_computed else []


class Grounding:
    """The words of one reply, compared with one line after the other."""

    def __init__(self, message: str, reply: str, titles: dict[str, str]) -> None:
        self._message, self._reply = words_of(message), words_of(reply)
        self._joined = "".join(self._reply)
        self._basis = _basis_of(reply)
        self._titles = titles

    def rests_on(self, line: str) -> bool:
        if not _any_telling(self._reply) and len(self._reply) > 1:
            return False
        if "[[" in line and self._holds_link(line):
            return True
        fact = _FACT.fullmatch(line)
        if fact:
            key, value = words_of(fact.group(1)), words_of(fact.group(2))
            return self._holds_plain(key, value) or self._confirms(key, value)
        heading = _HEADING.fullmatch(line)
        if heading:
            return self._holds_name(words_of(heading.group(1)))
        text = words_of(line)
        if self._holds_plain([], text) or (_any_telling(self._reply) and _holds_run(text, self._reply)):
            return True
        return _any_telling(self._basis) and _holds_run(text, self._basis)

    def _holds_plain(self, key: Words, value: Words) -> bool:
        if value and value == self._reply:
            return True
        if _any_telling(value):
            joined = "".join(value)
            respaced = len(joined) >= _MIN_JOINED and any(ch.isdigit() for ch in joined) and joined in self._joined
            within = _any_telling(self._reply) and _holds_run(value, self._reply)
            return _holds_run(self._reply, value) or respaced or within
        return _holds_run(self._reply, value) and _holds_run(self._reply, key)

    def _holds_name(self, name: Words) -> bool:
        if name and name == self._reply:
            return True
        return _any_telling(name) and _holds_run(self._reply, name) and not _holds_run(self._message, name)

    def _holds_link(self, line: str) -> bool:
        for target, shown in _LINK.findall(line):
            path = target if target.endswith(".md") else target + ".md"
            if self._holds_name(words_of(self._titles.get(path, ""))) or self._holds_name(words_of(shown)):
                return True
        return False

    def _confirms(self, key: Words, value: Words) -> bool:
        if not self._reply or self._reply[0] not in ("yes", "no"):
            return False
        if _any_telling(value) and _holds_run(self._message, value):
            return True
        return self._reply[0] == "no" and _any_telling(key) and _holds_run(self._message, key)


def lines_read(task: Task) -> Iterator[str]:
    """What the task has read: user.md as the view shows it, notes, and lines that a search found."""
    files = task.seen_files()
    yield from files.get("user.md", "").split("\n")
    for turn in task.turns:
        if turn.kind != "python":
            continue
        read = _READ.findall(turn.text)
        for path in read:
            yield from files.get(path, "").split("\n")
        if not read:
            for line in turn.result.split("\n"):
                yield line.partition(" ")[2]  # Behind the path of the hit.


def is_grounded(task: Task) -> bool:
    """Whether the oracle's reply rests on at least one line."""
    grounding = Grounding(task.message, task.turns[-1].text, task.index.titles if task.index else {})
    return any(line.strip() and grounding.rests_on(line) for line in lines_read(task))
