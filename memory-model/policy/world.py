# SPDX-License-Identifier: Apache-2.0
"""A made-up vault: user.md and the notes it links to, from none to four hundred."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from policy import names
from policy.bank import About, Wish
from policy.name_index import NameIndex
from policy.attributes import Attribute, attribute_value, near_groups, near_to, random_attribute
from policy.phrases import BANK, other
from policy.relations import RELATIONS, random_relation, relation_between, same_words
from policy.split import TRAINING, Split, is_held_out_key
from policy.styles import NUMBER, STRAY_LINES, STYLES, Place, Style, random_style, spelled
from policy.words import path_of, slug_of

OTHER_KINDS = ("pet", "organisation", "place", "project", "event", "device")
USER_TITLES = ("User", "User", "User", "User Information", "About me", "Me", "Profile")
MAX_NOTES = 400
MAX_LINKS_OF_USER = 14
_HEADINGS = ("People", "Relationships", "Links", "Notes", "User Relationships")
NEAR_SHARE = 0.2  # of notes that begin with facts that are easily taken for each other
_FACT_COUNTS = (0, 1, 1, 2, 2, 3, 4, 5)


@dataclass(slots=True, eq=False)
class Fact:
    """One fact of a note.

    `target` is the path when the value is a link; `about` is the relation when the fact is about somebody who has no
    note, as in `- wife job: nurse`. `place` is set when the note is written out.
    """

    attribute: Attribute | None
    key: str
    value: str
    target: str = ""
    about: str = ""
    place: Place | None = None
    usable: bool = True  # whether a task of this split may be about it

    def text(self, value: str | None = None) -> str:
        """The fact as it stands in the file, perhaps with another value."""
        return self.place.before + (self.value if value is None else value) + self.place.after

    def removed(self) -> str:
        """The text that goes when the fact is taken back."""
        return self.text() + self.place.cut

    def line(self) -> str:
        """The last line of the fact's text, which holds the value."""
        return self.text().rsplit("\n", 1)[-1]


@dataclass(eq=False)
class Note:
    path: str
    title: str
    kind: str
    style: Style
    facts: list[Fact] = field(default_factory=list)
    alias: str = ""
    injected: str = ""  # an instruction that somebody wrote into the note
    language: str = "en"
    section: str = ""  # a heading that stands before the links

    def write(self, rng: Random) -> str:
        """The text of the note; sets the place of each fact."""
        style = self.style
        front = "---\ntags: [untrusted]\n---\n" if self.injected else ""
        aliases = f"aliases: [{self.alias}]\n" if self.alias else ""
        words = {"title": self.title, "front": front, "alias": self.alias, "aliases": aliases}
        parts, in_section = [style.opening.format_map(words)], False
        for number, fact in enumerate(self.facts, 1):
            if self.section and fact.target and not in_section:
                parts.append(f"\n## {self.section}\n")
                in_section = True
            fact.place = style.place(rng, spelled(rng, style, fact.key, BANK, self.language))
            fact.place.before = fact.place.before.replace(NUMBER, str(number))
            if style.name == "mess" and rng.random() < 0.15:
                parts.append(rng.choice(STRAY_LINES) + "\n")
            parts.append(fact.text() + style.separator)
        parts.append(style.closing.format_map(words))
        if self.injected:
            parts.append(self.injected + "\n")
        text = "".join(parts)
        return text.rstrip("\n") if style.name == "mess" and rng.random() < 0.3 else text

    def plain_facts(self) -> list[Fact]:
        """What a task may be about."""
        return [fact for fact in self.facts if not fact.target and not fact.about and fact.usable]

    def facts_about(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.about and fact.usable]

    def links(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.target]

    def fact(self, key: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.key == key), None)

    def relation(self, word: str) -> Fact | None:
        """The fact whose key is the relation or another word for it."""
        return next((fact for other in same_words(word) for fact in [self.fact(other)] if fact), None)

    def fact_of(self, attribute: Attribute) -> Fact | None:
        return next((fact for fact in self.facts if fact.attribute is attribute and not fact.about), None)

    def has_attribute(self, attribute: Attribute) -> bool:
        for fact in self.facts:
            if fact.key in attribute.nouns or (fact.attribute is attribute and not fact.about):
                return True
        return False

    def has_about(self, relation: str, attribute: Attribute) -> bool:
        """Whether the note tells this of somebody whom it names by the relation only."""
        return any(fact.about in same_words(relation) and fact.attribute is attribute for fact in self.facts if fact.about)

    def spelled_key(self, key: str) -> str:
        return key.replace(" ", "_") if self.style.spelling == "underscores" else key


