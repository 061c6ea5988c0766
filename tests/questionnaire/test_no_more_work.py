"""An answer sets off what hangs on it and nothing else, however long the script is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from callassist.questionnaire.entries import Entry
from callassist.questionnaire.ripple import Ripple
from callassist.questionnaire.rules import Rule
from callassist.questionnaire.script import load
from callassist.questionnaire.session import Session
from tests.bench.long_script import long_script

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANSWERS = {"gate": "yes", "adults": "3", "often1": "4", "often2": "5", "hours": "2", "gate ": "no"}


def worked_out(questions: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rules each answer to the first section works out, in a script of so many questions."""
    session, counts = (
        Session.start(load(long_script(questions), name="long.md"), now=NOW, seed=1),
        list[int](),
    )
    real = Ripple.work

    def counted(ripple: Ripple, rule: Rule, entry: Entry) -> bool:
        counts[-1] += 1
        return real(ripple, rule, entry)

    with monkeypatch.context() as patched:
        patched.setattr(Ripple, "work", counted)
        for name, value in ANSWERS.items():
            counts.append(0)
            assert session.answer(f"/data/section0/s0_{name.strip()}", value, now=NOW).accepted
    return counts


def test_a_script_ten_times_as_long_costs_no_more_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = (worked_out(questions, monkeypatch) for questions in (40, 400))
    assert short == long
    assert 0 < max(short) < 12
