# SPDX-License-Identifier: Apache-2.0
"""How often the host's guard against damage asks, measured in the program: it replays what the oracle writes.

    python3 memory-model/suites/replay.py --tiles build/release/apps/tiles/tiles --tasks 20
    python3 memory-model/suites/replay.py --tiles build/release/apps/tiles/tiles --tasks 20 --spoil lose

Without --spoil every change is right, and the guard should let all of them pass. With it, each loses a line that nobody spoke of (`lose`), or
has such a line's value replaced by a word of the message (`alter`), and the guard should ask. The oracle answers as a server of this machine does.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from random import Random

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from export import line_of  # noqa: E402
from policy.generate import ROWS, row_tasks  # noqa: E402
from policy.split import ALL_NEW, TRAINING, WIDE_KEYS, Split  # noqa: E402
from policy.task import Task  # noqa: E402

CELLS = {"new_names_and_phrasings": Split(names=True, phrasing=True), "all_new": ALL_NEW, "training": TRAINING, "wide_keys": WIDE_KEYS}
TODAY = date(2026, 6, 15)
FACT = re.compile(r"- ([\w' -]+): (?!.*\[\[)(.+)")


def code_of_edit(path: str, before: str, after: str) -> str:
    return f"update_file({path!r}, {before!r}, {after!r})"


def spoilt(task: Task, kind: str, rng: Random) -> str | None:
    """Code that harms a line which both the task's files and its target have; None when there is none."""
    lines = []
    for path, text in task.target.items():
        old = task.files.get(path, "").split("\n")
        lines += [(path, line) for line in text.split("\n") if FACT.fullmatch(line) and line in old and text.count(line + "\n") == 1]
    if not lines:
        return None
    path, line = rng.choice(lines)
    if kind == "lose":
        return code_of_edit(path, line + "\n", "")
    key, value = FACT.fullmatch(line).groups()
    words = [word for word in re.findall(r"[^\W_]{3,}", task.message) if word.lower() not in value.lower()]
    return code_of_edit(path, line + "\n", f"- {key}: {rng.choice(words)}\n") if words else None


class Oracle:
    """Says what the oracle of a task wrote, turn by turn; a task is known by its message and notes at hand."""

    def __init__(self) -> None:
        self._acts: dict[str, list[dict]] = {}

    def add(self, task: Task, harm: str | None) -> bool:
        """Whether the task can be told from those before."""
        if task.message in self._acts:
            return False
        codes = [turn.text for turn in task.turns if turn.kind == "python"] + ([harm] if harm else [])
        acts = [self._call(number, code) for number, code in enumerate(codes)]
        self._acts[task.message] = [*acts, {"content": task.turns[-1].text}]
        return True

    @staticmethod
    def _call(number: int, code: str) -> dict:
        function = {"name": "python", "arguments": json.dumps({"code": code})}
        return {"content": None, "tool_calls": [{"id": f"c{number}", "type": "function", "function": function}]}

    def answer(self, messages: list[dict]) -> dict:
        acts = self._acts[next(message["content"] for message in messages if message["role"] == "user")]
        return acts[min(sum(message["role"] == "assistant" for message in messages), len(acts) - 1)]


def serve(oracle: Oracle) -> HTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def _say(self, body: dict) -> None:
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self._say({"data": [{"id": "oracle"}]})

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._say({"choices": [{"message": {"role": "assistant", **oracle.answer(request["messages"])}, "finish_reason": "stop"}]})

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def changes_of(arguments: argparse.Namespace, oracle: Oracle) -> list[dict]:
    """Lines of a suite: every task in which something has to be changed, told to the oracle."""
    lines, rng = [], Random(arguments.seed)
    for cell in arguments.cells:
        cases = [case for row in ROWS for case in row_tasks(row, arguments.seed, arguments.tasks, CELLS[cell], TODAY)]
        for task in (task for case in cases for task in case if task.expected == "change"):
            harm = spoilt(task, arguments.spoil, rng) if arguments.spoil else None
            if (harm or not arguments.spoil) and oracle.add(task, harm):
                lines.append(line_of(task, f"{cell}/{len(lines)}", cell, "", TODAY))
    return lines


def replay(program: pathlib.Path, lines: list[dict], oracle: Oracle) -> list[dict]:
    """What became of each task."""
    server = serve(oracle)
    with tempfile.TemporaryDirectory() as folder:
        suite = pathlib.Path(folder) / "suite.jsonl"
        suite.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        command = [str(program), "--home", folder, "memory", "bench", "--suite", str(suite), "--json"]
        command += ["--model", f"http://127.0.0.1:{server.server_port}/v1"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    server.shutdown()
    return json.loads(done.stdout.splitlines()[-1])["tasks"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiles", type=pathlib.Path, required=True)
    parser.add_argument("--cells", nargs="+", choices=tuple(CELLS), default=list(CELLS))
    parser.add_argument("--tasks", type=int, default=100, help="cases of each row")
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument("--spoil", choices=("lose", "alter"))
    parser.add_argument("--failures", action="store_true", help="print every change that did not pass")
    arguments = parser.parse_args()
    oracle = Oracle()
    lines = changes_of(arguments, oracle)
    tasks = replay(arguments.tiles, lines, oracle)
    messages = {line["id"]: line["message"] for line in lines}
    for cell in arguments.cells:
        chosen = [task for task in tasks if task["family"] == cell]
        counts = Counter({"clarify": "asked", "remembered": "passed"}.get(task["outcome"], "otherwise") for task in chosen)
        damaged = sum(task["damaged"] for task in chosen)
        print(f"{cell}: {len(chosen)} changes: {dict(counts)}, damage in {damaged}")
        for task in chosen if arguments.failures else []:
            if task["outcome"] != "remembered":
                print(f"  {task['outcome']}: {messages[task['id']]!r} -> {task['reply']!r} {task['reason']!r}")


if __name__ == "__main__":
    main()
