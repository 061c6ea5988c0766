"""Where an interview stands: the tree of answers, the language spoken, and what expressions may ask of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from callassist.questionnaire.choices import choice_label
from callassist.questionnaire.entries import Entry, planted
from callassist.questionnaire.form import Definition, Form
from callassist.questionnaire.tree import DOCUMENT, Node
from callassist.questionnaire.wording import NOTHING
from callassist.questionnaire.xpath.dates import Calendar
from callassist.questionnaire.xpath.values import Environment


class State:
    """The answers of one interview. It is also the host that expressions ask for choices, texts and draws."""

    __slots__ = (
        "attic",
        "drawn",
        "env",
        "event",
        "external",
        "form",
        "language",
        "reshaped",
        "root",
        "salt",
        "seed",
        "top",
        "turn",
    )

    def __init__(
        self,
        form: Form,
        *,
        calendar: Calendar,
        now: datetime,
        language: str,
        seed: int,
        external: Mapping[str, Node],
    ) -> None:
        self.form = form
        self.language = language
        self.seed = seed
        self.event = 1
        self.salt = ""  # set while an action draws, so that each change draws anew
        self.drawn = 0
        self.external = external
        self.reshaped = True
        self.turn = 0  # rises whenever something is shown or hidden
        self.attic: dict[tuple[Entry, int], list[Entry]] = {}  # rows put away, by place above and repeat
        self.root = planted(form.root, form.primary)
        self.top = Node(DOCUMENT)
        self.top.add(self.root)
        self.env = Environment(calendar=calendar, now=now, host=self)
        self.env.root = self.top

    def instance(self, name: str) -> Node | None:
        """A list of choices, or what was brought along under this name."""
        found = self.form.instances.get(name)
        if found is not None:
            return found
        if name in self.external:
            return self.external[name]
        return self.top if name == self.form.root.name else None

    def text(self, text_id: str) -> str:
        """A translated text in the language being spoken."""
        wording = self.form.texts.get(text_id, NOTHING)
        current = self.env.current
        text = wording.render(self.language, self.form.default_language, current or self.root, self.env).text
        self.env.current = current
        return text

    def choice_label(self, value: str, path: str) -> str:
        """The label of a choice of the select at a path, absolute or from the place being worked out."""
        place = self.env.current
        asked = self.follow(place if isinstance(place, Entry) else self.root, path)
        if asked is None or asked.definition.control is None:
            return ""
        found = choice_label(asked.definition, value, asked, language=self.language, state=self)
        self.env.current = place
        return found

    def follow(self, start: Entry, path: str) -> Entry | None:
        """The entry at a path of names and `..`, from `start` unless it begins at the top."""
        node: Node | None = self.top if path.startswith("/") else start
        for part in path.strip("/").split("/"):
            if node is None:
                return None
            if part != ".":
                node = node.parent if part == ".." else next(iter(node.named(part)), None)
        return node if isinstance(node, Entry) else None

    def draw(self, node: Node) -> float:
        """The next number for the place being worked out: the same whenever it is worked out again."""
        place = self.env.current if isinstance(self.env.current, Entry) else node
        where = place.path() if isinstance(place, Entry) else place.key
        self.drawn += 1
        source = f"{self.seed}|{where}|{self.salt}|{self.drawn}".encode()
        return int.from_bytes(hashlib.blake2b(source, digest_size=6).digest()) / 2**48

    def instances_of(
        self, definition: Definition, *, under: Node | None = None, names: int = 0
    ) -> list[Entry]:
        """All entries of a definition below a node that stands `names` deep."""
        nodes = [under or self.top]
        for key in definition.names[names:]:
            nodes = [child for node in nodes for child in node.named(key)]
        return [node for node in nodes if isinstance(node, Entry)]

    def find(self, path: str) -> Entry | None:
        """The entry at a path with row numbers; a repeat without a number means its first row."""
        node: Node = self.top
        for part in path.strip("/").split("/"):
            name, bracket, row = part.partition("[")
            alike = node.named(name)
            at = int(row[:-1]) if bracket and row[:-1].isdigit() else 1
            if not 1 <= at <= len(alike):
                return None
            node = alike[at - 1]
        return node if isinstance(node, Entry) else None

    def entries(self, under: Entry | None = None) -> Iterator[Entry]:
        """Every entry, in document order."""
        entry = under or self.root
        yield entry
        for child in entry.entries:
            yield from self.entries(child)
