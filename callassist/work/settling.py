"""What has become of a case, worked out anew from its state and contacts whenever one of them changes."""

from __future__ import annotations

from typing import Any

from callassist.cases.disposition import derive
from callassist.cases.states import CaseState
from callassist.errors import Stale
from callassist.store import attempts, planning
from callassist.store.database import Connection


def settle(c: Connection, case_id: str, **values: Any) -> None:
    """Keep a case's disposition as its state and contacts now say, with other values of its row if given.

    Inside another verb's transaction, after what it depends on was written. Raises Stale when somebody else
    changed the case meanwhile.
    """
    row = attempts.case(c, case_id)
    if row is None:
        raise Stale
    told = [one.outcome for one in attempts.outcomes(c, case_id)]
    found = derive(CaseState(row.state), told, stopped_why=row.stopped_why)
    if (found != row.disposition or values) and not planning.change_case(
        c, case_id, row.version, disposition=found, **values
    ):
        raise Stale
