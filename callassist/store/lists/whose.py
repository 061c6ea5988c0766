"""At which site of which study a thing stands: for asking whether somebody's grant reaches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, case, null, select

from callassist.store.cases import alert, case_, task, voucher
from callassist.store.people import participant
from callassist.store.studies import cohort, pause
from callassist.store.texts import message


class Thing(StrEnum):
    """What is changed by its id. A pause's `site` is None where it covers more than one site."""

    TEXT = "text"
    TASK = "task"
    ALERT = "alert"
    CASE = "case"
    VOUCHER = "voucher"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Whose:
    """The study and the site of one thing; no site where it belongs to nobody, or to all."""

    study_id: str
    site: str | None


_OF_ALERT = participant.c.id == alert.c.participant_id
_OF_TASK = participant.c.id == task.c.participant_id
_OF_VOUCHER = participant.c.id == voucher.c.participant_id
_SITE_PAUSED = case((pause.c.scope == "site", pause.c.of), else_=null())
_ASKED = {
    Thing.TEXT: (message.c.id, select(message.c.study_id, message.c.site)),
    Thing.CASE: (case_.c.id, select(case_.c.study_id, case_.c.site)),
    Thing.TASK: (task.c.id, select(task.c.study_id, participant.c.site).outerjoin(participant, _OF_TASK)),
    Thing.ALERT: (
        alert.c.id,
        select(alert.c.study_id, participant.c.site).outerjoin(participant, _OF_ALERT),
    ),
    Thing.VOUCHER: (
        voucher.c.id,
        select(voucher.c.study_id, participant.c.site).join(participant, _OF_VOUCHER),
    ),
    Thing.PAUSE: (pause.c.id, select(pause.c.study_id, _SITE_PAUSED)),
}


def whose(c: Connection, thing: Thing, ids: Sequence[str]) -> frozenset[Whose]:
    """The studies and sites of some things by id; those that are not there are left out."""
    by_id, query = _ASKED[thing]
    return frozenset(Whose(*row) for row in c.execute(query.where(by_id.in_(ids))))


def whose_course(c: Connection, study_id: str, code: str) -> frozenset[Whose]:
    """The same for a course by its code."""
    query = select(cohort.c.study_id, cohort.c.site)
    return frozenset(
        Whose(*row) for row in c.execute(query.where(cohort.c.study_id == study_id, cohort.c.code == code))
    )


def whose_family(c: Connection, study_id: str, number: str) -> frozenset[Whose]:
    """The same for whoever has a study number."""
    query = select(participant.c.study_id, participant.c.site)
    found = query.where(participant.c.study_id == study_id, participant.c.number == number)
    return frozenset(Whose(*row) for row in c.execute(found))
