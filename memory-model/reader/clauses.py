# SPDX-License-Identifier: Apache-2.0
"""Messages that tell, change, take back or only play with a fact in a clause of its own, without the key's noun: derived from what the
attributes say ("{S} [play|plays] {v}"), for the reader alone."""

from __future__ import annotations

import re
from random import Random

from policy.attributes import ATTRIBUTES, WIDE, Attribute
from policy.phrases import USER, Subject, fill, is_held_out_phrasing

_VERB = re.compile(r"\{S\} \[(\w+)\|(\w+)\](.*)")
_ASKABLE = re.compile(r"\{S\} \[(\w+)\|(\w+)\]((?: \w+)*?)(?: an?)? \{v\}")
_PLACE_WORDS = ("in", "at")
_WE = re.compile(r"^I\b")

_TELLS = ("{c}", "{c}", "{c}", "{c} btw", "by the way, {c}", "oh and {c}", "fyi {c}", "{c}, just so you know", "so {c}", "guess what, {c}")
_TELLS += ("{c}, for your notes", "did you know? {c}", "you should know that {c}", "actually {c}", "yes, {c}", "{c} since last week")
_CHANGES = ("{n}", "{n}", "{c} now", "{c} now", "{c} these days", "these days {c}", "actually {c}", "{c} again", "from now on {c}")
_CHANGES += ("{c} since Monday", "turns out {c}", "{c}, not {o}", "{c} and not {o}", "{c} instead of {o}", "{c} now, no more {o}", "{c} as of today")
_DROPS = ("{d}", "{d}", "{d}", "{d} after all", "it turns out {d}", "actually {d}", "{d}, just so you know", "sadly {d}", "{d}, please forget that")
_PLAYS = ("if {c}, what would change?", "what if {c}?", "imagine {c}", "suppose {c}. What then?", "I wish {c}", "in my novel {c}", "maybe {c} one day")
_PLAYS += ("is it true that {c}?", "do you think {c}?", "last night I dreamt that {c}", "translate to French: {c}", "I would be happy if {c}")
_PLAYS += ("let's pretend {c}", "nobody knows whether {c}", "in the film {c}", "some day, perhaps, {c}", "how would it be if {c}", "who says that {c}?")

_BY_NOUN: dict[str, Attribute] = {}
for _attribute in (*WIDE.values(), *ATTRIBUTES.values()):
    for _noun in (_attribute.key, *_attribute.nouns):
        _BY_NOUN[_noun] = _attribute


def _ing(verb: str) -> str:
    return (verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb) + "ing"


def _denied(rng: Random, clause: str) -> str:
    """A clause that says that it is so no longer."""
    match = _VERB.fullmatch(clause)
    if not match:
        return rng.choice(("it is no longer true that ", "not any more: ")) + clause
    first, third, rest = match.groups()
    if first == "am":
        forms = ["{S} [am not|isn't]" + rest + " any more", "{S} [am|is] no longer" + rest]
        forms.append("{S} [am|is] not" + rest)
    else:
        forms = [f"{{S}} [don't|doesn't] {first}{rest} any more", f"{{S}} no longer [{first}|{third}]{rest}"]
        forms += [f"{{S}} [don't|doesn't] {first}{rest}", f"{{S}} stopped {_ing(first)}{rest}", f"{{S}} [have|has] given up {_ing(first)}{rest}"]
    return rng.choice(forms)


def _now(clause: str) -> str:
    match = _VERB.fullmatch(clause)
    return "{{S}} now [{}|{}]{}".format(*match.groups()) if match and match.group(1) != "am" else clause + " now"


def _as_typed(rng: Random, text: str) -> str:
    if rng.random() < 0.5:
        text = text[0].upper() + text[1:]
    elif rng.random() < 0.3:
        text = text[0].lower() + text[1:]
    if text[-1] not in ".?!":
        text += rng.choice(("", "", ".", ".", "!"))
    return text.replace("n't", "nt") if rng.random() < 0.1 else text


