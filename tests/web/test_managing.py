"""The manager's pages in a browser without JavaScript: what is shown, what is done, what is never shown."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.store import alerts, inboxes, outbox
from callassist.store.staff import audit as lines
from callassist.work.plan import plan
from tests.reports.deciding import appointment_state, book, case_of, text_of, texts
from tests.reports.families import at, enrol
from tests.web.houses import Trial, open_house


def helen(trial: Trial) -> FlaskClient:
    """The manager: interviews nobody, reads parents' texts, may not see the allocation."""
    trial.works_here("helen", "manager", "inbox")
    return trial.browser("helen")


def post(browser: FlaskClient, address: str, **fields: Any) -> Any:
    return browser.post(address, data={"once": new_token(), **fields})


def a_reply(trial: Trial, person: str, body: str, understood: str = "other") -> str:
    """A text that came from somebody and waits for a reader."""
    reply_id, house = new_id(), trial.house

    def keep(c: Any) -> None:
        who = outbox.participants(c, [person])[person]
        phone = outbox.phones(c, [person])[person][0]
        inboxes.add_reply(
            c,
            {
                "id": reply_id,
                "study_id": trial.study_id,
                "number_index": phone.number_index,
                "participant_id": person,
                "may_be": [person],
                "number": house.sealer.seal(trial.study_id, "+447700900214", place("reply.number", reply_id)),
                "body": house.sealer.seal(who.wrapped_key, body, place("reply.body", reply_id)),
                "language": "en-GB",
                "understood": understood,
                "why": "No word that answers anything: for a person.",
                "received_at": house.now(),
                "state": "to_read",
                "action": "to be read",
            },
        )

    house.database.keep(keep)
    return reply_id


def test_an_empty_morning_says_of_everything_that_nothing_waits(trial: Trial) -> None:
    page = helen(trial).get("/morning").text
    for said in ("No alert is open", "Nothing waits to be read", "No window closes", "No task waits"):
        assert said in page


