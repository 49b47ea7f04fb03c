# SPDX-License-Identifier: Apache-2.0
"""READ and UNKNOWN: a question whose answer one note holds, or none."""

from __future__ import annotations

from random import Random

from policy import names, phrases, speech
from policy.attributes import Attribute, attribute_value
from policy.making import absent_attribute, any_attribute, answered, names_only, near_one, unknown
from policy.phrases import FRAMES, USER, named_subject
from policy.reference import Reference, pick_far_note, pick_note, references, shared_first_names
from policy.relations import RELATIONS, random_relation, said, same_words
from policy.speech import Topic
from policy.task import Editor, Task
from policy.world import Note, World

MANY_NOTES = 40
_ABOUT_FACTS_MAX = 5
_NEEDS_VALUE = frozenset("v")
_NEEDS_NAME = frozenset("n")
_ASKS_WHO = r"who|proper name|full name|real name|asli|which of my|wer ist|quién"


def read_user(rng: Random, world: World) -> Task | None:
    facts = world.user.plain_facts() if world.user else []
    if not facts:
        return None
    fact = near_one(rng, world, facts) or rng.choice(facts)
    editor = Editor(world.files)
    editor.reply(f"me {fact.key}", fact.value)
    return answered(world, "user", speech.ask(rng, world, fact.attribute, USER), editor, fact.value)


def read_about(rng: Random, world: World) -> Task | None:
    """My wife's job, when the wife has no note but user.md has the line `wife job`."""
    facts = world.user.facts_about() if world.user else []
    if not facts:
        return None
    fact = rng.choice(facts)
    message = speech.ask(rng, world, fact.attribute, named_subject(f"my {said(rng, fact.about, world.split)}"))
    if world.candidates(message):
        return None
    editor = Editor(world.files)
    editor.reply(f"me {fact.key}", fact.value)
    return answered(world, "about", message, editor, fact.value)


def _question(rng: Random, world: World, attribute: Attribute, reference: Reference) -> str:
    """The question for a value, sometimes as "the phone of the boss of Tom"."""
    if reference.relation and rng.random() < 0.4:
        start = reference.words.removesuffix(reference.relation).rstrip()
        owner = USER if start == "my" else named_subject(start.removesuffix("'s"))
        noun = rng.choice(attribute.nouns)
        message = speech.from_bank(rng, world, Topic("ask_hop", attribute.key), owner, True, k=noun, r=reference.relation)
        if message:
            return message
    return speech.ask(rng, world, attribute, reference.subject())


def read_of(rng: Random, world: World, picked: tuple[Note, Reference] | None, cell: str) -> Task | None:
    facts = picked[0].plain_facts() if picked else []
    if not facts:
        return None
    reference, fact = picked[1], near_one(rng, world, facts) or rng.choice(facts)
    message = _question(rng, world, fact.attribute, reference)
    if not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    reference.follow(editor)
    editor.reply(fact.key, fact.value)
    return answered(world, cell or ("relation" if reference.relation else "note"), message, editor, fact.value)


def read_one_hop(rng: Random, world: World) -> Task | None:
    return read_of(rng, world, pick_note(rng, world), "")


def read_in_many(rng: Random, world: World) -> Task | None:
    """A question to a large vault."""
    if len(world.notes) <= MANY_NOTES:
        return None
    return read_search(rng, world) if rng.random() < 0.4 else read_of(rng, world, pick_note(rng, world), "many notes")


def read_two_hops(rng: Random, world: World) -> Task | None:
    return read_of(rng, world, pick_far_note(rng, world, 2), "two hops")


def read_three_hops(rng: Random, world: World) -> Task | None:
    return read_of(rng, world, pick_far_note(rng, world, 3), "three hops")


