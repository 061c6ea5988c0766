"""Between a press and the ringing of a phone something else happens: then nobody's phone rings after all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from callassist.store import calls
from callassist.work import call_place
from tests.calls.telephone import Telephone


def test_the_mother_is_not_rung_when_the_interviewer_left_before_her_phone_was_asked_for(
    telephone: Telephone,
) -> None:
    house, call_id = telephone.trial.house, telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "reject")
    rang = telephone.rang(telephone.mother)
    call_place.redial(house, telephone.actor, call_id, token=telephone.token())
    telephone.hand(telephone.own, "hang-up")
    assert telephone.rang(telephone.mother) == rang
    parent = telephone.legs(call_id)["parent"]
    assert (parent.state, parent.reason) == ("withdrawn", "the interviewer is not in the call")
    assert telephone.call(call_id).ended_at is not None


def test_no_phone_rings_for_a_press_that_lay_too_long(telephone: Telephone) -> None:
    house, case_id = telephone.trial.house, telephone.opens()
    call_id = call_place.place_call(house, telephone.actor, case_id, "", token=telephone.token())
    long_ago = datetime.now(UTC) - timedelta(minutes=1)
    house.database.keep(lambda c: calls.note_call(c, call_id, good_until=long_ago))
    telephone.works()
    assert (telephone.rang(telephone.own), telephone.rang(telephone.mother)) == (0, 0)
    assert telephone.legs(call_id)["interviewer"].reason == "the press was too long ago"
    assert telephone.call(call_id).ended_at is not None
