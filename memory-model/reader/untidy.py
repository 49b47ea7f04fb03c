# SPDX-License-Identifier: Apache-2.0
"""Notes as hurried people keep them: what the generator writes as `- key: value` stands under headings, without its colon, in
sentences, in a table of three columns, or under another item. For what the reader learns alone."""

from __future__ import annotations

import re
from random import Random

from policy.phrases import Subject
from policy.task import Files
from reader.clauses import clauses_of
from reader.lines import NotedLine

_FACT = re.compile(r"[-*] (?:\*\*)?([^:*=|\[\]#]{1,60})(?:\*\*)?: (\S.*)")
_WHOLE_LINK = re.compile(r"\[\[[^\]\n]+\]\]")
_HEADINGS = tuple(
    "Info;About;Basics;Contact;Contacts;Home;House;At home;Work;Job;Office;Family;Family and friends;People;Health;Doctor;Body;Car;Bike;Money;"
    "Bank;Bills;Numbers;Codes;Passwords;Dates;Appointments;Plans;Todo;To do;Trips;Travel;Food;Likes;Hobbies;Sport;School;Kids;Pets;Clothes;"
    "Sizes;Gifts;Birthday;Address;Misc;Other;Notes;Stuff;Details;Facts;Details 2025;Log;Remember;Important;Kontakt;Familie;Arbeit;Maison;"
    "Famille;Casa;Familia;Saúde;Sonstiges;Divers".split(";")
)
_HEADS = (("What", "Value", "Since"), ("Thing", "Detail", "Note"), ("Item", "What", "Checked"), ("", "", ""), ("Name", "Data", "When"))
_EXTRAS = ("ok", "2024", "old", "?", "May 2025", "see phone", "new", "2026-03", "", "x")
_TAILS = (", since 2019", ", see phone", " (ask again)", ", since last year", " (ok)", ", as of May 2025")
_FORMS = ("{k} {v}", "{k} {v}", "{k} {v}", "{k} is {v}", "{v} ({k})", "{k} – {v}", "{k} = {v}", "{k} - {v}", "has {k} {v}", "{k}, {v}", "{k} → {v}")
_LINK_FORMS = ("{k} {v}", "{k} {v}", "{k} is {v}", "my {k} {v}", "{k} – {v}", "{k} = {v}", "my {k} is {v}")
_SENTENCES = ("The {k} is {v}.", "{k} is {v}.", "Has {k} {v}.", "{k}: {v}.", "{k} {v}.", "As {k} {v}.", "For the {k} it is {v}.")
_CLAUSE_SHARE = 0.4
_KEPT_SHARE = 0.25  # of the facts
_TAIL_SHARE = 0.1
_NOTES_SHARE = 0.7

# Of a line that was there, by path and text: how the same is said now, as NotedLine.text or NotedLine.said.
Moved = dict[tuple[str, str], str]


