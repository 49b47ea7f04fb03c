# SPDX-License-Identifier: Apache-2.0
"""What a sample did better than the others of its task: RLOO (Ahmadian and others 2024, arXiv 2402.14740)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from policy.rollouts import Rollout

# Below it the rewards of a group differ by turns alone: nothing to learn about being right.
_SPREAD_MIN = 0.05


@dataclass(frozen=True)
class Weighed:
    rollout: Rollout
    advantage: float


def advantages(rewards: Sequence[float]) -> list[float]:
    """Each reward less the mean of the others."""
    others = len(rewards) - 1
    total = sum(rewards)
    return [reward - (total - reward) / others for reward in rewards]


def is_telling(rewards: Sequence[float]) -> bool:
    return max(rewards) - min(rewards) >= _SPREAD_MIN


def weighed_groups(groups: Sequence[Sequence[Rollout]]) -> list[list[Weighed]]:
    """Groups whose samples earned alike are left out: they would teach nothing."""
    kept = []
    for group in groups:
        rewards = [rollout.earned for rollout in group]
        if len(group) > 1 and is_telling(rewards):
            kept.append([Weighed(*pair) for pair in zip(group, advantages(rewards))])
    return kept
