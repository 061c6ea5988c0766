"""A real round trip: the adapter and a rehearsal network in its own process, which counts for itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callassist.gateway.rehearsal_clock import RehearsalNetworkClock
from callassist.gateway.texts import TwilioTexts
from callassist.messages.network import Outgoing, Policy, Reason, Verdict
from callassist.messages.segments import measure
from tests.rehearsal.box import ACCOUNT, SENDER, TOKEN, Network

PHONE, LANDLINE = "+447700900214", "+441632960061"
NOBODY = "http://127.0.0.1:9/hooks"
BODIES = [
    "Hello.",
    "a" * 161,
    "€" * 81,
    "السلام علیکم۔ \u206816:15\u2069" * 5,
    "🙂" * 36,
    "Dzień dobry",
    "Salaan",
]


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    network = Network.start(NOBODY, tmp_path / "network.sqlite")
    yield network
    network.kill()


@pytest.fixture
def texts(network: Network) -> Iterator[TwilioTexts]:
    texts = TwilioTexts(ACCOUNT, TOKEN, base=network.api, seconds=1)
    yield texts
    texts.close()


def text(body: str, *, to: str = PHONE) -> Outgoing:
    return Outgoing(to, SENDER, body, f"{NOBODY}/twilio/receipt/abc", 3_600)


def test_what_is_handed_over_reaches_the_phone_word_for_word(network: Network, texts: TwilioTexts) -> None:
    for body in BODIES:
        assert texts.send(text(body)).verdict is Verdict.ACCEPTED
    assert network.idle()
    assert [one["body"] for one in network.texts_to(PHONE)] == BODIES


def test_our_segments_are_the_networks_segments(network: Network, texts: TwilioTexts) -> None:
    for body in BODIES:
        texts.send(text(body))
    assert [one["segments"] for one in network.accepted(PHONE)] == [measure(b).segments for b in BODIES]


def test_what_was_handed_over_is_listed_and_fetched(texts: TwilioTexts) -> None:
    before = datetime.now(UTC)
    answer = texts.send(text("Hello."))
    assert answer.sid is not None
    (found,) = texts.find(PHONE, before)
    assert (found.sid, found.body, found.to, found.sender) == (answer.sid, "Hello.", PHONE, SENDER)
    fetched = texts.fetch(answer.sid)
    assert fetched is not None
    assert fetched.sid == found.sid
    assert texts.find(PHONE, before + timedelta(days=1)) == ()
    assert texts.fetch("SM" + "0" * 32) is None


def test_what_the_network_refuses_is_refused_with_its_reason(network: Network, texts: TwilioTexts) -> None:
    landline = texts.send(text("Hello.", to=LANDLINE))
    assert (landline.verdict, landline.reason) == (Verdict.REFUSED, Reason.NOT_A_MOBILE)
    network.reply(PHONE, "STOP")
    stopped = texts.send(text("Hello."))
    assert (stopped.verdict, stopped.policy, stopped.code) == (Verdict.REFUSED, Policy.OPT_OUT, 21610)
    assert network.accepted(PHONE) == []


def test_a_wrong_token_stops_the_line(network: Network) -> None:
    answer = TwilioTexts(ACCOUNT, "another", base=network.api).send(text("Hello."))
    assert (answer.verdict, answer.policy) == (Verdict.REFUSED, Policy.STOP_THE_LINE)


def test_the_network_is_told_the_time(network: Network, texts: TwilioTexts) -> None:
    clock = RehearsalNetworkClock(network.api)
    at = datetime(2026, 10, 8, 15, 15, tzinfo=UTC)
    assert clock.tell(at, moving=True, next_due="Thu 17:15, one text")
    texts.send(text("Hello."))
    (found,) = texts.find(PHONE, at)
    assert found.sent_at is None or abs(found.sent_at - at) < timedelta(minutes=1)
    clock.close()


def test_a_network_that_is_away_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    clock = RehearsalNetworkClock("http://127.0.0.1:9")
    assert clock.tell(datetime(2026, 10, 8, 15, 15, tzinfo=UTC)) is False
    assert clock.idle() is False
    assert [record.message for record in caplog.records] == [
        "rehearsal_clock_unheard",
        "rehearsal_idle_unheard",
    ]
    clock.close()
