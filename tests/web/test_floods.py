"""Ten thousand texts from one number on a reader's desk: one line, pages, and none of them lost."""

from __future__ import annotations

import re

from sqlalchemy import func, insert, select, update

from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store.texts import reply
from tests.web.houses import Trial
from tests.web.test_answering import at_the_desk
from tests.web.test_managing import audit, post

MANY = 10_000


def flood(trial: Trial, like: str, many: int, state: str) -> None:
    """So many more texts from the number of a text that is there."""
    with trial.house.database.read() as c:
        row = dict(c.execute(select(reply).where(reply.c.id == like)).mappings().one())
    rows = []
    for n in range(many):
        own = new_id()
        body = trial.house.sealer.seal(trial.study_id, f"text {n}", place("reply.body", own))
        rows.append({**row, "id": own, "participant_id": None, "number": None, "body": body, "state": state})
    trial.house.database.keep(lambda c: c.execute(insert(reply), rows))


def states(trial: Trial) -> dict[str, int]:
    with trial.house.database.read() as c:
        rows = c.execute(select(reply.c.state, func.count().label("many")).group_by(reply.c.state))
        return {row.state: row.many for row in rows}


def test_one_line_tells_of_them_and_they_are_read_by_pages(trial: Trial) -> None:
    _, text, browser = at_the_desk(trial)
    flood(trial, text, MANY, "kept")
    page = browser.get("/replies")
    assert "10000 texts" in re.sub(r"(?<=\d),(?=\d)", "", page.text)
    assert len(page.text) < 60_000
    many = re.search(r"/replies/many/([0-9a-f-]{36})", page.text)
    assert many is not None
    second = post(browser, f"/replies/many/{many[1]}", page="1").text
    assert "51 to 100 of" in second
    assert "text 50<" in second
    assert "text 49<" not in second
    assert "read replies" in audit(trial)
    last = re.search(r'name="last" value="([^"]+)"', second)
    assert last is not None
    assert post(browser, f"/replies/many/{many[1]}/read", last=last[1]).status_code == 303
    assert states(trial) == {"to_read": 1, "kept": MANY - 100, "read": 100}
    assert "text 100<" in post(browser, f"/replies/many/{_first(browser.get('/replies').text)}").text


def _first(page: str) -> str:
    found = re.search(r"/replies/many/([0-9a-f-]{36})", page)
    assert found is not None
    return found[1]


def test_what_waits_to_be_read_comes_in_pages_too(trial: Trial) -> None:
    _, text, browser = at_the_desk(trial)
    flood(trial, text, 59, "to_read")
    assert "1 to 25 of 60" in browser.get("/replies").text
    assert "51 to 60 of 60" in browser.get("/replies?page=3").text
    assert "51 to 60 of 60" in browser.get("/replies?page=99").text
    assert "1 to 25 of 60" in browser.get("/replies?page=-1").text


def test_who_interviews_opens_none_of_them(trial: Trial) -> None:
    _, text, browser = at_the_desk(trial)
    trial.house.database.keep(lambda c: c.execute(update(reply).values(state="kept")))
    trial.works_here("both", "inbox")
    trial.holds_anyway("both", "interviewer")
    both = trial.browser("both")
    assert "hello" not in post(both, f"/replies/many/{text}").text
    assert "hello" in post(browser, f"/replies/many/{text}").text
