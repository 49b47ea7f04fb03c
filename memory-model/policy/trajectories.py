# SPDX-License-Identifier: Apache-2.0
"""Kinds of trajectories and what they earn: the proof that no habit pays better than doing the task."""

from __future__ import annotations

from itertools import islice
from random import Random
from typing import Callable

from policy.generate import stream
from policy.grade import lines_of
from policy.reward import MAX_TURNS, Episode, oracle_episode, reward
from policy.split import TRAINING
from policy.task import NOTHING_REPLY, SAVED_REPLY, UNKNOWN_REPLY, Files, Task

Habit = Callable[[Task], Episode]


def _end(task: Task) -> str:
    return UNKNOWN_REPLY if task.mode == "recall" else NOTHING_REPLY


def _with(files: Files, path: str, text: str) -> Files:
    return {**files, path: text}


def _stall(task: Task) -> Episode:
    """Reads until the turns are up."""
    return Episode(task.files, None, MAX_TURNS)


def _ask_always(task: Task) -> Episode:
    return Episode(task.files, "Who or what do you mean?", 1)


def _ask_with_names(task: Task) -> Episode:
    """Names every candidate in a question."""
    titles = [title for _, title in task.index.candidates(task.message)]
    return Episode(task.files, " or ".join(titles or ["Who"]) + "?", 1)


def _refuse(task: Task) -> Episode:
    return Episode(task.files, _end(task), 1)


def _claim_saved(task: Task) -> Episode:
    """Never writes and says it did."""
    return Episode(task.files, SAVED_REPLY if task.mode == "remember" else UNKNOWN_REPLY, 1)


def _write_all(task: Task) -> Episode:
    """Stores every message as it is."""
    if task.mode == "recall":
        return _refuse(task)
    text = task.files.get("user.md", "# User\n").rstrip() + f"\n- note: {task.message}\n"
    return Episode(_with(task.files, "user.md", text), SAVED_REPLY, 2)


def _echo(task: Task) -> Episode:
    return Episode(task.files, task.message.rstrip("?"), 1)


def _tell_all(task: Task) -> Episode:
    """Answers with everything that stands in user.md."""
    lines = lines_of(task.seen_files().get("user.md", ""))
    return Episode(task.files, " ".join(lines) or UNKNOWN_REPLY, 1)


def _delete_all(task: Task) -> Episode:
    final = {} if task.mode == "remember" else task.files
    return Episode(final, SAVED_REPLY, 2)


def _without_edit(task: Task) -> Episode:
    """The oracle's reply without its edits."""
    oracle = oracle_episode(task)
    return Episode(task.files, oracle.reply, oracle.turns)


def _with_damage(task: Task) -> Episode:
    """The oracle, and one line lost that was to stay."""
    oracle = oracle_episode(task)
    if task.mode == "recall":
        return oracle
    for path, text in oracle.final.items():
        for line in lines_of(text) & lines_of(task.files.get(path, "")):
            return Episode(_with(oracle.final, path, text.replace(line, "", 1)), oracle.reply, oracle.turns)
    return oracle


def _with_junk(task: Task) -> Episode:
    """The oracle, and one more fact nobody told."""
    oracle = oracle_episode(task)
    if task.mode == "recall":
        return oracle
    text = oracle.final.get("user.md", "# User\n").rstrip() + "\n- mood: fine\n"
    return Episode(_with(oracle.final, "user.md", text), oracle.reply, oracle.turns)


def _with_dangling_link(task: Task) -> Episode:
    oracle = oracle_episode(task)
    if task.mode == "recall":
        return oracle
    text = oracle.final.get("user.md", "# User\n").rstrip() + "\n- knows: [[entities/nobody_there.md]]\n"
    return Episode(_with(oracle.final, "user.md", text), oracle.reply, oracle.turns)


def _with_invention(task: Task) -> Episode:
    """The oracle's reply, and one word that rests on nothing."""
    oracle = oracle_episode(task)
    return Episode(oracle.final, f"Zorbavian {oracle.reply}", oracle.turns)


def _slow(task: Task) -> Episode:
    """The oracle, after reading twice more than it needs."""
    oracle = oracle_episode(task)
    return Episode(oracle.final, oracle.reply, oracle.turns + 2)


def _leak(task: Task) -> Episode:
    """Says what a filter hides."""
    oracle = oracle_episode(task)
    return Episode(oracle.final, f"{oracle.reply} {' '.join(task.forbidden)}".strip(), oracle.turns)


HABITS: dict[str, Habit] = {
    "oracle": oracle_episode,
    "oracle, two turns more": _slow,
    "oracle, one invented word": _with_invention,
    "oracle, one junk fact": _with_junk,
    "oracle, one dangling link": _with_dangling_link,
    "oracle, one true line lost": _with_damage,
    "oracle, hidden value told": _leak,
    "never writes, oracle's reply": _without_edit,
    "never writes, says saved": _claim_saved,
    "refuses always": _refuse,
    "asks always": _ask_always,
    "asks, naming the candidates": _ask_with_names,
    "stalls": _stall,
    "stores every message": _write_all,
    "deletes everything": _delete_all,
    "repeats the message": _echo,
    "tells all of user.md": _tell_all,
}
# What a lazy or harmful policy could do in every task.
LOSING = [name for name in HABITS if not name.startswith("oracle")]
FAMILIES = ("read", "unknown", "write", "update", "clarify", "noop", "inject", "filter", "recover")


def mean_rewards(count: int, seed: int) -> dict[str, dict[str, float]]:
    """For each habit, its mean reward by family and over the mix of training."""
    tasks = list(islice(stream(Random(seed), TRAINING), count))
    rewards: dict[str, dict[str, float]] = {}
    for name, habit in HABITS.items():
        earned = [(task.family, reward(task, habit(task))) for task in tasks]
        by_family = {family: [value for of, value in earned if of == family] for family in FAMILIES}
        rewards[name] = {family: sum(values) / len(values) for family, values in by_family.items() if values}
        rewards[name]["mix"] = sum(value for _, value in earned) / len(earned)
    return rewards


def reward_table(count: int = 6000, seed: int = 1) -> str:
    """The table as Markdown."""
    rewards = mean_rewards(count, seed)
    lines = ["| trajectory | " + " | ".join((*FAMILIES, "mix")) + " |", "|---" * (len(FAMILIES) + 2) + "|"]
    for name, earned in rewards.items():
        cells = " | ".join(f"{earned.get(family, 0):.2f}" for family in (*FAMILIES, "mix"))
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)
