"""What is compared with ODK's engine: each place, its relevance, and its value where it is asked."""

from __future__ import annotations

import pytest

from callassist.questionnaire.script import load
from tests.bench.beside import differences, walked
from tests.bench.long_script import long_script

OURS = {"/data/a": (True, "2"), "/data/b": (False, "kept"), "/data/meta/instanceID": (True, "uuid:1")}


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ([["/data/a", True, "2.0"], ["/data/b", False, ""]], []),
        ([["/data/a", True, "3"], ["/data/b", False, ""]], ["/data/a: '2' for us, '3' for them"]),
        ([["/data/a", True, "2"], ["/data/b", True, "kept"]], ["/data/b: not asked by us alone"]),
        ([["/data/a", True, "2"]], ["/data/b: not there for them"]),
        (
            [["/data/a", True, "2"], ["/data/b", False, ""], ["/data/c", True, ""]],
            ["/data/c: not there for us"],
        ),
    ],
)
def test_whatever_differs_is_said(theirs: list[list[object]], said: list[str]) -> None:
    assert differences(OURS, theirs) == said


def test_a_walk_answers_every_question_and_changes_some() -> None:
    walk = walked(load(long_script(40, household=True), name="small.md"), 1, edits=40)
    assert len(walk.looks) == 3
    assert len(walk.times) == sum(op[0] == "answer" for op in walk.ops) > 30
    assert walk.looks[0] != walk.looks[1] != walk.looks[2]
