# SPDX-License-Identifier: Apache-2.0
"""One task with the oracle's transcript: what is said, what is right to do and what the result is."""

from __future__ import annotations

from dataclasses import dataclass, field

from policy.view import escape_tags, mention_part, user_part

UNKNOWN_REPLY = "I don't know."
SAVED_REPLY = "Saved."
NOTHING_REPLY = "Nothing to save."
MAX_RESULT_BYTES = 2000
END = "<|end|>"


@dataclass(frozen=True)
class Turn:
    """What the model writes in one turn; `result` is what the host answers to code."""

    think: str
    kind: str  # "python" or "reply"
    text: str
    result: str = ""


@dataclass
class Task:
    family: str
    cell: str  # a finer name inside the family
    mode: str  # "recall" or "remember"
    message: str
    files: dict[str, str]
    expected: str  # answer, unknown, clarify, change or nothing
    answer: str = ""
    choices: tuple[str, ...] = ()  # titles that a clarifying question must name
    turns: list[Turn] = field(default_factory=list)
    target: dict[str, str] = field(default_factory=dict)

    def prefix(self) -> str:
        """The part of the transcript that tasks in one world share."""
        return "<vault>" + user_part(self.files.get("user.md", ""))

    def request(self) -> str:
        mentions = mention_part(self.files, self.message, self.mode)
        return f"{mentions}</vault><{self.mode}><user>{escape_tags(self.message)}</user>"

    def prompt(self) -> str:
        return self.prefix() + self.request()

    def spans(self) -> list[tuple[str, bool]]:
        """What follows the prompt, as (text, whether the model writes it)."""
        parts: list[tuple[str, bool]] = []
        for turn in self.turns:
            think = f"<think>{turn.think}</think>" if turn.think else ""
            parts.append((f"{think}<{turn.kind}>{turn.text}</{turn.kind}>", True))
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


class Editor:
    """The oracle's hands: writes the code of a step and does to the files what that code does."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = dict(files)
        self.turns: list[Turn] = []

    def read(self, think: str, path: str) -> str:
        text = self.files[path]
        self.turns.append(Turn(think, "python", f'print(read_file("{path}"))', shown_result(text)))
        return text

    def search(self, think: str, words: str) -> list[str]:
        """Returns the paths of the hits, one for each line."""
        hits = [
            (path, line)
            for path, text in sorted(self.files.items())
            for line in text.split("\n")
            if words.lower() in line.lower()
        ]
        code = f'for hit in search("{words}"):\n    print(hit["path"], hit["text"])'
        shown = shown_result("".join(f"{path} {line}\n" for path, line in hits))
        self.turns.append(Turn(think, "python", code, shown))
        return [path for path, _ in hits]

    def _append_code(self, path: str, lines: list[str]) -> str:
        added = "".join(line + "\n" for line in lines)
        if path not in self.files:
            self.files[path] = "# User\n" + added
            return f'create_file("{path}", """{self.files[path]}""")'
        self.files[path] = self.files[path].rstrip() + "\n" + added
        return f'p = "{path}"\nt = read_file(p)\nupdate_file(p, t, t.rstrip() + """\n{added}""")'

    def _replace_code(self, path: str, old: str, new: str) -> str:
        assert self.files[path].count(old) == 1, (path, old)
        self.files[path] = self.files[path].replace(old, new)
        quote = '"""' if "\n" in old else '"'
        return f'update_file("{path}", {quote}{old}{quote}, "{new}")'

    def edit(self, think: str, path: str, changes: list[tuple[str, str]], added: list[str]) -> None:
        """Changes lines (old, new; new is empty to remove the line) and adds lines at the end."""
        code = []
        for old, new in changes:
            code.append(self._replace_code(path, old if new else old + "\n", new))
        if added:
            code.append(self._append_code(path, added))
        self.turns.append(Turn(think, "python", "\n".join(code), "True"))

    def create(self, think: str, path: str, title: str, lines: list[str], hub: str, link_line: str) -> None:
        """A new note and the link to it in the note `hub`."""
        text = "".join(line + "\n" for line in [f"# {title}", *lines])
        self.files[path] = text
        code = f'create_file("{path}", """{text}""")\n' + self._append_code(hub, [link_line])
        self.turns.append(Turn(think, "python", code, "True"))

    def reply(self, think: str, text: str) -> None:
        self.turns.append(Turn(think, "reply", text))
