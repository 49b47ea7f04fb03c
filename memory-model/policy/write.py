# SPDX-License-Identifier: Apache-2.0
"""WRITE: what the vault does not hold yet."""

from __future__ import annotations

from random import Random

from policy import names, phrases, speech
from policy.attributes import Attribute, attribute_value
from policy.making import any_attribute, names_only, new_line, open_note, pick_target, saved, usable_attribute
from policy.phrases import FRAMES, USER, named_subject
from policy.reference import owner
from policy.relations import RELATIONS, random_relation, said
from policy.speech import Topic
from policy.task import Editor, Task
from policy.words import path_of, slug_of
from policy.world import World, entity_title, fact_about, link_to

_VALUE = frozenset("v")
_NAME = frozenset("n")
_RELATION = frozenset("nr")


def _write(rng: Random, world: World, user_share: float) -> Task | None:
    target = pick_target(rng, world, user_share)
    fact = usable_attribute(rng, world, target[0]) if target else None
    if not fact:
        return None
    note, reference = target
    message = speech.say(rng, world, fact.attribute, owner(reference), "", fact.value)
    if not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    start = open_note(editor, reference)
    key = fact.attribute.written_key(message)
    editor.edit(f"{start}{key} add", note.path, [], [new_line(note, key, fact.value)])
    return saved(world, "write", "entity" if reference else "user", message, editor)


def write_user(rng: Random, world: World) -> Task | None:
    return _write(rng, world, 1.0)


def write_entity(rng: Random, world: World) -> Task | None:
    return _write(rng, world, 0.0)


def write_about(rng: Random, world: World) -> Task | None:
    """A fact about somebody without a note, named by a relation: a line in user.md."""
    if not world.user:
        return None
    known = world.user.facts_about()
    old = rng.choice(known) if known and rng.random() < 0.4 else None
    fact = old or fact_about(rng, world.user, world.split)
    if not fact:
        return None
    wanted = attribute_value(rng, fact.attribute) if old else fact.value
    subject = named_subject(f"my {said(rng, fact.about, world.split) if old else fact.about}")
    message = speech.say(rng, world, fact.attribute, subject, old.value if old else "", wanted)
    if world.candidates(message):
        return None
    editor = Editor(world.files)
    if old:
        editor.edit(f"me {fact.key} change", "user.md", [(fact.text(), fact.text(wanted))], [])
    else:
        key = f"{fact.about} {fact.attribute.written_key(message)}"
        editor.edit(f"me {key} add", "user.md", [], [new_line(world.user, key, wanted)])
    return saved(world, "update" if old else "write", "about", message, editor)


def write_first(rng: Random, world: World) -> Task | None:
    """The first fact of all: there is no user.md yet."""
    if world.user:
        return None
    attribute = any_attribute(rng, world, "user")
    wanted = attribute_value(rng, attribute)
    message = speech.say(rng, world, attribute, USER, "", wanted)
    editor = Editor(world.files)
    key = attribute.written_key(message)
    editor.edit(f"me {key} add", "user.md", [], [new_line(None, key, wanted)])
    return saved(world, "write", "first", message, editor)


def write_implicit(rng: Random, world: World) -> Task | None:
    """A fact that is only implied, as in "my new size 44 shoes pinch"."""
    fact = usable_attribute(rng, world, world.user)
    if not fact or not world.user:
        return None
    topic = Topic("tell_implicit", fact.attribute.key, needs=_VALUE)
    message = speech.from_bank(rng, world, topic, USER, k=rng.choice(fact.attribute.nouns), v=fact.value)
    if not message and fact.attribute.is_wide and fact.attribute.says:
        frame = phrases.pick(rng, FRAMES["implied"]["clause"], world.split.phrasing)
        said_of = phrases.fill(rng.choice(fact.attribute.says), USER, v=fact.value)
        message = phrases.finish(rng, frame.replace("{s}", said_of))
    if not message or world.candidates(message):
        return None
    editor = Editor(world.files)
    key = fact.attribute.written_key(message)
    editor.edit(f"me {key} add", "user.md", [], [new_line(world.user, key, fact.value)])
    return saved(world, "write", "implicit", message, editor)


def _clause(rng: Random, world: World, attribute: Attribute, value: str) -> str:
    if rng.random() < 0.5:
        topic = Topic("tell", attribute.key, needs=_VALUE)
        told = speech.from_bank(rng, world, topic, USER, True, k=rng.choice(attribute.nouns), v=value)
        if told and len(told) < 90 and "?" not in told:
            return told.rstrip(".!")
    return phrases.statement_core(rng, attribute, USER, value, world.split.phrasing)


