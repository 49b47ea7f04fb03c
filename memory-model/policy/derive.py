# SPDX-License-Identifier: Apache-2.0
"""READ whose answer no single line holds: counts, lists, comparisons and dates. A reply names the values it rests on."""

from __future__ import annotations

import re
from random import Random

from policy import dates, phrases, speech
from policy.attributes import Attribute
from policy.making import answered, names_only, pick_target
from policy.phrases import USER
from policy.reference import Reference, is_unambiguous
from policy.speech import Topic
from policy.task import SEARCH_LIMIT, Editor, Task
from policy.words import words_of
from policy.world import Fact, Note, World

_VALUE = frozenset("v")
_TWO_NAMES = frozenset("nm")
_YEARLY = frozenset(("birthday", "anniversary"))
_DATED = _YEARLY | {"deadline", "date", "warranty end"}
# What a pattern of the bank asks for; patterns that ask for something else are left aside.
_AGE = r"how old|what age|age of|wie alt|cuántos años|quel âge|turned how"
_DAYS = r"days|how far off|how long (is it|till|until|do i have until)|sleeps|tage|días|jours|kitne din"
_WEEKDAY = r"weekday|day of the week|which day|what day|wochentag"
_NOT_TODAY = r"^(?!.*(\{d\}|\{x\}|week|month|hour|year))"
_OLDER, _YOUNGER = r"older|oldest|mayor|aîné|älter", r"younger|youngest|menor|plus jeune|jünger"
_SAME = r"\bsame\b|share"


def _number(text: str) -> float | None:
    found = re.search(r"\d+(?:\.\d+)?", text)
    return float(found.group()) if found else None


def _held_values(world: World) -> tuple[list[Fact], list[Fact]]:
    """One fact for each value that several notes hold for the same attribute, and for each that one note holds."""
    held = world.memory.get("held values")
    if held is None:
        holders: dict[tuple[str, str], list[Fact]] = {}
        for note in world.notes.values():
            for fact in note.plain_facts():
                holders.setdefault((fact.attribute.key, fact.value.lower()), []).append(fact)
        shared = [facts[0] for facts in holders.values() if len(facts) > 1]
        held = world.memory["held values"] = (shared, [facts[0] for facts in holders.values() if len(facts) == 1])
    return held


def _is_such(one: Fact, other: Fact) -> bool:
    return one.attribute is other.attribute and one.value.lower() == other.value.lower()


def _holders(rng: Random, world: World) -> tuple[Fact, list[Note], Editor] | None:
    """A value, the notes that hold it and a search that finds exactly them."""
    shared, single = _held_values(world)
    held = shared if shared and rng.random() < 0.85 else single
    # Many worlds share nothing: without this nearly every count would be one.
    fact = rng.choice(held) if held and (held is shared or rng.random() < 0.08) else None
    if not fact or len(fact.value) < 3:
        return None
    editor = Editor(world.files)
    hits = editor.search("search", fact.value)
    found = [
        note
        for path, line in hits
        for note in [world.notes.get(path)]
        if note and any(_is_such(other, fact) and other.line() == line for other in note.facts)
    ]
    # The names must be readable from the paths of the hits.
    spelled = all(words_of(note.path.rsplit("/", 1)[-1].removesuffix(".md")) == words_of(note.title) for note in found)
    return (fact, found, editor) if len(found) == len(hits) < SEARCH_LIMIT and found and spelled else None


def _of_holders(rng: Random, world: World, intent: str) -> tuple[str, Fact, list[Note], Editor] | None:
    held = _holders(rng, world)
    if not held:
        return None
    fact, found, editor = held
    topic = Topic(intent, fact.attribute.key, needs=_VALUE)
    message = speech.from_bank(rng, world, topic, k=rng.choice(fact.attribute.nouns), v=fact.value)
    if not message:
        frame = phrases.pick(rng, phrases.FRAMES["derived"][intent], world.split.phrasing)
        message = phrases.finish(rng, phrases.fill(frame, USER, k=fact.key, v=fact.value))
    return None if world.candidates(message) else (message, *held)


def count(rng: Random, world: World) -> Task | None:
    held = _of_holders(rng, world, "ask_count")
    if not held:
        return None
    message, fact, found, editor = held
    editor.reply("count", f"{len(found)} ({fact.value}): " + ", ".join(note.title for note in found))
    return answered(world, "count", message, editor, str(len(found)))


def listing(rng: Random, world: World) -> Task | None:
    held = _of_holders(rng, world, "ask_list")
    if not held:
        return None
    message, fact, found, editor = held
    titles = [note.title for note in found]
    editor.reply("list", f"{fact.value}: " + ", ".join(titles))
    return answered(world, "list", message, editor, "\n".join(titles))


def _two_facts(rng: Random, world: World) -> tuple[list[Note], list[Fact]] | None:
    """Two notes that hold a value for the same attribute."""
    groups = world.memory.get("comparable")
    if groups is None:
        by_key: dict[str, list[tuple[Note, Fact]]] = {}
        for note in world.notes.values():
            for fact in note.plain_facts():
                if not fact.attribute.is_made and is_unambiguous(world, note, note.title):
                    by_key.setdefault(fact.attribute.key, []).append((note, fact))
        groups = world.memory["comparable"] = [pairs for pairs in by_key.values() if len(pairs) > 1]
    if not groups:
        return None
    pairs = rng.sample(rng.choice(groups), 2)
    return [note for note, _ in pairs], [fact for _, fact in pairs]


