# SPDX-License-Identifier: Apache-2.0
"""The grader: an answer made from the expectation is right, every kind of wrong one is wrong."""

from __future__ import annotations

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from grade import Answer, grade  # noqa: E402
from natural_set import cases, dialogues, read_vault, vault_folder  # noqa: E402
from run import wilson  # noqa: E402
from tests.oracle import WRONG_LINE, final_vault, right_answer, with_line  # noqa: E402
from vault_text import difference, holds, lines_of, redirected  # noqa: E402


class Oracle(unittest.TestCase):
    def each(self):
        for case in cases():
            before = read_vault(vault_folder(case["vault"]))
            yield case, before, right_answer(case["expect"], before)

    def verdict(self, case: dict, before: dict, answer: Answer):
        return grade(case["expect"], before, answer, case["mode"])

    def test_of_every_case_is_right_and_does_no_damage(self) -> None:
        for case, before, answer in self.each():
            with self.subTest(case["id"]):
                verdict = self.verdict(case, before, answer)
                self.assertTrue(verdict.right, verdict.why)
                self.assertFalse(verdict.damaged)

    def test_of_every_dialogue_is_right_from_turn_to_turn(self) -> None:
        for dialogue in dialogues():
            vault = read_vault(vault_folder(dialogue["vault"]))
            for turn in (turn for session in dialogue["sessions"] for turn in session):
                with self.subTest(dialogue["id"], message=turn["message"]):
                    answer = right_answer(turn["expect"], vault)
                    verdict = self.verdict(turn, vault, answer)
                    self.assertTrue(verdict.right, verdict.why)
                    vault = answer.vault

    def test_with_another_outcome_is_wrong(self) -> None:
        for case, before, answer in self.each():
            with self.subTest(case["id"]):
                self.assertFalse(self.verdict(case, before, Answer("gave_up", answer.reply, answer.vault)).right)

    def test_with_a_fact_nobody_told_is_wrong_but_no_damage(self) -> None:
        for case, before, answer in self.each():
            with self.subTest(case["id"]):
                verdict = self.verdict(case, before, with_line(answer, min(answer.vault), WRONG_LINE))
                self.assertFalse(verdict.right)
                self.assertFalse(verdict.damaged)

    def test_with_a_line_lost_is_wrong_and_damage(self) -> None:
        for case, before, answer in self.each():
            with self.subTest(case["id"]):
                path, kept = _line_that_stays(before, answer.vault)
                lines = [line for line in answer.vault[path].split(b"\n") if line.strip() != kept.encode().strip()]
                vault = {**answer.vault, path: b"\n".join(lines)}
                verdict = self.verdict(case, before, Answer(answer.outcome, answer.reply, vault))
                self.assertFalse(verdict.right)
                self.assertTrue(verdict.damaged)

    def test_without_what_the_reply_must_say_is_wrong(self) -> None:
        for case, before, answer in self.each():
            with self.subTest(case["id"]):
                if case["expect"].get("reply_all"):
                    self.assertFalse(self.verdict(case, before, Answer(answer.outcome, "zzqx?", answer.vault)).right)

    def test_that_says_what_it_must_not_is_wrong(self) -> None:
        for case, before, answer in self.each():
            with self.subTest(case["id"]):
                for needle in case["expect"].get("reply_none", []):
                    reply = f"{answer.reply} {needle}"
                    self.assertFalse(self.verdict(case, before, Answer(answer.outcome, reply, answer.vault)).right)

    def test_that_changes_nothing_where_a_change_is_due_is_wrong(self) -> None:
        for case, before, answer in self.each():
            with self.subTest(case["id"]):
                if case["expect"]["outcome"] == ["remembered"]:
                    self.assertFalse(self.verdict(case, before, Answer("remembered", "Saved.", dict(before))).right)


def _line_that_stays(before: dict, after: dict) -> tuple[str, str]:
    for path in sorted(set(before) & set(after)):
        for line in lines_of(before[path]):
            if lines_of(after[path]).count(line) == 1 and any(c.isalnum() for c in line):
                return path, line
    raise AssertionError("nothing stays")