def test_the_morning_counts_what_waits_and_shows_both_denominators(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-014", mobile="+447700900214")
    enrol(trial.house, trial.study_id, "T-015", mobile="+447700900215", spoken="ur")
    page = helen(trial).get("/morning").text
    assert "2 randomised" in page
    assert "0/2" in page
    assert "Of all randomised" in page
    assert "Of those followed" in page


def test_rare_languages_stand_in_one_row_and_apart_on_the_page_of_figures(trial: Trial) -> None:
    for last, tag in enumerate(("en-GB", "ur", "bn", "pl", "ro", "so", "syl")):
        enrol(trial.house, trial.study_id, f"T-10{last}", mobile=f"+44770090040{last}", spoken=tag)
    browser = helen(trial)
    morning, figures = browser.get("/morning").text, browser.get("/completion").text
    assert "Other languages" in morning
    assert "Other languages" not in figures
    assert "Somali" in figures


def test_a_parents_words_show_only_after_they_were_opened_and_the_audit_says_so(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-029")
    a_reply(trial, person, "love the group, thank you x")
    browser = helen(trial)
    assert "love the group" not in browser.get("/morning").text
    assert "love the group" not in browser.get("/replies").text
    post(browser, "/morning/words")
    assert "love the group" in browser.get("/morning").text
    assert "read replies" in audit(trial)


def audit(trial: Trial) -> list[str]:
    with trial.house.database.read() as c:
        return list(c.execute(select(lines.c.verb)).scalars())


def test_who_interviews_reads_no_parents_text(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-029")
    a_reply(trial, person, "love the group")
    trial.works_here("both", "inbox")
    trial.holds_anyway("both", "interviewer")
    assert trial.browser("both").get("/replies").status_code == 403


def test_what_is_passed_on_is_the_readers_own_words(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-029")
    reply = a_reply(trial, person, "love the group, thank you x")
    browser = helen(trial)
    answer = post(browser, f"/replies/{reply}/note", words="Is glad to hear from us.")
    assert answer.status_code == 303
    assert "Nothing waits to be read" in browser.get("/replies").text


def test_a_reader_finds_that_a_doubtful_no_was_a_no(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-040", spoken="pl")
    booked = book(trial.house, person, at(10, 12))
    reply = a_reply(trial, person, "no", "unclear")
    browser = helen(trial)
    post(browser, f"/replies/{reply}", meaning=f"no:{booked}")
    assert appointment_state(trial.house, booked) == "declined"
    assert "Find a new time" in browser.get("/morning").text


def test_a_reply_cannot_decide_about_a_strangers_appointment(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-040")
    other = enrol(trial.house, trial.study_id, "T-041", mobile="+447700900299")
    booked = book(trial.house, other, at(10, 12))
    reply = a_reply(trial, person, "yes", "unclear")
    answer = post(helen(trial), f"/replies/{reply}", meaning=f"yes:{booked}")
    assert answer.status_code == 422
    assert appointment_state(trial.house, booked) == "booked"


def test_an_alert_is_acknowledged_with_a_name_and_closed_only_with_what_was_done(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-014")
    now, alert_id = trial.house.now(), new_id()
    row = {
        "id": alert_id,
        "study_id": trial.study_id,
        "case_id": case_of(trial.house, person).id,
        "participant_id": person,
        "cause": "test:1",
        "source": "item",
        "level": 2,
        "about": "phq9 item_9",
        "raised_at": now,
        "raised_by": "system",
        "acknowledge_by": now + timedelta(hours=1),
        "close_by": now + timedelta(hours=72),
    }
    trial.house.database.keep(lambda c: alerts.raise_(c, "sqlite", row))
    browser = helen(trial)
    page = browser.get("/morning").text
    assert "60 min left" in page
    assert "2, risk" in page
    too_soon = post(browser, f"/morning/alert/{alert_id}", do="close", action="Rang her.")
    assert "Acknowledge it first" in too_soon.text
    post(browser, f"/morning/alert/{alert_id}", do="acknowledge")
    assert "helen" in browser.get("/morning").text
    empty = post(browser, f"/morning/alert/{alert_id}", do="close", action="")
    assert empty.status_code == 422
    assert "<title>Not saved" in empty.text
    post(browser, f"/morning/alert/{alert_id}", do="close", action="Rang her; her sister is with her.")
    assert "No alert is open" in browser.get("/morning").text


def test_what_goes_out_holds_releases_and_pauses(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-014", spoken="ur")
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    browser = helen(trial)
    page = browser.get("/going-out").text
    assert 'lang="ur" dir="rtl"' in page
    assert "segments" in page
    reminder = text_of(trial.house, person, "reminder_24h").id
    post(browser, f"/going-out/hold/{reminder}")
    assert "Held for you: 1" in browser.get("/going-out").text
    post(browser, "/going-out/release", text=reminder)
    assert texts(trial.house, person)["reminder_24h"] == "ready"
    nothing = post(browser, "/going-out/pause", what="study", why="")
    assert nothing.status_code == 422
    assert "Not saved" in nothing.text
    post(browser, "/going-out/pause", what="study", why="A complaint came in.")
    assert "Paused: the whole study" in browser.get("/going-out").text


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/morning",
            "/going-out",
            "/completion",
            "/completion.csv",
            "/sites",
            "/families",
            "/families/T-014",
        ),
        *("/morning/closing.csv", "/going-out.csv", "/vouchers.csv"),
    ],
)
def test_twins_who_differ_only_in_arm_give_the_same_pages(trial: Trial, address: str, tmp_path: Any) -> None:
    pages = []
    for name, arm in (("one", "programme"), ("two", "waiting_list")):
        folder = tmp_path / name
        folder.mkdir()
        twin = open_house(folder)
        enrol(twin.house, twin.study_id, "T-014", arm=arm)
        pages.append(plain(helen(twin).get(address).text))
        twin.house.database.close()
    assert pages[0] == pages[1]


def plain(page: str) -> str:
    """A page without what differs by chance: ids, marks of forms."""
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}", "ID", page)
    return re.sub(r'(name="(once|csrf_token)" value|csrf-token" content)="[^"]*"', "", page)


def test_no_managers_page_carries_inline_style_or_script(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-014")
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    browser = helen(trial)
    pages = ("/morning", "/going-out", "/replies", "/families", "/families/T-014", "/sites", "/people")
    for address in (*pages, "/vouchers", "/completion", "/import"):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert " style=" not in page.text
        assert "<style" not in page.text
        assert not re.search(r"<script(?![^>]* src=)", page.text)


def test_what_a_pause_holds_is_released_only_after_it(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-014")
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    browser = helen(trial)
    post(browser, f"/going-out/hold/{text_of(trial.house, person, 'reminder_24h').id}")
    post(browser, "/going-out/pause", what="study", why="A complaint came in.")
    page = browser.get("/going-out").text
    assert "Resume first, then release" in page
    assert "Release the one" not in page
