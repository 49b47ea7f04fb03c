# SPDX-License-Identifier: Apache-2.0
"""Tasks of the recall mode. Each maker returns None when the world has no room for its task."""

from __future__ import annotations

from random import Random

from policy import names, phrases
from policy.phrases import FRAMES, RELATIONS, Attribute, Subject
from policy.reference import pick_note, pick_two_hops, references, shared_first_names
from policy.task import UNKNOWN_REPLY, Editor, Task
from policy.view import candidates
from policy.world import Note, World, new_fact


def key_of(note: Note | None, attribute: Attribute) -> str:
    """The key as the note spells it."""
    for fact in note.facts if note else []:
        if fact.attribute == attribute:
            return fact.key
    return attribute.key


def _task(world: World, family: str, cell: str, message: str, editor: Editor, expected: str, **extra: object) -> Task:
    files = world.files()
    return Task(family, cell, "recall", message, files, expected, turns=editor.turns, target=files, **extra)


def _unknown(world: World, cell: str, message: str, think: str) -> Task:
    editor = Editor(world.files())
    editor.reply(think, UNKNOWN_REPLY)
    return _task(world, "unknown", cell, message, editor, "unknown")


def read_user(rng: Random, world: World, held_out: bool) -> Task | None:
    facts = world.user.plain_facts() if world.user else []
    if not facts:
        return None
    fact = rng.choice(facts)
    message = phrases.question(rng, fact.attribute, phrases.USER, held_out)
    editor = Editor(world.files())
    editor.reply(f"me {fact.key}", fact.value)
    return _task(world, "read", "user", message, editor, "answer", answer=fact.value)


def read_about(rng: Random, world: World, held_out: bool) -> Task | None:
    """My wife's job, when the wife has no note but user.md has the line `wife job`."""
    facts = world.user.facts_about() if world.user else []
    if not facts:
        return None
    fact = rng.choice(facts)
    message = phrases.question(rng, fact.attribute, phrases.named_subject(f"my {fact.about}"), held_out)
    if candidates(world.files(), message):
        return None
    editor = Editor(world.files())
    editor.reply(f"me {fact.key}", fact.value)
    return _task(world, "read", "about", message, editor, "answer", answer=fact.value)


def _read_note(rng: Random, world: World, held_out: bool, picked: tuple | None, cell: str) -> Task | None:
    if not picked or not picked[0].plain_facts():
        return None
    note, reference = picked
    fact = rng.choice(note.plain_facts())
    message = phrases.question(rng, fact.attribute, reference.subject(), held_out)
    editor = Editor(world.files())
    reference.follow(editor)
    editor.reply(fact.key, fact.value)
    cell = cell or ("relation" if reference.words.startswith("my ") else "note")
    return _task(world, "read", cell, message, editor, "answer", answer=fact.value)


def read_one_hop(rng: Random, world: World, held_out: bool) -> Task | None:
    return _read_note(rng, world, held_out, pick_note(rng, world), "")


def read_two_hops(rng: Random, world: World, held_out: bool) -> Task | None:
    return _read_note(rng, world, held_out, pick_two_hops(rng, world), "two hops")


def read_name(rng: Random, world: World, held_out: bool) -> Task | None:
    """Who is my brother? The answer is the title of the note."""
    picked = pick_note(rng, world) if rng.random() < 0.6 else pick_two_hops(rng, world)
    if not picked:
        return None
    note, reference = picked
    if first_word_given(reference.words, note):
        return None
    frame = phrases.pick(rng, FRAMES["question"]["who"], held_out)
    message = phrases.finish(rng, frame.replace("{R}", reference.words).replace("[is|is]", "is"))
    editor = Editor(world.files())
    reference.follow(editor)
    editor.reply("name", note.title)
    return _task(world, "read", "name", message, editor, "answer", answer=note.title)


def first_word_given(words: str, note: Note) -> bool:
    return note.title.split()[0] in words.split()


def read_search(rng: Random, world: World, held_out: bool) -> Task | None:
    note = rng.choice(list(world.notes.values())) if world.notes else None
    if not note or not note.plain_facts():
        return None
    fact = rng.choice(note.plain_facts())
    frame = phrases.pick(rng, FRAMES["search"]["value"], held_out)
    message = phrases.finish(rng, phrases.fill(frame, phrases.USER, k=fact.key, v=fact.value))
    if len(fact.value) < 2 or candidates(world.files(), message):
        return None
    editor = Editor(world.files())
    if editor.search("search", fact.value) != [note.path]:
        return None
    editor.read("note", note.path)
    editor.reply("name", note.title)
    return _task(world, "read", "search", message, editor, "answer", answer=note.title)


def search_nothing(rng: Random, world: World, held_out: bool) -> Task | None:
    attribute = phrases.random_attribute(rng, "person")
    wanted = phrases.attribute_value(rng, attribute)
    frame = phrases.pick(rng, FRAMES["search"]["value"], held_out)
    message = phrases.finish(rng, phrases.fill(frame, phrases.USER, k=attribute.key, v=wanted))
    editor = Editor(world.files())
    if candidates(world.files(), message) or editor.search("search", wanted):
        return None
    editor.reply("none", UNKNOWN_REPLY)
    return _task(world, "unknown", "search", message, editor, "unknown")


