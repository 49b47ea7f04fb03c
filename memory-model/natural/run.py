# SPDX-License-Identifier: Apache-2.0
"""Runs the natural set through a built program and prints how much was right.

    python3 memory-model/natural/run.py --tiles build/release/apps/tiles/tiles --json scores.json
"""

from __future__ import annotations

import argparse
import json
import math
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from grade import Answer, grade  # noqa: E402
from natural_set import cases, dialogues, message_of, read_vault, vault_folder  # noqa: E402

TURN_SECONDS_MAX = 120
NORMAL_95 = 1.959964  # of the normal distribution, for 95 % intervals
VERBS = {"recall": "ask", "remember": "tell"}


@dataclass
class Score:
    id: str
    right: bool
    damaged: bool
    why: str
    outcome: str
    reply: str
    seconds: float


class Home:
    """The program on a copy of one vault, in a folder of its own."""

    def __init__(self, arguments: argparse.Namespace, vault: str, folder: str) -> None:
        self.program = [str(arguments.tiles), "--home", folder]
        if arguments.model:
            self.program += ["--memory-model", str(arguments.model)]
        self.memory = pathlib.Path(folder) / "memory"
        shutil.copytree(vault_folder(vault), self.memory)

    def call(self, *words: str, text: str = "") -> str:
        command = [*self.program, "memory", *words]
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=TURN_SECONDS_MAX)
        return done.stdout

    def run(self, name: str, turn: dict) -> Score:
        before, begin = read_vault(self.memory), time.monotonic()
        try:
            answer = json.loads(self.call(VERBS[turn["mode"]], "-", "--json", text=message_of(turn)))
        except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
            return Score(name, False, False, f"no answer: {error}", "", "", time.monotonic() - begin)
        seconds = time.monotonic() - begin
        given = Answer(answer.get("outcome", ""), answer.get("reply", ""), read_vault(self.memory))
        verdict = grade(turn["expect"], before, given, turn["mode"])
        return Score(name, verdict.right, verdict.damaged, verdict.why, given.outcome, given.reply, seconds)


def run_case(arguments: argparse.Namespace, case: dict) -> Score:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(arguments, case["vault"], folder)
        for kind, value in case.get("filters", []):
            home.call("filter", "add", kind, value)
        return home.run(case["id"], case)


def run_dialogue(arguments: argparse.Namespace, dialogue: dict) -> list[Score]:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(arguments, dialogue["vault"], folder)
        turns = [turn for session in dialogue["sessions"] for turn in session]
        return [home.run(f"{dialogue['id']}/{number}", turn) for number, turn in enumerate(turns, 1)]


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, z2 = right / count, NORMAL_95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = NORMAL_95 * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(flags: list[bool]) -> dict[str, float]:
    low, high = wilson(sum(flags), len(flags))
    return {"right": sum(flags), "count": len(flags), "share": sum(flags) / len(flags), "low": low, "high": high}


def table(chosen: list[dict], scores: dict[str, Score], field: str) -> dict[str, dict]:
    values = list(dict.fromkeys(case[field] for case in chosen))
    return {v: share([scores[c["id"]].right for c in chosen if c[field] == v]) for v in values}


def report(chosen: list[dict], scores: dict[str, Score], talks: dict[str, list[Score]]) -> dict:
    everything = [*scores.values(), *(score for turns in talks.values() for score in turns)]
    seconds = sorted(score.seconds for score in everything)
    result = {"damage": share([score.damaged for score in everything]), "seconds_median": seconds[len(seconds) // 2]}
    if chosen:
        result["all"] = {"all": share([score.right for score in scores.values()])}
        for field in ("family", "level", "category", "language"):
            result[field] = table(chosen, scores, field)
    pairs: dict[str, list[bool]] = {}
    for case in chosen:
        if "pair" in case:
            pairs.setdefault(case["pair"], []).append(scores[case["id"]].right)
    whole = [all(flags) for flags in pairs.values() if len(flags) == 2]
    if whole:
        result["pairs"] = {"clarify and twin, both": share(whole)}
    if talks:
        turns = [score.right for scores_of in talks.values() for score in scores_of]
        whole = [all(score.right for score in scores_of) for scores_of in talks.values()]
        result["dialogues"] = {"turns": share(turns), "whole": share(whole)}
    return result


def print_report(result: dict) -> None:
    for name, part in result.items():
        if name in ("damage", "seconds_median"):
            continue
        for row, s in part.items():
            print(f"{name:10} {row:24} {s['right']:4}/{s['count']:<4} {s['share']:6.1%}  [{s['low']:.1%}, {s['high']:.1%}]")
    s = result["damage"]
    print(f"{'damage':35} {s['right']:4}/{s['count']:<4} {s['share']:6.1%}  [{s['low']:.1%}, {s['high']:.1%}]")
    print(f"{'median time of a turn':35} {result['seconds_median']:.3f} s")


def arguments_of() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiles", type=pathlib.Path, required=True, help="the program")
    parser.add_argument("--model", type=pathlib.Path, help="a memory model in place of the built-in one")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="ids that match this expression")
    parser.add_argument("--failures", action="store_true", help="print what was wrong")
    parser.add_argument("--json", type=pathlib.Path, help="write the report and every score here")
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of()
    wanted: Callable[[dict], bool] = lambda item: re.search(arguments.only, item["id"]) is not None
    chosen, talks = list(filter(wanted, cases())), list(filter(wanted, dialogues()))
    if not chosen and not talks:
        sys.exit(f"error: no id matches '{arguments.only}'")
    with ThreadPoolExecutor(arguments.workers) as pool:
        scores = {s.id: s for s in pool.map(lambda case: run_case(arguments, case), chosen)}
        talked = dict(zip([t["id"] for t in talks], pool.map(lambda t: run_dialogue(arguments, t), talks)))
    result = report(chosen, scores, talked)
    everything = [*scores.values(), *(score for turns in talked.values() for score in turns)]
    if arguments.failures:
        for score in everything:
            if not score.right:
                print(f"{score.id}: {'DAMAGE ' if score.damaged else ''}{score.why} ({score.outcome}: {score.reply!r})")
    print_report(result)
    if arguments.json:
        result["scores"] = [asdict(score) for score in everything]
        arguments.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
