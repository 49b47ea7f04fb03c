# SPDX-License-Identifier: Apache-2.0
import unittest
from dataclasses import replace

from policy.generate import suite
from policy.reward import TURN_COST, Episode, dangling_links, difference, oracle_episode, reward
from policy.score import share, wilson
from policy.split import TRAINING
from policy.task import Task
from policy.trajectories import FAMILIES, LOSING, mean_rewards

FILES = {"user.md": "# User\n- city: Valencia\n- car: Volvo\n"}
# What the oracle's own turns cost on average, where guessing needs fewer.
MORE_TURNS = 2 * TURN_COST
CHANGE = Task(
    "update", "user", "remember", "I moved to Oslo.", FILES, "change", target={"user.md": "# User\n- city: Oslo\n- car: Volvo\n"}
)


def of_change(text: str, reply: str = "Saved.") -> float:
    return reward(CHANGE, Episode({"user.md": text}, reply, 1)) + TURN_COST


class OneEpisode(unittest.TestCase):
    def test_the_right_vault_earns_all(self) -> None:
        self.assertEqual(of_change("# User\n- city: Oslo\n- car: Volvo\n"), 1.0)

    def test_a_key_may_be_spelt_otherwise(self) -> None:
        self.assertEqual(of_change("# User\n- home town: Oslo\n- car: Volvo\n"), 1.0)

    def test_a_new_fact_beside_the_old_one_earns_a_part(self) -> None:
        self.assertAlmostEqual(of_change("# User\n- city: Valencia\n- city: Oslo\n- car: Volvo\n"), 2 / 3)

    def test_nothing_done_earns_nothing(self) -> None:
        self.assertEqual(of_change(FILES["user.md"]), 0.0)

    def test_another_fact_changed_earns_nothing(self) -> None:
        self.assertEqual(of_change("# User\n- city: Oslo\n- car: Fiat\n"), 0.0)

    def test_a_dangling_link_earns_nothing(self) -> None:
        self.assertEqual(of_change("# User\n- city: Oslo\n- car: Volvo\n- knows: [[entities/no.md]]\n"), 0.0)

    def test_a_link_that_dangled_before_is_no_fault(self) -> None:
        text = "# User\n- boss: [[entities/no]]\n"
        task = replace(CHANGE, files={"user.md": text}, target={"user.md": text + "- city: Oslo\n"})
        self.assertEqual(reward(task, Episode(task.target, "Saved.", 0)), 1.0)
        self.assertEqual(dangling_links({"user.md": text}), {("user.md", "entities/no.md")})

    def test_no_reply_takes_every_edit_back(self) -> None:
        self.assertEqual(reward(CHANGE, Episode(CHANGE.target, None, 8)), -8 * TURN_COST)

    def test_each_turn_costs(self) -> None:
        two, five = (reward(CHANGE, Episode(CHANGE.target, "Saved.", turns)) for turns in (2, 5))
        self.assertAlmostEqual(two - five, 3 * TURN_COST)

    def test_a_hidden_value_in_the_reply_earns_nothing(self) -> None:
        task = replace(CHANGE, expected="unknown", target=FILES, forbidden=("555 1234",))
        self.assertLess(reward(task, Episode(FILES, "I don't know 555-1234.", 1)), 0)

    def test_an_unsupported_word_makes_an_answer_worse(self) -> None:
        task = replace(CHANGE, mode="recall", message="Where do I live?", expected="answer", answer="Valencia", target=FILES)
        right, more = (reward(task, Episode(FILES, reply, 1)) for reply in ("Valencia", "Valencia near Alicante"))
        self.assertAlmostEqual(right, 1 - TURN_COST)
        self.assertLess(more, right)

    def test_a_question_earns_by_what_it_names(self) -> None:
        task = replace(CHANGE, expected="clarify", choices=("Tom Reed", "Tom Hale"), target=FILES, message="Tom moved")
        both, one, none = (
            reward(task, Episode(FILES, reply, 1)) + TURN_COST for reply in ("Tom Reed or Tom Hale?", "Tom Reed?", "Sure?")
        )
        self.assertEqual((both, one, none), (1.0, 0.75, 0.0))

    def test_a_note_with_other_bytes_is_no_noop(self) -> None:
        task = replace(CHANGE, expected="nothing", target=FILES)
        self.assertEqual(reward(task, Episode(FILES, "Nothing to save.", 1)), 1 - TURN_COST)
        self.assertLess(reward(task, Episode({"user.md": FILES["user.md"] + "\n"}, "Nothing to save.", 1)), 0)

    def test_a_difference_knows_what_came_and_went(self) -> None:
        found = difference(FILES, CHANGE.target)
        self.assertEqual(dict(found.added), {("user.md", "oslo"): 1})
        self.assertEqual(dict(found.removed), {("user.md", "valencia"): 1})

    def test_every_oracle_earns_nearly_all(self) -> None:
        for task in suite(11, 2, TRAINING):
            self.assertGreater(reward(task, oracle_episode(task)), 0.9, task)


class Habits(unittest.TestCase):
    """Stalling, asking, refusing and never writing lose."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.rewards = mean_rewards(1500, 7)

    def test_every_habit_loses_on_the_mix_by_a_wide_margin(self) -> None:
        for name in LOSING:
            self.assertLess(self.rewards[name]["mix"], self.rewards["oracle"]["mix"] - 0.3, name)

    def test_no_habit_beats_the_oracle_in_any_family(self) -> None:
        for name, earned in self.rewards.items():
            for family in FAMILIES:
                self.assertLessEqual(earned[family], self.rewards["oracle"][family] + MORE_TURNS, (name, family))

    def test_stalling_is_worse_than_any_reply(self) -> None:
        self.assertEqual(min(self.rewards, key=lambda name: self.rewards[name]["mix"]), "stalls")

    def test_damage_costs_more_than_doing_nothing(self) -> None:
        for family in ("write", "update"):
            self.assertLess(self.rewards["oracle, one true line lost"][family], 0.1)


class Intervals(unittest.TestCase):
    def test_the_interval_of_a_known_share(self) -> None:
        low, high = wilson(180, 200)
        self.assertAlmostEqual(low, 0.8506, places=3)
        self.assertAlmostEqual(high, 0.9343, places=3)

    def test_all_right_still_has_a_lower_bound(self) -> None:
        low, high = wilson(200, 200)
        self.assertAlmostEqual(low, 0.9812, places=3)
        self.assertAlmostEqual(high, 1.0)

    def test_no_case_tells_nothing(self) -> None:
        self.assertEqual(wilson(0, 0), (0.0, 1.0))
        self.assertIsNone(share(0, 0)["share"])


if __name__ == "__main__":
    unittest.main()
