"""What goes wrong on purpose, seen by the provider's own client, and what phones received all the same."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import requests
from requests.auth import HTTPBasicAuth
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.rehearsal.box import ACCOUNT, SENDER, TOKEN, Network
from tests.rehearsal.conftest import client_of
from tests.rehearsal.porch import Porch

MOBILE = "+447700900214"
ONE_NETWORK = True
NOW = datetime(2026, 10, 8, 15, 15, tzinfo=UTC)


def send(client: Client, network: Network, body: str = "Hello.", **more: object) -> str:
    callback = f"{network.hooks_url}/twilio/status/token-1"
    return str(
        client.messages.create(to=MOBILE, from_=SENDER, body=body, status_callback=callback, **more).sid
    )


@pytest.mark.parametrize(
    ("kind", "taken", "met"),
    [
        ("cut_before", 0, requests.exceptions.ConnectionError),
        ("silent_before", 0, requests.exceptions.ReadTimeout),
        ("silent_after", 1, requests.exceptions.ReadTimeout),
        ("cut_after", 1, requests.exceptions.ConnectionError),
        ("cut_midway", 1, requests.exceptions.ChunkedEncodingError),
    ],
)
def test_a_line_that_goes_dead_leaves_the_client_without_an_answer(
    network: Network, kind: str, taken: int, met: type[Exception]
) -> None:
    network.faults({"kind": kind})
    impatient = client_of(network, seconds=0.3)
    with pytest.raises(met):
        send(impatient, network)
    assert network.idle()
    assert len(network.texts_to(MOBILE)) == taken
    assert [entry["fault"] for entry in network.journal(kind="fault")] == [kind]
    send(impatient, network, "The next is untouched.")


@pytest.mark.parametrize(
    ("fault", "status", "code", "taken"),
    [
        ({"kind": "throttled"}, 429, 20429, 0),
        ({"kind": "broken_before"}, 500, 20500, 0),
        ({"kind": "broken_after"}, 500, 20500, 1),
        ({"kind": "refused", "code": 21408}, 400, 21408, 0),
        ({"kind": "refused", "code": 21611, "status": 429}, 429, 21611, 0),
        ({"kind": "refused", "code": 20003, "status": 401}, 401, 20003, 0),
    ],
)
def test_an_answer_that_says_no_may_or_may_not_have_taken_the_text(
    client: Client, network: Network, fault: dict[str, object], status: int, code: int, taken: int
) -> None:
    network.faults(fault)
    with pytest.raises(TwilioRestException) as refused:
        send(client, network)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert network.idle()
    assert len(network.texts_to(MOBILE)) == taken


@pytest.mark.parametrize(("wish", "header"), [({}, None), ({"retry_after": 3}, "3")])
def test_too_many_requests_comes_with_and_without_the_time_to_wait(
    network: Network, wish: dict[str, object], header: str | None
) -> None:
    network.faults({"kind": "throttled"} | wish)
    where = f"{network.api}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    form = {"To": MOBILE, "From": SENDER, "Body": "x"}
    answer = requests.post(where, form, auth=HTTPBasicAuth(ACCOUNT, TOKEN), timeout=5)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, header)


def test_a_slow_answer_may_take_the_text_after_the_client_gave_up(network: Network) -> None:
    network.faults({"kind": "slow", "ms": 600})
    with pytest.raises(requests.exceptions.ReadTimeout):
        send(client_of(network, seconds=0.2), network)
    assert network.accepted(MOBILE) == []
    time.sleep(0.7)
    assert len(network.accepted(MOBILE)) == 1


def test_receipts_can_come_before_the_answer(client: Client, network: Network, porch: Porch) -> None:
    network.faults({"kind": "receipts_first"})
    sid = send(client, network)
    assert porch.statuses(sid) == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "callback_lost"}, []),
        ({"kind": "callback_repeated", "times": 3}, ["sent"] * 3 + ["delivered"] * 3),
        ({"kind": "callback_reordered"}, ["delivered", "sent"]),
        ({"kind": "callback_late", "seconds": 0.2}, ["sent", "delivered"]),
    ],
)
def test_receipts_are_lost_repeated_reordered_and_late(
    client: Client, network: Network, porch: Porch, fault: dict[str, object], told: list[str]
) -> None:
    network.faults(fault)
    sid = send(client, network)
    assert network.idle()
    assert porch.statuses(sid) == told
    assert client.messages(sid).fetch().status == "delivered"


def test_a_receipt_three_days_late_waits_for_the_trials_clock(
    client: Client, network: Network, porch: Porch
) -> None:
    network.tell(NOW)
    network.faults({"kind": "callback_late", "hours": 72})
    sid = send(client, network)
    assert network.idle()
    assert porch.statuses(sid) == []
    network.tell(NOW + timedelta(days=3, minutes=1))
    assert network.idle()
    assert porch.statuses(sid) == ["sent", "delivered"]


def test_texts_coming_in_are_repeated_too(network: Network, porch: Porch) -> None:
    network.faults({"kind": "callback_repeated", "strikes": "inbound"})
    sid = network.reply(MOBILE, "YES")
    assert network.idle()
    assert [text["MessageSid"] for text in porch.texts()] == [sid, sid]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("filtered", 30007), ("unknown_handset", 30005), ("landline_carrier", 30006), ("unreachable", 30003)],
)
def test_a_carrier_that_fails_is_told_with_its_code(
    client: Client, network: Network, porch: Porch, kind: str, code: int
) -> None:
    network.faults({"kind": kind})
    sid = send(client, network)
    assert network.idle()
    assert porch.statuses(sid) == ["sent", "undelivered"]
    assert porch.posts[-1].form["ErrorCode"] == str(code)
    assert client.messages(sid).fetch().error_code == code
    assert network.texts_to(MOBILE) == []


def test_a_phone_that_is_off_gets_its_text_when_it_is_on_again(
    client: Client, network: Network, porch: Porch
) -> None:
    network.switch(MOBILE, on=False)
    sid = send(client, network)
    assert network.idle()
    assert (porch.statuses(sid), network.texts_to(MOBILE)) == (["sent"], [])
    network.switch(MOBILE, on=True)
    assert network.idle()
    assert (porch.statuses(sid), len(network.texts_to(MOBILE))) == (["sent", "delivered"], 1)


def test_a_text_ends_when_its_validity_ends_while_the_phone_is_off(
    client: Client, network: Network, porch: Porch
) -> None:
    network.tell(NOW)
    network.switch(MOBILE, on=False)
    sid = send(client, network, validity_period=3600)
    assert network.idle()
    network.tell(NOW + timedelta(hours=1, minutes=1))
    assert network.idle()
    network.switch(MOBILE, on=True)
    assert network.idle()
    assert porch.statuses(sid) == ["sent", "undelivered"]
    assert (porch.posts[-1].form["ErrorCode"], network.texts_to(MOBILE)) == ("30003", [])


def test_a_text_stuck_in_the_queue_fails_when_its_validity_ends(
    client: Client, network: Network, porch: Porch
) -> None:
    network.tell(NOW)
    network.faults({"kind": "stuck", "hours": 5})
    sid = send(client, network, validity_period=3600)
    network.tell(NOW + timedelta(hours=6))
    assert network.idle()
    assert (porch.statuses(sid), porch.posts[-1].form["ErrorCode"]) == (["failed"], "30036")


def test_a_fault_can_be_kept_to_one_phone_and_to_a_seeded_share(client: Client, network: Network) -> None:
    network.faults({"kind": "filtered", "number": "+447700900999", "count": None})
    network.faults({"kind": "unreachable", "count": None, "probability": 0.5, "seed": 7})
    sids = [send(client, network, f"Text {n}.") for n in range(20)]
    assert network.idle()
    struck = {entry["sid"] for entry in network.journal(kind="fault")}
    assert {text["sid"] for text in network.texts_to(MOBILE)} == set(sids) - struck
    assert 3 < len(struck) < 17


def test_a_fault_that_cannot_be_read_is_refused_with_its_cure_and_none_is_laid(network: Network) -> None:
    wishes = {"faults": [{"kind": "slow"}, {"kind": "gremlins"}]}
    answer = requests.post(f"{network.api}/rehearsal/faults", json=wishes, timeout=5)
    assert answer.status_code == 400
    assert (answer.json()["where"], "cut_after" in answer.json()["cure"]) == ("kind", True)
    assert requests.get(f"{network.api}/rehearsal/faults", timeout=5).json() == {"faults": []}
