"""What a parent told at the end about reaching her, for who keeps contact details: the audit says so."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from callassist.store import tasks
from callassist.web.guard import actor, house, may_here, needs
from callassist.work import mending
from callassist.work.actor import Role
from callassist.work.closing import CHANGED

pages = Blueprint("told", __name__, url_prefix="/morning/told")


@pages.get("/<task_id>")
@needs(Role.MANAGER)
def show(task_id: str) -> str:
    """What the task says, before anything is opened."""
    return render_template("morning/told.html", task=_task(task_id), told=None)


@pages.post("/<task_id>")
@needs(Role.MANAGER)
def opened(task_id: str) -> str:
    """What she told, opened once under her name who asks."""
    task = _task(task_id)
    told = mending.contact_details(house(), task.more["interview"], by=actor().id)
    return render_template("morning/told.html", task=task, told=told)


def _task(task_id: str) -> Any:
    with house().database.read() as c:
        task = tasks.one(c, task_id)
    if task is None or task.kind != CHANGED or not task.more:
        abort(404)
    may_here(Role.MANAGER, study_id=task.study_id, site=task.site)
    return task
