"""A call goes out: placed, rung, answered, told of, and carried on as callassist instructs."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.rehearsal.box import ACCOUNT, SENDER, Network
from tests.rehearsal.porch import Porch

MOTHER, HANDSET = "+447700900214", "+447700900140"
ONE_NETWORK = True
ALL = ["initiated", "ringing", "answered", "completed"]


@pytest.fixture(autouse=True)
def quiet(network: Network) -> None:
    """Nobody is on the phone yet, and everybody answers by hand."""
    for number in (MOTHER, HANDSET):
        network.switch(number, on=False)
        network.switch(number, on=True)
        network.behave(number, "by hand")
    assert network.idle()


def rung(
    client: Client, network: Network, porch: Porch, says: str = "<Pause length='30'/>", **more: object
) -> str:
    """A call to the mother's phone that rings, with instructions that say so."""
    porch.says["/hooks/voice"] = says
    asked = {"to": MOTHER, "from_": SENDER, "url": f"{porch.url}/voice", **more}
    sid = client.calls.create(status_callback=f"{porch.url}/leg?of=1", status_callback_event=ALL, **asked).sid
    assert network.idle()
    return str(sid)


def test_a_call_is_taken_as_queued_rings_and_is_told_of_in_order(
    client: Client, network: Network, porch: Porch
) -> None:
    porch.says["/hooks/voice"] = "<Say>Hello.</Say><Pause length='30'/>"
    asked = {"to": MOTHER, "from_": SENDER, "url": f"{porch.url}/voice"}
    taken = client.calls.create(status_callback=f"{porch.url}/leg?of=1", status_callback_event=ALL, **asked)
    assert (taken.status, taken.direction, taken.duration) == ("queued", "outbound-api", None)
    assert network.idle()
    assert porch.told(taken.sid) == ["initiated", "ringing"]
    network.hand(MOTHER, "answer")
    network.seconds_pass(12)
    network.hand(MOTHER, "hang-up")
    assert network.idle()
    assert porch.told(taken.sid) == ["initiated", "ringing", "in-progress", "completed"]
    told = porch.asked("/hooks/leg?of=1")
    assert [form["SequenceNumber"] for form in told] == ["0", "1", "2", "3"]
    assert (told[-1]["CallDuration"], told[-1]["Duration"], told[-1]["SipResponseCode"]) == ("12", "1", "200")
    assert all(porch.signed_right(post) for post in porch.posts)
    fetched = client.calls(taken.sid).fetch()
    assert (fetched.status, fetched.duration, fetched.to) == ("completed", "12", MOTHER)
    assert network.heard(MOTHER) == ["Hello."]


def test_instructions_are_asked_for_signed_and_only_once_somebody_answered(
    client: Client, network: Network, porch: Porch
) -> None:
    sid = rung(client, network, porch)
    assert porch.asked("/hooks/voice") == []
    network.hand(MOTHER, "answer")
    assert network.idle()
    [form] = porch.asked("/hooks/voice")
    assert (form["CallSid"], form["CallStatus"], form["AccountSid"]) == (sid, "in-progress", ACCOUNT)
    assert (form["To"], form["From"], form["Direction"]) == (MOTHER, SENDER, "outbound-api")


@pytest.mark.parametrize(
    ("answers", "status", "sip"),
    [("nobody", "no-answer", "487"), ("busy", "busy", "486"), ("unreachable", "failed", "480")],
)
def test_a_phone_that_is_not_answered_says_how(
    client: Client, network: Network, porch: Porch, answers: str, status: str, sip: str
) -> None:
    network.behave(MOTHER, answers)
    sid = rung(client, network, porch, timeout=25)
    network.seconds_pass(26)
    assert client.calls(sid).fetch().status == status
    assert (porch.told(sid)[-1], porch.posts[-1].form["SipResponseCode"]) == (status, sip)
    assert porch.asked("/hooks/voice") == []


def test_a_phone_rings_as_long_as_it_was_asked_to_and_no_longer(
    client: Client, network: Network, porch: Porch
) -> None:
    sid = rung(client, network, porch, timeout=25)
    network.seconds_pass(20)
    assert client.calls(sid).fetch().status == "ringing"
    network.seconds_pass(6)
    assert client.calls(sid).fetch().status == "no-answer"


