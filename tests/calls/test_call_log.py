"""A call and the line of the ledger that was logged of it are kept together, or neither is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from callassist.store.cases import contact
from callassist.work import points
from callassist.work.attempts import Attempt, log_attempt
from callassist.work.call_log import without_outcome
from tests.calls.telephone import Telephone


@pytest.fixture
def struck() -> Iterator[list[str]]:
    """Points at which everything breaks; none is left behind."""
    broken: list[str] = []

    def reached(name: str) -> None:
        if name in broken:
            raise RuntimeError("it broke here")

    points.listen(reached)
    yield broken
    points.listen(None)


def over(telephone: Telephone) -> str:
    """A call that nobody answered."""
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "reject")
    telephone.hand(telephone.own, "hang-up")
    return call_id


def log(telephone: Telephone, channel: str = "call") -> str:
    made = Attempt(channel, "no_answer", telephone.trial.house.now())
    return log_attempt(
        telephone.trial.house, telephone.actor, telephone.case(), made, token=telephone.token()
    )


def lines(telephone: Telephone) -> list[str]:
    with telephone.trial.house.database.read() as c:
        found = c.execute(select(contact.c.outcome).where(contact.c.case_id == telephone.case()))
        return list(found.scalars())


def test_what_is_logged_belongs_to_her_call_and_she_is_asked_about_it_no_more(telephone: Telephone) -> None:
    call_id = over(telephone)
    assert [one.id for one in without_outcome(telephone.trial.house, telephone.actor)] == [call_id]
    contact_id = log(telephone)
    assert telephone.call(call_id).contact_id == contact_id
    assert without_outcome(telephone.trial.house, telephone.actor) == []


def test_a_crash_between_the_ledger_and_the_call_leaves_neither(
    telephone: Telephone, struck: list[str]
) -> None:
    call_id = over(telephone)
    struck.append("attempt kept")
    with pytest.raises(RuntimeError, match="broke"):
        log(telephone)
    assert (lines(telephone), telephone.call(call_id).contact_id) == ([], None)
    struck.clear()
    assert telephone.call(call_id).contact_id is None
    assert log(telephone) == telephone.call(call_id).contact_id
    assert lines(telephone) == ["no_answer"]


def test_a_letter_says_nothing_of_her_call(telephone: Telephone) -> None:
    call_id = over(telephone)
    log(telephone, "letter")
    assert telephone.call(call_id).contact_id is None