class Grade(unittest.TestCase):
    BEFORE = {
        "user.md": b"# User\n- city: Lyon\n- pets: a cat\n- boss: [[entities/tom.md]]\n",
        "entities/tom.md": b"# Tom\n- phone: 1\n",
    }
    MOVE = {"adds": [{"path": "user.md", "value": "Oslo"}], "removes": [{"path": "user.md", "line": "- city: Lyon"}]}

    def of(self, spec: object, **texts: bytes):
        names = {"user": "user.md", "tom": "entities/tom.md", "new": "entities/new.md"}
        after = {**self.BEFORE, **{names[name]: text for name, text in texts.items()}}
        after = {path: text for path, text in after.items() if text}
        return grade({"outcome": ["remembered"], "vault": spec}, self.BEFORE, Answer("remembered", "", after), "remember")

    def changed(self, old: bytes, new: bytes) -> bytes:
        self.assertIn(old, self.BEFORE["user.md"])
        return self.BEFORE["user.md"].replace(old, new)

    def test_a_change_in_place_and_one_at_the_end_are_both_right(self) -> None:
        self.assertTrue(self.of(self.MOVE, user=self.changed(b"Lyon", b"Oslo")).right)
        self.assertTrue(self.of(self.MOVE, user=self.changed(b"- city: Lyon\n", b"") + b"- city: Oslo\n").right)

    def test_an_old_line_that_stays_is_wrong(self) -> None:
        verdict = self.of(self.MOVE, user=self.BEFORE["user.md"] + b"- city: Oslo\n")
        self.assertEqual((False, False), (verdict.right, verdict.damaged))

    def test_the_wrong_line_changed_is_damage(self) -> None:
        verdict = self.of(self.MOVE, user=self.changed(b"a cat", b"Oslo"))
        self.assertEqual((False, True), (verdict.right, verdict.damaged))

    def test_a_line_that_goes_on_with_the_new_fact_is_right(self) -> None:
        spec = {"adds": [{"path": "user.md", "value": "a dog"}]}
        self.assertTrue(self.of(spec, user=self.changed(b"a cat", b"a cat, a dog")).right)
        self.assertTrue(self.of(spec, user=self.changed(b"a cat", b"a dog")).damaged)

    def test_a_new_note_needs_its_title_and_a_link_to_it(self) -> None:
        spec = {"creates": [{"path": "entities/new.md", "title": "Zed Quill"}]}
        linked = self.BEFORE["user.md"] + b"- uncle: [[entities/new.md]]\n"
        self.assertTrue(self.of(spec, new=b"# Zed Quill\n", user=linked).right)
        self.assertFalse(self.of(spec, new=b"# Zed Quill\n").right)
        self.assertFalse(self.of(spec, new=b"# Zed\n", user=linked).right)
        self.assertFalse(self.of({}, new=b"# Zed Quill\n", user=linked).right)

    def test_a_link_that_leads_nowhere_is_wrong(self) -> None:
        spec = {"adds": [{"path": "user.md", "value": "Zed"}]}
        self.assertFalse(self.of(spec, user=self.BEFORE["user.md"] + b"- uncle: [[entities/zed.md]]\n").right)

    def test_a_renamed_note_takes_its_links_along(self) -> None:
        spec = {"redirects": {"entities/tom.md": "entities/new.md"}}
        self.assertTrue(self.of(spec, tom=b"", new=b"# Tom\n- phone: 1\n", user=self.changed(b"tom.md", b"new.md")).right)
        self.assertFalse(self.of(spec, tom=b"", new=b"# Tom\n- phone: 1\n").right)

    def test_a_fact_lost_in_a_merge_is_damage(self) -> None:
        spec = {"redirects": {"entities/tom.md": "user.md"}, "adds": [{"path": "user.md", "value": "1", "key": "phone"}]}
        user = self.changed(b"entities/tom.md", b"user.md")
        self.assertTrue(self.of(spec, tom=b"", user=user + b"- phone: 1\n").right)
        self.assertTrue(self.of(spec, tom=b"", user=user).damaged)
        self.assertFalse(self.of(spec).damaged)

    def test_words_that_a_changed_line_must_keep_are_damage_when_gone(self) -> None:
        rule = {"path": "user.md", "line": "- pets: a cat", "keeps": ["cat"]}
        spec = {"adds": [{"path": "user.md", "value": "a dog"}], "removes": [rule]}
        self.assertTrue(self.of(spec, user=self.changed(b"a cat", b"a dog, the cat")).right)
        self.assertTrue(self.of(spec, user=self.changed(b"a cat", b"a dog")).damaged)

    def test_bytes_that_change_where_nothing_is_expected_are_wrong(self) -> None:
        self.assertFalse(self.of({}, tom=b"# Tom\n- phone: 1\n\n").right)
        self.assertFalse(self.of(self.MOVE, user=self.changed(b"Lyon", b"Oslo"), tom=b"# Tom\n\n- phone: 1\n").right)

    def test_a_note_that_is_gone_is_damage(self) -> None:
        self.assertTrue(self.of({}, tom=b"").damaged)

    def test_the_accepted_state_that_fits_best_counts(self) -> None:
        other = {"adds": [{"path": "user.md", "value": "Rome"}]}
        self.assertTrue(self.of([other, self.MOVE], user=self.changed(b"Lyon", b"Oslo")).right)

    def test_of_a_comparison_the_one_named_first_is_the_answer(self) -> None:
        expect = {"outcome": ["answered"], "reply_all": [["Ana", "1950"]], "reply_later": ["Bo"], "vault": "unchanged"}
        for reply, right in {"Ana": True, "Ana, Bo is younger": True, "Bo, Ana is younger": False, "Bo": False}.items():
            answer = Answer("answered", reply, self.BEFORE)
            self.assertEqual(right, grade(expect, self.BEFORE, answer, "recall").right, reply)

    def test_a_long_reply_answers_nothing(self) -> None:
        expect = {"outcome": ["answered"], "reply_all": ["Lyon"], "vault": "unchanged"}
        self.assertTrue(grade(expect, self.BEFORE, Answer("answered", "Lyon", self.BEFORE), "recall").right)
        long = Answer("answered", "Lyon " * 80, self.BEFORE)
        self.assertFalse(grade(expect, self.BEFORE, long, "recall").right)


