#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one script of tests/cli against the program. The script's language is in README.md beside this file."""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time

SCRIPT_SECONDS_MAX = 880  # Less than ctest gives it, so that nothing of it outlives it.
STARTED = time.monotonic()
SKIPPED = 77
PASSED_ON = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "TILES_CHAT_TEMPLATES", "TILES_GO_ORACLES")


class Mismatch(Exception):
    """What the program did is not what the script says."""


class Step:
    def __init__(self, command: str, line: int, terminal: bool):
        self.command, self.line, self.terminal = command, line, terminal
        self.stdin: list[str] = []
        self.expect: list[tuple[str, str, int]] = []  # (mark, text, line)


def parse(path: pathlib.Path) -> tuple[set[str], list[Step]]:
    needs: set[str] = set()
    steps: list[Step] = []
    marks = ("2>~ ", "2>! ", "2> ", "2>*", ">~ ", ">! ", "> ", ">*", "= ", "json ", "see ", "type ")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("needs "):
            needs.update(line.split()[1:])
        elif line.startswith(("$ ", "% ")):
            steps.append(Step(line[2:], number, line.startswith("% ")))
        elif line.startswith("< "):
            steps[-1].stdin.append(line[2:])
        else:
            mark = next((m for m in marks if line.startswith(m) or line == m.rstrip()), None)
            if mark is None or not steps:
                raise Mismatch(f"{path}:{number}: not a line of a script: {line}")
            steps[-1].expect.append((mark.strip(), line[len(mark):], number))
    return needs, steps


def missing_need(needs: set[str]) -> str:
    for need in sorted(needs):
        if need == "chat_model" and not os.path.exists(os.environ.get("TILES_CHAT_MODEL", "")):
            return "TILES_CHAT_MODEL names no file"
        if need == "network_namespace" and subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode:
            return "this machine allows no network namespace"
        if need == "mount_namespace" and subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode:
            return "this machine allows no mount namespace"
        if need not in ("chat_model", "network_namespace", "mount_namespace"):
            raise Mismatch(f"unknown need '{need}'")
    return ""


def check_stream(step: Step, prefix: str, actual: str) -> None:
    exact = [text for mark, text, _ in step.expect if mark == prefix]
    patterns = [(mark, text, line) for mark, text, line in step.expect if mark in (prefix + "~", prefix + "!")]
    anything = any(mark == prefix + "*" for mark, _, _ in step.expect)
    if (exact or not patterns) and not anything and actual.splitlines() != exact:
        raise Mismatch("expected exactly:\n" + "\n".join(exact))
    for mark, text, line in patterns:
        found = re.search(text, actual, re.MULTILINE)
        if (found is None) == mark.endswith("~"):
            raise Mismatch(f"line {line}: {'no' if found is None else 'a forbidden'} match of: {text}")


def check_json(step: Step, stdout: str) -> None:
    wanted = [(text, line) for mark, text, line in step.expect if mark == "json"]
    if not wanted:
        return
    try:
        document = json.loads(stdout)
    except ValueError:  # Several lines of JSON: the last one counts.
        document = json.loads(stdout.splitlines()[-1])
    for text, line in wanted:
        pointer, relation, value = text.split(" ", 2)
        found = document
        for part in pointer.strip("/").split("/") if pointer != "/" else []:
            found = found[int(part)] if isinstance(found, list) else found[part]
        wanted_value = json.loads(value)
        holds = {"==": found == wanted_value, "!=": found != wanted_value,
                 "has": relation == "has" and wanted_value.casefold() in str(found).casefold(),
                 "count": relation == "count" and len(found) == wanted_value}[relation]
        if not holds:
            raise Mismatch(f"line {line}: {pointer} is {json.dumps(found)}")


def seconds_left() -> float:
    return max(0.1, STARTED + SCRIPT_SECONDS_MAX - time.monotonic())


