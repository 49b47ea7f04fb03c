#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run_ctest.py BUILD LABEL: the tests with the label. Those whose program, script and data did not change since they
passed are left out, unless TILES_TEST_ALL is set, as it is in continuous integration."""
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
DATA = ("tests/data", "tests/support", "tests/cli", "tests/interop/registry", "tests/interop/plc", "tests/interop/ucan",
        "memory-model/released")  # What tests read beside their program.


@functools.cache
def digest_of_file(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest_of_data() -> str:
    """Of the files that any test may read, but for the scripts, which are inputs of one test each."""
    text = os.environ.get("TILES_CHAT_MODEL", "") and os.path.realpath(os.environ["TILES_CHAT_MODEL"])
    for folder in DATA:
        for path in sorted((TOP / folder).rglob("*")):
            if path.is_file() and path.suffix != ".cli" and "__pycache__" not in path.parts:
                text += f"\n{path.relative_to(TOP)} {digest_of_file(path)}"
    return hashlib.sha256(text.encode()).hexdigest()


def listed(build: str, label: str) -> list[dict]:
    shown = subprocess.run(["ctest", "--test-dir", build, "-L", label, "--show-only=json-v1"], capture_output=True, check=True)
    return json.loads(shown.stdout)["tests"]


def input_of(test: dict, data: str) -> str:
    """Names what decides the outcome: the program, the script, the data."""
    files = [pathlib.Path(word) for word in test["command"] if word.startswith("/")]
    own = [digest_of_file(file) for file in files if file.is_file() and file.name != pathlib.Path(sys.executable).name]
    return hashlib.sha256(" ".join([data, *own]).encode()).hexdigest()


def group_of(test: dict) -> str:
    """The tests that share an input: all of one unit program, or one script."""
    name = test["name"]
    return name.split(".")[0] + "." if name.split(".")[0] not in ("cli", "interop") else name


def main() -> int:
    build, label = sys.argv[1], sys.argv[2]
    passed = pathlib.Path(os.environ["TILES_CACHE"], "tests-passed")
    passed.mkdir(parents=True, exist_ok=True)
    data = digest_of_data()
    tests = listed(build, label)
    inputs: dict[str, str] = {}
    for test in tests:
        inputs.setdefault(group_of(test), input_of(test, data))
    everything = bool(os.environ.get("TILES_TEST_ALL"))
    changed = [group for group, name in inputs.items() if everything or not (passed / name).exists()]
    count = sum(group_of(test) in changed for test in tests)
    if len(tests) > count:
        print(f"{len(tests) - count} of {len(tests)} tests left out: nothing they read changed since they passed", flush=True)
    if not changed:
        return 0 if tests else 1
    names = "|".join(re.escape(group) + ("" if group.endswith(".") else "$") for group in changed)
    run = subprocess.run(["ctest", "--test-dir", build, "-L", label, "-R", f"^({names})", "-j2", "--output-on-failure",
                          "--no-tests=error"], check=False)
    if run.returncode == 0:
        for group in changed:
            (passed / inputs[group]).touch()
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