def _verdict(rng: Random, notes: list[Note], facts: list[Fact]) -> tuple[str, str, str] | None:
    """What to ask, the name or yes or no that is right, and the reply."""
    key, values = facts[0].attribute.key, [fact.value for fact in facts]
    if key in ("birthday", "age") and rng.random() < 0.7:
        noted = [dates.read_date(value) for value in values]
        if key == "age":
            ranks = [-(_number(value) or 0) for value in values]
        elif all(one and one.year for one in noted):
            ranks = [one.on().toordinal() for one in noted]
        else:
            return None
        wanted = rng.choice((_OLDER, _YOUNGER))
        if ranks[0] == ranks[1]:
            return None
        first = (ranks[0] < ranks[1]) == (wanted is _OLDER)
        winner, value = (notes[0], values[0]) if first else (notes[1], values[1])
        return wanted, winner.title, f"{winner.title}, {value}"
    same = values[0].lower() == values[1].lower()
    return _SAME, "Yes" if same else "No", f"{'Yes' if same else 'No'}, {values[0]} and {values[1]}"


def compare(rng: Random, world: World) -> Task | None:
    pair = _two_facts(rng, world)
    verdict = _verdict(rng, *pair) if pair else None
    if not verdict:
        return None
    notes, facts = pair
    like, answer, reply = verdict
    attribute = facts[0].attribute
    noun = rng.choice(attribute.nouns) if attribute.is_wide else attribute.nouns[0]
    words = {"n": notes[0].title, "m": notes[1].title, "k": noun}
    topic = Topic("ask_compare", facts[0].attribute.key, needs=_TWO_NAMES, like=like)
    message = speech.from_bank(rng, world, topic, **words)
    if not message:
        kind = {_OLDER: "older", _YOUNGER: "younger", _SAME: "same"}[like]
        frame = phrases.pick(rng, phrases.FRAMES["derived"][kind], world.split.phrasing)
        message = phrases.finish(rng, phrases.fill(frame, USER, **words))
    if sorted(world.candidates(message)) != sorted(note.path for note in notes):
        return None
    editor = Editor(world.files)
    for note in notes:
        editor.read("note", note.path)
    editor.reply("compare", reply)
    if answer in ("Yes", "No"):
        answer = "\n".join([answer, *(fact.value for fact in facts)])
    return answered(world, "compare", message, editor, answer)


def _is_dated(attribute: Attribute) -> bool:
    return attribute.key in _DATED or (attribute.is_wide and attribute.value_kind == "near_date")


def _dated_fact(rng: Random, world: World) -> tuple[Note, Reference | None, Fact, dates.NotedDate] | None:
    target = pick_target(rng, world, 0.4)
    facts = target[0].facts if target else []
    dated = [fact for fact in facts if fact.attribute and _is_dated(fact.attribute) and not fact.about]
    fact = rng.choice(dated) if dated else None
    noted = dates.read_date(fact.value) if fact else None
    return (*target, fact, noted) if noted else None


def _reckoning(rng: Random, world: World, key: str, noted: dates.NotedDate) -> tuple[str, str, str, str] | None:
    """Pattern of the question, code, what it prints, unit of the reply."""
    on, today = noted.on(), world.today
    kind = rng.choice(("days", "age", "weekday"))
    if kind == "age":
        if key != "birthday" or not on or on > today:
            return None
        return _AGE, dates.age_code(noted), str(dates.age_on(noted, today)), ""
    if kind == "weekday":
        if not on or key in _YEARLY:
            return None
        return _WEEKDAY, dates.weekday_code(noted), dates.WEEKDAYS[on.weekday()], ""
    if key in _YEARLY:
        return _DAYS, dates.days_until_code(noted), str((noted.next_after(today) - today).days), " days"
    if not on or on < today:
        return None
    return _DAYS, dates.days_to_code(noted), str((on - today).days), " days"


def date_question(rng: Random, world: World) -> Task | None:
    found = _dated_fact(rng, world)
    reckoned = _reckoning(rng, world, found[2].attribute.key, found[3]) if found else None
    if not reckoned:
        return None
    note, reference, fact, _ = found
    like, code, result, unit = reckoned
    subject = reference.subject() if reference else USER
    topic = Topic("ask_date", fact.attribute.key, like=_NOT_TODAY + f".*({like})")
    message = speech.from_bank(rng, world, topic, subject, k=rng.choice(fact.attribute.nouns))
    if not message:
        kind = {_AGE: "age", _DAYS: "days", _WEEKDAY: "weekday"}[like]
        frame = phrases.pick(rng, phrases.FRAMES["derived"][kind], world.split.phrasing)
        message = phrases.finish(rng, phrases.fill(frame, subject, k=fact.key))
    if not names_only(world, message, reference):
        return None
    editor = Editor(world.files)
    if reference:
        reference.follow(editor)
    editor.run(("me " if reference is None else "") + fact.key, code, result)
    editor.reply("", f"{result}{unit} ({fact.value})")
    return answered(world, "date", message, editor, result)
