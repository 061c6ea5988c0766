"""What holds for every page: a grant before it, headers on it, a mark in its forms, no change by looking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

import callassist
from callassist.store.schema import metadata
from callassist.web.app import create_app
from tests.web.houses import PASSWORD, Trial

OPEN = {"static", "door.sign_in", "door.signed_in", "door.left", "door.healthz", "calendar.feed"}


def app_of(trial: Trial) -> Flask:
    return create_app(trial.house, machine_clock=trial.machine)


def test_every_page_needs_a_grant_but_the_few_that_are_open(trial: Trial) -> None:
    app = app_of(trial)
    for rule in app.url_map.iter_rules():
        marks = app.view_functions[rule.endpoint].__dict__
        if rule.endpoint in OPEN:
            assert rule.endpoint == "static" or marks.get("open_to_all"), rule
        else:
            assert "needs" in marks or marks.get("open_when_locked"), rule
            assert not marks.get("open_to_all"), rule


def test_no_page_but_the_open_ones_answers_a_stranger(trial: Trial) -> None:
    app = app_of(trial)
    app.config["WTF_CSRF_ENABLED"] = False
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        address = re.sub(r"<[^>]+>", "x", rule.rule)
        method = "POST" if "POST" in rule.methods else "GET"
        answer = app.test_client().open(address, method=method)
        assert answer.status_code == 303, rule
        assert answer.headers["Location"].startswith("/sign-in"), rule


def test_an_administrator_opens_no_page_with_participants(trial: Trial) -> None:
    trial.works_here("ade", "administrator")
    browser = trial.browser("ade")
    for rule in browser.application.url_map.iter_rules():
        marks = browser.application.view_functions[rule.endpoint].__dict__
        if "GET" in rule.methods and "interviewer" in marks.get("needs", ()):
            assert browser.get(re.sub(r"<[^>]+>", "x", rule.rule)).status_code == 403, rule


def test_looking_at_every_page_changes_no_row(trial: Trial) -> None:
    trial.works_here("samina", "interviewer", "supervisor", "data")
    for role in ("manager", "inbox", "site_team"):
        trial.holds_anyway("samina", role)
    browser = trial.browser("samina")
    before = rows(trial)
    for rule in browser.application.url_map.iter_rules():
        if "GET" in rule.methods:
            browser.get(re.sub(r"<[^>]+>", "x", rule.rule))
    assert rows(trial) == before


def rows(trial: Trial) -> dict[str, int]:
    with trial.house.database.read() as c:
        return {
            name: c.execute(select(func.count()).select_from(t)).scalar_one()
            for name, t in metadata.tables.items()
        }


@pytest.mark.parametrize("address", ["/sign-in", "/nothing-here", "/healthz"])
def test_every_answer_forbids_what_we_do_not_need(trial: Trial, address: str) -> None:
    headers = trial.browser().get(address).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_the_server_only_and_secure_over_https(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    data = {"name": "samina", "password": PASSWORD}
    plain = trial.browser().post("/sign-in", data=data).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    https = (
        trial.browser(web_url="https://calls.example.org").post("/sign-in", data=data).headers["Set-Cookie"]
    )
    assert "Secure" in https


def test_a_form_without_its_mark_changes_nothing(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    answer = app_of(trial).test_client().post("/sign-in", data={"name": "samina", "password": PASSWORD})
    assert answer.status_code == 400
    assert "Not saved" in answer.text


def test_no_page_carries_inline_style_or_script(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    for address in ("/sign-in", "/keys", "/sign-out"):
        page = browser.get(address).text
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]* src=)", page)
        assert not re.search(r"\son[a-z]+=", page)


def test_a_fault_of_ours_says_what_is_safe_even_without_a_database(trial: Trial) -> None:
    browser = trial.browser()
    trial.house.database.engine.dispose()
    with trial.house.database.engine.connect() as c:
        c.exec_driver_sql("ALTER TABLE study RENAME TO gone")
        c.commit()
    answer = browser.get("/sign-in")
    assert answer.status_code == 500
    assert "Everything that a page called saved is safe" in answer.text
    assert "gone" not in answer.text


def test_the_house_has_one_look() -> None:
    rooms = Path(callassist.__file__).parent
    web, phones = (rooms / room / "static" / "house.css" for room in ("web", "rehearsal"))
    assert web.read_bytes() == phones.read_bytes()
