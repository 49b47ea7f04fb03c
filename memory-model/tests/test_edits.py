# SPDX-License-Identifier: Apache-2.0
import unittest
from collections import Counter
from itertools import islice
from random import Random

from policy.generate import stream
from policy.split import ALL_NEW, TRAINING
from policy.task import Task
from policy.words import words_of
from reader.edits import ADD, DROP, REPLACE, Edit, EditExample, edit_example_of, edit_examples, places_of

FILES = {
    "user.md": "# User\n- city: Lisbon\n- sister: [[entities/ana.md]]\n",
    "entities/ana.md": "# Ana Reed\n- job: nurse\n- car: Volvo\n",
}


def told(message: str, **changed: str) -> EditExample | None:
    """The example of a message after which the notes `user` and `ana` have other texts."""
    paths = {"user": "user.md", "ana": "entities/ana.md"}
    task = Task("write", "test", "remember", message, FILES, "change")
    task.target = {**FILES, **{paths[name]: text for name, text in changed.items()}}
    return edit_example_of(task, None)


class Edits(unittest.TestCase):
    def test_a_new_line_goes_to_its_owner(self) -> None:
        example = told("Ana Reed's phone is 12", ana=FILES["entities/ana.md"] + "- phone: 12\n")
        self.assertEqual(example.owners, ("my note", "Ana Reed's note"))
        self.assertEqual(example.edit, Edit(ADD, 1, ((20, 22),), "phone"))

    def test_another_value_and_a_line_that_goes(self) -> None:
        example = told("I moved to Porto, yes Porto", user=FILES["user.md"].replace("Lisbon", "Porto"))
        self.assertEqual(example.parts()[example.edit.part], "my city: Lisbon")
        self.assertEqual((example.edit.action, example.edit.values), (REPLACE, ((11, 16), (22, 27))))
        example = told("Ana Reed sold her car", ana=FILES["entities/ana.md"].replace("- car: Volvo\n", ""))
        self.assertEqual((example.edit.action, example.parts()[example.edit.part]), (DROP, "Ana Reed's car: Volvo"))

    def test_more_than_one_change_is_none_and_an_unsaid_value_no_example(self) -> None:
        both = told("Ana Reed", ana="# Ana Reed\n- job: pilot\n- car: Fiat\n")
        self.assertIsNone(both.edit)
        self.assertIsNone(told("a new car", user=FILES["user.md"] + "- car: Fiat\n"))

    def test_a_value_stands_by_itself(self) -> None:
        self.assertEqual(places_of("Ana", "Anas ana, ANÁ"), ((5, 8), (10, 13)))

    def test_what_is_marked_is_what_the_oracle_writes(self) -> None:
        seen: Counter[int] = Counter()
        for task in islice(stream(Random(3), ALL_NEW), 1500):
            example = edit_example_of(task, None) if task.mode == "remember" else None
            if example is None or example.edit is None:
                continue
            seen[example.edit.action] += 1
            part = example.parts()[example.edit.part]
            self.assertEqual(part.endswith(" note"), example.edit.action == ADD)
            written = [words_of(line) for text in task.target.values() for line in text.split("\n")]
            for begin, end in example.edit.values:
                value = words_of(task.message[begin:end])
                self.assertTrue(any(line[-len(value) :] == value for line in written), task.message)
        self.assertGreater(min(seen[action] for action in (ADD, REPLACE, DROP)), 20)

    def test_nothing_is_changed_where_nothing_is_told_or_a_question_is_due(self) -> None:
        seen = 0
        for task in islice(stream(Random(4), TRAINING), 600):
            if task.mode == "remember" and task.expected in ("nothing", "clarify"):
                seen += 1
                self.assertIsNone(edit_example_of(task, None).edit)
        self.assertGreater(seen, 50)

    def test_training_sees_a_share_of_the_lines_and_the_one_that_is_changed(self) -> None:
        seen = 0
        for example in islice(edit_examples(Random(5), TRAINING, is_training=True), 300):
            self.assertLessEqual(len(example.lines), 15)
            if example.edit:
                seen += 1
                self.assertLess(example.edit.part, len(example.parts()))
                self.assertEqual(example.edit.part < len(example.owners), example.edit.action == ADD)
        self.assertGreater(seen, 50)


if __name__ == "__main__":
    unittest.main()
