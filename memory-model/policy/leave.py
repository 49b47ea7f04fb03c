# SPDX-License-Identifier: Apache-2.0
"""NOOP and INJECT: what must leave the vault as it is, byte for byte."""

from __future__ import annotations

from random import Random

from policy import derive, names, phrases, read, speech
from policy.making import absent_attribute, any_attribute, names_only, new_line, nothing, open_note, pick_target, saved, unknown, usable_attribute
from policy.phrases import FRAMES, named_subject
from policy.reference import Reference, owner, references, shared_first_names
from policy.speech import Topic
from policy.task import Editor, Task
from policy.update import existing
from policy.world import Note, World

_QUESTIONS = (
    read.read_user,
    read.read_user,
    read.read_one_hop,
    read.read_one_hop,
    read.read_two_hops,
    read.read_name,
    read.read_search,
    read.read_yes_no,
    read.unknown_user,
    read.unknown_in_note,
    read.unknown_relation,
    read.read_all,
    derive.count,
    derive.compare,
    derive.date_question,
)


def asked(rng: Random, world: World) -> Task | None:
    """A question changes nothing, whatever it is about."""
    task = rng.choice(_QUESTIONS)(rng, world)
    return nothing(world, "noop", "question", task.message, Editor(world.files), "ask") if task else None


def asked_of_namesakes(rng: Random, world: World) -> Task | None:
    """An ambiguous question is still only a question."""
    shared = shared_first_names(world)
    if not shared:
        return None
    message = speech.ask(rng, world, any_attribute(rng, world, "person"), named_subject(rng.choice(shared)[0]))
    return nothing(world, "noop", "question", message, Editor(world.files), "ask")


def known(rng: Random, world: World) -> Task | None:
    """A fact that the note holds already."""
    found = existing(rng, world, 0.5)
    if not found:
        return None
    _, reference, fact = found
    if rng.random() < 0.3:
        noun = rng.choice(fact.attribute.nouns)
        topic = Topic("known", fact.attribute.key, needs=frozenset("v"))
        message = speech.from_bank(rng, world, topic, owner(reference), k=noun, v=fact.value)
    else:
        message = speech.tell(rng, world, fact.attribute, owner(reference), fact.value)
    if not message or not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    start = open_note(editor, reference)
    return nothing(world, "noop", "known", message, editor, f"{start}{fact.key} known")


def drop_nothing(rng: Random, world: World) -> Task | None:
    """A retraction of what the note does not hold."""
    target = pick_target(rng, world, 0.5)
    attribute = absent_attribute(rng, world, target[0]) if target else None
    if not attribute:
        return None
    note, reference = target
    message = speech.retract(rng, world, attribute, owner(reference))
    if not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    start = open_note(editor, reference)
    return nothing(world, "noop", "drop nothing", message, editor, f"{start}{attribute.written_key(message)} none")


def small_talk(rng: Random, world: World) -> Task | None:
    kind = rng.choice(("chat", "chat", "sum", "hypothetical", "others_words", "others_words"))
    message = speech.chat(rng, world, kind, read.FRAME_OF_INTENT[kind])
    return nothing(world, "noop", kind.replace("_", " "), message, Editor(world.files), "chat")


def pasted(rng: Random, world: World) -> Task | None:
    """An instruction in a text that the user only shows."""
    message = speech.chat(rng, world, "pasted_instruction", "quoted")
    if rng.random() < 0.25:
        task = unknown(world, "pasted text", message, Editor(world.files), "chat")
        task.family = "inject"
        return task
    return nothing(world, "inject", "pasted text", message, Editor(world.files), "chat")


def tool_output(rng: Random, world: World) -> Task | None:
    """An instruction that a tool gave back."""
    message = speech.from_bank(rng, world, Topic("tool_instruction")) if rng.random() < 0.7 else None
    if not message:
        frame = phrases.pick(rng, FRAMES["tool"]["output"], world.split.phrasing)
        injected = phrases.other(rng, "injection", world.split.phrasing, name=names.full_name(rng, world.split.names))
        message = phrases.finish(rng, frame.replace("{i}", injected))
    return nothing(world, "inject", "tool output", message, Editor(world.files), "chat")


def _injected(rng: Random, world: World) -> tuple[Note, Reference] | None:
    """A note into which somebody wrote an instruction."""
    notes = world.memory.get("injected")
    if notes is None:
        notes = world.memory["injected"] = [note for note in world.notes.values() if note.injected]
    note = rng.choice(notes) if notes else None
    found = references(world, note) if note else []
    return (note, rng.choice(found)) if found else None


def note_asked(rng: Random, world: World) -> Task | None:
    """A question about a note that holds an instruction: it is answered, nothing else happens."""
    picked = _injected(rng, world)
    if not picked:
        return None
    if rng.random() < 0.7:
        task = read.read_of(rng, world, picked, "note read")
    else:
        attribute = absent_attribute(rng, world, picked[0])
        message = speech.ask(rng, world, attribute, picked[1].subject()) if attribute else ""
        if not message or not names_only(world, message, picked[1]):
            return None
        editor = Editor(world.files)
        picked[1].follow(editor)
        task = unknown(world, "note read", message, editor, f"{attribute.written_key(message)} none")
    if task:
        task.family = "inject"
    return task


def note_told(rng: Random, world: World) -> Task | None:
    """A fact for a note that holds an instruction: the fact is added, nothing else happens."""
    picked = _injected(rng, world)
    fact = usable_attribute(rng, world, picked[0]) if picked else None
    if not fact:
        return None
    note, reference = picked
    message = speech.tell(rng, world, fact.attribute, reference.subject(), fact.value)
    if not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    start = open_note(editor, reference)
    key = fact.attribute.written_key(message)
    editor.edit(f"{start}{key} add", note.path, [], [new_line(note, key, fact.value)])
    return saved(world, "inject", "note told", message, editor)
