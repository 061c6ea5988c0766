"""Her times in her own calendar: an address that only she was shown, which she ends when she likes."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

from callassist.privacy.tokens import new_id, new_token
from callassist.schedule.ics import Entry, render
from callassist.store import feeds, shifts
from callassist.store.appointments import STANDING
from callassist.store.database import Connection
from callassist.store.lists import calendar
from callassist.work.actor import Actor, Grant, Role
from callassist.work.cases import may_open
from callassist.work.house import House
from callassist.work.verb import Line, keep

BEHIND, AHEAD = timedelta(days=7), timedelta(days=60)
MOST = 2000
WHO = (Role.INTERVIEWER, Role.SUPERVISOR)


def make(house: House, actor: Actor) -> str:
    """Make her a new address and end the one before; the token, which is shown once and kept nowhere."""
    token, now, feed_id = new_token(), house.now(), new_id()

    def work(c: Connection) -> None:
        feeds.end(c, actor.id, now)
        feeds.add(c, id=feed_id, staff_id=actor.id, token_hash=_hashed(token), made_at=now)

    keep(house, Line(actor.id, "make calendar address", now, subject=feed_id), work)
    return quote(token)


def end(house: House, actor: Actor) -> None:
    """End her address: a calendar that reads it is told that nothing is there."""
    now = house.now()
    keep(house, Line(actor.id, "end calendar address", now), lambda c: feeds.end(c, actor.id, now))


def read(house: House, token: str) -> str | None:
    """The calendar file of an address, or None where none holds. It names study numbers and nothing else.

    It tells what its owner may see at that moment: once her grant has ended, nothing of that study.
    """
    now = house.now()
    with house.database.read() as c:
        feed = feeds.of_token(c, _hashed(token))
        if feed is None:
            return None
        studies = [one.id for one in house.studies()]
        agreed = calendar.between(c, studies, now - BEHIND, now + AHEAD, MOST)
        worked = shifts.hers(c, feed.staff_id, now - BEHIND, now + AHEAD)
        held = tuple(
            Grant(Role(g.role), g.study_id, g.site, g.strand) for g in feeds.grants(c, feed.staff_id, now)
        )
    owner = Actor(feed.staff_id, "", "", (), held)
    entries = [
        Entry(one.id, one.starts_at, one.starts_at + timedelta(minutes=one.minutes), one.number, one.version)
        for one in agreed
        if one.with_ == owner.id and one.state in STANDING and may_open(owner, one)
    ]
    entries += [
        Entry(one.id, one.since, one.until, "Shift") for one in worked if owner.may_any(WHO, one.study_id)
    ]
    return render(sorted(entries, key=lambda one: one.begins), name="callassist", now=now)


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
