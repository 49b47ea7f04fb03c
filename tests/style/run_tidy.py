#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy over our sources, two at a time. A file is not checked again when it passed with the same preprocessed text;
and that text is not made again when no file that it was made from changed."""
import concurrent.futures
import functools
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


def object_of(entry: dict) -> str:
    words = shlex.split(entry["command"])
    return words[words.index("-o") + 1]


@functools.cache
def digest_of_file(path: str) -> str:
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def files_read(build: pathlib.Path) -> dict[str, list[str]]:
    """The files that each object was made from, by the object's path in the build folder, as ninja recorded them."""
    read: dict[str, list[str]] = {}
    shown = subprocess.run(["ninja", "-C", str(build), "-t", "deps"], capture_output=True, text=True, check=False)
    files: list[str] = []
    for line in shown.stdout.splitlines():
        if line.startswith("    "):
            files.append(str((build / line.strip()).resolve()))
        elif ": #deps" in line:
            files = read.setdefault(line.split(":")[0], [])
    return read


def stamp_of_files(entry: dict, files: list[str], passed: pathlib.Path, config: bytes) -> pathlib.Path | None:
    """Nothing when it is not known which files were read."""
    if not files or not all(os.path.exists(file) for file in files):
        return None
    text = " ".join([entry["command"].replace(str(TOP), ""), *(digest_of_file(file) for file in files)])
    return passed / hashlib.sha256(config + text.encode()).hexdigest()


def check(entry: dict, files: list[str], passed: pathlib.Path, config: bytes) -> str:
    quick = stamp_of_files(entry, files, passed, config)
    if quick and quick.exists():
        return ""
    report = check_text(entry, passed, config)
    if quick and not report:
        quick.touch()
    return report


def check_text(entry: dict, passed: pathlib.Path, config: bytes) -> str:
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
    build = pathlib.Path(sys.argv[1]).resolve()
    entries = json.loads((build / "compile_commands.json").read_text())
    entries = [e for e in entries if e["file"].startswith((f"{TOP}/src/", f"{TOP}/apps/"))]
    passed = pathlib.Path(os.environ["TILES_CACHE"], "tidy-passed")
    passed.mkdir(parents=True, exist_ok=True)
    config = (TOP / ".clang-tidy").read_bytes()
    read = files_read(build)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        reports = [r for r in pool.map(lambda e: check(e, read.get(object_of(e), []), passed, config), entries) if r]
    print("\n".join(reports))
    print(f"clang-tidy: {len(entries) - len(reports)} files passed, {len(reports)} failed")
    return 1 if reports or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
