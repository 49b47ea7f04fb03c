# SPDX-License-Identifier: Apache-2.0
"""UPDATE: what the vault holds, said otherwise: change, retract, rename, move, merge, cascade."""

from __future__ import annotations

from random import Random

from policy import names, speech
from policy.attributes import attribute_value
from policy.making import names_only, near_one, new_line, open_note, pick_target, saved
from policy.reference import Reference, is_unambiguous, owner
from policy.speech import Topic
from policy.task import Editor, Task
from policy.words import path_of
from policy.world import Fact, Note, World, link_to

_CORRECTION = frozenset("v")
_MOVE = frozenset("nmk")
PAIR = frozenset("nm")
Found = tuple[Note, Reference | None, Fact]
# Of two notes that are alike the first named is kept: patterns that name the other first are left aside.
_FIRST_IS_KEPT = r"^(?!.*\{m\}[^{}]{0,20}\b(and|n) \{n\})"


def existing(rng: Random, world: World, user_share: float) -> Found | None:
    """A fact that the vault holds in one place, and how to speak of its note."""
    target = pick_target(rng, world, user_share)
    # A change of a note that others wrote needs the user's consent.
    facts = target[0].plain_facts() if target and not target[0].injected else []
    if not facts:
        return None
    fact = near_one(rng, world, facts) or facts[int(rng.random() * len(facts))]
    return (*target, fact) if world.files[target[0].path].count(fact.text()) == 1 else None


def changed(world: World, found: Found, wanted: str, message: str | None, cell: str) -> Task | None:
    """The task in which this message gives the fact its new value."""
    note, reference, fact = found
    if not message or wanted.lower() == fact.value.lower() or not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    start = open_note(editor, reference)
    editor.edit(f"{start}{fact.key} change", note.path, [(fact.text(), fact.text(wanted))], [])
    return saved(world, "update", cell, message, editor)


def _update(rng: Random, world: World, user_share: float) -> Task | None:
    found = existing(rng, world, user_share)
    if not found:
        return None
    _, reference, fact = found
    wanted = attribute_value(rng, fact.attribute)
    message = speech.say(rng, world, fact.attribute, owner(reference), fact.value, wanted)
    return changed(world, found, wanted, message, "entity" if reference else "user")


def update_user(rng: Random, world: World) -> Task | None:
    return _update(rng, world, 1.0)


def update_entity(rng: Random, world: World) -> Task | None:
    return _update(rng, world, 0.0)


def correct(rng: Random, world: World) -> Task | None:
    """The user takes back what was written down wrongly."""
    found = existing(rng, world, 0.5)
    if not found:
        return None
    _, reference, fact = found
    wanted = attribute_value(rng, fact.attribute)
    # Without its noun only a special pattern or the old value tells which fact is meant.
    needs = _CORRECTION | {rng.choice("ko")}
    if "o" in needs and sum(other.value == fact.value for other in found[0].facts) != 1:
        return None
    topic = Topic("correct", fact.attribute.key, needs=needs)
    words = {"k": rng.choice(fact.attribute.nouns), "v": wanted, "o": fact.value}
    message = speech.from_bank(rng, world, topic, owner(reference), **words)
    return changed(world, found, wanted, message, "correct")


def _drop(rng: Random, world: World, user_share: float) -> Task | None:
    found = existing(rng, world, user_share)
    if not found:
        return None
    note, reference, fact = found
    message = speech.retract(rng, world, fact.attribute, owner(reference), fact.value)
    if not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    start = open_note(editor, reference)
    editor.edit(f"{start}{fact.key} drop", note.path, [(fact.removed(), "")], [])
    return saved(world, "update", "drop entity" if reference else "drop user", message, editor)


def drop_user(rng: Random, world: World) -> Task | None:
    return _drop(rng, world, 1.0)


def drop_entity(rng: Random, world: World) -> Task | None:
    return _drop(rng, world, 0.0)


