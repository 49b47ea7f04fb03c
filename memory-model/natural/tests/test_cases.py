# SPDX-License-Identifier: Apache-2.0
"""The cases and dialogues are well-formed and agree with their vaults."""

from __future__ import annotations

import pathlib
import sys
import unittest
from collections import Counter
from datetime import date

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from natural_set import CATEGORIES, FAMILIES, LANGUAGES, LEVELS, cases, dialogues, read_vault, vault_folder  # noqa: E402
from vault_text import LINK, alternatives, holds_any, leads_to, lines_of  # noqa: E402

CASES_MIN, OTHER_LANGUAGES_MIN, DIALOGUES, VAULTS_MIN = 400, 60, 20, 12
THIRD = (0.31, 0.36)
MESSAGE_BYTES_MAX = 4096  # docs/protocols/memory.md, gave_up
OUTCOMES = {"recall": {"answered", "clarify", "unknown"}, "remember": {"remembered", "clarify", "nothing"}}
CASE_FIELDS = {"id", "vault", "mode", "message", "family", "category", "level", "language", "expect"}
OPTIONAL_FIELDS = {"untrusted", "filters", "today", "pair"}
SPEC_FIELDS = {"adds", "removes", "creates", "may_add", "may_remove", "adds_none", "redirects"}
# Answers that are worked out and so stand in no note.
DERIVED = {"AGGREGATE", "COMPARE", "DATE"}


def specs_of(expect: dict) -> list[dict]:
    spec = expect["vault"]
    return [] if spec == "unchanged" else spec if isinstance(spec, list) else [spec]


