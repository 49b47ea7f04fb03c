# SPDX-License-Identifier: Apache-2.0
"""Suites for `tiles memory bench`."""
import json
import pathlib
import sys
import unittest
from argparse import Namespace
from datetime import date
from random import Random

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "suites"))
sys.path.insert(0, str(ROOT))

import export  # noqa: E402
import key_words  # noqa: E402
import replay  # noqa: E402
import risk  # noqa: E402
import told_clauses  # noqa: E402
from policy.task import Task  # noqa: E402


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

    def test_the_key_words_are_those_of_the_attributes(self) -> None:
        text = key_words.KEYS.read_text(encoding="utf-8")
        self.assertEqual(text, key_words.text_of(key_words.KEYS_HEAD, key_words.lines_of_keys()))

    def test_the_relation_words_are_those_of_the_relations(self) -> None:
        text = key_words.RELATIONS.read_text(encoding="utf-8")
        self.assertEqual(text, key_words.text_of(key_words.RELATIONS_HEAD, key_words.lines_of_relations()))

    def test_the_known_nouns_and_relations_are_those_of_the_generator(self) -> None:
        nouns = key_words.NOUNS.read_text(encoding="utf-8")
        self.assertEqual(nouns, key_words.text_of(key_words.NOUNS_HEAD, key_words.lines_of_nouns()))
        known = key_words.KNOWN_RELATIONS.read_text(encoding="utf-8")
        self.assertEqual(known, key_words.text_of(key_words.KNOWN_RELATIONS_HEAD, key_words.lines_of_known_relations()))
        self.assertIn("\nbest friend\n", known)

    def test_the_told_clauses_are_those_that_training_may_see(self) -> None:
        text = told_clauses.TARGET.read_text(encoding="utf-8")
        self.assertEqual(text, told_clauses.HEAD + "".join(line + "\n" for line in told_clauses.lines()))
        self.assertIn("city\tform\tI live in {v}\n", text)
        self.assertNotIn("\tI am a {v}\n", text)

    def test_below_the_threshold_nothing_is_right_and_nothing_harmed(self) -> None:
        def task(outcome: str, confidence: float | None, right: bool, damaged: bool = False) -> dict:
            return {"outcome": outcome, "confidence": confidence, "right": right, "damaged": damaged}

        tasks = [
            task("answered", 0.9, True),
            task("remembered", 0.4, False, damaged=True),
            task("remembered", 0.3, True),
            task("unknown", 0.1, True),
            task("answered", None, True),  # by the host
        ]
        self.assertEqual(risk.row_at(tasks, 0.0), risk.Row(0.0, 5, acts=4, kept=4, wrong=1, right=4, damaged=1))
        self.assertEqual(risk.row_at(tasks, 0.5), risk.Row(0.5, 5, acts=4, kept=2, wrong=0, right=3, damaged=0))

    def test_a_spoilt_change_harms_a_line_that_was_to_stay(self) -> None:
        files = {"user.md": "# User\n- city: Oslo\n- car: Volvo\n"}
        target = {"user.md": "# User\n- city: Bergen\n- car: Volvo\n"}
        task = Task("update", "change", "remember", "I moved to Bergen", files, "change", target=target)
        rng = Random(1)
        self.assertEqual(replay.spoilt(task, "lose", rng), "update_file('user.md', '- car: Volvo\\n', '')")
        self.assertRegex(replay.spoilt(task, "alter", rng) or "", r"'- car: (moved|Bergen)\\n'")
        task.target = files | {"user.md": "# User\n"}
        self.assertIsNone(replay.spoilt(task, "lose", rng))


if __name__ == "__main__":
    unittest.main()
