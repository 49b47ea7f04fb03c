# SPDX-License-Identifier: Apache-2.0
"""Values with a number in them: sizes, amounts, spans of time, versions and the like, as people write them."""

from __future__ import annotations

from random import Random
from typing import Callable


def _clock(rng: Random, first: int, last: int) -> str:
    return f"{rng.randint(first, last)}:{rng.choice(('00', '15', '30', '45'))}"


def _hours(rng: Random) -> str:
    start, end = rng.randint(6, 11), rng.randint(13, 22)
    return rng.choice(
        (f"{start}-{end}", f"{start} am to {end - 12} pm", f"{_clock(rng, 6, 11)}-{_clock(rng, 13, 22)}", f"from {start} to {end}")
    )


def _duration(rng: Random) -> str:
    minutes = rng.randint(1, 36) * 5
    return rng.choice((f"{minutes} minutes", f"{minutes} min", f"{rng.randint(2, 48)} hours", f"{rng.randint(1, 9)} h {minutes % 60} min"))


def _distance(rng: Random) -> str:
    return rng.choice((f"{rng.randint(1, 40)} km", f"{rng.randint(1, 25)}.{rng.randint(1, 9)} km", f"{rng.randint(2, 30)} miles"))


def _length(rng: Random) -> str:
    return rng.choice((f"{rng.randint(5, 250)} cm", f"{rng.randint(4, 90)} mm", f"{rng.randint(2, 80)} inches"))


def _sides(rng: Random) -> str:
    wide, high = rng.randint(2, 40) * 5, rng.randint(2, 40) * 5
    return rng.choice((f"{wide} x {high} cm", f"{wide}x{high}", f"{wide} by {high} cm"))


def _money(rng: Random) -> str:
    amount = rng.choice((str(rng.randint(2, 95)), f"{rng.randint(2, 95)}.{rng.choice(('50', '90', '99', '20'))}"))
    return rng.choice((f"{amount} euros", f"{amount} dollars", f"{amount} pounds", f"{amount} EUR", amount))


def _dose(rng: Random) -> str:
    unit = rng.choice(("mg", "ml", "drops", "tablets", "units", "puffs"))
    amount = rng.randint(1, 4) if unit in ("tablets", "puffs") else rng.randint(1, 100) * 5
    return f"{amount} {unit}"


def _version(rng: Random) -> str:
    parts = [str(rng.randint(0, 24)) for _ in range(rng.choice((2, 3, 3)))]
    return rng.choice(("", "v", "")) + ".".join(parts) + rng.choice(("", "", "", "-rc1", "-beta"))


def _temperature(rng: Random) -> str:
    return rng.choice((f"{rng.randint(4, 260)} °C", f"{rng.randint(4, 260)} degrees", f"{rng.randint(15, 28)}.5 °C"))


def _postcode(rng: Random) -> str:
    letters = "ABCDEGHKLMNPRSTW"
    return rng.choice(
        (
            f"{rng.randint(1000, 99999):05d}",
            f"{rng.choice(letters)}{rng.choice(letters)}{rng.randint(1, 29)} {rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}",
            f"{rng.randint(1000, 9999)} {rng.choice(letters)}{rng.choice(letters)}",
        )
    )


def _iban(rng: Random) -> str:
    digits = " ".join(f"{rng.randint(0, 9999):04d}" for _ in range(rng.randint(2, 4)))
    return f"{rng.choice(('DE', 'PT', 'NO', 'GB', 'FR', 'PL'))}{rng.randint(10, 99)} {digits}"


def _race_time(rng: Random) -> str:
    return rng.choice((f"{rng.randint(14, 59)}:{rng.randint(10, 59)}", f"{rng.randint(1, 5)}:{rng.randint(10, 59)}:{rng.randint(10, 59)}"))


def _day(rng: Random) -> str:
    month = rng.choice("January February March April May June July August September October November December".split())
    return rng.choice((f"{rng.randint(1, 28)} {month}", f"{month} {rng.randint(1, 28)}"))


