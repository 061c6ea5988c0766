"""One trial for all stories of calls on a kind of database: each has a family, a phone and an interviewer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Connection, delete, update

from callassist.store.cases import hold, task
from callassist.store.staff import session
from tests.calls.telephone import NOW, Telephone, families, interviewer
from tests.conftest import BOTH
from tests.trial import Trial, at

MANY = 60
_NEXT = count(1)


@pytest.fixture(scope="package", params=BOTH)
def switchboard(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Telephone]:
    """A trial with many families whose calls are due; the last three are nobody's story of their own."""
    folder = tmp_path_factory.mktemp("calls")
    url = f"sqlite:///{folder / 'callassist.sqlite'}"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres").url())
    trial = Trial.start(url, folder, now=NOW)
    yield Telephone.of(trial, *families(MANY + 3))
    trial.stop()


def _clears(c: Connection) -> None:
    """Nobody else is at work, no case is open at anybody's, and no task of another story waits."""
    c.execute(delete(session))
    c.execute(delete(hold))
    c.execute(update(task).where(task.c.state == "open").values(state="done"))


@pytest.fixture
def telephone(switchboard: Telephone) -> Telephone:
    """A family that nobody has rung yet, and an interviewer of her own with a phone."""
    trial, nth = switchboard.trial, next(_NEXT) % MANY
    trial.network.no_faults()
    trial.rehearsal.set_clock(at(NOW) + timedelta(minutes=5))
    trial.network.tell(trial.house.now())
    trial.house.database.keep(_clears)
    own = f"+44770090{800 + nth:04}"
    here = Telephone(trial, switchboard.study, switchboard.actor, switchboard.people, nth)
    here.actor = interviewer(trial, switchboard.study, f"interviewer-{nth}", own)
    here.own = own
    return here
