# SPDX-License-Identifier: Apache-2.0
"""What makers of tasks share. A maker gets a world and returns None when it has no room for its task."""

from __future__ import annotations

from random import Random

from policy.attributes import Attribute, attribute_value, head_of, random_attribute, suits
from policy.reference import Reference, pick_note
from policy.task import NOTHING_REPLY, SAVED_REPLY, UNKNOWN_REPLY, Editor, Task
from policy.world import Fact, Note, World, is_vague, near_fact, new_fact

NEAR_SHARE = 0.35  # of tasks about a fact that is easily taken for another one of its note, or for one that it has not
ELSEWHERE_SHARE = 0.5  # of what a note is asked for in vain: what another note holds


def recall_task(
    world: World, family: str, cell: str, message: str, editor: Editor, expected: str, **extra: object
) -> Task:
    task = Task(family, cell, "recall", message, world.files, expected, **extra)
    task.turns, task.target, task.index = editor.turns, world.files, world.index
    return task


def remember_task(
    world: World, family: str, cell: str, message: str, editor: Editor, expected: str, **extra: object
) -> Task:
    task = Task(family, cell, "remember", message, world.files, expected, **extra)
    task.turns, task.target, task.index = editor.turns, editor.files, world.index
    return task


def answered(world: World, cell: str, message: str, editor: Editor, answer: str) -> Task:
    return recall_task(world, "read", cell, message, editor, "answer", answer=answer)


def unknown(world: World, cell: str, message: str, editor: Editor, think: str) -> Task:
    editor.reply(think, UNKNOWN_REPLY)
    return recall_task(world, "unknown", cell, message, editor, "unknown")


def nothing(world: World, family: str, cell: str, message: str, editor: Editor, think: str) -> Task:
    editor.reply(think, NOTHING_REPLY)
    return remember_task(world, family, cell, message, editor, "nothing")


def asked_back(
    world: World, mode: str, cell: str, message: str, question: tuple[str, str], choices: tuple[str, ...]
) -> Task:
    """A task whose right end is a question; `question` is think and reply."""
    editor = Editor(world.files)
    editor.reply(*question)
    make = recall_task if mode == "recall" else remember_task
    return make(world, "clarify", cell, message, editor, "clarify", choices=choices)


def saved(world: World, family: str, cell: str, message: str, editor: Editor) -> Task:
    editor.reply("", SAVED_REPLY)
    return remember_task(world, family, cell, message, editor, "change")


def question_of_choices(choices: list[str] | tuple[str, ...]) -> str:
    return ", ".join(choices[:-1]) + f" or {choices[-1]}?"


def open_note(editor: Editor, reference: Reference | None) -> str:
    """Reads the note unless it is user.md, which the view shows; returns the start of the next think."""
    if reference is None:
        return "me "
    reference.follow(editor)
    return ""


def pick_target(rng: Random, world: World, user_share: float) -> tuple[Note, Reference | None] | None:
    """A note to speak of and how; no reference for the user's own."""
    if rng.random() < user_share:
        return (world.user, None) if world.user else None
    return pick_note(rng, world)


def names_only(world: World, message: str, reference: Reference | None) -> bool:
    """Whether the names in the message lead to the note and to no other."""
    return reference.is_kept_by(world, message) if reference else not world.candidates(message)


def new_line(note: Note | None, key: str, value: str) -> str:
    return f"- {note.spelled_key(key) if note else key}: {value}"


def usable_attribute(rng: Random, world: World, note: Note | None, kind: str = "user") -> Fact | None:
    """A fact that the note does not have and that a task of this split may be about."""
    if note is None:
        attribute = random_attribute(rng, kind, 0.08, world.split)
        return Fact(attribute, attribute.key, attribute_value(rng, attribute))
    for _ in range(4):
        fact = near_fact(rng, note, world.split) if world.split.wide and rng.random() < NEAR_SHARE else None
        fact = fact or new_fact(rng, note.kind, note, world.split)
        if fact and fact.usable:
            return fact
    return None


def any_attribute(rng: Random, world: World, kind: str) -> Attribute:
    return random_attribute(rng, kind, 0.08, world.split)


def _elsewhere(rng: Random, world: World, note: Note) -> Attribute | None:
    """What another note of the kind holds and this one does not. People have what the user has."""
    people = note.kind in ("user", "person")
    others = world.people if people else [other for other in world.notes.values() if other.kind == note.kind]
    others = [*others, *([world.user] if people and world.user else [])]
    facts = rng.choice(others).plain_facts() if others else []
    attribute = rng.choice(facts).attribute if facts else None
    if attribute is None or note.has_attribute(attribute) or not suits(attribute, note.kind):
        return None
    return attribute


def absent_attribute(rng: Random, world: World, note: Note | None) -> Attribute | None:
    """An attribute that the note says nothing of, not even by a key that might be meant.

    Often one that another note holds: what is asked in vain must be no rarer than what is answered.
    """
    attribute = None
    if note and world.split.wide and rng.random() < ELSEWHERE_SHARE:
        attribute = _elsewhere(rng, world, note)
    if attribute is None:
        fact = usable_attribute(rng, world, note)
        attribute = fact.attribute if fact else None
    if attribute and note and world.split.wide and is_vague(note, attribute):
        return None
    return attribute


def near_one(rng: Random, world: World, facts: list[Fact]) -> Fact | None:
    """Now and then one of the facts whose keys share a word, so that a message has to be told from its neighbours."""
    if not world.split.wide or len(facts) < 2 or rng.random() >= NEAR_SHARE:
        return None
    heads = [head_of(fact.attribute.key) for fact in facts]
    near = [fact for fact, head in zip(facts, heads) if heads.count(head) > 1]
    return rng.choice(near) if near else None
