"""One outbox worked by one to eight workers, until the sender's rate is the limit; memory over many texts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter, sleep

from sqlalchemy import delete, select

from callassist import assembly
from callassist.gateway.texts import TwilioTexts
from callassist.messages.network import Answer, Outgoing, Seen, Verdict
from callassist.privacy.tokens import new_token
from callassist.store.database import Database
from callassist.store.pace import pace
from callassist.store.texts import message
from callassist.work.house import House, Shelf
from callassist.work.jobs import JOBS
from callassist.work.send import Sender
from tests.bench import load
from tests.bench.ground import Ground, Grounds
from tests.bench.rows import Result, Size
from tests.bench.weigh import own, resident
from tests.rehearsal.box import ACCOUNT, TOKEN, Network

ANSWER_MS = 1000
SLOW = ("--answer-ms", str(ANSWER_MS), "--latency-ms", "3600000")
A_SECOND = 150.0
WORKERS = (1, 2, 4, 8)
MOST_GROWTH_MB = 20.0
PARTS = 10
TICK = next(job.seconds for job in JOBS if job.name == "send")


def many_workers(size: Size, grounds: Grounds) -> Iterator[Result]:
    """The same texts by ever more worker processes, over a network that takes a second for each answer."""
    if not grounds.several:
        yield Result("many workers on one outbox", "", "on PostgreSQL alone: bench --postgres", None)
        return
    with grounds.fresh() as empty:
        network = Network.start("http://127.0.0.1:1/hooks", empty.data / "network.sqlite", extra=SLOW)
    try:
        with grounds.fresh(network=network.api) as ground:
            to = load.people(ground.house, ground.running, size.texts)
            rates = {count: _rate(ground, network.api, to, count) for count in WORKERS}
    finally:
        network.kill()
    said = ", ".join(f"{count}: {rate:.0f}/s" for count, rate in rates.items())
    yield Result(
        f"workers on one outbox, an answer takes {ANSWER_MS / 1000:.0f} s",
        f"8 reach 0.9 of {A_SECOND:.0f}/s",
        said,
        rates[8] >= 0.9 * A_SECOND if size.texts >= 1000 else None,
        f"the sender's rate {A_SECOND:.0f} segments/s",
        rates[8] / A_SECOND,
    )


def _rate(ground: Ground, api: str, to: list[str], workers: int) -> float:
    """Texts a second from the first hand-over to the last, when so many processes work."""
    house = ground.house
    with house.database.engine.begin() as c:
        c.execute(delete(message))
        c.execute(delete(pace))
    load.texts(house, ground.running, to, first=house.now() - timedelta(minutes=5), apart=0)
    house.database.engine.dispose()
    pids = [_worker(house, api, len(to)) for _ in range(workers)]
    for pid in pids:
        os.waitpid(pid, 0)
    with house.database.read() as c:
        sent = select(message.c.handed_at).where(message.c.state == "accepted")
        handed = sorted(at for at in c.execute(sent).scalars() if at is not None)
    assert len(handed) == len(to), f"{len(handed)} of {len(to)} texts were sent by {workers} workers"
    after: int = sum(at > handed[0] for at in handed)
    took: float = (handed[-1] - handed[0]).total_seconds()
    return after / max(1.0, took)


def _worker(house: House, api: str, texts: int) -> int:
    """A process of its own that sends until all are sent."""
    pid = os.fork()
    if pid:
        return pid
    try:
        database = Database(house.database.url)
        own = replace(
            house,
            database=database,
            shelf=Shelf(database),
            clock=assembly.MovableClock(database),
            network=TwilioTexts(ACCOUNT, TOKEN, base=api),
            segments_a_second=A_SECOND,
        )
        sender, until = Sender(own), perf_counter() + 30 + texts
        while _left(own) and perf_counter() < until:
            sender.send()
            sleep(TICK)
        sender.close()
    finally:
        os._exit(0)


def _left(house: House) -> bool:
    query = select(message.c.id).where(message.c.state.in_(("ready", "sending"))).limit(1)
    with house.database.read() as c:
        return c.execute(query).first() is not None


class AtOnce:
    """Takes every text at once: what is weighed is what we hold, not what the network says."""

    def send(self, _text: Outgoing) -> Answer:
        """Take it."""
        return Answer(Verdict.ACCEPTED, sid=f"SM{new_token()[:32]}", status=201)

    def find(self, _to: str, _since: datetime) -> tuple[Seen, ...]:
        """It lists nothing."""
        return ()

    def fetch(self, _sid: str) -> Seen | None:
        """It knows nothing."""
        return None

    def close(self) -> None:
        """Nothing is held."""


def memory_of_sending(size: Size, grounds: Grounds) -> Iterator[Result]:
    """What the process holds after a tenth of the texts, and after all of them."""
    texts = size.due * 20
    with grounds.fresh() as ground:
        to = load.people(ground.house, ground.running, min(texts, size.people))
        first = datetime.now(UTC) - timedelta(days=365)
        sender = Sender(replace(ground.house, network=AtOnce()))
        began, weights, sent = perf_counter(), [], 0
        while sent < texts:
            some = to[: min(len(to), texts // PARTS)]
            load.texts(ground.house, ground.running, some, first=ground.house.now(), apart=0)
            sent += sender.send()
            with ground.house.database.engine.begin() as c:
                c.execute(message.update().where(message.c.sent_at > first).values(sent_at=first))
            weights.append((own(), resident()))
        took = perf_counter() - began
        sender.close()
    (first_own, first_all), (last_own, last_all) = weights[0], weights[-1]
    growth = last_own - first_own
    yield Result(
        f"memory while {sent:,} texts are sent",
        f"growth <= {MOST_GROWTH_MB:.0f} MB",
        f"{first_own:.0f} MB after {sent // len(weights):,}, {last_own:.0f} MB at the end "
        f"({first_all:.0f} and {last_all:.0f} with the database's mapped pages), {took:.0f} s",
        growth <= MOST_GROWTH_MB,
    )
