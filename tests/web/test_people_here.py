"""Adding somebody who works here: what was typed stands there still when one thing is to be mended."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from callassist.store.lists import here
from tests.web.houses import Trial
from tests.web.test_managing import helen, post


def test_a_password_too_short_costs_no_other_field(trial: Trial) -> None:
    browser = helen(trial)
    typed = {
        "name": "Kasia Nowak",
        "sign_in": "kasia",
        "first_password": "short",
        "role": "site_team",
        "study_id": trial.study_id,
        "site": f"{trial.study_id}:northside",
        "until": "2027-06-30",
        "languages": "pl",
    }
    refused = post(browser, "/people", **typed)
    assert refused.status_code == 422
    form = refused.text[refused.text.index('id="add"') :]
    assert re.search(r'value="site_team" selected', form)
    assert f'value="{trial.study_id}:northside" selected' in form
    assert 'value="2027-06-30"' in form
    assert re.search(r'value="pl" checked', form)
    assert "short" not in form.split("First password")[1][:400].replace("At least", "")
    other = refused.text[: refused.text.index('id="add"')]
    assert " selected" not in other
    assert post(browser, "/people", **(typed | {"first_password": "a longer password"})).status_code == 303
    assert "until Wed 30 Jun 2027" in browser.get("/people").text


def signed_in(trial: Trial, name: str) -> FlaskClient:
    """The browser of somebody who was added a moment ago."""
    browser = trial.browser()
    browser.post("/sign-in", data={"name": name, "password": "a longer password"})
    return browser


def sent(trial: Trial, name: str, **more: str) -> dict[str, str]:
    """A form that adds somebody."""
    typed = {"name": name, "sign_in": name, "first_password": "a longer password", "role": "interviewer"}
    return typed | {"study_id": trial.study_id} | more


def test_whoever_is_added_to_ring_sees_nobody_who_tells_the_group(trial: Trial) -> None:
    trial.families("T-014", "T-082")
    assert post(helen(trial), "/people", **sent(trial, "kasia")).status_code == 303
    kasia = signed_in(trial, "kasia")
    assert kasia.get(f"/case/{trial.case('T-014')}").status_code == 200
    assert kasia.get(f"/case/{trial.case('T-082', 'conversation')}").status_code == 403


def test_conversations_about_the_programme_are_granted_by_name_and_by_an_administrator(trial: Trial) -> None:
    trial.families("T-014", "T-082")
    strand = {"strand": f"{trial.study_id}:process"}
    assert post(helen(trial), "/people", **sent(trial, "mina", **strand)).status_code == 422
    trial.works_here("ade", "administrator")
    ade = trial.browser("ade")
    assert "Conversations about the programme" in ade.get("/people").text
    assert post(ade, "/people", **sent(trial, "kasia", **strand)).status_code == 303
    title = trial.house.study("together").edition.protocol.study.title
    assert f"Interviewer, {title}, Conversations about the programme" in ade.get("/people").text
    kasia = signed_in(trial, "kasia")
    assert kasia.get(f"/case/{trial.case('T-014')}").status_code == 403
    assert kasia.get(f"/case/{trial.case('T-082', 'conversation')}").status_code == 200


def test_a_manager_of_one_site_grants_and_ends_nothing_beyond_it(trial: Trial) -> None:
    trial.works_here("lena", "manager", site="luton")
    trial.works_here("samina", "interviewer")
    lena = trial.browser("lena")
    page = lena.get("/people").text
    assert "Northside" not in page
    assert "All sites" not in page
    for site in ("", f"{trial.study_id}:northside"):
        assert post(lena, "/people", **sent(trial, "mina", site=site)).status_code == 422
        grant = f"/people/{trial.staff['lena']}/grant"
        answer = post(lena, grant, role="supervisor", study_id=trial.study_id, site=site)
        assert answer.status_code == 422
        assert "reaches beyond yours" in answer.text
    assert post(lena, "/people", **sent(trial, "mina", site=f"{trial.study_id}:luton")).status_code == 303
    with trial.house.database.read() as c:
        (of_all,) = here.grants(c, trial.clock.at)[trial.staff["samina"]]
    assert post(lena, f"/people/grant/{of_all.id}/end").status_code == 403
