"""Where and how callbacks are posted: signed for the public address, in time, never off this machine."""

from __future__ import annotations

from pathlib import Path

from twilio.rest import Client

from tests.rehearsal.box import SENDER, Network
from tests.rehearsal.conftest import client_of
from tests.rehearsal.porch import Porch

MOBILE = "+447700900214"
PUBLIC = "https://trial.example.org/hooks"
ONE_NETWORK = True


def sent(client: Client, network: Network, callback: str) -> str:
    sid = str(client.messages.create(to=MOBILE, from_=SENDER, body="x", status_callback=callback).sid)
    assert network.idle()
    return sid


def test_callbacks_for_the_public_address_are_signed_for_it_and_posted_to_this_machine(
    tmp_path: Path,
) -> None:
    porch = Porch(public=PUBLIC)
    network = Network.start(porch.url, tmp_path / "n.sqlite", hooks_public_url=PUBLIC)
    try:
        sent(client_of(network), network, f"{PUBLIC}/twilio/status/token-1")
        network.reply(MOBILE, "YES")
        assert network.idle()
        paths = ["/hooks/twilio/status/token-1", "/hooks/twilio/status/token-1", "/hooks/twilio/text"]
        assert [post.path for post in porch.posts] == paths
        assert all(porch.signed_right(post) for post in porch.posts)
    finally:
        network.kill()
        porch.close()


def test_a_callback_address_off_this_machine_is_never_posted_to(client: Client, network: Network) -> None:
    sid = sent(client, network, "https://elsewhere.example.org/status")
    assert network.callbacks(sid) == [("sent", "not on this machine"), ("delivered", "not on this machine")]


def test_a_porch_slower_than_its_address_allows_has_not_answered(
    client: Client, network: Network, porch: Porch
) -> None:
    porch.slow = 0.6
    sid = sent(client, network, f"{porch.url}/s#rt=200")
    assert network.callbacks(sid) == [("sent", "no answer in time"), ("delivered", "no answer in time")]
    assert len(porch.posts) == 2


def test_an_address_may_ask_for_more_tries(client: Client, network: Network, porch: Porch) -> None:
    porch.answers["/hooks/s"] = 503
    sent(client, network, f"{porch.url}/s#rc=2&rp=5xx")
    assert porch.statuses() == ["sent"] * 3 + ["delivered"] * 3
    assert all(porch.signed_right(post) for post in porch.posts)
