#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The rules of STYLE.md that a program can see: sizes, names, comments at the top, messages. Prints file:line: rule."""
import pathlib
import re
import subprocess
import sys

FILE_LINES_MAX = 700
FUNCTION_LINES_MAX = 70  # C++ functions are measured by clang-tidy; this is for shell and Python.
SOURCES = (".h", ".cpp", ".rs", ".py", ".sh")
SAYS_NOTHING = re.compile(r"(^|_)(util|utils|helper|helpers|common|misc|manager)(_|\.|$)", re.IGNORECASE)
BARE_BOOLEAN = re.compile(r"\b([a-z_]\w*)\((?:[^()\"]*, *)?(?:true|false)(?:, *[^()\"]*)?\)")
# Standard or third-party calls whose boolean has no enum of ours.
BOOLEAN_CALLS = {"assign", "dump", "emplace_back", "exchange", "fill", "push_back", "resize", "set", "store", "value", "value_or"}
TRY_IN_BRACES = re.compile(r"(?:\{|(?<![\w)\]])\.\w+ = )TILES_TRY\(")
MESSAGE = re.compile(r"\b(?:fail|Error)\(ErrorCode::\w+,\s*\"((?:[^\"\\]|\\.)*)\"\s*([;,)+])?")
PROPER_FIRST = re.compile(r"^(DAG-CBOR|DID|P-256|TPM|UCAN|JSON|UTF-8|GGUF|SQLite|Python|FTS5|SHA-256|TOML|XDG|URL|HTTP|Markdown|NFC|GBNF)\b")


def tracked_files() -> list[pathlib.Path]:
    listing = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)
    return [pathlib.Path(line) for line in listing.stdout.splitlines() if pathlib.Path(line).is_file()]


def check_file_rules(path: pathlib.Path, lines: list[str]) -> list[str]:
    problems = []
    head = "\n".join(lines[:3])
    if "SPDX-License-Identifier: Apache-2.0" not in head:
        problems.append(f"{path}:1: no SPDX line at the top")
    if len(lines) > FILE_LINES_MAX and "length:" not in head + "\n".join(lines[:12]):
        problems.append(f"{path}:1: {len(lines)} lines, the limit is {FILE_LINES_MAX}")
    if SAYS_NOTHING.search(path.name):
        problems.append(f"{path}:1: the file name says nothing about what is inside")
    return problems


def check_own_header_first(path: pathlib.Path, lines: list[str]) -> list[str]:
    own = path.with_suffix(".h")
    if path.suffix != ".cpp" or not own.exists():
        return []
    first = next((line for line in lines if line.startswith("#include")), "")
    if own.name not in first:
        return [f"{path}:1: its own header '{own.name}' is not included first"]
    return []


def is_call_site(line: str, match: re.Match) -> bool:
    before = line[: match.start()].rstrip()
    return match.group(1) not in BOOLEAN_CALLS and "//" not in before and not before.endswith(("EXPECT", "ASSERT"))


def check_lines(path: pathlib.Path, lines: list[str]) -> list[str]:
    problems = []
    for number, line in enumerate(lines, 1):
        if "using namespace" in line and not line.lstrip().startswith("//"):
            problems.append(f"{path}:{number}: 'using namespace'")
        if "/tests/" not in f"/{path}":
            for match in BARE_BOOLEAN.finditer(line):
                if is_call_site(line, match):
                    problems.append(f"{path}:{number}: bare boolean in the call of '{match.group(1)}'")
        if TRY_IN_BRACES.search(line):
            problems.append(f"{path}:{number}: TILES_TRY in a braced initialiser: on an error GCC leaks the members before it")
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            problems.append(f"{path}:{number}: unfinished work marked in a comment")
        if re.search(r"catch \(\.\.\.\) *\{ *\}", line):
            problems.append(f"{path}:{number}: swallowed exception")
    return problems


def check_messages(path: pathlib.Path, text: str) -> list[str]:
    """Messages begin in lower case (a proper name may not) and have no full stop."""
    problems = []
    for match in MESSAGE.finditer(text):
        message = match.group(1)
        number = text.count("\n", 0, match.start()) + 1
        if message[:1].isupper() and not PROPER_FIRST.match(message):
            problems.append(f"{path}:{number}: message begins with a capital: \"{message}\"")
        if message.endswith(".") and match.group(2) != "+":
            problems.append(f"{path}:{number}: message ends with a full stop: \"{message}\"")
    return problems


def check_ours_alone(path: pathlib.Path, text: str) -> list[str]:
    """No address of a package registry in a build file: clients know where their packages are."""
    hosts = r"(crates\.io|pypi\.org|registry\.npmjs|pythonhosted|deb\.debian\.org)"
    return [f"{path}:{text.count(chr(10), 0, m.start()) + 1}: registry host '{m.group(0)}'" for m in re.finditer(hosts, text)]


def main() -> int:
    problems = []
    files = tracked_files()
    for path in files:
        if path.suffix in SOURCES or path.name == "dev":
            text = path.read_text(encoding="utf-8", errors="replace")
            lines = text.splitlines()
            if path.name != "dev":
                problems += check_file_rules(path, lines)
            if path.suffix in (".h", ".cpp"):
                problems += check_own_header_first(path, lines) + check_lines(path, lines) + check_messages(path, text)
        if path.suffix in (".cmake", ".sh", ".toml", ".md", ".txt", ".py", ".json") and path.name not in ("check_style.py",):
            problems += check_ours_alone(path, path.read_text(encoding="utf-8", errors="replace")) if path.stat().st_size < 1 << 20 else []
    print("\n".join(problems))
    print(f"style: {len(files)} files, {len(problems)} problems")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
