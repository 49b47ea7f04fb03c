# SPDX-License-Identifier: Apache-2.0
import pathlib
import tempfile
import unittest
from random import Random

from policy import bank


def load(**files: str) -> bank.Bank:
    """A bank of English files, given by name and text."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "en").mkdir()
        for name, text in files.items():
            (pathlib.Path(folder) / "en" / f"{name}.txt").write_text(text, encoding="utf-8")
        return bank.load(pathlib.Path(folder))


def faults(**files: str) -> str:
    try:
        load(**files)
    except bank.BankError as error:
        return str(error)
    return ""


class Loader(unittest.TestCase):
    def test_the_bank_of_the_repository_has_no_fault(self) -> None:
        self.assertGreaterEqual(len(bank.load().patterns), 0)

    def test_patterns_know_intent_key_voice_and_slots(self) -> None:
        found = load(a="# note\n[ask city]\nslang\twhere [do|does] {S} live lol\n").patterns[0]
        self.assertEqual((found.intent, found.key, found.voice, found.language), ("ask", "city", "slang", "en"))
        self.assertEqual(found.slots, {"S"})

    def test_forms_follow_the_subject(self) -> None:
        found = load(a="[ask city]\nplain\twhere [do|does] {S} live\n").patterns[0]
        self.assertEqual(found.fill({"S": "I"}, True), "where do I live")
        self.assertEqual(found.fill({"S": "Tom"}, False), "where does Tom live")

    def test_forms_may_hold_slots(self) -> None:
        found = load(a="[tell city]\nplain\t[I'm|{S}'s] in {v}\n").patterns[0]
        self.assertEqual(found.fill({"S": "Tom", "v": "Oslo"}, False), "Tom's in Oslo")

    def test_faults_name_file_and_line(self) -> None:
        text = "[ask]\nplain\t{P} {k} {zz}\nnobody\t{P} {k}\nplain\t{P} thing\n[asks]\n[tell]\nplain\t{P} {k}\n"
        told = faults(a=text)
        self.assertIn("en/a.txt:2: unknown slot '{zz}'", told)
        self.assertIn("en/a.txt:3: not 'voice<TAB>pattern'", told)
        self.assertIn("en/a.txt:4: a pattern for any attribute needs the slot {k}", told)
        self.assertIn("en/a.txt:5: unknown intent 'asks'", told)
        self.assertIn("en/a.txt:7: a pattern of 'tell' needs one of the slots ['v']", told)

    def test_unknown_attribute_is_a_fault(self) -> None:
        self.assertIn("'cities' is no attribute", faults(a="[ask cities]\nplain\twhere {S}\n"))

    def test_letter_case_makes_no_other_pattern(self) -> None:
        told = faults(a="[ask]\nplain\tgot {P} {k}\n", b="[ask]\nterse\tGot {P} {k}\n")
        self.assertIn("en/b.txt:2: the pattern stands already in en/a.txt:2", told)

    def test_open_bracket_is_a_fault(self) -> None:
        self.assertIn("opens no slot", faults(a="[ask]\nplain\t{P} {k} [do|does\n"))

    def test_word_lists_are_kept_by_group(self) -> None:
        found = load(nouns="[attribute city]\nStadt\nWohnort\n[relation wife]\nFrau\n", headings="Familie\n")
        self.assertEqual(found.words("en", "attribute city"), ["Stadt", "Wohnort"])
        self.assertEqual(found.words("en", "relation wife"), ["Frau"])
        self.assertEqual(found.words("en", "heading"), ["Familie"])


class Split(unittest.TestCase):
    def setUp(self) -> None:
        lines = "".join(f"plain\tform {number} of {{P}} {{k}}\n" for number in range(500))
        self.bank = load(a="[ask]\n" + lines)

    def test_a_fifth_is_held_out(self) -> None:
        share = sum(pattern.held_out for pattern in self.bank.patterns) / 500
        self.assertAlmostEqual(share, 0.2, delta=0.05)

    def test_parts_do_not_meet(self) -> None:
        seen_wish = bank.Wish(bank.About.USER, frozenset("Pk"))
        unseen_wish = bank.Wish(bank.About.USER, frozenset("Pk"), held_out=True)
        seen = {self.bank.pick(Random(seed), "ask", "", seen_wish).text for seed in range(300)}
        unseen = {self.bank.pick(Random(seed), "ask", "", unseen_wish).text for seed in range(300)}
        self.assertFalse(seen & unseen)

    def test_missing_slots_leave_a_pattern_out(self) -> None:
        self.assertIsNone(self.bank.pick(Random(1), "ask", "", bank.Wish(bank.About.USER, frozenset("k"))))

    def test_a_pattern_without_a_subject_is_about_the_user(self) -> None:
        found = load(a="[tell name]\nplain\tcall me {v}\n")
        slots = frozenset("SOPv")
        self.assertIsNotNone(found.pick(Random(1), "tell", "name", bank.Wish(bank.About.USER, slots)))
        self.assertIsNone(found.pick(Random(1), "tell", "name", bank.Wish(bank.About.OTHER, slots)))


if __name__ == "__main__":
    unittest.main()
