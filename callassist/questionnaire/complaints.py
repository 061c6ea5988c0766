"""Everything wrong or doubtful in a script, each with its place and cure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from callassist.errors import Complaint, Refusal, Weight
from callassist.questionnaire.blanks import pictures, stays_blank
from callassist.questionnaire.columns import OURS, base
from callassist.questionnaire.doubts import doubts, strange_defaults
from callassist.questionnaire.form import Definition, Form, Shape
from callassist.questionnaire.items import Item
from callassist.questionnaire.rules import Aspect, Rule
from callassist.questionnaire.wording import Wording
from callassist.questionnaire.workbook import Workbook
from callassist.questionnaire.written import where_written, written
from callassist.questionnaire.xpath.references import compared_values, lone_values, references

_COLUMNS = {
    Aspect.RELEVANT: "relevant",
    Aspect.CALCULATE: "calculation",
    Aspect.COUNT: "repeat_count",
    Aspect.CHOICES: "choice_filter",
}
_UNSUPPORTED = frozenset({"upload", "secret"})


def refuse_rings(book: Workbook, form: Form) -> None:
    """Raise Refusal when rules hang on each other in a ring."""
    for ring in form.rules.rings:
        if len(ring) == 1 and ring[0].definition.children and ring[0].aspect is Aspect.RELEVANT:
            where, name = place_of(book, ring[0]), ring[0].definition.name
            what = f"whether {name} is asked hangs on a question within it"
            raise Refusal(
                where, what, "Put the condition on the questions, or that question before the group."
            )
        names = " → ".join(rule.definition.name for rule in [*ring, ring[0]])
        where = _where(book, ring[0].definition, _COLUMNS[ring[0].aspect])
        raise Refusal(where, f"the rules go round in a ring: {names}", "Take one of them out of the ring.")


def complaints(
    book: Workbook, form: Form, items: Mapping[str, Item], warnings: tuple[str, ...]
) -> list[Complaint]:
    """All complaints about a script that loads, in the order of the sheet."""
    found = [
        *_unknown_columns(book),
        *_blank_labels(book, form),
        *_missing_languages(book, form, items),
        *_dangling(book, form),
        *_single_values(book, form),
        *_in_vain(book, form),
        *_strange_defaults(book, form),
        *_unsupported(book, form),
        *_blanks(book, form),
    ]
    said = [" ".join(warning.split()) for warning in warnings if not _told_already(warning, form)]
    return list(dict.fromkeys([*found, *(_compilers(book, warning) for warning in said)]))


def _compilers(book: Workbook, warning: str) -> Complaint:
    """A warning of the compiler, at the row that it names."""
    row = _ROW.search(warning)
    where = book.where("survey", int(row.group(1)) - 2) if row else book.file
    return Complaint(Weight.WARNING, where, _ROW.sub("", warning).strip())


def _told_already(warning: str, form: Form) -> bool:
    """Missing translations are told one by one above; en-GB is a tag, though the compiler knows only en."""
    tagged = all(_TAG.fullmatch(language.tag) for language in form.languages)
    return "is missing the" in warning or ("machine-readable codes" in warning and tagged)


_ROW = re.compile(r"\[row\s*:\s*(\d+)\]")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


_KNOWN = frozenset(
    {
        "accuracythreshold",
        "allowforeignfields",
        "appearance",
        "audio",
        "autoplay",
        "big-image",
        "bind",
        "body",
        "calculate",
        "calculation",
        "caption",
        "choice_filter",
        "compact_tag",
        "constraint",
        "constraint_message",
        "control",
        "default",
        "disabled",
        "guidance_hint",
        "hint",
        "image",
        "instance",
        "jr",
        "label",
        "media",
        "name",
        "noapperrorstring",
        "parameters",
        "query",
        "read_only",
        "readonly",
        "relevance",
        "relevant",
        "repeat_count",
        "required",
        "required_message",
        "requiredmsg",
        "save_to",
        "trigger",
        "type",
        "value",
        "video",
    }
)


def _unknown_columns(book: Workbook) -> Iterator[Complaint]:
    for heading in book.sheets["survey"].headings:
        name = base(heading).replace(" ", "_")
        if name not in _KNOWN and name not in OURS and ":" not in name:
            where = book.where("survey", column=heading)
            yield Complaint(Weight.WARNING, where, "this column means nothing here", "Check its spelling.")


def _blank_labels(book: Workbook, form: Form) -> Iterator[Complaint]:
    for definition in form.definitions:
        if definition.shape is Shape.QUESTION and definition.control and definition.control.label.empty:
            where = _where(book, definition, "label")
            yield Complaint(Weight.WARNING, where, "the question has no words", "Write its label.")


def _missing_languages(book: Workbook, form: Form, _items: Mapping[str, Item]) -> Iterator[Complaint]:
    for definition in form.definitions:
        control = definition.control
        if control is None:
            continue
        worded = {
            "label": control.label,
            "hint": control.hint,
            "constraint_message": definition.constraint_message,
        }
        for column, wording in worded.items():
            yield from _gaps(wording, form, _where(book, definition, column))
    choices = book.sheets.get("choices")
    labelled = [h for h in choices.headings if base(h) == "label"] if choices else []
    for index, row in enumerate(choices.rows if choices else ()):
        blank = [h for h in labelled if h not in row]
        if row and blank and len(blank) < len(labelled):
            languages = ", ".join(h.partition("::")[2].strip() or "the first language" for h in blank)
            yield _gap(book.where("choices", index), languages)


def _gaps(wording: Wording, form: Form, where: str) -> Iterator[Complaint]:
    if wording.empty or wording.by_language.get(""):
        return
    blank = [language.name for language in form.languages if not wording.has(language.tag)]
    if blank:
        yield _gap(where, ", ".join(blank))


def _gap(where: str, languages: str) -> Complaint:
    cure = "Until it is translated, the first language stands in and the interpreter renders it."
    return Complaint(Weight.WARNING, where, f"no text in {languages}", cure)


def _dangling(book: Workbook, form: Form) -> Iterator[Complaint]:
    for each in written(form):
        names = {r.names for r in references(each.expression.tree, each.definition.names) if r.names}
        for path in sorted("/" + "/".join(one) for one in names):
            if path not in form.by_path:
                where = _where(book, each.definition, each.column)
                what = f"there is no place {path}"
                yield Complaint(Weight.ERROR, where, what, "Refer to questions as ${name}.")


def _in_vain(book: Workbook, form: Form) -> Iterator[Complaint]:
    """Lists, columns and choices that are looked for and are not there."""
    for each in written(form):
        for error, what, cure in doubts(each, form):
            weight = Weight.ERROR if error else Weight.WARNING
            yield Complaint(weight, _where(book, each.definition, each.column), what, cure)


def _strange_defaults(book: Workbook, form: Form) -> Iterator[Complaint]:
    for definition in form.definitions:
        for value in strange_defaults(definition, form):
            what = f"the default {value!r} is none of its choices"
            where = _where(book, definition, "default")
            yield Complaint(Weight.WARNING, where, what, "Take it out, or write it in the sheet choices.")


_ONE_ROW = "only its first row is looked at here"
_ANY_ROW = "this holds as soon as any row fits"


def _single_values(book: Workbook, form: Form) -> Iterator[Complaint]:
    """A question of a repeat looked at from outside, where only one value is wanted."""
    for each in written(form):
        if each.column in ("choice_filter", "repeat_count"):
            continue
        lone = [(path, _ONE_ROW) for path in lone_values(each.expression.tree)]
        lone += [(path, _ANY_ROW) for path in compared_values(each.expression.tree)]
        for path, meaning in dict(lone).items():
            for read in references(path, each.definition.names):
                target = form.by_path.get("/" + "/".join(read.names))
                if target is not None and _many(target, read.shared):
                    where = _where(book, each.definition, each.column)
                    what = f"{target.name} stands in a repeat: {meaning}"
                    cure = "Use sum(), max(), join() or indexed-repeat(), or move the question."
                    yield Complaint(Weight.WARNING, where, what, cure)


def _many(target: Definition, shared: int) -> bool:
    place: Definition | None = target
    while place is not None and len(place.names) > shared:
        if place.repeated:
            return True
        place = place.parent
    return False


def _unsupported(book: Workbook, form: Form) -> Iterator[Complaint]:
    for definition in form.definitions:
        if definition.control is not None and definition.control.element in _UNSUPPORTED:
            what = f"questions of this type ({definition.control.element}) cannot be asked by telephone"
            yield Complaint(Weight.ERROR, _where(book, definition, "type"), what, "Ask it in words.")


def _blanks(book: Workbook, form: Form) -> Iterator[Complaint]:
    for definition in form.definitions:
        for what, cure in stays_blank(definition):
            yield Complaint(Weight.WARNING, _where(book, definition, "type"), what, cure)
    for sheet, heading in pictures(book):
        what = "pictures and films beside a text are not shown"
        yield Complaint(Weight.WARNING, book.where(sheet, column=heading), what, "Say it in words.")


def _where(book: Workbook, definition: Definition, column: str) -> str:
    return where_written(book, definition.path, column)


def place_of(book: Workbook, rule: Rule) -> str:
    """The cell in which a rule is written."""
    return _where(book, rule.definition, _COLUMNS[rule.aspect])
