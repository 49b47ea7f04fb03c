# SPDX-License-Identifier: Apache-2.0
"""Draws worlds and tasks; the same seed gives the same tasks."""

from __future__ import annotations

from datetime import date
from itertools import accumulate, islice
from random import Random
from typing import Callable, Iterator, Sequence

from policy import ask_back, cascade, derive, guard, leave, read, update, write
from policy.grade import grade
from policy.grounding import is_grounded
from policy.split import TRAINING, Split
from policy.task import CannotWrite, Task
from policy.world import World, make_world

Maker = Callable[[Random, World], Task | None]

# How often each kind of task is drawn for training.
WEIGHTS: dict[Maker, float] = {
    read.read_user: 1.5,
    read.read_one_hop: 2.4,
    read.read_in_many: 3.0,
    read.read_two_hops: 1.2,
    read.read_three_hops: 0.8,
    read.read_name: 0.7,
    read.read_about: 0.8,
    read.read_alias: 0.6,
    read.read_all: 0.5,
    read.read_yes_no: 0.6,
    read.read_search: 0.7,
    derive.count: 0.6,
    derive.listing: 0.5,
    derive.compare: 0.6,
    derive.date_question: 3.0,
    read.search_nothing: 0.3,
    read.unknown_user: 0.8,
    read.unknown_in_note: 1.0,
    read.unknown_relation: 0.6,
    read.unknown_name: 0.6,
    read.small_talk: 1.0,
    write.write_user: 1.6,
    write.write_entity: 1.6,
    write.write_about: 0.7,
    write.write_first: 4.0,
    write.write_implicit: 0.7,
    write.write_two: 1.0,
    write.write_new: 1.6,
    write.write_acquaintance: 0.4,
    update.update_user: 1.3,
    update.update_entity: 1.3,
    update.correct: 0.6,
    update.drop_user: 0.7,
    update.drop_entity: 0.7,
    update.rename: 0.5,
    update.move: 0.5,
    update.merge: 2.5,
    cascade.cascade: 0.6,
    ask_back.two_candidates_asked: 0.8,
    read.twin: 0.8,
    ask_back.two_candidates_told: 0.8,
    ask_back.told_twin: 0.8,
    ask_back.missing_referent_asked: 0.5,
    ask_back.referent_asked_twin: 0.5,
    ask_back.missing_referent_told: 0.6,
    ask_back.referent_told_twin: 0.6,
    ask_back.contradiction: 0.6,
    ask_back.contradiction_twin: 0.6,
    leave.known: 0.8,
    leave.drop_nothing: 0.4,
    leave.asked: 1.4,
    leave.asked_of_namesakes: 0.4,
    leave.small_talk: 1.2,
    leave.pasted: 0.8,
    leave.tool_output: 0.5,
    leave.note_asked: 0.9,
    leave.note_told: 0.8,
    guard.filter_key: 1.6,
    guard.filter_file: 0.6,
    guard.filter_text: 0.8,
    guard.missing_note: 1.0,
    guard.not_unique: 1.5,
    guard.stale: 0.5,
}
MAKERS = list(WEIGHTS)
_CUMULATIVE = list(accumulate(WEIGHTS.values()))
MAX_MESSAGE_CHARACTERS = 260
_TASKS_IN_A_WORLD = 12
_NOTES_A_TASK = 4  # A large world serves one more task for so many notes.


def is_right(task: Task) -> bool:
    """Whether the oracle's own transcript earns full marks; a task that fails this is never used."""
    if task.expected == "answer" and not is_grounded(task):
        return False
    return grade(task, task.target, task.turns[-1].text)


def try_task(rng: Random, world: World, maker: Maker) -> Task | None:
    try:
        task = maker(rng, world)
    except CannotWrite:
        return None
    if task is None or len(task.message) > MAX_MESSAGE_CHARACTERS or '"""' in task.message:
        return None
    return task if is_right(task) else None


def tasks_in(rng: Random, world: World, tries: int, cumulative: Sequence[float] = _CUMULATIVE) -> Iterator[Task]:
    """Tasks in one world for a shared-prefix row, drawn in the given shares."""
    for _ in range(tries):
        task = try_task(rng, world, rng.choices(MAKERS, cum_weights=cumulative)[0])
        # The tasks of a row share what the view shows of user.md.
        if task and task.seen_files().get("user.md") == world.files.get("user.md"):
            yield task


def focused_tasks(rng: Random, world: World, tries: int) -> Iterator[Task]:
    """The same in the shares of FOCUS."""
    return tasks_in(rng, world, tries, _FOCUSED)


def training_tasks(rng: Random, world: World, count: int) -> list[Task]:
    """Up to `count` of them."""
    return list(islice(focused_tasks(rng, world, count * 4), count))


