# SPDX-License-Identifier: Apache-2.0
"""A made-up vault: user.md and the notes it links to."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from policy import names
from policy.phrases import RELATIONS, Attribute, attribute_value, random_attribute
from policy.view import path_of, slug_of

OTHER_KINDS = ("pet", "organisation", "place", "project", "event", "device")
USER_TITLES = ("User", "User", "User", "User Information", "About me", "Me", "Profile")


@dataclass
class Fact:
    """One line `- key: value` of a note.

    `target` is the path when the value is a link; `about` is the relation when the line is about somebody who has no
    note, as in `- wife job: nurse`.
    """

    attribute: Attribute | None
    key: str
    value: str
    target: str = ""
    about: str = ""

    def line(self, underscores: bool) -> str:
        key = self.key.replace(" ", "_") if underscores else self.key
        return f"- {key}: {self.value}"


@dataclass
class Note:
    path: str
    title: str
    kind: str
    facts: list[Fact] = field(default_factory=list)
    underscores: bool = False
    blank_after_title: bool = False
    section: str = ""  # a heading that stands before the links

    def text(self) -> str:
        lines = [f"# {self.title}"]
        if self.blank_after_title:
            lines.append("")
        in_section = False
        for fact in self.facts:
            if self.section and fact.target and not in_section:
                lines += ["", f"## {self.section}"]
                in_section = True
            lines.append(fact.line(self.underscores))
        return "\n".join(lines) + "\n"

    def plain_facts(self) -> list[Fact]:
        return [fact for fact in self.facts if not fact.target and not fact.about]

    def facts_about(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.about]

    def links(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.target]

    def fact(self, key: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.key == key), None)

    def has_attribute(self, attribute: Attribute) -> bool:
        spelled = set(attribute.nouns)
        return any(
            fact.key in spelled or (fact.attribute == attribute and not fact.about) for fact in self.facts
        )


@dataclass
class World:
    rng: Random
    held_out_names: bool
    user: Note | None
    notes: dict[str, Note]

    def files(self) -> dict[str, str]:
        files = {path: note.text() for path, note in self.notes.items()}
        if self.user:
            files["user.md"] = self.user.text()
        return files

    def user_link_to(self, path: str) -> Fact | None:
        links = self.user.links() if self.user else []
        return next((fact for fact in links if fact.target == path), None)


def link_to(path: str) -> str:
    return f"[[{path}]]"


def entity_title(rng: Random, kind: str, held_out: bool) -> str:
    """A name for a note of this kind."""
    made = names.made_name(rng, held_out)
    if kind == "person":
        first = names.first_name(rng, held_out)
        return first if rng.random() < 0.2 else f"{first} {names.last_name(rng, held_out)}"
    if kind == "organisation":
        return made if rng.random() < 0.3 else f"{made} {rng.choice(names.VALUES['organisation_end'])}"
    if kind == "place":
        return made if rng.random() < 0.3 else f"{made} {rng.choice(names.VALUES['place_end'])}"
    if kind == "project":
        return made if rng.random() < 0.6 else f"{rng.choice(names.VALUES['project_start'])} {made}"
    if kind == "event":
        return f"{made} {rng.choice(names.VALUES['event_end'])}"
    if kind == "device":
        return made if rng.random() < 0.4 else f"{made} {rng.choice(names.VALUES['device_end'])}"
    return made


def new_fact(rng: Random, note: Note, made_share: float = 0.1) -> Fact | None:
    """A fact that the note does not have yet."""
    for _ in range(20):
        attribute = random_attribute(rng, note.kind, made_share)
        if not note.has_attribute(attribute):
            key = attribute.key
            if rng.random() < 0.1:
                key = rng.choice(attribute.nouns)
            return Fact(attribute, key, attribute_value(rng, attribute))
    return None


def fact_about(rng: Random, user: Note) -> Fact | None:
    """A fact on somebody the user has named only by a relation."""
    kind = "person" if rng.random() < 0.7 else rng.choice(list(RELATIONS))
    relation = rng.choice(RELATIONS[kind]["user"])
    attribute = random_attribute(rng, kind, 0.05)
    key = f"{relation} {attribute.key}"
    if user.fact(relation) or user.fact(key):
        return None
    return Fact(attribute, key, attribute_value(rng, attribute), about=relation)


def _add_facts(rng: Random, note: Note, count: int) -> None:
    for _ in range(count):
        fact = new_fact(rng, note)
        if fact:
            note.facts.append(fact)


def _make_note(rng: Random, kind: str, title: str) -> Note:
    note = Note(path_of(title), title, kind)
    note.underscores = rng.random() < 0.25
    note.blank_after_title = rng.random() < 0.2
    _add_facts(rng, note, rng.choice((0, 1, 1, 2, 2, 3, 4, 5)))
    return note


def _make_notes(rng: Random, count: int, held_out: bool) -> dict[str, Note]:
    """Notes of which some share their first name."""
    notes: dict[str, Note] = {}
    twins = rng.random() < 0.6
    shared = names.first_name(rng, held_out)
    for index in range(count):
        kind = "person" if rng.random() < 0.6 else rng.choice(OTHER_KINDS)
        title = entity_title(rng, kind, held_out)
        if twins and count >= 2 and (index < 2 or rng.random() < 0.3):
            kind = "person"
            title = f"{shared} {names.last_name(rng, held_out)}"
        if slug_of(title) and path_of(title) not in notes:
            note = _make_note(rng, kind, title)
            notes[note.path] = note
    return notes


def _link_from_user(rng: Random, user: Note, notes: dict[str, Note]) -> None:
    for note in notes.values():
        relation = rng.choice(RELATIONS[note.kind]["user"])
        if rng.random() < 0.8 and not user.fact(relation):
            user.facts.append(Fact(None, relation, link_to(note.path), note.path))


def _link_between(rng: Random, notes: dict[str, Note]) -> None:
    for note in notes.values():
        if rng.random() >= 0.55 or len(notes) < 2:
            continue
        target = rng.choice([other for other in notes.values() if other is not note])
        words = RELATIONS[target.kind].get("from", {}).get(note.kind)
        relation = rng.choice(words) if words else ""
        if relation and not note.fact(relation):
            position = rng.randint(0, len(note.facts))
            note.facts.insert(position, Fact(None, relation, link_to(target.path), target.path))


def _make_user(rng: Random, notes: dict[str, Note], held_out: bool) -> Note:
    title = rng.choice(USER_TITLES)
    if rng.random() < 0.4:
        title = f"{names.first_name(rng, held_out)} {names.last_name(rng, held_out)}"
    user = Note("user.md", title, "user")
    user.underscores = rng.random() < 0.25
    user.blank_after_title = rng.random() < 0.25
    _add_facts(rng, user, rng.choice((0, 1, 2, 2, 3, 3, 4, 5, 7)))
    _link_from_user(rng, user, notes)
    extra = fact_about(rng, user) if rng.random() < 0.3 else None
    if extra:
        user.facts.append(extra)
    if rng.random() < 0.2:
        user.section = rng.choice(("People", "Relationships", "Links", "Notes", "User Relationships"))
    elif rng.random() < 0.3:
        rng.shuffle(user.facts)
    return user


def make_world(rng: Random, held_out_names: bool = False) -> World:
    count = rng.choice((0, 1, 2, 3, 3, 4, 4, 5, 6, 8))
    notes = _make_notes(rng, count, held_out_names)
    _link_between(rng, notes)
    user = None
    if count or rng.random() < 0.6:
        user = _make_user(rng, notes, held_out_names)
    return World(rng, held_out_names, user, notes)
