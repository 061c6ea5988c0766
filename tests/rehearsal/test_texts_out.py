"""A text goes out: taken, shown on the phone, told of by signed receipts, found again by listing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.rehearsal.box import ACCOUNT, SENDER, Network
from tests.rehearsal.conftest import client_of
from tests.rehearsal.porch import Porch

MOBILE = "+447700900214"
LANDLINE = "+441632960061"
ONE_NETWORK = True


def send(client: Client, network: Network, body: str = "Hello.", *, to: str = MOBILE, **more: object) -> str:
    callback = f"{network.hooks_url}/twilio/status/token-1?x=1"
    sid = client.messages.create(to=to, from_=SENDER, body=body, status_callback=callback, **more).sid
    return str(sid)


def test_a_text_is_taken_as_queued_and_reaches_the_phone_once(client: Client, network: Network) -> None:
    taken = client.messages.create(to=MOBILE, from_=SENDER, body="السلام علیکم")
    assert (taken.status, taken.direction, taken.num_segments) == ("queued", "outbound-api", "1")
    assert taken.date_sent is None
    assert network.idle()
    [received] = network.texts_to(MOBILE)
    assert (received["sid"], received["body"], received["from"]) == (taken.sid, "السلام علیکم", SENDER)


def test_receipts_come_in_order_and_are_signed_for_the_exact_address(
    client: Client, network: Network, porch: Porch
) -> None:
    sid = send(client, network)
    assert network.idle()
    assert porch.statuses(sid) == ["sent", "delivered"]
    assert all(porch.signed_right(post) for post in porch.posts)
    assert porch.posts[0].path == "/hooks/twilio/status/token-1?x=1"
    assert porch.posts[0].form == {
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageStatus": "sent",
        "SmsStatus": "sent",
        "To": MOBILE,
        "From": SENDER,
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
    }
    assert network.callbacks(sid) == [("sent", "204"), ("delivered", "204")]


def test_a_text_is_fetched_redacted_and_deleted_while_the_journal_keeps_what_was_received(
    client: Client, network: Network
) -> None:
    sid = send(client, network, "Words.")
    assert network.idle()
    fetched = client.messages(sid).fetch()
    assert (fetched.status, fetched.body, fetched.price, fetched.price_unit) == (
        "delivered",
        "Words.",
        "-0.04000",
        "GBP",
    )
    assert client.messages(sid).update(body="").body == ""
    assert client.messages(sid).delete() is True
    with pytest.raises(TwilioRestException) as gone:
        client.messages(sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert [text["body"] for text in network.texts_to(MOBILE)] == ["Words."]


def test_listing_by_phone_and_time_goes_through_pages_newest_first(client: Client, network: Network) -> None:
    at = datetime(2026, 10, 8, 15, 15, tzinfo=UTC)
    network.tell(at)
    listed = "+447700900777"
    early = [send(client, network, f"Early {n}.", to=listed) for n in range(3)]
    send(client, network, "Another phone.", to="+447700900240")
    assert network.idle()
    network.tell(at + timedelta(hours=2))
    late = send(client, network, "Late.", to=listed)
    found = client.messages.list(to=listed, from_=SENDER, page_size=2)
    assert [text.sid for text in found] == [late, *reversed(early)]
    since = client.messages.list(to=listed, date_sent_after=at + timedelta(hours=1))
    assert [text.sid for text in since] == [late]
    before = client.messages.list(to=listed, date_sent_before=at + timedelta(hours=1))
    assert {text.sid for text in before} == set(early)
    assert since[0].date_created is not None
    assert timedelta(0) <= since[0].date_created - (at + timedelta(hours=2)) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"to": "", "from_": SENDER, "body": "x"}, 400, 21604),
        ({"to": "0770", "from_": SENDER, "body": "x"}, 400, 21211),
        ({"to": MOBILE, "body": "x"}, 400, 21603),
        ({"to": MOBILE, "from_": "+441632960999", "body": "x"}, 400, 21606),
        ({"to": MOBILE, "from_": "Nobody", "body": "x"}, 400, 21212),
        ({"to": MOBILE, "from_": SENDER}, 400, 21602),
        ({"to": MOBILE, "from_": SENDER, "body": "x" * 1601}, 400, 21617),
        ({"to": SENDER, "from_": SENDER, "body": "x"}, 400, 21266),
        ({"to": LANDLINE, "from_": SENDER, "body": "x"}, 400, 21614),
        ({"to": MOBILE, "from_": SENDER, "body": "x", "status_callback": "porch"}, 400, 21609),
        ({"to": MOBILE, "from_": SENDER, "body": "x", "validity_period": 36001}, 400, 20001),
    ],
)
def test_what_the_provider_refuses_is_refused_with_its_code(
    client: Client, network: Network, form: dict[str, str], status: int, code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**form)
    assert (refused.value.status, refused.value.code) == (status, code)
    [entry] = network.journal(kind="refused")
    assert entry["code"] == code
    assert network.accepted() == []


def test_a_wrong_token_is_turned_away(network: Network) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client_of(network, token="guessed").messages.create(to=MOBILE, from_=SENDER, body="x")
    assert (refused.value.status, refused.value.code) == (401, 20003)
    assert network.accepted() == []
