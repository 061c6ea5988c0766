"""The pages of phones, journal and faults, and the clock's buttons, as people and strangers meet them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
import requests
from twilio.rest import Client

from tests.rehearsal.box import SENDER, Network
from tests.rehearsal.porch import Porch

MOBILE = "+447700900214"
NOW = datetime(2026, 10, 8, 15, 15, tzinfo=UTC)


def page(network: Network, path: str = "/", **query: str) -> str:
    answer = requests.get(network.api + path, params=query, timeout=5)
    assert answer.ok, answer.text
    return answer.text


def press(network: Network, path: str, form: dict[str, str], **headers: str) -> requests.Response:
    return requests.post(network.api + path, form, headers=headers, timeout=5, allow_redirects=False)


def test_a_text_stands_on_its_phone_in_its_own_language_and_direction(
    client: Client, network: Network
) -> None:
    client.messages.create(to=MOBILE, from_=SENDER, body="وقت پکا ہے۔ <b>YES</b>")
    assert network.idle()
    shown = page(network)
    assert '<p class="bubble" lang="ur" dir="rtl">وقت پکا ہے۔ &lt;b&gt;YES&lt;/b&gt;</p>' in shown
    assert "07700 900214" in shown


def test_a_reply_typed_on_the_page_reaches_callassist(network: Network, porch: Porch) -> None:
    answer = press(network, f"/phones/{MOBILE}/text", {"body": "YES", "from": "phones"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#p447700900214")
    assert network.idle()
    assert [text["Body"] for text in porch.texts()] == ["YES"]
    assert '<p class="bubble out" lang="en" dir="ltr">YES</p>' in page(network)


def test_the_phones_latest_heard_of_stand_first_and_any_is_found(client: Client, network: Network) -> None:
    for last in range(30):
        network.make_known(f"+4477009003{last:02}")
    network.reply("+447700900329", "YES")
    shown = page(network)
    assert "24 of 30 phones: those that ring, then the latest heard of." in shown
    assert shown.index('id="p447700900329"') < shown.index('id="p447700900300"')
    assert shown.count('class="phone"') == 24
    assert page(network, find="900 305").count('class="phone"') == 1
    assert page(network, all="1").count('class="phone"') == 30
    assert "Write from 07700 900999" in page(network, find="07700 900999")


def test_a_landline_says_that_texts_are_refused_and_has_no_reply(network: Network) -> None:
    network.make_known("01632 960061")
    shown = page(network, "/phones/+441632960061")
    assert "No texts reach a landline; the network refuses them. Ring it instead." in shown
    assert "Ring 01632 960100 from here" in shown
    assert "Reply" not in shown


def test_a_stopped_phone_says_so(network: Network) -> None:
    network.reply(MOBILE, "STOP")
    assert "Stopped: texts to it are refused" in page(network)


@pytest.mark.parametrize("step", ["minutes", "hour", "morning", "week"])
def test_a_button_asks_callassist_to_move_the_clock_and_shows_that_it_moves(
    network: Network, porch: Porch, step: str
) -> None:
    porch.answers["/hooks/rehearsal/clock"] = 202
    press(network, "/clock", {"step": step})
    [asked] = porch.posts
    assert (asked.path, asked.form["Step"], porch.signed_right(asked)) == (
        "/hooks/rehearsal/clock",
        step,
        True,
    )
    assert "Moving on" in page(network)
    network.tell(NOW, moving=True, next_due="17:15, one text")
    assert "Thu 8 Oct 2026, 16:15" in page(network)
    assert "One hour on" not in page(network)
    network.tell(NOW, moving=False, next_due="Fri 10:00, three texts")
    shown = page(network)
    assert "Next due: Fri 10:00, three texts." in shown
    assert "One hour on" in shown


def test_a_clock_that_is_not_moved_says_why(network: Network, porch: Porch) -> None:
    porch.close()
    answer = press(network, "/clock", {"step": "hour"})
    shown = page(network, answer.headers["Location"])
    assert "callassist did not answer (no connection). The clock stands." in shown
    assert "One hour on" in shown


def test_before_it_was_told_the_clock_is_the_machines_and_then_flows_on(network: Network) -> None:
    before = datetime.fromisoformat(network.clock()["now"])
    assert abs((before - datetime.now(UTC)).total_seconds()) < 5
    network.tell(NOW)
    first = datetime.fromisoformat(network.clock()["now"])
    second = datetime.fromisoformat(network.clock()["now"])
    assert NOW <= first < second
    assert (second - NOW).total_seconds() < 5


def test_a_time_without_a_zone_is_refused(network: Network) -> None:
    answer = requests.post(f"{network.api}/rehearsal/clock", json={"now": "2026-10-08T16:15:00"}, timeout=5)
    assert (answer.status_code, answer.json()["where"]) == (400, "now")


def test_another_sites_page_can_neither_write_nor_move_nor_lay_faults(network: Network) -> None:
    elsewhere = {"Origin": "http://elsewhere.example"}
    for path in (f"/phones/{MOBILE}/text", "/clock", "/faults", "/rehearsal/clock", "/rehearsal/faults"):
        assert press(network, path, {"body": "STOP", "step": "week"}, **elsewhere).status_code == 403
        assert press(network, path, {"body": "x"}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert requests.get(network.api, headers={"Host": "elsewhere.example"}, timeout=5).status_code == 421
    assert network.journal(kind="inbound") == []


def test_every_page_keeps_to_its_own_style_and_script(network: Network) -> None:
    network.reply(MOBILE, "YES")
    for path in ("/", f"/phones/{MOBILE}", "/journal", "/faults"):
        answer = requests.get(network.api + path, timeout=5)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert " style=" not in answer.text
        assert "<style" not in answer.text


def test_the_journal_is_a_page_and_a_file(client: Client, network: Network) -> None:
    client.messages.create(to=MOBILE, from_=SENDER, body="=1+1")
    assert network.idle()
    shown = page(network, "/journal")
    assert shown.index("Reached the phone") < shown.index("Taken from callassist")
    rows = list(csv.DictReader(io.StringIO(page(network, "/journal.csv"))))
    delivered = [row for row in rows if row["kind"] == "delivered"]
    assert [(row["number"], row["body"]) for row in delivered] == [(MOBILE, "'=1+1")]
    assert [int(row["id"]) for row in rows] == [entry["id"] for entry in network.journal()][: len(rows)]


def test_a_fault_is_laid_shown_and_taken_away_on_its_page(network: Network) -> None:
    press(
        network,
        "/faults",
        {"kind": "callback_late", "count": "2", "seconds": "1.5", "number": "07700 900214"},
    )
    shown = page(network, "/faults")
    told = "it is told late, by seconds or hours of the trial (receipts of texts), only 07700 900214"
    assert told in shown
    assert "2 left" in shown
    press(network, "/faults", {"kind": "throttled", "strikes": "call"})
    assert "too many requests (429), not taken (calls that are placed)" in page(network, "/faults")
    press(network, "/faults/clear", {})
    assert "None: the network does everything right." in page(network, "/faults")


@pytest.mark.parametrize(
    "form", [{"kind": "slow", "seconds": "soon"}, {"kind": ""}, {"kind": "slow", "number": "x"}]
)
def test_a_fault_that_cannot_be_read_says_what_to_mend(network: Network, form: dict[str, str]) -> None:
    answer = press(network, "/faults", form)
    assert answer.status_code == 400
    assert "one thing to mend" in answer.text


def test_pages_and_api_say_that_something_is_not_there(network: Network) -> None:
    assert requests.get(f"{network.api}/nothing", timeout=5).status_code == 404
    assert requests.get(f"{network.api}/phones/nobody", timeout=5).status_code == 400
