# SPDX-License-Identifier: Apache-2.0
"""FILTER and RECOVER: what is hidden stays hidden, and an error is no end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from policy import phrases, speech
from policy.attributes import attribute_value
from policy.making import names_only, recall_task, remember_task
from policy.name_index import NameIndex
from policy.phrases import FRAMES, USER, Subject
from policy.reference import Reference, owner, pick_note
from policy.speech import Topic
from policy.task import SAVED_REPLY, UNKNOWN_REPLY, Editor, Files, Task
from policy.update import existing
from policy.words import fold_for_search
from policy.world import Fact, Note, World

_MAX_NOTES = 12  # Tasks that change the files make an index of their own.
_FACT_LINE = re.compile(r"\s*[-*+] +\**([^:*\n]+)\**: ")
_PLAIN = frozenset(("plain facts", "bold keys", "stars and capitals"))


@dataclass
class _Sight:
    """What recall sees behind filters."""

    files: Files
    index: NameIndex
    hidden: tuple[str, ...]  # values
    filter: tuple[str, str]  # kind and value


def _without_key(files: Files, key: str) -> tuple[Files, list[str]]:
    seen, hidden = {}, []
    for path, text in files.items():
        kept = []
        for line in text.split("\n"):
            match = _FACT_LINE.match(line)
            if match and fold_for_search(match.group(1).strip()) == key:
                hidden.append(line[match.end() :].strip())
            else:
                kept.append(line)
        seen[path] = "\n".join(kept)
    return seen, hidden


def _without_text(files: Files, text: str) -> Files:
    wanted = fold_for_search(text)
    seen = dict(files)
    for path, note in files.items():
        if wanted in fold_for_search(note):
            seen[path] = "\n".join(line for line in note.split("\n") if wanted not in fold_for_search(line))
    return seen


def _sight(world: World, kind: str, value: str) -> _Sight:
    if kind == "key":
        files, hidden = _without_key(world.files, fold_for_search(value))
    elif kind == "text":
        files, hidden = _without_text(world.files, value), [value]
    else:
        files = {path: text for path, text in world.files.items() if path != value}
        note = world.notes[value]
        hidden = [fact.value for fact in note.facts if not fact.target]
    return _Sight(files, NameIndex(files), tuple(hidden), (kind, value))


def _filtered_task(world: World, sight: _Sight, message: str, editor: Editor, answer: str) -> Task:
    cell, expected = ("visible", "answer") if answer else ("hidden", "unknown")
    task = recall_task(world, "filter", cell, message, editor, expected, answer=answer)
    plain = sight.files.values()
    # A value that also stands in plain view is no secret.
    task.forbidden = tuple(value for value in sight.hidden if not any(value in text for text in plain))
    task.filters, task.hidden_files, task.index = (sight.filter,), sight.files, sight.index
    return task


def _target(rng: Random, world: World) -> tuple[Note, Reference | None, Fact] | None:
    found = existing(rng, world, 0.4)
    if not found or found[0].style.name not in _PLAIN or len(world.notes) > _MAX_NOTES:
        return None
    return found


def filter_key(rng: Random, world: World) -> Task | None:
    """A key that recall must not see: the question for it is not answered, another one is."""
    found = _target(rng, world)
    if not found:
        return None
    note, reference, fact = found
    sight = _sight(world, "key", fact.key)
    editor = Editor(sight.files)
    is_hidden = rng.random() < 0.6
    others = [other for other in note.plain_facts() if fold_for_search(other.key) != fold_for_search(fact.key)]
    if not is_hidden and not others:
        return None
    asked = fact if is_hidden else rng.choice(others)
    message = speech.ask(rng, world, asked.attribute, owner(reference))
    candidates = [path for path, _ in sight.index.candidates(message)]
    if candidates != ([note.path] if reference and reference.listed else []) or (reference and len(reference.hops) > 1):
        return None
    if reference:
        reference.follow(editor)
    start = "" if reference else "me "
    if is_hidden:
        editor.reply(f"{start}{asked.attribute.written_key(message)} none", UNKNOWN_REPLY)
        return _filtered_task(world, sight, message, editor, "")
    editor.reply(f"{start}{asked.key}", asked.value)
    return _filtered_task(world, sight, message, editor, asked.value)


def filter_file(rng: Random, world: World) -> Task | None:
    """A note that recall must not see at all."""
    picked = pick_note(rng, world) if len(world.notes) <= _MAX_NOTES else None
    if not picked or not picked[0].plain_facts() or picked[1].relation:
        return None
    note, reference = picked
    sight = _sight(world, "file", note.path)
    message = speech.ask(rng, world, rng.choice(note.plain_facts()).attribute, reference.subject())
    if sight.index.candidates(message):
        return None
    editor = Editor(sight.files)
    editor.reply("note none", UNKNOWN_REPLY)
    return _filtered_task(world, sight, message, editor, "")


def filter_text(rng: Random, world: World) -> Task | None:
    """A text that no line may show: the question for it is not answered, in notes of any style."""
    found = existing(rng, world, 0.5) if len(world.notes) <= _MAX_NOTES else None
    if not found or len(found[2].value) < 4:
        return None
    note, reference, fact = found
    sight = _sight(world, "text", fact.value)
    lost = sum(text.count("\n") for text in world.files.values()) - sum(text.count("\n") for text in sight.files.values())
    message = speech.ask(rng, world, fact.attribute, owner(reference))
    candidates = [path for path, _ in sight.index.candidates(message)]
    # More lines than the one could hide what another answer rests on, or a title.
    if lost != 1 or candidates != ([note.path] if reference and reference.listed else []):
        return None
    editor = Editor(sight.files)
    if reference:
        reference.follow(editor)
    editor.reply(f"{'' if reference else 'me '}{fact.attribute.written_key(message)} none", UNKNOWN_REPLY)
    return _filtered_task(world, sight, message, editor, "")


def _with_files(task: Task, files: Files, index: NameIndex) -> Task:
    task.files, task.index = files, index
    if task.expected != "change":
        task.target = files
    return task


def _linked_note(rng: Random, world: World) -> tuple[Note, Fact] | None:
    if not world.user or len(world.notes) > _MAX_NOTES:
        return None
    links = [fact for fact in world.user.links() if fact.target in world.notes]
    link = rng.choice(links) if links else None
    return (world.notes[link.target], link) if link else None


def missing_note(rng: Random, world: World) -> Task | None:
    """A link of user.md leads nowhere: the note is gone, or it was moved and is found by its name."""
    found = _linked_note(rng, world)
    facts = found[0].plain_facts() if found else []
    if not facts:
        return None
    (note, link), fact = found, rng.choice(facts)
    files = {path: text for path, text in world.files.items() if path != note.path}
    was_moved = rng.random() < 0.6
    stem = note.path.rsplit("/", 1)[-1]
    moved = f"archive/{rng.randint(2015, 2025)}/{stem}"
    if was_moved:
        files[moved] = world.files[note.path]
    index = NameIndex(files)
    message = speech.ask(rng, world, fact.attribute, phrases.named_subject(f"my {link.key}"))
    if index.candidates(message):
        return None
    editor = Editor(files)
    editor.read_missing(f"link {link.key}", note.path)
    name = stem.removesuffix(".md").replace("_", " ")
    hits = editor.search("search", name)
    if was_moved:
        paths = [path for path, _ in hits]
        if paths.count(moved) != 1 or not {moved, "user.md"}.issuperset(paths):
            return None
        editor.read("note", moved)
        editor.reply(fact.key, fact.value)
        task = recall_task(world, "recover", "moved note", message, editor, "answer", answer=fact.value)
        return _with_files(task, files, index)
    if hits:
        return None
    editor.reply("none", UNKNOWN_REPLY)
    return _with_files(recall_task(world, "recover", "missing note", message, editor, "unknown"), files, index)


_PLACES = ("home", "work", "the cabin", "the office", "school")


def not_unique(rng: Random, world: World) -> Task | None:
    """The same line stands under two headings: the edit has to say which one."""
    picked = pick_note(rng, world) if world.notes and len(world.notes) <= _MAX_NOTES else None
    fact = next(iter(picked[0].plain_facts() if picked else ()), None)
    if not picked or not fact or picked[0].style.name not in _PLAIN:
        return None
    note, reference = picked
    first, second = rng.sample(_PLACES, 2)
    line = f"- {fact.key}: {fact.value}"
    text = f"# {note.title}\n\n## {first.capitalize()}\n{line}\n\n## {second.capitalize()}\n{line}\n"
    files = {**world.files, note.path: text}
    index = NameIndex(files)
    wanted, place = attribute_value(rng, fact.attribute), rng.choice((first, second))
    frame = phrases.pick(rng, FRAMES["recover"]["section"], world.split.phrasing)
    noun = rng.choice(fact.attribute.nouns)
    message = phrases.finish(rng, phrases.fill(frame, reference.subject(), k=noun, v=wanted, w=place))
    found = [path for path, _ in index.candidates(message)]
    if found != [reference.hops[0][1]] or wanted == fact.value or note.alias:
        return None
    editor = Editor(files)
    reference.follow(editor)
    if rng.random() < 0.6:
        editor.failing_edit(f"{fact.key} change", note.path, line, f"- {fact.key}: {wanted}")
    heading = f"## {place.capitalize()}\n"
    editor.edit(f"{place} {fact.key} change", note.path, [(heading + line, f"{heading}- {fact.key}: {wanted}")], [])
    editor.reply("", SAVED_REPLY)
    return _with_files(remember_task(world, "recover", "not unique", message, editor, "change"), files, index)


def stale(rng: Random, world: World) -> Task | None:
    """The message takes the old value for another than the note holds."""
    found = existing(rng, world, 0.5)
    if not found:
        return None
    note, reference, fact = found
    believed, wanted = attribute_value(rng, fact.attribute), attribute_value(rng, fact.attribute)
    words = {"k": rng.choice(fact.attribute.nouns), "v": wanted, "o": believed}
    topic = Topic("change_from_to", fact.attribute.key, needs=frozenset("ov"))
    subject: Subject = owner(reference) if reference else USER
    message = speech.from_bank(rng, world, topic, subject, **words)
    if not message or len({believed.lower(), wanted.lower(), fact.value.lower()}) < 3:
        return None
    if not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    start = "me " if reference is None else ""
    if reference and len(reference.hops) == 1 and not reference.listed:
        return None
    path = note.path
    if rng.random() < 0.6 and believed not in world.files[path]:
        editor.failing_edit(f"{start}{fact.key} change", path, fact.text(believed), fact.text(wanted))
        editor.read("note" if reference else "me", path)
    elif reference:
        reference.follow(editor)
    editor.edit(f"{start}{fact.key} change", path, [(fact.text(), fact.text(wanted))], [])
    editor.reply("", SAVED_REPLY)
    return remember_task(world, "recover", "stale", message, editor, "change")
