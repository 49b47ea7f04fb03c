# SPDX-License-Identifier: Apache-2.0
"""Dates as notes write them, and the code that counts with them. The clock of the code is the day of the task."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from policy.names import MONTHS

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH_NUMBERS = {month: number for number, month in enumerate(MONTHS, 1)}
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True)
class NotedDate:
    month: int
    day: int
    year: int | None = None

    def on(self) -> date | None:
        return date(self.year, self.month, self.day) if self.year else None

    def next_after(self, today: date) -> date:
        this_year = date(today.year, self.month, self.day)
        return this_year if this_year >= today else date(today.year + 1, self.month, self.day)


def read_date(text: str) -> NotedDate | None:
    """`5 March`, `March 5, 1990`, `1990-03-05` and the like."""
    iso = _ISO.fullmatch(text)
    if iso:
        return NotedDate(int(iso.group(2)), int(iso.group(3)), int(iso.group(1)))
    words = text.replace(",", "").split()
    month = next((_MONTH_NUMBERS[word] for word in words if word in _MONTH_NUMBERS), 0)
    numbers = [int(word) for word in words if word.isdigit()]
    if not month or not numbers or numbers[0] > 31:
        return None
    return NotedDate(month, numbers[0], numbers[1] if len(numbers) > 1 else None)


def days_until_code(noted: NotedDate) -> str:
    """Days to the next time this day of the year comes."""
    return (
        "from datetime import date\nt = date.today()\n"
        f"d = date(t.year, {noted.month}, {noted.day})\n"
        "if d < t:\n"
        f"    d = date(t.year + 1, {noted.month}, {noted.day})\n"
        "print((d - t).days)"
    )


def days_to_code(noted: NotedDate) -> str:
    """Days to a date that comes once."""
    return f"from datetime import date\nprint((date({noted.year}, {noted.month}, {noted.day}) - date.today()).days)"


def age_code(noted: NotedDate) -> str:
    return (
        "from datetime import date\nt = date.today()\n"
        f"print(t.year - {noted.year} - ((t.month, t.day) < ({noted.month}, {noted.day})))"
    )


def age_on(noted: NotedDate, today: date) -> int:
    return today.year - noted.year - ((today.month, today.day) < (noted.month, noted.day))


def weekday_code(noted: NotedDate) -> str:
    return f'from datetime import date\nprint(date({noted.year}, {noted.month}, {noted.day}).strftime("%A"))'
