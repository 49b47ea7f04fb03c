# SPDX-License-Identifier: Apache-2.0
"""How a message speaks of a note, and the way from the view to that note."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from policy.phrases import Subject, named_subject
from policy.task import Editor
from policy.view import candidates
from policy.world import Note, World


@dataclass(frozen=True)
class Reference:
    """`hops` are (what the think names, path to read), from the view on."""

    words: str
    hops: tuple[tuple[str, str], ...]

    def subject(self) -> Subject:
        return named_subject(self.words)

    def follow(self, editor: Editor) -> None:
        for think, path in self.hops:
            editor.read(think, path)


def first_word(title: str) -> str:
    return title.split()[0]


def _name_references(world: World, note: Note) -> list[Reference]:
    hops = (("note", note.path),)
    by_name = [Reference(note.title, hops), Reference(note.title, hops)]
    if note.kind in ("person", "pet") and " " in note.title:
        by_name += [Reference(first_word(note.title), hops)] * 3
    return [reference for reference in by_name if is_unambiguous(world, note, reference.words)]


def is_unambiguous(world: World, note: Note, words: str) -> bool:
    return [path for path, _ in candidates(world.files(), words)] == [note.path]


def references(world: World, note: Note) -> list[Reference]:
    """The ways to speak of a note that lead to it and to no other."""
    found = _name_references(world, note)
    link = world.user_link_to(note.path)
    if link:
        by_relation = [Reference(f"my {link.key}", (("note", note.path),))]
        if note.kind == "person":
            by_relation.append(Reference(f"my {link.key} {first_word(note.title)}", (("note", note.path),)))
        found += 2 * [reference for reference in by_relation if is_unambiguous(world, note, reference.words)]
    return found


def pick_note(rng: Random, world: World) -> tuple[Note, Reference] | None:
    notes = list(world.notes.values())
    rng.shuffle(notes)
    for note in notes:
        found = references(world, note)
        if found:
            return note, rng.choice(found)
    return None


def pick_two_hops(rng: Random, world: World) -> tuple[Note, Reference] | None:
    """A note spoken of through another one, as in "my brother's wife"."""
    pairs = [(note, link) for note in world.notes.values() for link in note.links()]
    rng.shuffle(pairs)
    for note, link in pairs:
        found = references(world, note)
        if found and link.target in world.notes:
            start = rng.choice(found)
            hops = start.hops + ((f"link {link.key}", link.target),)
            return world.notes[link.target], Reference(f"{start.words}'s {link.key}", hops)
    return None


def shared_first_names(world: World) -> list[tuple[str, list[str]]]:
    """First names that several notes share, with the titles in order of path."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for path, note in sorted(world.notes.items()):
        if " " in note.title:
            groups.setdefault(first_word(note.title), []).append((path, note.title))
    shared = []
    for first, members in groups.items():
        if len(members) >= 2 and candidates(world.files(), first) == members:
            shared.append((first, [title for _, title in members]))
    return shared
