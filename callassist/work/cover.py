"""No interview that may raise an alert begins while nobody is on duty for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from callassist.edition.read import Edition
from callassist.errors import Refusal
from callassist.questionnaire.items import Item
from callassist.reports.rota import Gap, gaps
from callassist.schedule.cover import begins_after
from callassist.store.database import Connection
from callassist.work import duty
from callassist.work.house import Running

Wave = tuple[str, str, str]  # study, plan, wave


_ASKING: dict[str, frozenset[tuple[str, str]]] = {}  # by an edition's digest: it never changes


def asking_risk(running: Running) -> frozenset[tuple[str, str]]:
    """The waves (plan, code) whose script asks a question that can raise an alert while it is answered."""
    edition = running.edition
    if edition.digest not in _ASKING:
        _ASKING[edition.digest] = _asking(edition)
    return _ASKING[edition.digest]


def _asking(edition: Edition) -> frozenset[tuple[str, str]]:
    rules = {(one.instrument, one.item) for one in edition.protocol.safety.alert if one.item}
    return frozenset(
        (plan.id, wave.code)
        for plan in edition.protocol.plan
        for wave in plan.wave
        if any((one.instrument, one.instrument_item) in rules for one in _items(edition, wave.script))
    )


def _items(edition: Edition, file: str) -> Iterable[Item]:
    script = edition.scripts.get(file)
    return script.items.values() if script is not None else ()


def uncovered(c: Connection, studies: Iterable[Running], now: datetime) -> frozenset[Wave]:
    """The waves that may not begin now: they ask about risk, and nobody is on duty in their study."""
    return frozenset(
        (one.id, plan, wave)
        for one in studies
        if (asked := asking_risk(one)) and duty.lead(c, one, now) is None
        for plan, wave in asked
    )


def bare_hours(c: Connection, running: Running, now: datetime) -> tuple[Gap, ...]:
    """Calling hours of the week to come without a lead, of a study that asks about risk; else none."""
    if not asking_risk(running):
        return ()
    return gaps(c, running.id, running.edition.protocol, now)


def must_be_covered(c: Connection, running: Running, plan: str, wave: str, now: datetime) -> None:
    """Raise Refusal, which says when cover begins, for an interview that may not begin now."""
    if (plan, wave) not in asking_risk(running) or duty.lead(c, running, now) is not None:
        return
    spans = [(one.since, one.until) for one in duty.cover(c, running, now, now + duty.WEEK)]
    begins = begins_after(spans, now)
    local = begins.astimezone(ZoneInfo(running.edition.protocol.study.zone)) if begins else None
    cure = (
        f"Agree on a time from {local:%A %H:%M} on; practice may begin."
        if local
        else "Ask a manager to fill the duty rota; practice may begin."
    )
    raise Refusal("Duty rota", "nobody is on duty now, and this interview asks a question about risk.", cure)
