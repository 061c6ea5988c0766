"""A network, a porch and the provider's own client, fresh for each story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.rehearsal.box import ACCOUNT, TOKEN, Network
from tests.rehearsal.porch import Porch


@pytest.fixture
def porch() -> Iterator[Porch]:
    porch = Porch()
    yield porch
    porch.close()


@pytest.fixture
def network(porch: Porch, tmp_path: Path) -> Iterator[Network]:
    network = Network.start(porch.url, tmp_path / "network.sqlite")
    yield network
    network.kill()


@pytest.fixture
def client(network: Network) -> Client:
    return client_of(network)


def client_of(network: Network, *, seconds: float = 2, token: str = TOKEN) -> Client:
    """The provider's own client, speaking to the network instead, with a time-out."""
    client = Client(ACCOUNT, token, http_client=TwilioHttpClient(timeout=seconds))
    client.api.base_url = network.api
    return client
