"""When a text that no phone got goes once more: another day, a little later, or never."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from callassist.edition.read import read
from callassist.messages.network import Policy
from callassist.schedule.retry import LONGEST_ASKED, back_off, once_more, wait_asked
from callassist.study.protocol import Protocol
from tests.proof.life import light
from tests.trial import at

STUDY = Path(__file__).parents[1] / "proof" / "fault_study"
FRIDAY = at("2026-11-06 12:00")


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return read(light(STUDY)).protocol


def again(
    protocol: Protocol, policy: Policy | None, *, so_far: int = 0, more: int = 2, worth: float = 100
) -> str:
    found = once_more(
        policy,
        more,
        so_far,
        now=FRIDAY,
        worth_until=FRIDAY + timedelta(hours=worth),
        protocol=protocol,
        chance=0.5,
    )
    return f"{found:%a %H:%M:%S}" if found else "never"


def test_a_phone_that_was_off_is_tried_when_texts_may_next_go_on_another_day(protocol: Protocol) -> None:
    assert again(protocol, Policy.RETRY_NEXT_WINDOW) == "Sun 14:00:00"  # no texts on Saturdays


def test_a_queue_that_ran_over_is_tried_a_little_later(protocol: Protocol) -> None:
    assert again(protocol, Policy.RETRY_AFTER) == "Fri 12:00:30"
    assert again(protocol, Policy.RETRY_AFTER, so_far=1) == "Fri 12:02:00"


def test_never_past_what_it_is_worth(protocol: Protocol) -> None:
    assert again(protocol, Policy.RETRY_NEXT_WINDOW, worth=50) == "never"
    assert again(protocol, Policy.RETRY_AFTER, worth=0.001) == "never"


def test_never_oftener_than_its_code_lets_it(protocol: Protocol) -> None:
    assert again(protocol, Policy.RETRY_NEXT_WINDOW, so_far=2, more=2) == "never"
    assert again(protocol, Policy.RETRY_AFTER, so_far=0, more=0) == "never"


@pytest.mark.parametrize(
    "policy", [Policy.GIVE_UP, Policy.OPT_OUT, Policy.ALERT_PERSON, Policy.RECONCILE, None]
)
def test_all_else_is_for_a_person(protocol: Protocol, policy: Policy | None) -> None:
    assert again(protocol, policy) == "never"


def test_the_longer_it_fails_the_longer_it_waits_and_no_two_come_back_at_once() -> None:
    waits = [back_off(tries, 0.5) for tries in range(6)]
    assert waits == sorted(waits)
    assert back_off(1, 0.0) < back_off(1, 0.5) < back_off(1, 1.0)
    assert back_off(10**6, 0.5) == waits[-1]


def test_never_sooner_than_the_network_asked_and_never_for_ever() -> None:
    assert wait_asked(20, 0, 0.0) == timedelta(seconds=20)
    assert wait_asked(20, 0, 1.0) > timedelta(seconds=20)
    assert wait_asked(10.0**9, 0, 0.0) == LONGEST_ASKED
    assert wait_asked(0, 3, 0.0) == timedelta(0)
    assert wait_asked(None, 0, 0.5) == back_off(0, 0.5)
