# SPDX-License-Identifier: Apache-2.0
"""Writes memory-model/data/told_clauses.txt: the clauses in which people say an attribute without its noun.

The host reads plain statements by them. Phrasings that are held out of training are left out here, too, but for the everyday ones below.

    python3 memory-model/suites/told_clauses.py
"""

from __future__ import annotations

import pathlib
import re
import sys
from random import Random

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent / "data"
sys.path.insert(0, str(HERE.parent))

from policy.attributes import ATTRIBUTES, Attribute, attribute_value, suits  # noqa: E402
from policy.phrases import USER, fill, is_held_out_phrasing, named_subject  # noqa: E402
from policy.words import STOP_WORDS, words_of  # noqa: E402

TARGET = DATA / "told_clauses.txt"
HEAD = """# SPDX-License-Identifier: Apache-2.0
# How people say an attribute without its noun: key, whether a value of it has a capital letter or a digit, clause. {v} is the value, {n} the name of a note;
# without {n} it is about the user. Made by memory-model/suites/told_clauses.py.
"""
# What everybody says; a few of these are held out of training.
_EVERYDAY = {
    "city": ("I live in {v}", "{n} lives in {v}", "I moved to {v}", "{n} moved to {v}"),
    "job": ("I work as a {v}", "I work as an {v}", "{n} works as a {v}", "{n} works as an {v}"),
    "employer": ("I work at {v}", "I work for {v}", "{n} works at {v}", "{n} works for {v}"),
    "car": ("I drive a {v}", "{n} drives a {v}"),
    "birthday": ("I was born on {v}", "{n} was born on {v}"),
    "language": ("I speak {v}", "{n} speaks {v}"),
    "allergy": ("I am allergic to {v}", "{n} is allergic to {v}"),
    "instrument": ("I play the {v}", "{n} plays the {v}"),
}
_SAMPLES = 40
# Alone they leave open what is said: I became a father, I enjoy the quiet.
_VAGUE = frozenset(("became", "become", "enjoy", "enjoys", "really", "actually", "like", "likes", "love", "loves", "switched", "am", "is", "drink", "drinks", "drinking", "usually", "eat", "eating", "prefer", "prefers", "into", "crazy", "best", "best of", "do", "get", "got", "bought"))


def has_form(attribute: Attribute) -> bool:
    """Whether its values show by a capital letter or a digit that they are names or numbers."""
    rng = Random(1)
    values = [attribute_value(rng, attribute) for _ in range(_SAMPLES)]
    return sum(bool(re.search(r"[A-Z0-9@]", value)) for value in values) > _SAMPLES * 0.9


def is_telling(template: str) -> bool:
    """Words enough that nobody means something else by them."""
    bare = re.sub(r"\[([^|\]]*)\|[^\]]*\]", r"\1", re.sub(r"\{\w\}", " ", template))
    return any(len(word) > 1 and word not in STOP_WORDS | _VAGUE for word in words_of(bare))


def clauses(attribute: Attribute) -> list[str]:
    written = list(_EVERYDAY.get(attribute.key, ()))
    for template in [*attribute.says, *attribute.turns]:
        if is_held_out_phrasing(template) or not is_telling(template) or template.startswith("{v}"):
            continue
        if re.search(r"\b[a-z]+ \{v\} [a-z]+ \{v\}", template) or template.count("{v}") != 1:
            continue
        for subject in (USER, named_subject("{n}")) if suits(attribute, "user") else (named_subject("{n}"),):
            text = fill(template, subject)
            if subject is USER or "{n}" in text:
                written.append(text.replace("{P}", subject.possessive).replace("{O}", subject.as_object))
    return list(dict.fromkeys(written))


def lines() -> list[str]:
    written = []
    for key, attribute in ATTRIBUTES.items():
        if not attribute.is_wide:
            written += [f"{key}\t{'form' if has_form(attribute) else 'any'}\t{clause}" for clause in clauses(attribute)]
    return written


def main() -> None:
    TARGET.write_text(HEAD + "".join(line + "\n" for line in lines()), encoding="utf-8")


if __name__ == "__main__":
    main()
