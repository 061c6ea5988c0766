"""Two participants who differ only in their arm give the same interviewer pages, byte for byte."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response
from flask.testing import FlaskClient

from callassist.clock import StandingClock
from callassist.privacy.keys import Keyring
from callassist.privacy.sealing import Sealer
from callassist.questionnaire.screens import Screen
from callassist.store.database import Database
from callassist.web.app import create_app
from callassist.work import enrol, finishing, interpreters
from callassist.work.actor import Actor, Grant, Role
from callassist.work.house import House, Shelf
from callassist.work.plan import plan
from tests.proof.line import Line
from tests.work.trials import NASREEN, PASSWORD, THURSDAY, Call, Trial, _simple, open_trial

ARMS = ("programme", "waiting_list")
WAVE = "post_programme"
CHANGING = re.compile(
    rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # ids
    rb'|(?<=value=")[A-Za-z0-9_.\-]{20,}(?=")|(?<=content=")[A-Za-z0-9_.\-]{40,}(?=")'  # marks of forms
)
AGENCY = {
    "name": "Wardown Language Line",
    "number": "01632 960044",
    "languages": "Urdu",
    "hours": "Mon-Sat 09:00-20:00",
    "pence_an_hour": "42",
}
BESIDE = (  # what can be opened from a question
    "keys",
    "how",
    "told",
    "distress",
    "leave",
    "leave?outcome=other_adult",
    "leave?outcome=refused_all",
    "leave?outcome=distress",
    "end",
    "resume",
)
FROM = 3  # after so many questions
NAMED = {
    "second_contact_name": "Shabana Akhtar",
    "second_contact_phone": "07700 900814",
    "second_contact_relation": "sister",
}
Page = tuple[str, bytes]
Betraying = Callable[[Flask, str], None]


@dataclass
class Ready:
    """A trial made once, whose file is copied for each arm."""

    file: Path
    keys: Keyring
    staff_id: str
    case_id: str


def prove(*, quick: bool) -> Line:
    """Walk the same day, case and whole interview in both arms, and compare every page."""
    with tempfile.TemporaryDirectory(prefix="callassist-twins-") as place:
        ready = _make(Path(place))
        most = 12 if quick else 200
        pages = {arm: list(_walk(ready, Path(place), arm, most, _nothing)) for arm in ARMS}
        betrayed = {arm: list(_walk(ready, Path(place), arm, 2, _betray)) for arm in ARMS}
    first, second = (pages[arm] for arm in ARMS)
    differ = _differing(first, second)
    worst = f"{len(differ)} pages differ" + (f", first {differ[0]}" if differ else "")
    caught = bool(_differing(*(betrayed[arm] for arm in ARMS)))
    return Line(
        "twins",
        "every page of an interviewer's day, case and interview in both arms, compared byte for byte",
        len(first),
        worst,
        holds=not differ and len(first) > 10,
        broken=(("the arm in a page's foot", caught),),
    )


def _differing(first: list[Page], second: list[Page]) -> list[str]:
    names = [
        name
        for (name, body), (other, twin) in zip(first, second, strict=False)
        if (name, body) != (other, twin)
    ]
    return names + (["another number of pages"] if len(first) != len(second) else [])


def _make(place: Path) -> Ready:
    trial = open_trial(place)
    together = trial.load("together")
    samina = trial.works_here("Samina Yusuf", together, Role.INTERVIEWER)
    [nasreen] = trial.enrols(together, {**NASREEN, **NAMED, "unit": "U-014"})
    trial.duty(together)
    enrol.allocate(trial.house, together, [{"unit": "U-014", "arm": ARMS[0]}], by="proof")
    plan(trial.house)
    interpreters.add_agency(trial.house, together, AGENCY, by="proof", token="proof-agency-0000001")
    case_id = trial.case(nasreen, WAVE).id
    trial.house.database.close()
    return Ready(place / "trial.sqlite", trial.house.keys, samina.id, case_id)


def _world(ready: Ready, place: Path, arm: str) -> Trial:
    """The same trial, its family in that arm: nothing else differs."""
    file = place / f"{arm}.sqlite"
    shutil.copy(ready.file, file)
    with sqlite3.connect(file) as raw:
        changed = raw.execute("update allocation set arm = ?", [arm]).rowcount
    raw.close()
    assert changed == 1
    database, clock = Database(f"sqlite:///{file}"), StandingClock(THURSDAY)
    house = House(
        database=database,
        clock=clock,
        keys=ready.keys,
        sealer=Sealer(ready.keys),
        shelf=Shelf(database),
        network=None,
        gate=None,
        public_url="https://calls.example.org",
    )
    return Trial(house, clock)


def _walk(ready: Ready, place: Path, arm: str, most: int, betraying: Betraying) -> Iterator[Page]:
    trial = _world(ready, place, arm)
    app = create_app(trial.house, machine_clock=StandingClock(THURSDAY))
    app.config.update(WTF_CSRF_ENABLED=False)
    betraying(app, arm)
    browser = app.test_client()
    browser.post("/sign-in", data={"name": "samina", "password": PASSWORD})
    for path in (
        "/day",
        f"/case/{ready.case_id}",
        "/find",
        f"/interview/begin/{ready.case_id}",
        f"/case/{ready.case_id}/interpreter",
        f"/case/{ready.case_id}/interpreter/pack",
        "/neutral",
        "/calendar",
        "/call/in",
        "/keys",
        "/interview/practice",
        "/paper-interviews",
        "/scripts",
        "/sign-out",
    ):
        yield _page(browser, path)
    browser.post(f"/case/{ready.case_id}/open", data={"once": "proof-open-000000001"})
    browser.post(f"/case/{ready.case_id}/note", data={"once": "proof-note-000000001"})
    browser.post("/keys/phone", data={"phone": "07700 900140"})
    yield _page(browser, f"/case/{ready.case_id}")
    for doing in ("", "?do=add", "?do=named"):
        yield _page(browser, f"/case/{ready.case_id}/numbers{doing}")
    for one in trial.rows("tracing_contact"):
        rings = f"/case/{ready.case_id}/numbers?do=rings-{one.id}"
        yield _page(browser, rings, "/numbers, somebody whom she named rings")
    browser.post(f"/case/{ready.case_id}/call", data={"once": "proof-call-000000001"})
    for path in (f"/case/{ready.case_id}", f"/case/{ready.case_id}/contacts", "/day"):
        yield _page(browser, path)
    said = {"how": "call", "what": "no_answer", "when": "16:15", "once": "proof-attempt-00001"}
    browser.post(f"/case/{ready.case_id}/attempt", data=said)
    for one in trial.rows("contact"):
        yield _page(browser, f"/attempt/{one.id}", "/attempt")
    yield from _interview(trial, browser, ready, most)
    trial.house.database.close()


def _interview(trial: Trial, browser: FlaskClient, ready: Ready, most: int) -> Iterator[Page]:
    who = _actor(trial, ready)
    call = trial.begins(ready.case_id, who)
    screen, asked = call.session.first_open(), 0
    yield _page(browser, f"/interview/{call.id}/copy", "/interview/copy")
    while screen is not None and asked < most:
        item = screen.path.removeprefix(f"/{call.session.form.root.name}/")
        yield _page(browser, f"/interview/{call.id}/at/{item}", f"/interview/at/{item}")
        if asked == FROM:
            yield from _beside(browser, call)
        _answer(call, screen)
        screen, asked = call.session.next(screen.path), asked + 1
    if screen is None:
        yield _page(browser, f"/interview/{call.id}/end", "/interview/end")
        finishing.finish(trial.house, call.id, by=who, once="proof-finish-00000001")
        yield _page(browser, f"/interview/{call.id}/guess", "/interview/guess")
    for path in (f"/case/{ready.case_id}", "/day"):
        yield _page(browser, path)


def _beside(browser: FlaskClient, call: Call) -> Iterator[Page]:
    """The pages beside a question; at last a worry, with its clock."""
    for one in BESIDE:
        yield _page(browser, f"/interview/{call.id}/{one}", f"/interview/{one}")
    yield _page(browser, f"/moment/{call.id}", "/moment")
    browser.post(f"/interview/{call.id}/distress", data={"do": "level", "level": "3"})
    yield _page(browser, f"/interview/{call.id}/distress", "/interview/distress, level 3")


def _answer(call: Call, screen: Screen) -> None:
    """The first choice each time, so that both arms are told the same."""
    for question in screen.questions:
        item = question.path.removeprefix(f"/{call.session.form.root.name}/")
        call.says(item, _simple(question))


def _actor(trial: Trial, ready: Ready) -> Actor:
    study = trial.house.study("together").id
    return Actor(ready.staff_id, "samina", "Samina Yusuf", ("en-GB", "ur"), (Grant(Role.INTERVIEWER, study),))


def _page(browser: FlaskClient, path: str, name: str = "") -> Page:
    answer = browser.get(path)
    seen: dict[bytes, bytes] = {}

    def same(found: re.Match[bytes]) -> bytes:
        return seen.setdefault(found[0], f"mark{len(seen)}".encode())

    head = f"{answer.status_code} {answer.headers.get('Location', '')}\n".encode()
    return name or path, CHANGING.sub(same, head + answer.data)


def _nothing(_app: Flask, _arm: str) -> None:
    """Nothing is broken."""


def _betray(app: Flask, arm: str) -> None:
    @app.after_request
    def foot(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.set_data(response.get_data() + f"<!-- {arm} -->".encode())
        return response
