# SPDX-License-Identifier: Apache-2.0
"""Answers made from an expectation: the right one, and wrong ones that a grader has to see."""

from __future__ import annotations

import posixpath

from grade import Answer
from vault_text import Vault, alternatives, holds, readable, redirected

WRONG_LINE = "- zzqx: wrong fact"


def _line(rule: dict) -> str:
    parts = [alternatives(rule.get("key"))[0]] if "key" in rule else []
    parts += [alternatives(rule["value"])[0]] + [alternatives(also)[0] for also in rule.get("also", [])]
    return "- " + ", ".join(parts)


def _append(vault: Vault, path: str, line: str) -> None:
    text = vault.get(path, b"# User\n" if path == "user.md" else b"")
    if text and not text.endswith(b"\n"):
        text += b"\n"
    vault[path] = text + line.encode() + b"\n"


def _is_removed(rule: dict, line: str) -> bool:
    return line.strip() == rule["line"].strip() if "line" in rule else holds(readable(line), rule["holds"])


def _without(vault: Vault, rule: dict) -> Vault:
    result = dict(vault)
    for path in alternatives(rule["path"]):
        lines = vault.get(path, b"").split(b"\n")
        rest = [line for line in lines if not _is_removed(rule, line.decode())]
        if len(rest) < len(lines):
            result[path] = b"\n".join(rest)
    return result


def _fits(spec: dict, before: Vault) -> bool:
    vault = redirected(before, spec.get("redirects", {}))
    return all(_without(vault, rule) != vault for rule in spec.get("removes", []))


def final_vault(spec: object, before: Vault) -> Vault:
    if spec == "unchanged":
        return dict(before)
    spec = next(one for one in spec if _fits(one, before)) if isinstance(spec, list) else spec
    vault = redirected(before, spec.get("redirects", {}))
    for rule in spec.get("creates", []):
        path = alternatives(rule["path"])[0]
        vault[path] = f"# {alternatives(rule['title'])[0]}\n".encode()
        _append(vault, "user.md", f"- knows: [[{path}]]")
    for rule in spec.get("removes", []):
        vault = _without(vault, rule)
        if "keeps" in rule:
            first = (spec.get("adds") or spec["may_add"])[0]
            _append(vault, alternatives(first["path"])[0], " ".join([_line(first), *rule["keeps"]]))
    for rule in spec.get("adds", []):
        path = alternatives(rule["path"])[0]
        is_new = path not in vault
        _append(vault, path, _line(rule))
        if is_new and path != "user.md":
            _append(vault, "user.md", f"- {posixpath.basename(path)}: [[{path}]]")
    return vault


def right_answer(expect: dict, before: Vault) -> Answer:
    outcome = expect["outcome"][0]
    reply = ", ".join(alternatives(needle)[0] for needle in expect.get("reply_all", []))
    if outcome == "clarify":
        reply += "?"
    return Answer(outcome, reply, final_vault(expect["vault"], before))


def with_line(answer: Answer, path: str, line: str) -> Answer:
    vault = dict(answer.vault)
    _append(vault, path, line)
    return Answer(answer.outcome, answer.reply, vault)
