# SPDX-License-Identifier: Apache-2.0
"""Open pools of names and values: real ones of several cultures and ones made from syllables."""

from __future__ import annotations

import pathlib
import tomllib
import zlib
from random import Random
from typing import Callable

from policy import measures

_DATA = pathlib.Path(__file__).resolve().parent.parent / "data"


def load_data(name: str) -> dict:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


_CULTURES = load_data("names.toml")
VALUES = {key: text.split("|") for key, text in load_data("values.toml").items()}

_ONSETS = "b c d f g h j k l m n p r s t v w y z b d f g h j k l m n p r s t v br ch cl dr fr gr kl pl qu sh sk st th tr".split()
_VOWELS = "a e i o u a e i o u a e i o u ai ea io ou ee".split()
_CODAS = "n r l s t m k n r l s nd rt ck x v ss lm".split()
MONTHS = "January February March April May June July August September October November December".split()
HELD_OUT_NAME_SHARE = 5  # one name in five is never used in training
_CODE_SHARE = 0.08  # of made names: a code, as machines and lockers have


def is_held_out_name(name: str) -> bool:
    return zlib.crc32(name.lower().encode()) % HELD_OUT_NAME_SHARE == 0


def _by_culture(part: str) -> dict[bool, list[tuple[str, ...]]]:
    """The names of each culture, held out or not, in one order of cultures."""
    halves: dict[bool, list[tuple[str, ...]]] = {False: [], True: []}
    for culture in _CULTURES.values():
        for held_out, pools in halves.items():
            pools.append(tuple(name for name in culture[part].split() if is_held_out_name(name) == held_out))
    return halves


_FIRST, _LAST = _by_culture("first"), _by_culture("last")
CULTURES = len(_CULTURES)


def made_word(rng: Random) -> str:
    """A pronounceable word of one to three syllables that is in no list."""
    while True:
        parts = []
        for _ in range(rng.choice((1, 2, 2, 2, 3))):
            coda = rng.choice(_CODAS) if rng.random() < 0.4 else ""
            parts.append(rng.choice(_ONSETS) + rng.choice(_VOWELS) + coda)
        word = "".join(parts)
        if 3 <= len(word) <= 8:
            return word


def made_name(rng: Random, held_out: bool) -> str:
    """A capitalised made word or a code, for pets, places, firms and things."""
    while True:
        name = _code(rng) if rng.random() < _CODE_SHARE else made_word(rng).capitalize()
        if is_held_out_name(name) == held_out and not name.isdigit():
            return name


def _person_part(rng: Random, pools: list[tuple[str, ...]], culture: int, held_out: bool) -> str:
    pool = pools[culture]
    if pool and rng.random() < 0.7:
        return pool[int(rng.random() * len(pool))]
    while True:
        name = made_word(rng).capitalize()
        if is_held_out_name(name) == held_out:
            return name


def first_name(rng: Random, held_out: bool = False) -> str:
    return _person_part(rng, _FIRST[held_out], int(rng.random() * CULTURES), held_out)


def last_name(rng: Random, held_out: bool = False) -> str:
    return _person_part(rng, _LAST[held_out], int(rng.random() * CULTURES), held_out)


def full_name(rng: Random, held_out: bool = False) -> str:
    """First and last name, mostly of one culture."""
    culture = int(rng.random() * CULTURES)
    other = culture if rng.random() < 0.8 else int(rng.random() * CULTURES)
    first = _person_part(rng, _FIRST[held_out], culture, held_out)
    return f"{first} {_person_part(rng, _LAST[held_out], other, held_out)}"


def _digits(rng: Random, count: int) -> str:
    if rng.random() < 0.15:  # Repeated digits are the hardest to copy.
        return "".join(rng.choice("0123456789") * rng.randint(2, 3) for _ in range(count))[:count]
    return "".join(rng.choice("0123456789") for _ in range(count))


def _phone(rng: Random) -> str:
    return rng.choice(
        (
            f"{_digits(rng, 3)}-{_digits(rng, 4)}",
            f"+{rng.randint(1, 99)} {_digits(rng, 3)} {_digits(rng, 3)}",
            f"0{_digits(rng, 8)}",
            _digits(rng, 7),
            f"555 {_digits(rng, 4)}",
        )
    )


def _date(rng: Random) -> str:
    return _written_date(rng, rng.randint(1940, 2028))


def _written_date(rng: Random, year: int) -> str:
    day, month = rng.randint(1, 28), rng.choice(MONTHS)
    return rng.choice(
        (
            f"{day} {month}",
            f"{month} {day}",
            f"{year}-{rng.randint(1, 12):02d}-{day:02d}",
            f"{day} {month} {year}",
            f"{month} {day}, {year}",
        )
    )


def _time(rng: Random) -> str:
    hour = rng.randint(5, 23)
    return rng.choice((f"{hour}:{rng.choice('0134')}{rng.choice('05')}", f"{hour % 12 + 1} pm", f"{hour % 12 + 1} am"))


