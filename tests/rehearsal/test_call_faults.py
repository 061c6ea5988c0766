"""What goes wrong with calls on purpose: requests, notices, instructions, lines, the network itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.rehearsal.box import SENDER, Network
from tests.rehearsal.conftest import client_of
from tests.rehearsal.porch import Porch

MOTHER, HANDSET = "+447700900214", "+447700900140"
ONE_NETWORK = True
ALL = ["initiated", "ringing", "answered", "completed"]


@pytest.fixture(autouse=True)
def quiet(network: Network) -> None:
    for number in (MOTHER, HANDSET):
        network.switch(number, on=False)
        network.switch(number, on=True)
    assert network.idle()


def call(client: Client, network: Network, porch: Porch, says: str = "<Pause length='90'/>") -> str:
    porch.says["/hooks/voice"] = says
    asked = {"to": MOTHER, "from_": SENDER, "url": f"{porch.url}/voice", "timeout": 30}
    return str(
        client.calls.create(status_callback=f"{porch.url}/leg", status_callback_event=ALL, **asked).sid
    )


def placed(network: Network) -> int:
    return len(network.journal(kind="placed"))


@pytest.mark.parametrize(
    ("kind", "taken", "met"),
    [
        ("silent_before", 0, requests.exceptions.ReadTimeout),
        ("silent_after", 1, requests.exceptions.ReadTimeout),
        ("cut_after", 1, requests.exceptions.ConnectionError),
        ("broken_before", 0, TwilioRestException),
        ("broken_after", 1, TwilioRestException),
        ("throttled", 0, TwilioRestException),
    ],
)
def test_a_call_that_was_not_confirmed_may_have_been_placed(
    network: Network, porch: Porch, kind: str, taken: int, met: type[Exception]
) -> None:
    network.faults({"kind": kind, "strikes": "call"})
    with pytest.raises(met):
        call(client_of(network, seconds=0.3), network, porch)
    assert network.idle()
    assert placed(network) == taken
    assert len([one for one in network.journal(kind="leg") if one["status"] == "ringing"]) == taken


def test_a_fault_for_texts_leaves_calls_alone_and_the_other_way_round(
    client: Client, network: Network, porch: Porch
) -> None:
    text = {"to": MOTHER, "from_": SENDER, "body": "Hello."}
    network.faults({"kind": "throttled"})
    call(client, network, porch)
    with pytest.raises(TwilioRestException):
        client.messages.create(**text)
    network.no_faults()
    network.faults({"kind": "throttled", "strikes": "call"})
    client.messages.create(**text)
    with pytest.raises(TwilioRestException):
        call(client, network, porch)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "callback_lost", "state": "ringing"}, ["initiated", "in-progress", "completed"]),
        (
            {"kind": "callback_repeated", "state": "ringing"},
            ["initiated", "ringing", "ringing", "in-progress", "completed"],
        ),
        (
            {"kind": "callback_reordered", "state": "initiated"},
            ["ringing", "initiated", "in-progress", "completed"],
        ),
        (
            {"kind": "callback_reordered", "state": "completed"},
            ["initiated", "ringing", "in-progress", "completed"],
        ),
        (
            {"kind": "callback_late", "state": "ringing", "hours": 24},
            ["initiated", "in-progress", "completed", "ringing"],
        ),
    ],
    ids=lambda one: str(one.get("kind")) if isinstance(one, dict) else "",
)
def test_notices_of_a_call_are_lost_repeated_reordered_and_a_day_late(
    client: Client, network: Network, porch: Porch, fault: dict[str, object], told: list[str]
) -> None:
    network.faults({"strikes": "notice", **fault})
    sid = call(client, network, porch)
    network.hand_when_ringing(MOTHER, "answer")
    network.hand(MOTHER, "hang-up")
    assert network.idle()
    if "hours" in fault:
        assert "ringing" not in porch.told(sid)
        network.tell(datetime.fromisoformat(network.clock()["now"]) + timedelta(days=1, minutes=1))
        assert network.idle()
    assert porch.told(sid) == told
    assert client.calls(sid).fetch().status == "completed"


def test_a_notice_can_come_before_the_answer_to_the_request(
    client: Client, network: Network, porch: Porch
) -> None:
    network.faults({"kind": "receipts_first", "strikes": "call"})
    sid = call(client, network, porch)
    assert porch.told(sid) == ["initiated", "ringing"]


@pytest.mark.parametrize(("kind", "asked"), [("callback_lost", 0), ("callback_repeated", 2)])
def test_instructions_are_asked_for_twice_or_not_at_all(
    client: Client, network: Network, porch: Porch, kind: str, asked: int
) -> None:
    network.faults({"kind": kind, "strikes": "instruction"})
    call(client, network, porch)
    network.hand_when_ringing(MOTHER, "answer")
    assert len(porch.asked("/hooks/voice")) == asked
    assert network.calls(MOTHER)[-1]["status"] == ("in-progress" if asked else "completed")


@pytest.mark.parametrize(
    ("state", "seconds", "status"),
    [
        ("initiated", 0, "failed"),
        ("ringing", 5, "failed"),
        ("in-progress", 0, "completed"),
        ("joined", 7, "completed"),
    ],
)
def test_a_line_drops_in_every_state(
    client: Client, network: Network, porch: Porch, state: str, seconds: int, status: str
) -> None:
    network.faults({"kind": "leg_dropped", "state": state, "seconds": seconds, "number": MOTHER})
    sid = call(client, network, porch, "<Dial><Conference waitUrl=''>case-1</Conference></Dial>")
    assert network.idle()
    if state in ("in-progress", "joined"):
        network.hand_when_ringing(MOTHER, "answer")
    network.seconds_pass(8)
    assert porch.told(sid)[-1] == status
    assert client.calls(sid).fetch().status == status
    assert network.calls(MOTHER)[-1]["why"] == "the line dropped"


@pytest.mark.parametrize(
    ("kind", "status"), [("leg_busy", "busy"), ("leg_failed", "failed"), ("leg_unanswered", "no-answer")]
)
def test_a_call_ends_before_it_rings(
    client: Client, network: Network, porch: Porch, kind: str, status: str
) -> None:
    network.faults({"kind": kind, "state": "initiated"})
    sid = call(client, network, porch)
    assert network.idle()
    assert porch.told(sid) == ["initiated", status]


def test_a_change_can_be_made_though_its_answer_is_lost(
    client: Client, network: Network, porch: Porch
) -> None:
    sid = call(client, network, porch)
    network.hand_when_ringing(MOTHER, "answer")
    network.faults({"kind": "broken_after", "strikes": "change"})
    with pytest.raises(TwilioRestException):
        client.calls(sid).update(status="completed")
    assert client.calls(sid).fetch().status == "completed"


def test_calls_that_are_up_when_the_network_is_killed_are_over_and_told_of_after_it(
    tmp_path: Path, porch: Porch
) -> None:
    network = Network.start(porch.url, tmp_path / "n.sqlite")
    client = client_of(network)
    seat = "<Conference endConferenceOnExit='true'>case-1</Conference>"
    ringing = call(client, network, porch, f"<Dial>{seat}</Dial>")
    network.hand_when_ringing(MOTHER, "answer")
    client.calls.create(to=HANDSET, from_=SENDER, url=f"{porch.url}/voice")
    network.hand_when_ringing(HANDSET, "answer")
    network.behave(HANDSET, "person", after=3)
    network.kill()
    porch.posts.clear()
    again = Network.start(porch.url, tmp_path / "n.sqlite")
    try:
        assert again.idle()
        assert again.calls(MOTHER)[-1]["status"] == "completed"
        assert porch.told(ringing) == ["completed"]
        assert porch.asked("/hooks/voice") == []
        assert client_of(again).conferences.list()[0].status == "completed"
        client_of(again).calls.create(to=HANDSET, from_=SENDER, url=f"{porch.url}/voice")
        again.seconds_pass(4)
        assert again.calls(HANDSET)[-1]["status"] == "in-progress"
    finally:
        again.kill()


@pytest.mark.parametrize(
    ("path", "word", "where"),
    [
        ("/behaviour", {"answers": "perhaps"}, "behaviour"),
        ("/behaviour", {"answers": "person", "mood": "good"}, "mood"),
        ("/behaviour", {"presses": [["A", 2]]}, "behaviour"),
        ("/behaviour", {"after": -1}, "behaviour"),
        ("/call/answer", {}, "number"),
        ("/call/hang-up", {}, "number"),
        ("/call/press", {"keys": "A"}, "keys"),
        ("/call/speak", {"words": " "}, "words"),
        ("/call/dance", {}, "act"),
    ],
)
def test_what_no_phone_does_is_refused_with_its_cure(
    network: Network, path: str, word: dict[str, object], where: str
) -> None:
    answer = requests.post(f"{network.api}/rehearsal/phones/{MOTHER}{path}", json=word, timeout=5)
    assert (answer.status_code, answer.json()["where"]) == (400, where)
    assert answer.json()["cure"]
