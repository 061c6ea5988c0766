"""One alert for its own page: its clocks, who did what when, and what was ticked; its words stay sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select

from callassist.store.cases import alert, case_
from callassist.store.people import participant

_ONE = (
    select(alert, participant.c.number, participant.c.site, case_.c.wave)
    .join(participant, participant.c.id == alert.c.participant_id, isouter=True)
    .join(case_, case_.c.id == alert.c.case_id, isouter=True)
    .where(alert.c.id == bindparam("alert_id"), alert.c.study_id == bindparam("of_study"))
)


def one(c: Connection, study_id: str, alert_id: str) -> Any | None:
    """One alert of a study with study number, site and wave; None where it is not there."""
    return c.execute(_ONE, {"alert_id": alert_id, "of_study": study_id}).first()
