# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import unittest
from itertools import islice
from random import Random

from policy.generate import stream
from policy.name_index import NameIndex
from policy.split import ALL_NEW, TRAINING
from policy.words import words_of
from reader.examples import example_of, examples
from reader.lines import LINES_MAX, Vault
from reader.untidy import untidy

# Lines that the C++ host must lay out too: one JSON object a line.
GOLDEN = pathlib.Path(__file__).parent / "reader_lines.jsonl"

FILES = {
    "user.md": "# User\n- city: Lisbon\n- sister: [[entities/ana.md]]\n\nLikes fado.\n",
    "entities/ana.md": "# Ana Reed\n- job: nurse\n- husband: [[entities/tom.md|her Tom]]\n- [ ] car: Volvo\n",
    "entities/tom.md": "---\ntags: [x]\n---\n# Tom Hale\n## Work\n* baker\n| desk | 12 |\n- Pet\n    - cat\n",
    "entities/kim.md": "# Kim\n- plays: the old cello\n- city: Oslo\n",
}


def words(message: str, files: dict[str, str] = FILES) -> list[str]:
    return [line.words for line in Vault(files, NameIndex(files)).lines(message)]


class Lines(unittest.TestCase):
    def test_links_are_followed_from_the_users_note(self) -> None:
        self.assertEqual(
            words("hello"),
            [
                "my city: Lisbon",
                "my sister: Ana Reed",
                "my Likes fado.",
                "my sister Ana Reed's job: nurse",
                "my sister Ana Reed's husband: her Tom",
                "my sister Ana Reed's car: Volvo",
                "my sister's husband Tom Hale's tags: [x]",
                "my sister's husband Tom Hale's work: baker",
                "my sister's husband Tom Hale's work desk: 12",
                "my sister's husband Tom Hale's work: Pet",
                "my sister's husband Tom Hale's work pet: cat",
            ],
        )

    def test_what_the_message_names_comes_first(self) -> None:
        self.assertEqual(words("Where does Tom work?")[:2], ["Tom Hale's tags: [x]", "Tom Hale's work: baker"])

    def test_other_notes_are_looked_through_for_words_of_the_message(self) -> None:
        self.assertEqual(words("who has an old cello?")[-1], "Kim's plays: the old cello")

    def test_there_is_a_limit(self) -> None:
        many = {"user.md": "".join(f"- key {number}: value\n" for number in range(100))}
        self.assertEqual(len(words("hello", many)), LINES_MAX)
        self.assertEqual(words("hello", {}), [])

    def test_golden_file(self) -> None:
        cases = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
        self.assertEqual(len(cases), 80)
        for case in cases:
            with self.subTest(message=case["message"]):
                self.assertEqual(words(case["message"], case["files"]), case["lines"])


class Statements(unittest.TestCase):
    def said(self, text: str) -> list[str]:
        return words("hello", {"user.md": text})

    def test_headings_and_shallower_lines_are_places(self) -> None:
        self.assertEqual(
            self.said("# Me\n## Car\n- Clio\n- reg: 12\n- dentist: Dr. Lee\n  - phone: 3\n"),
            ["my car: Clio", "my car reg: 12", "my car dentist: Dr. Lee", "my dentist phone: 3"],
        )

    def test_sentences_and_rows(self) -> None:
        self.assertEqual(self.said("Lives in Rome. Has a cat.\n"), ["my Lives in Rome.", "my Has a cat."])
        self.assertEqual(self.said("| What | When |  Cost |\n|---|---|---|\n| Rent | 1st | 900 |\n"), ["my Rent, When 1st, Cost 900"])

    def test_links_in_prose_are_followed(self) -> None:
        files = {"user.md": "# Me\n- wife [[entities/ana.md|Ana]], since 2014\n", "entities/ana.md": "# Ana\n- job: nurse\n"}
        self.assertEqual(words("hello", files)[-1], "my wife Ana's job: nurse")


class Untidy(unittest.TestCase):
    FILES = {"user.md": "# User\n- city: Lisbon\n- job: nurse\n- sister: [[entities/ana.md]]\n", "entities/ana.md": "# Ana\n- plays: cello\n"}

    def test_facts_and_links_stay(self) -> None:
        for seed in range(60):
            files, moved = untidy(Random(seed), self.FILES)
            self.assertEqual(files.keys(), self.FILES.keys())
            for value in ("Lisbon", "nurse", "[[entities/ana.md]]"):
                self.assertEqual(files["user.md"].count(value), 1)
            for (path, old), new in moved.items():
                self.assertIn(old, self.FILES[path])
                self.assertIn(new.strip(), files[path])

    def test_a_note_of_one_fact_is_left_alone(self) -> None:
        self.assertEqual(untidy(Random(1), {"a.md": "# A\n- city: Oslo\n"})[0], {"a.md": "# A\n- city: Oslo\n"})


class Examples(unittest.TestCase):
    def test_what_is_right_holds_the_answer(self) -> None:
        seen = 0
        for task in islice(stream(Random(3), ALL_NEW), 400):
            if task.mode != "recall" or task.expected != "answer" or task.cell not in ("user", "note", "relation"):
                continue
            example = example_of(task, None)
            if example:
                seen += 1
                answer = f" {' '.join(words_of(task.answer))} "
                for at in example.right:
                    self.assertIn(answer, f" {' '.join(words_of(example.lines[at].value))} ")
        self.assertGreater(seen, 20)

    def test_nothing_is_right_where_nothing_is_known_or_a_question_is_due(self) -> None:
        seen = 0
        for task in islice(stream(Random(4), TRAINING), 400):
            if task.mode == "recall" and task.expected in ("unknown", "clarify"):
                example = example_of(task, None)
                if example:
                    seen += 1
                    self.assertEqual(example.right, frozenset())
        self.assertGreater(seen, 20)

    def test_what_is_said_otherwise_is_still_right(self) -> None:
        seen = 0
        for task in islice(stream(Random(6), TRAINING), 600):
            if task.mode != "recall" or task.expected != "answer" or task.cell not in ("user", "note"):
                continue
            example = example_of(task, Random(7), 1.0)
            if example:
                seen += 1
                answer = f" {' '.join(words_of(task.answer))} "
                for at in example.right:
                    self.assertIn(answer, f" {' '.join(words_of(example.lines[at].value))} ")
        self.assertGreater(seen, 30)

    def test_training_sees_a_share_of_the_lines_and_all_that_is_right(self) -> None:
        for example in islice(examples(Random(5), TRAINING, is_training=True), 200):
            self.assertLessEqual(len(example.lines), 34)
            self.assertTrue(all(at < len(example.lines) for at in example.right))


if __name__ == "__main__":
    unittest.main()
