# SPDX-License-Identifier: Apache-2.0
"""Prints the lines that the reader gets, for the host's tests.

    python3 memory-model/tests/make_reader_cases.py > memory-model/tests/reader_lines.jsonl
"""

from __future__ import annotations

import json
import pathlib
import sys
from random import Random

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from policy.generate import stream  # noqa: E402
from policy.name_index import NameIndex  # noqa: E402
from policy.split import ALL_NEW, TRAINING  # noqa: E402
from reader.lines import Vault  # noqa: E402

CASES = 80
MAX_FILES = 14
STEP = 5  # Every fifth task, so that many worlds are seen.


def main() -> None:
    for split in (TRAINING, ALL_NEW):
        written = 0
        for number, task in enumerate(stream(Random(11), split)):
            if written == CASES // 2:
                break
            if number % STEP or task.mode != "recall" or task.filters or len(task.files) > MAX_FILES:
                continue
            lines = Vault(task.files, NameIndex(task.files)).lines(task.message)
            case = {"files": task.files, "message": task.message, "lines": [line.words for line in lines]}
            print(json.dumps(case, ensure_ascii=False))
            written += 1


if __name__ == "__main__":
    main()
