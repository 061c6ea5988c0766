"""Ticks on PostgreSQL: any number of workers share the jobs, and whoever changes something wakes one."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from procrastinate.tasks import ConfigureTaskOptions

from callassist.work.jobs import JOBS, Job
from callassist.work.send import Sender
from callassist.work.ticking import Ticker

SILENT = 15.0  # seconds without a heartbeat after which a worker counts as dead
HEARTBEAT = 3.0
LEAVING = 60.0  # a worker told to end finishes what it holds, at most so long
WAKE_EVERY = 0.5
AWAY = 1.0  # seconds before a database that is away is looked for again

log = logging.getLogger("callassist.runner")


class Waker:
    """Asks for a job to be worked soon. What it cannot say is lost, and the next tick works it anyway."""

    def __init__(self, database_url: str) -> None:
        self._app = App(
            connector=SyncPsycopgConnector(conninfo=_conninfo(database_url), min_size=1, max_size=2)
        )
        self._app.open()
        self._asked: dict[str, float] = {}

    def wake(self, name: str) -> None:
        """Have a kind of job worked soon; asked twice within half a second, it is asked once."""
        now = time.monotonic()
        if now - self._asked.get(name, 0.0) < WAKE_EVERY:
            return
        self._asked[name] = now
        try:
            self._app.configure_task(name, **_how(_job(name))).defer(timestamp=0)
        except AlreadyEnqueued:
            return
        except ConnectorException as wrong:
            log.warning("nobody was woken job=%s why=%s", name, type(wrong).__name__)

    def close(self) -> None:
        """Let the connections go."""
        self._app.close()


class ClusteredRunner:
    """One worker: ticks come to whichever worker is free, and a dead worker's jobs are set free."""

    def __init__(self, sender: Sender, database_url: str, *, at_once: int) -> None:
        self._ticker = Ticker(sender)
        self._url = database_url
        self._at_once = at_once
        self._told_to_end = False

    def run(self) -> None:
        """Work until told to end; while the database is away, wait for it."""
        while not self._told_to_end:
            try:
                asyncio.run(self._until_told())
            except (ConnectorException, OSError) as wrong:
                log.warning("the database is away why=%s", type(wrong).__name__)
            if not self._told_to_end:
                time.sleep(AWAY)

    async def _until_told(self) -> None:
        """Work until told to end or the database goes away; what is under way is finished first."""
        working = asyncio.create_task(self._work())

        def end() -> None:
            self._told_to_end = True
            working.cancel()

        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, end)
        with suppress(asyncio.CancelledError):
            await working

    async def _work(self) -> None:
        app = _app(PsycopgConnector(conninfo=_conninfo(self._url)), self._ticker)
        async with app.open_async():
            await _with_tables(app)
            await app.run_worker_async(
                concurrency=self._at_once,
                delete_jobs="always",
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=LEAVING,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=SILENT,
                install_signal_handlers=False,
            )


def _app(connector: BaseConnector, ticker: Ticker) -> App:
    app = App(connector=connector)
    for job in JOBS:
        task = app.task(name=job.name)(_ticking(ticker, job))
        app.periodic(cron=_cron(job.seconds), **_how(job))(task)
    freeing = app.task(name="free what the dead hold")(_freeing(app))
    app.periodic(cron=_cron(5), queueing_lock="free what the dead hold")(freeing)
    return app


def _ticking(ticker: Ticker, job: Job) -> Callable[..., None]:
    def work(**_when: int) -> None:
        ticker.tick(job)

    return work


def _freeing(app: App) -> Callable[..., Awaitable[None]]:
    async def free(**_when: int) -> None:
        """Drop what dead workers held: a job says only "work what is due", and the next tick says it too."""
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
            log.warning("a worker died job=%s", job.task_name)
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)

    return free


def _how(job: Job) -> ConfigureTaskOptions:
    """One waits at most; of those that must be alone, one is worked at a time among all workers."""
    how: ConfigureTaskOptions = {"queueing_lock": job.name}
    if job.alone:
        how["lock"] = job.name
    return how


def _job(name: str) -> Job:
    return next(job for job in JOBS if job.name == name)


def _cron(seconds: float) -> str:
    """A rhythm as cron says it, seconds last."""
    return "* * * * *" if seconds >= 60 else f"* * * * * */{max(1, round(seconds))}"


async def _with_tables(app: App) -> None:
    """The job tables, made where they are not; two workers that start together make them once."""
    if not await app.check_connection_async():
        try:
            await app.schema_manager.apply_schema_async()
        except ConnectorException:
            if not await app.check_connection_async():
                raise


def _conninfo(database_url: str) -> str:
    return database_url.replace("postgresql+psycopg://", "postgresql://", 1)