class Text(unittest.TestCase):
    def test_words_are_compared_without_case_accents_and_punctuation(self) -> None:
        self.assertTrue(holds("She lives in MALMÖ.", "Malmo"))
        self.assertTrue(holds("call 0441-5550 72", "0441 5550-72"))
        self.assertTrue(holds("code 32470112233", "324 7011 2233"))
        self.assertFalse(holds("Oslofjord", "Oslo"))
        self.assertFalse(holds("14 days", "4"))

    def test_scripts_without_spaces_are_compared_as_runs(self) -> None:
        self.assertTrue(holds("水曜日です", "水曜日"))
        self.assertFalse(holds("火曜日です", "水曜日"))

    def test_a_line_that_moved_is_lost_and_added(self) -> None:
        change = difference(b"a\nb\nc\n", b"b\nc\na\n")
        self.assertEqual((["a"], ["a"]), (change.lost, change.added))

    def test_a_lost_line_break_of_windows_is_seen_and_is_no_lost_line(self) -> None:
        change = difference(b"a\r\nb\r\n", b"a\nb\r\n")
        self.assertEqual(([], False), (change.lost, change.same_breaks))
        self.assertTrue(difference(b"a\r\nb\r\n", b"b\r\nc\n").same_breaks)

    def test_redirects_follow_links_with_and_without_ending(self) -> None:
        vault = {"a.md": b"[[b]] [[b.md|B]] [[b.md#x]] [[bb]]", "b.md": b"x"}
        self.assertEqual({"a.md": b"[[c]] [[c.md|B]] [[c.md#x]] [[bb]]", "c.md": b"x"}, redirected(vault, {"b.md": "c.md"}))

    def test_the_interval_is_wilsons(self) -> None:
        low, high = wilson(8, 10)  # Newcombe 1998, the method without continuity correction
        self.assertAlmostEqual(0.4902, low, 3)
        self.assertAlmostEqual(0.9433, high, 3)
        self.assertEqual(0.0, wilson(0, 10)[0])


if __name__ == "__main__":
    unittest.main()
