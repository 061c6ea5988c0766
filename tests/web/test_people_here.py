"""Adding somebody who works here: what was typed stands there still when one thing is to be mended."""

from __future__ import annotations

import re

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
