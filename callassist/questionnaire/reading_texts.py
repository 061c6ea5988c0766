"""Reads the texts of an XForm: translations, labels with places for answers, messages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from callassist.questionnaire.wording import NOTHING, Language, Part, Parts, Wording, language_of, plain
from callassist.questionnaire.xpath.compiling import Compiled, compiled
from callassist.questionnaire.xpath.tokens import XPathError
from callassist.questionnaire.xpath.trees import Call, Literal

UNTRANSLATED = "-"  # what pyxform writes where a language has no text


class BadExpression(Exception):
    """An expression that cannot be compiled: at which path, for which purpose, and what is wrong."""

    def __init__(self, path: str, purpose: str, source: str, error: XPathError) -> None:
        super().__init__(f"{path} {purpose}: {error.what}")
        self.path = path
        self.purpose = purpose
        self.source = source
        self.error = error


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; blank for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def below(element: etree._Element, name: str) -> list[etree._Element]:
    """The child elements of that name."""
    return list(element.iterchildren(f"{{*}}{name}"))


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its local name, whatever its namespace."""
    value = element.get(name)
    if value is not None:
        return str(value)
    ending = f"}}{name}"
    for key in element.attrib:
        if str(key).endswith(ending):
            return str(element.get(key))
    return None


@dataclass
class Texts:
    """All texts of one form, and the compiler for their places."""

    namespaces: dict[str, str]
    languages: tuple[Language, ...] = ()
    default_language: str = ""
    by_id: dict[str, Wording] = field(default_factory=dict)
    known: dict[str, Compiled] = field(default_factory=dict)

    def compile(self, source: str, *, path: str, purpose: str) -> Compiled:
        """An expression, compiled once however often it stands in the form."""
        source = source.strip()
        if source not in self.known:
            try:
                self.known[source] = compiled(source, namespaces=self.namespaces)
            except XPathError as error:
                raise BadExpression(path, purpose, source, error) from error
        return self.known[source]

    def read_translations(self, itext: etree._Element | None) -> None:
        """Take in the itext block: every text in every language."""
        translations = below(itext, "translation") if itext is not None else []
        pairs = [(language_of(attribute(t, "lang") or ""), t) for t in translations]
        self.languages = tuple(language for language, _ in pairs)
        default = next((lang for lang, t in pairs if attribute(t, "default") is not None), None)
        self.default_language = (default or (self.languages[0] if self.languages else Language("", ""))).tag
        gathered: dict[str, dict[str, Parts]] = {}
        for language, translation in pairs:
            for text in below(translation, "text"):
                for value in below(text, "value"):
                    text_id, form = attribute(text, "id") or "", attribute(value, "form")
                    parts = self.parts(value, path=text_id.partition(":")[0], purpose="label")
                    gathered.setdefault(f"{text_id};{form}" if form else text_id, {})[language.tag] = parts
        for text_id in [key for key in gathered if key.endswith(";long") and key[:-5] not in gathered]:
            gathered[text_id[:-5]] = gathered[text_id]
        self.by_id = {
            text_id: Wording(_without_gaps(by_language)) for text_id, by_language in gathered.items()
        }

    def parts(self, element: etree._Element, *, path: str, purpose: str) -> Parts:
        """The words of an element and its places for answers, in order."""
        found: list[Part] = [element.text or ""]
        for child in element:
            if local(child) == "output":
                source = attribute(child, "value") or attribute(child, "ref") or "''"
                found.append(self.compile(source, path=path, purpose=purpose))
            found.append(child.tail or "")
        return _trimmed([part for part in found if part != ""])

    def wording(self, element: etree._Element | None, *, path: str, purpose: str = "label") -> Wording:
        """The text of a label, hint or message element."""
        if element is None:
            return NOTHING
        reference = attribute(element, "ref")
        if reference is not None:
            return self.referred(reference, path=path, purpose=purpose)
        parts = self.parts(element, path=path, purpose=purpose)
        return Wording({"": parts}) if parts else NOTHING

    def referred(self, reference: str, *, path: str, purpose: str) -> Wording:
        """The text that `jr:itext('id')` names, or the outcome of any other expression."""
        if named := _NAMED.fullmatch(reference.strip()):  # nearly all of them: no need to compile it
            return self.by_id.get(named[1], NOTHING)
        expression = self.compile(reference, path=path, purpose=purpose)
        match expression.tree:
            case Call("jr:itext", (Literal(text_id),)):
                return self.by_id.get(text_id, NOTHING)
            case _:
                return Wording({"": (expression,)})

    def message(self, source: str | None, *, path: str, purpose: str) -> Wording:
        """A message given as an attribute: a text, or a reference to a translated one."""
        if not source:
            return NOTHING
        if source.strip().startswith("jr:itext("):
            return self.referred(source, path=path, purpose=purpose)
        return plain(source)


_NAMED = re.compile(r"jr:itext\('([^']*)'\)")


def _trimmed(parts: list[Part]) -> Parts:
    if len(parts) == 1:
        return tuple(parts)
    if parts and isinstance(parts[0], str):  # pyxform pads what stands beside a place for an answer
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part != "")


def _without_gaps(by_language: dict[str, Parts]) -> dict[str, Parts]:
    gap: Callable[[Parts], bool] = lambda parts: parts == (UNTRANSLATED,)
    if all(gap(parts) for parts in by_language.values()):
        return by_language
    return {tag: () if gap(parts) else parts for tag, parts in by_language.items()}
