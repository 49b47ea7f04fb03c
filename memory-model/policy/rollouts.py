# SPDX-License-Identifier: Apache-2.0
"""Episodes of a model on tasks, through the product's own program: its sandbox, its vault, its engine.

`tiles memory episodes` draws several samples of each task from the weights (docs/formats/memory_suite.md, Episodes); one process a core.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from policy.reward import Episode, reward
from policy.task import Files, Task
from suites.export import line_of

# A row of a suite is only a heading here.
_ROW = "training"


@dataclass(frozen=True)
class Rollout:
    """One sample: what the model read and wrote, and what it earned."""

    prompt: str  # all that it read before its first token
    turns: tuple[tuple[tuple[int, ...], str | None], ...]  # tokens it wrote, and the result that it then read
    earned: float
    is_right: bool


def final_files(task: Task, changed: dict[str, str | None]) -> Files:
    files = {path: text for path, text in task.files.items() if changed.get(path, "") is not None}
    return {**files, **{path: text for path, text in changed.items() if text is not None}}


def _prompt(task: Task, transcript: list[dict]) -> str:
    view = next(entry["text"] for entry in transcript if entry["part"] == "view")
    message = next(entry["text"] for entry in transcript if entry["part"] == "message")
    return f"<vault>{view}</vault><{task.mode}><user>{message}</user>"


def turns_of(tokens: list[int], results: list[str], closing: frozenset[int]) -> tuple[tuple[tuple[int, ...], str | None], ...]:
    """Parts the tokens behind each one that closes a turn; each result follows the turn of its place.

    What the model wrote after a turn without a result is left out: the host has ended the task or shown something else.
    """
    turns: list[tuple[tuple[int, ...], str | None]] = []
    begin = 0
    for end, token in enumerate(tokens, 1):
        if token not in closing:
            continue
        result = results[len(turns)] if len(turns) < len(results) else None
        turns.append((tuple(tokens[begin:end]), result))
        begin = end
        if result is None:
            return tuple(turns)
    if begin < len(tokens):
        turns.append((tuple(tokens[begin:]), None))
    return tuple(turns)


def rollout_of(task: Task, episode: dict, closing: frozenset[int]) -> Rollout:
    transcript = episode["transcript"]
    results = [entry["text"] for entry in transcript if entry["part"] == "result"]
    reply = episode["reply"] if episode["outcome"] != "gave_up" else None
    end = Episode(final_files(task, episode["files"]), reply, episode["turns"])
    turns = turns_of(episode["tokens"], results, closing)
    return Rollout(_prompt(task, transcript), turns, reward(task, end), episode["right"])


class Roller:
    """Draws samples with one process a core; the weights are read anew each time."""

    def __init__(self, program: pathlib.Path, processes: int, closing: frozenset[int]) -> None:
        self._program, self._processes, self._closing = program, processes, closing

    def _run(self, model: pathlib.Path, tasks: list[Task], names: list[int], samples: int, temperature: float, seed: int, today: date) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            suite = pathlib.Path(folder) / "tasks.jsonl"
            lines = [json.dumps(line_of(tasks[name], str(name), _ROW, "", today)) for name in names]
            suite.write_text("\n".join(lines) + "\n", encoding="utf-8")
            command = [str(self._program), "--home", folder, "memory", "episodes", "--suite", str(suite), "--model", str(model)]
            command += ["--samples", str(samples), "--temperature", str(temperature), "--seed", str(seed)]
            environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}
            done = subprocess.run(command, capture_output=True, text=True, env=environment)
            if done.returncode:
                raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
            return done.stdout.splitlines()

    def groups(self, model: pathlib.Path, tasks: list[Task], samples: int, temperature: float, seed: int, today: date) -> list[list[Rollout]]:
        """For each task its samples, in order."""
        shares = [list(range(part, len(tasks), self._processes)) for part in range(self._processes)]
        shares = [names for names in shares if names]
        with ThreadPoolExecutor(len(shares)) as pool:
            runs = list(pool.map(lambda names: self._run(model, tasks, names, samples, temperature, seed, today), shares))
        groups: list[list[Rollout]] = [[] for _ in tasks]
        for lines in runs:
            for line in lines:
                episode = json.loads(line)
                name = int(episode["id"])
                groups[name].append(rollout_of(tasks[name], episode, self._closing))
        return groups
