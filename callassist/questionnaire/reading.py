"""Reads an XForm, as pyxform writes it, into a form that interviews can be run from."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from callassist.questionnaire.form import Definition, Form, Shape
from callassist.questionnaire.reading_body import BodyReader
from callassist.questionnaire.reading_texts import Texts, attribute, below, local
from callassist.questionnaire.rules import build
from callassist.questionnaire.tree import DOCUMENT, XFORMS, Node, element
from callassist.questionnaire.wording import Language

JAVAROSA = "http://openrosa.org/javarosa"
_NAMESPACES = {
    "jr": JAVAROSA,
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "h": "http://www.w3.org/1999/xhtml",
}


class NotAForm(Exception):
    """The XML is no XForm: what is missing."""


def read_form(xml: str | bytes) -> Form:
    """The form in an XForm's XML.

    Raises NotAForm when it is none, BadExpression for an expression that cannot be compiled.
    """
    top = _parsed(xml)
    model = next((e for e in top.iter() if local(e) == "model"), None)
    instances = below(model, "instance") if model is not None else []
    primary = next((child for i in instances[:1] for child in i if isinstance(child.tag, str)), None)
    if model is None or primary is None:
        raise NotAForm("there is no model with a primary instance in it")
    return _FormReader(top, model, primary).read()


def _parsed(xml: str | bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    source = xml.encode() if isinstance(xml, str) else xml
    try:
        return etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAForm(f"the XML cannot be read: {error}") from error


@dataclass
class _FormReader:
    top: etree._Element
    model: etree._Element
    primary: etree._Element
    definitions: list[Definition] = field(default_factory=list)
    by_path: dict[str, Definition] = field(default_factory=dict)

    def read(self) -> Form:
        namespaces = {**_NAMESPACES, **{p: uri for p, uri in self.top.nsmap.items() if p}}
        texts = Texts(namespaces)
        texts.read_translations(next(iter(below(self.model, "itext")), None))
        answers = element(self.primary)
        self.repeats = {
            (attribute(e, "nodeset") or attribute(e, "ref") or "").strip() for e in self.top.iter("{*}repeat")
        }
        root = self.define(answers, None)
        for bind in below(self.model, "bind"):
            self.bind(bind, texts)
        reader = BodyReader(texts, self.by_path)
        body_element = next((e for e in self.top if local(e) == "body"), None)
        body = reader.read(body_element) if body_element is not None else []
        for child in self.model:
            if local(child) in ("setvalue", "setgeopoint"):
                reader.action(child, None)
        for definition in self.definitions:
            definition.is_note = _is_note(definition)
        title = next((e.text for e in self.top.iter() if local(e) == "title"), None)
        languages = texts.languages or (Language("en", "English"),)
        return Form(
            title=(title or "").strip(),
            form_id=answers.attribute("id") or "",
            version=answers.attribute("version") or "",
            root=root,
            primary=answers,
            definitions=self.definitions,
            by_path=self.by_path,
            body=body,
            instances=self.secondary(),
            external=self.external(),
            languages=languages,
            default_language=texts.default_language or languages[0].tag,
            texts=texts.by_id,
            on_load=reader.on_load,
            namespaces=namespaces,
            rules=build(self.definitions, self.by_path),
        )

    def define(self, source: Node, parent: Definition | None) -> Definition:
        path = f"{parent.path if parent else ''}/{source.key}"
        definition = Definition(path, source.name, Shape.ROOT, len(self.definitions), parent)
        definition.prefix, definition.space = source.prefix, source.space if source.space != XFORMS else ""
        definition.repeated, definition.template = path in self.repeats, source
        self.definitions.append(definition)
        self.by_path[path] = definition
        for key in dict.fromkeys(child.key for child in source.children if child.name):
            alike = source.named(key)
            pattern = next((n for n in alike if n.attribute("template") is not None), alike[0])
            definition.children.append(self.define(pattern, definition))
        if parent is not None:
            definition.shape = _shape(definition)
        return definition

    def bind(self, bind: etree._Element, texts: Texts) -> None:
        definition = self.by_path.get((attribute(bind, "nodeset") or "").strip())
        if definition is None:
            return
        definition.type = (attribute(bind, "type") or "string").rpartition(":")[2]
        for name in ("relevant", "required", "readonly", "constraint", "calculate"):
            source = attribute(bind, name)
            if source and source.strip():
                setattr(definition, name, texts.compile(source, path=definition.path, purpose=name))
        path = definition.path
        definition.constraint_message = texts.message(
            attribute(bind, "constraintMsg"), path=path, purpose="constraint_message"
        )
        definition.required_message = texts.message(
            attribute(bind, "requiredMsg"), path=path, purpose="required_message"
        )
        preload = attribute(bind, "preload")
        if preload:
            definition.preload = (preload, attribute(bind, "preloadParams") or "")

    def secondary(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for instance in below(self.model, "instance")[1:]:
            name = attribute(instance, "id")
            inner = next((child for child in instance if isinstance(child.tag, str)), None)
            if name and inner is not None:
                found[name] = Node(DOCUMENT)
                found[name].add(element(inner))
        return found

    def external(self) -> dict[str, str]:
        instances = below(self.model, "instance")[1:]
        return {attribute(i, "id") or "": attribute(i, "src") or "" for i in instances if attribute(i, "src")}


def _is_note(definition: Definition) -> bool:
    control, readonly = definition.control, definition.readonly
    if control is None or control.element != "input" or definition.type != "string":
        return False
    return readonly is not None and readonly.source == "true()" and definition.calculate is None


def _shape(definition: Definition) -> Shape:
    if definition.repeated:
        return Shape.REPEAT
    return Shape.GROUP if definition.children else Shape.VALUE
