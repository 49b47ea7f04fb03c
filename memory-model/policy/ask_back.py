# SPDX-License-Identifier: Apache-2.0
"""CLARIFY: what cannot be known without asking, each beside a near-identical twin that can."""

from __future__ import annotations

from random import Random

from policy import phrases, speech
from policy.attributes import Attribute, attribute_value
from policy.making import (
    any_attribute,
    asked_back,
    names_only,
    new_line,
    open_note,
    question_of_choices,
    recall_task,
    remember_task,
)
from policy.phrases import FRAMES, Subject, named_subject
from policy.reference import Reference, is_unambiguous, owner, shared_first_names
from policy.speech import Topic
from policy.task import SAVED_REPLY, Editor, Task
from policy.update import changed, existing
from policy.world import Fact, Note, World

WHO_REPLY, WHAT_REPLY = "Who do you mean?", "What do you mean?"
_PRONOUNS = (Subject("she", "her", "her"), Subject("he", "his", "him"))
_IT = r"\b(it|that|there|this|the thing|the other)\b"
_WHO = r"\b(she|he|her|his|hers|him|they|them|theirs|sie|él|elle|uska|she's|hes|the other one|that one)\b"


def _split_candidates(rng: Random, world: World) -> tuple[str, list[Note]] | None:
    shared = shared_first_names(world)
    return shared[int(rng.random() * len(shared))] if shared else None


def two_candidates_asked(rng: Random, world: World) -> Task | None:
    found = _split_candidates(rng, world)
    if not found:
        return None
    first, notes = found
    message = speech.ask(rng, world, any_attribute(rng, world, "person"), named_subject(first))
    return _two(world, "recall", message, first, notes)


def _two(world: World, mode: str, message: str, first: str, notes: list[Note]) -> Task | None:
    if world.candidates(message) != [note.path for note in notes]:
        return None
    titles = [note.title for note in notes]
    question = (f"two {first}", question_of_choices(titles))
    return asked_back(world, mode, "two candidates", message, question, tuple(titles))


def two_candidates_told(rng: Random, world: World) -> Task | None:
    """News about a first name that several notes share."""
    found = _split_candidates(rng, world)
    if not found:
        return None
    first, notes = found
    attribute, subject = any_attribute(rng, world, "person"), named_subject(first)
    if rng.random() < 0.2:
        message = speech.retract(rng, world, attribute, subject)
    else:
        message = speech.say(rng, world, attribute, subject, "", attribute_value(rng, attribute))
    return _two(world, "remember", message, first, notes)


def _set_fact(editor: Editor, note: Note, reference: Reference, attribute: Attribute, value: str, message: str) -> bool:
    """Writes or changes the fact of the note, as a clear message would have it; False when it stands there already."""
    old = note.fact_of(attribute)
    is_known = old and old.value.lower() == value.lower()
    if is_known or note.injected or (not old and note.has_attribute(attribute)):
        return False
    start = open_note(editor, reference)
    if old:
        editor.edit(f"{start}{old.key} change", note.path, [(old.text(), old.text(value))], [])
    else:
        key = attribute.written_key(message)
        editor.edit(f"{start}{key} add", note.path, [], [new_line(note, key, value)])
    editor.reply("", SAVED_REPLY)
    return True


def told_twin(rng: Random, world: World) -> Task | None:
    """News about one of two namesakes, named in full."""
    found = _split_candidates(rng, world)
    if not found:
        return None
    note = rng.choice(found[1])
    attribute = any_attribute(rng, world, "person")
    value = attribute_value(rng, attribute)
    message = speech.say(rng, world, attribute, named_subject(note.title), "", value)
    editor = Editor(world.files)
    if world.candidates(message) != [note.path]:
        return None
    if not _set_fact(editor, note, Reference(note.title, (("note", note.path),)), attribute, value, message):
        return None
    return remember_task(world, "clarify", "twin of two candidates", message, editor, "change", twin="two candidates")


def _person_with_title(rng: Random, world: World) -> tuple[Note, Reference] | None:
    people = [note for note in world.people[:40] if is_unambiguous(world, note, note.title)]
    if not people:
        return None
    note = rng.choice(people)
    return note, Reference(note.title, (("note", note.path),))


def _introduced(rng: Random, world: World, name: str, message: str) -> str:
    frame = phrases.pick(rng, FRAMES["referent"]["before"], world.split.phrasing)
    return f"{frame.replace('{n}', name)} {message[0].upper()}{message[1:]}"


