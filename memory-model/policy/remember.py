# SPDX-License-Identifier: Apache-2.0
"""Tasks of the remember mode. Each maker returns None when the world has no room for its task."""

from __future__ import annotations

from random import Random

from policy import names, phrases
from policy.phrases import FRAMES, RELATIONS, USER, Attribute, Subject
from policy.recall import question_of_choices
from policy.reference import Reference, pick_note, shared_first_names
from policy.task import NOTHING_REPLY, SAVED_REPLY, Editor, Task
from policy.view import candidates, path_of, slug_of
from policy.world import Fact, Note, World, entity_title, fact_about, link_to, new_fact

# A note to speak of, how the message speaks of it, and the words before the key in the first think.
Target = tuple[Note, Reference | None]


def _task(world: World, family: str, cell: str, message: str, editor: Editor, expected: str, **extra: object) -> Task:
    return Task(
        family, cell, "remember", message, world.files(), expected, turns=editor.turns, target=editor.files, **extra
    )


def _subject(reference: Reference | None) -> Subject:
    return reference.subject() if reference else USER


def _open_note(editor: Editor, reference: Reference | None) -> str:
    """Reads the note unless it is user.md, which the view shows; returns the start of the next think."""
    if reference is None:
        return "me "
    reference.follow(editor)
    return ""


def _pick_target(rng: Random, world: World, user_share: float) -> Target | None:
    if rng.random() < user_share:
        return (world.user, None) if world.user else None
    return pick_note(rng, world)


def _underscored(note: Note | None, key: str) -> str:
    """A key as the note spells its keys: with underscores when any of them has one."""
    spelled = note is not None and note.underscores and any(" " in fact.key for fact in note.facts)
    return key.replace(" ", "_") if spelled else key


def _new_line(note: Note | None, attribute: Attribute, wanted: str) -> str:
    return f"- {_underscored(note, attribute.key)}: {wanted}"


def _say(rng: Random, attribute: Attribute, subject: Subject, old: str, wanted: str, held_out: bool) -> str:
    """A statement or a change: what the note holds decides, so the phrasing only leans to one."""
    is_change = rng.random() < (0.75 if old else 0.25)
    if is_change:
        return phrases.change(rng, attribute, subject, old, wanted, held_out)
    return phrases.statement(rng, attribute, subject, wanted, held_out)


def _is_about(world: World, message: str, reference: Reference | None) -> bool:
    """Whether the names in the message still lead to the note: a value may name another one."""
    found = [path for path, _ in candidates(world.files(), message)]
    if reference is None:
        return not found
    return found == [reference.hops[0][1]]


def _save(editor: Editor, think: str, path: str, changes: list[tuple[str, str]], added: list[str]) -> None:
    editor.edit(think, path, changes, added)
    editor.reply("", SAVED_REPLY)


def _write(rng: Random, world: World, held_out: bool, user_share: float) -> Task | None:
    target = _pick_target(rng, world, user_share)
    if not target:
        return None
    note, reference = target
    fact = new_fact(rng, note)
    if not fact:
        return None
    message = _say(rng, fact.attribute, _subject(reference), "", fact.value, held_out)
    if not _is_about(world, message, reference):
        return None
    editor = Editor(world.files())
    start = _open_note(editor, reference)
    line = _new_line(note, fact.attribute, fact.value)
    _save(editor, f"{start}{fact.attribute.key} add", note.path, [], [line])
    return _task(world, "write", "entity" if reference else "user", message, editor, "change")


def write_user(rng: Random, world: World, held_out: bool) -> Task | None:
    return _write(rng, world, held_out, 1.0)


def write_entity(rng: Random, world: World, held_out: bool) -> Task | None:
    return _write(rng, world, held_out, 0.0)


