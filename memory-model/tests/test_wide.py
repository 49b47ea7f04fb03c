# SPDX-License-Identifier: Apache-2.0
"""The wide attributes, relations and styles: determinate, apart from what is held out, and drawn as often as they should be."""
import collections
import itertools
import os
import pathlib
import subprocess
import sys
import unittest
from random import Random
from typing import Iterator

from policy import names, relations, styles
from policy.attributes import ATTRIBUTES, KEYS_BY_KIND, NEAR, WIDE, WIDE_BY_KIND, Attribute, head_of, suits, wide_files
from policy.bank import make_pattern
from policy.generate import MAKERS, focused_tasks, stream, suite, try_task
from policy.grade import grade
from policy.making import absent_attribute
from policy.relations import GROUPS, RELATIONS, WIDE_RELATIONS, same_words
from policy.split import ALL_NEW, TRAINING, WIDE_KEYS, Split, is_held_out_key
from policy.task import Task
from policy.world import Fact, Note, World, is_vague, make_world

HERE = pathlib.Path(__file__).resolve().parent.parent
# Words for what is held out that its own lists do not have.
OTHER_WORDS_OF_ATTRIBUTES = frozenset(
    "automobile motorcar wheels allergies intolerance hobbies interests leisure beverage novel band airline-flight wlan ssid "
    "internet-page homepage web-address sector urgency importance state-of-affairs colour fare expense".split()
)
OTHER_WORDS_OF_RELATIONS = frozenset(
    "dad daddy papa pop flatmate housemate personal-trainer hairdresser notebook bicycle tv telly moped workplace symposium".split()
)
_BRITISH = {"favourite": "favorite", "colour": "color", "organiser": "organizer", "centre": "center"}


def plain(noun: str) -> str:
    """A noun as it is compared: American, without plural endings."""
    words = [_BRITISH.get(word, word) for word in noun.lower().replace("-", " ").split()]
    return " ".join(word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word for word in words)


def held_out_nouns() -> set[str]:
    return {plain(noun) for key, one in ATTRIBUTES.items() if is_held_out_key(key) for noun in (key, *one.nouns)}


def relation_words(entries: dict) -> set[str]:
    words = {word for entry in entries.values() for word in entry["user"]}
    return words | {word for entry in entries.values() for between in entry.get("from", {}).values() for word in between}


def all_relation_words() -> set[str]:
    return {other for word in relation_words(RELATIONS) | relation_words(WIDE_RELATIONS) for other in same_words(word)}


def facts_of(world: World) -> Iterator[Fact]:
    for note in [*world.notes.values(), *([world.user] if world.user else [])]:
        yield from note.facts


class Attributes(unittest.TestCase):
    def test_seven_hundred_attributes_for_every_kind_of_note(self) -> None:
        self.assertGreaterEqual(len(WIDE), 700)
        self.assertEqual(sum(map(len, wide_files())), len(WIDE))
        for kind, held_out in KEYS_BY_KIND:
            self.assertGreaterEqual(len(WIDE_BY_KIND[kind, held_out]), 8)

    def test_every_key_has_two_to_five_nouns_in_lower_case(self) -> None:
        for key, one in WIDE.items():
            self.assertEqual(one.nouns[0], key)
            self.assertIn(len(one.nouns), range(2, 6), key)
            self.assertEqual([noun.lower() for noun in one.nouns], list(one.nouns))

    def test_no_noun_belongs_to_two_keys(self) -> None:
        owners = {noun: key for key, one in ATTRIBUTES.items() for noun in {key, *one.nouns}}
        for key, one in WIDE.items():
            for noun in one.nouns:
                self.assertEqual(owners.setdefault(noun, key), key, noun)

    def test_no_noun_is_a_relation(self) -> None:
        self.assertFalse(all_relation_words() & {noun for one in WIDE.values() for noun in one.nouns})

    def test_every_kind_of_value_can_be_made(self) -> None:
        for one in WIDE.values():
            values = {names.value(Random(seed), one.value_kind) for seed in range(30)}
            self.assertGreater(len(values), 1, one.key)
            for value in values:
                self.assertFalse(set('|"\\\n') & set(value), value)
                self.assertFalse(value.endswith("."), value)

    def test_clauses_have_the_slots_they_need(self) -> None:
        for one in WIDE.values():
            for clause in (*one.says, *one.turns):
                self.assertIn("v", make_pattern("tell", "", "en", "plain", clause).slots, clause)
            for clause in (*one.says, *one.asks, *one.turns):
                slots = make_pattern("ask", "", "en", "plain", clause).slots
                self.assertLessEqual(slots, set("SPOv"), clause)
                self.assertFalse(clause.endswith((".", "?")), clause)
            self.assertFalse(any("{v}" in clause for clause in one.asks))

    def test_two_fifths_have_clauses(self) -> None:
        self.assertGreater(sum(bool(one.says) for one in WIDE.values()), len(WIDE) * 0.4)

    def test_a_new_line_has_the_noun_of_the_message(self) -> None:
        one = Attribute("bin day", "weekday", ("bin day", "trash day", "day"), is_wide=True)
        self.assertEqual(one.written_key("My Trash day is Monday"), "trash day")
        self.assertEqual(one.written_key("They come on holidays"), "bin day")
        self.assertEqual(Attribute("city", "place", ("city", "home town")).written_key("my home town"), "city")

    def test_a_phone_might_be_the_work_phone(self) -> None:
        note = Note("user.md", "User", "user", styles.STYLES[0], [Fact(WIDE["work phone"], "work phone", "1")])
        self.assertTrue(is_vague(note, ATTRIBUTES["phone"]))
        self.assertFalse(is_vague(note, WIDE["work email"]))


