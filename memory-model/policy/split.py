# SPDX-License-Identifier: Apache-2.0
"""What training never sees: a fifth of the names, of the attributes and relations, of the patterns, and two vault styles."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

HELD_OUT_KEY_SHARE = 5
# Chosen so that every kind of note has keys on both sides.
_KEY_SALT = "1276"


@dataclass(frozen=True)
class Split:
    """Which parts of a task come from what is held out."""

    names: bool = False
    phrasing: bool = False
    keys: bool = False
    styles: bool = False
    wide: bool = False  # whether attributes, relations and styles come from the wide lists too; held-out keys then come from them alone


TRAINING = Split(wide=True)
ALL_NEW = Split(names=True, phrasing=True, keys=True, styles=True)
WIDE_KEYS = Split(names=True, phrasing=True, keys=True, styles=True, wide=True)


def is_held_out_key(key: str) -> bool:
    """Of an attribute or a relation."""
    return zlib.crc32(f"{_KEY_SALT} {key}".encode()) % HELD_OUT_KEY_SHARE == 0
