# SPDX-License-Identifier: Apache-2.0
"""What the host shows the model before a task: docs/protocols/memory.md, section View.

The C++ host implements the same rules; tests/views.jsonl is compared with both.
"""

from __future__ import annotations

import re

from policy.name_index import NameIndex

MAX_USER_BYTES = 4096
_TAG = re.compile(r"<(?=/?(?:vault|recall|remember|user|filter|think|python|result|reply)>)")


def escape_tags(text: str) -> str:
    """Makes protocol tags that stand in data harmless."""
    return _TAG.sub("‹", text) if "<" in text else text


def candidates(
    files: dict[str, str], message: str, aliases: dict[str, list[str]] | None = None
) -> list[tuple[str, str]]:
    """The notes that the message mentions, as (path, title) in order of path."""
    return NameIndex(files, aliases).candidates(message)


def new_names(files: dict[str, str], message: str) -> list[tuple[str, str]]:
    """Names in the message that match no note, as (path to create, name)."""
    return NameIndex(files).new_names(message)


def user_part(user_text: str) -> str:
    """`user.md` and its text, each line ended, at most 4,096 bytes of it."""
    text = user_text
    if text and not text.endswith("\n"):
        text += "\n"
    data = text.encode("utf-8")
    if len(data) > MAX_USER_BYTES:
        end = data.rfind(b"\n", 0, MAX_USER_BYTES) + 1
        text = data[:end].decode("utf-8", errors="ignore") + "…\n"
    return "user.md\n" + escape_tags(text)


def view(files: dict[str, str], message: str, mode: str) -> str:
    shown = escape_tags(NameIndex(files).mention_part(message, mode))
    return user_part(files.get("user.md", "")) + shown
