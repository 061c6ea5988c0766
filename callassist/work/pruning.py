"""Forgets what only guards the next few minutes: marks of forms that were kept, and tries to sign in."""

from __future__ import annotations

from datetime import datetime, timedelta

from callassist.clock import Clock, MachineClock
from callassist.store import once, sign_ins
from callassist.store.database import Connection
from callassist.work.house import House

FORMS = timedelta(days=30)  # a form that a browser kept through a holiday is still kept once
TRIES = timedelta(days=1)
A_TIME = 500
MACHINE: Clock = MachineClock()  # tries to sign in are told on the machine's time


def prune(house: House, *, clock: Clock = MACHINE) -> int:
    """Forget old marks and tries, a few at a time so that no answer waits; how many."""
    forms, tries = house.now() - FORMS, clock.now() - TRIES
    gone = 0
    while some := _few(house, forms, tries):
        gone += some
    house.database.take_stock()
    return gone


def _few(house: House, forms: datetime, tries: datetime) -> int:
    with house.database.read() as c:
        tokens, attempts = once.older(c, forms, A_TIME), sign_ins.older_tries(c, tries, A_TIME)

    def work(c: Connection) -> None:
        once.forget(c, tokens)
        sign_ins.forget_tries(c, attempts)

    if tokens or attempts:
        house.database.keep(work)
    return len(tokens) + len(attempts)