class HeldOut(unittest.TestCase):
    def test_no_wide_noun_is_one_of_a_held_out_attribute(self) -> None:
        forbidden = held_out_nouns() | {plain(word) for word in OTHER_WORDS_OF_ATTRIBUTES}
        for key, one in WIDE.items():
            for noun in one.nouns:
                self.assertNotIn(plain(noun), forbidden, key)

    def test_no_wide_relation_is_a_held_out_one_or_another_word_for_it(self) -> None:
        held_out = {word for word in relation_words(RELATIONS) if is_held_out_key(word)}
        forbidden = {plain(word) for word in held_out | OTHER_WORDS_OF_RELATIONS}
        wide = {other for word in relation_words(WIDE_RELATIONS) for other in same_words(word)}
        for word in wide | {word for group in GROUPS.values() for word in group}:
            self.assertNotIn(plain(word), forbidden)

    def test_a_fifth_of_the_wide_ones_is_held_out(self) -> None:
        for keys in (list(WIDE), sorted(relation_words(WIDE_RELATIONS))):
            self.assertAlmostEqual(sum(map(is_held_out_key, keys)) / len(keys), 0.2, delta=0.05)

    def test_training_draws_nothing_held_out(self) -> None:
        forbidden = held_out_nouns()
        words = {word for word in relation_words(RELATIONS) | relation_words(WIDE_RELATIONS) if is_held_out_key(word)}
        for seed in range(300):
            for fact in facts_of(make_world(Random(seed))):
                self.assertNotIn(plain(fact.key), forbidden)
                self.assertNotIn(fact.about, words)
                if fact.target:
                    self.assertNotIn(same_words(fact.key)[0], words)
                elif not fact.attribute.is_made:
                    self.assertFalse(is_held_out_key(fact.attribute.key))

    def test_training_speaks_of_nothing_held_out(self) -> None:
        """Not even in questions that have no answer."""
        nouns = {noun for key, one in ATTRIBUTES.items() if is_held_out_key(key) for noun in (key, *one.nouns) if " " in noun}
        for task in itertools.islice(stream(Random(11)), 3000):
            if "chat" not in task.turns[0].think:
                self.assertFalse([noun for noun in nouns if f"my {noun}" in task.message.lower()], task.message)

    def test_the_older_cells_draw_nothing_wide(self) -> None:
        wide = {noun for one in WIDE.values() for noun in one.nouns}
        words = relation_words(RELATIONS)
        new_styles = {style.name for style in styles.WIDE_STYLES}
        for split in (Split(), Split(names=True, phrasing=True), ALL_NEW):
            for seed in range(60):
                world = make_world(Random(seed), split)
                self.assertFalse(new_styles & {note.style.name for note in world.notes.values()})
                for fact in facts_of(world):
                    self.assertNotIn(fact.key, wide)
                    self.assertTrue(not fact.target or fact.key in words, fact.key)

    def test_the_cell_of_wide_keys_asks_for_held_out_wide_ones(self) -> None:
        for seed in range(60):
            for fact in facts_of(make_world(Random(seed), WIDE_KEYS)):
                if fact.usable and fact.attribute and not fact.attribute.is_made:
                    self.assertTrue(fact.attribute.is_wide and is_held_out_key(fact.attribute.key))

    def test_every_maker_finds_a_task_with_held_out_wide_keys(self) -> None:
        tasks = suite(3, 1, WIDE_KEYS)
        self.assertEqual(len(tasks), len(MAKERS))
        self.assertTrue(all(grade(task, task.target, task.turns[-1].text) for task in tasks))


