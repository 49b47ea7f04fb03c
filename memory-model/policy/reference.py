# SPDX-License-Identifier: Apache-2.0
"""How a message speaks of a note, and the way from the view to that note."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from policy.phrases import USER, Subject, named_subject
from policy.relations import said, same_words
from policy.task import Editor
from policy.world import Fact, Note, World


@dataclass(frozen=True)
class Reference:
    """`hops` are (what the think names, path to read), from the view on."""

    words: str
    hops: tuple[tuple[str, str], ...]
    listed: bool = True  # whether the view lists the first note; else user.md leads to it
    relation: str = ""  # the last word, when it is a relation

    def subject(self) -> Subject:
        return named_subject(self.words)

    def follow(self, editor: Editor) -> None:
        for think, path in self.hops:
            editor.read(think, path)

    def is_kept_by(self, world: World, message: str) -> bool:
        """Whether the names in the message still lead here: a value may name another note."""
        found = world.candidates(message)
        return found == [self.hops[0][1]] or (not self.listed and not found)


def first_word(title: str) -> str:
    return title.split(" ", 1)[0]


def is_unambiguous(world: World, note: Note, words: str) -> bool:
    return world.candidates(words) == [note.path]


def _named(world: World, note: Note) -> list[Reference]:
    hops = (("note", note.path),)
    words = [note.title]
    if note.kind in ("person", "pet") and " " in note.title:
        words += [first_word(note.title)] * 2
    if note.alias:
        words.append(note.alias)
    return [Reference(text, hops) for text in words if is_unambiguous(world, note, text)]


def _by_other_words(world: World, note: Note, link: Fact) -> list[Reference]:
    """The relation in words that its line has not: the host lists no note for them, so the line has to be found."""
    words = [f"my {word}" for word in same_words(link.key) if word != link.key]
    hops = ((f"link {link.key}", note.path),)
    return [Reference(text, hops, False, text.removeprefix("my ")) for text in words if not world.candidates(text)]


def _by_relation(world: World, note: Note) -> list[Reference]:
    link = world.user_link_to(note.path)
    if not link:
        return []
    others = _by_other_words(world, note, link) if world.split.wide else []
    return [*_by_key(world, note, link), *others]


def _by_key(world: World, note: Note, link: Fact) -> list[Reference]:
    words = f"my {link.key}"
    found = world.candidates(words)
    if found == [note.path]:
        hops = (("note", note.path),)
        named = f"{words} {first_word(note.title)}"
        with_name = [Reference(named, hops)] if note.kind == "person" and is_unambiguous(world, note, named) else []
        return [Reference(words, hops, True, link.key), *with_name]
    if not found:  # The line of user.md has no form that the host reads as a name.
        return [Reference(words, ((f"link {link.key}", note.path),), False, link.key)]
    return []


def references(world: World, note: Note) -> list[Reference]:
    """The ways to speak of a note that lead to it and to no other."""
    known = world.memory.get(note.path)
    if known is None:
        by_relation = _by_relation(world, note)
        known = world.memory[note.path] = _named(world, note) + by_relation + by_relation
    return known


def pick_note(rng: Random, world: World, kind: str = "") -> tuple[Note, Reference] | None:
    notes = list(world.notes.values()) if not kind else world.people
    for _ in range(min(len(notes), 8)):
        note = notes[int(rng.random() * len(notes))]
        found = references(world, note)
        if found:
            return note, found[int(rng.random() * len(found))]
    return None


def _all_links(world: World) -> list[tuple[Note, Fact]]:
    links = world.memory.get("links")
    if links is None:
        links = [(note, link) for note in world.notes.values() for link in note.links() if link.target in world.notes]
        world.memory["links"] = links
    return links


def pick_far_note(rng: Random, world: World, hops: int) -> tuple[Note, Reference] | None:
    """A note spoken of through others, as in "my brother's wife's dog"."""
    links = _all_links(world)
    for _ in range(min(len(links), 6)):
        start, link = links[int(rng.random() * len(links))]
        found = references(world, start)
        if not found:
            continue
        first = rng.choice(found)
        words, path, step = first.words, list(first.hops), link
        while step:
            relation = said(rng, step.key, world.split)
            words, note = f"{words}'s {relation}", world.notes[step.target]
            path.append((f"link {step.key}", step.target))
            if len(path) == hops:
                return note, Reference(words, tuple(path), first.listed, relation)
            been = {place for _, place in path}
            onward = [fact for fact in note.links() if fact.target in world.notes and fact.target not in been]
            step = rng.choice(onward) if onward else None
    return None


def shared_first_names(world: World) -> list[tuple[str, list[Note]]]:
    """First names that several notes share, with the notes in order of path."""
    shared = world.memory.get("shared")
    if shared is None:
        shared = []
        for first, members in world.first_names.items():
            members = sorted(members, key=lambda note: note.path)
            if len(members) >= 2 and world.candidates(first) == [note.path for note in members]:
                shared.append((first, members))
        world.memory["shared"] = shared
    return shared


def owner(reference: Reference | None) -> Subject:
    return reference.subject() if reference else USER
