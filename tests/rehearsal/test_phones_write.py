"""A phone writes back: callassist is told; STOP, START and HELP mean what they mean to the provider."""

from __future__ import annotations

from pathlib import Path

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.rehearsal.box import ACCOUNT, SENDER, Network
from tests.rehearsal.conftest import client_of
from tests.rehearsal.porch import Porch

MOBILE = "+447700900251"
ONE_NETWORK = True


def test_what_a_phone_writes_reaches_the_porch_signed_and_word_for_word(
    network: Network, porch: Porch
) -> None:
    words = "جی ہاں، ٹھیک ہے 👍\n= 1+1 & more"
    sid = network.reply("07700 900251", words)
    assert network.idle()
    [text] = porch.texts()
    assert (text["Body"], text["From"], text["To"], text["MessageSid"]) == (words, MOBILE, SENDER, sid)
    assert (text["NumMedia"], text["NumSegments"], text["AccountSid"]) == ("0", "1", ACCOUNT)
    assert "OptOutType" not in text
    assert porch.signed_right(porch.posts[0])
    assert network.callbacks(sid) == [("received", "204")]


def test_replies_of_one_phone_arrive_in_the_order_written(network: Network, porch: Porch) -> None:
    porch.slow = 0.02
    for n in range(10):
        network.reply(MOBILE, f"Part {n}")
    assert network.idle()
    assert [text["Body"] for text in porch.texts()] == [f"Part {n}" for n in range(10)]


@pytest.mark.parametrize("word", ["STOP", " stop ", "StopAll", "UNSUBSCRIBE", "cancel", "End", "quit"])
def test_one_english_stop_word_refuses_further_texts_until_start(
    client: Client, network: Network, porch: Porch, word: str
) -> None:
    network.reply(MOBILE, word)
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=MOBILE, from_=SENDER, body="x")
    assert (refused.value.status, refused.value.code) == (400, 21610)
    assert network.phone(MOBILE)["stopped"] == [SENDER]
    network.reply(MOBILE, "start")
    client.messages.create(to=MOBILE, from_=SENDER, body="Back again.")
    assert network.idle()
    assert [text.get("OptOutType") for text in porch.texts()] == ["STOP", "START"]
    assert [text["body"] for text in network.texts_to(MOBILE)] == ["Back again."]


@pytest.mark.parametrize("words", ["stop please", "STOP!!", "nie pisz", "بند کریں", "don't stop", "stopp"])
def test_other_ways_to_say_stop_are_left_to_callassist(
    client: Client, network: Network, porch: Porch, words: str
) -> None:
    network.reply(MOBILE, words)
    client.messages.create(to=MOBILE, from_=SENDER, body="x")
    assert network.idle()
    assert "OptOutType" not in porch.texts()[0]
    assert len(network.texts_to(MOBILE)) == 1


def test_stop_to_one_sender_leaves_the_other(porch: Porch, tmp_path: Path) -> None:
    network = Network.start(porch.url, tmp_path / "n.sqlite", senders=f"{SENDER},Together")
    try:
        network.reply(MOBILE, "STOP")
        client_of(network).messages.create(to=MOBILE, from_="Together", body="From a name.")
        assert network.idle()
        assert [text["from"] for text in network.texts_to(MOBILE)] == ["Together"]
    finally:
        network.kill()


def test_a_network_that_answers_keywords_itself_answers_only_what_changed(
    porch: Porch, tmp_path: Path
) -> None:
    network = Network.start(porch.url, tmp_path / "n.sqlite", extra=("--auto-reply",))
    try:
        for word in ("YES", "HELP", "STOP", "STOP", "HELP", "START", "YES"):
            network.reply(MOBILE, word)
        replies = [text["body"] for text in network.texts_to(MOBILE)]
        assert [reply.split()[-1] for reply in replies] == ["number.", "again.", "again."]
        assert network.idle()
        assert len(porch.texts()) == 7
    finally:
        network.kill()


def test_an_account_that_keeps_its_own_opt_outs_is_not_refused(porch: Porch, tmp_path: Path) -> None:
    network = Network.start(porch.url, tmp_path / "n.sqlite", extra=("--opt-out", "account"))
    try:
        network.reply(MOBILE, "STOP")
        client_of(network).messages.create(
            to=MOBILE, from_=SENDER, body="You will get no more texts from us."
        )
        assert network.idle()
        assert len(network.texts_to(MOBILE)) == 1
    finally:
        network.kill()


def test_a_porch_that_does_not_answer_is_tried_once_more_and_written_down(tmp_path: Path) -> None:
    network = Network.start("http://127.0.0.1:9/hooks", tmp_path / "n.sqlite")
    try:
        network.reply(MOBILE, "YES")
        assert network.idle()
        [tried] = network.journal(kind="callback")
        assert (tried["result"], tried["tries"]) == ("no connection", 2)
    finally:
        network.kill()


def test_an_error_of_the_porch_is_not_tried_again(network: Network, porch: Porch) -> None:
    porch.answers["/hooks/twilio/text"] = 500
    network.reply(MOBILE, "YES")
    assert network.idle()
    assert len(porch.texts()) == 1
    assert network.callbacks()[0] == ("received", "500")