def _subject(rng: Random, path: str, title: str) -> Subject | None:
    if path == "user.md":
        return Subject("I", "my", "me", True)
    if not title:
        return None
    text = rng.choice((title.split()[0], "She", "He", title))
    owner = {"She": "her", "He": "his"}.get(text, f"{text}'s")
    return Subject(text, owner, text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Writer:
    def __init__(self, rng: Random, path: str, text: str) -> None:
        self._rng, self._path = rng, path
        title = next((line[2:].strip() for line in text.split("\n") if line.startswith("# ")), "")
        self._subject = _subject(rng, path, title)
        self.moved: Moved = {}

    def _clause(self, key: str, value: str) -> str:
        clauses = clauses_of(key)
        if clauses is None or self._subject is None or self._rng.random() > _CLAUSE_SHARE:
            return ""
        text = clauses.note(self._rng, self._subject, value)
        head = f"{self._subject.text} "
        if text.startswith(head) and self._rng.random() < 0.5:
            text = text.removeprefix(head)
        return text

    def said(self, key: str, value: str) -> str:
        """Without a mark of a list."""
        if _WHOLE_LINK.fullmatch(value):
            form = self._rng.choice(_LINK_FORMS)
        else:
            clause = self._clause(key, value)
            if clause:
                return clause
            form = self._rng.choice(_FORMS)
        tail = self._rng.choice(_TAILS) if self._rng.random() < _TAIL_SHARE else ""
        return form.format(k=key, v=value) + tail

    def sentence(self, key: str, value: str) -> str:
        clause = "" if _WHOLE_LINK.fullmatch(value) else self._clause(key, value)
        if clause:
            return _capital(clause.rstrip(".!")) + "."
        return _capital(self._rng.choice(_SENTENCES).format(k=key, v=value))

    def move(self, line: str, to: str) -> None:
        self.moved[self._path, line.strip()] = to


def _with_headings(rng: Random, lines: list[str]) -> list[str]:
    written: list[str] = []
    room = 0
    for line in lines:
        if room == 0:
            level = "#" * rng.choice((2, 2, 2, 3))
            written.append(f"{level} {rng.choice(_HEADINGS)}")
            room = rng.randint(1, 5)
        written.append(line)
        room -= 1
    return written


def _bullets(rng: Random, writer: _Writer, facts: list[tuple[str, str, str]]) -> list[str]:
    mark = rng.choice(("- ", "- ", "* ", ""))
    lines = []
    for line, key, value in facts:
        new = line if rng.random() < _KEPT_SHARE else mark + writer.said(key, value)
        writer.move(line, new.strip())
        lines.append(new)
    return lines


def _paragraph(rng: Random, writer: _Writer, facts: list[tuple[str, str, str]]) -> list[str]:
    lines = [""]
    room = rng.randint(2, 5)
    for line, key, value in facts:
        sentence = writer.sentence(key, value)
        writer.move(line, sentence)
        if room == 0:
            lines += ["", ""]
            room = rng.randint(2, 5)
        lines[-1] += (" " if lines[-1] else "") + sentence
        room -= 1
    return lines


def _table(rng: Random, writer: _Writer, facts: list[tuple[str, str, str]]) -> list[str]:
    head = rng.choice(_HEADS)
    lines = ["", f"| {' | '.join(head)} |", "|---|---|---|"]
    for line, key, value in facts:
        new = f"| {key} | {value} | {rng.choice(_EXTRAS)} |"
        writer.move(line, new)
        lines.append(new)
    return [*lines, ""]


def _nested(rng: Random, writer: _Writer, facts: list[tuple[str, str, str]]) -> list[str]:
    lines: list[str] = []
    room = 0
    for line in _bullets(rng, writer, facts):
        if room == 0:
            lines.append(f"- {rng.choice(_HEADINGS)}")
            room = rng.randint(2, 5)
        lines.append(f"    {line}")
        room -= 1
    return lines


_LAYOUTS = (_bullets, _bullets, _bullets, _paragraph, _paragraph, _table, _nested)


def _untidy_note(rng: Random, path: str, text: str) -> tuple[str, Moved]:
    lines = text.split("\n")
    facts = [(at, match) for at, line in enumerate(lines) if (match := _FACT.fullmatch(line))]
    if len(facts) < 2:
        return text, {}
    writer = _Writer(rng, path, text)
    layout = rng.choice(_LAYOUTS)
    found = [(lines[at], match.group(1).replace("_", " "), match.group(2)) for at, match in facts]
    written = layout(rng, writer, found)
    if layout is _bullets and rng.random() < 0.7:
        written = _with_headings(rng, written)
    first = facts[0][0]
    others = [line for at, line in enumerate(lines) if at > first and not _FACT.fullmatch(line)]
    return "\n".join([*lines[:first], *written, *others]), writer.moved


def untidy(rng: Random, files: Files) -> tuple[Files, Moved]:
    """Some of the notes written anew, with the same facts."""
    new, moved = dict(files), Moved()
    for path, text in files.items():
        if rng.random() < _NOTES_SHARE:
            new[path], of_note = _untidy_note(rng, path, text)
            moved.update(of_note)
    return new, moved


def is_moved(line: NotedLine, to: set[tuple[str, str]]) -> bool:
    """Whether the line is one of these, by path and what Moved has."""
    return (line.path, line.text) in to or (line.path, line.said) in to