class Draws(unittest.TestCase):
    def test_about_half_of_the_facts_of_training_are_wide(self) -> None:
        facts = [fact for seed in range(150) for fact in facts_of(make_world(Random(seed))) if fact.attribute]
        self.assertAlmostEqual(sum(fact.attribute.is_wide for fact in facts) / len(facts), 0.5, delta=0.07)

    def test_nearly_every_wide_key_of_training_is_drawn(self) -> None:
        drawn = {fact.attribute.key for seed in range(400) for fact in facts_of(make_world(Random(seed))) if fact.attribute}
        wanted = [key for key in WIDE if not is_held_out_key(key)]
        self.assertGreater(sum(key in drawn for key in wanted), len(wanted) * 0.95)

    def test_a_message_often_has_another_noun_than_the_note(self) -> None:
        said, other = 0, 0
        for task in itertools.islice(stream(Random(4)), 6000):
            key = task.turns[-1].think.removeprefix("me ")
            one = next((one for one in (WIDE.get(key), *_holders(key)) if one), None)
            if task.expected == "answer" and one:
                said += 1
                other += key not in task.message.lower()
        self.assertGreater(said, 200)
        self.assertGreater(other / said, 0.5)

    def test_a_rare_attribute_is_as_often_known_as_a_frequent_one(self) -> None:
        counts: collections.Counter[tuple[bool, str]] = collections.Counter()
        rng = Random(5)
        for _ in range(900):
            for task in focused_tasks(rng, make_world(rng), 8):
                one = _attribute_of(task)
                if one and task.expected in ("answer", "unknown"):
                    counts[one.is_wide, task.expected] += 1
        shares = [counts[wide, "unknown"] / (counts[wide, "unknown"] + counts[wide, "answer"]) for wide in (False, True)]
        self.assertGreater(counts[True, "unknown"], 50)
        self.assertAlmostEqual(shares[0], shares[1], delta=0.15)
        self.assertLess(shares[1], 0.5)

    def test_near_misses_stand_beside_each_other(self) -> None:
        self.assertGreater(len(NEAR), 100)
        notes = [note for seed in range(150) for note in make_world(Random(seed)).notes.values()]
        near = 0
        for note in notes:
            heads = [head_of(fact.attribute.key) for fact in note.facts if fact.attribute]
            near += len(heads) != len(set(heads))
        self.assertGreater(near / len(notes), 0.15)

    def test_what_is_unknown_is_not_what_another_key_might_mean(self) -> None:
        for seed in range(200):
            world = make_world(Random(seed))
            absent = absent_attribute(Random(seed), world, world.user)
            if absent and world.user:
                self.assertIsNone(world.user.fact_of(absent))
                self.assertFalse(is_vague(world.user, absent))
                self.assertTrue(suits(absent, "user"))

    def test_another_process_makes_the_same_tasks(self) -> None:
        code = "from policy.generate import suite; from policy.split import TRAINING; print([t.message for t in suite(5, 1, TRAINING)])"
        told = {
            subprocess.run(
                [sys.executable, "-c", code], cwd=HERE, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
            ).stdout
            for seed in ("1", "2")
        }
        self.assertEqual(len(told), 1)


def _holders(noun: str) -> Iterator[Attribute]:
    return (one for one in WIDE.values() if noun in one.nouns)


def _attribute_of(task: Task) -> Attribute | None:
    """The attribute that the last thought names."""
    words = task.turns[-1].think.removeprefix("me ").removesuffix(" none")
    return next((one for one in (*ATTRIBUTES.values(), *WIDE.values()) if words == one.key or words in one.nouns), None)


