# SPDX-License-Identifier: Apache-2.0
"""print_coverage.py SUMMARY: the lines of each module that ran, from gcovr's JSON summary."""
import collections
import json
import pathlib
import sys


def main() -> None:
    lines = collections.defaultdict(lambda: [0, 0])
    for file in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))["files"]:
        parts = pathlib.PurePath(file["filename"]).parts
        for name in (parts[1], "all"):
            lines[name][0] += file["line_covered"]
            lines[name][1] += file["line_total"]
    for name, (covered, total) in sorted(lines.items(), key=lambda item: (item[0] == "all", item[0])):
        print(f"{name:10} {100 * covered / max(1, total):5.1f} %  {covered:6} of {total:6} lines")


main()
