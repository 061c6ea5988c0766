"""How long interviews take by language, beside what is planned; each figure worked out by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from callassist.privacy.tokens import new_id
from callassist.reports.lengths import COLUMNS, Line, report
from callassist.store.interviews import interruption
from callassist.study.interpreting import Interpreting, Length
from callassist.study.length import Planned
from tests.reports.held import OPENED, case, sat
from tests.web.houses import Trial

LATER = OPENED + timedelta(days=60)
PLANNED = Interpreting(length=(Length(language="so", factor=1.4), Length(language="syl", own_factor=1.2)))


def span(day: int, minutes: float) -> tuple[datetime, datetime]:
    begins = OPENED + timedelta(days=day, hours=10)
    return begins, begins + timedelta(minutes=minutes)


def held(trial: Trial, number: int, how: str, *spans: tuple[datetime, datetime], **more: Any) -> str:
    """One more Sylheti-speaking family whose interview, planned for 30 minutes, was held so."""
    own = case(trial, f"T-{number}", state="complete", closes=LATER, site=more.pop("site", "luton"))
    return sat(trial, own, how, *spans, **more)


def told(
    trial: Trial,
    interpreting: Interpreting = PLANNED,
    sites: frozenset[str] | None = None,
    strands: tuple[str, ...] = ("trial",),
) -> list[Line]:
    protocol = trial.house.study("together").edition.protocol.model_copy(
        update={"interpreting": interpreting}
    )
    with trial.house.database.read() as c:
        return list(report(c, trial.study_id, protocol, strands, sites))


def test_every_language_stands_with_what_it_took_and_what_is_planned(trial: Trial) -> None:
    held(trial, 201, "booked", span(1, 40))
    paused = held(trial, 202, "on_demand", span(1, 61))  # ten minutes of it on the neutral page: 51
    begins = span(1, 20)[1]
    rest: dict[str, Any] = {"id": new_id(), "study_id": trial.study_id, "interview_id": paused}
    rest |= {
        "sitting_id": "hers",
        "kind": "neutral",
        "since": begins,
        "until": begins + timedelta(minutes=10),
    }
    trial.house.database.keep(lambda c: c.execute(insert(interruption), rest))
    held(trial, 203, "booked", span(1, 27), span(2, 33))  # in two sittings: 60
    held(trial, 204, "self", span(1, 36))
    held(trial, 205, "self", span(1, 99), language="en-GB")  # she spoke English after all
    held(trial, 206, "booked", span(1, 99), mode="paper")
    held(trial, 207, "relative", span(1, 99))
    held(trial, 208, "booked", span(1, 9), state="partial")
    somali, aided, own = told(trial)
    assert (aided.words, aided.aided, aided.interviews, aided.sittings) == ("Sylheti", True, 3, 4)
    assert (aided.minutes, aided.times) == (51.0, 1.7)
    assert (aided.planned, aided.factor) == ("45", 1.5)
    assert not aided.longer  # three are too few to say so
    assert (own.aided, own.interviews, own.minutes, own.times) == (False, 1, 36.0, 1.2)
    assert (own.set, own.factor) == ((Planned(36, 1),), 1.2)
    assert (somali.words, somali.interviews, somali.minutes) == ("Somali", 0, None)
    row = dict(zip(COLUMNS, aided.cells(), strict=True))
    assert (row["median_minutes"], row["planned_minutes"], row["median_factor"]) == ("51.0", "45", "1.70")


def test_when_half_of_five_took_longer_the_page_marks_it(trial: Trial) -> None:
    for number in range(5):
        held(trial, 210 + number, "booked", span(1, 44 + number))
    (found,) = told(trial, Interpreting())
    assert (found.minutes, found.longer) == (46.0, True)
    (found,) = told(trial, Interpreting(length=(Length(language="syl", factor=1.6),), most_minutes=40))
    assert (found.planned, found.longer) == ("2 sittings of 24", False)


def test_a_site_sees_its_own(trial: Trial) -> None:
    held(trial, 220, "booked", span(1, 40))
    held(trial, 221, "booked", span(1, 60), site="northside")
    (found,) = told(trial, Interpreting(), frozenset({"luton"}))
    assert (found.interviews, found.minutes) == (1, 40.0)


def test_a_part_that_tells_the_group_is_left_out_for_whoever_may_not_know_it(trial: Trial) -> None:
    held(trial, 225, "booked", span(1, 40))
    assert told(trial, Interpreting(), strands=("process",)) == []


def test_the_page_shows_the_table_and_downloads_it(trial: Trial) -> None:
    held(trial, 230, "booked", span(1, 40))
    trial.works_here("helen", "manager")
    helen = trial.browser("helen")
    page = helen.get("/interpreters/report").text
    assert "How long interviews take" in page and "by a speaker of it" in page
    lines = helen.get("/interpreters/lengths.csv").get_data(as_text=True).splitlines()
    assert lines[-1] == "Sylheti,,yes,1,1,40.0,45,1.33,1.5"
