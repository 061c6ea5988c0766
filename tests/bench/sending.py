"""Texts handed over, kept before and after, against the bare client of the telephone company."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import perf_counter

from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from callassist.store.texts import message
from callassist.work.claim import BATCH
from callassist.work.send import Sender
from tests.bench import load
from tests.bench.ground import Grounds
from tests.bench.rows import Result, Size
from tests.rehearsal.box import ACCOUNT, SENDER, TOKEN, Network

NETWORK_MS = 50
LATER = ("--answer-ms", str(NETWORK_MS), "--latency-ms", "3600000")
BODY = "Willow Team: it is time for our next talk. We will ring you in the next days."


def sending(size: Size, grounds: Grounds) -> Iterator[Result]:
    """As many texts by the bare client and by the outbox, over the same network, receipts an hour away."""
    with grounds.fresh() as empty:
        network = Network.start("http://127.0.0.1:1/hooks", empty.data / "network.sqlite", extra=LATER)
    try:
        with grounds.fresh(network=network.api) as ground:
            to = load.people(ground.house, ground.running, size.texts + BATCH)
            sender = Sender(ground.house)
            past = ground.house.now() - timedelta(minutes=5)
            load.texts(ground.house, ground.running, to[:BATCH], first=past, apart=0)
            sender.send()
            _bare(network.api, BATCH)
            load.texts(ground.house, ground.running, to[BATCH:], first=past, apart=0)
            floor = _bare(network.api, size.texts)
            began = perf_counter()
            sender.send()
            took = perf_counter() - began
            sender.close()
            again = _bare(network.api, size.texts)
            with ground.house.database.read() as c:
                states = [row.state for row in c.execute(message.select())]
    finally:
        network.kill()
    bare, ours = 2 * size.texts / (floor + again), size.texts / took
    sent = states.count("accepted") - BATCH
    yield Result(
        f"sending, network at {NETWORK_MS} ms, {BATCH} in flight",
        ">= 0.90 of bare client",
        f"{ours:.0f} texts/s, {sent} of {size.texts} accepted",
        ours / bare >= 0.9 and sent == size.texts,
        f"Twilio client, {BATCH} threads {bare:.0f}/s",
        ours / bare,
    )


def _bare(api: str, count: int) -> float:
    """How long Twilio's client takes as it comes, with as many kept connections as threads (s)."""
    spoken_by = TwilioHttpClient(timeout=10.0)
    spoken_by.session.mount("http://", HTTPAdapter(pool_maxsize=BATCH))
    spoken_by.session.trust_env = False
    client = Client(ACCOUNT, TOKEN, http_client=spoken_by, environment={"TWILIO_EDGE": ""})
    client.api.base_url = api
    numbers = [load.drama(n) for n in range(count)]

    def one(number: str) -> str | None:
        sid: str | None = client.messages.create(to=number, from_=SENDER, body=BODY).sid
        return sid

    began = perf_counter()
    with ThreadPoolExecutor(BATCH) as threads:
        sids: Sequence[str | None] = list(threads.map(one, numbers))
    took = perf_counter() - began
    assert all(sids)
    return took
