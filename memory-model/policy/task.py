# SPDX-License-Identifier: Apache-2.0
"""One task with the oracle's transcript: what is said, what is right to do and what the result is."""

from __future__ import annotations

from dataclasses import dataclass, field

from policy.name_index import NameIndex
from policy.view import escape_tags, user_part
from policy.words import fold_for_search

UNKNOWN_REPLY = "I don't know."
SAVED_REPLY = "Saved."
NOTHING_REPLY = "Nothing to save."
MAX_RESULT_BYTES = 2000
SEARCH_LIMIT = 10
END = "<|end|>"

Files = dict[str, str]


@dataclass(frozen=True)
class Turn:
    """What the model writes in one turn; `result` is what the host answers to code.

    A slip is a turn that no model should learn to write: it is there for the error behind it.
    """

    think: str
    kind: str  # "python" or "reply"
    text: str
    result: str = ""
    is_slip: bool = False


@dataclass
class Task:
    family: str
    cell: str  # a finer name inside the family
    mode: str  # "recall" or "remember"
    message: str
    files: Files
    expected: str  # answer, unknown, clarify, change or nothing
    answer: str = ""  # words that the reply holds; several are parted by a line feed
    choices: tuple[str, ...] = ()  # what a clarifying question must name
    forbidden: tuple[str, ...] = ()  # what no reply may hold
    filters: tuple[tuple[str, str], ...] = ()  # kind and value; they hold in recall
    hidden_files: Files | None = None  # the files as recall sees them, where filters hide some of them
    turns: list[Turn] = field(default_factory=list)
    target: Files = field(default_factory=dict)
    index: NameIndex | None = field(default=None, compare=False, repr=False)
    twin: str = ""  # the cell of the near-identical task that is answered otherwise

    def seen_files(self) -> Files:
        return self.files if self.hidden_files is None else self.hidden_files

    def prefix(self) -> str:
        """The part of the transcript that tasks in one world share."""
        return "<vault>" + user_part(self.seen_files().get("user.md", ""))

    def request(self) -> str:
        index = self.index or NameIndex(self.seen_files())
        mentions = escape_tags(index.mention_part(self.message, self.mode))
        return f"{mentions}</vault><{self.mode}><user>{escape_tags(self.message)}</user>"

    def prompt(self) -> str:
        return self.prefix() + self.request()

    def spans(self) -> list[tuple[str, bool]]:
        """What follows the prompt, as (text, whether the model writes it)."""
        parts: list[tuple[str, bool]] = []
        for turn in self.turns:
            think = f"<think>{turn.think}</think>" if turn.think else ""
            parts.append((f"{think}<{turn.kind}>{turn.text}</{turn.kind}>", not turn.is_slip))
            if turn.kind == "python":
                parts.append((f"<result>{escape_tags(turn.result)}</result>", False))
        parts.append((END, True))
        return parts


def shown_result(text: str) -> str:
    """The text of a result as the host cuts it."""
    trimmed = text.rstrip("\n")
    data = trimmed.encode("utf-8")
    if len(data) <= MAX_RESULT_BYTES:
        return trimmed
    return data[:MAX_RESULT_BYTES].decode("utf-8", errors="ignore") + "…"


def quoted(text: str) -> str:
    """A string literal as the oracle writes it: line breaks stand as they are."""
    quote = '"""' if "\n" in text or '"' in text else '"'
    return f"{quote}{text}{quote}"


class CannotWrite(ValueError):
    """A text that the oracle's plain literals cannot hold, or an edit that is not unique."""


def _check_literal(*texts: str) -> None:
    for text in texts:
        if "\\" in text or '"""' in text or text.endswith('"'):
            raise CannotWrite(text)


class Editor:
    """The oracle's hands: writes the code of a step and does to the files what that code does."""

    def __init__(self, files: Files) -> None:
        self.files = files  # Copied at the first edit: tasks of one world share their files.
        self._own = False
        self.turns: list[Turn] = []
        self.code: list[str] = []  # of the block that is being written

    def _write(self, path: str, text: str | None) -> None:
        if not self._own:
            self.files, self._own = dict(self.files), True
        if text is None:
            del self.files[path]
        else:
            self.files[path] = text

    def run(self, think: str, code: str, printed: str = "", is_slip: bool = False) -> None:
        self.turns.append(Turn(think, "python", code, shown_result(printed), is_slip))

    def read(self, think: str, path: str) -> str:
        text = self.files[path]
        self.run(think, f'print(read_file("{path}"))', text)
        return text

    def read_missing(self, think: str, path: str) -> None:
        self.run(think, f'print(read_file("{path}"))', f"FileNotFoundError: read_file: {path} not found")

    def search(self, think: str, words: str, limit: int = SEARCH_LIMIT) -> list[tuple[str, str]]:
        """Returns path and text of each line that is found, as many as the host gives."""
        _check_literal(words)
        folded = fold_for_search(words)
        hits: list[tuple[str, str]] = []
        for path in sorted(self.files):
            text = self.files[path]
            if folded in fold_for_search(text):
                hits += [(path, line) for line in text.split("\n") if folded in fold_for_search(line)]
        more = "" if limit == SEARCH_LIMIT else f", {limit}"
        code = f'for hit in search({quoted(words)}{more}):\n    print(hit["path"], hit["text"])'
        self.run(think, code, "".join(f"{path} {line}\n" for path, line in hits[:limit]))
        return hits[:limit]

    def append(self, path: str, lines: list[str]) -> None:
        """Adds lines at the end of a note, or makes the first user.md."""
        added = "".join(line + "\n" for line in lines)
        _check_literal(added)
        if path not in self.files:
            self._write(path, "# User\n" + added)
            self.code.append(f'create_file("{path}", """{self.files[path]}""")')
            return
        self._write(path, self.files[path].rstrip() + "\n" + added)
        self.code.append(f'p = "{path}"\nt = read_file(p)\nupdate_file(p, t, t.rstrip() + """\n{added}""")')

    def replace(self, path: str, old: str, new: str) -> None:
        _check_literal(old, new)
        if self.files[path].count(old) != 1 or old == new:
            raise CannotWrite(old)
        self._write(path, self.files[path].replace(old, new))
        self.code.append(f'update_file("{path}", {quoted(old)}, {quoted(new)})')

    def create_note(self, path: str, title: str, lines: list[str]) -> None:
        text = "".join(line + "\n" for line in [f"# {title}", *lines])
        _check_literal(text)
        self._write(path, text)
        self.code.append(f'create_file("{path}", """{text}""")')

    def delete(self, path: str) -> None:
        self._write(path, None)
        self.code.append(f'delete_file("{path}")')

    def done(self, think: str) -> None:
        """Ends the block of the edits since the last one."""
        # A block shows the value of its last bare expression.
        self.run(think, "\n".join(self.code), "True")
        self.code = []

    def edit(self, think: str, path: str, changes: list[tuple[str, str]], added: list[str]) -> None:
        """Changes texts (old, new) and adds lines at the end, in one block."""
        for old, new in changes:
            self.replace(path, old, new)
        if added:
            self.append(path, added)
        self.done(think)

    def failing_edit(self, think: str, path: str, old: str, new: str) -> None:
        """An edit that the host refuses, with what it says; a slip."""
        _check_literal(old, new)
        count = self.files[path].count(old)
        told = f"old text occurs {count} times in {path}" if count else f"old text not found in {path}"
        code = f'update_file("{path}", {quoted(old)}, {quoted(new)})'
        self.run(think, code, f"ValueError: update_file: {told}", is_slip=True)

    def reply(self, think: str, text: str) -> None:
        self.turns.append(Turn(think, "reply", text))
