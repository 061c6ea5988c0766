"""Light nodes for answers, choices and earlier waves: the one shape that expressions look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

DOCUMENT, ELEMENT, TEXT, ATTRIBUTE, COMMENT, INSTRUCTION, NAMESPACE = range(7)

XFORMS = "http://www.w3.org/2002/xforms"
XML = "http://www.w3.org/XML/1998/namespace"


class Node:
    """One node of a document. A leaf element keeps its text in `text`; others keep text nodes as children.

    `shown` is True for all but the questions of a running interview that are not relevant: those are left out
    of what an expression sees.
    """

    __slots__ = ("_named", "attributes", "children", "kind", "name", "parent", "prefix", "space", "text")

    shown: bool = True

    def __init__(
        self, kind: int, name: str = "", text: str = "", *, space: str = "", prefix: str = ""
    ) -> None:
        self.kind = kind
        self.name = name
        self.text = text
        self.space = space
        self.prefix = prefix
        self.parent: Node | None = None
        self.children: list[Node] = NO_NODES
        self.attributes: list[Node] = NO_NODES
        self._named: dict[str, list[Node]] | None = None

    def add(self, child: Node, at: int | None = None) -> Node:
        """Put `child` under this node, last or at a place among the children."""
        if self.children is NO_NODES:
            self.children = []
        self.children.insert(len(self.children) if at is None else at, child)
        child.parent = self
        self._named = None
        return child

    def drop(self, child: Node) -> None:
        """Take `child` out; it keeps its own children."""
        self.children.remove(child)
        child.parent = None
        self._named = None

    def set_attribute(self, name: str, value: str, *, space: str = "", prefix: str = "") -> None:
        """Add an attribute."""
        if self.attributes is NO_NODES:
            self.attributes = []
        attribute = Node(ATTRIBUTE, name, value, space=space, prefix=prefix)
        attribute.parent = self
        self.attributes.append(attribute)

    def attribute(self, name: str) -> str | None:
        """The value of the attribute with this local name."""
        return next((a.text for a in self.attributes if a.name == name), None)

    @property
    def key(self) -> str:
        """The name as it is written, with its prefix if it has one."""
        if self.prefix:
            return f"{self.prefix}:{self.name}"
        return f"{{{self.space}}}{self.name}" if self.space else self.name

    def named(self, key: str) -> list[Node]:
        """The child elements with this name as written, in order; the list is shared, so never change it."""
        children = self.children
        if len(children) < INDEXED_FROM:
            if len(children) == 1:  # the form itself, where every path begins
                only = children[0]
                return [only] if only.kind == ELEMENT and only.key == key else NO_NODES
            return [c for c in children if c.kind == ELEMENT and c.key == key]
        if self._named is None:
            found: dict[str, list[Node]] = {}
            for child in self.children:
                if child.kind == ELEMENT:
                    found.setdefault(child.key, []).append(child)
            self._named = found  # only when whole: lists of choices are shared by all interviews at once
        return self._named.get(key, NO_NODES)

    def string(self) -> str:
        """The node's string value, as XPath 1.0 section 5 says."""
        if not self.children:
            return self.text
        return "".join(n.text for n in self.descendants() if n.kind in (ELEMENT, TEXT))

    def descendants(self) -> Iterator[Node]:
        """All nodes below, in document order."""
        for child in self.children:
            yield child
            yield from child.descendants()

    def root(self) -> Node:
        """The topmost node."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def position(self) -> int:
        """Which of its like-named siblings this is, counting from 1."""
        if self.parent is None:
            return 1
        alike = self.parent.named(self.key)
        return alike.index(self) + 1 if self in alike else len(alike) + 1


NO_NODES: list[Node] = []
INDEXED_FROM = 8


def order_key(node: Node) -> tuple[int, ...]:
    """Where the node stands in document order: comparable among nodes of one document."""
    key: list[int] = []
    while node.parent is not None:
        parent = node.parent
        if node.kind in (ATTRIBUTE, NAMESPACE):
            key.append(-1_000_000 + (parent.attributes.index(node) if node in parent.attributes else -1_000))
        else:
            key.append(parent.children.index(node))
        node = parent
    return (id(node), *reversed(key))


def in_order(nodes: Iterable[Node]) -> list[Node]:
    """The nodes once each, in document order."""
    unique = list(dict.fromkeys(nodes))
    return sorted(unique, key=order_key) if len(unique) > 1 else unique


def document(text: str | bytes, *, whole: bool = False) -> Node:
    """Read XML into a tree under a document node. `whole` keeps every blank, comment and instruction.

    Raises etree.XMLSyntaxError. Entities are not resolved and nothing is fetched.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    source = text.encode() if isinstance(text, str) else text
    top = etree.fromstring(source, parser)
    root = Node(DOCUMENT)
    root.add(element(top, whole=whole))
    return root


def element(source: etree._Element, *, whole: bool = False) -> Node:
    """An lxml element and all below it as light nodes."""
    node = _named_node(source)
    for key, value in source.attrib.items():
        name = etree.QName(str(key))
        prefix = next((p or "" for p, uri in source.nsmap.items() if uri == name.namespace), "")
        space = name.namespace or ""
        node.set_attribute(name.localname, str(value), space=space, prefix="xml" if space == XML else prefix)
    if len(source) == 0 and not whole:
        node.text = source.text or ""
        return node
    _add_text(node, source.text, whole=whole)
    for child in source:
        made = _child(child, whole=whole)
        if made is not None:
            node.add(made)
        _add_text(node, child.tail, whole=whole)
    return node


def _named_node(source: etree._Element) -> Node:
    name = etree.QName(source)
    if source.prefix is None:  # whatever namespace a form's author made the default, names are written plain
        return Node(ELEMENT, name.localname)
    return Node(ELEMENT, name.localname, space=name.namespace or "", prefix=source.prefix)


def _child(child: etree._Element, *, whole: bool) -> Node | None:
    if isinstance(child, etree._Comment):
        return Node(COMMENT, text=child.text or "") if whole else None
    if isinstance(child, etree._ProcessingInstruction):
        return Node(INSTRUCTION, str(child.target or ""), child.text or "") if whole else None
    if isinstance(child, etree._Entity):
        return None
    return element(child, whole=whole)


def _add_text(node: Node, text: str | None, *, whole: bool) -> None:
    if text and (whole or text.strip()):
        node.add(Node(TEXT, text=text))
