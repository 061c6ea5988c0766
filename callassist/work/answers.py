"""Keeps answers, each durable before the next question shows; a form sent twice is kept once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from callassist.errors import Refusal, Stale
from callassist.questionnaire.events import Event
from callassist.questionnaire.session import Answer, Session
from callassist.store import answers, holds, interviews, sittings
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.work import at_hand, opening
from callassist.work.alerts import alerting
from callassist.work.cases import HOLD
from callassist.work.graver import keep_alert
from callassist.work.house import House
from callassist.work.points import reach

SNAPSHOT_EVERY = 50
HOLD_EVERY = 5
PASSED = "OK"
NO_ANSWER = "There is no answer yet. Choose one, or say why there is none."


class Behind(Refusal):
    """Another window, or another browser, has gone on with this interview since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            "interview",
            "another window has gone on with it since this page was opened.",
            "Look where it stands now.",
        )


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as the page sends it: a path, and XForm text, a typed missing, or None to clear it."""

    path: str
    value: Answer


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of answers. `refused` is empty when they were kept; then `next_path` is None at the end.

    `way_out` is the outcome that an opening's no leads to; `hidden` counts answers that a
    change hid, `cleared` those that a choice left out.
    """

    sequence: int
    at: datetime | None
    next_path: str | None = None
    way_out: str | None = None
    alert_id: str | None = None
    hidden: int = 0
    cleared: int = 0
    refused: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def answer(
    house: House,
    interview_id: str,
    path: str,
    value: Answer,
    *,
    client_event: str,
    expected: int,
    by: str,
) -> Answered:
    """Keep one answer. See `answer_all`."""
    return answer_all(
        house, interview_id, [Given(path, value)], client_event=client_event, expected=expected, by=by
    )


def answer_all(
    house: House,
    interview_id: str,
    given: Sequence[Given],
    *,
    client_event: str,
    expected: int,
    by: str,
) -> Answered:
    """Keep the answers of one page, all of them or none, durably, and say where to go on.

    `expected` is the number of the last event that the page knew; `client_event` its own mark. The same form
    again changes nothing and gets the same answer. Raises Behind when the interview has gone on elsewhere,
    and Refusal when it is not hers to answer.
    """
    with at_hand.alone(house, interview_id):
        with house.database.read() as c:
            held = at_hand.held(c, interview_id)
            session = at_hand.take(c, house, held)
        return answer_held(house, held, session, given, client_event=client_event, expected=expected, by=by)


def answer_held(
    house: House,
    held: Held,
    session: Session,
    given: Sequence[Given],
    *,
    client_event: str,
    expected: int,
    by: str,
    waited: int = 0,
) -> Answered:
    """The same for an interview that was taken up already: call it inside the same `at_hand.alone`.

    `waited`: how many seconds the answers lay in a browser while the line was gone; kept beside them.
    """
    may_answer(held, by)
    if held.sequence != expected:
        with house.database.read() as c:
            return _sent_before(c, session, held, given, client_event)
    try:
        return _kept(house, held, session, given, client_event, house.now(), by, waited)
    except BaseException:
        at_hand.drop(house, held.id)
        raise


def may_answer(held: Held, by: str) -> None:
    """Raise Refusal unless an interview is being held now, and by this member of staff."""
    if held.state != "open" or held.sitting_id is None:
        raise Refusal("interview", "it is not being held now.", "Resume it from its case.")
    if held.sitting_by != by:
        raise Refusal("interview", "a colleague is holding it.", "Two people must not answer one interview.")


def _sent_before(
    c: Connection, session: Session, held: Held, given: Sequence[Given], client_event: str
) -> Answered:
    known = answers.by_client_event(c, held.id, client_event)
    if known is None:
        raise Behind
    return Answered(held.sequence, known.at, *_onward(session, held, given[-1].path))