@dataclass(eq=False)
class World:
    rng: Random
    split: Split
    today: date
    user: Note | None
    notes: dict[str, Note]
    files: dict[str, str] = field(default_factory=dict)
    index: NameIndex | None = None
    by_target: dict[str, Fact] = field(default_factory=dict)
    first_names: dict[str, list[Note]] = field(default_factory=dict)
    people: list[Note] = field(default_factory=list)
    memory: dict[str, object] = field(default_factory=dict)  # what makers found out about this world

    def write_out(self) -> None:
        rng = self.rng
        for path, note in self.notes.items():
            self.files[path] = note.write(rng)
            first, blank, _ = note.title.partition(" ")
            if blank:
                self.first_names.setdefault(first, []).append(note)
        self.people = [note for note in self.notes.values() if note.kind == "person"]
        if self.user:
            self.files["user.md"] = self.user.write(rng)
            for fact in self.user.facts:
                if fact.target:
                    self.by_target.setdefault(fact.target, fact)
        self.index = NameIndex(self.files)

    def user_link_to(self, path: str) -> Fact | None:
        return self.by_target.get(path)

    def candidates(self, message: str) -> list[str]:
        return [path for path, _ in self.index.candidates(message)]


def link_to(path: str) -> str:
    return f"[[{path}]]"


def entity_title(rng: Random, kind: str, held_out: bool) -> str:
    """A name for a note of this kind."""
    if kind == "person":
        return names.first_name(rng, held_out) if rng.random() < 0.15 else names.full_name(rng, held_out)
    made = names.made_name(rng, held_out)
    alone, place = {
        "organisation": (0.3, "organisation_end"),
        "place": (0.3, "place_end"),
        "project": (0.6, "project_start"),
        "event": (0.0, "event_end"),
        "device": (0.4, "device_end"),
    }.get(kind, (1.0, ""))
    if rng.random() < alone:
        return made
    word = rng.choice(names.VALUES[place])
    return f"{word} {made}" if kind == "project" else f"{made} {word}"


def new_fact(rng: Random, note_kind: str, note: Note, split: Split, made_share: float = 0.08) -> Fact | None:
    """A fact that the note does not have yet."""
    for _ in range(20):
        attribute = random_attribute(rng, note_kind, made_share, split, split.keys and rng.random() < 0.7)
        if not note.has_attribute(attribute):
            nouns = attribute.nouns
            key = nouns[int(rng.random() * len(nouns))] if rng.random() < (0.3 if attribute.is_wide else 0.1) else attribute.key
            usable = attribute.is_made or is_held_out_key(attribute.key) == split.keys
            return Fact(attribute, key, attribute_value(rng, attribute), usable=usable)
    return None


def fact_about(rng: Random, user: Note, split: Split) -> Fact | None:
    """A fact on somebody the user has named only by a relation."""
    kind = "person" if rng.random() < 0.7 else rng.choice(list(RELATIONS))
    relation = random_relation(rng, kind, split)
    attribute = random_attribute(rng, kind, 0.05, split)
    key = f"{relation} {attribute.key}"
    if user.relation(relation) or user.fact(key) or user.has_about(relation, attribute):
        return None
    return Fact(attribute, key, attribute_value(rng, attribute), about=relation)


def is_vague(note: Note, attribute: Attribute) -> bool:
    """Whether the note holds what a question for the attribute might mean: `phone` where it has `work phone`."""
    wanted = [set(noun.split()) for noun in attribute.nouns]
    return any(noun < set(fact.key.replace("_", " ").split()) for fact in note.facts for noun in wanted)


def near_fact(rng: Random, note: Note, split: Split) -> Fact | None:
    """A fact that is easily taken for one that the note has, as `favorite song` beside `favorite singer`."""
    held = [fact for fact in note.facts if fact.attribute and not fact.about and not fact.attribute.is_made]
    if not held:
        return None
    near = near_to(rng.choice(held).attribute.key, note.kind, split.keys)
    free = [attribute for attribute in near if not note.has_attribute(attribute)]
    if not free:
        return None
    attribute = rng.choice(free)
    return Fact(attribute, rng.choice((attribute.key, *attribute.nouns)), attribute_value(rng, attribute))


def _add_near_misses(rng: Random, note: Note, split: Split) -> None:
    """Two to four facts whose keys share a word, so that the right one has to be chosen."""
    groups = near_groups(note.kind, split.keys)
    group = rng.choice(groups) if groups else []
    for attribute in rng.sample(group, min(len(group), rng.randint(2, 4))):
        if not note.has_attribute(attribute):
            note.facts.append(Fact(attribute, rng.choice((attribute.key, *attribute.nouns)), attribute_value(rng, attribute)))


def _add_facts(rng: Random, note: Note, count: int, split: Split) -> None:
    if split.wide and count and rng.random() < NEAR_SHARE:
        _add_near_misses(rng, note, split)
    for _ in range(count):
        fact = new_fact(rng, note.kind, note, split)
        if fact:
            note.facts.append(fact)


def make_note(rng: Random, kind: str, title: str, split: Split, language: str) -> Note:
    style = random_style(rng, split.styles and rng.random() < 0.6, False, split.wide)
    path = path_of(title)
    if style.folder and rng.random() < 0.9:
        path = path.replace("entities/", f"entities/{rng.choice(style.folder)}/")
    note = Note(path, title, kind, style, language=language)
    if style.name in ("aliases", "front matter", "fields"):
        note.alias = names.made_name(rng, split.names)
    _add_facts(rng, note, _FACT_COUNTS[int(rng.random() * len(_FACT_COUNTS))], split)
    if rng.random() < 0.03:
        note.injected = instruction_line(rng, split)
    return note


