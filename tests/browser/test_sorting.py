"""A table's heads sort it by keyboard, by values and not as written; folded, no key lands on them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.test_barriers import barriers

STATIC = Path(__file__).parents[2] / "callassist" / "web" / "static"
TABLE = """<!DOCTYPE html><html lang="en"><title>Vouchers</title><main><h1>Vouchers</h1>
<table class="folds" data-sorts><thead><tr>
<th scope="col">Due</th><th scope="col">For</th>
<th scope="col">Next</th></tr></thead>
<tbody><tr>
<th scope="row" data-sort="2026-10-09">Fri 9 Oct</th><td>T-100</td>
<td><form><button>Issue</button></form></td></tr>
<tr><th scope="row" data-sort="2026-11-02">Mon 2 Nov</th><td>T-9</td><td></td></tr>
<tr><th scope="row" data-sort="2026-10-01">Thu 1 Oct</th><td>T-20</td><td></td></tr>
</tbody></table></main></html>"""


def order(page: Page) -> list[str]:
    return page.locator("tbody td:nth-child(2)").all_inner_texts()


def test_enter_on_a_head_sorts_and_again_turns_round(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(TABLE)
    for sheet in ("house.css", "more.css"):
        page.add_style_tag(path=STATIC / sheet)
    assert order(page) == ["T-100", "T-9", "T-20"]  # without the module, as the server gave it
    page.add_script_tag(path=STATIC / "sort.js", type="module")
    page.locator("thead button", has_text="Due").press("Enter")
    assert order(page) == ["T-20", "T-100", "T-9"]
    page.keyboard.press("Enter")
    assert order(page) == ["T-9", "T-100", "T-20"]
    assert page.locator("thead th").first.get_attribute("aria-sort") == "descending"
    page.locator("thead button", has_text="For").click()
    assert order(page) == ["T-9", "T-20", "T-100"]
    assert page.locator("thead button").count() == 2  # a column in which something is done has no order
    assert not barriers(page)
    page.set_viewport_size({"width": 320, "height": 900})
    expect(page.locator("thead button").first).to_be_disabled()
