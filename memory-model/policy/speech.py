# SPDX-License-Identifier: Apache-2.0
"""Messages: a pattern of the phrase bank, or a sentence put together from frames, typed as people type."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from policy import names, noise, phrases
from policy.attributes import Attribute
from policy.bank import ENGLISH, About, Wish, chosen_form
from policy.phrases import BANK, USER, Subject
from policy.world import World

_BANK_SHARE = 0.7  # of messages for which the bank has a pattern; frames make the rest
_FOREIGN_SHARE = 0.12
_DISTRACTOR_SHARE = 0.1
_CLAUSE_SHARE = 0.5  # of messages on a wide attribute that has clauses of its own: the bank knows only its noun
_CAPITAL_VOICES = frozenset(("plain", "polite"))


def _language(rng: Random, subject: Subject | None) -> str:
    by_relation = subject is not None and not subject.is_user and subject.text.startswith("my ")
    if by_relation or not BANK.foreign or rng.random() > _FOREIGN_SHARE:
        return ENGLISH
    return rng.choice(BANK.foreign)


@dataclass(frozen=True)
class Topic:
    """What a message has to be like; the key chooses patterns of one attribute or relation."""

    intent: str
    key: str = ""
    kind: str = ""  # of note
    needs: frozenset[str] = frozenset()
    like: str = ""


def from_bank(
    rng: Random, world: World, topic: Topic, subject: Subject | None = None, english: bool = False, **words: str
) -> str | None:
    """A message on the topic; None when the bank has no pattern that these words fill.

    Words for {k} and {r} are given in English, and put into the language of the pattern.
    """
    language = ENGLISH if english else _language(rng, subject)
    if language != ENGLISH:
        message = _in_language(rng, world, language, topic, subject, words)
        if message:
            return message
    return _in_language(rng, world, ENGLISH, topic, subject, words)


def _in_language(
    rng: Random, world: World, language: str, topic: Topic, subject: Subject | None, words: dict[str, str]
) -> str | None:
    given = dict(words)
    is_user = subject is None or subject.is_user
    if language != ENGLISH:
        _translate(rng, language, topic.key, is_user, given)
    about = About.ANYBODY
    if subject is not None:
        about = About.USER if is_user else About.OTHER
        given["S"], given["P"], given["O"] = subject.text, subject.possessive, subject.as_object
    slots = names.FREE_SLOTS.union(given)
    wish = Wish(about, slots, world.split.phrasing, language, topic.needs, topic.like)
    pattern = BANK.pick(rng, topic.intent, topic.key, wish, topic.kind)
    if pattern is None:
        return None
    missing = pattern.slots - given.keys()
    if missing:
        given.update(names.free_words(rng, missing, world.split.names))
    if "k" in given and "{O}" in given["k"]:
        given["k"] = given["k"].replace("{O}", given.get("O", ""))
    template = pattern.template(is_user)
    if pattern.voice != "typo" and not topic.intent.endswith("_instruction"):
        template = noise.noisy(rng, template, language == ENGLISH)
    message = template.format_map(given)
    if pattern.voice in _CAPITAL_VOICES and rng.random() < 0.9:
        message = message[0].upper() + message[1:]
    return message


def _translate(rng: Random, language: str, key: str, is_user: bool, words: dict[str, str]) -> None:
    """Puts {k} and {r} into the language, or takes them away where it has no word."""
    for slot, group in (("k", "attribute"), ("r", "relation")):
        if slot in words:
            own = BANK.words(language, f"{group} {key if slot == 'k' else words[slot]}")
            if own:
                words[slot] = chosen_form(rng.choice(own), is_user)
            else:
                del words[slot]


def around(rng: Random, message: str) -> str:
    return noise.with_distractor(rng, message) if rng.random() < _DISTRACTOR_SHARE else message


def _from_bank(rng: Random, clauses: tuple[str, ...], attribute: Attribute) -> bool:
    return rng.random() < (1 - _CLAUSE_SHARE if attribute.is_wide and clauses else _BANK_SHARE)


def ask(rng: Random, world: World, attribute: Attribute, subject: Subject = USER) -> str:
    noun = rng.choice(attribute.nouns)
    if _from_bank(rng, attribute.asks, attribute):
        message = from_bank(rng, world, Topic("ask", attribute.key), subject, k=noun)
        if message:
            return around(rng, message)
    return around(rng, phrases.question(rng, attribute, subject, world.split.phrasing))


def tell(rng: Random, world: World, attribute: Attribute, subject: Subject, new: str) -> str:
    if _from_bank(rng, attribute.says, attribute):
        message = from_bank(rng, world, Topic("tell", attribute.key), subject, k=rng.choice(attribute.nouns), v=new)
        if message:
            return around(rng, message)
    return around(rng, phrases.statement(rng, attribute, subject, new, world.split.phrasing))


def change(rng: Random, world: World, attribute: Attribute, subject: Subject, old: str, new: str) -> str:
    """A statement that something is now otherwise. `old` may be empty when it is not known."""
    if _from_bank(rng, attribute.turns, attribute):
        noun = rng.choice(attribute.nouns)
        if old and rng.random() < 0.3:
            message = from_bank(rng, world, Topic("change_from_to", attribute.key), subject, k=noun, v=new, o=old)
        else:
            message = from_bank(rng, world, Topic("change", attribute.key), subject, k=noun, v=new)
        if message:
            return around(rng, message)
    return around(rng, phrases.change(rng, attribute, subject, old, new, world.split.phrasing))


def retract(rng: Random, world: World, attribute: Attribute, subject: Subject, old: str = "") -> str:
    if rng.random() < _BANK_SHARE:
        words = {"k": rng.choice(attribute.nouns), **({"v": old, "o": old} if old else {})}
        message = from_bank(rng, world, Topic("retract", attribute.key), subject, **words)
        if message:
            return around(rng, message)
    return around(rng, phrases.retraction(rng, attribute, subject, world.split.phrasing))


def say(rng: Random, world: World, attribute: Attribute, subject: Subject, old: str, new: str) -> str:
    """A statement or a change: what the note holds decides, so the phrasing only leans to one."""
    if rng.random() < (0.75 if old else 0.25):
        return change(rng, world, attribute, subject, old, new)
    return tell(rng, world, attribute, subject, new)


def who_is(rng: Random, world: World, words: str, relation: str, kind: str) -> str:
    """Asks for the name of somebody: `words` is `my wife` or `Tom's boss`."""
    owner = words.removesuffix(relation).rstrip()
    if rng.random() < _BANK_SHARE:
        subject = USER if owner == "my" else phrases.named_subject(owner.removesuffix("'s"))
        message = from_bank(rng, world, Topic("ask_relation", relation, kind), subject, r=relation)
        if message:
            return around(rng, message)
    frame = phrases.pick(rng, phrases.FRAMES["question"]["who"], world.split.phrasing)
    return around(rng, phrases.finish(rng, frame.replace("{R}", words).replace("[is|is]", "is")))


def chat(rng: Random, world: World, intent: str, frame_kind: str) -> str:
    """A message that is about nothing in the vault."""
    message = from_bank(rng, world, Topic(intent)) if rng.random() < 0.8 else None
    if message:
        return message
    name = names.first_name(rng, world.split.names)
    return phrases.other(rng, frame_kind, world.split.phrasing, name=name)