def test_a_rejected_call_and_a_second_one_to_an_engaged_phone_are_busy(
    client: Client, network: Network, porch: Porch
) -> None:
    first = rung(client, network, porch)
    second = rung(client, network, porch)
    assert client.calls(second).fetch().status == "busy"
    network.hand(MOTHER, "reject")
    assert client.calls(first).fetch().status == "busy"


def test_a_phone_that_is_off_does_not_ring_and_one_switched_off_loses_its_call(
    client: Client, network: Network, porch: Porch
) -> None:
    network.behave(MOTHER, "person", after=2)
    answered = rung(client, network, porch)
    network.seconds_pass(3)
    network.switch(MOTHER, on=False)
    assert client.calls(answered).fetch().status == "completed"
    assert client.calls(rung(client, network, porch)).fetch().status == "no-answer"


def test_a_person_answers_presses_and_is_cut_off_as_she_was_told_to(
    client: Client, network: Network, porch: Porch
) -> None:
    network.behave(MOTHER, "person", after=3, presses=[["1", 5]], drops_after=9)
    porch.says["/hooks/chosen"] = "<Say>Thank you.</Say><Pause length='60'/>"
    sid = rung(
        client,
        network,
        porch,
        "<Gather numDigits='1' timeout='20' action='/hooks/chosen'><Say>Press one.</Say></Gather>",
    )
    network.seconds_pass(20)
    assert network.heard(MOTHER) == ["Press one.", "Thank you."]
    assert porch.asked("/hooks/chosen")[0]["Digits"] == "1"
    fetched = client.calls(sid).fetch()
    assert (fetched.status, fetched.duration) == ("completed", "9")


@pytest.mark.parametrize(("keys", "digits"), [("12#9", "12"), ("123", "123"), ("#", None), ("", None)])
def test_keys_are_gathered_to_the_finish_to_their_number_or_not_at_all(
    client: Client, network: Network, porch: Porch, keys: str, digits: str | None
) -> None:
    porch.says["/hooks/keys"] = "<Hangup/>"
    gather = "<Gather action='/hooks/keys' numDigits='3' timeout='6'><Play>/hooks/a.mp3</Play></Gather>"
    rung(client, network, porch, gather + "<Say>Nothing came.</Say>")
    network.hand(MOTHER, "answer")
    assert network.idle()
    if keys:
        network.hand(MOTHER, "press", keys=keys)
    network.seconds_pass(20)
    assert [form["Digits"] for form in porch.asked("/hooks/keys")] == ([digits] if digits else [])
    assert ("Nothing came." in network.heard(MOTHER)) is (digits is None)


def test_a_recording_is_fetched_and_one_that_is_not_there_leaves_silence(
    client: Client, network: Network, porch: Porch
) -> None:
    porch.answers |= {"/hooks/ur/hello.mp3": 200, "/hooks/ur/words": 200}
    plays = "".join(f"<Play>/hooks/ur/{one}</Play>" for one in ("hello.mp3", "gone.mp3", "words"))
    rung(client, network, porch, plays)
    network.hand(MOTHER, "answer")
    network.seconds_pass(15)
    assert network.heard(MOTHER) == ["recording hello.mp3"]
    assert all(porch.signed_right(post) for post in porch.posts)
    told = [entry["code"] for entry in network.journal(kind="instructions") if "code" in entry]
    assert told == [11200, 12300]


@pytest.mark.parametrize(
    ("says", "code", "heard"),
    [
        ("<Say language='ur-PK'>سلام</Say><Say>Hello.</Say>", 13511, ["Hello."]),
        ("<Record/>", 12200, ["We are sorry, an application error has occurred. Goodbye."]),
        ("<Say", 12100, ["We are sorry, an application error has occurred. Goodbye."]),
        ("", 12100, ["We are sorry, an application error has occurred. Goodbye."]),
    ],
)
def test_instructions_that_cannot_be_followed_are_written_down_and_heard(
    client: Client, network: Network, porch: Porch, says: str, code: int, heard: list[str]
) -> None:
    rung(client, network, porch, says)
    network.hand(MOTHER, "answer")
    network.seconds_pass(5)
    assert [entry["code"] for entry in network.journal(kind="instructions") if "code" in entry] == [code]
    assert network.heard(MOTHER) == heard
    assert network.calls(MOTHER)[-1]["status"] == "completed"