def instruction_line(rng: Random, split: Split) -> str:
    """What an attacker may have written into a note."""
    wish = Wish(About.ANYBODY, names.FREE_SLOTS, split.phrasing)
    found = BANK.pick(rng, "note_instruction", "", wish)
    if found and rng.random() < 0.8:
        return found.fill(names.free_words(rng, found.slots, split.names), True).replace("\n", " ")
    return "- note: " + other(rng, "injection", split.phrasing, name=names.full_name(rng, split.names))


def _make_notes(rng: Random, count: int, split: Split, language: str) -> dict[str, Note]:
    """Notes of which some share their first name."""
    notes: dict[str, Note] = {}
    twins = count >= 2 and rng.random() < 0.6
    shared = names.first_name(rng, split.names)
    for index in range(count):
        kind = "person" if rng.random() < 0.6 else rng.choice(OTHER_KINDS)
        if twins and (index < 2 or rng.random() < 0.3) and index < 8:
            kind = "person"
            title = f"{shared} {names.last_name(rng, split.names)}"
        else:
            title = entity_title(rng, kind, split.names)
        if slug_of(title):
            note = make_note(rng, kind, title, split, language)
            notes.setdefault(note.path, note)
    return notes


def _share_a_value(rng: Random, notes: dict[str, Note], split: Split) -> None:
    """Gives some notes the same value, so that there is something to count."""
    kind = rng.choice(("person", "person", *OTHER_KINDS))
    attribute = random_attribute(rng, kind, 0.0, split)
    shared = attribute_value(rng, attribute)
    alike = [note for note in notes.values() if note.kind == kind and not note.has_attribute(attribute)]
    for note in alike[: rng.randint(2, 6)]:
        note.facts.append(Fact(attribute, attribute.key, shared))


def _link_from_user(rng: Random, user: Note, notes: dict[str, Note], split: Split) -> None:
    linked = 0
    for note in notes.values():
        if linked >= MAX_LINKS_OF_USER:
            return
        relation = random_relation(rng, note.kind, split)
        if rng.random() < 0.8 and not user.relation(relation):
            user.facts.append(Fact(None, relation, link_to(note.path), note.path))
            linked += 1


def _link_between(rng: Random, notes: dict[str, Note], split: Split) -> None:
    others = list(notes.values())
    for note in others:
        if len(others) < 2 or rng.random() >= 0.55:
            continue
        target = others[int(rng.random() * len(others))]
        relation = relation_between(rng, target.kind, note.kind, split) if target is not note else ""
        if relation and not note.relation(relation):
            position = rng.randint(0, len(note.facts))
            note.facts.insert(position, Fact(None, relation, link_to(target.path), target.path))


def _make_user(rng: Random, notes: dict[str, Note], split: Split, language: str) -> Note:
    title = rng.choice(USER_TITLES)
    if rng.random() < 0.3:
        title = names.full_name(rng, split.names)
    # Most user.md are written by the program itself, in its own style.
    new_style = split.styles and rng.random() < 0.6
    style = STYLES[0] if not new_style and rng.random() < 0.4 else random_style(rng, new_style, True, split.wide)
    user = Note("user.md", title, "user", style, language=language)
    _add_facts(rng, user, rng.choice((0, 1, 2, 2, 3, 3, 4, 5, 7, 12)), split)
    _link_from_user(rng, user, notes, split)
    extra = fact_about(rng, user, split) if rng.random() < 0.3 else None
    if extra:
        user.facts.append(extra)
    if style.separator and rng.random() < 0.2:
        own = BANK.words(language, "heading") if style.spelling == "foreign" else ()
        user.section = rng.choice(own or _HEADINGS)
        user.facts.sort(key=lambda fact: bool(fact.target))
    elif rng.random() < 0.3:
        rng.shuffle(user.facts)
    return user


def _note_count(rng: Random) -> int:
    chance = rng.random()
    if chance < 0.84:
        return rng.choice((0, 1, 2, 3, 3, 4, 4, 5, 6, 8))
    return rng.randint(9, 40) if chance < 0.96 else rng.randint(41, MAX_NOTES)


def random_today(rng: Random) -> date:
    return date(2024, 1, 1) + timedelta(days=rng.randint(0, 2500))


def make_world(rng: Random, split: Split = TRAINING, today: date | None = None, count: int | None = None) -> World:
    if count is None:
        count = _note_count(rng)
    language = rng.choice(BANK.foreign or ["en"])
    notes = _make_notes(rng, count, split, language)
    _link_between(rng, notes, split)
    if count > 2 and rng.random() < 0.6:
        _share_a_value(rng, notes, split)
    user = None
    if count or rng.random() < 0.6:
        user = _make_user(rng, notes, split, language)
    world = World(rng, split, today or random_today(rng), user, notes)
    world.write_out()
    return world
