# SPDX-License-Identifier: Apache-2.0
"""Grades one answer of the natural set: the reply and the vault before and after, by exact rules (README.md)."""

from __future__ import annotations

from dataclasses import dataclass

from vault_text import LINK, Vault, alternatives, difference, holds, holds_any, leads_to, lines_of, place
from vault_text import readable, redirected, words

REPLY_CHARS_MAX = 300  # a recall that recites the vault answers nothing
EXTRA_WORDS_MAX = 12  # of a written line, beyond what is expected in it


@dataclass
class Answer:
    outcome: str
    reply: str
    vault: Vault


@dataclass
class Verdict:
    right: bool
    damaged: bool  # a line was lost or altered that the expectation does not name
    why: str


def _is_named(rule: dict, path: str, line: str) -> bool:
    if path not in alternatives(rule["path"]):
        return False
    return line.strip() == rule["line"].strip() if "line" in rule else holds(readable(line), rule["holds"])


def _fits(rule: dict, path: str, line: str, slack: int) -> bool:
    if path not in alternatives(rule["path"]):
        return False
    shown = readable(line)
    if not any(holds(shown, v) and len(words(shown)) <= len(words(v)) + slack for v in alternatives(rule["value"])):
        return False
    if "key" in rule and not holds_any(shown, rule["key"]):
        return False
    return all(holds_any(shown, also) for also in rule.get("also", []))


class _Comparison:
    """One accepted final state (a `vault` object of the expectation) against the final vault."""

    def __init__(self, spec: dict, before: Vault, after: Vault) -> None:
        self.after = after
        self.redirects = spec.get("redirects", {})
        self.creates, self.adds_none = spec.get("creates", []), spec.get("adds_none", [])
        self.removes, self.may_remove = spec.get("removes", []), spec.get("may_remove", [])
        self.adds, self.may_add = spec.get("adds", []), spec.get("may_add", [])
        rules = self.adds + self.may_add + self.removes + self.may_remove + self.creates
        self.named = {path for rule in rules for path in alternatives(rule["path"])}
        self.before = redirected(before, self.redirects)
        paths = self.before.keys() | after.keys()
        self.changes = {p: difference(self.before.get(p, b""), after.get(p, b"")) for p in sorted(paths)}
        self.added = [(p, line) for p, change in self.changes.items() for line in change.added]
        self.lost = [(p, line) for p, change in self.changes.items() for line in change.lost]
        # A changed line may be as long as the longest that it stands for.
        self.slack = EXTRA_WORDS_MAX + max((len(words(line)) for _, line in self.lost), default=0)
        self.new = {p for p in after if p not in self.before}
        self.faults: list[str] = []
        self.damage: list[str] = []

    def run(self) -> None:
        self._check_lost()
        self._check_removes()
        self._check_added()
        self._check_files()
        self._check_creates()

    def _check_lost(self) -> None:
        for path, line in self.lost:
            is_named = any(_is_named(rule, path, line) for rule in self.removes + self.may_remove)
            if not is_named and not self._goes_on(path, line):
                self.damage.append(f"lost from {path}: {line.strip()}")

    def _goes_on(self, path: str, lost: str) -> bool:
        """Whether a wanted fact was put at the end of this line, which stands there whole."""
        longer = [line for p, line in self.added if p == path and holds(readable(line), readable(lost))]
        return any(_fits(rule, path, line, self.slack) for rule in self.adds for line in longer)

    def _check_removes(self) -> None:
        written = " ".join(readable(line) for _, line in self.added)
        for rule in self.removes:
            if not any(_is_named(rule, path, line) for path, line in self.lost):
                self.faults.append(f"still there: {rule}")
            elif not all(holds(written, kept) for kept in rule.get("keeps", [])):
                self.damage.append(f"not kept: {rule['keeps']}")

    def _check_added(self) -> None:
        for rule in self.adds:
            if not any(_fits(rule, path, line, self.slack) for path, line in self.added):
                merged = self.redirects and not any(source in self.after for source in self.redirects)
                (self.damage if merged else self.faults).append(f"not written: {rule}")
        for path, line in self.added:
            if not self._is_wanted(path, line):
                self.faults.append(f"junk in {path}: {line.strip()}")
            for needle in self.adds_none:
                if holds(readable(line), needle):
                    self.faults.append(f"wrote '{needle}' in {path}")
            if None in self._targets(path, line):
                self.faults.append(f"dangling link in {path}: {line.strip()}")

    def _is_wanted(self, path: str, line: str) -> bool:
        if any(_fits(rule, path, line, self.slack) for rule in self.adds + self.may_add):
            return True
        targets = self._targets(path, line)
        links_new = bool(targets) and all(t in self.new or (path in self.new and t == "user.md") for t in targets)
        is_heading = line.startswith("#") and path in self.named
        return links_new or is_heading or not words(line)

    def _targets(self, path: str, line: str) -> list[str | None]:
        return [leads_to(self.after, path, match[1]) for match in LINK.finditer(line)]

    def _check_files(self) -> None:
        texts = {path: data.decode("utf-8", "replace") for path, data in self.after.items()}
        linked = {target for path, text in texts.items() for target in self._targets(path, text)}
        for path, change in self.changes.items():
            if path not in self.after:
                self.damage.append(f"deleted {path}")
            elif path in self.new and path not in self.named:
                self.faults.append(f"new note {path}")
            elif path in self.new and path != "user.md" and path not in linked:
                self.faults.append(f"nothing leads to {path}")
            elif not change.same_breaks:
                self.faults.append(f"line breaks of {path} changed")
            elif not change.same_bytes and path not in self.named and not (change.lost or change.added):
                self.faults.append(f"bytes of {path} changed")

    def _check_creates(self) -> None:
        for rule in self.creates:
            made = [path for path in alternatives(rule["path"]) if path in self.new]
            title = next((line for path in made for line in lines_of(self.after[path]) if line.startswith("# ")), "")
            if not holds_any(title, rule["title"]):
                self.faults.append(f"not created: {rule}")