def _without_referent(rng: Random, world: World, mode: str, message: str, reply: str) -> Task | None:
    if world.candidates(message):
        return None
    think, slot = ("who", "who|whom|whose|which") if reply == WHO_REPLY else ("what", "what|which")
    return asked_back(world, mode, "missing referent", message, (think, reply), (slot,))


def missing_referent_asked(rng: Random, world: World) -> Task | None:
    subject = rng.choice(_PRONOUNS)
    message = speech.ask(rng, world, any_attribute(rng, world, "person"), subject)
    return _without_referent(rng, world, "recall", message, WHO_REPLY)


def missing_referent_told(rng: Random, world: World) -> Task | None:
    attribute = any_attribute(rng, world, "person")
    value = attribute_value(rng, attribute)
    if rng.random() < 0.5:
        message = speech.say(rng, world, attribute, rng.choice(_PRONOUNS), "", value)
        return _without_referent(rng, world, "remember", message, WHO_REPLY)
    reply, like = (WHO_REPLY, _WHO) if rng.random() < 0.7 else (WHAT_REPLY, f"^(?!.*{_WHO}).*{_IT}")
    words = {"k": rng.choice(attribute.nouns), "v": value, "o": attribute_value(rng, attribute)}
    message = speech.from_bank(rng, world, Topic("missing_referent", like=like), None, True, **words)
    return _without_referent(rng, world, "remember", message, reply) if message else None


def referent_asked_twin(rng: Random, world: World) -> Task | None:
    """The sentence before says whom the question is about."""
    picked = _person_with_title(rng, world)
    facts = picked[0].plain_facts() if picked else []
    if not facts:
        return None
    note, reference = picked
    fact = rng.choice(facts)
    message = _introduced(rng, world, note.title, speech.ask(rng, world, fact.attribute, rng.choice(_PRONOUNS)))
    if world.candidates(message) != [note.path]:
        return None
    editor = Editor(world.files)
    reference.follow(editor)
    editor.reply(fact.key, fact.value)
    extra = {"answer": fact.value, "twin": "missing referent"}
    return recall_task(world, "clarify", "twin of missing referent", message, editor, "answer", **extra)


def referent_told_twin(rng: Random, world: World) -> Task | None:
    picked = _person_with_title(rng, world)
    if not picked:
        return None
    note, reference = picked
    attribute = any_attribute(rng, world, "person")
    value = attribute_value(rng, attribute)
    told = speech.say(rng, world, attribute, rng.choice(_PRONOUNS), "", value)
    message = _introduced(rng, world, note.title, told)
    editor = Editor(world.files)
    if world.candidates(message) != [note.path] or not _set_fact(editor, note, reference, attribute, value, message):
        return None
    return remember_task(world, "clarify", "twin of missing referent", message, editor, "change", twin="missing referent")


def _doubt(rng: Random, world: World, fact: Fact, subject: Subject, old: str, wanted: str) -> str:
    words = {"k": rng.choice(fact.attribute.nouns), "v": wanted, "o": old}
    topic = Topic("contradiction", fact.attribute.key, needs=frozenset("ov"))
    message = speech.from_bank(rng, world, topic, subject, True, **words)
    if message and rng.random() < 0.8:
        return message
    frame = phrases.pick(rng, FRAMES["referent"]["contradiction"], world.split.phrasing)
    return phrases.finish(rng, phrases.fill(frame, subject, **words))


def contradiction(rng: Random, world: World) -> Task | None:
    """Two values, and the user does not say which is right."""
    found = existing(rng, world, 0.5)
    if not found:
        return None
    _, reference, fact = found
    wanted = attribute_value(rng, fact.attribute)
    message = _doubt(rng, world, fact, owner(reference), fact.value, wanted)
    if wanted.lower() == fact.value.lower():
        return None
    if not names_only(world, message, reference):
        return None
    question = (f"two {fact.key}", f"{fact.value} or {wanted}?")
    return asked_back(world, "remember", "contradiction", message, question, (fact.value, wanted))


def contradiction_twin(rng: Random, world: World) -> Task | None:
    """Both values, and which one holds now."""
    found = existing(rng, world, 0.5)
    if not found:
        return None
    _, reference, fact = found
    wanted = attribute_value(rng, fact.attribute)
    words = {"k": rng.choice(fact.attribute.nouns), "v": wanted, "o": fact.value}
    topic = Topic("change_from_to", fact.attribute.key, needs=frozenset("ov"))
    message = speech.from_bank(rng, world, topic, owner(reference), **words)
    task = changed(world, found, wanted, message, "twin of contradiction")
    if task:
        task.family, task.twin = "clarify", "contradiction"
    return task
