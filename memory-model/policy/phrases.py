# SPDX-License-Identifier: Apache-2.0
"""What people say: the phrasings of an attribute, and the sentences around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from policy import bank
from policy.attributes import Attribute
from policy.names import load_data, value

BARE_SHARE = 0.35  # of sentences that stand alone, with nothing around them
_FORMS = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
_SENTENCE_START = re.compile(r"(?:^|[.!?] )[a-z]")
_OBJECT_I = re.compile(r"\b(for|of|to call|call|calls|unlocks|reach|email|find|get|send|dial for|treats|employs) I\b")


FRAMES = load_data("frames.toml")
BANK = bank.load()


def is_held_out_phrasing(template: str) -> bool:
    return bank.is_held_out_text(template)


_PARTS: dict[tuple[int, bool], list[str]] = {}


def pick(rng: Random, templates: tuple[str, ...] | list[str], held_out: bool) -> str:
    """A template of the wanted part of the split; any when that part is empty. The lists are those of the data files."""
    part = _PARTS.get((id(templates), held_out))
    if part is None:
        chosen = [template for template in templates if is_held_out_phrasing(template) == held_out]
        part = _PARTS[id(templates), held_out] = chosen or list(templates)
    return part[int(rng.random() * len(part))]


@dataclass(frozen=True)
class Subject:
    """Who a sentence is about: `text` as subject, `possessive` before a noun."""

    text: str
    possessive: str
    as_object: str
    is_user: bool = False


USER = Subject("I", "my", "me", True)


def named_subject(text: str) -> Subject:
    return Subject(text, text + "'s", text)


def fill(template: str, subject: Subject, **words: str) -> str:
    """Puts subject and words into a template and chooses the verb forms that fit."""
    text = template
    if "[" in text:
        text = _FORMS.sub(r"\1" if subject.is_user else r"\2", text)
    text = text.replace("{S}", subject.text).replace("{P}", subject.possessive)
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    if subject.is_user:
        text = _OBJECT_I.sub(r"\1 me", text)
    return text


def finish(rng: Random, text: str) -> str:
    """A sentence as typed: usually with a capital, sometimes without the final mark."""
    if rng.random() < 0.9:
        text = _SENTENCE_START.sub(lambda match: match.group().upper(), text)
    if rng.random() < 0.12 and text[-1] in ".?!":
        text = text[:-1]
    return text


def _around(rng: Random, templates: list[str], bare: str, held_out: bool) -> str:
    return bare if rng.random() < BARE_SHARE else pick(rng, templates, held_out)


def question(rng: Random, attribute: Attribute, subject: Subject, held_out: bool) -> str:
    """A question for the attribute of the subject."""
    frames = FRAMES["question"]
    chance = rng.random()
    if attribute.asks and chance < 0.4:
        core = fill(pick(rng, attribute.asks, held_out), subject)
        text = _around(rng, frames["direct"], "{q}?", held_out).replace("{q}", core)
    elif attribute.tells and chance < 0.6:
        core = fill(pick(rng, attribute.tells, held_out), subject)
        text = pick(rng, frames["indirect"], held_out).replace("{t}", core)
    else:
        text = fill(pick(rng, frames["noun"], held_out), subject, k=rng.choice(attribute.nouns))
    return finish(rng, text)


def statement_core(rng: Random, attribute: Attribute, subject: Subject, new: str, held_out: bool) -> str:
    """A statement as a clause without a final mark."""
    if attribute.says and rng.random() < 0.6:
        return fill(pick(rng, attribute.says, held_out), subject, v=new)
    noun = pick(rng, FRAMES["statement"]["noun"], held_out)
    return fill(noun, subject, k=rng.choice(attribute.nouns), v=new)


def statement(rng: Random, attribute: Attribute, subject: Subject, new: str, held_out: bool) -> str:
    frames = FRAMES["statement"]
    if rng.random() < 0.15:
        text = fill(pick(rng, frames["noun_full"], held_out), subject, k=rng.choice(attribute.nouns), v=new)
    else:
        core = statement_core(rng, attribute, subject, new, held_out)
        text = _around(rng, frames["plain"], "{s}.", held_out).replace("{s}", core)
    return finish(rng, text)


def change(rng: Random, attribute: Attribute, subject: Subject, old: str, new: str, held_out: bool) -> str:
    """A statement that something is now otherwise. `old` may be empty when it is not known."""
    frames = FRAMES["change"]
    chance = rng.random()
    noun = rng.choice(attribute.nouns)
    if old and chance < 0.1:
        text = fill(pick(rng, frames["from_to"], held_out), subject, k=noun, v=new, o=old)
    elif chance < 0.25:
        text = fill(pick(rng, frames["noun_full"], held_out), subject, k=noun, v=new)
    else:
        if attribute.turns and chance < 0.65:
            core = fill(pick(rng, attribute.turns, held_out), subject, v=new)
        else:
            core = fill(pick(rng, frames["noun"], held_out), subject, k=noun, v=new)
        text = _around(rng, frames["plain"], "{s}.", held_out).replace("{s}", core)
    return finish(rng, text)


def retraction(rng: Random, attribute: Attribute, subject: Subject, held_out: bool) -> str:
    frames = FRAMES["drop"]
    if attribute.drops and rng.random() < 0.5:
        core = fill(pick(rng, attribute.drops, held_out), subject)
        text = pick(rng, frames["plain"], held_out).replace("{s}", core)
    else:
        text = fill(pick(rng, frames["noun"], held_out), subject, k=rng.choice(attribute.nouns))
    return finish(rng, text)


def other(rng: Random, kind: str, held_out: bool, **names: str) -> str:
    """A sentence from the `other` part with its blanks filled by random values."""
    text = pick(rng, FRAMES["other"][kind], held_out)
    if "{x}" in text:
        text = text.replace("{x}", pick(rng, FRAMES["other"]["third_party_says"], held_out))
    if "{i}" in text:
        text = text.replace("{i}", pick(rng, FRAMES["other"]["injection"], held_out))
    for name, word in names.items():
        text = text.replace("{" + name + "}", word)
    for blank in re.findall(r"\{(\w+)\}", text):
        made = str(rng.randint(2, 99)) if blank in "ab" else value(rng, blank)
        text = text.replace("{" + blank + "}", made, 1)
    return finish(rng, text)