def write_two(rng: Random, world: World) -> Task | None:
    """Two facts about the user in one message; each may be new or a change."""
    if not world.user:
        return None
    first, second = any_attribute(rng, world, "user"), any_attribute(rng, world, "user")
    if set(first.nouns) & set(second.nouns):
        return None
    changes, added, thinks, clauses = [], [], ["me"], []
    for attribute in (first, second):
        wanted = attribute_value(rng, attribute)
        clauses.append(_clause(rng, world, attribute, wanted))
        old = world.user.fact_of(attribute)
        if old:
            changes.append((old.text(), old.text(wanted)))
        elif world.user.has_attribute(attribute):
            return None
        else:
            added.append(new_line(world.user, attribute.written_key(clauses[-1]), wanted))
        thinks.append(f"{old.key} change" if old else f"{attribute.written_key(clauses[-1])} add")
    message = speech.from_bank(rng, world, Topic("tell_two"), None, True, a=clauses[0], b=clauses[1])
    if not message or rng.random() < 0.3:
        frame = phrases.pick(rng, FRAMES["two_facts"]["user"], world.split.phrasing)
        message = phrases.finish(rng, frame.replace("{a}", clauses[0]).replace("{b}", clauses[1]))
    if world.candidates(message):
        return None
    editor = Editor(world.files)
    editor.edit(" ".join(thinks), "user.md", changes, added)
    return saved(world, "write", "two facts", message, editor)


def _new_with_fact(rng: Random, world: World, kind: str, relation: str, title: str) -> tuple[str, list[str]]:
    """A message that names somebody new and says one thing of them, and the line for it."""
    attribute = any_attribute(rng, world, kind)
    wanted = attribute_value(rng, attribute)
    topic = Topic("tell_new", attribute.key, needs=_RELATION | _VALUE)
    if rng.random() < 0.5:
        message = speech.from_bank(rng, world, topic, USER, n=title, r=relation, v=wanted, k=rng.choice(attribute.nouns))
        if message and wanted in message:
            return message, [new_line(None, attribute.written_key(message), wanted)]
    words = rng.choice((title, title.split()[0], f"my {relation}")) if kind == "person" else title
    said_of = phrases.statement_core(rng, attribute, named_subject(words), wanted, world.split.phrasing)
    frame = phrases.pick(rng, FRAMES["new_entity"]["with_fact"], world.split.phrasing)
    message = frame.replace("{r}", relation).replace("{n}", title).replace("{f}", said_of[0].upper() + said_of[1:] + ".")
    return phrases.finish(rng, message), [new_line(None, attribute.written_key(said_of), wanted)]


def _new_message(rng: Random, world: World, kind: str, relation: str, title: str) -> tuple[str, list[str]]:
    """The message and the lines of the new note."""
    if rng.random() < 0.5:
        return _new_with_fact(rng, world, kind, relation, title)
    if rng.random() < 0.7:
        topic = Topic("tell_new", relation, kind, _NAME)
        message = speech.from_bank(rng, world, topic, USER, n=title, r=relation)
        if message:
            return message, []
    frame = phrases.pick(rng, FRAMES["new_entity"]["bare"], world.split.phrasing)
    return phrases.finish(rng, frame.replace("{r}", relation).replace("{n}", title)), []


def _create(editor: Editor, world: World, title: str, lines: list[str], relation: str) -> None:
    hub = world.user.spelled_key(relation) if world.user else relation
    editor.create_note(path_of(title), title, lines)
    editor.append("user.md", [f"- {hub}: {link_to(path_of(title))}"])
    editor.done(f"new {relation}")


def write_new(rng: Random, world: World) -> Task | None:
    """A new note with its link in user.md."""
    kind = "person" if rng.random() < 0.7 else rng.choice(list(RELATIONS))
    relation = random_relation(rng, kind, world.split)
    title = entity_title(rng, kind, world.split.names)
    is_known = path_of(title) in world.files or (world.user and world.user.relation(relation))
    if is_known or not slug_of(title) or (world.candidates(title) and rng.random() < 0.5):
        return None
    message, lines = _new_message(rng, world, kind, relation, title)
    if title not in message:
        return None
    editor = Editor(world.files)
    _create(editor, world, title, lines, relation)
    return saved(world, "write", "new entity", message, editor)


def write_acquaintance(rng: Random, world: World) -> Task | None:
    """A fact about somebody unknown: a new note, linked as someone the user knows."""
    title = names.full_name(rng, world.split.names)
    attribute = any_attribute(rng, world, "person")
    wanted = attribute_value(rng, attribute)
    message = speech.tell(rng, world, attribute, named_subject(title), wanted)
    known = world.user.fact("knows") if world.user else None
    if world.candidates(message) or known or not slug_of(title) or path_of(title) in world.files:
        return None
    editor = Editor(world.files)
    _create(editor, world, title, [new_line(None, attribute.written_key(message), wanted)], "knows")
    return saved(world, "write", "acquaintance", message, editor)
