# SPDX-License-Identifier: Apache-2.0
"""The sets that were written by hand agree with their notes: spoken/ and everyday/."""

from __future__ import annotations

import json
import pathlib
import re
import unittest

from policy.words import words_of

ROOT = pathlib.Path(__file__).resolve().parents[1]
LINK = re.compile(r"\[\[([^\]|#\n]+)")
ACTIONS = {"add", "replace", "drop", "nothing", "beyond"}
OUTCOMES = {"recall": {"answered", "clarify", "unknown"}, "remember": {"remembered", "clarify", "nothing"}}
# Answers that are worked out and so stand in no note.
DERIVED = {"AGGREGATE", "COMPARE", "DATE"}


def notes_of(folder: pathlib.Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))}


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def dangling(notes: dict[str, str]) -> list[str]:
    targets = [target if target.endswith(".md") else target + ".md" for text in notes.values() for target in LINK.findall(text)]
    return [target for target in targets if target not in notes]


class Spoken(unittest.TestCase):
    def setUp(self) -> None:
        folders = [path.parent for path in sorted((ROOT / "spoken").glob("*/messages.jsonl"))]
        self.vaults = {folder.name: notes_of(folder) for folder in folders}
        self.messages = [
            (folder.name, json.loads(line))
            for folder in folders
            for line in (folder / "messages.jsonl").read_text(encoding="utf-8").splitlines()
            if line.strip()
        ]

    def test_no_message_stands_twice_in_a_vault_and_every_link_leads_somewhere(self) -> None:
        texts = [(name, one.get("ask") or one["tell"]) for name, one in self.messages]
        self.assertGreater(len(texts), 5000)
        self.assertEqual(len(texts), len(set(texts)))
        for name, notes in self.vaults.items():
            self.assertEqual([], dangling(notes), name)

    def test_what_is_meant_stands_once_in_its_note(self) -> None:
        for name, one in self.messages:
            for path, text in one.get("lines") or ([one["line"]] if one.get("line") else []):
                with self.subTest(name=name, line=text):
                    self.assertEqual(1, lines_of(self.vaults[name][path]).count(text.strip()))
                    self.assertIn(one.get("part", ""), text)

    def test_a_value_stands_in_its_message(self) -> None:
        for name, one in self.messages:
            if "tell" not in one:
                continue
            with self.subTest(name=name, tell=one["tell"]):
                self.assertIn(one["do"], ACTIONS)
                self.assertEqual(one["do"] in ("replace", "drop"), "line" in one)
                if one["do"] in ("add", "replace"):
                    self.assertRegex(one["tell"], rf"(?<!\w){re.escape(one['value'])}(?!\w)")
                if one["do"] == "add":
                    self.assertIn(one["path"], self.vaults[name])
                    self.assertTrue(one["key"])


class Everyday(unittest.TestCase):
    def setUp(self) -> None:
        folder = ROOT / "everyday"
        self.cases = [json.loads(line) for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
        self.vaults = {path.name: notes_of(path) for path in (folder / "vaults").iterdir()}

    def test_no_id_stands_twice_and_every_link_leads_somewhere(self) -> None:
        self.assertEqual(len(self.cases), len({case["id"] for case in self.cases}))
        self.assertEqual(set(self.vaults), {case["vault"] for case in self.cases})
        for name, notes in self.vaults.items():
            self.assertEqual([], dangling(notes), name)

    def test_an_answer_that_is_not_worked_out_stands_in_the_vault(self) -> None:
        for case in self.cases:
            with self.subTest(case["id"]):
                self.assertLessEqual(set(case["expect"]["outcome"]), OUTCOMES[case["mode"]])
                if case["expect"]["outcome"] != ["answered"] or case["family"] in DERIVED:
                    continue
                words = " ".join(words_of(" ".join(path + " " + text for path, text in self.vaults[case["vault"]].items())))
                for needle in case["expect"]["reply_all"]:
                    wanted = [needle] if isinstance(needle, str) else needle
                    self.assertTrue(any(" ".join(words_of(one)).replace(" ", "") in words.replace(" ", "") for one in wanted), needle)

    def test_a_line_to_remove_stands_once_in_its_note(self) -> None:
        for case in self.cases:
            vault = case["expect"]["vault"]
            for spec in [] if vault == "unchanged" else vault if isinstance(vault, list) else [vault]:
                moved = {target: source for source, target in spec.get("redirects", {}).items()}
                for rule in spec.get("removes", []):
                    with self.subTest(case["id"]):
                        text = self.vaults[case["vault"]][moved.get(rule["path"], rule["path"])]
                        self.assertEqual(1, lines_of(text).count(rule["line"].strip()), rule)


if __name__ == "__main__":
    unittest.main()
