# SPDX-License-Identifier: Apache-2.0
"""Words, lines and links of a vault's text, by the rules of docs/protocols/memory.md and docs/formats/vault.md."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass

Vault = dict[str, bytes]  # path -> bytes, without the program's own folder `.tiles`

SPACED_CHARS_MIN = 6  # from here on a code may be spaced otherwise
_FOLDED = str.maketrans("øłđðı", "olddi") | str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
LINK = re.compile(r"\[\[([^\]|#]+)[^\]|]*(?:\|([^\]]*))?\]\]")


@dataclass
class Change:
    """What happened to one file, blank lines aside."""

    lost: list[str]
    added: list[str]
    same_bytes: bool
    same_breaks: bool  # no line that stayed has lost the line break of Windows


def words(text: str) -> list[str]:
    """Runs of letters and digits, lower case, accents folded: the protocol's words."""
    plain = unicodedata.normalize("NFD", text.lower()).translate(_FOLDED)
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def place(text: str, needle: str) -> int | None:
    """Where the words of `needle` first stand in `text`, one after the other: how many letters and digits are before."""
    have, wanted = words(text), words(needle)
    if not wanted:
        return None
    for i in range(len(have) - len(wanted) + 1):
        if have[i : i + len(wanted)] == wanted:
            return len("".join(have[:i]))
    run = "".join(wanted)
    unspaced_script = any(c >= "\u2e80" for c in run)
    is_code = len(run) >= SPACED_CHARS_MIN and any(c.isdigit() for c in run)
    found = "".join(have).find(run) if unspaced_script or is_code else -1
    return found if found >= 0 else None


def holds(text: str, needle: str) -> bool:
    return place(text, needle) is not None


def alternatives(value: str | list[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


def holds_any(text: str, needles: str | list[str]) -> bool:
    return any(holds(text, needle) for needle in alternatives(needles))


def readable(line: str) -> str:
    """A line with links as the names they show."""
    return LINK.sub(lambda m: posixpath.basename(m[1]).removesuffix(".md") + " " + (m[2] or ""), line)


def lines_of(data: bytes) -> list[str]:
    """The lines that are not blank, without their line breaks."""
    return [line.rstrip("\r") for line in data.decode("utf-8", "surrogateescape").split("\n") if line.strip()]


def difference(before: bytes, after: bytes) -> Change:
    """The lines of `before` that are gone or moved and those of `after` that are new, by a longest common subsequence."""
    if before == after:
        return Change([], [], True, True)
    old, new = lines_of(before), lines_of(after)
    length = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            longer = max(length[i + 1][j], length[i][j + 1])
            length[i][j] = length[i + 1][j + 1] + 1 if old[i] == new[j] else longer
    lost, added, i, j = [], [], 0, 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            i, j = i + 1, j + 1
        elif length[i + 1][j] >= length[i][j + 1]:
            lost.append(old[i])
            i += 1
        else:
            added.append(new[j])
            j += 1
    lost += old[i:]
    same_breaks = before.count(b"\r\n") - len(lost) <= after.count(b"\r\n")
    return Change(lost, added + new[j:], before == after, same_breaks)


def redirected(vault: Vault, redirects: dict[str, str]) -> Vault:
    """The vault as it is when notes are renamed or merged and every link follows."""
    result = dict(vault)
    for source, target in redirects.items():
        moved = result.pop(source)
        result.setdefault(target, moved)
        for path, data in result.items():
            for a, b in ((source, target), (source.removesuffix(".md"), target.removesuffix(".md"))):
                data = re.sub(rb"\[\[" + re.escape(a.encode()) + rb"(?=[\]|#])", b"[[" + b.encode(), data)
            result[path] = data
    return result


def leads_to(vault: Vault, path: str, target: str) -> str | None:
    """The note that a link of `path` leads to (docs/formats/vault.md)."""
    for folder in ("", posixpath.dirname(path)):
        for end in ("", ".md"):
            candidate = posixpath.normpath(posixpath.join(folder, target.strip() + end))
            if candidate in vault:
                return candidate
    name = posixpath.basename(target.strip()).removesuffix(".md").lower()
    same = [p for p in vault if posixpath.basename(p).removesuffix(".md").lower() == name]
    return min(same, key=len, default=None)