def _of(template: str, first: int, last: int) -> Callable[[Random], str]:
    return lambda rng: template.format(rng.randint(first, last))


def _tenths(template: str, first: int, last: int) -> Callable[[Random], str]:
    return lambda rng: template.format(f"{rng.randint(first, last)}.{rng.randint(1, 9)}")


def _letters(rng: Random, count: int) -> str:
    return "".join(rng.choice("ABCDEFGHKLMNPRSTVWXZ") for _ in range(count))


MAKERS: dict[str, Callable[[Random], str]] = {
    "altitude": _of("{} m", 5, 2900),
    "amps": lambda rng: f"{rng.choice((3, 5, 10, 13, 16, 25, 32))} A",
    "area": lambda rng: f"{rng.randint(14, 900)} {rng.choice(('m2', 'square meters', 'sqm', 'square feet'))}",
    "area_lengths": _sides,
    "bar": _tenths("{} bar", 1, 8),
    "bra": lambda rng: f"{rng.randint(13, 20) * 5}{rng.choice('ABCDEF')}",
    "calories": _of("{}00 kcal", 12, 32),
    "capacity": lambda rng: f"{rng.choice((2, 4, 8, 16, 32, 64, 128, 256, 512))} {rng.choice(('GB', 'TB', 'gigabytes'))}",
    "consumption": _tenths("{} l per 100 km", 3, 12),
    "coords": lambda rng: f"{rng.randint(1, 70)}.{rng.randint(100, 999)}, {rng.randint(1, 170)}.{rng.randint(100, 999)}",
    "date_range": lambda rng: f"{rng.randint(1, 14)} to {_day(rng)}",
    "day": _day,
    "days_of_work": lambda rng: f"{rng.randint(2, 90)} {rng.choice(('days', 'person days', 'hours', 'weeks'))}",
    "decibel": _of("{} dB", 20, 95),
    "diopter": lambda rng: f"{rng.choice('+-')}{rng.randint(0, 8)}.{rng.choice(('25', '50', '75'))}",
    "distance": _distance,
    "distance_long": lambda rng: rng.choice((f"{rng.randint(5, 650)} km", f"{rng.randint(5, 300)} miles", "half marathon", "marathon")),
    "dose": _dose,
    "duration": _duration,
    "duration_weeks": lambda rng: rng.choice((f"{rng.randint(2, 6)} weeks", f"{rng.randint(5, 20)} days")),
    "few": lambda rng: rng.choice((str(rng.randint(1, 12)), rng.choice("two three four five six seven eight nine".split()))),
    "four": _of("{}", 1000, 9999),
    "gauge": lambda rng: f"{rng.randint(9, 13)}-{rng.randint(42, 56)}",
    "gpa": _tenths("{}", 1, 4),
    "grams": lambda rng: rng.choice((f"{rng.randint(3, 90) * 10} g", f"{rng.randint(30, 900)} grams", f"{rng.randint(1, 4)} scoops")),
    "hourly": lambda rng: f"{rng.randint(9, 160)} {rng.choice(('an hour', 'euros an hour', 'per hour', 'EUR/h'))}",
    "hours": _hours,
    "iban": _iban,
    "inches": lambda rng: f"{rng.randint(5, 75)} {rng.choice(('inches', 'inch'))}",
    "kilos": _of("{} kg", 10, 30),
    "km": lambda rng: f"{rng.randint(900, 240000)} {rng.choice(('km', 'miles'))}",
    "lab": lambda rng: f"{rng.randint(2, 240)} {rng.choice(('mg/dl', 'ng/ml', 'mmol/l', 'ppm'))}",
    "length": _length,
    "letter": lambda rng: rng.choice(("A", "B", "C", "D", "E", "G", "Z", "L")) + rng.choice(("", "", "+", "++", "2")),
    "mac": lambda rng: ":".join(f"{rng.randint(0, 255):02x}" for _ in range(6)),
    "meters": _tenths("{} m", 1, 5),
    "mondo": _tenths("{}", 22, 31),
    "money_small": _money,
    "month_day": lambda rng: f"{rng.choice(('the ', ''))}{rng.randint(4, 20)}th",
    "month_year": lambda rng: rng.choice((f"{rng.randint(1, 12):02d}/{rng.randint(2025, 2033)}", f"{rng.randint(1, 12):02d}/{rng.randint(25, 33)}")),
    "months": lambda rng: rng.choice((f"{rng.randint(2, 12)} months", f"{rng.randint(2, 8)} weeks", "half a year", "three months")),
    "needle": lambda rng: rng.choice((f"{rng.randint(2, 9)} mm", f"{rng.randint(2, 9)}.5", f"US {rng.randint(3, 15)}")),
    "number3": _of("{}", 14, 900),
    "number4": _of("{}", 800, 9900),
    "percent": lambda rng: rng.choice((f"{rng.randint(2, 99)} %", f"{rng.randint(2, 99)}%", f"{rng.randint(1, 9)}.{rng.randint(1, 9)} %", f"{rng.randint(2, 99)} percent")),
    "port": _of("{}", 1024, 65000),
    "postcode": _postcode,
    "pressure": lambda rng: f"{rng.randint(100, 170)}/{rng.randint(60, 105)}",
    "pulse": lambda rng: f"{rng.randint(44, 92)}{rng.choice((' bpm', '', ' a minute'))}",
    "race_time": _race_time,
    "range": lambda rng: f"{rng.randint(35, 40)}-{rng.randint(41, 47)}",
    "ratio": lambda rng: f"{rng.randint(1, 9)} to {rng.randint(2, 9)}",
    "resolution": lambda rng: rng.choice(("1920x1080", "2560x1440", "3840x2160", f"{rng.randint(12, 61)} megapixels", "1280x800")),
    "ring": lambda rng: rng.choice((str(rng.randint(46, 68)), f"{rng.randint(4, 12)}.5", f"{rng.randint(16, 21)} mm")),
    "screw": lambda rng: rng.choice((f"M{rng.randint(3, 12)}", f"{rng.randint(3, 6)} x {rng.randint(20, 90)} mm", f"T{rng.randint(10, 30)}")),
    "seat": lambda rng: f"{rng.randint(1, 58)}{rng.choice('ABCDEFHK')}",
    "speed": lambda rng: f"{rng.randint(15, 260)} {rng.choice(('km/h', 'mph'))}",
    "spf": lambda rng: f"{rng.choice(('SPF', 'factor'))} {rng.choice((20, 30, 50))}",
    "spoons": lambda rng: rng.choice(("one spoon", "two lumps", "half a spoon", f"{rng.randint(2, 5)} spoons", "no sugar at all")),
    "steps": lambda rng: f"{rng.randint(4, 20)}{rng.choice(('000', ',000', ' thousand'))} steps",
    "ticker": lambda rng: _letters(rng, rng.randint(3, 4)),
    "tire": lambda rng: f"{rng.choice((185, 195, 205, 225, 235))}/{rng.choice((45, 50, 55, 60, 65))} R{rng.randint(14, 19)}",
    "version": _version,
    "temperature": _temperature,
    "volts": lambda rng: f"{rng.choice((5, 12, 24, 110, 230, 400))} V",
    "volume": lambda rng: f"{rng.randint(2, 900)} {rng.choice(('liters', 'litres', 'ml', 'gallons', 'l'))}",
    "waist": lambda rng: rng.choice((f"{rng.randint(28, 40)}/{rng.randint(30, 36)}", f"W{rng.randint(28, 40)} L{rng.randint(30, 36)}", str(rng.randint(34, 58)))),
    "watts": lambda rng: f"{rng.randint(2, 48) * 50} {rng.choice(('W', 'watts'))}",
}
