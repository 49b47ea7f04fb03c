# SPDX-License-Identifier: Apache-2.0
"""What the host shows the model before a task: docs/protocols/memory.md, section View.

The C++ host implements the same rules; the evaluation compares the two.
"""

from __future__ import annotations

import pathlib
import re
import unicodedata
from dataclasses import dataclass

MAX_CANDIDATES = 8
MAX_NEW_NAMES = 4
MAX_NAME_WORDS = 3
MAX_USER_BYTES = 4096

_DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
STOP_WORDS = frozenset((_DATA / "stop_words.txt").read_text(encoding="utf-8").split())

# Letters that Unicode does not decompose into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_TAG = re.compile(r"<(?=/?(?:vault|recall|remember|user|filter|think|python|result|reply)>)")
_RAW_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*['’]?")
_SENTENCE_END = ".!?:\n"
_LINK_LINE = re.compile(r"[-*+] +\**([^:*]+)\**: *\[\[([^\]|#]+)[^\]]*\]\] *")


def fold(text: str) -> str:
    """Lower case without accents."""
    lowered = text.lower().translate(_UNDECOMPOSED)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def words_of(text: str) -> list[str]:
    """The folded words of a text: runs of letters and digits."""
    return re.findall(r"[^\W_]+", fold(text))


def slug_of(name: str) -> str:
    """The file name of a note on `name`, without folder and suffix."""
    return "_".join(words_of(name))


def path_of(name: str) -> str:
    return f"entities/{slug_of(name)}.md"


def escape_tags(text: str) -> str:
    """Makes protocol tags that stand in data harmless."""
    return _TAG.sub("‹", text)


def title_of(path: str, text: str) -> str:
    """The first heading, else the words of the file name."""
    for line in text.split("\n"):
        if line.startswith("# ") and line[2:].strip():
            return line[2:].strip()
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    return stem.replace("_", " ").replace("-", " ")


def relation_aliases(files: dict[str, str]) -> dict[str, list[str]]:
    """For each note that user.md links to by a line `- wife: [[path]]`, the alias `my wife`."""
    aliases: dict[str, list[str]] = {}
    for line in files.get("user.md", "").split("\n"):
        match = _LINK_LINE.fullmatch(line)
        if match:
            target = match.group(2).strip()
            path = target if target.endswith(".md") else target + ".md"
            aliases.setdefault(path, []).append("my " + match.group(1))
    return aliases


def _run_positions(run: list[str], words: list[str]) -> list[tuple[int, int]]:
    """Where the words of `run` stand one after the other in `words`."""
    size = len(run)
    return [
        (start, start + size)
        for start in range(len(words) - size + 1)
        if size and words[start : start + size] == run
    ]


@dataclass(frozen=True)
class _Note:
    path: str
    title: str
    names: tuple[tuple[str, ...], ...]  # the words of the title, of each alias, of the file name
    full_names: tuple[tuple[str, ...], ...]  # the words of the title and of each alias


def _note(path: str, text: str, aliases: list[str]) -> _Note:
    title = title_of(path, text)
    full_names = tuple(tuple(words_of(name)) for name in [title, *aliases])
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    return _Note(path, title, full_names + (tuple(words_of(stem)),), full_names)


def _full_mentions(notes: list[_Note], message: list[str]) -> dict[str, set[str]]:
    """For each note whose full name stands in the message, the words of that name.

    Of two full names of which one stands inside the other, only the longer counts.
    """
    found = [
        (span, note.path, name)
        for note in notes
        for name in note.full_names
        for span in _run_positions(list(name), message)
    ]
    mentions: dict[str, set[str]] = {}
    for (start, end), path, name in found:
        inside_longer = any(
            other_start <= start and end <= other_end and other_end - other_start > end - start
            for (other_start, other_end), _, _ in found
        )
        if not inside_longer:
            mentions.setdefault(path, set()).update(name)
    return mentions


def candidates(
    files: dict[str, str], message: str, aliases: dict[str, list[str]] | None = None
) -> list[tuple[str, str]]:
    """The notes that the message mentions, as (path, title) in order of path."""
    relations = relation_aliases(files)
    notes = [
        _note(path, text, [*(aliases or {}).get(path, []), *relations.get(path, [])])
        for path, text in sorted(files.items())
        if path != "user.md"
    ]
    message_words = words_of(message)
    useful = {word for word in message_words if len(word) >= 2 and word not in STOP_WORDS}
    full = _full_mentions(notes, message_words)
    taken = set().union(*full.values()) if full else set()
    chosen = []
    for note in notes:
        # The words of `my wife` count only together, so that "wife" alone names no note.
        shared = useful & {word for name in note.names if name[:1] != ("my",) for word in name}
        if note.path in full or shared - taken:
            chosen.append((note.path, note.title))
    return chosen[:MAX_CANDIDATES]


def _strip_possessive(word: str) -> tuple[str, bool]:
    for ending in ("'s", "’s", "'", "’"):
        if word.endswith(ending):
            return word[: -len(ending)], True
    return word, False


def name_runs(message: str) -> list[str]:
    """Runs of one to three capitalised words that may be names, in order of appearance."""
    runs: list[tuple[list[str], bool]] = []
    open_run = False
    previous_end = 0
    for match in _RAW_WORD.finditer(message):
        gap = message[previous_end : match.start()]
        starts_sentence = previous_end == 0 or any(ch in gap for ch in _SENTENCE_END)
        previous_end = match.end()
        word, possessive = _strip_possessive(match.group())
        named = bool(word) and word[0].isupper() and not set(words_of(word)) <= STOP_WORDS
        if not named:
            open_run = False
            continue
        if open_run and gap == " ":
            runs[-1][0].append(word)
        else:
            runs.append(([word], starts_sentence and not possessive))
        open_run = not possessive
    return [
        " ".join(parts)
        for parts, lone_start in runs
        if len(parts) <= MAX_NAME_WORDS and not (lone_start and len(parts) == 1)
    ]


def new_names(
    files: dict[str, str], message: str, aliases: dict[str, list[str]] | None = None
) -> list[tuple[str, str]]:
    """Names in the message that match no note, as (path to create, name)."""
    known_full: set[tuple[str, ...]] = set()
    known_words: set[str] = set()
    for path, text in files.items():
        if path != "user.md":
            note = _note(path, text, (aliases or {}).get(path, []))
            known_full.update(note.names)
            known_words.update(word for name in note.names for word in name)
    found: list[tuple[str, str]] = []
    for name in name_runs(message):
        words = words_of(name)
        known = tuple(words) in known_full or (len(words) == 1 and words[0] in known_words)
        entry = (path_of(name), name)
        if words and not known and entry[0] not in [path for path, _ in found]:
            found.append(entry)
    return found[:MAX_NEW_NAMES]


def user_part(user_text: str) -> str:
    """`user.md` and its text, each line ended, at most 4,096 bytes of it."""
    text = user_text
    if text and not text.endswith("\n"):
        text += "\n"
    data = text.encode("utf-8")
    if len(data) > MAX_USER_BYTES:
        end = data.rfind(b"\n", 0, MAX_USER_BYTES) + 1
        text = data[:end].decode("utf-8", errors="ignore") + "…\n"
    return "user.md\n" + escape_tags(text)


def mention_part(files: dict[str, str], message: str, mode: str) -> str:
    """`notes` and, in remember mode, `new`."""
    lines = ["notes"]
    lines += [f"{path} = {title}" for path, title in candidates(files, message)]
    if mode == "remember":
        fresh = new_names(files, message)
        if fresh:
            lines.append("new")
            lines += [f"{path} = {name}" for path, name in fresh]
    return escape_tags("".join(line + "\n" for line in lines))


def view(files: dict[str, str], message: str, mode: str) -> str:
    return user_part(files.get("user.md", "")) + mention_part(files, message, mode)
