# SPDX-License-Identifier: Apache-2.0
"""UPDATE of two notes by one message: what both get, exchange, or one hands over to the other."""

from __future__ import annotations

from random import Random

from policy import phrases, speech
from policy.attributes import ATTRIBUTES, Attribute, attribute_value
from policy.making import any_attribute, new_line, saved
from policy.phrases import USER
from policy.speech import Topic
from policy.task import Editor, Task
from policy.update import PAIR, two_people
from policy.world import Fact, Note, World, link_to

_BOTH = {"city": "place", "employer": "company", "anniversary": "d"}  # key and slot of the value
_EXCHANGED = ("desk", "car", "parking spot", "locker", "phone")
_ANY_SHARE = 0.5  # of what two get or swap in training: any attribute, in general words
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


def _framed(rng: Random, world: World, pair: Pair, frames: str, **words: str) -> str | None:
    """A message about any attribute, {k}."""
    frame = phrases.pick(rng, phrases.FRAMES["cascade"][frames], world.split.phrasing)
    message = phrases.finish(rng, phrases.fill(frame, USER, n=pair[0].title, m=pair[1].title, **words))
    return message if sorted(world.candidates(message)) == sorted(note.path for note in pair) else None


def both_get(rng: Random, world: World) -> Task | None:
    """Two people who move, change jobs or marry together."""
    pair = two_people(rng, world)
    if not pair:
        return None
    of_any = world.split.wide and rng.random() < _ANY_SHARE
    attribute = any_attribute(rng, world, "person") if of_any else ATTRIBUTES[rng.choice(list(_BOTH))]
    key, wanted = attribute.key, attribute_value(rng, attribute)
    if of_any:
        message = _framed(rng, world, pair, "both", k=rng.choice(attribute.nouns), v=wanted)
    else:
        message = _message(rng, world, pair, key, key, **{_BOTH[key]: wanted})
    if not message:
        return None
    key = attribute.written_key(message)
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


def _shared_attributes(world: World) -> list[Attribute]:
    """What several people have, of the attributes that a task may be about."""
    known = world.memory.get("shared attributes")
    if known is None:
        held = [fact.attribute for note in world.people for fact in note.plain_facts() if not fact.attribute.is_made]
        known = world.memory["shared attributes"] = [one for one in dict.fromkeys(held) if held.count(one) > 1]
    return known


def _pairs_with(world: World, attribute: Attribute) -> list[Note]:
    key = attribute.key
    known = world.memory.get(f"with {key}")
    if known is None:
        known = world.memory[f"with {key}"] = [note for note in world.people if note.fact_of(attribute)]
    return known


def exchange(rng: Random, world: World) -> Task | None:
    """Two people who swap what both have."""
    shared = _shared_attributes(world) if world.split.wide and rng.random() < _ANY_SHARE else []
    attribute = rng.choice(shared) if shared else ATTRIBUTES[rng.choice(_EXCHANGED)]
    having = _pairs_with(world, attribute)
    pair = tuple(rng.sample(having, 2)) if len(having) > 1 else None
    if not pair or pair[0].title.split()[0] == pair[1].title.split()[0]:
        return None
    facts, key = [note.fact_of(attribute) for note in pair], attribute.key
    if shared:
        message = _framed(rng, world, pair, "swap", k=rng.choice(attribute.nouns))
    else:
        message = _message(rng, world, pair, key, "swap")
    if not message or facts[0].value == facts[1].value:
        return None
    editor = _read_both(world, pair)
    for note, own, other in ((pair[0], facts[0], facts[1]), (pair[1], facts[1], facts[0])):
        editor.replace(note.path, own.text(), own.text(other.value))
    editor.done(f"swap {facts[0].key}")
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
