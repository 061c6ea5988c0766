"""Going live: what a study still lacks before it may reach real families, and the test list until then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from callassist.edition.check import check
from callassist.errors import Refusal, Weight
from callassist.people.numbers import NumberKind, drama_range, read_number
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.schedule.hours import open_spans
from callassist.store import clock_row, declarations, studies
from callassist.store.database import Connection
from callassist.work import kept_apart
from callassist.work.approvals import unapproved, unheard
from callassist.work.house import House, Running
from callassist.work.verb import Line, keep

ROTA_AHEAD = timedelta(days=7)


class Fact(StrEnum):
    """What only a person can know, and declares once."""

    KEY_COPY = "key_copy"
    BACKUP_RESTORED = "backup_restored"


def declare(house: House, slug: str, fact: str, *, by: str, words: str) -> None:
    """Declare that a copy of the keys is kept elsewhere, or that a backup was restored once, and where."""
    if fact not in set(Fact):
        raise Refusal("Fact", f"“{fact[:40]}” is none.", "Declare " + " or ".join(Fact) + ".")
    if not words.strip():
        raise Refusal(
            "Words", "they are empty.", "Write where the copy is, or what was restored and counted."
        )
    running, now = house.study(slug), house.now()
    row = {
        "id": new_id(),
        "study_id": running.id,
        "fact": fact,
        "words": words.strip(),
        "by": by,
        "at": now,
    }
    line = Line(by, "declare", now, running.id, running.id, {"fact": fact})
    keep(house, line, lambda c: declarations.declare(c, row))


def set_test_list(house: House, slug: str, numbers: Sequence[str], *, by: str) -> int:
    """Say which handsets a live study may text before it has gone live; how many. An empty list: none.

    Kept as keyed indexes, as every number is. Raises Refusal for a number that cannot be texted.
    """
    running, now = house.study(slug), house.now()
    _live_by_birth(running)
    indexes = sorted({_handset(house, running, one) for one in numbers if one.strip()})
    line = Line(by, "set test list", now, running.id, running.id, {"handsets": len(indexes)})
    keep(house, line, lambda c: declarations.set_test_list(c, running.id, indexes))
    return len(indexes)


def _handset(house: House, running: Running, written: str) -> str:
    number = read_number(written, where="test list")
    if number.drama:
        raise Refusal("test list", "it is a made-up number.", "Name a handset of your own.")
    if number.kind is NumberKind.LANDLINE:
        raise Refusal("test list", "a landline gets no texts.", "Name a mobile number.")
    return number_index(house.keys, running.id, number.e164).hex()


def go_live(house: House, slug: str, *, by: str) -> list[str]:
    """Let a study reach everybody once nothing is lacking; what is lacking, each with its cure.

    A study that is live already lacks nothing and stays as it is.
    """
    running, now = house.study(slug), house.now()
    if running.row.live_at is not None:
        return []
    with house.database.read() as c:
        missing = list(_lacking(c, house, running, now))
    if missing:
        return missing
    line = Line(by, "go live", now, running.id, running.id, {"edition": running.edition.digest})
    keep(house, line, lambda c: declarations.set_live(c, running.id, now))
    house.wake("send")
    return []


def _live_by_birth(running: Running) -> None:
    if running.row.mode != "live":
        raise Refusal(
            "study", f"“{running.row.slug}” was born a rehearsal, which it stays.", "Load a live one."
        )


def _lacking(c: Connection, house: House, running: Running, now: datetime) -> Iterator[str]:
    study = running.edition.protocol.study
    if running.row.mode != "live":
        yield "A live study: this one was born a rehearsal and stays one. Load it in a live installation."
    if clock_row.read(c) is not None:
        yield "A database without a rehearsal clock. Give the live installation a database of its own."
    if house.network is None:
        yield "A telephone network: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."
    if not study.ethics.strip() or "invented" in study.ethics:
        yield "An ethics reference: write the committee's own in study.toml, study.ethics."
    if drama_range(study.sender) is not None:
        yield "A number to text from: study.sender is made up. Write the one that the network gave you."
    errors = (one for one in check(running.edition, live=True) if one.weight is Weight.ERROR)
    yield from (f"{one.where}: {one.what} {one.cure}" for one in errors)
    for name, tags in unapproved(running, studies.approved_words(c, running.id)).items():
        yield f"Approved words of “{name}” in {', '.join(tags)}: have them read, then approve them."
    if unapproved_takes := unheard(running, studies.approved_words(c, running.id)):
        takes = ", ".join(unapproved_takes)
        yield f"Approved recordings: {takes}: have a speaker hear them, then approve them."
    yield from _rota(c, running, now)
    yield from _declared(c, running)
    for who, pair in kept_apart.found(c, (running,), now):
        yield f"Nobody who rings and knows the groups: {who} {pair.knows}. End one of the two grants."
    yield from _made_up_people(c, house, running)


def _rota(c: Connection, running: Running, now: datetime) -> Iterator[str]:
    """Someone must be on duty at every hour in which families are rung, for a week to come."""
    rows, protocol = declarations.rota(c, running.id, now), running.edition.protocol
    zone, nation = protocol.study.zone, protocol.study.nation
    for begins, ends in open_spans(now, protocol.hours.calls, zone=zone, nation=nation):
        if begins > now + ROTA_AHEAD:
            break
        gap = _gap(max(begins, now), ends, rows)
        if gap is not None:
            when = f"{gap.astimezone(ZoneInfo(zone)):%a %d %b, %H:%M}"
            yield f"A duty lead for all calling hours of the next seven days: nobody is on duty on {when}."
            break
    made_up = [one for row in rows for one in (row.number, row.second_number) if one and _drama(one)]
    if made_up:
        yield "Real numbers in the duty rota: one of them is made up. Write whom to ring."


def _gap(begins: datetime, ends: datetime, rows: Sequence[Any]) -> datetime | None:
    """The first moment of a span at which nobody is on duty, or None."""
    covered = begins
    for row in rows:
        if row.since <= covered < row.until:
            covered = row.until
    return covered if covered < ends else None


def _drama(written: str) -> bool:
    try:
        return read_number(written).drama
    except Refusal:
        return True


def _declared(c: Connection, running: Running) -> Iterator[str]:
    facts = declarations.facts(c, running.id)
    if Fact.KEY_COPY not in facts:
        yield "A copy of the key file elsewhere: make one, then declare key_copy and say where it is kept."
    if Fact.BACKUP_RESTORED not in facts:
        yield "A backup restored once: restore one into an empty database, then declare backup_restored."
    if not declarations.pause_tried(c, running.id):
        yield "The pause tried once: press Pause for the whole study, see that nothing goes, then resume."


def _made_up_people(c: Connection, house: House, running: Running) -> Iterator[str]:
    for row in declarations.phones(c, running.id):
        number = house.sealer.open(row.wrapped_key, row.number, place("phone", row.id))
        if drama_range(number) is not None:
            yield f"Real families only: {row.study_number} has a made-up number. Take rehearsal people out."
            return