def write_about(rng: Random, world: World, held_out: bool) -> Task | None:
    """A fact about somebody without a note, named by a relation: a line in user.md."""
    if not world.user:
        return None
    known_facts = world.user.facts_about()
    old = rng.choice(known_facts) if known_facts and rng.random() < 0.4 else None
    fact = old or fact_about(rng, world.user)
    if not fact:
        return None
    wanted = phrases.attribute_value(rng, fact.attribute) if old else fact.value
    subject = phrases.named_subject(f"my {fact.about}")
    message = _say(rng, fact.attribute, subject, old.value if old else "", wanted, held_out)
    line = fact.line(world.user.underscores)
    changes = [(line, line[: len(line) - len(fact.value)] + wanted)] if old else []
    if not _is_about(world, message, None) or not _changes_are_unique(world.user, changes):
        return None
    added = [] if old else [f"- {_underscored(world.user, fact.key)}: {wanted}"]
    editor = Editor(world.files())
    _save(editor, f"me {fact.key} {'change' if old else 'add'}", "user.md", changes, added)
    return _task(world, "update" if old else "write", "about", message, editor, "change")


def write_first(rng: Random, world: World, held_out: bool) -> Task | None:
    """The first fact of all: there is no user.md yet."""
    if world.user:
        return None
    attribute = phrases.random_attribute(rng, "user")
    wanted = phrases.attribute_value(rng, attribute)
    message = _say(rng, attribute, USER, "", wanted, held_out)
    editor = Editor(world.files())
    _save(editor, f"me {attribute.key} add", "user.md", [], [_new_line(None, attribute, wanted)])
    return _task(world, "write", "first", message, editor, "change")


def write_two(rng: Random, world: World, held_out: bool) -> Task | None:
    """Two facts about the user in one message; each may be new or a change."""
    if not world.user:
        return None
    first, second = phrases.random_attribute(rng, "user"), phrases.random_attribute(rng, "user")
    if first.key == second.key or set(first.nouns) & set(second.nouns):
        return None
    changes, added, thinks, clauses = [], [], ["me"], []
    for attribute in (first, second):
        wanted = phrases.attribute_value(rng, attribute)
        clauses.append(phrases.statement_core(rng, attribute, USER, wanted, held_out))
        old = next((fact for fact in world.user.facts if fact.attribute == attribute), None)
        if old:
            line = old.line(world.user.underscores)
            changes.append((line, line[: len(line) - len(old.value)] + wanted))
            thinks.append(f"{old.key} change")
        elif world.user.has_attribute(attribute):
            return None
        else:
            added.append(_new_line(world.user, attribute, wanted))
            thinks.append(f"{attribute.key} add")
    frame = phrases.pick(rng, FRAMES["two_facts"]["user"], held_out)
    message = phrases.finish(rng, frame.replace("{a}", clauses[0]).replace("{b}", clauses[1]))
    if not _is_about(world, message, None) or not _changes_are_unique(world.user, changes):
        return None
    editor = Editor(world.files())
    _save(editor, " ".join(thinks), "user.md", changes, added)
    return _task(world, "write", "two facts", message, editor, "change")


def _changes_are_unique(note: Note, changes: list[tuple[str, str]]) -> bool:
    return all(note.text().count(old) == 1 and old != new for old, new in changes)


def _new_entity_message(rng: Random, world: World, title: str, relation: str, held_out: bool) -> tuple[str, list[str]]:
    """The message and the lines of the new note."""
    kind = next(kind for kind, words in RELATIONS.items() if relation in words["user"])
    frames = FRAMES["new_entity"]
    if rng.random() < 0.4:
        frame = phrases.pick(rng, frames["bare"], held_out)
        return phrases.finish(rng, frame.replace("{r}", relation).replace("{n}", title)), []
    attribute = phrases.random_attribute(rng, kind)
    wanted = phrases.attribute_value(rng, attribute)
    words = rng.choice((title, title.split()[0], f"my {relation}")) if kind == "person" else title
    said = phrases.statement_core(rng, attribute, phrases.named_subject(words), wanted, held_out)
    frame = phrases.pick(rng, frames["with_fact"], held_out)
    message = frame.replace("{r}", relation).replace("{n}", title).replace("{f}", said[0].upper() + said[1:] + ".")
    return phrases.finish(rng, message), [_new_line(None, attribute, wanted)]


