"""Every page of every role is searched for barriers in the browser, wide and narrow: there are none."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any, Final

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from callassist.privacy.tokens import new_token
from callassist.web.app import create_app
from callassist.work.attempts import Attempt, log_attempt
from tests.browser.conftest import Demo
from tests.browser.desk import follows, presses, served
from tests.browser.hands import Hands
from tests.proof.keyboard import read_script
from tests.trial import QUESTIONNAIRES
from tests.web.houses import PASSWORD, open_house
from tests.web.test_guess import asks, finished

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS: Final = (1280, 320)
FAMILIES: Final = ("T-014", "T-058")
PAGES: Final = {
    "samina": (
        "/day",
        "/find",
        "/keys",
        "/call/in",
        "/sign-out",
        "/calendar?week=2026-10-05",
        "/neutral?in=ur",
        "/interview/practice",
        "/paper-interviews",
    ),
    "priya": ("/morning", "/find"),
    "grace": ("/day",),
    "helen": (
        "/morning",
        "/going-out",
        "/replies",
        "/families",
        *(f"/families/{number}" for number in FAMILIES),
        "/sites",
        "/rota",
        "/calendar?week=2026-10-05",
        "/editions",
        "/scripts",
        "/scripts/six_month.md/paper?language=ur",
        "/import",
        "/completion",
        "/interpreters",
        "/interpreters/register",
        "/interpreters/report",
        "/vouchers",
        "/data",
        "/people",
    ),
    "owen": ("/data", "/within-the-trial", "/completion", "/effort"),
    "ines": ("/data", "/effort/by-arm"),
    "leyla": ("/families", "/sites"),
    "ruth": ("/alerts",),
    "mark": ("/completion",),
    "pat": ("/people",),
}


def barriers(page: Page) -> list[str]:
    """What axe-core finds on a page, all of it unfolded, at each width; and whether it scrolls sideways."""
    found = []
    page.wait_for_load_state()
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        ran: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        where = f"{page.url.partition('//')[2].partition('/')[2]} at {width} px"
        for one in ran["violations"]:
            found += [f"{where}: {one['help']}: {node['target']}" for node in one["nodes"][:3]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{where}: it scrolls sideways")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found


def test_a_page_with_a_barrier_is_noticed(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<main><h1>Wide</h1><p class=w>words</p><style>.w{width:900px}</style><input></main>")
    said = " ".join(barriers(page))
    assert "must have labels" in said
    assert "at 320 px: it scrolls sideways" in said


@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_this_role_has_a_barrier(demo: Demo, name: str) -> None:
    page, found = demo.signs_in(name), []
    for address in PAGES[name]:
        answer = page.goto(demo.desk.url + address)
        assert answer is not None
        assert answer.status == 200, address
        found += barriers(page)
    assert not found, "\n".join(found)


def test_an_alert_s_page_has_no_barrier_while_it_is_open_and_when_its_words_are(demo: Demo) -> None:
    page = demo.signs_in("helen")
    follows(page, "text=reference")
    found = barriers(page)
    page.goto(f"{demo.desk.url}/morning")
    page.click("text=Closed in the last seven days")
    follows(page, "details a >> nth=0")
    follows(page, "text=Open the words")
    found += barriers(page)
    assert not found, "\n".join(found)


def test_no_page_of_a_case_has_a_barrier(demo: Demo) -> None:
    page, found = demo.signs_in("samina"), []
    for number in ("T-051", "T-014"):
        page.goto(f"{demo.desk.url}/find")
        page.fill("#study_number", number)
        follows(page, "text=Find it")
        found += barriers(page)
        follows(page, "tbody button")
        found += barriers(page)
        follows(page, "text=Open the note")
        found += barriers(page)
        follows(page, "text=Log the attempt")  # with nothing chosen: the summary of what is to be mended
        found += barriers(page)
    numbers = f"{page.url.partition('/attempt')[0]}/numbers"
    for doing in ("", "?do=add", "?do=named"):
        page.goto(numbers + doing)
        found += barriers(page)
    page.goto(numbers)
    follows(page, "text=Rings us now")  # somebody whom she named
    found += barriers(page)
    page.goto(numbers)
    follows(page, "a:text('Change')")
    follows(page, "text=Keep the change")  # without a reason
    found += barriers(page)
    page.goto(f"{page.url.rpartition('/')[0]}/contacts")
    found += barriers(page)
    page.goto(f"{demo.desk.url}/find")
    page.fill("#study_number", "T-031")
    follows(page, "text=Find it")
    follows(page, "tbody button")
    presses(page, "t")
    assert page.url.endswith("/interpreter")
    found += barriers(page)
    follows(page, "text=Pack for the interpreter")
    found += barriers(page)
    assert not found, "\n".join(found)


def test_no_page_of_an_interview_in_urdu_has_a_barrier(demo: Demo) -> None:
    script = read_script((QUESTIONNAIRES / "together" / "baseline.md").read_text(encoding="utf-8"))
    page = demo.signs_in("samina")
    page.goto(f"{demo.desk.url}/interview/practice")
    presses(page, "Enter")
    hands, found = Hands(page, Random(1), script.groups), barriers(page)
    assert page.locator(".question .theirs").get_attribute("dir") == "rtl"
    presses(page, "Enter")  # with nothing chosen
    found += barriers(page)
    for item in ("home/adults", "home/lives_with", "support/wemwbs_1", "support/help_from"):
        hands.holds(item)
        found += barriers(page)
    interview_id = page.url.partition("/interview/")[2].partition("/")[0]
    interview = f"{demo.desk.url}/interview/{interview_id}"
    beside = ("keys", "how", "leave", "leave?outcome=other_adult", "leave?outcome=refused_all", "told")
    beside += ("distress", "distress?practised=3", "end")
    addresses = [f"{interview}/{one}" for one in beside]
    for address in (*addresses, f"{demo.desk.url}/moment/{interview_id}"):
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        found += barriers(page)
    assert not found, "\n".join(found)


def test_what_is_asked_of_the_interviewer_herself_has_no_barrier(tmp_path: Path, chromium: Browser) -> None:
    trial = open_house(tmp_path)
    trial.works_here("samina", "interviewer")
    asks(trial)
    trial.families("T-060")
    interview, case = finished(trial, "samina"), trial.case("T-060")
    made = Attempt("call", "no_answer", trial.clock.at)
    contact = log_attempt(trial.house, trial.actor("samina"), case, made, token=new_token())
    found = []
    with served(create_app(trial.house, machine_clock=trial.machine), chromium) as desk:
        page = desk.signs_in("samina", PASSWORD)
        for address in (f"/interview/{interview}/guess", f"/attempt/{contact}", f"/interview/begin/{case}"):
            answer = page.goto(desk.url + address)
            assert answer is not None and answer.status == 200, address
            found += barriers(page)
    trial.house.database.close()
    assert not found, "\n".join(found)


def test_the_sheet_for_an_agency_and_the_managers_page_of_a_booking_have_no_barrier(demo: Demo) -> None:
    page = demo.signs_in("helen")
    page.goto(f"{demo.desk.url}/interpreters")
    sheet = page.get_attribute("text=Sheet for them", "href")
    found = []
    for address in (sheet, page.get_attribute("text=LB-2207", "href")):
        page.goto(f"{demo.desk.url}{address}")
        found += barriers(page)
    assert not found, "\n".join(found)


def test_no_page_before_the_door_or_of_an_error_has_a_barrier(demo: Demo) -> None:
    page = demo.desk.opens("/sign-in")
    found = barriers(page)
    page.fill("[name=name]", "nobody")
    page.fill("[name=password]", "not a password")
    follows(page, "main button:has-text('Sign in')")
    found += barriers(page)
    page = demo.signs_in("samina")
    for address, status in (("/nowhere", 404), ("/morning", 403), ("/case/none", 404), ("/lock", 423)):
        answer = page.goto(demo.desk.url + address)
        assert answer is not None
        assert answer.status == status, address
        found += barriers(page)
    assert not found, "\n".join(found)


def test_the_page_of_a_fault_of_ours_has_no_barrier(tmp_path: Path, chromium: Browser) -> None:
    trial = open_house(tmp_path)
    trial.works_here("samina", "interviewer")
    app = create_app(trial.house, machine_clock=trial.machine)

    def breaks() -> str:
        raise RuntimeError

    app.view_functions["day.show"] = breaks
    with served(app, chromium) as desk:
        found = barriers(desk.signs_in("samina", PASSWORD))
    trial.house.database.close()
    assert not found, "\n".join(found)


def test_the_phones_of_the_rehearsal_network_have_no_barrier(demo: Demo) -> None:
    page = demo.desk.browser.new_page()
    page.goto(demo.phones)
    found = barriers(page)
    for link in page.eval_on_selector_all("header a, main p a", "them => them.map((one) => one.href)"):
        page.goto(link)
        found += barriers(page)
    assert not found, "\n".join(found)
