"""Ticks in the one process: each job of the table at its rhythm, and at once when a verb asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from callassist.work.jobs import JOBS, Job
from callassist.work.send import Sender
from callassist.work.ticking import Ticker


class EmbeddedRunner:
    """APScheduler without a job store: it holds no truth, so losing a tick loses nothing."""

    def __init__(self, sender: Sender, resting: Callable[[], bool] | None = None) -> None:
        """`resting`: whether somebody else works all that is due just now, as when a clock is moved."""
        self._sender = sender
        self._ticker = Ticker(sender)
        self._resting = resting or (lambda: False)
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1}
        )
        self._stopped = False

    def start(self) -> None:
        """Begin to tick."""
        for job in JOBS:
            self._scheduler.add_job(
                self._tick, "interval", seconds=job.seconds, args=[job], id=job.name, misfire_grace_time=None
            )
        self._scheduler.start()

    def wake(self, name: str) -> None:
        """Work a kind of job soon instead of at its next tick."""
        if not self._stopped and self._scheduler.running and self._scheduler.get_job(name) is not None:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def _tick(self, job: Job) -> None:
        if not self._resting():
            self._ticker.tick(job)

    def stop(self) -> None:
        """Stop ticking and wait for what is under way."""
        self._stopped = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._sender.close()
