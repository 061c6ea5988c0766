"""Runs ODK's recorded expressions, each on its own small document, and compares what they give."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from callassist.questionnaire.tree import ELEMENT, Node
from callassist.questionnaire.xpath.compiling import compiled
from callassist.questionnaire.xpath.dates import Calendar
from callassist.questionnaire.xpath.tokens import XPathError
from callassist.questionnaire.xpath.values import Environment, Value, to_number, to_text, to_truth
from tests.questionnaire.conformance_host import SUITE
from tests.questionnaire.conformance_paper import address, paper, place

ZONE = ZoneInfo("America/Phoenix")
NAMESPACES = {
    "xhtml": "http://www.w3.org/1999/xhtml",
    "h": "http://www.w3.org/1999/xhtml",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
NEAR = 1e-12  # JavaRosa's suite takes two numbers for equal that lie no further apart
WHOLE_DAYS, LOCAL_MIDNIGHT = "whole-days", "local-midnight"


@dataclass
class Paper:
    """A document of a case, with what its form part would be asked for."""

    top: Node
    lang: str = ""
    drawn: int = 0

    def instance(self, name: str) -> Node | None:
        for node in self.top.descendants():
            if node.kind == ELEMENT and node.name == "instance" and node.attribute("id") == name:
                return node
        return None

    def text(self, text_id: str) -> str:
        translations = [n for n in self.top.descendants() if n.kind == ELEMENT and n.name == "translation"]
        chosen = next((t for t in translations if t.attribute("lang") == self.lang), None)
        if chosen is None:
            chosen = next((t for t in translations if t.attribute("default") is not None), None)
        for text in (chosen or (translations or [self.top])[0]).descendants():
            if text.kind == ELEMENT and text.name == "text" and text.attribute("id") == text_id:
                plain = [v for v in text.children if v.kind == ELEMENT and v.attribute("form") is None]
                return plain[0].string() if plain else ""
        return ""

    def choice_label(self, value: str, path: str) -> str:
        return ""

    def draw(self, node: Node) -> float:
        self.drawn += 1
        return (self.drawn * 0.6180339887498949) % 1


def number_of(expected: Any) -> float:
    return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}.get(expected, expected)


def agrees(case: dict[str, Any], value: Value, calendar: Calendar, top: Node) -> bool:
    """Whether what we gave is what was recorded."""
    expected = case["expected"]
    match case["type"]:
        case "string":
            return to_text(value) == expected
        case "boolean":
            return to_truth(value) is expected
        case "number":
            near = NEAR if case["source"].startswith("javarosa") else 0.0
            return _same_number(to_number(value, calendar), float(number_of(expected)), near)
        case "number-rounded":
            return _rounded(to_number(value, calendar), case["factor"]) == _rounded(expected, case["factor"])
        case "string-length":
            return len(to_text(value)) == expected
        case "string-match":
            return _matches(str(expected), to_text(value))
        case "count":
            return isinstance(value, list) and len(value) == expected
        case "node":
            return isinstance(value, list) and [address(n) for n in value[:1]] == [expected]
        case "nodeset":
            if isinstance(value, str):  # the recorded engine gives a text's nodes, a form wants the text
                return value in [place(top, node).string() for node in expected]
            return isinstance(value, list) and [address(n) for n in value] == expected
        case "nodeset-unordered":
            return isinstance(value, list) and {address(n) for n in value} == set(expected)
    raise ValueError(case["type"])


def _same_number(ours: float, theirs: float, near: float) -> bool:
    if (ours != ours and theirs != theirs) or ours == theirs:
        return True
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=near)


def _rounded(number: float, factor: float) -> float:
    return math.floor(number * factor + 0.5)


def _matches(pattern: str, text: str) -> bool:
    body, _, flags = (
        pattern.removeprefix("/").rpartition("/") if pattern.startswith("/") else (pattern, "", "")
    )
    return re.search(body, text, re.IGNORECASE if "i" in flags else 0) is not None


def run(content: dict[str, Any], *, dates: str | None) -> Iterator[tuple[str, str, str]]:
    """For each case: passed, failed or left_out, its name, and what to say about it.

    Without a date rule a case is tried by the rule of its own family, then by the other one.
    """
    trees: dict[str, Node] = {}
    calendars = {rule: Calendar(ZONE, whole_days=rule == WHOLE_DAYS) for rule in (WHOLE_DAYS, LOCAL_MIDNIGHT)}
    for case in content["cases"]:
        if case.get("upstream_expected_failure") or case.get("error"):
            yield "left_out", named(case), "upstream marks it wrong"
            continue
        if case["type"] == "resultType":
            yield "left_out", named(case), "asks for a type of the browser"
            continue
        if case["doc"] not in trees:
            trees[case["doc"]] = paper(content["docs"][case["doc"]])
        tries = [_judge(case, trees[case["doc"]], calendars[rule]) for rule in rules_for(case, dates)]
        became, said = next((one for one in tries if one[0] == "passed"), tries[0])
        yield became, named(case), said


def rules_for(case: dict[str, Any], dates: str | None) -> list[str]:
    """The date rules by which a case is tried, its own family's first."""
    if dates is not None:
        return [dates]
    own = WHOLE_DAYS if case["source"].startswith("javarosa") else LOCAL_MIDNIGHT
    return [own, LOCAL_MIDNIGHT if own == WHOLE_DAYS else WHOLE_DAYS]


def named(case: dict[str, Any]) -> str:
    """What tells a case from all others."""
    return f"{case['source']} {case['file']} {case['context']} {case['doc']}: {case['expr']}"


def primary(top: Node) -> Node | None:
    """Where absolute paths begin: in a whole form at its first instance, else (None) at the top."""
    form = next((n for n in top.children if n.kind == ELEMENT), top)
    if form.name != "html" or form.prefix != "h":
        return None
    return next((n for n in form.descendants() if n.kind == ELEMENT and n.name == "instance"), None)


def _judge(case: dict[str, Any], top: Node, calendar: Calendar) -> tuple[str, str]:
    now = datetime.fromisoformat(case["now"].replace("Z", "+00:00")).astimezone(UTC)
    env = Environment(calendar=calendar, now=now, host=Paper(top, case.get("lang") or ""))
    env.root = primary(top)
    try:
        expression = compiled(case["expr"], namespaces=NAMESPACES, functions=SUITE, late=True)
        value = expression.value(place(top, case["context"]), env)
    except XPathError as error:
        if case["type"] == "error":
            return "passed", ""
        return "failed", f"expected {case['expected']!r}, refused: {error}"
    if case["type"] == "error":
        return "failed", f"expected an error, got {value!r}"
    if agrees(case, value, calendar, top):
        return "passed", ""
    shown = [address(n) for n in value] if isinstance(value, list) else value
    return "failed", f"expected {case['type']} {case['expected']!r}, got {shown!r}"