def _kept(
    house: House,
    held: Held,
    session: Session,
    given: Sequence[Given],
    client_event: str,
    now: datetime,
    by: str,
    waited: int,
) -> Answered:
    refused, events, hidden, cleared = _take(session, given, held.held_at or now)
    if refused:
        if events:
            at_hand.drop(house, held.id)
        return Answered(held.sequence, None, refused=refused)
    raised = alerting(house, held, session, given, now, by) if events and not held.practice else ()
    next_path, way_out = _onward(session, held, given[-1].path)
    if not events:
        return Answered(held.sequence, held.saved_at, next_path, way_out)
    rows = at_hand.event_rows(house, held, held.sitting_id or "", session, events, client_event, kept=now)
    if waited:
        rows = [row | {"extra": {**(row["extra"] or {}), "waited": waited}} for row in rows]
    image = at_hand.snapshot_of(house, held, session) if _is_time(session, len(events)) else None
    past_opening = held.place is not None and not _in_opening(session, given)
    heard = opening.overheard(session) if _heard(session, given) else None

    def work(c: Connection) -> list[str]:
        keep_events(c, house, held, rows)
        if image is not None:
            answers.add_snapshot(c, house.database.dialect, held.id, session.sequence, image)
        if past_opening:
            interviews.clear_place(c, held.id)
        if heard:
            sittings.mark_overheard(c, held.id, heard)
        if held.case_id is not None and session.sequence % HOLD_EVERY == 0:
            holds.longer(c, held.case_id, by, now, now + HOLD)
        return [keep_alert(c, row) for row in raised]

    reach("answering")
    alert_ids = house.database.keep(work)
    reach("answer kept")
    at_hand.note_answers(session, events, now)
    return Answered(session.sequence, now, next_path, way_out, next(iter(alert_ids), None), hidden, cleared)


def keep_events(c: Connection, house: House, held: Held, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep events inside a transaction. Raises Behind when the interview has gone on elsewhere."""
    if interviews.state_now(c, held.id) != "open":
        raise Behind
    for row in rows:
        if not answers.add(c, house.database.dialect, row):
            raise Behind


def _take(
    session: Session, given: Sequence[Given], now: datetime
) -> tuple[dict[str, Mapping[str, str]], list[Event], int, int]:
    refused: dict[str, Mapping[str, str]] = {}
    events: list[Event] = []
    hidden: set[str] = set()
    cleared: set[str] = set()
    for one in given:
        if one.value in (None, "") and session.state(one.path).required:
            refused[one.path] = {language.tag: NO_ANSWER for language in session.script.languages}
            continue
        if session.stands(one.path, one.value):
            continue
        verdict = session.answer(one.path, one.value, now=now)
        if not verdict.accepted:
            refused[one.path] = verdict.violation
            continue
        events.extend(verdict.events)
        lost = {path for path in verdict.cleared if session.state(path).relevant}
        cleared.update(lost)
        hidden.update(path for path in verdict.hidden if _has_answer(session, path))
        hidden.update(set(verdict.cleared) - lost)
    return refused, events, len(hidden), len(cleared)


def _has_answer(session: Session, path: str) -> bool:
    standing = session.state(path)
    return at_hand.item_of(session, path).kind not in ("", "calculate", "note") and bool(
        standing.value or standing.missing
    )


def _heard(session: Session, given: Sequence[Given]) -> bool:
    return any(opening.short(session, one.path) == opening.OVERHEARD for one in given)


def _in_opening(session: Session, given: Sequence[Given]) -> bool:
    return any(opening.short(session, one.path) in opening.OPENING for one in given)


def _is_time(session: Session, added: int) -> bool:
    return session.sequence // SNAPSHOT_EVERY > (session.sequence - added) // SNAPSHOT_EVERY


def _onward(session: Session, held: Held, path: str) -> tuple[str | None, str | None]:
    """Where to go after a path: the next question, or out; after the opening, back to where it broke off."""
    way_out = opening.way_out(session, path)
    if way_out is not None:
        return path, way_out
    if (
        held.place is not None
        and opening.short(session, path) in opening.OPENING
        and not opening.is_open(session)
    ):
        return _back_to(session, held.place), None
    changed = opening.short(session, path) == opening.GO_ON
    if not changed:
        return session.path_after(path), None
    following = session.first_open()
    return (following.path if following is not None else None), None


def _back_to(session: Session, path: str) -> str | None:
    try:
        return session.screen(path).path
    except Refusal:
        screen = session.first_open()
        return screen.path if screen is not None else None


def take_back(house: House, interview_id: str, *, by: str) -> None:
    """Ask again whether it is safe: the safety answers are taken back, as after an interruption."""
    now = house.now()
    with at_hand.alone(house, interview_id):
        with house.database.read() as c:
            held = at_hand.held(c, interview_id)
            may_answer(held, by)
            session = at_hand.take(c, house, held)
        events: list[Event] = []
        for path in list(opening.to_ask_again(session, person=False)):
            events.extend(session.answer(path, None, now=held.held_at or now).events)
        if not events:
            return
        rows = at_hand.event_rows(house, held, held.sitting_id or "", session, events, None, kept=now)
        try:
            house.database.keep(lambda c: keep_events(c, house, held, rows))
        except BaseException:
            at_hand.drop(house, interview_id)
            raise
        at_hand.note_answers(session, events, now)


__all__ = ["Answered", "Behind", "Given", "Stale", "answer", "answer_all", "take_back"]
