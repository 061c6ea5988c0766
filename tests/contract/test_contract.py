"""Every request we make, and every answer of the rehearsal network, is one that Twilio describes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
import responses
from hypothesis import given, settings
from hypothesis import strategies as st

from callassist.gateway.texts import TwilioTexts
from callassist.messages.network import LONGEST_VALIDITY, Outgoing, Verdict
from tests.contract.description import Asked, Description
from tests.contract.extract import EXTRACT, extract, fetch, written
from tests.rehearsal.box import ACCOUNT, SENDER, TOKEN, Network

TWILIO = "https://network.example"
BASE = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
PHONE, OFF, WRONG = "+447700900214", "+447700900215", "+447700900216"
SID = "SM" + "1" * 32
RECEIPT = "https://porch.example/hooks/twilio/receipt/abc"
DESCRIPTION = Description()
RIGHT = {"To": PHONE, "From": SENDER, "Body": "Hello.", "StatusCallback": RECEIPT, "ValidityPeriod": "3600"}


def asked_for(call: responses.Call) -> Asked:
    request = call.request
    body = request.body or b""
    form = body.decode() if isinstance(body, bytes) else str(body)
    return Asked(str(request.method), str(request.url), form, str(request.headers.get("Content-Type", "")))


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add(responses.POST, f"{TWILIO}{BASE}.json", json={"sid": SID, "status": "queued"}, status=201)
        mock.add(responses.GET, f"{TWILIO}{BASE}.json", json={"messages": [], "next_page_uri": None})
        mock.add(responses.GET, f"{TWILIO}{BASE}/{SID}.json", json={"sid": SID, "status": "sent"})
        yield mock


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=1600)
NUMBERS = st.integers(7700900000, 7700900999).map(lambda n: f"+44{n}")


@settings(max_examples=60, deadline=None)
@given(body=WORDS, to=NUMBERS, seconds=st.integers(1, LONGEST_VALIDITY))
def test_every_text_we_hand_over_is_asked_for_as_twilio_describes(body: str, to: str, seconds: int) -> None:
    with responses.RequestsMock() as wire:
        wire.add(responses.POST, f"{TWILIO}{BASE}.json", json={"sid": SID, "status": "queued"}, status=201)
        texts = TwilioTexts(ACCOUNT, TOKEN, base=TWILIO)
        try:
            texts.send(Outgoing(to, SENDER, body, RECEIPT, seconds))
        finally:
            texts.close()
        for call in wire.calls:
            assert DESCRIPTION.wrong_request(asked_for(call)) == []


def test_what_we_ask_afterwards_is_asked_as_twilio_describes(wire: responses.RequestsMock) -> None:
    texts = TwilioTexts(ACCOUNT, TOKEN, base=TWILIO)
    texts.find(PHONE, datetime.now(UTC) - timedelta(hours=1))
    texts.fetch(SID)
    texts.close()
    assert len(wire.calls) == 2
    for call in wire.calls:
        assert DESCRIPTION.wrong_request(asked_for(call)) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"Foo": "1"}, "form Foo: unknown"),
        ({"SendDigits": "ww1"}, "form SendDigits: unknown"),
        ({"To": None}, "form To: missing"),
        ({"To": "07700 900214"}, "form To: no number in E.164"),
        ({"ValidityPeriod": "abc"}, "form ValidityPeriod: no integer"),
        ({"ScheduleType": "soon"}, "'soon' is not one of"),
        ({"MessagingServiceSid": "MG1"}, "form MessagingServiceSid"),
        ({"SmartEncoded": "perhaps"}, "form SmartEncoded: no boolean"),
    ],
)
def test_a_parameter_that_twilio_does_not_know_or_take_is_found(
    change: dict[str, str | None], wrong: str
) -> None:
    form = {name: value for name, value in {**RIGHT, **change}.items() if value is not None}
    found = DESCRIPTION.wrong_request(Asked("POST", f"{TWILIO}{BASE}.json", urlencode(form)))
    assert len(found) >= 1
    assert wrong in found[0]


def test_an_address_that_twilio_does_not_have_is_found() -> None:
    assert DESCRIPTION.wrong_request(Asked("PUT", f"{TWILIO}{BASE}.json"))
    assert DESCRIPTION.wrong_request(Asked("GET", f"{TWILIO}{BASE}.json?Number=1"))
    assert DESCRIPTION.wrong_request(Asked("GET", f"{TWILIO}{BASE}/AB12.json"))
    assert DESCRIPTION.wrong_request(Asked("GET", f"{TWILIO}/2010-04-01/Accounts/AC1/Messages.json"))


def test_an_answer_that_twilio_would_not_give_is_found() -> None:
    asked = Asked("POST", f"{TWILIO}{BASE}.json")
    assert DESCRIPTION.wrong_answer(asked, 200, "{}")
    assert any("'sid' is a required property" in one for one in DESCRIPTION.wrong_answer(asked, 201, "{}"))
    assert any("colour" in one for one in DESCRIPTION.wrong_answer(asked, 201, '{"colour": "red"}'))


class Caller:
    """Speaks to a rehearsal network as anybody might, and holds each exchange to the description."""

    def __init__(self, api: str) -> None:
        self.api, self.seen = api, list[str]()

    def __call__(self, method: str, path: str, form: dict[str, str] | None = None) -> requests.Response:
        answer = requests.request(method, f"{self.api}{path}", data=form, auth=(ACCOUNT, TOKEN), timeout=10)
        asked = Asked(method, f"{self.api}{path}", urlencode(form or {}))
        assert DESCRIPTION.wrong_answer(asked, answer.status_code, answer.text) == [], path
        self.seen.append(f"{method} {answer.status_code}")
        return answer


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    network = Network.start("http://127.0.0.1:9/hooks", tmp_path / "network.sqlite")
    yield network
    network.kill()


def test_every_answer_of_the_rehearsal_network_is_one_that_twilio_describes(network: Network) -> None:
    caller = Caller(network.api)
    network.switch(OFF, on=False)
    network.faults(
        {"kind": "unknown_handset", "number": WRONG}, {"kind": "stuck", "number": "+447700900217", "hours": 5}
    )
    sids = []
    for to in (PHONE, OFF, WRONG, "+447700900217", PHONE):
        form = {**RIGHT, "To": to, "Body": "السلام علیکم " * 9}
        assert DESCRIPTION.wrong_request(Asked("POST", f"{network.api}{BASE}.json", urlencode(form))) == []
        sids.append(caller("POST", f"{BASE}.json", form).json()["sid"])
    network.reply(PHONE, "YES")
    assert network.idle()
    states = {caller("GET", f"{BASE}/{sid}.json").json()["status"] for sid in sids}
    assert states == {"delivered", "sent", "undelivered", "queued"}
    listed = caller("GET", f"{BASE}.json?PageSize=2").json()
    while listed["next_page_uri"]:
        listed = caller("GET", listed["next_page_uri"]).json()
    caller("GET", f"{BASE}.json?To=%2B447700900214&DateSent%3E=2020-01-01")
    caller("POST", f"{BASE}/{sids[0]}.json", {"Body": ""})
    caller("DELETE", f"{BASE}/{sids[0]}.json")
    assert set(caller.seen) == {"POST 201", "POST 200", "GET 200", "DELETE 204"}


def test_the_rehearsal_network_takes_no_parameter_that_twilio_does_not_know(network: Network) -> None:
    for form in ({**RIGHT, "Foo": "1"}, {**RIGHT, "SendDigits": "1"}):
        answer = requests.post(f"{network.api}{BASE}.json", data=form, auth=(ACCOUNT, TOKEN), timeout=10)
        assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert network.accepted() == []


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"To": "+15005550001x"}, 400, 21211),
        ({"From": "+441632960199"}, 400, 21606),
        ({"Body": "a" * 1601}, 400, 21617),
        ({"To": "+441632960061"}, 400, 21614),
        ({"ValidityPeriod": "36001"}, 400, 20001),
    ],
)
def test_its_refusals_have_the_form_of_twilios(
    network: Network, form: dict[str, str], status: int, code: int
) -> None:
    answer = requests.post(
        f"{network.api}{BASE}.json", data={**RIGHT, **form}, auth=(ACCOUNT, TOKEN), timeout=10
    )
    told = answer.json()
    assert (answer.status_code, told["code"], told["status"]) == (status, code, status)
    assert set(told) == {"code", "message", "more_info", "status"}


def test_what_we_hand_over_is_understood_by_both(network: Network) -> None:
    texts = TwilioTexts(ACCOUNT, TOKEN, base=network.api)
    assert texts.send(Outgoing(PHONE, SENDER, "Hello.", RECEIPT)).verdict is Verdict.ACCEPTED
    texts.close()


@pytest.mark.slow
def test_the_extract_is_what_twilio_publishes(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed here: the extract is compared where it is")
    try:
        whole = fetch(tmp_path)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("no registry of npm packages can be reached: the extract is compared where one can")
    assert written(extract(whole)) == EXTRACT.read_text()
