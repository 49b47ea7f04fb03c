# SPDX-License-Identifier: Apache-2.0
"""Examples that were written by hand, as people type, over notes as they keep them: memory-model/spoken/README.md."""

from __future__ import annotations

import hashlib
import json
import pathlib
import re
from dataclasses import dataclass, replace
from random import Random
from typing import Iterator, Union

from policy.name_index import NameIndex
from policy.words import STOP_WORDS, words_of
from reader import edits, examples
from reader.edits import ADD, DROP, REPLACE, Edit, EditExample, places_of
from reader.examples import Example
from reader.lines import NotedLine, Vault, names_in_questions

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "spoken"
_LONE_NAMES = frozenset("mum mom mama mummy dad daddy papa grandma granny grandpa granddad nana".split())
NAME_BYTES_MIN = 3
_HELD_OUT_SHARE = 7  # one vault in so many is never trained on
_SMALL_LETTERS_SHARE = 0.15
_WITHOUT_MARKS_SHARE = 0.15  # of the questions

SpokenExample = Union[Example, EditExample]


@dataclass(frozen=True)
class Message:
    """One line of a messages.jsonl: what is asked or told, and what is right."""

    text: str
    is_asked: bool
    lines: tuple[tuple[str, str], ...] = ()  # path and text of what answers, changes or goes
    part: str = ""  # of that line, where it says more
    does: str = ""  # add, replace, drop, nothing, beyond
    path: str = ""
    value: str = ""
    key: str = ""


def _spoken_aliases(files: dict[str, str], vault: Vault) -> dict[str, list[str]]:
    """By path what a family calls a note of user.md, as the host has it: "my mum", "our mum", "mum" for `mother`."""
    aliases: dict[str, list[str]] = {}
    for link, targets in vault.links_of("user.md") if "user.md" in files else []:
        names = {" ".join(name) for name in names_in_questions(link)}
        for target in targets:
            found = aliases.setdefault(target, [])
            found += [f"{owner} {name}" for name in sorted(names) for owner in ("my", "our")]
            found += sorted(names & _LONE_NAMES)
    return aliases


class SpokenVault:
    """Notes, and the messages about them."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.name = folder.name
        files = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))}
        aliases = _spoken_aliases(files, Vault(files, NameIndex(files)))
        index = NameIndex(files, aliases)
        self._vault = Vault(files, index)
        written = (folder / "messages.jsonl").read_text(encoding="utf-8").splitlines()
        self.messages = [_message_of(json.loads(line), index) for line in written if line]

    def example_of(self, message: Message, rng: Random | None) -> SpokenExample | None:
        """Nothing where the host does not come to what is right. With `rng` drawn for training."""
        return self._asked(message, rng) if message.is_asked else self._told(message, rng)

    def _asked(self, message: Message, rng: Random | None) -> Example | None:
        lines = self._vault.lines(message.text)
        right = frozenset(at for at, line in enumerate(lines) if _is_meant(line, message))
        if not lines or (message.lines and not right):
            return None
        text = message.text
        if rng is not None:
            lines, right = examples.drawn(rng, lines, right)
            text = _as_typed(rng, text)
        return Example(f"spoken/{self.name}", text, tuple(lines), right)

    def _told(self, message: Message, rng: Random | None) -> EditExample | None:
        owner_words, lines = self._vault.scope(message.text)
        paths = list(owner_words)
        edit, is_beyond = None, message.does == "beyond"
        if message.does in ("add", "replace", "drop"):
            edit = self._edit(message, paths, lines)
            if edit is None:
                return None
        if rng is not None:
            paths, lines, edit = edits.drawn(rng, edit, paths, lines)
        text = message.text.lower() if rng is not None and rng.random() < _SMALL_LETTERS_SHARE else message.text
        text = text if len(text) == len(message.text) else message.text
        return EditExample(f"spoken/{self.name}", text, tuple(owner_words[path] for path in paths), tuple(lines), edit, is_beyond)

    def _edit(self, message: Message, paths: list[str], lines: list[NotedLine]) -> Edit | None:
        places = places_of(message.value, message.text) if message.value else ()
        if message.does == "add":
            return Edit(ADD, paths.index(message.path), places, message.key) if message.path in paths and places else None
        at = next((number for number, line in enumerate(lines) if _is_meant(line, message)), None)
        if at is None or (message.does == "replace" and not places):
            return None
        return Edit(REPLACE, len(paths) + at, places) if message.does == "replace" else Edit(DROP, len(paths) + at)


def _with_possessives(text: str, index: NameIndex) -> str:
    """"Ana's" for "anas", nearly as the host reads it."""

    def marked(match: re.Match[str]) -> str:
        (word,) = words_of(match[0]) or ("",)
        is_owner = len(word) > NAME_BYTES_MIN and not index.has_word(word) and word not in STOP_WORDS and index.has_word(word[:-1])
        return f"{match[0][:-1]}'s" if is_owner else match[0]

    return re.sub(r"[^\W\d_]+s(?!\w)", marked, text)


def _message_of(one: dict, index: NameIndex) -> Message:
    lines = one.get("lines") or ([one["line"]] if one.get("line") else [])
    text = _with_possessives(one.get("ask") or one["tell"], index)
    read = Message(text, "ask" in one, tuple((path, text.strip()) for path, text in lines), one.get("part", ""))
    if read.is_asked:
        return read
    return replace(read, does=one["do"], path=one.get("path", ""), value=one.get("value", ""), key=one.get("key", ""))


def _holds(text: str, part: str) -> bool:
    words, wanted = words_of(text), words_of(part)
    return bool(wanted) and any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


def _is_meant(line: NotedLine, message: Message) -> bool:
    """The statement of the line that has the part; without a part any of it."""
    if (line.path, line.text) not in message.lines:
        return False
    return not message.part or _holds(line.said, message.part) or _holds(line.words, message.part)


def _as_typed(rng: Random, text: str) -> str:
    if rng.random() < _SMALL_LETTERS_SHARE:
        text = text.lower()
    if rng.random() < _WITHOUT_MARKS_SHARE:
        text = text.replace("?", "").replace("'", "")
    return text


def vaults() -> list[SpokenVault]:
    return [SpokenVault(folder) for folder in sorted(FOLDER.iterdir()) if (folder / "messages.jsonl").exists()]


def _is_held_out(vault: SpokenVault) -> bool:
    """By its name, so that more vaults change nothing."""
    return hashlib.sha256(vault.name.encode()).digest()[0] % _HELD_OUT_SHARE == 0


def training_vaults() -> list[SpokenVault]:
    return [vault for vault in vaults() if not _is_held_out(vault)]


def held_out_vaults() -> list[SpokenVault]:
    return [vault for vault in vaults() if _is_held_out(vault)]


def spoken_examples(rng: Random) -> Iterator[SpokenExample]:
    """For training, without an end."""
    drawn = [(vault, message) for vault in training_vaults() for message in vault.messages]
    is_any = True
    while is_any:
        rng.shuffle(drawn)
        is_any = False
        for vault, message in drawn:
            example = vault.example_of(message, rng)
            is_any = is_any or example is not None
            if example:
                yield example
    raise ValueError("no message of spoken/ gives an example")