def _person(rng: Random, world: World, besides: str = "") -> Note | None:
    """A person whom the full title names and nobody else."""
    for _ in range(min(4, len(world.people))):
        note = world.people[int(rng.random() * len(world.people))]
        if note.path != besides and " " in note.title and not note.injected and is_unambiguous(world, note, note.title):
            return note
    return None


def rename(rng: Random, world: World) -> Task | None:
    """The title changes; the path stays, so every link does."""
    note = _person(rng, world)
    if not note or world.files[note.path].count(f"# {note.title}\n") != 1:
        return None
    fresh = f"{note.title.split()[0]} {names.last_name(rng, world.split.names)}"
    message = speech.from_bank(rng, world, Topic("rename", needs=PAIR), n=note.title, m=fresh)
    if not message or path_of(fresh) in world.files or note.path not in world.candidates(message):
        return None
    editor = Editor(world.files)
    editor.read("note", note.path)
    editor.edit("title change", note.path, [(f"# {note.title}\n", f"# {fresh}\n")], [])
    return saved(world, "update", "rename", message, editor)


def two_people(rng: Random, world: World) -> tuple[Note, Note] | None:
    first = _person(rng, world)
    second = _person(rng, world, first.path) if first else None
    return (first, second) if second and first.title.split()[0] != second.title.split()[0] else None


def move(rng: Random, world: World) -> Task | None:
    """A fact that stands in the note of the wrong person."""
    pair = two_people(rng, world)
    facts = pair[0].plain_facts() if pair else []
    if not facts:
        return None
    (wrong, right), fact = pair, rng.choice(facts)
    if right.has_attribute(fact.attribute):
        return None
    words = {"n": wrong.title, "m": right.title, "k": rng.choice(fact.attribute.nouns)}
    message = speech.from_bank(rng, world, Topic("move", fact.attribute.key, needs=_MOVE), **words)
    if not message or sorted(world.candidates(message)) != sorted((wrong.path, right.path)):
        return None
    editor = Editor(world.files)
    editor.read("note", wrong.path)
    editor.read("note", right.path)
    editor.replace(wrong.path, fact.removed(), "")
    editor.append(right.path, [new_line(right, fact.key if fact.attribute.is_wide else fact.attribute.key, fact.value)])
    editor.done(f"{fact.key} move")
    return saved(world, "update", "move", message, editor)


def _linking_notes(world: World, path: str) -> dict[str, list[Fact]]:
    """Per note, the links to `path`."""
    notes = [*world.notes.values(), *([world.user] if world.user else [])]
    linking = {note.path: [fact for fact in note.facts if fact.target == path] for note in notes}
    return {place: facts for place, facts in linking.items() if facts}


def merge(rng: Random, world: World) -> Task | None:
    """Two notes on one person: the first takes the other's facts and the links to it."""
    pair = two_people(rng, world)
    if not pair:
        return None
    kept, double = pair
    new_facts = [fact for fact in double.facts if fact.attribute and not kept.has_attribute(fact.attribute)]
    linking = _linking_notes(world, double.path)
    # What both notes say otherwise would need a question, a link of its own a rule of its own.
    if len(new_facts) != len(double.facts) or kept.path in linking or double.injected:
        return None
    if len(linking) > 2 or len(double.facts) > 3:
        return None
    message = speech.from_bank(rng, world, Topic("merge", needs=PAIR, like=_FIRST_IS_KEPT), n=kept.title, m=double.title)
    if not message or sorted(world.candidates(message)) != sorted((kept.path, double.path)):
        return None
    editor = Editor(world.files)
    editor.read("note", kept.path)
    editor.read("note", double.path)
    editor.search("links", double.path)
    if new_facts:
        editor.append(kept.path, [new_line(kept, fact.key, fact.value) for fact in new_facts])
    for path, facts in linking.items():
        for fact in facts:
            editor.replace(path, fact.text(), fact.text(link_to(kept.path)))
    editor.delete(double.path)
    editor.done("merge")
    return saved(world, "update", "merge", message, editor)
