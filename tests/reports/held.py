"""Families of another language and the interviews that were held with them, as rows for a report to count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from callassist.privacy.tokens import new_id
from callassist.store import planning
from callassist.store.cases import case_
from callassist.store.interviews import interview, sitting
from tests.reports.families import enrol
from tests.web.houses import Trial

OPENED = datetime(2026, 9, 1, tzinfo=UTC)
NEVER = OPENED + timedelta(days=900)


def case(
    trial: Trial, number: str, *, state: str, closes: datetime, site: str = "luton", spoken: str = "syl"
) -> str:
    """A Sylheti-speaking family with one window, open since the first of September."""
    person = enrol(trial.house, trial.study_id, number, spoken=spoken, site=site)
    with trial.house.database.read() as c:
        rows = planning.cases_of(c, person)
    own: str = rows["post_programme"].id
    values = {"state": state, "opens_at": OPENED, "closes_at": closes}

    def keep(c: Any) -> None:
        c.execute(update(case_).where(case_.c.participant_id == person).values(opens_at=NEVER))
        c.execute(update(case_).where(case_.c.id == own).values(**values))

    trial.house.database.keep(keep)
    return own


def sat(
    trial: Trial,
    case_id: str,
    how: str,
    *spans: tuple[datetime, datetime],
    state: str = "complete",
    **more: Any,
) -> str:
    """An interview of that case, held in a sitting for each span; its id."""
    held = {
        "id": new_id(),
        "study_id": trial.study_id,
        "case_id": case_id,
        "script": "talk",
        "script_digest": "",
        "edition": "",
        "seed": "",
        "practice": False,
        "state": state,
        "started_at": spans[0][0],
        "by": "samina",
    }
    rows = [
        {
            "id": new_id(),
            "interview_id": held["id"],
            "study_id": trial.study_id,
            "number": number,
            "by": "samina",
            "mode": "phone",
            "language": "syl",
            "how": how,
            "started_at": since,
            "ended_at": until,
            **more,
        }
        for number, (since, until) in enumerate(spans, 1)
    ]

    def keep(c: Any) -> None:
        c.execute(insert(interview), held)
        c.execute(insert(sitting), rows)

    trial.house.database.keep(keep)
    return str(held["id"])
