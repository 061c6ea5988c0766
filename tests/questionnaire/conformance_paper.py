"""Documents of recorded cases, read as a browser reads them: CDATA apart, document types as nodes."""

from __future__ import annotations

import re
from xml.parsers import expat

from callassist.questionnaire.tree import (
    ATTRIBUTE,
    COMMENT,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    TEXT,
    XFORMS,
    XML,
    Node,
)

DOCTYPE = 7


class _Builder:
    def __init__(self) -> None:
        self.root = Node(DOCUMENT)
        self.here = self.root
        self.spaces: list[dict[str, str]] = [{"xml": XML}]
        self.loose = False

    def start(self, name: str, attributes: list[str]) -> None:
        self.loose = False
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        declared = {key.partition(":")[2]: value for key, value in pairs if key.split(":")[0] == "xmlns"}
        spaces = {**self.spaces[-1], **declared}
        self.spaces.append(spaces)
        prefix, _, local = name.rpartition(":")
        space = spaces.get(prefix, "")
        self.here = self.here.add(Node(ELEMENT, local, space="" if space == XFORMS else space, prefix=prefix))
        for near in sorted(key for key, uri in spaces.items() if uri):
            self.here.set_attribute(near, spaces[near])
            self.here.attributes[-1].kind = NAMESPACE
        for key, value in pairs:
            prefix, _, local = key.rpartition(":")
            if key != "xmlns" and prefix != "xmlns":
                self.here.set_attribute(
                    local, value, space=spaces.get(prefix, "") if prefix else "", prefix=prefix
                )

    def end(self, _name: str) -> None:
        self.loose = False
        self.spaces.pop()
        self.here = self.here.parent or self.root

    def text(self, text: str) -> None:
        if self.loose and self.here.children and self.here.children[-1].kind == TEXT:
            self.here.children[-1].text += text
        else:
            self.here.add(Node(TEXT, text=text))
        self.loose = True

    def apart(self, *_: object) -> None:
        self.loose = False

    def comment(self, text: str) -> None:
        self.loose = False
        self.here.add(Node(COMMENT, text=text))

    def instruction(self, target: str, text: str) -> None:
        self.loose = False
        self.here.add(Node(INSTRUCTION, target, text))

    def doctype(self, *_: object) -> None:
        self.root.add(Node(DOCTYPE))


def paper(text: str) -> Node:
    """The document node of an XML text."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = False
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartCdataSectionHandler = parser.EndCdataSectionHandler = builder.apart
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.instruction
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.Parse(text.encode(), True)
    return builder.root


_STEP = re.compile(r"/(?:@(?P<attribute>[^/]+)|namespace::(?P<space>[^/]*)|(?P<test>[^/\[]+)\[(?P<at>\d+)\])")
_TESTS = {"*": ELEMENT, "text()": TEXT, "comment()": COMMENT, "processing-instruction()": INSTRUCTION}


def place(top: Node, path: str) -> Node:
    """The node at a path of positions."""
    node = top
    for step in _STEP.finditer(path):
        if step["attribute"] is not None:
            node = next(
                a for a in node.attributes if a.kind == ATTRIBUTE and _written(a) == step["attribute"]
            )
        elif step["space"] is not None:
            node = next(a for a in node.attributes if a.kind == NAMESPACE and a.name == step["space"])
        else:
            kind = _TESTS[step["test"]]
            node = [c for c in node.children if c.kind == kind][int(step["at"]) - 1]
    return node


def address(node: Node) -> str | None:
    """The path of positions at which a node stands; None for a document type, which XPath does not know."""
    if node.kind == DOCTYPE:
        return None
    if node.parent is None:
        return "/"
    above = (address(node.parent) or "").rstrip("/")
    if node.kind == ATTRIBUTE:
        return f"{above}/@{_written(node)}"
    if node.kind == NAMESPACE:
        return f"{above}/namespace::{node.name}"
    name = next(name for name, kind in _TESTS.items() if kind == node.kind)
    alike = [c for c in node.parent.children if c.kind == node.kind]
    return f"{above}/{name}[{alike.index(node) + 1}]"


def _written(node: Node) -> str:
    return f"{node.prefix}:{node.name}" if node.prefix else node.name
