"""What the ledgers say happened to one participant, each thing in words, without a name or words of hers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from callassist.cases.outcomes import OUTCOMES
from callassist.people.participation import Dimension
from callassist.work.going_out import what_it_is
from callassist.work.house import Running

ASKED = {
    Dimension.CALLS: "calls",
    Dimension.TEXTS: "texts",
    Dimension.SHORTER_ONLY: "only the shorter interview",
    Dimension.LINKAGE: "linkage to records",
    Dimension.RECORDING: "recording of calls",
    Dimension.RECONTACT: "contact for later research",
    Dimension.RESULTS: "the letter of results",
    Dimension.USE_OF_DATA: "use of what she told us",
    Dimension.PROGRAMME: "the programme",
}
STOPPED = "this interview was stopped"
STOPPED_MEANS = "No call and no text for it; it counts among all randomised, not among those followed."


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when, in which words, with a detail, and its sign and mood."""

    at: datetime
    words: str
    more: str = ""
    sign: str = ""
    mood: str = ""
    on: date | None = None  # where only the day counts


def told(
    row: Any,
    ledgers: Mapping[str, Sequence[Any]],
    opted: Sequence[Any],
    running: Running,
    names: Mapping[str, str],
    now: datetime,
) -> Iterator[Moment]:
    """Everything that happened, in no order: consent, windows, contacts, texts, vouchers, alerts, tasks."""
    titles = {w.code: w.title for plan in running.edition.protocol.plan for w in plan.wave}
    yield from _agreed(ledgers, names)
    yield from _windows(ledgers["cases"], titles, now)
    yield from _talked(ledgers, names)
    for one in ledgers["texts"]:
        yield _text(one, what_it_is(running, one, None))
    for one in opted:
        words = {"stopped": "Texts to her number were stopped", "started": "Texts go out again"}
        yield Moment(one.at, words.get(one.state, "A text may have meant stop; texts wait"), one.source)
    for one in ledgers["vouchers"]:
        yield from _voucher(one)
    for one in ledgers["alerts"]:
        yield Moment(one.raised_at, f"An alert was raised, level {one.level}", "", "▲", "stop")
        if one.closed_at:
            yield Moment(one.closed_at, "The alert was closed", "", "✓", "good")
    for one in ledgers["tasks"]:
        yield Moment(
            one.raised_at, f"Task: {one.words}", f"done: {one.action}" if one.done_at else "open", "○"
        )
    if row.stopped_at:
        yield Moment(row.stopped_at, "Everything was stopped for this family", "", "■", "stop")


def _agreed(ledgers: Mapping[str, Sequence[Any]], names: Mapping[str, str]) -> Iterator[Moment]:
    for one in ledgers["consents"]:
        words = f"Consent given, version {one.version}"
        yield Moment(_noon(one.given_on), words, one.how or "", "✓", "good", one.given_on)
    for one in ledgers["changes"]:
        dimension = Dimension(one.dimension)
        less = one.allowed is (dimension is Dimension.SHORTER_ONLY)
        words = (
            f"Asked for {'less' if less else 'more'}: {ASKED[dimension]}{'' if one.allowed else ', no more'}"
        )
        how = one.how_told.rstrip(".")
        more = f"decided by the {one.decided_by}, told: {how}; kept by {names.get(one.by, 'somebody')}"
        yield Moment(one.since, words, more, "?")


def _windows(cases: Sequence[Any], titles: Mapping[str, str], now: datetime) -> Iterator[Moment]:
    for one in cases:
        title = titles.get(one.wave, one.wave)
        if one.state == "not_planned" or (one.state == "stopped" and one.opens_at > now):
            continue
        opens = f"{title}: the window {'opened' if one.opens_at <= now else 'opens'}"
        if one.state == "stopped":
            yield Moment(one.opens_at, f"{opens}; {STOPPED}", STOPPED_MEANS, "■", "stop", one.opens_on)
            continue
        yield Moment(one.opens_at, opens, one.why, on=one.opens_on)
        if one.finished_at:
            yield Moment(one.finished_at, f"{title}: {one.state}", "", "✓", "good")
        elif one.state in ("missed", "open", "waiting"):
            closed = one.closes_at <= now
            words = f"{title}: the window {'closed without an interview' if closed else 'closes'}"
            sign, mood = ("✕", "wait") if closed else ("", "")
            yield Moment(one.closes_at, words, "", sign, mood, one.closes_on)


def _talked(ledgers: Mapping[str, Sequence[Any]], names: Mapping[str, str]) -> Iterator[Moment]:
    for one in ledgers["contacts"]:
        if one.channel == "text" and one.direction == "out":
            continue
        yield Moment(one.at, _contact(one), _by(one, names), "✕" if one.corrected_by else "")
    for one in ledgers["appointments"]:
        yield Moment(one.booked_at, "An appointment was agreed", names.get(one.booked_by, ""))
        sign, mood = {"confirmed": ("✓", "good"), "declined": ("✕", "wait"), "kept": ("✓", "good")}.get(
            one.state, ("○", "")
        )
        yield Moment(one.starts_at, f"Appointment: {one.state}", "", sign, mood)
    for one in ledgers["interviews"]:
        yield Moment(one.started_at, "An interview began", names.get(one.by, ""))


def _contact(one: Any) -> str:
    if one.direction == "in":
        kind = one.outcome.removeprefix("said_")
        return {"other": "A text came, for a reader", "unclear": "A text came that may be yes or no"}.get(
            kind, f"A text came: {kind}"
        )
    known = OUTCOMES.get(one.outcome)
    return f"{one.channel.title()}: {known.words if known else one.outcome}"


def _by(one: Any, names: Mapping[str, str]) -> str:
    return "corrected since" if one.corrected_by else names.get(one.by or "", "")


def _text(one: Any, what: str) -> Moment:
    went = one.sent_at or one.due_at
    match one.state:
        case "accepted" | "sending":
            return Moment(went, f"Text, {what}: went", one.receipt or "no receipt yet", "●")
        case "unknown":
            return Moment(went, f"Text, {what}: nobody knows whether it went", "", "?", "wait")
        case "ready":
            return Moment(one.due_at, f"Text, {what}: is planned")
        case "held":
            return Moment(one.due_at, f"Text, {what}: is held", one.reason or "", "■", "wait")
        case _:
            return Moment(one.due_at, f"Text, {what}: did not go", one.reason or one.state, "⊘")


def _voucher(one: Any) -> Iterator[Moment]:
    yield Moment(one.due_at, f"Voucher of £{one.pence / 100:.2f} due", one.how or "")
    if one.issued_at:
        yield Moment(one.issued_at, "Voucher issued", one.how or "", "●")
    if one.acknowledged_at:
        yield Moment(one.acknowledged_at, "Voucher acknowledged", "", "✓", "good")
    if one.void_at:
        yield Moment(one.void_at, "Voucher not wanted", "", "✕")


def _noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