def _compared(spec: dict, before: Vault, after: Vault) -> _Comparison:
    comparison = _Comparison(spec, before, after)
    comparison.run()
    return comparison


def compare_vault(spec: object, before: Vault, after: Vault) -> tuple[list[str], list[str]]:
    """Faults and damage against the accepted final state that fits best; a list holds several."""
    specs = spec if isinstance(spec, list) else [{} if spec == "unchanged" else spec]
    accepted = [_compared(one, before, after) for one in specs]
    # A rename or a merge that was left undone has lost nothing.
    undone = [_compared({**one, "redirects": {}}, before, after) for one in specs if "redirects" in one]
    faults = min((one.damage + one.faults for one in accepted), key=len)
    damage = min((one.damage for one in accepted + undone), key=len)
    return faults, damage


def _comes_first(reply: str, first: str | list[str], later: list[str]) -> bool:
    places = [place(reply, needle) for needle in alternatives(first)]
    begin = min((p for p in places if p is not None), default=len(reply))
    return all((place(reply, needle) or 0) > begin for needle in later if holds(reply, needle))


def grade(expect: dict, before: Vault, answer: Answer, mode: str) -> Verdict:
    """Whether the answer is right. `before` is the vault as it was given to the program."""
    faults, damage = compare_vault(expect["vault"], before, answer.vault)
    if answer.outcome not in expect["outcome"]:
        faults.append(f"outcome {answer.outcome}, not {' or '.join(expect['outcome'])}")
    for needle in expect.get("reply_all", []):
        if not holds_any(answer.reply, needle):
            faults.append(f"reply lacks {needle}")
    for needle in expect.get("reply_none", []):
        if holds(answer.reply, needle):
            faults.append(f"reply says '{needle}'")
    if "reply_later" in expect and not _comes_first(answer.reply, expect["reply_all"][0], expect["reply_later"]):
        faults.append(f"reply does not begin with {expect['reply_all'][0]}")
    if mode == "recall" and len(answer.reply) > REPLY_CHARS_MAX:
        faults.append(f"reply has {len(answer.reply)} characters")
    return Verdict(not faults, bool(damage), "; ".join(faults))