class Cases(unittest.TestCase):
    def setUp(self) -> None:
        self.cases = cases()
        self.vaults = {case["vault"]: read_vault(vault_folder(case["vault"])) for case in self.cases}

    def test_are_enough_and_no_id_or_message_stands_twice(self) -> None:
        self.assertGreaterEqual(len(self.cases), CASES_MIN)
        for key in (lambda c: c["id"], lambda c: (c["vault"], c["message"])):
            self.assertEqual([], [k for k, n in Counter(map(key, self.cases)).items() if n > 1])

    def test_are_a_third_each_of_easy_medium_and_hard(self) -> None:
        levels = Counter(case["level"] for case in self.cases)
        for level in LEVELS:
            self.assertTrue(THIRD[0] <= levels[level] / len(self.cases) <= THIRD[1], levels)

    def test_cover_every_family_and_enough_languages(self) -> None:
        self.assertEqual(set(FAMILIES), {case["family"] for case in self.cases})
        self.assertEqual(set(LANGUAGES), {case["language"] for case in self.cases})
        others = sum(case["language"] != "en" for case in self.cases)
        self.assertGreaterEqual(others, OTHER_LANGUAGES_MIN)

    def test_have_the_fields_and_words_of_the_format(self) -> None:
        for case in self.cases:
            with self.subTest(case["id"]):
                self.assertLessEqual(CASE_FIELDS, set(case))
                self.assertLessEqual(set(case), CASE_FIELDS | OPTIONAL_FIELDS)
                self.assertIn(case["family"], FAMILIES)
                self.assertIn(case["category"], CATEGORIES)
                self.assertTrue(case["message"].strip())
                self.assertLessEqual(len((case["message"] + case.get("untrusted", "")).encode()), MESSAGE_BYTES_MAX)
                self.assertLessEqual(set(case["expect"]["outcome"]), OUTCOMES[case["mode"]])
                for spec in specs_of(case["expect"]):
                    self.assertLessEqual(set(spec), SPEC_FIELDS)
                if "today" in case:
                    date.fromisoformat(case["today"])

    def test_recall_leaves_the_vault_alone_and_an_answer_says_something(self) -> None:
        for case in self.cases:
            with self.subTest(case["id"]):
                if case["mode"] == "recall":
                    self.assertEqual("unchanged", case["expect"]["vault"])
                if case["expect"]["outcome"] == ["answered"]:
                    self.assertTrue(case["expect"].get("reply_all"))
                if "remembered" in case["expect"]["outcome"]:
                    self.assertTrue(specs_of(case["expect"]))

    def test_an_answer_that_is_not_worked_out_stands_in_the_vault(self) -> None:
        for case in self.cases:
            with self.subTest(case["id"]):
                is_found = case["expect"]["outcome"] == ["answered"] and case["family"] not in DERIVED
                text = " ".join(p + " " + d.decode() for p, d in self.vaults[case["vault"]].items())
                for needle in case["expect"]["reply_all"] if is_found else []:
                    self.assertTrue(holds_any(text, needle), needle)

    def test_a_line_to_remove_stands_once_in_its_note(self) -> None:
        for case in self.cases:
            with self.subTest(case["id"]):
                for spec in specs_of(case["expect"]):
                    moved = {target: source for source, target in spec.get("redirects", {}).items()}
                    for rule in spec.get("removes", []) + spec.get("may_remove", []):
                        path = moved.get(rule["path"], rule["path"])
                        lines = [line.strip() for line in lines_of(self.vaults[case["vault"]][path])]
                        self.assertEqual(1, lines.count(rule["line"].strip()), rule)

    def test_a_note_to_add_to_exists_or_may_be_made(self) -> None:
        for case in self.cases:
            with self.subTest(case["id"]):
                vault = self.vaults[case["vault"]]
                for spec in specs_of(case["expect"]):
                    made = {path for rule in spec.get("creates", []) for path in alternatives(rule["path"])}
                    self.assertFalse(made & set(vault))
                    may = made | set(vault) | {"user.md"} | set(spec.get("redirects", {}).values())
                    for rule in spec.get("adds", []):
                        for path in alternatives(rule["path"]):
                            self.assertTrue(path in may or path.startswith("entities/"), path)

    def test_a_pair_is_one_question_to_ask_and_one_to_answer(self) -> None:
        pairs: dict[str, list[str]] = {}
        for case in self.cases:
            if case["family"] in ("CLARIFY", "TWIN"):
                pairs.setdefault(case["pair"], []).append(case["family"])
        for name, families in pairs.items():
            self.assertEqual(["CLARIFY", "TWIN"], sorted(families), name)


class Vaults(unittest.TestCase):
    def test_every_vault_is_asked_about_and_every_link_leads_somewhere(self) -> None:
        folders = sorted(path.name for path in vault_folder("").iterdir() if path.is_dir())
        self.assertGreaterEqual(len(folders), VAULTS_MIN)
        self.assertEqual(folders, sorted({case["vault"] for case in cases()}))
        for name in folders:
            vault = read_vault(vault_folder(name))
            for path, data in vault.items():
                for match in LINK.finditer(data.decode()):
                    self.assertIsNotNone(leads_to(vault, path, match[1]), f"{name}/{path}: {match[0]}")


class Dialogues(unittest.TestCase):
    def test_are_twenty_over_several_sessions_with_both_modes(self) -> None:
        everything = dialogues()
        self.assertEqual(DIALOGUES, len({dialogue["id"] for dialogue in everything}))
        for dialogue in everything:
            with self.subTest(dialogue["id"]):
                self.assertTrue(vault_folder(dialogue["vault"]).is_dir())
                self.assertGreaterEqual(len(dialogue["sessions"]), 2)
                turns = [turn for session in dialogue["sessions"] for turn in session]
                self.assertEqual({"recall", "remember"}, {turn["mode"] for turn in turns})
                for turn in turns:
                    self.assertLessEqual(set(turn["expect"]["outcome"]), OUTCOMES[turn["mode"]])
                    for spec in specs_of(turn["expect"]):
                        self.assertLessEqual(set(spec), SPEC_FIELDS)


if __name__ == "__main__":
    unittest.main()
