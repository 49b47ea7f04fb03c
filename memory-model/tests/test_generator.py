# SPDX-License-Identifier: Apache-2.0
import unittest
from dataclasses import replace
from random import Random

from policy import generate, names, phrases, reference, styles
from policy.attributes import ATTRIBUTES
from policy.bank import is_held_out_text
from policy.generate import MAKERS, PAIRS, ROWS, is_right, pairs_of, row_tasks, stream, suite, training_tasks
from policy.grade import grade, is_damaged
from policy.name_index import NameIndex
from policy.relations import RELATIONS, same_words
from policy.split import ALL_NEW, TRAINING, Split, is_held_out_key
from policy.task import SEARCH_LIMIT
from policy.words import words_of
from policy.world import MAX_NOTES, make_world



class Generator(unittest.TestCase):
    def test_same_seed_gives_the_same_tasks(self) -> None:
        self.assertEqual(suite(5, 1, Split(names=True)), suite(5, 1, Split(names=True)))

    def test_every_maker_makes_tasks_the_oracle_solves(self) -> None:
        for split in (TRAINING, ALL_NEW):
            tasks = suite(6, 2, split)
            self.assertEqual(len(tasks), 2 * len(MAKERS))
            self.assertTrue(all(is_right(task) for task in tasks))
            self.assertFalse(any(is_damaged(task, task.target) for task in tasks))

    def test_edits_are_only_made_in_remember_mode(self) -> None:
        for task in suite(7, 3, TRAINING):
            if task.mode == "recall":
                self.assertEqual(task.target, task.files)

    def test_what_must_stay_is_byte_identical(self) -> None:
        tasks = [task for task in suite(7, 4, TRAINING) if task.family == "noop"]
        self.assertTrue(tasks)
        self.assertTrue(all(task.target == task.files for task in tasks))

    def test_every_maker_belongs_to_a_row(self) -> None:
        self.assertEqual(set(MAKERS), {maker for makers in ROWS.values() for maker in makers})

    def test_a_row_has_the_wanted_number_of_cases(self) -> None:
        self.assertGreaterEqual(len(row_tasks("update", 3, 20, TRAINING)), 20)
        self.assertTrue(all(len(case) == 2 for case in row_tasks("clarify and twin", 3, 10, TRAINING)))

    def test_a_twin_is_answerable_in_the_same_vault(self) -> None:
        for makers in PAIRS:
            for task, twin in pairs_of(Random(4), makers, 3, TRAINING):
                self.assertEqual(task.files, twin.files)
                self.assertEqual(task.expected, "clarify")
                self.assertIn(twin.expected, ("answer", "change"))

    def test_tasks_of_one_world_share_their_prefix(self) -> None:
        tasks = training_tasks(Random(3), make_world(Random(3)), 5)
        self.assertEqual(len({task.prefix() for task in tasks}), 1)

    def test_training_draws_the_rows_in_focus_more_often(self) -> None:
        self.assertLessEqual(generate.FOCUS.keys(), ROWS.keys())
        focused, plain = [], []
        for seed in range(240):
            world = make_world(Random(seed))
            focused += generate.focused_tasks(Random(seed), world, 12)
            plain += generate.tasks_in(Random(seed), world, 12)
        shares = [sum(task.family == "update" for task in tasks) / len(tasks) for tasks in (focused, plain)]
        self.assertGreater(shares[0], shares[1] * 1.2)

    def test_a_slip_is_not_written_by_the_model(self) -> None:
        tasks = [task for task in generate.tasks_of(Random(2), generate.guard.stale, 20, TRAINING)]
        slips = [task for task in tasks if task.turns[0].is_slip]
        self.assertTrue(slips)
        self.assertEqual({task.spans()[0][1] for task in slips}, {False})
        self.assertTrue(all("not found" in task.turns[0].result for task in slips))

    def test_the_index_of_a_task_is_that_of_its_files(self) -> None:
        for task in suite(9, 1, TRAINING):
            fresh = NameIndex(task.seen_files())
            self.assertEqual(task.index.mention_part(task.message, task.mode), fresh.mention_part(task.message, task.mode))