def _as_asked(rng: Random, text: str) -> str:
    text = rng.choice(("", "", "", "", "remind me, ", "tell me, ", "hey, ", "sorry, ", "quick one: ")) + text
    text += rng.choice(("?", "?", "", "", " again?", " these days?", " nowadays"))
    return text[0].upper() + text[1:] if rng.random() < 0.5 else text


class Clauses:
    """What can be said of one attribute."""

    def __init__(self, attribute: Attribute) -> None:
        self._says = [clause for clause in attribute.says if "{v}" in clause and not is_held_out_phrasing(clause)]
        self._turns = [clause for clause in attribute.turns if "{v}" in clause and not is_held_out_phrasing(clause)]

    def __bool__(self) -> bool:
        return bool(self._says)

    def _filled(self, rng: Random, template: str, subject: Subject, **words: str) -> str:
        text = fill(template, subject, **words)
        if subject.is_user and text.startswith("I ") and rng.random() < 0.1:
            text = _WE.sub("we", text).replace("we am ", "we are ")
        return _as_typed(rng, text)

    def tell(self, rng: Random, subject: Subject, new: str) -> str:
        return self._filled(rng, rng.choice(_TELLS).replace("{c}", rng.choice(self._says)), subject, v=new)

    def change(self, rng: Random, subject: Subject, old: str, new: str) -> str:
        clause = rng.choice(self._says)
        frame = rng.choice(self._turns) if self._turns and rng.random() < 0.3 else rng.choice(_CHANGES)
        return self._filled(rng, frame.replace("{c}", clause).replace("{n}", _now(clause)), subject, v=new, o=old)

    def drop(self, rng: Random, subject: Subject, old: str) -> str:
        return self._filled(rng, rng.choice(_DROPS).replace("{d}", _denied(rng, rng.choice(self._says))), subject, v=old)

    def note(self, rng: Random, subject: Subject, value: str) -> str:
        """As a note has it."""
        return fill(rng.choice(self._says), subject, v=value)

    def ask(self, rng: Random, subject: Subject) -> str:
        """What such a clause leaves open, or "" where none ends with it."""
        asked = [match for clause in self._says if (match := _ASKABLE.fullmatch(clause))]
        if not asked:
            return ""
        first, third, rest = rng.choice(asked).groups()
        last = rest.split()[-1] if rest.split() else ""
        word = rng.choice(("what", "what", "which"))
        if last in _PLACE_WORDS and rng.random() < 0.7:
            word, rest = "where", rest.rsplit(last, 1)[0]
        is_of_be = first in ("am", "was")
        verb = f"[{first}|{third}]" if is_of_be else "[do|does]"
        rest = rest if is_of_be else f" {first}{rest}"
        return _as_asked(rng, fill(f"{word} {verb} {{S}}{rest}", subject).rstrip())

    def play(self, rng: Random, subject: Subject, value: str) -> str:
        return self._filled(rng, rng.choice(_PLAYS).replace("{c}", rng.choice(self._says)), subject, v=value)


def clauses_of(key: str) -> Clauses | None:
    attribute = _BY_NOUN.get(key)
    found = Clauses(attribute) if attribute else None
    return found or None


def subject_of(rng: Random, title: str, relation: str) -> Subject:
    """`title`: of the note that it is about, empty for the user; `relation`: what it is to the user, or empty."""
    if not title:
        return USER
    names = [title, title.split()[0], *([f"my {relation}"] if relation else [])]
    text = rng.choice(names)
    return Subject(text, text + "'s", text)


def asked_subject(rng: Random, title: str, relation: str, is_linked: bool) -> Subject:
    """Whom a question is about; where the note is reached by a link alone, by its relation."""
    if not title:
        return USER
    text = f"my {relation}" if relation and (is_linked or rng.random() < 0.3) else title
    return Subject(text, text + "'s", text)