def run_shell(command: str, text: bytes, environment: dict, folder: str) -> subprocess.CompletedProcess:
    """What the shell starts ends with it, also when it is out of time."""
    with subprocess.Popen(["/bin/sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
                          env=environment, start_new_session=True) as process:
        try:
            stdout, stderr = process.communicate(text, timeout=seconds_left())
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # Nothing is left.
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


def run_piped(step: Step, environment: dict, folder: str) -> None:
    text = "".join(line + "\n" for line in step.stdin)
    done = run_shell(step.command, text.encode(), environment, folder)
    stdout, stderr = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    code = next((int(text) for mark, text, _ in step.expect if mark == "="), 0)
    try:
        if done.returncode != code:
            raise Mismatch(f"expected exit code {code}")
        structured = any(mark == "json" for mark, _, _ in step.expect)
        if not structured:
            check_stream(step, ">", stdout)
        check_stream(step, "2>", stderr)
        check_json(step, stdout)
    except (Mismatch, LookupError, ValueError) as problem:
        raise Mismatch(f"{problem}\n--- exit code {done.returncode}, stdout:\n{stdout}--- stderr:\n{stderr}") from problem


def read_until(terminal: int, seen: str, pattern: str) -> tuple[str, int]:
    """Reads on until `pattern` is in what was not yet looked at; returns all and where the match ended."""
    end = time.monotonic() + seconds_left()
    while True:
        found = re.search(pattern, seen)
        if found:
            return seen, found.end()
        readable, _, _ = select.select([terminal], [], [], max(0.0, end - time.monotonic()))
        if not readable:
            raise Mismatch(f"nothing on the terminal matches: {pattern}")
        try:
            piece = os.read(terminal, 65536).decode(errors="replace")
        except OSError:
            piece = ""
        if not piece:
            raise Mismatch(f"the program ended before: {pattern}")
        seen += piece


def wait_for_reader(terminal: int) -> None:
    """Until the program reads key by key, at most a second: its prompt is there a moment before, and a person is not that fast."""
    for _ in range(50):
        time.sleep(0.02)
        if not termios.tcgetattr(terminal)[3] & termios.ICANON:
            time.sleep(0.1)
            return


def run_on_terminal(step: Step, environment: dict, folder: str) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execve("/bin/sh", ["/bin/sh", "-c", "exec " + step.command], environment)
    rest, log = "", ""
    try:
        for mark, text, _ in step.expect:
            if mark == "see":
                rest, end = read_until(terminal, rest, text)
                log, rest = log + rest[:end], rest[end:]
            elif mark == "type":
                wait_for_reader(terminal)
                os.write(terminal, text.encode().decode("unicode_escape").encode("latin-1"))
        wait_for_end(child, terminal, step)
    except Mismatch as problem:
        raise Mismatch(f"{problem}\n--- terminal:\n{log}{rest}") from problem
    finally:
        os.close(terminal)
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        except (ProcessLookupError, ChildProcessError):
            pass  # It ended by itself and was waited for.


def wait_for_end(child: int, terminal: int, step: Step) -> None:
    wanted = next((int(text) for mark, text, _ in step.expect if mark == "="), 0)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        select.select([terminal], [], [], 0.02)
        try:
            os.read(terminal, 65536)
        except OSError:
            pass  # A terminal without a program on it gives an error: the program has ended.
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            if code != wanted:
                raise Mismatch(f"exit code {code}, expected {wanted}")
            return
    raise Mismatch("the program did not end")


def main() -> int:
    program, script = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    needs, steps = parse(script)
    if reason := missing_need(needs):
        print(f"skipped: {reason}")
        return SKIPPED
    folder = tempfile.mkdtemp(prefix="tiles-cli-")
    os.makedirs(f"{folder}/bin")
    os.symlink(program, f"{folder}/bin/tiles")
    environment = {"PATH": f"{folder}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": folder, "TERM": "xterm", "LC_ALL": "C.UTF-8",
                   "OMP_WAIT_POLICY": "passive", "CHAT_MODEL": os.environ.get("TILES_CHAT_MODEL", ""), "SCRIPTS": str(script.parent),
                   "NPM_ORACLES": os.environ.get("TILES_NPM_ORACLES", ""), "PYTHON_ORACLES": os.environ.get("TILES_PYTHON_ORACLES", "")}
    environment |= {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        for step in steps:
            (run_on_terminal if step.terminal else run_piped)(step, environment, folder)
    except (Mismatch, subprocess.TimeoutExpired) as problem:
        print(f"{script.name}:{step.line}: $ {step.command}\n{problem}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{script.name}: {len(steps)} commands")
    return 0 if steps else 1


if __name__ == "__main__":
    sys.exit(main())
