"""A mother wants fewer things of us, one at a time; nothing else of hers changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from callassist.people.consent import Consent, consent_on
from callassist.people.participation import EVERYTHING, Change, DecidedBy, Dimension, standing

SAID = datetime(2026, 10, 2, 11, 0, tzinfo=UTC)
NOW = datetime(2026, 10, 8, 14, 45, tzinfo=UTC)


@pytest.mark.parametrize("dimension", [d for d in Dimension if d is not Dimension.SHORTER_ONLY])
def test_who_said_nothing_allows_everything(dimension: Dimension) -> None:
    assert EVERYTHING.allows(dimension)


def test_who_said_nothing_is_asked_the_whole_interview() -> None:
    assert not EVERYTHING.shorter_only


def test_no_more_texts_only_the_short_one() -> None:
    now = standing([Change(Dimension.TEXTS, False, SAID), Change(Dimension.SHORTER_ONLY, True, SAID)], NOW)
    assert not now.texts
    assert now.shorter_only
    assert now.calls
    assert now.followed
    assert now.data_usable


@pytest.mark.parametrize("stopped", list(Dimension))
def test_stopping_one_thing_stops_no_other(stopped: Dimension) -> None:
    now = standing([Change(stopped, stopped is Dimension.SHORTER_ONLY, SAID)], NOW)
    others = [d for d in Dimension if d is not stopped]
    assert [now.allows(d) for d in others] == [EVERYTHING.allows(d) for d in others]
    assert now.allows(stopped) is not EVERYTHING.allows(stopped)


def test_leaving_the_programme_never_stops_the_follow_up() -> None:
    assert standing([Change(Dimension.PROGRAMME, False, SAID)], NOW).followed


def test_a_change_holds_from_its_moment() -> None:
    changes = [Change(Dimension.CALLS, False, SAID)]
    assert standing(changes, SAID - timedelta(microseconds=1)).calls
    assert not standing(changes, SAID).calls


def test_the_later_change_counts_whatever_order_they_were_told_in() -> None:
    again = Change(Dimension.CALLS, True, SAID + timedelta(days=1))
    stop = Change(Dimension.CALLS, False, SAID)
    assert standing([stop, again], NOW).calls
    assert standing([again, stop], NOW).calls


def test_of_two_changes_of_one_moment_the_last_told_counts() -> None:
    no = Change(Dimension.CALLS, False, SAID)
    yes = Change(Dimension.CALLS, True, SAID)
    assert standing([no, yes], NOW).calls
    assert not standing([yes, no], NOW).calls


def test_what_is_reduced_is_told_with_who_decided() -> None:
    now = standing(
        [
            Change(Dimension.SHORTER_ONLY, True, SAID, DecidedBy.PARTICIPANT, "on the phone"),
            Change(Dimension.LINKAGE, True, SAID),
            Change(Dimension.TEXTS, False, SAID, DecidedBy.RESEARCHER),
        ],
        NOW,
    )
    assert [(c.dimension, c.decided_by) for c in now.reduced()] == [
        (Dimension.TEXTS, DecidedBy.RESEARCHER),
        (Dimension.SHORTER_ONLY, DecidedBy.PARTICIPANT),
    ]


def test_the_newest_consent_by_a_day_is_the_one_that_holds() -> None:
    first, second = Consent("v1", SAID.date()), Consent("v2", NOW.date())
    assert consent_on([second, first], SAID.date()) == first
    assert consent_on([second, first], NOW.date()) == second
    assert consent_on([second], SAID.date()) is None
