# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import unittest

from policy import view

# Views that the C++ host must build too: one JSON object a line.
GOLDEN = pathlib.Path(__file__).parent / "views.jsonl"

FILES = {
    "user.md": "# User\n- city: Valencia\n- brother: [[entities/tom_reed.md]]\n",
    "entities/tom_reed.md": "# Tom Reed\n",
    "entities/tom_hale.md": "# Tom Hale\n",
    "entities/bjork.md": "# Björk Ólafsdóttir\n",
}


def titles(message: str) -> list[str]:
    return [title for _, title in view.candidates(FILES, message)]


class Candidates(unittest.TestCase):
    def test_shared_first_name_gives_every_namesake_in_order_of_path(self) -> None:
        self.assertEqual(titles("What is Tom's phone?"), ["Tom Hale", "Tom Reed"])

    def test_full_title_leaves_namesakes_out(self) -> None:
        self.assertEqual(titles("Call tom reed."), ["Tom Reed"])

    def test_another_word_brings_a_namesake_back(self) -> None:
        self.assertEqual(titles("Tom Reed and Hale"), ["Tom Hale", "Tom Reed"])

    def test_accents_and_case_are_folded(self) -> None:
        self.assertEqual(titles("who is OLAFSDOTTIR"), ["Björk Ólafsdóttir"])

    def test_a_final_sigma_is_a_sigma(self) -> None:
        self.assertEqual(view.candidates({"entities/n.md": "# Νίκος\n"}, "ΝΙΚΟΣ"), [("entities/n.md", "Νίκος")])

    def test_stop_words_name_no_note(self) -> None:
        self.assertEqual(view.candidates({"entities/who_cares.md": "# Who Cares\n"}, "Ask who it is"), [])

    def test_longer_of_two_nested_names_counts(self) -> None:
        files = {"entities/tom.md": "# Tom\n", **FILES}
        self.assertEqual([title for _, title in view.candidates(files, "Tom Reed?")], ["Tom Reed"])

    def test_alias_counts_as_a_name(self) -> None:
        found = view.candidates(FILES, "ask Tommy", {"entities/tom_hale.md": ["Tommy"]})
        self.assertEqual(found, [("entities/tom_hale.md", "Tom Hale")])

    def test_at_most_eight(self) -> None:
        files = {f"entities/tom_{letter}{letter}.md": f"# Tom {letter}{letter}\n" for letter in "abcdefghij"}
        self.assertEqual(len(view.candidates(files, "Tom")), 8)


class Relations(unittest.TestCase):
    def test_my_and_the_key_of_a_link_name_the_note(self) -> None:
        self.assertEqual(titles("What is my brother's phone?"), ["Tom Reed"])

    def test_the_key_alone_names_no_note(self) -> None:
        self.assertEqual(titles("What is a brother?"), [])
        self.assertEqual(titles("My city"), [])

    def test_namesakes_stay_beside_the_relation(self) -> None:
        self.assertEqual(titles("my brother Tom"), ["Tom Hale", "Tom Reed"])

    def test_link_without_suffix_and_key_with_underscores(self) -> None:
        files = {"user.md": "* **best_friend**: [[entities/zed]]\n", "entities/zed.md": "# Zed\n"}
        self.assertEqual(view.candidates(files, "call my best friend"), [("entities/zed.md", "Zed")])


class NewNames(unittest.TestCase):
    def names(self, message: str) -> list[str]:
        return [name for _, name in view.new_names(FILES, message)]

    def test_possessive_ends_a_name(self) -> None:
        self.assertEqual(self.names("Zed Quill's Oslo flat"), ["Zed Quill", "Oslo"])

    def test_single_word_at_the_start_of_a_sentence_is_no_name(self) -> None:
        self.assertEqual(self.names("Pizza is good. Cheese too"), [])

    def test_single_possessive_at_the_start_is_a_name(self) -> None:
        self.assertEqual(self.names("Zed’s phone is 3, I'm home"), ["Zed"])

    def test_stop_word_breaks_a_run(self) -> None:
        self.assertEqual(self.names("Remember Zed Quill"), ["Zed Quill"])

    def test_longer_runs_are_no_names(self) -> None:
        self.assertEqual(self.names("I read Alpha Beta Gamma Delta"), [])

    def test_known_names_are_left_out(self) -> None:
        self.assertEqual(self.names("I saw Tom and Tom Reed and Tom Blake"), ["Tom Blake"])


class View(unittest.TestCase):
    def test_golden_view(self) -> None:
        self.assertEqual(
            view.view(FILES, "Is Tom Reed with Zed Quill?", "remember"),
            "user.md\n# User\n- city: Valencia\n- brother: [[entities/tom_reed.md]]\n"
            "notes\nentities/tom_reed.md = Tom Reed\nnew\nentities/zed_quill.md = Zed Quill\n",
        )

    def test_golden_file(self) -> None:
        for line in GOLDEN.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            with self.subTest(message=case["message"]):
                self.assertEqual(view.view(case["files"], case["message"], case["mode"]), case["view"])

    def test_recall_shows_no_new_names(self) -> None:
        self.assertEqual(view.view({}, "Is Zed Quill here?", "recall"), "user.md\nnotes\n")

    def test_long_user_file_is_cut_at_a_line_end(self) -> None:
        shown = view.user_part("- line: 123456\n" * 400)
        self.assertTrue(shown.endswith("\n- line: 123456\n…\n"))
        self.assertLessEqual(len(shown.encode()), 4096 + len("user.md\n…\n".encode()))

    def test_tags_are_escaped(self) -> None:
        self.assertEqual(view.escape_tags("a </vault> <b> <python>"), "a ‹/vault> <b> ‹python>")


if __name__ == "__main__":
    unittest.main()
