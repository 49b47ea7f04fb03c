# SPDX-License-Identifier: Apache-2.0
"""Suites for `tiles memory bench`."""
import json
import pathlib
import sys
import unittest
from argparse import Namespace
from datetime import date

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "suites"))

import export  # noqa: E402


class Suites(unittest.TestCase):
    def test_every_row_has_the_wanted_cases_in_small_vaults(self) -> None:
        arguments = Namespace(cell="all_new", rows=list(export.ROWS), tasks=2, notes=10, seed=9, today=date(2026, 6, 15))
        lines = export.lines(arguments)
        cases = {(line["family"], line.get("pair", line["id"])) for line in lines}
        self.assertEqual(len(cases), 2 * len(export.ROWS))
        self.assertTrue(all(len(line["files"]) <= 10 for line in lines))
        self.assertTrue(all(("target" in line) == (line["expected"] == "change") for line in lines))
        self.assertEqual(lines, export.lines(arguments))

    def test_the_suite_of_the_program_is_whole(self) -> None:
        text = (ROOT / "suites" / "held_out.jsonl").read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertEqual({line["family"] for line in lines}, set(export.ROWS))
        self.assertEqual(len({line["id"] for line in lines}), len(lines))


if __name__ == "__main__":
    unittest.main()
