"""How the words of a section or question came across in another language, as the interviewer says it."""

from __future__ import annotations

from callassist.errors import Refusal
from callassist.interpreters.record import Grain, Put, Spoke, usual_speaker
from callassist.privacy.tokens import new_id
from callassist.questionnaire.session import Session
from callassist.store import interpretations
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.work import at_hand, opening
from callassist.work.house import House


def grain(house: House, held: Held) -> Grain:
    """For what the study wants it recorded."""
    return Grain(at_hand.protocol_at_start(house, held).interpreting.record)


def ended(c: Connection, house: House, held: Held, session: Session, path: str, then: str | None) -> str:
    """The section that ends between two screens and has no record in this sitting yet; "" for none.

    The opening is none: it is asked again at every sitting, and is no part of what is analysed.
    """
    if grain(house, held) is not Grain.SECTION or opening.short(session, path) in opening.OPENING:
        return ""
    section = session.screen(path).section_path
    if not section or (then is not None and session.screen(then).section_path == section):
        return ""
    return "" if section in recorded(c, held) else section


def recorded(c: Connection, held: Held) -> dict[str, tuple[Put, Spoke]]:
    """What was recorded in the sitting that is open, by path; the last word on each."""
    rows = interpretations.of_sitting(c, held.id, held.sitting_id or "")
    return {row.path: (Put(row.put), Spoke(row.spoke)) for row in rows}


def record(
    house: House, interview_id: str, path: str, put: str, spoke: str = "", *, what: Grain, by: str
) -> None:
    """Keep how the words of a section or question came across. The same again changes nothing.

    `spoke` blank is whoever speaks in this sitting. Raises Refusal for what is none of the choices.
    """
    if put not in set(Put):
        raise Refusal("How it was put", "nothing is chosen.", "Choose how the words came across.")
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        if held.state != "open" or held.sitting_id is None or held.sitting_by != by:
            raise Refusal("interview", "it is not being held by you now.", "Resume it from its case.")
        known = recorded(c, held).get(path)
    said = (Put(put), Spoke(spoke) if spoke in set(Spoke) else usual_speaker(held.how or "self"))
    if known == said:
        return
    row = {
        "id": new_id(),
        "study_id": held.study_id,
        "interview_id": interview_id,
        "sitting_id": held.sitting_id,
        "grain": what,
        "path": path,
        "put": said[0],
        "spoke": said[1],
        "by": by,
        "at": now,
    }
    house.database.keep(lambda c: interpretations.add(c, **row))
