"""Four ways of breaking the promise about texts on purpose: each must make the fault runs fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from sqlalchemy import update

from callassist.gateway import answers
from callassist.schedule.permit import Permit
from callassist.store.database import Connection
from callassist.store.texts import message
from callassist.work import claim, permits
from tests.proof.breaking import Breaking, permit_skipped


@contextmanager
def claim_removed() -> Iterator[None]:
    """Whoever finds a text ready sends it, and writes down afterwards that it is his."""
    real = claim.claim

    def taken(house: Any, most: int = claim.BATCH) -> Any:
        now = house.now()
        running = {one.id: one for one in house.studies()}
        with house.database.read() as c:
            found = permits.asks(c, house, running, claim.outbox.ready(c, now, most), now)
        made = [(ask, ask.decide(now)) for ask in found]
        going = [(ask, decided) for ask, decided in made if isinstance(decided, Permit)]
        if len(going) < len(made):
            return real(house, most)
        lease = claim.new_token()
        words = {ask.message.id: claim._text(house, ask) for ask, _ in going}

        def keep(c: Connection) -> None:
            for ask, _ in going:
                held = {"state": "sending", **claim._lease(house, ask, words[ask.message.id], lease, now)}
                c.execute(update(message).where(message.c.id == ask.message.id).values(held))

        if going:
            house.database.keep(keep)
        return len(going), [
            claim.Claimed(ask, claim._outgoing(house, ask, words[ask.message.id], decided.until - now), lease)
            for ask, decided in going
        ]

    def all_of_them(_house: Any, claimed: Any) -> Any:
        return claimed

    with patch("callassist.work.send.claim", taken), patch("callassist.work.send.hand_over", all_of_them):
        yield


@contextmanager
def lease_zero() -> Iterator[None]:
    """A lease that is over as it begins: whoever looks finds every sender fallen silent."""
    with patch.object(claim, "LEASE", timedelta(0)):
        yield


@contextmanager
def silence_is_a_no() -> Iterator[None]:
    """A time-out is judged as if nothing had been sent."""
    with patch.object(answers, "failure", lambda _error: "not_opened"):
        yield


BREAKS: tuple[tuple[str, Breaking, str], ...] = (
    ("claim removed", claim_removed, "eight workers"),
    ("lease zero", lease_zero, "eight workers"),
    ("a time-out judged refused", silence_is_a_no, "time-out, yet taken"),
    ("permit asked at planning only", permit_skipped, "clock on into the evening"),
)
