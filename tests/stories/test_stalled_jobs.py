"""A worker that died holding a job keeps nobody from it: the job is set free, and the next one works it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import psycopg
import pytest
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued

from callassist.runner import clustered
from callassist.work.jobs import JOBS
from callassist.work.ticking import Ticker
from tests.postgres import Server
from tests.trial import Trial

pytestmark = pytest.mark.postgres
PLAN = next(job for job in JOBS if job.name == "plan")


def held(address: str) -> list[tuple[str, str]]:
    """Jobs and their states, but those of the periodic ticks that nobody has taken."""
    with psycopg.connect(address) as c:
        return c.execute("select task_name, status::text from procrastinate_jobs order by id").fetchall()


async def _taken_by_one_who_dies(app: App, address: str) -> None:
    """A worker takes the job, and is not heard of again."""
    await clustered._with_tables(app)
    await app.configure_task(PLAN.name, **clustered._how(PLAN)).defer_async(timestamp=0)
    worker = await app.job_manager.register_worker()
    taken = await app.job_manager.fetch_job(queues=None, worker_id=worker)
    assert taken is not None
    with psycopg.connect(address, autocommit=True) as c:
        c.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'")


async def _story(trial: Trial, address: str) -> list[list[tuple[str, str]]]:
    app = clustered._app(PsycopgConnector(conninfo=address), Ticker(trial.sender))
    told = []
    async with app.open_async():
        await _taken_by_one_who_dies(app, address)
        told.append(held(address))
        await app.configure_task(PLAN.name, **clustered._how(PLAN)).defer_async(timestamp=0)
        with pytest.raises(AlreadyEnqueued):
            await app.configure_task(PLAN.name, **clustered._how(PLAN)).defer_async(timestamp=0)
        worker = await app.job_manager.register_worker()
        assert await app.job_manager.fetch_job(queues=None, worker_id=worker) is None, "one at a time"
        await clustered._freeing(app)()
        told.append(held(address))
        await app.run_worker_async(wait=False, delete_jobs="always", install_signal_handlers=False)
        told.append(held(address))
    return told


def test_what_a_dead_worker_held_is_worked_by_the_next(
    a_trial: Callable[..., Trial], postgres: Server
) -> None:
    database = postgres.url()
    trial = a_trial(database, now="2026-09-25 12:00")
    address = database.replace("+psycopg", "")
    before, freed, after = asyncio.run(_story(trial, address))
    assert before == [("plan", "doing")]
    assert freed == [("plan", "todo")], "the dead one's is gone, and the next one's may be worked"
    assert [one for one in after if one[1] != "todo"] == [], "what is worked leaves no row"
    assert ("plan", "todo") not in after
