"""The safeguarding lead has a page of her own: what waits, its clock, whom to ring, what was done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from callassist.privacy.tokens import new_id
from callassist.store import alerts
from callassist.web.words import minutes
from callassist.work.escalating import escalate
from callassist.work.graver import keep_alert
from tests.reports.deciding import case_of
from tests.reports.families import enrol
from tests.web.houses import Trial
from tests.web.test_managing import audit, post


def raised(trial: Trial, person: str) -> str:
    """An alert of level 2 about somebody, raised now, to be acknowledged within the hour; its id."""
    now, alert_id = trial.house.now(), new_id()
    row: dict[str, Any] = {
        "id": alert_id,
        "study_id": trial.study_id,
        "case_id": case_of(trial.house, person).id,
        "participant_id": person,
        "cause": f"test:{alert_id}",
        "source": "item",
        "level": 2,
        "about": "phq9 item_9",
        "raised_at": now,
        "raised_by": "system",
        "acknowledge_by": now + timedelta(hours=1),
        "close_by": now + timedelta(hours=72),
    }
    trial.house.database.keep(lambda c: alerts.raise_(c, "sqlite", row))
    return alert_id


def test_she_signs_in_to_her_alerts_takes_one_on_rings_and_writes_what_was_done(trial: Trial) -> None:
    alert_id = raised(trial, enrol(trial.house, trial.study_id, "T-014", full_name="Nasreen Akhtar"))
    trial.works_here("ruth", "safeguarding")
    browser = trial.browser("ruth")
    page = browser.get("/", follow_redirects=True).text
    assert "<h1>Alerts</h1>" in page
    assert "60 min left" in page
    assert "Nasreen" not in page
    shown = post(browser, f"/alerts/{alert_id}/identity").text
    assert "Nasreen Akhtar" in shown
    assert "07700 900214" in shown
    assert "show identity" in audit(trial)
    trial.hours_pass(0.2)
    post(browser, f"/alerts/{alert_id}", do="acknowledge")
    assert "after 12 min" in browser.get("/alerts").text
    assert post(browser, f"/alerts/{alert_id}", do="close", action="").status_code == 422
    post(browser, f"/alerts/{alert_id}", do="close", action="Rang her; her sister is with her.")
    page = browser.get("/alerts").text
    assert "No alert is open" in page
    assert "Closed in the last seven days" in page
    assert "T-014" in page


def test_a_lead_of_one_site_sees_and_names_nobody_of_another(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-015", site="northside", cohort="north_jun26")
    alert_id = raised(trial, person)
    trial.works_here("rosa", "safeguarding", site="luton")
    browser = trial.browser("rosa")
    assert "T-015" not in browser.get("/alerts").text
    assert "Nasreen" not in post(browser, f"/alerts/{alert_id}/identity").text
    assert post(browser, f"/alerts/{alert_id}", do="acknowledge").status_code == 403
    with trial.house.database.read() as c:
        untouched = alerts.one(c, alert_id)
    assert untouched is not None
    assert untouched.acknowledged_at is None


def test_she_opens_no_family_no_figures_and_no_reply(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-014")
    trial.works_here("ruth", "safeguarding")
    browser = trial.browser("ruth")
    for address in ("/families/T-014", "/completion", "/replies", "/morning", "/data"):
        assert browser.get(address).status_code == 403


def test_minutes_to_an_acknowledgement_agree_with_the_clocks_beside_them() -> None:
    since = datetime(2026, 10, 7, 9, 50, 50, tzinfo=UTC)
    assert minutes(since, since + timedelta(minutes=6, seconds=20)) == 7  # 10:50 to 10:57


def test_an_alert_that_all_were_told_of_in_vain_is_the_managers_first_line(trial: Trial) -> None:
    alert_id = raised(trial, enrol(trial.house, trial.study_id, "T-014"))
    trial.works_here("helen", "manager", "safeguarding")
    browser = trial.browser("helen")
    for hours in (1.0, 0.5, 0.5):
        assert "Nobody has acknowledged" not in browser.get("/morning").text
        trial.hours_pass(hours)
        escalate(trial.house)
    page = browser.get("/morning").text
    assert page.index("Nobody has acknowledged the alert") < page.index("What waits for you")
    for address in ("/morning", "/alerts"):
        page = browser.get(address).text
        assert "Ruth Adeyemi was told at 16:52" in page
        assert "Colin Price was told at 17:22" in page
        assert f"reference {alert_id[-4:].upper()}" in page
    post(browser, f"/alerts/{alert_id}", do="acknowledge")
    assert "Nobody has acknowledged" not in browser.get("/morning").text


def test_a_text_to_who_is_on_duty_stands_among_what_goes_out_in_words_of_its_own(trial: Trial) -> None:
    raised(trial, enrol(trial.house, trial.study_id, "T-014"))
    trial.works_here("helen", "manager")
    trial.hours_pass(1)
    assert escalate(trial.house) == 1
    page = trial.browser("helen").get("/going-out").text
    assert "word to who is on duty" in page.lower()
    assert "an alert waits, reference" in page


def test_an_alert_has_a_page_that_says_who_did_what_in_how_many_minutes(trial: Trial) -> None:
    alert_id = raised(trial, enrol(trial.house, trial.study_id, "T-014", full_name="Nasreen Akhtar"))
    trial.works_here("helen", "manager")
    browser, address = trial.browser("helen"), f"/alert/{alert_id}"
    assert address in browser.get("/morning").text
    assert "60 min left" in browser.get(address).text
    trial.hours_pass(0.2)
    assert post(browser, address, do="close", action="Rang her").status_code == 422
    post(browser, address, do="acknowledge")
    page = browser.get(address).text
    assert "after 12 min, in time" in page
    assert "phq9 item_9" in page
    refused = post(browser, address, do="close", action="")
    assert refused.status_code == 422
    assert "closes only with what was done" in refused.text
    post(browser, address, do="close", action="Rang her; her sister is with her.")
    page = browser.get(address).text
    assert "Closed by helen" in page
    assert "her sister" not in page
    assert "her sister is with her" in post(browser, f"{address}/done").text
    assert "open alert words" in audit(trial)
    assert "Closed in the last seven days: 1" in browser.get("/morning").text
    assert "Nasreen" not in page


def test_what_became_graver_says_so_and_is_taken_on_only_by_whoever_has_read_that(trial: Trial) -> None:
    alert_id = raised(trial, enrol(trial.house, trial.study_id, "T-014"))
    trial.works_here("ruth", "safeguarding", "manager")
    browser, address = trial.browser("ruth"), f"/alert/{alert_id}"
    post(browser, address, do="acknowledge", seen="2")
    trial.hours_pass(0.2)
    now = trial.house.now()
    with trial.house.database.read() as c:
        before = alerts.one(c, alert_id)
    assert before is not None
    worse = before._asdict() | {"id": new_id(), "level": 3, "raised_at": now, "acknowledge_by": now}
    trial.house.database.keep(lambda c: keep_alert(c, worse))
    late = post(browser, address, do="close", seen="2", action="Rang her; she was well.")
    assert (late.status_code, "level 3 now" in late.text) == (422, True)
    for page in (browser.get(address).text, browser.get("/alerts").text, browser.get("/morning").text):
        assert "ruth acknowledged it at" in page
        assert "Graver since" in page
        assert "3, danger" in page
    assert post(browser, address, do="acknowledge", seen="3").status_code == 303
    assert "after 0 min" in browser.get("/alerts").text
    assert post(browser, address, do="close", seen="3", action="Rang her; a doctor came.").status_code == 303


def test_an_alert_of_another_site_or_none_is_not_there(trial: Trial) -> None:
    alert_id = raised(trial, enrol(trial.house, trial.study_id, "T-014", site="luton"))
    trial.works_here("nora", "manager", site="northside")
    trial.works_here("tom", "interviewer")
    nora = trial.browser("nora")
    assert nora.get(f"/alert/{alert_id}").status_code == 404
    assert post(nora, f"/alert/{alert_id}", do="acknowledge").status_code == 403
    assert post(nora, f"/alert/{alert_id}/done").status_code == 403
    assert nora.get("/alert/nothing").status_code == 404
    assert trial.browser("tom").get(f"/alert/{alert_id}").status_code == 403
