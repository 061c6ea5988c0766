"""A time that was moved or taken back and that no text can tell her: somebody rings and says it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from callassist.store import outbox, tasks
from callassist.store.database import Connection
from callassist.work.announcing import telling
from callassist.work.house import House

MOVED = "The time was moved, and no text can say so. Ring, and tell the new one."
OFF = "The time was taken back, and no text can say so. Ring, and tell it."


def ask_to_tell(c: Connection, house: House, row: Any, cause: str, words: str, now: datetime) -> None:
    """Raise a call where no text would reach her now; nothing where one would. `row`: the case.

    `cause`: what became of which appointment, so that the same is asked once. Inside another verb's
    transaction.
    """
    phones = outbox.phones(c, [row.participant_id]).get(row.participant_id, [])
    would = telling(
        house.study(row.study_id),
        needs=row.needs or {},
        phones=phones,
        opt_outs=outbox.last_opt_outs(c, sorted({bytes(one.number_index) for one in phones})),
        changes=outbox.participation_of(c, [row.participant_id]).get(row.participant_id, []),
        now=now,
    )
    if would.why_not is None:
        return
    tasks.leave(
        c,
        tasks.NewTask(
            study_id=row.study_id,
            kind="ring",
            case_id=row.id,
            participant_id=row.participant_id,
            cause=f"untold:{cause}",
            words=words,
            raised_at=now,
        ),
    )