def test_a_call_under_way_is_sent_on_ended_or_given_up(
    client: Client, network: Network, porch: Porch
) -> None:
    porch.says["/hooks/other"] = "<Say>Another time.</Say><Pause length='9'/>"
    sid = rung(client, network, porch)
    with pytest.raises(TwilioRestException) as refused:
        client.calls(sid).update(url=f"{porch.url}/other")
    assert (refused.value.status, refused.value.code) == (400, 21220)
    network.hand(MOTHER, "answer")
    assert network.idle()
    assert client.calls(sid).update(status="canceled").status == "in-progress"
    client.calls(sid).update(url=f"{porch.url}/other")
    assert network.idle()
    client.calls(sid).update(twiml="<Response><Say>Goodbye.</Say><Pause length='9'/></Response>")
    assert network.heard(MOTHER) == ["Another time.", "Goodbye."]
    assert client.calls(sid).update(status="completed").status == "completed"
    ringing = rung(client, network, porch)
    assert client.calls(ringing).update(status="canceled").status == "canceled"


def test_a_machine_is_told_from_a_person_and_its_beep_is_waited_for(
    client: Client, network: Network, porch: Porch
) -> None:
    network.behave(MOTHER, "machine", after=1, greeting=8)
    rung(client, network, porch, "<Say>Please ring us.</Say>", machine_detection="DetectMessageEnd")
    network.seconds_pass(8)
    assert porch.asked("/hooks/voice") == []
    network.seconds_pass(5)
    assert porch.asked("/hooks/voice")[0]["AnsweredBy"] == "machine_end_beep"
    network.behave(MOTHER, "person", after=1)
    told = f"{porch.url}/who"
    rung(client, network, porch, machine_detection="Enable", async_amd="true", async_amd_status_callback=told)
    network.seconds_pass(4)
    assert [form["AnsweredBy"] for form in porch.asked("/hooks/who")] == ["human"]


def test_digits_are_sent_to_a_line_that_wants_a_code(client: Client, network: Network, porch: Porch) -> None:
    rung(client, network, porch, send_digits="ww1234#")
    network.hand(MOTHER, "answer")
    assert network.idle()
    assert network.heard(MOTHER) == ["ww1234#"]


def test_a_parent_rings_back_and_is_answered_as_callassist_says(network: Network, porch: Porch) -> None:
    porch.says["/hooks/twilio/call"] = (
        f"<Dial timeout='20' action='/hooks/after'><Number>{HANDSET}</Number></Dial>"
    )
    porch.says["/hooks/after"] = "<Say>Goodbye.</Say>"
    network.hand(MOTHER, "ring")
    assert network.idle()
    [form] = porch.asked("/hooks/twilio/call")
    assert (form["CallStatus"], form["Direction"], form["From"]) == ("ringing", "inbound", MOTHER)
    network.hand(HANDSET, "answer")
    network.hand(MOTHER, "speak", words="You rang me?")
    assert network.heard(HANDSET) == ["You rang me?"]
    network.seconds_pass(10)
    network.hand(HANDSET, "hang-up")
    network.seconds_pass(3)
    assert porch.asked("/hooks/after")[0]["DialCallStatus"] == "completed"
    assert network.heard(MOTHER) == ["Goodbye."]
    assert {(talk["a"], talk["b"]) for talk in network.talks(HANDSET)} <= {
        (MOTHER, HANDSET),
        (HANDSET, MOTHER),
    }
    assert porch.asked("/hooks/twilio/call/over")[0]["CallStatus"] == "completed"


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"to": ""}, 400, 21201),
        ({"to": "0770"}, 400, 21211),
        ({"from_": ""}, 400, 21213),
        ({"from_": "+441632960999"}, 400, 21210),
        ({"url": "porch"}, 400, 21205),
        ({"twiml": "<Response/>"}, 400, 21205),
        ({"timeout": 2}, 400, 21208),
        ({"send_digits": "call me"}, 400, 21206),
        ({"status_callback": "porch"}, 400, 21609),
        ({"record": True}, 400, 20001),
        ({"method": "GET"}, 400, 20001),
        ({"status_callback_event": ["soon"]}, 400, 20001),
    ],
)
def test_a_call_that_cannot_be_placed_is_refused_with_its_code(
    client: Client, network: Network, porch: Porch, form: dict[str, object], status: int, code: int
) -> None:
    right: dict[str, object] = {"to": MOTHER, "from_": SENDER, "url": f"{porch.url}/voice"}
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(**{**right, **form})
    assert (refused.value.status, refused.value.code) == (status, code)
    assert [entry["code"] for entry in network.journal(kind="refused")] == [code]
    assert network.journal(kind="placed") == []
