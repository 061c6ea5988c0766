"""One more row of a list that has no fixed length, or one less: kept as events, like answers."""

from __future__ import annotations

from callassist.work import answers, at_hand
from callassist.work.house import House


def change(house: House, interview_id: str, repeat: str, *, rows: int, more: bool, by: str) -> None:
    """Add a row to a repeat that has `rows` now, or put its last one away; what was answered in it is kept.

    Raises Behind when it has another number of rows by now, and Refusal where no row may come or go.
    """
    now = house.now()
    with at_hand.alone(house, interview_id):
        with house.database.read() as c:
            held = at_hand.held(c, interview_id)
            answers.may_answer(held, by)
            session = at_hand.take(c, house, held)
        if session.count_rows(repeat) != rows:
            raise answers.Behind
        asked = held.held_at or now
        try:
            if more:
                told = session.add_row(repeat, now=asked)
            else:
                told = session.remove_row(f"{repeat}[{rows}]", now=asked)
            kept = at_hand.event_rows(
                house, held, held.sitting_id or "", session, told.events, None, kept=now
            )
            house.database.keep(lambda c: answers.keep_events(c, house, held, kept))
        except BaseException:
            at_hand.drop(house, interview_id)
            raise
