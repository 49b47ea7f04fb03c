# SPDX-License-Identifier: Apache-2.0
"""pull_bench.py PROGRAM FOLDER MEBIBYTES ROUNDS: a pull from a server on loopback against curl of the same file, by turns; what is
fetched again after a cut and after kill -9 in the middle; the memory of a pull. Ours checks the SHA-256 and syncs the file, so curl is
also timed with a sync of its own."""
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time

SENDFILE_BYTES = 1 << 20


class Server(http.server.ThreadingHTTPServer):
    """Serves one file with ranges, counts what it sends, and does `at_half`, once, when half of the file is sent."""

    def __init__(self, file: pathlib.Path):
        super().__init__(("127.0.0.1", 0), Handler)
        self.file, self.size = file, file.stat().st_size
        self.sent, self.at_half, self.lock = 0, None, threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # A client that was killed.

    def begin(self, at_half=None) -> None:
        self.sent, self.at_half = 0, at_half

    def count(self, sent: int):
        """What is to be done now, if anything."""
        with self.lock:
            self.sent += sent
            if self.at_half is None or self.sent < self.size // 2:
                return None
            action, self.at_half = self.at_half, None
            return action


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        at, end = (int(wanted[1]), int(wanted[2]) + 1) if wanted else (0, self.server.size)
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {at}-{end - 1}/{self.server.size}")
        self.send_header("Content-Length", str(end - at))
        self.end_headers()
        with open(self.server.file, "rb") as file:
            while at < end:
                sent = os.sendfile(self.connection.fileno(), file.fileno(), at, min(SENDFILE_BYTES, end - at))
                at += sent
                action = self.server.count(sent)
                if action == "cut":
                    self.close_connection = True
                    return
                if action is not None:
                    action()


def run(command: list[str]) -> tuple[float, int]:
    """Seconds and the largest resident size in bytes of a command that must succeed."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"'{command[0]}' ended with {process.returncode}: {errors[-1000:]}")
    return time.perf_counter() - begin, usage.ru_maxrss * 1024


class Pulls:
    def __init__(self, program: pathlib.Path, folder: pathlib.Path, file: pathlib.Path):
        self.server, self.folder = Server(file), folder
        self.url = f"http://127.0.0.1:{self.server.server_port}/model.gguf"
        # Piece by piece: what this process holds counts as the memory of those that it starts.
        with open(file, "rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        self.pull = [str(program), "pull", f"{self.url}@sha256:{digest}", "--home", str(folder / "home")]
        self.out = folder / "out"

    def clean(self) -> None:
        shutil.rmtree(self.folder / "home", ignore_errors=True)
        self.out.unlink(missing_ok=True)
        os.sync()  # What is written back later would slow the next round.

    def curl(self) -> dict:
        self.clean()
        plain, _ = run(["curl", "-s", "-f", "-o", str(self.out), self.url])
        synced, _ = run(["sync", str(self.out)])
        return {"curl": plain, "curl_and_sync": plain + synced}

    def tiles(self) -> dict:
        self.clean()
        seconds, memory = run(self.pull)
        return {"tiles": seconds, "memory": memory}

    def fetched_again_after_cut(self) -> int:
        self.clean()
        self.server.begin("cut")
        run(self.pull)
        return self.server.sent - self.server.size

    def fetched_again_after_kill(self) -> int:
        self.clean()
        process = subprocess.Popen(self.pull, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.server.begin(lambda: process.send_signal(signal.SIGKILL))
        process.wait()
        first = self.server.sent
        self.server.begin()
        run(self.pull)
        # What was in the sockets when it was killed counts as fetched.
        return first + self.server.sent - self.server.size


def measure(program: pathlib.Path, folder: pathlib.Path, mebibytes: int, rounds: int) -> dict:
    file = folder / "model.gguf"
    put_gguf = pathlib.Path(__file__).parent.parent / "tests" / "cli" / "put_gguf.py"
    subprocess.run([sys.executable, str(put_gguf), str(file), str(mebibytes << 20)], check=True)
    pulls = Pulls(program, folder, file)
    pulls.curl(), pulls.tiles()  # Both once for nothing: the file is in memory then.
    results: list[dict] = []
    for number in range(rounds):
        order = (pulls.curl, pulls.tiles) if number % 2 == 0 else (pulls.tiles, pulls.curl)
        results.append({key: value for one in order for key, value in one().items()})
    seconds = {key: round(statistics.median(one[key] for one in results), 3) for key in ("curl", "curl_and_sync", "tiles")}
    ratio = {f"pull_against_{key}": round(statistics.median(one[key] / one["tiles"] for one in results), 3)
             for key in ("curl", "curl_and_sync")}
    return {"size_mib": mebibytes, "rounds": rounds, "seconds": seconds, **ratio,
            "memory_max_mib": round(max(one["memory"] for one in results) / (1 << 20), 1),
            "fetched_again_after_cut_bytes": pulls.fetched_again_after_cut(),
            "fetched_again_after_kill_bytes": pulls.fetched_again_after_kill()}


if __name__ == "__main__":
    print(json.dumps(measure(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
