# SPDX-License-Identifier: Apache-2.0
"""The parts of reinforcement learning that need no training packages."""

from __future__ import annotations

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from policy.advantage import advantages, is_telling, weighed_groups  # noqa: E402
from policy.rollouts import Rollout, final_files, rollout_of, turns_of  # noqa: E402
from policy.task import Task, Turn  # noqa: E402

END_CODE, END_REPLY = 7, 9
CLOSING = frozenset((END_CODE, END_REPLY))


def _task() -> Task:
    files = {"user.md": "# User\n- city: Rome\n", "entities/ana.md": "# Ana\n"}
    target = {**files, "user.md": "# User\n- city: Oslo\n"}
    turns = [Turn("", "reply", "Saved.")]
    return Task("update", "user", "remember", "I moved to Oslo", files, "change", turns=turns, target=target)


def _rollout(earned: float) -> Rollout:
    return Rollout("", (), earned, False)


class Advantages(unittest.TestCase):
    def test_each_is_compared_with_the_others(self) -> None:
        self.assertEqual(advantages([1.0, 0.0, 0.0]), [1.0, -0.5, -0.5])
        self.assertAlmostEqual(sum(advantages([0.3, 0.9, 0.1, 0.4])), 0.0)

    def test_groups_that_earn_alike_teach_nothing(self) -> None:
        self.assertFalse(is_telling([0.98, 0.97, 0.98]))
        self.assertTrue(is_telling([0.98, 0.49]))
        groups = [[_rollout(1.0), _rollout(1.0)], [_rollout(1.0), _rollout(0.0)], [_rollout(1.0)]]
        kept = weighed_groups(groups)
        self.assertEqual([[one.advantage for one in group] for group in kept], [[1.0, -1.0]])


class Turns(unittest.TestCase):
    def test_tokens_are_parted_where_a_turn_ends(self) -> None:
        self.assertEqual(turns_of([1, 2, END_CODE, 3, END_REPLY], ["out"], CLOSING), (((1, 2, END_CODE), "out"), ((3, END_REPLY), None)))

    def test_an_open_turn_is_kept(self) -> None:
        self.assertEqual(turns_of([1, END_CODE, 2, 3], ["out"], CLOSING), (((1, END_CODE), "out"), ((2, 3), None)))

    def test_nothing_is_kept_behind_a_turn_without_a_result(self) -> None:
        self.assertEqual(turns_of([1, END_CODE, 2, END_REPLY], [], CLOSING), (((1, END_CODE), None),))


class Rollouts(unittest.TestCase):
    def _episode(self, **changed: object) -> dict:
        transcript = [{"part": "view", "text": "user.md\n"}, {"part": "message", "text": "I moved"}, {"part": "result", "text": "True"}]
        return {
            "transcript": transcript,
            "outcome": "remembered",
            "reply": "Saved.",
            "files": {"user.md": "# User\n- city: Oslo\n"},
            "turns": 2,
            "tokens": [1, END_CODE, 2, END_REPLY],
            "right": True,
            **changed,
        }

    def test_a_change_that_is_right_earns_all_but_its_turns(self) -> None:
        rollout = rollout_of(_task(), self._episode(), CLOSING)
        self.assertAlmostEqual(rollout.earned, 0.98)
        self.assertEqual(rollout.prompt, "<vault>user.md\n</vault><remember><user>I moved</user>")
        self.assertEqual(rollout.turns, (((1, END_CODE), "True"), ((2, END_REPLY), None)))

    def test_a_lost_note_earns_nothing(self) -> None:
        changed = {"user.md": "# User\n- city: Oslo\n", "entities/ana.md": None}
        self.assertNotIn("entities/ana.md", final_files(_task(), changed))
        self.assertAlmostEqual(rollout_of(_task(), self._episode(files=changed), CLOSING).earned, -0.02)

    def test_a_task_that_was_given_up_earns_nothing(self) -> None:
        self.assertAlmostEqual(rollout_of(_task(), self._episode(outcome="gave_up", reply=""), CLOSING).earned, -0.02)


if __name__ == "__main__":
    unittest.main()