def _code(rng: Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    code = "".join(rng.choice(letters) for _ in range(rng.randint(2, 6)))
    return rng.choice((code, code, f"{rng.choice(letters[:20])}-{_digits(rng, rng.randint(1, 4))}"))


def _title(rng: Random) -> str:
    words = [made_word(rng).capitalize() for _ in range(rng.choice((1, 1, 2)))]
    return " ".join((["The"] if rng.random() < 0.3 else []) + words)


def _secret(rng: Random) -> str:
    return rng.choice((made_word(rng) + _digits(rng, rng.randint(1, 4)), _code(rng), f"{made_word(rng)}-{made_word(rng)}"))


def _address(rng: Random) -> str:
    return ".".join(str(rng.randint(1, 254)) for _ in range(4))


def _listed_or_made(kind: str, capital: bool) -> Callable[[Random], str]:
    def make(rng: Random) -> str:
        if rng.random() < 0.5:
            return rng.choice(VALUES[kind])
        words = [made_word(rng) for _ in range(rng.choice((1, 1, 1, 2)))]
        return " ".join(word.capitalize() if capital else word for word in words)

    return make


def _company(rng: Random) -> str:
    start = made_word(rng).capitalize()
    return start if rng.random() < 0.5 else f"{start} {rng.choice(VALUES['company_end'])}"


_CLOSED_KINDS = tuple(
    "cefr clothes country currency month season side sex zodiac pronouns honorific roman os paper plug mbti grade iata bulb oil fuel "
    "battery frequency policy marital contract degree card school_class lens payment heat doneness eggs reed chronotype".split()
)
_MAKERS: dict[str, Callable[[Random], str]] = {
    "phone": _phone,
    "mail": lambda rng: f"{made_word(rng)}@{made_word(rng)}.{rng.choice(('com', 'org', 'net', 'example'))}",
    "date": _date,
    "near_date": lambda rng: _written_date(rng, rng.randint(2024, 2033)),
    "time": _time,
    "code": _code,
    "pin": lambda rng: _digits(rng, rng.randint(3, 6)),
    "number": lambda rng: _digits(rng, rng.randint(3, 9)),
    "secret": _secret,
    "title": _title,
    "site": lambda rng: f"{made_word(rng)}.{rng.choice(('com', 'org', 'net', 'io'))}",
    "address": _address,
    "street": lambda rng: f"{rng.randint(1, 199)} {made_word(rng).capitalize()} {rng.choice(VALUES['street_end'])}",
    "size": lambda rng: str(rng.randint(30, 49)),
    "small": lambda rng: str(rng.randint(1, 40)),
    "age": lambda rng: str(rng.randint(1, 99)),
    "year": lambda rng: str(rng.randint(1850, 2025)),
    "height": lambda rng: rng.choice((f"{rng.randint(140, 205)} cm", f"1.{rng.randint(40, 99)} m")),
    "weight": lambda rng: f"{rng.randint(1, 60)} kg",
    "money": lambda rng: f"{rng.randint(2, 990) * 10}{rng.choice((' euros', ' dollars', '', ' EUR'))}",
    "company": _company,
    "name": lambda rng: f"{first_name(rng)} {last_name(rng)}" if rng.random() < 0.5 else f"Dr {last_name(rng)}",
    "own_name": lambda rng: first_name(rng) if rng.random() < 0.5 else f"{first_name(rng)} {last_name(rng)}",
    "weekday": lambda rng: rng.choice(VALUES["weekday"]),
    "blood": lambda rng: rng.choice(VALUES["blood"]),
    "place": _listed_or_made("place", True),
    "tongue": _listed_or_made("tongue", True),
    "brand": _listed_or_made("brand", True),
    "own_brand": lambda rng: f"{made_word(rng).capitalize()}{rng.choice(('', '', ' ' + _code(rng), f' {rng.randint(2, 900)}'))}",
    "made_place": lambda rng: f"{made_word(rng).capitalize()} {rng.choice(VALUES['made_place_end'])}",
    "made_name": lambda rng: made_name(rng, False),
    "made_word": made_word,
    "first_name": first_name,
    "last_name": last_name,
    "handle": lambda rng: rng.choice((made_word(rng), "@" + made_word(rng), f"{made_word(rng)}_{made_word(rng)}", made_word(rng) + _digits(rng, 2))),
    "site_path": lambda rng: f"{made_word(rng)}.{rng.choice(('com', 'org', 'dev', 'io'))}/{made_word(rng)}",
    "channel": lambda rng: f"#{made_word(rng)}{rng.choice(('', '-' + made_word(rng)))}",
    **measures.MAKERS,
    # Kinds whose values all stand in the list.
    **{kind: (lambda kind: lambda rng: rng.choice(VALUES[kind]))(kind) for kind in _CLOSED_KINDS},
}


def value(rng: Random, kind: str) -> str:
    """A value of a kind named in attributes.toml."""
    maker = _MAKERS.get(kind) or _listed_or_made(kind, False)
    return maker(rng)


_BLANKS = {"place": "place", "food": "food", "job": "job", "company": "company", "title": "title", "d": "date", "w": "word"}
FREE_SLOTS = frozenset((*_BLANKS, "x", "n", "m"))  # what free_words can fill


def free_words(rng: Random, slots: frozenset[str], held_out: bool = False) -> dict[str, str]:
    """Random words for slots that no task is about."""
    words = {}
    for slot in sorted(slots):
        if slot in _BLANKS:
            words[slot] = value(rng, _BLANKS[slot])
        elif slot == "x":
            words[slot] = str(rng.randint(2, 400))
        elif slot in "nm":
            words[slot] = full_name(rng, held_out) if rng.random() < 0.6 else first_name(rng, held_out)
    return words
