"""Every answer of the rehearsal network about calls, conferences and participants is one Twilio describes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
import responses

from callassist.gateway.calls import TwilioCalls
from callassist.voice.instructions import HangUp
from callassist.voice.network import Place, Ring
from tests.contract.description import Asked, Description
from tests.contract.test_contract import TWILIO, asked_for
from tests.rehearsal.box import ACCOUNT, SENDER, TOKEN, Network

BASE = f"/2010-04-01/Accounts/{ACCOUNT}"
MOTHER, HANDSET, INTERPRETER, AWAY = "+447700900214", "+447700900140", "+447700900330", "+447700900331"
NOTICE = "https://porch.example/hooks/twilio/leg/abc"
SEAT = "<Conference participantLabel='interviewer' waitUrl=''>case-1</Conference>"
JOIN = f"<Response><Dial>{SEAT}</Dial></Response>"
DESCRIPTION = Description()
Form = Mapping[str, object]


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    network = Network.start("http://127.0.0.1:9/hooks", tmp_path / "network.sqlite")
    yield network
    network.kill()


class Caller:
    """Speaks to a network, and holds both what it says and what it hears to the description."""

    def __init__(self, network: Network) -> None:
        self.network, self.seen = network, set[str]()

    def __call__(self, method: str, path: str, form: Form | None = None) -> dict[str, object]:
        said = urlencode(form or {}, doseq=True)
        asked = Asked(method, f"{self.network.api}{BASE}{path}", said)
        assert DESCRIPTION.wrong_request(asked) == [], path
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        auth = (ACCOUNT, TOKEN)
        answer = requests.request(method, asked.url, data=said, auth=auth, headers=sent, timeout=10)
        assert DESCRIPTION.wrong_answer(asked, answer.status_code, answer.text) == [], path
        assert self.network.idle()
        self.seen.add(f"{method} {path.split('/')[1].split('.')[0]} {answer.status_code}")
        return dict(answer.json()) if answer.text else {}


def calls_form(to: str, **more: object) -> dict[str, object]:
    told = {
        "StatusCallback": NOTICE,
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
    }
    return {"To": to, "From": SENDER, **told, **more}


def test_a_case_from_the_first_ring_to_the_end_is_answered_as_twilio_describes(network: Network) -> None:
    caller = Caller(network)
    interviewer = caller("POST", "/Calls.json", calls_form(HANDSET, Twiml=JOIN, Timeout=25))
    network.hand_when_ringing(HANDSET, "answer")
    listed = caller("GET", "/Conferences.json?FriendlyName=case-1&Status=init")
    [room] = listed["conferences"]
    inside = f"/Conferences/{room['sid']}/Participants"
    about = {"ConferenceStatusCallback": NOTICE, "ConferenceStatusCallbackEvent": ["join", "leave"]}
    caller("POST", f"{inside}.json", calls_form(MOTHER, Label="parent", EndConferenceOnExit="false", **about))
    network.hand_when_ringing(MOTHER, "answer")
    caller("POST", f"{inside}.json", calls_form(INTERPRETER, Label="interpreter", Timeout=30))
    caller("GET", f"{inside}.json?PageSize=2")
    network.seconds_pass(60)
    caller("GET", f"{inside}/parent.json")
    held = {"Hold": "true", "HoldUrl": "https://porch.example/wait", "HoldMethod": "POST"}
    assert caller("POST", f"{inside}/parent.json", held)["hold"] is True
    caller("POST", f"{inside}/parent.json", {"Hold": "false", "Muted": "true"})
    caller("DELETE", f"{inside}/parent.json")
    caller("GET", f"/Conferences/{room['sid']}.json")
    caller("POST", f"/Conferences/{room['sid']}.json", {"Status": "completed"})
    assert caller("GET", f"/Calls/{interviewer['sid']}.json")["status"] == "completed"
    listed = caller("GET", "/Calls.json?PageSize=2")
    assert [one["status"] for one in listed["calls"]] == ["no-answer", "completed"]
    caller("GET", str(listed["next_page_uri"]).removeprefix(BASE))
    assert len(caller("GET", "/Conferences.json?Status=completed")["conferences"]) == 1
    assert caller.seen == {
        "POST Calls 201",
        "GET Calls 200",
        "POST Conferences 201",
        "GET Conferences 200",
        "POST Conferences 200",
        "DELETE Conferences 204",
    }


def test_a_call_in_every_state_is_shown_as_twilio_describes(network: Network) -> None:
    caller, states = Caller(network), set()
    for answers in ("nobody", "busy", "unreachable"):
        network.behave(AWAY, answers)
        sid = caller("POST", "/Calls.json", calls_form(AWAY, Url="https://porch.example/x", Timeout=20))[
            "sid"
        ]
        states.add(caller("GET", f"/Calls/{sid}.json")["status"])
        network.seconds_pass(25)
        states.add(caller("GET", f"/Calls/{sid}.json")["status"])
    sid = caller("POST", "/Calls.json", calls_form(MOTHER, Twiml=JOIN))["sid"]
    caller("POST", f"/Calls/{sid}.json", {"Status": "canceled"})
    states.add(caller("GET", f"/Calls/{sid}.json")["status"])
    sid = caller("POST", "/Calls.json", calls_form(MOTHER, Twiml=JOIN, SendDigits="ww12#"))["sid"]
    network.hand_when_ringing(MOTHER, "answer")
    states.add(caller("POST", f"/Calls/{sid}.json", {"Twiml": JOIN})["status"])
    states.add(caller("POST", f"/Calls/{sid}.json", {"Status": "completed"})["status"])
    assert states == {"ringing", "no-answer", "busy", "failed", "canceled", "in-progress", "completed"}


def test_every_call_we_ask_for_and_change_is_asked_as_twilio_describes() -> None:
    room = "CF" + "1" * 32
    calls, phone = TwilioCalls(ACCOUNT, TOKEN, base=TWILIO), Ring(MOTHER, SENDER, NOTICE)
    with responses.RequestsMock(assert_all_requests_are_fired=False) as wire:
        wire.add(responses.POST, re.compile(f"{TWILIO}/.*"), json={"sid": "CA1", "call_sid": "CA1"})
        wire.add(responses.GET, re.compile(f"{TWILIO}/.*"), json={"calls": [], "next_page_uri": None})
        calls.ring(phone, (HangUp(),), digits="ww1234#")
        calls.bring(phone, Place("call-1", "parent", "https://porch.example/wait", NOTICE, ends_room=True))
        calls.hold(room, "parent", "https://porch.example/held")
        calls.take_back(room, "parent")
        calls.mute(room, "parent", on=True)
        calls.end("CA" + "1" * 32)
        calls.dialled(MOTHER, datetime.now(UTC))
        calls.seen("CA" + "1" * 32)
        calls.close()
        assert len(wire.calls) == 8
        for call in wire.calls:
            assert DESCRIPTION.wrong_request(asked_for(call)) == []


@pytest.mark.parametrize(
    ("path", "form", "wrong"),
    [
        ("/Calls.json", {"Foo": "1"}, "form Foo: unknown"),
        ("/Calls.json", {"Timeout": "soon"}, "form Timeout: no integer"),
        ("/Calls.json", {"To": None}, "form To: missing"),
        ("/Conferences/case-1/Participants.json", {"SendDigits": "1"}, "form SendDigits: unknown"),
        ("/Conferences/case-1/Participants.json", {"Muted": "perhaps"}, "form Muted: no boolean"),
    ],
)
def test_what_twilio_does_not_know_of_calls_is_found_and_refused_by_the_network_too(
    network: Network, path: str, form: dict[str, object], wrong: str
) -> None:
    asked = {**calls_form(MOTHER, **({"Twiml": JOIN} if path == "/Calls.json" else {})), **form}
    said = urlencode({name: value for name, value in asked.items() if value is not None}, doseq=True)
    found = DESCRIPTION.wrong_request(Asked("POST", f"{network.api}{BASE}{path}", said))
    assert found[0].startswith(wrong)
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(
        f"{network.api}{BASE}{path}", said, auth=(ACCOUNT, TOKEN), headers=sent, timeout=10
    )
    assert (answer.status_code, set(answer.json())) == (400, {"code", "message", "more_info", "status"})
    assert network.journal(kind="placed") == []
