"""After the end: one answer is corrected, with a reason; what she told of reaching her is opened."""

from __future__ import annotations

import json
from typing import Any

from callassist.errors import Refusal, Stale
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.session import Answer, Session
from callassist.store import answers, foldings, interviews, sittings
from callassist.store.database import Connection
from callassist.work import alerts, at_hand
from callassist.work.answers import Given
from callassist.work.finishing import folded_row
from callassist.work.graver import keep_alert
from callassist.work.house import House
from callassist.work.verb import Line, again, keep

FINISHED = ("complete", "partial", "stopped")


@again
def correct(house: House, interview_id: str, path: str, value: Answer, reason: str, *, by: str) -> None:
    """Correct one answer of a finished interview: an event like any other, a reason, and the row folded anew.

    An answer that somebody must hear of raises its alert as it would have in the interview. Raises Refusal
    with what is wrong when the value does not pass the question's own check.
    """
    now, why = house.now(), _reason(reason)
    with at_hand.alone(house, interview_id):
        with house.database.read() as c:
            held = at_hand.held(c, interview_id)
            if held.state not in FINISHED:
                raise Refusal(
                    "interview", "it is not finished.", "Go back to the question and change it there."
                )
            last = sittings.of_interview(c, interview_id)[-1]
            session = at_hand.take(c, house, held)
        at_hand.drop(house, interview_id)
        verdict = session.answer(path, value, now=last.held_at or now)
        if not verdict.accepted:
            raise Refusal(
                path, next(iter(verdict.violation.values()), "it does not pass the question's check.")
            )
        rows = at_hand.event_rows(house, held, last.id, session, verdict.events, None, kept=now)
        with house.database.read() as c:
            folded = folded_row(c, house, held, session, session.fold(), now)
        raised = (
            *alerts.alerting(house, held, session, [Given(path, value)], now, by),
            *alerts.of_scores(house, held, folded["scores"], now, by),
        )
        correction_id = new_id()
        kept = rows[-1]

        def work(c: Connection) -> None:
            if not interviews.change(c, interview_id, held.version):
                raise Stale
            if not all(answers.add(c, house.database.dialect, row) for row in rows):
                raise Stale
            foldings.replace(c, folded)
            for alert in raised:
                keep_alert(c, alert)
            foldings.add_correction(
                c,
                id=correction_id,
                interview_id=interview_id,
                study_id=held.study_id,
                path=path,
                value=kept["value"],
                missing=value.value if isinstance(value, Missing) else None,
                reason=house.sealer.seal(held.under, why, place("correction", correction_id)),
                by=by,
                at=now,
            )

        keep(house, Line(by, "correct answer", now, held.study_id, interview_id, {"path": path}), work)


def contact_details(house: House, interview_id: str, *, by: str) -> dict[str, str]:
    """What she told about reaching her, by the question that she answered; a showing with an audit line."""
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        row = foldings.of_interview(c, interview_id)
        with at_hand.alone(house, interview_id):
            asked = _asked(at_hand.take(c, house, held))
    if row is None or row.identity_answers is None:
        return {}
    opened = house.sealer.open(held.under, bytes(row.identity_answers), place("folded", interview_id))
    told: list[dict[str, Any]] = json.loads(opened)
    keep(house, Line(by, "show contact answers", now, held.study_id, interview_id), _nothing_more)
    return {
        asked.get(one["path"], one["name"]): one["value"]
        for one in told
        if "/closing/" in one["path"] and one["value"]
    }


def _asked(session: Session) -> dict[str, str]:
    """The words of every question that was asked, by its path."""
    found, path = {}, session.path_after(None)
    while path is not None:
        for one in session.screen(path).questions:
            found[one.path] = one.label(session.script.default_language).text
        path = session.path_after(path)
    return found


def _nothing_more(_c: Connection) -> None:
    """The audit line is all there is to keep."""


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal("Reason", "there is none.", "Write why, in a few words.")
    return reason.strip()
