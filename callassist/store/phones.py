"""What became of a number: in use, wrong, not in use, or somebody else's now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from callassist.people.contact_points import PhoneState
from callassist.store.people import phone

_HERS = (
    select(phone)
    .where(phone.c.participant_id == bindparam("person"), phone.c.state == PhoneState.IN_USE)
    .order_by(phone.c.place, phone.c.id)
)
_SET = update(phone).where(phone.c.id == bindparam("of")).values(state=bindparam("became"))
_EVERYWHERE = (
    update(phone)
    .where(
        phone.c.number_index == bindparam("index_"),
        phone.c.study_id == bindparam("study"),
        phone.c.state == PhoneState.IN_USE,
    )
    .values(state=bindparam("became"))
)


def set_state(c: Connection, case: Any, phone_id: str | None, state: PhoneState) -> int:
    """Keep what became of a number of a case's participant; how many rows it was.

    Without a number named it is hers if she has but one. A recycled number is held back for everybody in the
    study who had it: whoever answers there now is nobody of ours.
    """
    hers = c.execute(_HERS, {"person": case.participant_id}).all()
    found = next((one for one in hers if one.id == phone_id), hers[0] if len(hers) == 1 else None)
    if found is None:
        return 0
    if state is PhoneState.RECYCLED:
        values = {"index_": found.number_index, "study": found.study_id, "became": state}
        return c.execute(_EVERYWHERE, values).rowcount
    return c.execute(_SET, {"of": found.id, "became": state}).rowcount