class Worlds(unittest.TestCase):
    def test_sixty_attributes_forty_relations_twenty_cultures_twelve_styles(self) -> None:
        relations = {word for entry in RELATIONS.values() for word in entry["user"]}
        self.assertGreaterEqual(len(ATTRIBUTES), 60)
        self.assertGreaterEqual(len(relations), 40)
        self.assertGreaterEqual(names.CULTURES, 20)
        self.assertGreaterEqual(len(styles.STYLES), 12)
        self.assertEqual(len(styles.HELD_OUT_STYLES), 2)

    def test_worlds_have_up_to_four_hundred_notes(self) -> None:
        self.assertLessEqual(len(make_world(Random(1), count=MAX_NOTES).notes), MAX_NOTES)
        self.assertGreater(len(make_world(Random(1), count=MAX_NOTES).notes), MAX_NOTES * 0.9)

    def test_every_style_says_where_each_value_stands(self) -> None:
        seen = set()
        for seed in range(300):
            world = make_world(Random(seed), Split(styles=seed % 2 == 1, wide=True))
            for note in [*world.notes.values(), *([world.user] if world.user else [])]:
                seen.add(note.style.name)
                for fact in note.facts:
                    self.assertIn(fact.text(), world.files[note.path])
        self.assertEqual(seen, {style.name for style in (*styles.STYLES, *styles.WIDE_STYLES)})

    def test_training_worlds_have_no_held_out_style(self) -> None:
        for seed in range(100):
            drawn = {note.style.name for note in make_world(Random(seed)).notes.values()}
            self.assertFalse(drawn & styles.HELD_OUT_STYLES)


class HeldOut(unittest.TestCase):
    def test_titles_of_training_and_held_out_titles_are_disjoint(self) -> None:
        def parts(held_out: bool) -> set[str]:
            rng = Random(1)
            worlds = [make_world(rng, Split(names=held_out)) for _ in range(200)]
            people = [note for world in worlds for note in world.notes.values() if note.kind == "person"]
            return {part for note in people for part in note.title.split()}

        self.assertFalse(parts(False) & parts(True))
        self.assertFalse(any(names.is_held_out_name(part) for part in parts(False)))

    def test_a_fifth_of_attributes_and_relations_is_held_out(self) -> None:
        relations = {word for entry in RELATIONS.values() for word in entry["user"]}
        for keys in (list(ATTRIBUTES), list(relations)):
            self.assertAlmostEqual(sum(map(is_held_out_key, keys)) / len(keys), 0.2, delta=0.08)

    def test_training_worlds_use_no_held_out_attribute_or_relation(self) -> None:
        for seed in range(200):
            for note in make_world(Random(seed)).notes.values():
                for fact in note.facts:
                    made = fact.attribute is not None and fact.attribute.is_made
                    self.assertFalse(not made and is_held_out_key(fact.attribute.key if fact.attribute else same_words(fact.key)[0]))

    def test_training_uses_no_held_out_phrasing(self) -> None:
        seen = {phrases.pick(Random(seed), phrases.FRAMES["question"]["noun"], False) for seed in range(300)}
        self.assertFalse(any(map(is_held_out_text, seen)))

    def test_every_attribute_has_dozens_of_phrasings(self) -> None:
        for attribute in ATTRIBUTES.values():
            questions = len(attribute.asks) + len(attribute.tells) + len(phrases.FRAMES["question"]["noun"])
            self.assertGreaterEqual(questions, 30)


class Oracle(unittest.TestCase):
    def test_a_search_stops_where_the_host_stops(self) -> None:
        editor = generate.read.Editor({f"n{number:02d}.md": "# A\nsame\n" for number in range(20)})
        self.assertEqual(len(editor.search("search", "same")), SEARCH_LIMIT)
        self.assertEqual(len(editor.turns[0].result.splitlines()), SEARCH_LIMIT)

    def test_a_search_does_not_spell_letters_out(self) -> None:
        editor = generate.read.Editor({"n.md": "# Søren Ångström\n"})
        self.assertEqual(editor.search("search", "soren"), [])
        self.assertEqual(editor.search("search", "ANGSTRÖM"), [("n.md", "# Søren Ångström")])

    def test_a_reference_leads_to_its_note(self) -> None:
        for seed in range(40):
            world = make_world(Random(seed))
            for note in world.notes.values():
                for found in reference.references(world, note):
                    self.assertEqual(found.hops[-1][1], note.path)


class Grader(unittest.TestCase):
    def setUp(self) -> None:
        self.tasks = suite(8, 2, TRAINING)

    def one(self, expected: str) -> generate.Task:
        return next(task for task in self.tasks if task.expected == expected and len(task.choices) != 1)

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

    def test_a_forbidden_value_fails(self) -> None:
        task = replace(self.one("unknown"), forbidden=("+49 555 1234",))
        self.assertFalse(grade(task, task.files, "I don't know. Not +49-555-1234."))

    def test_damage_is_a_line_lost_that_was_to_stay(self) -> None:
        files = {"user.md": "# U\n- a: x\n- b: y\n"}
        task = replace(self.one("change"), files=files, target={"user.md": "# U\n- a: z\n- b: y\n"})
        self.assertFalse(is_damaged(task, {"user.md": "# U\n- b: y\n"}))
        self.assertTrue(is_damaged(task, {"user.md": "# U\n- a: z\n"}))
        self.assertTrue(is_damaged(task, {}))

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
