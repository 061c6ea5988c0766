"""The porch believes both ways of signing, and two tokens while one replaces the other; and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server

from callassist import assembly, settings
from callassist.rehearsal.hooks import signature
from callassist.store.texts import inbox
from callassist.work.house import House
from tests.rehearsal.box import ACCOUNT, TOKEN, Network
from webhooks.app import create_porch

KEY, OLD = "a key shared for signing alone", "the token of last year"
PHONE = "+447700900214"


@contextmanager
def porch(folder: Path, network_signs: tuple[str, ...], **ours: str) -> Iterator[tuple[Network, House]]:
    """A porch that knows these secrets, and a network that signs in its own way."""
    server = make_server("127.0.0.1", 0, lambda e, s: [], threaded=True)
    hooks = f"http://127.0.0.1:{server.server_port}"
    network = Network.start(hooks, folder / "network.sqlite", extra=network_signs)
    known = {
        "CALLASSIST_DATA": str(folder),
        "CALLASSIST_PORCH": hooks,
        "CALLASSIST_NETWORK": network.api,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        **ours,
    }
    house = assembly.build(settings.read(known))
    server.app = create_porch(house).wsgi_app
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield network, house
    finally:
        server.shutdown()
        network.stop()
        house.database.close()


def kept(house: House) -> int:
    with house.database.read() as c:
        return len(c.execute(inbox.select()).all())


@pytest.mark.parametrize(
    ("network_signs", "ours", "believed"),
    [
        ((), {}, True),
        ((), {"TWILIO_AUTH_TOKEN": "the token of next year", "TWILIO_OLD_AUTH_TOKEN": TOKEN}, True),
        ((), {"TWILIO_AUTH_TOKEN": "the token of next year", "TWILIO_OLD_AUTH_TOKEN": OLD}, False),
        (("--signing-key", KEY), {"TWILIO_SIGNING_KEY": KEY}, True),
        (("--signing-key", KEY), {}, False),
        (("--signing-key", KEY), {"TWILIO_SIGNING_KEY": OLD}, False),
    ],
)
def test_a_text_is_believed_by_whose_secret_signed_it(
    tmp_path: Path, network_signs: tuple[str, ...], ours: dict[str, str], believed: bool
) -> None:
    with porch(tmp_path, network_signs, **ours) as (network, house):
        network.reply(PHONE, "YES")
        assert network.idle()
        assert network.callbacks() == [("received", "200" if believed else "403")]
        assert kept(house) == int(believed)


@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
def test_the_network_signs_as_the_providers_own_library_does(algorithm: str) -> None:
    url, form = "https://porch.example/hooks/twilio/text?a=b", {"Body": "جی ہاں", "To": PHONE, "FromCity": ""}
    newer = algorithm == "HMAC_SHA256"
    assert signature(KEY, url, form, newer=newer) == RequestValidator(KEY).compute_signature(
        url, form, algorithm
    )
