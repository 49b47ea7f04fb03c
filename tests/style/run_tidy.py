#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy over our sources, two at a time. A file whose preprocessed text passed before is not checked again."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

TIDY = "clang-tidy-14"
CLANG = "clang++-14"
TOP = pathlib.Path(__file__).resolve().parents[2]


def arguments_of(entry: dict) -> list[str]:
    """The compile command without the launcher, the compiler, the output and what clang does not know."""
    words = shlex.split(entry["command"])
    start = next(i for i, word in enumerate(words) if word.endswith(("++", "g++", "c++")))
    kept, skip = [], False
    for word in words[start + 1:]:
        if skip:
            skip = False
        elif word in ("-o", "-c"):
            skip = True
        elif not word.startswith("-fsanitize") and word != "-fno-sanitize-recover=all":
            kept.append(word)
    return kept


def check(entry: dict, passed: pathlib.Path, config: bytes) -> str:
    arguments = arguments_of(entry)
    source = entry["file"]
    preprocessed = subprocess.run([CLANG, "-E", *arguments, source], cwd=entry["directory"], capture_output=True, check=False)
    if preprocessed.returncode != 0:
        return f"{source}: {preprocessed.stderr.decode(errors='replace')[:2000]}"
    text = preprocessed.stdout.replace(str(TOP).encode(), b"")
    stamp = passed / hashlib.sha256(config + text).hexdigest()
    if stamp.exists():
        return ""
    run = subprocess.run([TIDY, "--quiet", "--warnings-as-errors=*", source, "--", *arguments],
                         cwd=entry["directory"], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return run.stdout or run.stderr
    stamp.touch()
    return ""


def main() -> int:
    entries = json.loads(pathlib.Path(sys.argv[1], "compile_commands.json").read_text())
    entries = [e for e in entries if e["file"].startswith((f"{TOP}/src/", f"{TOP}/apps/"))]
    passed = pathlib.Path(os.environ["TILES_CACHE"], "tidy-passed")
    passed.mkdir(parents=True, exist_ok=True)
    config = (TOP / ".clang-tidy").read_bytes()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        reports = [r for r in pool.map(lambda e: check(e, passed, config), entries) if r]
    print("\n".join(reports))
    print(f"clang-tidy: {len(entries) - len(reports)} files passed, {len(reports)} failed")
    return 1 if reports or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