def write_new(rng: Random, world: World, held_out: bool) -> Task | None:
    """A new note with its link in user.md."""
    kind = "person" if rng.random() < 0.7 else rng.choice(list(RELATIONS))
    relation = rng.choice(RELATIONS[kind]["user"])
    title = entity_title(rng, kind, world.held_out_names)
    if path_of(title) in world.notes or (world.user and world.user.fact(relation)):
        return None
    if candidates(world.files(), title) and rng.random() < 0.5:
        return None
    message, lines = _new_entity_message(rng, world, title, relation, held_out)
    link = f"- {_underscored(world.user, relation)}: {link_to(path_of(title))}"
    editor = Editor(world.files())
    editor.create(f"new {relation}", path_of(title), title, lines, "user.md", link)
    editor.reply("", SAVED_REPLY)
    return _task(world, "write", "new entity", message, editor, "change")


def write_acquaintance(rng: Random, world: World, held_out: bool) -> Task | None:
    """A fact about somebody unknown: a new note, linked as someone the user knows."""
    title = f"{names.first_name(rng, world.held_out_names)} {names.last_name(rng, world.held_out_names)}"
    attribute = phrases.random_attribute(rng, "person")
    wanted = phrases.attribute_value(rng, attribute)
    message = phrases.statement(rng, attribute, phrases.named_subject(title), wanted, held_out)
    linked = [fact.key for fact in world.user.facts] if world.user else []
    if candidates(world.files(), message) or "knows" in linked or not slug_of(title):
        return None
    editor = Editor(world.files())
    link = f"- knows: {link_to(path_of(title))}"
    editor.create("new knows", path_of(title), title, [_new_line(None, attribute, wanted)], "user.md", link)
    editor.reply("", SAVED_REPLY)
    return _task(world, "write", "acquaintance", message, editor, "change")


def _existing(rng: Random, world: World, user_share: float) -> tuple[Note, Reference | None, Fact] | None:
    target = _pick_target(rng, world, user_share)
    if not target or not target[0].plain_facts():
        return None
    fact = rng.choice(target[0].plain_facts())
    line = fact.line(target[0].underscores)
    return (*target, fact) if target[0].text().count(line) == 1 else None


def _update(rng: Random, world: World, held_out: bool, user_share: float) -> Task | None:
    found = _existing(rng, world, user_share)
    if not found:
        return None
    note, reference, fact = found
    wanted = phrases.attribute_value(rng, fact.attribute)
    message = _say(rng, fact.attribute, _subject(reference), fact.value, wanted, held_out)
    if wanted.lower() == fact.value.lower() or not _is_about(world, message, reference):
        return None
    editor = Editor(world.files())
    start = _open_note(editor, reference)
    old = fact.line(note.underscores)
    new = old[: len(old) - len(fact.value)] + wanted
    _save(editor, f"{start}{fact.key} change", note.path, [(old, new)], [])
    return _task(world, "update", "entity" if reference else "user", message, editor, "change")


def update_user(rng: Random, world: World, held_out: bool) -> Task | None:
    return _update(rng, world, held_out, 1.0)


def update_entity(rng: Random, world: World, held_out: bool) -> Task | None:
    return _update(rng, world, held_out, 0.0)


def _drop(rng: Random, world: World, held_out: bool, user_share: float) -> Task | None:
    found = _existing(rng, world, user_share)
    if not found:
        return None
    note, reference, fact = found
    old = fact.line(note.underscores)
    if note.text().count(old + "\n") != 1:
        return None
    message = phrases.retraction(rng, fact.attribute, _subject(reference), held_out)
    editor = Editor(world.files())
    start = _open_note(editor, reference)
    _save(editor, f"{start}{fact.key} drop", note.path, [(old, "")], [])
    return _task(world, "update", "drop entity" if reference else "drop user", message, editor, "change")


def drop_user(rng: Random, world: World, held_out: bool) -> Task | None:
    return _drop(rng, world, held_out, 1.0)