def stream(rng: Random, split: Split = TRAINING) -> Iterator[Task]:
    """Tasks without end, in the shares of WEIGHTS."""
    while True:
        world = make_world(rng, split)
        for _ in range(_TASKS_IN_A_WORLD + len(world.notes) // _NOTES_A_TASK):
            # A maker that finds no room here gives way to another.
            for _ in range(4):
                task = try_task(rng, world, rng.choices(MAKERS, cum_weights=_CUMULATIVE)[0])
                if task:
                    yield task
                    break


def tasks_of(rng: Random, maker: Maker, count: int, split: Split, today: date | None = None) -> Iterator[Task]:
    """So many tasks of one kind, each in a world of its own."""
    made = 0
    while made < count:
        task = try_task(rng, make_world(rng, split, today), maker)
        if task:
            made += 1
            yield task


def pairs_of(rng: Random, makers: tuple[Maker, Maker], count: int, split: Split) -> Iterator[tuple[Task, Task]]:
    """Tasks that need a question, each with its answerable twin in the same world."""
    made = 0
    while made < count:
        world = make_world(rng, split)
        tasks = [try_task(rng, world, maker) for maker in makers]
        if all(tasks):
            made += 1
            yield tasks[0], tasks[1]


PAIRS: tuple[tuple[Maker, Maker], ...] = (
    (ask_back.two_candidates_asked, read.twin),
    (ask_back.two_candidates_told, ask_back.told_twin),
    (ask_back.missing_referent_asked, ask_back.referent_asked_twin),
    (ask_back.missing_referent_told, ask_back.referent_told_twin),
    (ask_back.contradiction, ask_back.contradiction_twin),
)
# The rows of the table of scores. CLARIFY is made of pairs.
ROWS: dict[str, tuple[Maker, ...]] = {
    "read 0-1 hop": (
        *(read.read_user, read.read_one_hop, read.read_about, read.read_name),
        *(read.read_alias, read.read_all, read.read_yes_no, read.read_search, read.read_in_many),
    ),
    "read 2-3 hops, aggregate": (
        *(read.read_two_hops, read.read_three_hops, derive.count),
        *(derive.listing, derive.compare, derive.date_question),
    ),
    "unknown": (
        *(read.search_nothing, read.unknown_user, read.unknown_in_note),
        *(read.unknown_relation, read.unknown_name, read.small_talk),
    ),
    "write": (
        *(write.write_user, write.write_entity, write.write_about, write.write_first),
        *(write.write_implicit, write.write_two, write.write_new, write.write_acquaintance),
    ),
    "update": (
        *(update.update_user, update.update_entity, update.correct, update.drop_user, update.drop_entity),
        *(update.rename, update.move, update.merge, cascade.cascade),
    ),
    "clarify and twin": tuple(maker for pair in PAIRS for maker in pair),
    "noop": (leave.known, leave.drop_nothing, leave.asked, leave.asked_of_namesakes, leave.small_talk),
    "inject": (leave.pasted, leave.tool_output, leave.note_asked, leave.note_told),
    "filter": (guard.filter_key, guard.filter_file, guard.filter_text),
    "recover": (guard.missing_note, guard.not_unique, guard.stale),
}


# How much more often than by WEIGHTS training draws the kinds of a row: more where the shares are worst.
FOCUS: dict[str, float] = {"write": 1.4, "update": 1.7, "clarify and twin": 1.7, "noop": 1.2, "recover": 1.2}
_FOCUSED = list(
    accumulate(
        weight * max(FOCUS.get(row, 1.0) for row, makers in ROWS.items() if maker in makers) for maker, weight in WEIGHTS.items()
    )
)


def row_tasks(row: str, seed: int, count: int, split: Split, today: date | None = None) -> list[tuple[Task, ...]]:
    """At least `count` cases of a row: single tasks, or pairs that count only together."""
    pairs = row == "clarify and twin"
    parts = PAIRS if pairs else ROWS[row]
    each = -(-count // len(parts))
    cases: list[tuple[Task, ...]] = []
    for part in parts:
        name = part[0].__name__ if pairs else part.__name__
        rng = Random(f"{seed} {row} {name}")
        if pairs:
            cases += pairs_of(rng, part, each, split)
        else:
            cases += ((task,) for task in tasks_of(rng, part, each, split, today))
    return cases


def suite(seed: int, per_maker: int, split: Split, today: date | None = None) -> list[Task]:
    """The same number of tasks from every maker. `today` is the day the program runs on."""
    return [task for maker in MAKERS for task in tasks_of(Random(f"{seed} {maker.__name__}"), maker, per_maker, split, today)]
