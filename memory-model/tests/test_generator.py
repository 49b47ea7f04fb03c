# SPDX-License-Identifier: Apache-2.0
import unittest
from dataclasses import replace
from random import Random

from policy import generate, names, phrases
from policy.generate import MAKERS, is_right, suite, training_tasks
from policy.grade import grade
from policy.view import words_of
from policy.world import make_world


class Generator(unittest.TestCase):
    def test_same_seed_gives_the_same_tasks(self) -> None:
        first, second = suite(5, 1, True, False), suite(5, 1, True, False)
        self.assertEqual(first, second)

    def test_every_maker_makes_tasks_the_oracle_solves(self) -> None:
        tasks = suite(6, 3, False, False)
        self.assertEqual(len(tasks), 3 * len(MAKERS))
        self.assertTrue(all(is_right(task) for task in tasks))

    def test_edits_are_only_made_in_remember_mode(self) -> None:
        for task in suite(7, 3, False, False):
            if task.mode == "recall":
                self.assertEqual(task.target, task.files)

    def test_training_titles_and_held_out_titles_are_disjoint(self) -> None:
        def parts(held_out: bool) -> set[str]:
            rng = Random(1)
            worlds = [make_world(rng, held_out) for _ in range(300)]
            people = [note for world in worlds for note in world.notes.values() if note.kind == "person"]
            return {part for note in people for part in note.title.split()}

        self.assertFalse(parts(False) & parts(True))
        self.assertFalse(any(names.is_held_out_name(part) for part in parts(False)))

    def test_training_uses_no_held_out_phrasing(self) -> None:
        seen = {phrases.pick(Random(seed), phrases.FRAMES["question"]["noun"], False) for seed in range(300)}
        self.assertFalse(any(map(phrases.is_held_out_phrasing, seen)))

    def test_every_bank_has_dozens_of_phrasings(self) -> None:
        for attribute in phrases.ATTRIBUTES.values():
            questions = len(attribute.asks) + len(attribute.tells) + len(phrases.FRAMES["question"]["noun"])
            self.assertGreaterEqual(questions, 30)

    def test_tasks_of_one_world_share_their_prefix(self) -> None:
        tasks = training_tasks(Random(3), make_world(Random(3)), 5)
        self.assertEqual(len({task.prefix() for task in tasks}), 1)


class Grader(unittest.TestCase):
    def setUp(self) -> None:
        self.tasks = suite(8, 2, False, False)

    def one(self, expected: str) -> generate.Task:
        return next(task for task in self.tasks if task.expected == expected)

    def test_no_reply_fails(self) -> None:
        for task in self.tasks:
            self.assertFalse(grade(task, task.target, None))

    def test_wrong_answer_fails(self) -> None:
        self.assertFalse(grade(self.one("answer"), self.one("answer").files, "something else"))

    def test_touched_vault_fails_a_recall(self) -> None:
        task = self.one("answer")
        self.assertFalse(grade(task, {**task.files, "extra.md": ""}, task.answer))

    def test_unchanged_vault_fails_a_change(self) -> None:
        task = self.one("change")
        self.assertFalse(grade(task, task.files, "Saved."))

    def test_question_must_name_every_choice(self) -> None:
        task = self.one("clarify")
        self.assertTrue(grade(task, task.files, " or ".join(task.choices) + "?"))
        self.assertFalse(grade(task, task.files, f"{task.choices[0]}?"))

    def test_key_may_be_spelt_otherwise(self) -> None:
        task = replace(self.one("change"), files={"user.md": "# U\n"}, target={"user.md": "# U\n- home town: Oslo\n"})
        self.assertTrue(grade(task, {"user.md": "# U\n- city: Oslo\n"}, "Saved."))
        self.assertFalse(grade(task, {"user.md": "# U\n- city: Rome\n"}, "Saved."))

    def test_other_lines_must_stay(self) -> None:
        task = replace(self.one("change"), target={"user.md": "# U\n- a: x\n- b: y\n"})
        self.assertFalse(grade(task, {"user.md": "# U\n- b: y\n"}, "Saved."))

    def test_words_are_folded(self) -> None:
        self.assertEqual(words_of("Łukasz O’Brien-Ørsted"), ["lukasz", "o", "brien", "orsted"])


if __name__ == "__main__":
    unittest.main()
