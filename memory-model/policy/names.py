# SPDX-License-Identifier: Apache-2.0
"""Open pools of names and values: real ones of several cultures and ones made from syllables."""

from __future__ import annotations

import pathlib
import tomllib
import zlib
from random import Random
from typing import Callable

_DATA = pathlib.Path(__file__).resolve().parent.parent / "data"


def load_data(name: str) -> dict:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


_NAMES = load_data("names.toml")
FIRST_NAMES = _NAMES["first"].split()
LAST_NAMES = _NAMES["last"].split()
VALUES = {key: text.split("|") for key, text in load_data("values.toml").items()}

_ONSETS = "b c d f g h j k l m n p r s t v w y z b d f g h j k l m n p r s t v br ch cl dr fr gr kl pl qu sh sk st th tr".split()
_VOWELS = "a e i o u a e i o u a e i o u ai ea io ou ee".split()
_CODAS = "n r l s t m k n r l s nd rt ck x v ss lm".split()
MONTHS = "January February March April May June July August September October November December".split()
HELD_OUT_NAME_SHARE = 5  # one name in five is never used in training


def is_held_out_name(name: str) -> bool:
    return zlib.crc32(name.lower().encode()) % HELD_OUT_NAME_SHARE == 0


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


def _name_part(rng: Random, pool: list[str], held_out: bool, real_share: float) -> str:
    while True:
        name = rng.choice(pool) if rng.random() < real_share else made_word(rng).capitalize()
        if is_held_out_name(name) == held_out:
            return name


def first_name(rng: Random, held_out: bool = False) -> str:
    return _name_part(rng, FIRST_NAMES, held_out, 0.5)


def last_name(rng: Random, held_out: bool = False) -> str:
    return _name_part(rng, LAST_NAMES, held_out, 0.5)


def made_name(rng: Random, held_out: bool) -> str:
    """A capitalised made word, for pets, places, firms and things."""
    return _name_part(rng, [""], held_out, 0.0)


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
    day, month = rng.randint(1, 28), rng.choice(MONTHS)
    year = rng.randint(1940, 2028)
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


_MAKERS: dict[str, Callable[[Random], str]] = {
    "phone": _phone,
    "mail": lambda rng: f"{made_word(rng)}@{made_word(rng)}.{rng.choice(('com', 'org', 'net', 'example'))}",
    "date": _date,
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
}


def value(rng: Random, kind: str) -> str:
    """A value of a kind named in attributes.toml."""
    maker = _MAKERS.get(kind) or _listed_or_made(kind, False)
    return maker(rng)
