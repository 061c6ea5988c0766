"""A voucher that an interview earned: due once for its case, in the way she said is safe for her."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from callassist.errors import Refusal
from callassist.privacy.tokens import new_id
from callassist.questionnaire.session import Session
from callassist.store.interviews import Held
from callassist.study.protocol import Voucher
from callassist.work import opening

HOW = "closing/token_way"
NOT_WANTED = "none"


def voucher_row(held: Held, rule: Voucher, session: Session, now: datetime) -> dict[str, Any]:
    """The voucher as it falls due; one that she does not want is kept as void, so that totals agree."""
    how = _how(session)
    return {
        "id": new_id(),
        "study_id": held.study_id,
        "case_id": held.case_id,
        "participant_id": held.participant_id,
        "pence": rule.pence,
        "due_at": now,
        "how": how,
        "void_at": now if how == NOT_WANTED else None,
    }


def _how(session: Session) -> str | None:
    try:
        return session.state(opening.whole(session, HOW)).value or None
    except Refusal:
        return None
