# SPDX-License-Identifier: Apache-2.0
"""ask_witness.py URL LOG: what a witness answers to requests over plain HTTP: the size and the count of signatures of what it signed
last for LOG, and the statuses of requests that are none."""
import hashlib
import sys
import urllib.error
import urllib.request

URL, LOG = sys.argv[1:]


def ask(path: str, body: bytes | None = None, method: str | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(URL + path, body, method=method), timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read().decode()


status, note = ask("/" + hashlib.sha256(LOG.encode()).hexdigest() + "/checkpoint")
print(status, note.splitlines()[1], note.count("\u2014 "))
print(ask("/none/checkpoint")[0], ask("/add-checkpoint")[0], ask("/add-checkpoint", b"old 0\n\nx\n")[0],
      ask("/add-checkpoint", b"x" * 70000)[0], ask("/../etc", method="PUT")[0])
