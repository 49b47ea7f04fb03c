# SPDX-License-Identifier: Apache-2.0
"""Writes memory-model/data/key_words.txt and relation_words.txt: by which words people speak of an attribute and of
somebody close, in the languages of the phrase bank; and known_nouns.txt and known_relations.txt, what a message may tell.

The host looks into the first two before it takes a line away that a message seems not to speak of, and for what a question asks for.

    python3 memory-model/suites/key_words.py
"""

from __future__ import annotations

import pathlib
import re
import sys
import tomllib
from collections import Counter
from difflib import SequenceMatcher

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent / "data"
sys.path.insert(0, str(HERE.parent))

from policy.attributes import wide_files  # noqa: E402
from policy.relations import RELATIONS as RELATIONS_OF_KINDS  # noqa: E402
from policy.relations import WIDE_RELATIONS, same_words  # noqa: E402
from policy.words import STOP_WORDS, words_of  # noqa: E402

KEYS = DATA / "key_words.txt"
RELATIONS = DATA / "relation_words.txt"
NOUNS = DATA / "known_nouns.txt"
KNOWN_RELATIONS = DATA / "known_relations.txt"
KEYS_HEAD = """# SPDX-License-Identifier: Apache-2.0
# By which words people speak of an attribute: its names, parted by commas. Made by memory-model/suites/key_words.py.
"""
RELATIONS_HEAD = """# SPDX-License-Identifier: Apache-2.0
# By which words people speak of a relation: its names, parted by commas. Made by memory-model/suites/key_words.py.
"""
NOUNS_HEAD = """# SPDX-License-Identifier: Apache-2.0
# What a note can say, by its English nouns: those on one line mean the same and are written as the first. Made by memory-model/suites/key_words.py.
"""
KNOWN_RELATIONS_HEAD = """# SPDX-License-Identifier: Apache-2.0
# What a note can be to the user. Made by memory-model/suites/key_words.py.
"""
# Words that the generator leaves out, since it holds their relation back from training.
EVERYDAY = {"father": "dad, daddy, papa", "girlfriend": "gf", "roommate": "flatmate, housemate"}


def common(first: str, second: str) -> str:
    """The noun of `mein Wohnort` and `der Wohnort von {O}`: what both forms share."""
    words = words_of(second)
    shared = [word for word in words_of(first) if word in words and word not in STOP_WORDS and len(word) > 2]
    if shared or first.isascii():
        return " ".join(shared)
    match = SequenceMatcher(None, first, second).find_longest_match()
    return first[match.a : match.a + match.size].strip().lstrip("の")


def translations(kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(DATA.glob("bank/*/nouns.txt")):
        key = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            head = re.fullmatch(r"\[(attribute|relation) (.*)\]", line)
            if head:
                key = head.group(2) if head.group(1) == kind else ""
            elif key and "|" in line and line.startswith("["):
                first, second = line.strip("[]").split("|")[:2]
                found.setdefault(key, []).append(common(first, second.replace("{O}", " ")))
    return found


def lines_of_keys() -> list[str]:
    attributes = tomllib.loads((DATA / "attributes.toml").read_text(encoding="utf-8"))
    foreign = translations("attribute")
    written = []
    for key, attribute in attributes.items():
        names = [key, *attribute.get("nouns", []), *foreign.get(key, [])]
        written.append(", ".join(dict.fromkeys(name for name in names if name)))
    return written + [", ".join(names) for names in wide_nouns() if len(names) > 1]


def wide_nouns() -> list[list[str]]:
    """The key and the other nouns of each wide attribute."""
    return [[noun for noun in (key, *line[2].split(", ")) if noun] for table in wide_files() for key, line in table.items()]


def lines_of_nouns() -> list[str]:
    """Those of attributes.toml are written by the first, the wide ones as they are said."""
    attributes = tomllib.loads((DATA / "attributes.toml").read_text(encoding="utf-8"))
    written = [", ".join(dict.fromkeys([key, *attribute.get("nouns", [])])) for key, attribute in attributes.items()]
    return written + list(dict.fromkeys(noun for names in wide_nouns() for noun in names))


def lines_of_known_relations() -> list[str]:
    words = [word for entries in (RELATIONS_OF_KINDS, WIDE_RELATIONS) for entry in entries.values() for word in entry["user"]]
    return list(dict.fromkeys(same for word in words for same in same_words(word)))


def lines_of_relations() -> list[str]:
    """A word of another language that is one of this language too, or of two relations, is left out: Hindi `mama` is an uncle."""
    same = tomllib.loads((DATA / "wide_relations.toml").read_text(encoding="utf-8"))["same"]
    foreign = translations("relation")
    relations = list(dict.fromkeys((*same, *EVERYDAY, *foreign)))
    own = {relation: f"{relation}, {same.get(relation, '')}, {EVERYDAY.get(relation, '')}".split(", ") for relation in relations}
    said = Counter(word for words in own.values() for word in words)
    said.update(word for words in foreign.values() for word in set(words))
    written = []
    for relation in relations:
        names = [*own[relation], *(word for word in foreign.get(relation, []) if said[word] == 1)]
        written.append(", ".join(dict.fromkeys(name for name in names if name)))
    return [line for line in written if "," in line]


def text_of(head: str, lines: list[str]) -> str:
    return head + "".join(line + "\n" for line in lines)


def main() -> None:
    KEYS.write_text(text_of(KEYS_HEAD, lines_of_keys()), encoding="utf-8")
    NOUNS.write_text(text_of(NOUNS_HEAD, lines_of_nouns()), encoding="utf-8")
    KNOWN_RELATIONS.write_text(text_of(KNOWN_RELATIONS_HEAD, lines_of_known_relations()), encoding="utf-8")
    RELATIONS.write_text(text_of(RELATIONS_HEAD, lines_of_relations()), encoding="utf-8")


if __name__ == "__main__":
    main()
