"""One tick of one job: work what is due of its kind, say so in a row, survive what goes wrong."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

from callassist.store import ticks
from callassist.store.ticks import Tick
from callassist.work.jobs import Job
from callassist.work.send import Sender

TOLD_EVERY = timedelta(seconds=10)

log = logging.getLogger("callassist.ticks")


class Ticker:
    """Works jobs for a sender's house. A job that fails is logged and worked again at its next tick."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._told: dict[tuple[str, bool], datetime] = {}
        self._lock = threading.Lock()

    def tick(self, job: Job) -> None:
        """Work a job once."""
        began, failed = time.monotonic(), False
        try:
            job.work(self._sender)
        except Exception:
            failed = True
            log.exception("job failed job=%s", job.name)
        took = round((time.monotonic() - began) * 1000)
        try:
            self._tell(Tick(job.name, datetime.now(UTC), took, failed))
        except Exception:
            log.exception("tick not kept job=%s", job.name)

    def _tell(self, tick: Tick) -> None:
        """Keep the row unless one that says the same is younger than ten seconds."""
        with self._lock:
            before = self._told.get((tick.job, tick.failed))
            if before is not None and tick.worked_at - before < TOLD_EVERY:
                return
            self._told = {key: at for key, at in self._told.items() if key[0] != tick.job}
            self._told[tick.job, tick.failed] = tick.worked_at
        database = self._sender.house.database
        database.keep(lambda c: ticks.keep(c, database.dialect, tick))
