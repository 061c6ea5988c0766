"""What every page of an interview stands on: the interview, whether it is hers, the line across the top."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import abort, current_app, g, request, url_for

from callassist.people.languages import language
from callassist.privacy.waiting import sitting_key
from callassist.questionnaire.session import Session
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.web import words
from callassist.web.frame import now, zone
from callassist.web.guard import actor, house
from callassist.web.person import Person, person
from callassist.work import at_hand, opening
from callassist.work.actor import Role
from callassist.work.sittings import HOW_WORDS, How

BY = {
    How.SELF: "by you",
    How.BOOKED: "with the interpreter",
    How.ON_DEMAND: "by the interpreting line",
    How.RELATIVE: "through a relative",
}
HEARD = {"alone": "Alone", "fine": "Overheard, and that is fine", "no": "Overheard"}


@dataclass(frozen=True, slots=True)
class Top:
    """The line across the top of an interview's page.

    `sealing`: the key of this sitting, for what waits in the browser while the line is gone; "" for anybody
    but who holds it. `confirmed`: the opening has said who is on the line.
    """

    id: str
    number: str
    who: Person
    call_her: str
    since: datetime
    how: str
    safety: str
    saved_at: datetime | None
    practice: bool
    sitting: str = ""
    sealing: str = ""
    confirmed: bool = False
    sequence: int = 0
    case: str = ""


@dataclass(frozen=True, slots=True)
class At:
    """An interview taken up for one request: call it inside `taken`."""

    held: Held
    session: Session
    connection: Connection

    @property
    def spoken(self) -> str:
        """The language spoken in this sitting."""
        return self.held.language or self.session.script.default_language

    @property
    def how(self) -> str:
        """How this sitting is held."""
        return self.held.how or How.SELF


def mine(held: Held) -> None:
    """Stop with 403 unless who is signed in may hold this interview."""
    who = actor()
    if held.practice:
        if held.by != who.id:
            abort(403)
    elif not who.may(Role.INTERVIEWER, held.study_id, held.site, held.strand):
        abort(403)


@contextmanager
def taken(interview_id: str) -> Iterator[At]:
    """The interview, its session and one reading connection, alone in this process until the end."""
    with at_hand.alone(house(), interview_id), house().database.read() as c:
        held = at_hand.held(c, interview_id)
        mine(held)
        g.zone, g.rehearsal = at_hand.protocol_at_start(house(), held).study.zone, held.mode == "rehearsal"
        g.reading = c
        try:
            yield At(held, at_hand.take(c, house(), held), c)
        finally:
            g.pop("reading", None)


def held_here(interview_id: str) -> Held:
    """The interview alone. Raises Refusal when there is none; 403 when it is not hers."""
    with house().database.read() as c:
        held = at_hand.held(c, interview_id)
    mine(held)
    g.zone = at_hand.protocol_at_start(house(), held).study.zone
    return held


def top(at: At) -> Top:
    """The line across the top, as it stands now."""
    held = at.held
    heard = opening.overheard(at.session)
    how = How(at.how)
    return Top(
        id=held.id,
        number=held.number or "Practice",
        who=person(held.role or ""),
        call_her=at_hand.call_her(at.connection, house(), held, at.session),
        since=held.sitting_since or now(),
        how=f"{language(at.spoken).name}, {BY[how]}." if how in BY else HOW_WORDS[how],
        safety=_safety(at, heard),
        saved_at=held.saved_at,
        practice=held.practice,
        sitting=held.sitting_id or "",
        sealing=sitting_key(house().keys, held.sitting_id or "") if held.sitting_by == actor().id else "",
        confirmed=not opening.is_open(at.session),
        sequence=held.sequence,
        case=held.case_id or "",
    )


def _safety(at: At, heard: str | None) -> str:
    if heard not in HEARD:
        return ""
    path = opening.whole(at.session, opening.OVERHEARD)
    said_at = at_hand.answered_at(at.connection, at.held, at.session).get(path)
    if heard == "no" or said_at is None:
        return f"{HEARD[heard]}."
    return f"{HEARD[heard]}, safe to talk at {words.clock(said_at, zone())}."


def after(held: Held) -> str:
    """Where to go when an interview is left: its case, or the first page."""
    if held.case_id is not None and "case.show" in current_app.view_functions:
        return url_for("case.show", case_id=held.case_id)
    return url_for("door.start")


def wants_json() -> bool:
    """Whether the page's own module asks, rather than a form that was sent plainly."""
    return request.accept_mimetypes.best == "application/json"
