# SPDX-License-Identifier: Apache-2.0
"""Examples of what a message changes, from the tasks of the generator: in which line or note, to which value, under which key."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from random import Random
from typing import Iterator

from policy.generate import stream
from policy.name_index import NameIndex
from policy.split import Split
from policy.task import Files, Task
from reader.clauses import clauses_of, subject_of
from reader.lines import NotedLine, Vault, key_and_value
from reader.untidy import Moved, is_moved, untidy

_LINES_MAX = 14
_WITHOUT_OWNERS_SHARE = 0.1  # rows that go on with more lines have no owners

_CLAUSE_SHARE = 0.4  # of the tasks that change one thing of an attribute that has clauses
_UNTIDY_SHARE = 0.4
_PLAYED_SHARE = 0.2  # of these
_DENIED_SHARE = 0.4  # of these, when nothing is known

# What a message does to the part that it speaks of.
ADD, REPLACE, DROP = 0, 1, 2  # a new line in an owner's note; another value in a line; a line goes
ACTIONS = 3

_ACCENTS = str.maketrans("áàâãäåéèêëíìîïóòôõöúùûüçñ", "aaaaaaeeeeiiiiooooouuuucn")


@dataclass(frozen=True)
class Edit:
    action: int
    part: int  # of the owners and, behind them, the lines
    values: tuple[tuple[int, int], ...] = ()  # where the value stands in the message: characters from, to
    key: str = ""  # of a new line


@dataclass(frozen=True)
class EditExample:
    cell: str
    message: str
    owners: tuple[str, ...]
    lines: tuple[NotedLine, ...]
    edit: Edit | None  # nothing is changed, or it is beyond one edit
    is_beyond: bool = False  # more than one thing is changed, or a question is due

    def parts(self) -> list[str]:
        return [*self.owners, *(line.words for line in self.lines)]


@dataclass(frozen=True)
class _Changed:
    path: str
    lost: str
    added: str


def _changed(before: Files, after: Files) -> _Changed | None:
    """The one line that is new, gone, or another; nothing where more is changed."""
    if before.keys() - after.keys() or (after.keys() - before.keys()) - {"user.md"}:
        return None
    found: list[_Changed] = []
    for path, text in after.items():
        old = Counter(line.strip() for line in before.get(path, "").split("\n") if line.strip())
        new = Counter(line.strip() for line in text.split("\n") if line.strip())
        if path not in before:
            new = Counter(line for line in new if not line.startswith("# "))  # the title of a note that is made
        lost, added = list((old - new).elements()), list((new - old).elements())
        if len(lost) > 1 or len(added) > 1:
            return None
        if lost or added:
            found.append(_Changed(path, *(part[0] if part else "" for part in (lost, added))))
    return found[0] if len(found) == 1 else None


def folded(text: str) -> str:
    """Of the same length."""
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text).translate(_ACCENTS)


def places_of(value: str, message: str) -> tuple[tuple[int, int], ...]:
    """Where the value stands by itself."""
    pattern = rf"(?<!\w){re.escape(folded(value))}(?!\w)"
    return tuple(match.span() for match in re.finditer(pattern, folded(message)))


class Unclear(ValueError):
    """A task whose change cannot be said as one edit of what the message holds."""


def _edit_of(changed: _Changed, message: str, owners: list[str], lines: list[NotedLine], moved: Moved) -> Edit | None:
    if changed.added.startswith("#"):
        return None  # a note is renamed
    lost = {(changed.path, moved.get((changed.path, changed.lost), changed.lost))}
    at = next((n for n, line in enumerate(lines) if is_moved(line, lost)), None) if changed.lost else None
    if changed.lost and at is None:
        raise Unclear
    if not changed.added:
        return Edit(DROP, len(owners) + at)
    key, value = key_and_value(changed.added)
    places = places_of(value, message)
    if not places:
        raise Unclear
    if changed.lost:
        if key_and_value(changed.lost)[0] != key:
            raise Unclear
        return Edit(REPLACE, len(owners) + at, places)
    if not key or changed.path not in owners:
        raise Unclear
    return Edit(ADD, owners.index(changed.path), places, key)


def drawn(rng: Random, edit: Edit | None, owners: list[str], lines: list[NotedLine]) -> tuple[list[str], list[NotedLine], Edit | None]:
    """A share of the lines in any order, at times without the owners, as training wants them."""
    right = edit.part - len(owners) if edit else -1
    others = [at for at in range(len(lines)) if at != right]
    room = rng.randint(2, _LINES_MAX)
    chosen = rng.sample(others[: room * 2], min(len(others[: room * 2]), room)) + ([right] if right >= 0 else [])
    rng.shuffle(chosen)
    kept = owners
    if chosen and rng.random() < _WITHOUT_OWNERS_SHARE:
        kept = []
    if edit and right >= 0:
        edit = Edit(edit.action, len(kept) + chosen.index(right), edit.values, edit.key)
    elif edit and not kept:
        edit = None
    return kept, [lines[at] for at in chosen], edit


def edit_example_of(task: Task, rng: Random | None) -> EditExample | None:
    """With `rng` drawn for training."""
    files, moved = task.seen_files(), Moved()
    index = task.index or NameIndex(files)
    if rng is not None and rng.random() < _UNTIDY_SHARE:
        files, moved = untidy(rng, files)
    vault = Vault(files, index)
    owner_words, lines = vault.scope(task.message)
    paths = list(owner_words)
    edit, is_beyond = None, task.mode == "remember" and task.expected == "clarify"
    if task.mode == "remember" and task.expected == "change":
        changed = _changed(task.files, task.target)
        try:
            edit = _edit_of(changed, task.message, paths, lines, moved) if changed else None
        except Unclear:
            return None
        is_beyond = edit is None
    if rng is not None:
        paths, lines, edit = drawn(rng, edit, paths, lines)
    owners = tuple(owner_words[path] for path in paths)
    return EditExample(f"{task.family}/{task.cell}", task.message, owners, tuple(lines), edit, is_beyond)


def _told_in_a_clause(task: Task, rng: Random) -> Task | None:
    """The same change said in a clause of its own; or the clause of a change that nobody tells, which is none."""
    example = edit_example_of(task, None)
    if example is None or example.edit is None:
        return None
    edit = example.edit
    at = edit.part - len(example.owners)
    line = example.lines[at] if at >= 0 else None
    clauses = clauses_of(edit.key if line is None else key_and_value(line.text)[0])
    if clauses is None:
        return None
    index = task.index or NameIndex(task.seen_files())
    vault = Vault(task.seen_files(), index)
    path = list(vault.scope(task.message)[0])[edit.part] if line is None else line.path
    subject = subject_of(rng, index.titles.get(path, ""), vault.relation_of(path))
    new = task.message[slice(*edit.values[0])] if edit.values else ""
    if rng.random() < _PLAYED_SHARE:
        # What no note holds cannot go.
        is_denied = edit.action == ADD and rng.random() < _DENIED_SHARE
        message = clauses.drop(rng, subject, new) if is_denied else clauses.play(rng, subject, new or line.value)
        return replace(task, message=message, expected="nothing", target=task.files)
    if edit.action == ADD:
        message = clauses.tell(rng, subject, new)
    elif edit.action == REPLACE:
        message = clauses.change(rng, subject, line.value, new)
    else:
        message = clauses.drop(rng, subject, line.value)
    return replace(task, message=message)


def edit_examples(rng: Random, split: Split, is_training: bool) -> Iterator[EditExample]:
    for task in stream(rng, split):
        if task.mode != "remember":
            continue
        if is_training and rng.random() < _CLAUSE_SHARE:
            task = _told_in_a_clause(task, rng) or task
        example = edit_example_of(task, rng if is_training else None)
        if example:
            yield example
