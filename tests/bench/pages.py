"""A question's page in process: answer taken, next question worded and drawn, apart from the commit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from time import perf_counter
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callassist.store.cases import case_
from callassist.store.database import Database
from callassist.web.app import create_app
from callassist.work import interviews
from callassist.work.actor import Role
from callassist.work.house import House
from callassist.work.sittings import Manner
from callassist.work.staff import add_staff, grant
from callassist.wsgi import settle
from tests.bench import load
from tests.bench.browser import filled, token
from tests.bench.ground import Grounds
from tests.bench.rows import Result, Size, ms, quantile

PASSWORD = "a made-up password"
ACTION = re.compile(r'<form id="answer" method="post" action="([^"]*)"')


def question_page(size: Size, grounds: Grounds) -> Iterator[Result]:
    """One interview after the other through the whole application, without the writer's and client's work."""
    with grounds.fresh() as ground:
        house, study = ground.house, ground.running
        load.people(house, study, 20)
        staff_id = add_staff(
            house, by="bench", sign_in="nasreen", name="Nasreen", password=PASSWORD, languages=("en-GB", "ur")
        )
        grant(house, by="bench", staff_id=staff_id, role=Role.INTERVIEWER, study_id=study.id)
        settle(house)  # as a process does before it serves
        shown: list[float] = []
        both: list[float] = []
        for case in open_cases(house, size.answers):
            interview_id = interviews.start(house, case, Manner("ur"), by=staff_id, once=f"bench-{case}")
            _talk(house, interview_id, shown, both)
    median = quantile(both, 0.5)
    yield Result(
        "question page in process, commit apart",
        "median <= 4 ms",
        f"answer taken and next page: median {ms(median)}, p99 {ms(quantile(both, 0.99))}",
        median <= 0.004,
        f"the page alone {ms(quantile(shown, 0.5))}",
        median / quantile(shown, 0.5),
    )


def open_cases(house: House, count: int) -> list[str]:
    """Cases of the second wave that may be interviewed now."""
    query = (
        case_.select()
        .with_only_columns(case_.c.id)
        .where(case_.c.state == "open", case_.c.wave == "post_programme")
        .order_by(case_.c.closes_at.desc(), case_.c.id)
        .limit(count)
    )
    with house.database.read() as c:
        return list(c.execute(query).scalars())


class Stopwatch:
    """Takes the time that an application needs for its pages, and how much of it the writer needs."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.page = self.writer = 0.0
        keep, wsgi_app = database.keep, app.wsgi_app

        def kept(work: Callable[..., Any]) -> Any:
            began = perf_counter()
            try:
                return keep(work)
            finally:
                self.writer += perf_counter() - began

        def made(environ: Any, start_response: Any) -> Any:
            began = perf_counter()
            try:
                return wsgi_app(environ, start_response)
            finally:
                self.page += perf_counter() - began

        database.keep, app.wsgi_app = kept, made

    def taken(self) -> float:
        """What the pages took since this was asked last, the writer's time taken off."""
        spent, self.page, self.writer = self.page - self.writer, 0.0, 0.0
        return spent


def _talk(house: House, interview_id: str, shown: list[float], both: list[float]) -> None:
    app = create_app(house)
    watch, client = Stopwatch(app, house.database), app.test_client()
    first = client.get("/sign-in").get_data(as_text=True)
    form = {"csrf_token": token(first), "name": "nasreen", "password": PASSWORD, "next": "/"}
    client.post("/sign-in", data=form)
    page = client.get(f"/interview/{interview_id}", follow_redirects=True).get_data(as_text=True)
    while (found := ACTION.search(page)) is not None:
        watch.taken()
        answer = _send(client, found.group(1), filled(page))
        refused = answer.status_code == 422
        if refused:
            answer = _send(client, found.group(1), filled(page, refuse=True))
        answered = watch.taken()
        page = client.get(answer.get_json()["go"]).get_data(as_text=True)
        if not refused:
            shown.append(watch.taken())
            both.append(answered + shown[-1])


def _send(client: FlaskClient, action: str, pairs: list[tuple[str, str]]) -> TestResponse:
    return client.post(unescape(action), data=_fields(pairs), headers={"Accept": "application/json"})


def _fields(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
