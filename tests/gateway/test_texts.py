"""One request to Twilio's API, and what each answer to it proves. Here the HTTP itself is the subject."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
import requests
import responses

from callassist.gateway.texts import TwilioTexts
from callassist.messages.network import Answer, Outgoing, Policy, Reason, Unheard, Verdict

ACCOUNT = "AC" + "1" * 32
BASE = "https://network.example"
MESSAGES = f"{BASE}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
SID = "SM" + "2" * 32
TEXT = Outgoing(
    to="+447700900214",
    sender="+441632960100",
    body="السلام علیکم۔ \u206816:15\u2069 & more + all",
    receipt_url="https://porch.example/hooks/twilio/receipt/abc",
    valid_seconds=3_600,
)


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def texts() -> Iterator[TwilioTexts]:
    texts = TwilioTexts(ACCOUNT, "token", base=BASE, seconds=2)
    yield texts
    texts.close()


def message(**changes: object) -> dict[str, object]:
    return {
        "sid": SID,
        "to": TEXT.to,
        "from": TEXT.sender,
        "body": TEXT.body,
        "status": "queued",
        "error_code": None,
        "date_sent": None,
        "date_created": "Thu, 08 Oct 2026 15:15:00 +0000",
    } | changes


def error(code: int, status: int) -> dict[str, object]:
    return {"code": code, "message": "no", "more_info": "https://network.example/docs", "status": status}


def sent(texts: TwilioTexts, wire: responses.RequestsMock, **answer: object) -> Answer:
    wire.post(MESSAGES, **answer)
    return texts.send(TEXT)


def test_a_text_goes_out_with_everything_it_needs(texts: TwilioTexts, wire: responses.RequestsMock) -> None:
    assert sent(texts, wire, status=201, json=message()) == Answer(Verdict.ACCEPTED, sid=SID, status=201)
    request = wire.calls[0].request
    assert parse_qs(str(request.body)) == {
        "To": [TEXT.to],
        "From": [TEXT.sender],
        "Body": [TEXT.body],
        "StatusCallback": [TEXT.receipt_url],
        "ValidityPeriod": ["3600"],
    }
    assert request.headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("status", "code", "reason", "policy"),
    [
        (400, 21610, Reason.OPTED_OUT, Policy.OPT_OUT),
        (400, 21211, Reason.BAD_NUMBER, Policy.GIVE_UP),
        (400, 21614, Reason.NOT_A_MOBILE, Policy.GIVE_UP),
        (400, 21606, Reason.CONFIGURATION, Policy.STOP_THE_LINE),
        (401, 20003, Reason.CONFIGURATION, Policy.STOP_THE_LINE),
        (404, 20404, Reason.CONFIGURATION, Policy.STOP_THE_LINE),
        (429, 20429, Reason.THROTTLED, Policy.RETRY_AFTER),
        (429, 21611, Reason.THROTTLED, Policy.RETRY_AFTER),
        (400, 77_777, Reason.OTHER, Policy.ALERT_PERSON),
    ],
)
def test_a_no_is_refused_with_its_reason(
    texts: TwilioTexts, wire: responses.RequestsMock, status: int, code: int, reason: Reason, policy: Policy
) -> None:
    assert sent(texts, wire, status=status, json=error(code, status)) == Answer(
        Verdict.REFUSED, code=code, status=status, reason=reason, policy=policy
    )


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "-3"}, 0.0),
        ({"Retry-After": "Thu, 08 Oct 2026 15:16:00 GMT", "Date": "Thu, 08 Oct 2026 15:15:30 GMT"}, 30.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "inf"}, None),
    ],
)
def test_too_much_at_once_says_how_long_to_wait(
    texts: TwilioTexts, wire: responses.RequestsMock, headers: dict[str, str], seconds: float | None
) -> None:
    answer = sent(texts, wire, status=429, json=error(20429, 429), headers=headers)
    assert (answer.verdict, answer.retry_after) == (Verdict.REFUSED, seconds)


def test_the_wait_of_one_answer_is_not_carried_to_the_next(
    texts: TwilioTexts, wire: responses.RequestsMock
) -> None:
    assert (
        sent(texts, wire, status=429, json=error(20429, 429), headers={"Retry-After": "7"}).retry_after == 7
    )
    wire.reset()
    assert sent(texts, wire, body=requests.ReadTimeout()).retry_after is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, '{"code": 20500, "message": "Internal", "status": 500}'),
        (503, '{"code": 20503, "message": "Away", "status": 503}'),
        (502, "<html><body>Bad gateway</body></html>"),
        (504, ""),
        (408, ""),
        (400, '{"code": 20500, "message": "Internal", "status": 400}'),
        (302, ""),
    ],
)
def test_what_may_have_gone_out_is_unknown(
    texts: TwilioTexts, wire: responses.RequestsMock, status: int, body: str
) -> None:
    answer = sent(texts, wire, status=status, body=body)
    assert (answer.verdict, answer.policy, answer.status) == (Verdict.UNKNOWN, Policy.RECONCILE, status)


@pytest.mark.parametrize("body", ["<html>Sign in to the wireless network</html>", "{}", "", "[]", "null"])
def test_a_yes_that_holds_no_id_is_unknown(
    texts: TwilioTexts, wire: responses.RequestsMock, body: str
) -> None:
    assert sent(texts, wire, status=201, body=body).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "lost",
    [requests.ReadTimeout(), requests.ConnectionError("reset"), requests.exceptions.ChunkedEncodingError()],
)
def test_an_answer_lost_on_the_way_is_unknown(
    texts: TwilioTexts, wire: responses.RequestsMock, lost: Exception
) -> None:
    assert sent(texts, wire, body=lost) == Answer(
        Verdict.UNKNOWN, reason=Reason.AMBIGUOUS, policy=Policy.RECONCILE
    )


def test_a_connection_that_took_too_long_to_open_is_refused(
    texts: TwilioTexts, wire: responses.RequestsMock
) -> None:
    assert sent(texts, wire, body=requests.ConnectTimeout()) == Answer(
        Verdict.REFUSED, reason=Reason.NO_CONNECTION, policy=Policy.RETRY_AFTER
    )


def test_words_that_cannot_be_written_never_leave_the_house(texts: TwilioTexts) -> None:
    answer = texts.send(Outgoing(TEXT.to, TEXT.sender, "half \ud83d", TEXT.receipt_url))
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, Reason.CONTENT)


def test_each_request_is_made_once(texts: TwilioTexts, wire: responses.RequestsMock) -> None:
    sent(texts, wire, status=503, body="")
    assert len(wire.calls) == 1


def test_nothing_of_a_text_reaches_a_log(
    texts: TwilioTexts, wire: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        sent(texts, wire, status=400, json=error(21211, 400))
        wire.get(MESSAGES, json={"messages": []})
        texts.find(TEXT.to, datetime(2026, 10, 8, tzinfo=UTC))
    assert "7700" not in caplog.text
    assert "porch.example" not in caplog.text


def test_the_listing_is_read_to_its_end_and_what_is_older_left_out(
    texts: TwilioTexts, wire: responses.RequestsMock
) -> None:
    older = message(sid="SM" + "4" * 32, date_sent="Wed, 07 Oct 2026 10:00:00 +0000", status="delivered")
    failed = message(
        sid="SM" + "3" * 32,
        date_sent="Thu, 08 Oct 2026 15:15:03 +0000",
        status="undelivered",
        error_code="30003",
    )
    next_page = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?Page=1"
    wire.get(MESSAGES, json={"messages": [message()], "next_page_uri": next_page})
    wire.get(f"{BASE}{next_page}", json={"messages": [failed, older], "next_page_uri": None})
    found = texts.find(TEXT.to, datetime(2026, 10, 8, 15, 15, 20, tzinfo=UTC))
    assert [(one.sid[-1], one.status, one.code) for one in found] == [
        ("2", "queued", None),
        ("3", "undelivered", 30003),
    ]
    assert found[0].body == TEXT.body
    assert found[1].sent_at == datetime(2026, 10, 8, 15, 15, 3, tzinfo=UTC)


@pytest.mark.parametrize("answer", [{"status": 500}, {"body": requests.ReadTimeout()}, {"body": "<html>"}])
def test_a_listing_that_cannot_be_had_is_not_an_empty_listing(
    texts: TwilioTexts, wire: responses.RequestsMock, answer: dict[str, object]
) -> None:
    wire.get(MESSAGES, **answer)
    with pytest.raises(Unheard):
        texts.find(TEXT.to, datetime(2026, 10, 8, tzinfo=UTC))


def test_one_text_is_fetched_or_known_to_be_none_or_nothing_is_known(
    texts: TwilioTexts, wire: responses.RequestsMock
) -> None:
    url = f"{BASE}/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}.json"
    wire.get(url, json=message(status="delivered"))
    wire.get(url, json=error(20404, 404), status=404)
    wire.get(url, status=503)
    seen = texts.fetch(SID)
    assert seen is not None
    assert seen.status == "delivered"
    assert texts.fetch(SID) is None
    with pytest.raises(Unheard):
        texts.fetch(SID)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("+447700900214", Reason.BAD_NUMBER),
        ("+441632960061", Reason.NOT_A_MOBILE),
        ("+442079460123", Reason.NOT_A_MOBILE),
        ("+4477", Reason.BAD_NUMBER),
    ],
)
def test_no_made_up_number_and_no_landline_is_ever_asked_of_the_live_network(
    wire: responses.RequestsMock, number: str, reason: Reason
) -> None:
    live = TwilioTexts(ACCOUNT, "token")
    answer = live.send(Outgoing(number, TEXT.sender, "Hello.", TEXT.receipt_url))
    live.close()
    assert (answer.verdict, answer.reason, answer.policy) == (Verdict.REFUSED, reason, Policy.GIVE_UP)
    assert len(wire.calls) == 0
