# SPDX-License-Identifier: Apache-2.0
"""Draws worlds and tasks; the same seed gives the same tasks."""

from __future__ import annotations

from random import Random
from typing import Callable

from policy import recall, remember
from policy.grade import grade
from policy.task import Task
from policy.world import World, make_world

Maker = Callable[[Random, World, bool], Task | None]

# How often each kind of task is drawn for training.
WEIGHTS: dict[Maker, float] = {
    recall.read_user: 1.5,
    recall.read_one_hop: 2.2,
    recall.read_two_hops: 1.2,
    recall.read_name: 0.7,
    recall.read_about: 0.8,
    recall.read_search: 0.6,
    recall.search_nothing: 0.2,
    recall.unknown_user: 0.8,
    recall.unknown_in_note: 1.0,
    recall.unknown_relation: 0.6,
    recall.unknown_name: 0.6,
    recall.clarify: 1.2,
    recall.twin: 1.0,
    recall.small_talk: 1.0,
    remember.write_user: 1.6,
    remember.write_entity: 1.6,
    remember.write_about: 0.7,
    remember.write_first: 1.5,
    remember.write_two: 1.0,
    remember.write_new: 1.6,
    remember.write_acquaintance: 0.3,
    remember.update_user: 1.4,
    remember.update_entity: 1.4,
    remember.drop_user: 0.7,
    remember.drop_entity: 0.7,
    remember.known: 0.8,
    remember.drop_nothing: 0.4,
    remember.asked: 1.4,
    remember.asked_of_namesakes: 0.4,
    remember.small_talk: 1.2,
    remember.clarify: 1.2,
}
MAKERS = list(WEIGHTS)
MAX_MESSAGE_CHARACTERS = 220


def is_right(task: Task) -> bool:
    """Whether the oracle's own transcript earns full marks; a task that fails this is never used."""
    return grade(task, task.target, task.turns[-1].text)


def try_task(rng: Random, world: World, maker: Maker, held_out_phrasing: bool = False) -> Task | None:
    task = maker(rng, world, held_out_phrasing)
    if task is None or len(task.message) > MAX_MESSAGE_CHARACTERS or '"""' in task.message:
        return None
    return task if is_right(task) else None


def training_tasks(rng: Random, world: World, count: int) -> list[Task]:
    """Up to `count` tasks in one world, for a shared-prefix batch."""
    tasks: list[Task] = []
    for _ in range(count * 4):
        if len(tasks) == count:
            break
        maker = rng.choices(MAKERS, list(WEIGHTS.values()))[0]
        task = try_task(rng, world, maker)
        if task:
            tasks.append(task)
    return tasks


def suite(seed: int, per_maker: int, held_out_names: bool, held_out_phrasing: bool) -> list[Task]:
    """Evaluation tasks: the same number from every maker, each in a world of its own."""
    rng = Random(seed)
    tasks: list[Task] = []
    for maker in MAKERS:
        made = 0
        while made < per_maker:
            task = try_task(rng, make_world(rng, held_out_names), maker, held_out_phrasing)
            if task:
                tasks.append(task)
                made += 1
    return tasks
