# SPDX-License-Identifier: Apache-2.0
"""Which notes a message names: the rules of docs/protocols/memory.md, section View, over words looked up once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy.words import STOP_WORDS, name_runs, path_of, words_of

MAX_CANDIDATES = 8
MAX_NEW_NAMES = 4

_LINK_LINE = re.compile(r"[-*+] +\**([^:*]+)\**: *\[\[([^\]|#]+)[^\]]*\]\] *")
_ALIAS_LINE = re.compile(r"alias(?:es)?: *\[?([^\]\n]*)\]?", re.IGNORECASE)

Words = tuple[str, ...]


def title_of(path: str, text: str) -> str:
    """The first heading, else the words of the file name."""
    start = 0 if text.startswith("# ") else text.find("\n# ") + 1
    if start or text.startswith("# "):
        end = text.find("\n", start)
        title = text[start + 2 : end if end >= 0 else len(text)].strip()
        if title:
            return title
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    return stem.replace("_", " ").replace("-", " ")


def aliases_of(text: str) -> list[str]:
    """The aliases of the front matter, as the generator writes them: in one line."""
    if not text.startswith("---\n"):
        return []
    match = _ALIAS_LINE.search(text, 0, text.find("\n---", 3) + 1)
    return [alias.strip().strip('"') for alias in match.group(1).split(",") if alias.strip()] if match else []


def relation_aliases(files: dict[str, str]) -> dict[str, list[str]]:
    """For each note that user.md links to by a line `- wife: [[path]]`, the alias `my wife`."""
    aliases: dict[str, list[str]] = {}
    for line in files.get("user.md", "").split("\n"):
        match = _LINK_LINE.fullmatch(line) if "[[" in line else None
        if match:
            target = match.group(2).strip()
            path = target if target.endswith(".md") else target + ".md"
            aliases.setdefault(path, []).append("my " + match.group(1))
    return aliases


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    path: str
    name: Words


class NameIndex:
    """The names of a vault's notes. Made once for a vault; its files must not change after."""

    def __init__(self, files: dict[str, str], aliases: dict[str, list[str]] | None = None) -> None:
        self.titles: dict[str, str] = {}
        self._full: dict[str, list[tuple[Words, str]]] = {}  # first word -> full names that begin with it
        self._by_word: dict[str, list[str]] = {}  # a word of any name -> paths
        self._known_full: set[Words] = set()
        self._known_words: set[str] = set()
        relations = relation_aliases(files)
        for path, text in files.items():
            if path != "user.md":
                own = [*(aliases or {}).get(path, []), *aliases_of(text)]
                self._add(path, title_of(path, text), own, relations.get(path, []))

    def has_word(self, word: str) -> bool:
        """Whether it is a word of a title, an alias or a file name."""
        return word in self._by_word

    def _add(self, path: str, title: str, aliases: list[str], relations: list[str]) -> None:
        self.titles[path] = title
        names = [tuple(words_of(name)) for name in (title, *aliases)]
        stem = tuple(words_of(path.rsplit("/", 1)[-1].removesuffix(".md")))
        for name in {*names, *(tuple(words_of(relation)) for relation in relations)}:
            if name:
                self._full.setdefault(name[0], []).append((name, path))
        # The words of `my wife` count only together, so that "wife" alone names no note.
        for word in {word for name in (*names, stem) if name[:1] != ("my",) for word in name}:
            self._by_word.setdefault(word, []).append(path)
        self._known_full.update((*names, stem))
        self._known_words.update(word for name in (*names, stem) for word in name)

    def _full_mentions(self, message: list[str]) -> list[_Mention]:
        """Where a full name stands; of two of which one stands inside the other, only the longer."""
        found = [
            _Mention(start, start + len(name), path, name)
            for start, word in enumerate(message)
            for name, path in self._full.get(word, ())
            if tuple(message[start : start + len(name)]) == name
        ]
        if len(found) < 2:
            return found
        return [
            one
            for one in found
            if not any(
                other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
                for other in found
            )
        ]

    def candidates(self, message: str) -> list[tuple[str, str]]:
        """The notes that the message mentions, as (path, title) in order of path."""
        words = words_of(message)
        chosen: set[str] = set()
        taken: set[str] = set()
        for mention in self._full_mentions(words):
            chosen.add(mention.path)
            taken.update(mention.name)
        for word in words:
            if len(word) >= 2 and word not in taken and word not in STOP_WORDS:
                chosen.update(self._by_word.get(word, ()))
        return [(path, self.titles[path]) for path in sorted(chosen)[:MAX_CANDIDATES]]

    def new_names(self, message: str) -> list[tuple[str, str]]:
        """Names in the message that match no note, as (path to create, name)."""
        found: dict[str, str] = {}
        for name in name_runs(message):
            words = words_of(name)
            known = tuple(words) in self._known_full or (len(words) == 1 and words[0] in self._known_words)
            if words and not known:
                found.setdefault(path_of(name), name)
        return list(found.items())[:MAX_NEW_NAMES]

    def mention_part(self, message: str, mode: str) -> str:
        """`notes` and, in remember mode, `new`, before tags are escaped."""
        lines = ["notes"]
        lines += [f"{path} = {title}" for path, title in self.candidates(message)]
        fresh = self.new_names(message) if mode == "remember" else []
        if fresh:
            lines.append("new")
            lines += [f"{path} = {name}" for path, name in fresh]
        return "".join(line + "\n" for line in lines)
