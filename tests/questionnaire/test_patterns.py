"""A pattern is matched as everybody knows it, and none can hold an interview up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callassist.questionnaire.xpath.patterns import checked, matches
from callassist.questionnaire.xpath.tokens import XPathError

SIGNS = st.text(alphabet="ab1 -_.é\n", max_size=12)
PIECES = st.sampled_from(
    ["a", "b", "1", ".", r"\d", r"\w", r"\s", r"\W", "[ab]", "[^a]", "[a-b1]", r"\.", "^", "$", r"\b", r"\B"]
)
MANY = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?", "+?"])


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Rows of parts, brackets around them, one or another of them, and what must or must not come next."""
    row = st.lists(
        st.tuples(parts, MANY).map(lambda p: p[0] + (p[1] if p[0] not in EDGES else "")), max_size=4
    )
    one = row.map("".join)
    wrapped = st.tuples(st.sampled_from(["({})", "(?:{})", "(?={})", "(?!{})"]), one)
    return st.one_of(one, wrapped.map(lambda p: p[0].format(p[1])), st.tuples(one, one).map("|".join))


EDGES = frozenset({"^", "$", r"\b", r"\B"})
PATTERNS = st.recursive(PIECES, joined, max_leaves=10)


@given(PATTERNS, SIGNS)
@settings(max_examples=400, deadline=None)
def test_it_agrees_with_another_matcher_on_any_pattern(pattern: str, text: str) -> None:
    try:
        ours = checked(pattern)
    except XPathError:
        return
    assert ours.places
    told = pattern.replace("$", r"\Z")  # there, $ also stands before a last line end
    try:
        theirs = re.compile(told, re.ASCII)
    except re.error:  # it refuses to repeat a repeat, which means the same once more
        return
    if not text and r"\B" in pattern:  # there, a blank text has no inside, which later versions mended
        return
    assert matches(text, pattern) is (theirs.search(text) is not None), (pattern, text)


@pytest.mark.parametrize(
    ("text", "pattern", "held"),
    [
        ("07700 900123", "^07[0-9]{3} ?[0-9]{6}$", True),
        ("LU1 2AB", r"^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$", True),
        ("Passw0rd", r"^(?=.*\d)(?=.*[A-Z]).{8,}$", True),
        ("password", r"^(?=.*\d).{8,}$", False),
        ("امینہ", r"^\p{L}+$", True),
        ("Amina", r"^\p{Lu}\p{Ll}+$", True),
        ("AMINA", "(?i)^amin[a-c]$", True),
        ("a{2", "a{2", True),
        ("tab\there", r"\t|\u0041", True),
    ],
)
def test_patterns_of_the_field(text: str, pattern: str, held: bool) -> None:
    assert matches(text, pattern) is held


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(.*a){20}$", "a*a*a*a*a*a*a*a*$", "((a{0,30}){0,30})!"]
)
def test_a_pattern_made_to_run_away_comes_to_an_end(pattern: str) -> None:
    assert matches("a" * 1_999 + "!", pattern) in (True, False)


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[a",
        "a**+",
        "*",
        r"\1(a)",
        "(?<=a)b",
        "a++",
        r"\q",
        "[z-a]",
        "a{3,1}",
        "a{2000}",
        r"\x1",
        r"\p{Q}",
        "\\",
    ],
)
def test_a_pattern_that_cannot_be_matched_is_named(pattern: str) -> None:
    with pytest.raises(XPathError, match="pattern"):
        checked(pattern)
    assert not matches("a", pattern)