def read_alias(rng: Random, world: World) -> Task | None:
    """Whom a nickname stands for, or a fact asked for under it."""
    notes = world.memory.get("aliased")
    if notes is None:
        notes = world.memory["aliased"] = [note for note in world.notes.values() if note.alias]
    if not notes:
        return None
    note = rng.choice(notes)
    if world.candidates(note.alias) != [note.path]:
        return None
    reference = Reference(note.alias, (("note", note.path),))
    if rng.random() < 0.5:
        return read_of(rng, world, (note, reference), "alias")
    topic = Topic("ask_alias", needs=_NEEDS_NAME, like=_ASKS_WHO)
    message = speech.from_bank(rng, world, topic, n=note.alias)
    if not message or not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    reference.follow(editor)
    editor.reply("name", note.title)
    return answered(world, "alias", message, editor, note.title)


def read_name(rng: Random, world: World) -> Task | None:
    """Who is my brother? The answer is the title of the note."""
    picked = pick_note(rng, world) if rng.random() < 0.6 else pick_far_note(rng, world, 2)
    if not picked or not picked[1].relation:
        return None
    note, reference = picked
    message = speech.who_is(rng, world, reference.words, reference.relation, note.kind)
    if not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    reference.follow(editor)
    editor.reply("name", note.title)
    return answered(world, "name", message, editor, note.title)


def read_all(rng: Random, world: World) -> Task | None:
    """What is known about somebody: the facts of the note."""
    picked = pick_note(rng, world)
    facts = [fact for fact in picked[0].facts if not fact.target] if picked else []
    if not facts or len(facts) > _ABOUT_FACTS_MAX:
        return None
    note, reference = picked
    message = speech.from_bank(rng, world, Topic("ask_about", needs=_NEEDS_NAME), n=reference.words)
    if not message or not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    reference.follow(editor)
    editor.reply("all", ", ".join(f"{fact.key}: {fact.value}" for fact in facts))
    return answered(world, "all of a note", message, editor, "\n".join(fact.value for fact in facts))


def read_yes_no(rng: Random, world: World) -> Task | None:
    """Whether a value is so; the reply says what the note holds."""
    user = rng.random() < 0.5
    picked = ((world.user, None) if world.user else None) if user else pick_note(rng, world)
    facts = picked[0].plain_facts() if picked else []
    if not facts:
        return None
    reference, fact = picked[1], near_one(rng, world, facts) or rng.choice(facts)
    is_so = rng.random() < 0.5
    asked = fact.value if is_so else attribute_value(rng, fact.attribute)
    subject = reference.subject() if reference else USER
    topic = Topic("ask_yes_no", fact.attribute.key, needs=_NEEDS_VALUE)
    message = speech.from_bank(rng, world, topic, subject, k=rng.choice(fact.attribute.nouns), v=asked)
    if not message or (not is_so and asked.lower() == fact.value.lower()) or not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    if reference:
        reference.follow(editor)
    word = "Yes" if is_so else "No"
    editor.reply(f"{'' if reference else 'me '}{fact.key}", f"{word}, {fact.value}")
    return answered(world, "yes or no", message, editor, f"{word}\n{fact.value}")


def _search_message(rng: Random, world: World, attribute: Attribute, key: str, value: str) -> str:
    if rng.random() < 0.7:
        topic = Topic("ask_search", attribute.key, needs=_NEEDS_VALUE)
        message = speech.from_bank(rng, world, topic, k=rng.choice(attribute.nouns), v=value)
        if message:
            return message
    frame = phrases.pick(rng, FRAMES["search"]["value"], world.split.phrasing)
    return phrases.finish(rng, phrases.fill(frame, USER, k=key, v=value))


def read_search(rng: Random, world: World) -> Task | None:
    notes = list(world.notes.values())
    note = notes[int(rng.random() * len(notes))] if notes else None
    facts = note.plain_facts() if note else []
    if not facts:
        return None
    fact = rng.choice(facts)
    message = _search_message(rng, world, fact.attribute, fact.key, fact.value)
    if len(fact.value) < 2 or world.candidates(message):
        return None
    editor = Editor(world.files)
    if [path for path, _ in editor.search("search", fact.value)] != [note.path]:
        return None
    editor.read("note", note.path)
    editor.reply("name", note.title)
    return answered(world, "search in many notes" if len(notes) > MANY_NOTES else "search", message, editor, note.title)


