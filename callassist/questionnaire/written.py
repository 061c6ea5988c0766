"""Where everything in a script is written: each expression of the form with its sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from callassist.questionnaire.columns import placed
from callassist.questionnaire.form import Action, Definition, Form
from callassist.questionnaire.wording import Wording
from callassist.questionnaire.workbook import Workbook
from callassist.questionnaire.xpath.compiling import Compiled

_MADE_FROM = {"_count": "repeat_count", "_other": "type"}  # what the compiler adds, and for which column
_CHANGED = "xforms-value-changed"


@dataclass(frozen=True, slots=True)
class Written:
    """An expression at a place of the form, and the column in which it is written."""

    definition: Definition
    column: str
    expression: Compiled


def where_written(book: Workbook, path: str, column: str) -> str:
    """The cell of a column in the row that stands at a path of the form."""
    rows, name = book.found, "/".join(path.split("/")[2:])
    if name == "meta/instanceName":
        return book.where("settings", 0, "instance_name")
    if not rows:
        rows.update((place.path.partition("/data/")[2], place.index) for place in placed(book, "data"))
    for ending, made_from in _MADE_FROM.items():
        if name not in rows and name.endswith(ending):
            name, column = name.removesuffix(ending), made_from
    return book.where("survey", rows.get(name), column)


def written(form: Form) -> Iterator[Written]:
    """Every expression of a form that somebody wrote, in the order of the sheet."""
    for definition in form.definitions:
        for column, expression in _rules(definition):
            yield Written(definition, column, expression)
        for column, wording in _words(definition):
            for parts in wording.by_language.values():
                for part in parts:
                    if isinstance(part, Compiled):
                        yield Written(definition, column, part)
    yield from _values(form)


def _rules(definition: Definition) -> Iterator[tuple[str, Compiled]]:
    itemset = definition.control.itemset if definition.control else None
    rules = {
        "relevant": definition.relevant,
        "required": definition.required,
        "readonly": definition.readonly,
        "constraint": definition.constraint,
        "calculation": definition.calculate,
        "repeat_count": definition.count,
        "choice_filter": itemset.nodes if itemset is not None else None,
    }
    return ((column, expression) for column, expression in rules.items() if expression is not None)


def _words(definition: Definition) -> Iterator[tuple[str, Wording]]:
    yield "constraint_message", definition.constraint_message
    yield "required_message", definition.required_message
    if definition.control is not None:
        yield "label", definition.control.label
        yield "hint", definition.control.hint
        yield "guidance_hint", definition.control.guidance


def _values(form: Form) -> Iterator[Written]:
    """What is put somewhere at first, in a new row, or when another answer changes."""
    actions: list[Action] = list(form.on_load)
    for definition in form.definitions:
        actions += [*definition.on_change, *definition.on_new_row]
    for action in dict.fromkeys(actions):
        target = form.by_path.get(action.target)
        if target is not None and action.value is not None:
            yield Written(target, "calculation" if _CHANGED in action.events else "default", action.value)
