"""What a script's expressions look for and will never find: lists, columns of lists, choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from callassist.questionnaire.form import Definition, Form
from callassist.questionnaire.tree import Node
from callassist.questionnaire.written import Written
from callassist.questionnaire.xpath.references import parts_of, references
from callassist.questionnaire.xpath.trees import Binary, Call, Expression, KindTest, Literal, NameTest, Path
from callassist.questionnaire.xpath.values import number_of

Doubt = tuple[bool, str, str]  # whether it is an error, what is wrong, the cure
LAST_SAVED = "__last-saved"
BROUGHT = frozenset({"enrolment", "prior"})  # what every interview is given


def doubts(written: Written, form: Form) -> Iterator[Doubt]:
    """Everything that one expression looks for in vain."""
    for part in parts_of(written.expression.tree):
        match part:
            case Call("instance", (Literal(name),)):
                yield from _list(name, form)
            case Path(_, steps, Call("instance", (Literal(name),))):
                yield from _columns(name, [step.test for step in steps], part, form)
            case Binary("=" | "!=", left, right):
                yield from _choice(left, right, written, form)
                yield from _choice(right, left, written, form)
            case Call("selected", (question, value)):
                yield from _choice(question, value, written, form)
    yield from _count(written, form)


def _list(name: str, form: Form) -> Iterator[Doubt]:
    if name == LAST_SAVED:
        what = "answers of the interview before are not brought along this way, so this is always blank"
        yield False, what, "Use instance('prior') for what an earlier wave brought."
    elif (
        name not in BROUGHT
        and name not in form.instances
        and name not in form.external
        and name != form.root.name
    ):
        what = f"there is no list {name!r} in the script"
        yield False, what, "Unless it is brought along at the start, write it in the sheet choices."


def _columns(name: str, tests: list[NameTest | KindTest], path: Path, form: Form) -> Iterator[Doubt]:
    top = form.instances.get(name)
    if top is None or name in form.external:
        return
    names = [test.name for test in tests if isinstance(test, NameTest)]
    if names[:2] != ["root", "item"] or len(path.steps) < 2:
        return
    known = _headings(top)
    wanted = dict.fromkeys(names[2:3])
    for bracket in path.steps[1].predicates:
        wanted |= dict.fromkeys(_own_columns(bracket))
    for column in wanted:
        if known and column not in known and column != "*":
            what = f"the list {name!r} has no column {column!r}"
            yield True, what, f"It has: {', '.join(sorted(known))}."


def _headings(top: Node) -> set[str]:
    items = [item for root in top.children for item in root.children]
    return {cell.name for item in items for cell in item.children if cell.name}


def _own_columns(bracket: Expression) -> Iterator[str]:
    """The columns of the list's own rows that a bracket names: paths of one step from where it stands."""
    for part in parts_of(bracket):
        match part:
            case Path(False, (step,), None) if step.axis == "child" and isinstance(step.test, NameTest):
                yield step.test.name


def _choice(question: Expression, value: Expression, written: Written, form: Form) -> Iterator[Doubt]:
    if not isinstance(question, Path) or not isinstance(value, Literal) or not value.value:
        return
    for read in references(question, written.definition.names):
        asked = form.by_path.get("/" + "/".join(read.names))
        offered = _offered(asked, form) if asked is not None and not read.below else set()
        if asked is not None and offered and value.value not in offered:
            what = f"{asked.name} has no choice {value.value!r}"
            yield False, what, f"Its choices are: {', '.join(sorted(offered)[:12])}."


def strange_defaults(asked: Definition, form: Form) -> list[str]:
    """What a question is answered with before it is asked, though it is none of its choices."""
    written = asked.template.string()
    offered = _offered(asked, form) if written else set()
    many = asked.control is not None and asked.control.many
    return [value for value in (written.split() if many else [written]) if offered and value not in offered]


def _offered(asked: Definition, form: Form) -> set[str]:
    """Every value that a question may be answered with; nothing if they come from elsewhere."""
    control = asked.control
    if control is None or not control.chooses:
        return set()
    if control.itemset is None:
        return {choice.value for choice in control.choices}
    for part in parts_of(control.itemset.nodes.tree):
        match part:
            case Call("instance", (Literal(name),)) if name in form.instances and name not in form.external:
                return _values(form.instances, name, control.itemset.value.source)
    return set()


def _values(instances: Mapping[str, Node], name: str, column: str) -> set[str]:
    items = [item for root in instances[name].children for item in root.children]
    return {cell.string() for item in items for cell in item.named(column)}


def _count(written: Written, form: Form) -> Iterator[Doubt]:
    """A text where rows are counted; the compiler gives a count that is no question its own place."""
    tree, path = written.expression.tree, written.definition.path
    counted = form.by_path.get(path.removesuffix("_count"), written.definition)
    if isinstance(tree, Literal) and counted.repeated and number_of(tree.value) != number_of(tree.value):
        yield True, f"{tree.value!r} counts no rows", "Write a number, or the question that counts them."
