# SPDX-License-Identifier: Apache-2.0
"""Writes memory-model/data/key_words.txt, by which words people speak of an attribute in the languages of the phrase bank, and known_nouns.txt.

The host looks into the first before it takes a line away that a message seems not to speak of, into the second for what a message may tell.

    python3 memory-model/suites/key_words.py
"""

from __future__ import annotations

import pathlib
import re
import sys
import tomllib
from difflib import SequenceMatcher

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent / "data"
sys.path.insert(0, str(HERE.parent))

from policy.attributes import wide_files  # noqa: E402
from policy.words import STOP_WORDS, words_of  # noqa: E402

TARGET = DATA / "key_words.txt"
NOUNS = DATA / "known_nouns.txt"
HEAD = """# SPDX-License-Identifier: Apache-2.0
# By which words people speak of an attribute: its names, parted by commas. Made by memory-model/suites/key_words.py.
"""
HEAD_OF_NOUNS = """# SPDX-License-Identifier: Apache-2.0
# What a note can say, by its English nouns: those on one line mean the same and are written as the first. Made by memory-model/suites/key_words.py.
"""


def common(first: str, second: str) -> str:
    """The noun of `mein Wohnort` and `der Wohnort von {O}`: what both forms share."""
    words = words_of(second)
    shared = [word for word in words_of(first) if word in words and word not in STOP_WORDS and len(word) > 2]
    if shared or first.isascii():
        return " ".join(shared)
    match = SequenceMatcher(None, first, second).find_longest_match()
    return first[match.a : match.a + match.size].strip().lstrip("の")


def translations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(DATA.glob("bank/*/nouns.txt")):
        key = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            head = re.fullmatch(r"\[(attribute|relation) (.*)\]", line)
            if head:
                key = head.group(2) if head.group(1) == "attribute" else ""
            elif key and "|" in line and line.startswith("["):
                first, second = line.strip("[]").split("|")[:2]
                found.setdefault(key, []).append(common(first, second.replace("{O}", " ")))
    return found


def lines() -> list[str]:
    attributes = tomllib.loads((DATA / "attributes.toml").read_text(encoding="utf-8"))
    foreign = translations()
    written = []
    for key, attribute in attributes.items():
        names = [key, *attribute.get("nouns", []), *foreign.get(key, [])]
        written.append(", ".join(dict.fromkeys(name for name in names if name)))
    return written + [", ".join(names) for names in wide_nouns() if len(names) > 1]


def wide_nouns() -> list[list[str]]:
    """The key and the other nouns of each wide attribute."""
    return [[noun for noun in (key, *line[2].split(", ")) if noun] for table in wide_files() for key, line in table.items()]


def nouns() -> list[str]:
    """English names of attributes: those of attributes.toml are written by the first, the wide ones as they are said."""
    attributes = tomllib.loads((DATA / "attributes.toml").read_text(encoding="utf-8"))
    written = [", ".join(dict.fromkeys([key, *attribute.get("nouns", [])])) for key, attribute in attributes.items()]
    wide = [noun for names in wide_nouns() for noun in names]
    return written + list(dict.fromkeys(wide))


def main() -> None:
    TARGET.write_text(HEAD + "".join(line + "\n" for line in lines()), encoding="utf-8")
    NOUNS.write_text(HEAD_OF_NOUNS + "".join(line + "\n" for line in nouns()), encoding="utf-8")


if __name__ == "__main__":
    main()