def unknown_user(rng: Random, world: World, held_out: bool) -> Task | None:
    for _ in range(10):
        attribute = phrases.random_attribute(rng, "user")
        if not (world.user and world.user.has_attribute(attribute)):
            message = phrases.question(rng, attribute, phrases.USER, held_out)
            return _unknown(world, "user", message, f"me {attribute.key} none")
    return None


def unknown_in_note(rng: Random, world: World, held_out: bool) -> Task | None:
    picked = pick_note(rng, world) if rng.random() < 0.8 else pick_two_hops(rng, world)
    if not picked:
        return None
    note, reference = picked
    fact = new_fact(rng, note)
    if not fact:
        return None
    message = phrases.question(rng, fact.attribute, reference.subject(), held_out)
    editor = Editor(world.files())
    reference.follow(editor)
    editor.reply(f"{fact.attribute.key} none", UNKNOWN_REPLY)
    return _task(world, "unknown", "note", message, editor, "unknown")


def unknown_relation(rng: Random, world: World, held_out: bool) -> Task | None:
    kind = "person" if rng.random() < 0.7 else rng.choice(list(RELATIONS))
    relation = rng.choice(RELATIONS[kind]["user"])
    linked = [fact.key for fact in world.user.links()] if world.user else []
    if relation in linked or any(relation in key or key in relation for key in linked):
        return None
    attribute = phrases.random_attribute(rng, kind)
    words = f"my {relation}"
    message = phrases.question(rng, attribute, phrases.named_subject(words), held_out)
    if rng.random() < 0.25:
        frame = phrases.pick(rng, FRAMES["question"]["who"], held_out)
        message = phrases.finish(rng, frame.replace("{R}", words).replace("[is|is]", "is"))
    known_already = world.user and world.user.fact(f"{relation} {attribute.key}")
    if candidates(world.files(), message) or known_already:
        return None
    return _unknown(world, "relation", message, "note none")


def unknown_name(rng: Random, world: World, held_out: bool) -> Task | None:
    """A name that no note has; sometimes one that shares its first word with a note."""
    name = names.first_name(rng, world.held_out_names)
    people = [note for note in world.notes.values() if note.kind == "person" and " " in note.title]
    near = bool(people) and rng.random() < 0.4
    if near:
        name = rng.choice(people).title.split()[0]
    if near or rng.random() < 0.5:
        name += " " + names.last_name(rng, world.held_out_names)
    shared = candidates(world.files(), name)
    if any(title == name for _, title in shared) or bool(shared) != near:
        return None
    attribute = phrases.random_attribute(rng, "person")
    message = phrases.question(rng, attribute, phrases.named_subject(name), held_out)
    return _unknown(world, "near name" if near else "name", message, "note none")


def _ambiguous_question(rng: Random, first: str, held_out: bool) -> str:
    attribute = phrases.random_attribute(rng, "person")
    return phrases.question(rng, attribute, phrases.named_subject(first), held_out)


def question_of_choices(titles: list[str]) -> str:
    return ", ".join(titles[:-1]) + f" or {titles[-1]}?"


def clarify(rng: Random, world: World, held_out: bool) -> Task | None:
    shared = shared_first_names(world)
    if not shared:
        return None
    first, titles = rng.choice(shared)
    message = _ambiguous_question(rng, first, held_out)
    if len(candidates(world.files(), message)) != len(titles):
        return None
    editor = Editor(world.files())
    editor.reply(f"two {first}", question_of_choices(titles))
    return _task(world, "clarify", "recall", message, editor, "clarify", choices=tuple(titles))


def twin(rng: Random, world: World, held_out: bool) -> Task | None:
    """An answerable question about one of two namesakes."""
    shared = shared_first_names(world)
    if not shared:
        return None
    _, titles = rng.choice(shared)
    note = rng.choice([note for note in world.notes.values() if note.title in titles])
    found = references(world, note)
    picked = (note, rng.choice(found)) if found else None
    return _read_note(rng, world, held_out, picked, "twin")


def small_talk(rng: Random, world: World, held_out: bool) -> Task | None:
    """Whatever asks for nothing in the notes: no reading."""
    kind = rng.choice(("chat", "chat", "sum", "hypothetical", "third_party", "quoted", "statement", "statement", "news"))
    message = ""
    if kind == "statement" or kind == "news":
        picked = pick_note(rng, world) if rng.random() < 0.5 else None
        subject: Subject = picked[1].subject() if picked else phrases.USER
        attribute = phrases.random_attribute(rng, picked[0].kind if picked else "user")
        wanted = phrases.attribute_value(rng, attribute)
        if kind == "news":
            message = phrases.change(rng, attribute, subject, "", wanted, held_out)
        else:
            message = phrases.statement(rng, attribute, subject, wanted, held_out)
    else:
        name = names.first_name(rng, world.held_out_names)
        message = phrases.other(rng, kind, held_out, name=name)
    return _unknown(world, "chat", message, "chat")
