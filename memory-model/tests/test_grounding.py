# SPDX-License-Identifier: Apache-2.0
"""The rules of docs/protocols/memory.md, section Facts."""
import unittest

from policy.generate import suite
from policy.grounding import Grounding, is_grounded
from policy.split import ALL_NEW

TITLES = {"entities/tom_reed.md": "Tom Reed"}


def rests(reply: str, line: str, message: str = "tell me") -> bool:
    return Grounding(message, reply, TITLES).rests_on(line)


class Lines(unittest.TestCase):
    def test_the_value_stands_in_the_reply_or_the_reply_in_the_value(self) -> None:
        self.assertTrue(rests("You live in Valencia.", "- city: Valencia"))
        self.assertTrue(rests("Valencia", "- home: Valencia, Spain"))
        self.assertFalse(rests("Oslo", "- city: Valencia"))

    def test_a_number_may_be_spaced_otherwise(self) -> None:
        self.assertTrue(rests("555-1234 is it", "- phone: 5551234"))
        self.assertFalse(rests("12 3 is it", "- pin: 123"))

    def test_a_value_without_a_telling_word_counts_alone_or_with_its_key(self) -> None:
        self.assertTrue(rests("A", "- blood type: A"))
        self.assertTrue(rests("blood type A, says the card", "- blood type: A"))
        self.assertFalse(rests("a card says so", "- blood type: A"))

    def test_a_link_counts_by_the_title_of_its_note(self) -> None:
        self.assertTrue(rests("Tom Reed", "- brother: [[entities/tom_reed.md]]"))
        self.assertTrue(rests("It is Tom Reed.", "He knows [[entities/tom_reed]]."))

    def test_a_name_of_the_message_is_an_echo(self) -> None:
        self.assertFalse(rests("Tom Reed is well", "# Tom Reed", "How is Tom Reed?"))
        self.assertTrue(rests("Tom Reed", "# Tom Reed", "How is Tom Reed?"))

    def test_other_lines_count_when_they_hold_the_reply(self) -> None:
        self.assertTrue(rests("Valencia", "| city | Valencia |"))

    def test_a_computed_reply_rests_on_the_line_that_its_bracket_names(self) -> None:
        self.assertTrue(rests("39 (12 March 1987)", "The birthday is 12 March 1987."))
        self.assertTrue(rests("-3 days (5 December)", "| party | 5 December |"))
        self.assertTrue(rests("Friday (27 August 2027)", "We marry on 27 August 2027."))
        self.assertFalse(rests("39 (12 March 1988)", "The birthday is 12 March 1987."))
        self.assertFalse(rests("Paris (2019)", "We met in Oslo in 2019."))
        self.assertFalse(rests("39 years and more (2019)", "We met in Oslo in 2019."))
        self.assertFalse(rests("39 ()", "We met in Oslo in 2019."))

    def test_yes_and_no_rest_on_what_the_message_named(self) -> None:
        self.assertTrue(rests("Yes", "- city: Oslo", "Does Tom live in Oslo?"))
        self.assertTrue(rests("No", "- city: Rome", "Is Oslo the city of Tom?"))
        self.assertFalse(rests("Yes", "- city: Rome", "Does Tom live in Oslo?"))

    def test_not_knowing_rests_on_nothing(self) -> None:
        self.assertFalse(rests("I don't know.", "- t: know"))


class Tasks(unittest.TestCase):
    def test_every_answer_of_an_oracle_is_grounded(self) -> None:
        tasks = [task for task in suite(12, 3, ALL_NEW) if task.expected == "answer"]
        self.assertTrue(tasks)
        self.assertTrue(all(map(is_grounded, tasks)))

    def test_no_oracle_takes_too_many_turns_or_too_long_a_thought(self) -> None:
        for task in suite(13, 3, ALL_NEW):
            self.assertLessEqual(len(task.turns), 8)
            self.assertLessEqual(max(len(turn.think) for turn in task.turns), 100)


if __name__ == "__main__":
    unittest.main()
