# SPDX-License-Identifier: Apache-2.0
"""UPDATE of two notes by one message: what both get, exchange, or one hands over to the other."""

from __future__ import annotations

from random import Random

from policy import phrases, speech
from policy.attributes import ATTRIBUTES, attribute_value
from policy.making import new_line, saved
from policy.phrases import USER
from policy.speech import Topic
from policy.task import Editor, Task
from policy.update import PAIR, two_people
from policy.world import Fact, Note, World, link_to

_BOTH = {"city": "place", "employer": "company", "anniversary": "d"}  # key and slot of the value
_EXCHANGED = ("desk", "car", "parking spot", "locker", "phone")
_HANDED = ("dog", "cabin", "flat", "laptop", "bike")

Pair = tuple[Note, Note]


def _read_both(world: World, pair: Pair) -> Editor:
    editor = Editor(world.files)
    for note in pair:
        editor.read("note", note.path)
    return editor


def _message(rng: Random, world: World, pair: Pair, key: str, frames: str, **words: str) -> str | None:
    """A message that names both; {n} is the one who has it afterwards."""
    names = {"n": pair[0].title, "m": pair[1].title}
    needs = PAIR.union(slot for slot in words if slot in _BOTH.values())
    message = speech.from_bank(rng, world, Topic("cascade", key, needs=needs), None, True, **names, **words)
    if (not message or rng.random() < 0.2) and frames:
        frame = phrases.pick(rng, phrases.FRAMES["cascade"][frames], world.split.phrasing)
        message = phrases.finish(rng, phrases.fill(frame, USER, k=key, v=next(iter(words.values()), ""), **names))
    if not message or sorted(world.candidates(message)) != sorted(note.path for note in pair):
        return None
    return message


def both_get(rng: Random, world: World) -> Task | None:
    """Two people who move, change jobs or marry together."""
    pair = two_people(rng, world)
    if not pair:
        return None
    key = rng.choice(list(_BOTH))
    attribute = ATTRIBUTES[key]
    wanted = attribute_value(rng, attribute)
    message = _message(rng, world, pair, key, key, **{_BOTH[key]: wanted})
    if not message:
        return None
    editor = _read_both(world, pair)
    for note in pair:
        old = note.fact_of(attribute)
        if old:
            editor.replace(note.path, old.text(), old.text(wanted))
        elif note.has_attribute(attribute):
            return None
        else:
            editor.append(note.path, [new_line(note, key, wanted)])
    editor.done(f"both {key}")
    return saved(world, "update", "cascade", message, editor)


def _pairs_with(world: World, key: str) -> list[Note]:
    known = world.memory.get(f"with {key}")
    if known is None:
        attribute = ATTRIBUTES[key]
        known = world.memory[f"with {key}"] = [note for note in world.people if note.fact_of(attribute)]
    return known


def exchange(rng: Random, world: World) -> Task | None:
    """Two people who swap what both have."""
    key = rng.choice(_EXCHANGED)
    having = _pairs_with(world, key)
    pair = tuple(rng.sample(having, 2)) if len(having) > 1 else None
    if not pair or pair[0].title.split()[0] == pair[1].title.split()[0]:
        return None
    facts = [note.fact_of(ATTRIBUTES[key]) for note in pair]
    message = _message(rng, world, pair, key, "swap")
    if not message or facts[0].value == facts[1].value:
        return None
    editor = _read_both(world, pair)
    for note, own, other in ((pair[0], facts[0], facts[1]), (pair[1], facts[1], facts[0])):
        editor.replace(note.path, own.text(), own.text(other.value))
    editor.done(f"swap {key}")
    return saved(world, "update", "cascade", message, editor)


def _handed(world: World) -> list[tuple[Note, Fact]]:
    known = world.memory.get("handed")
    if known is None:
        known = [(note, fact) for note in world.people for fact in note.facts if fact.target and fact.key in _HANDED]
        world.memory["handed"] = known
    return known


def hand_over(rng: Random, world: World) -> Task | None:
    """A link goes from one person's note to the other's, or the user has another boss."""
    pair = two_people(rng, world)
    boss = world.user.fact("boss") if world.user else None
    if pair and boss and boss.target == pair[1].path and rng.random() < 0.7:
        return _new_boss(rng, world, pair, boss)
    owned = _handed(world)
    if not pair or not owned:
        return None
    giver, fact = owned[int(rng.random() * len(owned))]
    taker = pair[0]
    if taker is giver or taker.fact(fact.key):
        return None
    message = _message(rng, world, (taker, giver), fact.key, "hand over")
    if not message:
        return None
    editor = _read_both(world, (taker, giver))
    editor.replace(giver.path, fact.removed(), "")
    editor.append(taker.path, [new_line(taker, fact.key, fact.value)])
    editor.done(f"{fact.key} move")
    return saved(world, "update", "cascade", message, editor)


def _new_boss(rng: Random, world: World, pair: Pair, boss: Fact) -> Task | None:
    message = _message(rng, world, pair, "boss", "")
    if not message:
        return None
    editor = Editor(world.files)
    editor.edit("me boss change", "user.md", [(boss.text(), boss.text(link_to(pair[0].path)))], [])
    return saved(world, "update", "cascade", message, editor)


def cascade(rng: Random, world: World) -> Task | None:
    if len(world.people) < 2:
        return None
    maker = rng.choices((both_get, exchange, hand_over), (5, 3, 3))[0]
    return maker(rng, world)