def drop_entity(rng: Random, world: World, held_out: bool) -> Task | None:
    return _drop(rng, world, held_out, 0.0)


def known(rng: Random, world: World, held_out: bool) -> Task | None:
    """A fact that the note holds already."""
    found = _existing(rng, world, 0.5)
    if not found:
        return None
    note, reference, fact = found
    message = phrases.statement(rng, fact.attribute, _subject(reference), fact.value, held_out)
    if not _is_about(world, message, reference):
        return None
    editor = Editor(world.files())
    start = _open_note(editor, reference)
    editor.reply(f"{start}{fact.key} known", NOTHING_REPLY)
    return _task(world, "noop", "known", message, editor, "nothing")


def drop_nothing(rng: Random, world: World, held_out: bool) -> Task | None:
    """A retraction of what the note does not hold."""
    target = _pick_target(rng, world, 0.5)
    fact = new_fact(rng, target[0]) if target else None
    if not target or not fact:
        return None
    note, reference = target
    message = phrases.retraction(rng, fact.attribute, _subject(reference), held_out)
    editor = Editor(world.files())
    start = _open_note(editor, reference)
    editor.reply(f"{start}{fact.attribute.key} none", NOTHING_REPLY)
    return _task(world, "noop", "drop nothing", message, editor, "nothing")


def _nothing(world: World, cell: str, message: str, think: str) -> Task:
    editor = Editor(world.files())
    editor.reply(think, NOTHING_REPLY)
    return _task(world, "noop", cell, message, editor, "nothing")


def asked(rng: Random, world: World, held_out: bool) -> Task | None:
    """A question changes nothing, whatever it is about."""
    target = _pick_target(rng, world, 0.4)
    note, reference = target if target else (None, None)
    attribute = phrases.random_attribute(rng, note.kind if note else "user")
    if rng.random() < 0.15:
        frame = phrases.pick(rng, FRAMES["search"]["value"], held_out)
        wanted = phrases.attribute_value(rng, attribute)
        message = phrases.finish(rng, phrases.fill(frame, USER, k=attribute.key, v=wanted))
    elif reference and rng.random() < 0.15 and reference.words.startswith("my "):
        frame = phrases.pick(rng, FRAMES["question"]["who"], held_out)
        message = phrases.finish(rng, frame.replace("{R}", reference.words).replace("[is|is]", "is"))
    else:
        message = phrases.question(rng, attribute, _subject(reference), held_out)
    return _nothing(world, "question", message, "ask")


def asked_of_namesakes(rng: Random, world: World, held_out: bool) -> Task | None:
    """An ambiguous question is still only a question."""
    shared = shared_first_names(world)
    if not shared:
        return None
    subject = phrases.named_subject(rng.choice(shared)[0])
    message = phrases.question(rng, phrases.random_attribute(rng, "person"), subject, held_out)
    return _nothing(world, "question", message, "ask")


def small_talk(rng: Random, world: World, held_out: bool) -> Task | None:
    kind = rng.choice(("chat", "chat", "sum", "hypothetical", "third_party", "quoted", "quoted"))
    name = names.first_name(rng, world.held_out_names)
    message = phrases.other(rng, kind, held_out, name=name)
    return _nothing(world, kind.replace("_", " "), message, "chat")


def clarify(rng: Random, world: World, held_out: bool) -> Task | None:
    """News about a first name that several notes share."""
    shared = shared_first_names(world)
    if not shared:
        return None
    first, titles = rng.choice(shared)
    attribute = phrases.random_attribute(rng, "person")
    wanted = phrases.attribute_value(rng, attribute)
    subject = phrases.named_subject(first)
    if rng.random() < 0.2:
        message = phrases.retraction(rng, attribute, subject, held_out)
    else:
        message = _say(rng, attribute, subject, "", wanted, held_out)
    if len(candidates(world.files(), message)) != len(titles):
        return None
    editor = Editor(world.files())
    editor.reply(f"two {first}", question_of_choices(titles))
    return _task(world, "clarify", "remember", message, editor, "clarify", choices=tuple(titles))