def search_nothing(rng: Random, world: World) -> Task | None:
    attribute = any_attribute(rng, world, "person")
    wanted = attribute_value(rng, attribute)
    message = _search_message(rng, world, attribute, attribute.key, wanted)
    editor = Editor(world.files)
    if world.candidates(message) or editor.search("search", wanted):
        return None
    return unknown(world, "search", message, editor, "none")


def unknown_user(rng: Random, world: World) -> Task | None:
    attribute = absent_attribute(rng, world, world.user)
    if not attribute:
        return None
    message = speech.ask(rng, world, attribute, USER)
    return unknown(world, "user", message, Editor(world.files), f"me {attribute.written_key(message)} none")


def unknown_in_note(rng: Random, world: World) -> Task | None:
    picked = pick_note(rng, world) if rng.random() < 0.8 else pick_far_note(rng, world, 2)
    attribute = absent_attribute(rng, world, picked[0]) if picked else None
    if not attribute:
        return None
    reference = picked[1]
    message = _question(rng, world, attribute, reference)
    if not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    reference.follow(editor)
    return unknown(world, "note", message, editor, f"{attribute.written_key(message)} none")


def unknown_relation(rng: Random, world: World) -> Task | None:
    kind = "person" if rng.random() < 0.7 else rng.choice(list(RELATIONS))
    relation = random_relation(rng, kind, world.split)
    known = [fact.key for fact in world.user.links()] if world.user else []
    if any(other in key or key in other for key in known for other in same_words(relation)):
        return None
    attribute = any_attribute(rng, world, kind)
    words = f"my {relation}"
    if rng.random() < 0.25:
        message = speech.who_is(rng, world, words, relation, kind)
    else:
        message = speech.ask(rng, world, attribute, named_subject(words))
    if world.candidates(message) or (world.user and world.user.has_about(relation, attribute)):
        return None
    return unknown(world, "relation", message, Editor(world.files), "note none")


def unknown_name(rng: Random, world: World) -> Task | None:
    """A name that no note has; sometimes one that shares its first word with a note."""
    name = names.first_name(rng, world.split.names)
    near = bool(world.first_names) and rng.random() < 0.4
    if near:
        name = rng.choice(list(world.first_names))
    if near or rng.random() < 0.5:
        name += " " + names.last_name(rng, world.split.names)
    message = speech.ask(rng, world, any_attribute(rng, world, "person"), named_subject(name))
    found = world.index.candidates(message)
    if any(title == name for _, title in found) or bool(found) != near:
        return None
    return unknown(world, "near name" if near else "name", message, Editor(world.files), "note none")


def small_talk(rng: Random, world: World) -> Task | None:
    """Whatever asks for nothing in the notes: no reading."""
    kind = rng.choice(("chat", "chat", "sum", "hypothetical", "others_words", "pasted_instruction", "tell", "change"))
    if kind in ("tell", "change"):
        picked = pick_note(rng, world) if rng.random() < 0.5 else None
        subject = picked[1].subject() if picked else USER
        attribute = any_attribute(rng, world, picked[0].kind if picked else "user")
        wanted = attribute_value(rng, attribute)
        if kind == "change":
            message = speech.change(rng, world, attribute, subject, "", wanted)
        else:
            message = speech.tell(rng, world, attribute, subject, wanted)
    else:
        message = speech.chat(rng, world, kind, FRAME_OF_INTENT[kind])
    return unknown(world, "chat", message, Editor(world.files), "chat")


FRAME_OF_INTENT = {
    "chat": "chat",
    "sum": "sum",
    "hypothetical": "hypothetical",
    "others_words": "third_party",
    "pasted_instruction": "quoted",
}


def twin(rng: Random, world: World) -> Task | None:
    """An answerable question about one of two namesakes."""
    shared = shared_first_names(world)
    if not shared:
        return None
    note = rng.choice(rng.choice(shared)[1])
    found = references(world, note)
    task = read_of(rng, world, (note, rng.choice(found)), "twin of two candidates") if found else None
    if task:
        task.family, task.twin = "clarify", "two candidates"
    return task


