# SPDX-License-Identifier: Apache-2.0
"""The files of the natural set: cases, dialogues and vaults."""

from __future__ import annotations

import json
import pathlib

from vault_text import Vault

HERE = pathlib.Path(__file__).resolve().parent
OWN_FOLDER = ".tiles"  # the program's own, no part of the vault's text
FAMILIES = (
    "READ0 READ1 READ2 READ3 AGGREGATE COMPARE DATE ALIAS SEARCH UNKNOWN WRITE UPDATE RETRACT RENAME MERGE "
    "CLARIFY TWIN NOOP INJECT FILTER"
).split()
CATEGORIES = ["retrieval", "update", "clarification", "filter"]
LEVELS = ["easy", "medium", "hard"]
LANGUAGES = ["en", "de", "fr", "es", "pt", "hi", "ja"]


def _lines(path: pathlib.Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def cases() -> list[dict]:
    return _lines(HERE / "cases.jsonl")


def dialogues() -> list[dict]:
    return _lines(HERE / "dialogues.jsonl")


def vault_folder(name: str) -> pathlib.Path:
    return HERE / "vaults" / name


def read_vault(folder: pathlib.Path) -> Vault:
    files = [path for path in folder.rglob("*") if path.is_file()]
    paths = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in paths.items() if not name.startswith(OWN_FOLDER)}


def message_of(turn: dict) -> str:
    """What is sent: the user's words, then the pasted text, then the day when the case has one."""
    parts = [turn["message"]]
    if "untrusted" in turn:
        parts.append(turn["untrusted"])
    if "today" in turn:
        parts.append(f"(today is {turn['today']})")
    return "\n\n".join(parts)
