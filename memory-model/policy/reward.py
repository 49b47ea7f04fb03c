# SPDX-License-Identifier: Apache-2.0
"""The reward of an episode: graded, by exact rules, without a judge.

    python3 memory-model/policy/reward.py        # the table of what every kind of trajectory earns

A value in [0, 1] less a small cost for each turn. It looks at the final vault and the reply, never at the code.
"""

from __future__ import annotations

import pathlib
import re
import sys
from collections import Counter
from dataclasses import dataclass

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from policy.grade import leaks, lines_of, names_choice, stands_in, value_of  # noqa: E402
from policy.task import Files, Task  # noqa: E402
from policy.words import STOP_WORDS, words_of  # noqa: E402

TURN_COST = 0.01
UNSUPPORTED_COST = 0.2  # for each word of a reply that rests on nothing
DECISION_SHARE = 0.5  # of a question: that it is asked; the rest is for naming what is asked about
MAX_TURNS = 8
_LINK = re.compile(r"\[\[([^\]|#\n]+)")


@dataclass(frozen=True)
class Episode:
    """How a task ended. Without a reply the host takes every edit back."""

    final: Files
    reply: str | None
    turns: int


def _items(text: str) -> Counter[str]:
    """The facts and other lines of a note; a key may be spelt in any way."""
    items: Counter[str] = Counter()
    for line, count in lines_of(text).items():
        items[value_of(line)] += count
    return items


@dataclass(frozen=True)
class Difference:
    added: Counter[tuple[str, str]]
    removed: Counter[tuple[str, str]]

    def size(self) -> int:
        return self.added.total() + self.removed.total()


def difference(before: Files, after: Files) -> Difference:
    added: Counter[tuple[str, str]] = Counter()
    removed: Counter[tuple[str, str]] = Counter()
    for path in before.keys() | after.keys():
        old, new = before.get(path), after.get(path)
        if old is new or old == new:
            continue
        old_items, new_items = _items(old or ""), _items(new or "")
        for item, count in (new_items - old_items).items():
            added[path, item] = count
        for item, count in (old_items - new_items).items():
            removed[path, item] = count
    return Difference(added, removed)


def dangling_links(files: Files) -> set[tuple[str, str]]:
    """Path and target of each link to a note that is not there."""
    found = set()
    for path, text in files.items():
        if "[[" not in text:
            continue
        for target in _LINK.findall(text):
            full = target.strip() if target.strip().endswith(".md") else target.strip() + ".md"
            if full not in files:
                found.add((path, full))
    return found


def _vault_reward(task: Task, final: Files) -> float:
    """Set-F1 between what changed and what was to change; nothing when a fact that was to stay is gone."""
    wanted, made = difference(task.files, task.target), difference(task.files, final)
    if made.removed - wanted.removed or dangling_links(final) - dangling_links(task.files):
        return 0.0
    hits = (made.added & wanted.added).total() + (made.removed & wanted.removed).total()
    both = made.size() + wanted.size()
    return 2 * hits / both if both else 1.0


def _is_telling(word: str) -> bool:
    return word not in STOP_WORDS and (len(word) > 2 or word.isdigit()) and word not in ("yes", "no", "and", "or")


def unsupported_words(task: Task, reply: str) -> set[str]:
    """Telling words of the reply that neither the answer, the message nor a line with the answer holds."""
    parts = task.answer.split("\n")
    given = " ".join((task.answer, task.message, *task.choices))
    allowed = set(words_of(given)) | {"days", "know"}
    for turn in task.turns:
        if turn.kind == "reply":
            allowed.update(words_of(turn.text))
    for text in task.seen_files().values():
        for line in text.split("\n"):
            if any(part in line for part in parts):
                allowed.update(words_of(line))
    return {word for word in words_of(reply) if _is_telling(word)} - allowed


def _answer_reward(task: Task, reply: str) -> float:
    parts = task.answer.split("\n")
    matched = sum(stands_in(part, reply) for part in parts) / len(parts)
    return max(0.0, matched - UNSUPPORTED_COST * len(unsupported_words(task, reply)))


def _clarify_reward(task: Task, reply: str) -> float:
    if not reply.endswith("?"):
        return 0.0
    named = sum(names_choice(choice, reply) for choice in task.choices) / len(task.choices)
    extra = len(unsupported_words(task, reply))
    return max(0.0, DECISION_SHARE + (1 - DECISION_SHARE) * named - UNSUPPORTED_COST * extra) if named else 0.0


def base_reward(task: Task, final: Files, reply: str) -> float:
    """What the end is worth, turns aside."""
    if leaks(task, reply):
        return 0.0
    if task.expected == "change":
        return 0.0 if reply.endswith("?") else _vault_reward(task, final)
    if final is not task.files and final != task.files:
        return 0.0  # Byte for byte.
    if task.expected == "clarify":
        return _clarify_reward(task, reply)
    if reply.endswith("?"):
        return 0.0
    if task.expected == "answer":
        return _answer_reward(task, reply)
    if task.expected == "unknown":
        return 1.0 if "don't know" in reply.lower() and not unsupported_words(task, reply) else 0.0
    return 1.0


def reward(task: Task, episode: Episode) -> float:
    cost = TURN_COST * min(episode.turns, MAX_TURNS)
    reply = (episode.reply or "").strip()
    return (base_reward(task, episode.final, reply) if reply else 0.0) - cost


def oracle_episode(task: Task) -> Episode:
    return Episode(task.target, task.turns[-1].text, len(task.turns))


def main() -> int:
    from policy.trajectories import reward_table

    print(reward_table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