class Relations(unittest.TestCase):
    def test_a_hundred_and_fifty_more_words_of_every_kind(self) -> None:
        self.assertGreaterEqual(len(relation_words(WIDE_RELATIONS) - relation_words(RELATIONS)), 150)
        self.assertEqual(WIDE_RELATIONS.keys(), RELATIONS.keys())
        for kind, entry in WIDE_RELATIONS.items():
            self.assertTrue(any(map(is_held_out_key, entry["user"])), kind)
            self.assertTrue(entry["from"], kind)

    def test_no_word_stands_in_two_groups_or_kinds(self) -> None:
        words = [word for group in GROUPS.values() for word in group]
        self.assertEqual(len(words), len(set(words)))
        by_kind = [word for entry in WIDE_RELATIONS.values() for word in entry["user"]]
        self.assertEqual(len(by_kind), len(set(by_kind)))
        self.assertFalse(set(by_kind) & relation_words(RELATIONS))

    def test_words_between_notes_are_words_for_the_user_too(self) -> None:
        for kind, entry in WIDE_RELATIONS.items():
            for words in entry["from"].values():
                self.assertLessEqual(set(words), set(entry["user"]), kind)

    def test_another_word_finds_the_line_by_its_key(self) -> None:
        found = 0
        for seed in range(300):
            rng = Random(seed)
            world = make_world(rng)
            for maker in MAKERS:
                task = try_task(rng, world, maker)
                for turn in task.turns if task else []:
                    word = turn.think.removeprefix("link ")
                    group = same_words(word)
                    if turn.think != word and len(group) > 1 and f"my {word}" not in task.message:
                        said = [other for other in group if f"my {other}" in task.message]
                        if said and f"{word}: [[" in task.files.get("user.md", ""):
                            found += 1
                            self.assertNotIn(turn.text.split('"')[1], task.index.mention_part(f"my {said[0]}", "recall"))
        self.assertGreater(found, 20)

    def test_nobody_is_there_twice_by_two_words(self) -> None:
        for seed in range(300):
            world = make_world(Random(seed))
            for note in [*world.notes.values(), *([world.user] if world.user else [])]:
                groups = [same_words(fact.key)[0] for fact in note.links()]
                self.assertEqual(len(groups), len(set(groups)))


class Styles(unittest.TestCase):
    def test_ten_more_styles_none_of_them_held_out(self) -> None:
        self.assertGreaterEqual(len(styles.WIDE_STYLES), 10)
        held_out = [style.place(Random(1), "Key").before for style in styles.STYLES if style.name in styles.HELD_OUT_STYLES]
        for style in styles.WIDE_STYLES:
            self.assertNotIn(style.name, styles.HELD_OUT_STYLES)
            self.assertNotIn(style.place(Random(1), "Key").before, held_out)

    def test_the_value_stands_where_the_style_says_and_can_be_edited(self) -> None:
        for style in styles.WIDE_STYLES:
            facts = [Fact(WIDE["bin day"], "bin day", "Monday"), Fact(WIDE["salary"], "salary", "90 euros")]
            note = Note("entities/a.md", "A B", "person", style, facts)
            text = note.write(Random(2))
            for fact in facts:
                self.assertEqual(text.count(fact.text()), 1, style.name)
                changed = text.replace(fact.text(), fact.text("never"))
                self.assertEqual(changed.replace("never", fact.value), text)
                self.assertIn(fact.removed(), text)
            self.assertIn("# A B\n", text)

    def test_numbers_count_the_facts_of_the_note(self) -> None:
        style = next(style for style in styles.WIDE_STYLES if style.name == "numbered")
        facts = [Fact(None, "a", "x"), Fact(None, "b", "y")]
        self.assertEqual(Note("n.md", "T", "person", style, facts).write(Random(1)), "# T\n1. a: x\n2. b: y\n")

    def test_tasks_are_made_in_every_style(self) -> None:
        seen: collections.Counter[str] = collections.Counter()
        rng = Random(3)
        for _ in range(500):
            world = make_world(rng, TRAINING)
            for task in focused_tasks(rng, world, 6):
                if task.expected == "change":
                    for path in task.target:
                        note = world.user if path == "user.md" else world.notes.get(path)
                        if note and task.files.get(path) != task.target[path]:
                            seen[note.style.name] += 1
        self.assertFalse({style.name for style in styles.WIDE_STYLES} - seen.keys())


if __name__ == "__main__":
    unittest.main()
