"""A network, a porch and the provider's own client: fresh for each story, or one a file (ONE_NETWORK)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.rehearsal.box import ACCOUNT, TOKEN, Network
from tests.rehearsal.porch import Porch

Pair = tuple[Network, Porch]


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """One network and porch for the stories of a file that disturb one another in nothing."""
    yield from _pair(tmp_path_factory.mktemp("network"))


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Pair]:
    yield from _pair(tmp_path)


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> Pair:
    lasts = getattr(request.module, "ONE_NETWORK", False)
    network, porch = request.getfixturevalue("lasting" if lasts else "fresh")
    network.no_faults()
    assert network.idle()
    if lasts:
        network.count_from_here()
        porch.forget()
    return network, porch


@pytest.fixture
def network(pair: Pair) -> Network:
    return pair[0]


@pytest.fixture
def porch(pair: Pair) -> Porch:
    return pair[1]


@pytest.fixture
def client(network: Network) -> Client:
    return client_of(network)


def client_of(network: Network, *, seconds: float = 2, token: str = TOKEN) -> Client:
    """The provider's own client, speaking to the network instead, with a time-out."""
    client = Client(ACCOUNT, token, http_client=TwilioHttpClient(timeout=seconds))
    client.api.base_url = network.api
    return client


def _pair(folder: Path) -> Iterator[Pair]:
    porch = Porch()
    network = Network.start(porch.url, folder / "network.sqlite")
    yield network, porch
    network.kill()
    porch.close()
