"""Who may be offered for whom: language and acquaintance are hard, the rest are wishes in their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from callassist.interpreters.ladder import Rung, ladder
from callassist.interpreters.matching import Offer, Want, at, offers, spread
from callassist.interpreters.register import Agency, Fit, Gender, Interpreter, Kind, Tongue, fits
from callassist.interpreters.spans import Spans, common, merged, of_week, starts, without
from callassist.interpreters.terms import Terms

MONDAY = datetime(2026, 10, 12, tzinfo=UTC)
TERMS = Terms(pence_an_hour=3800, least_minutes=60, free_hours=24, charge_percent=50)


def hours(begins: int, ends: int, day: int = 0) -> Spans:
    """A stretch of that week, from one full hour to another."""
    start = MONDAY + timedelta(days=day)
    return ((start + timedelta(hours=begins), start + timedelta(hours=ends)),)


def interpreter(who: str, *, spoken: str = "syl", free: Spans = (), **more: Any) -> Interpreter:
    told: dict[str, Any] = {
        "kind": Kind.FREELANCE,
        "gender": Gender.FEMALE,
        "terms": TERMS,
        "hours": free or hours(9, 20),
    }
    return Interpreter(who, tongues=(Tongue(spoken),), **{**told, **more})


def agency(earliest: datetime = MONDAY, spoken: str = "syl") -> Agency:
    return Agency("lea", (Tongue(spoken),), TERMS, hours(0, 24), earliest)


RAHIMA = Want("p1", "h1", "syl", 45, hours(16, 19), {"samina": hours(15, 20)})


def times(found: tuple[Offer, ...]) -> list[str]:
    return [f"{one.starts_at:%H:%M} {one.provider}" for one in found]


def test_a_slot_is_what_her_times_the_shift_and_the_hours_have_in_common() -> None:
    found = offers(RAHIMA, [interpreter("anwara", free=hours(17, 18))], [])
    assert times(found) == ["17:00 anwara", "17:15 anwara"]


def test_sylheti_is_not_bengali_whatever_else_would_fit() -> None:
    assert offers(RAHIMA, [interpreter("bina", spoken="bn")], [agency(spoken="bn")]) == ()


def test_who_knows_her_or_her_household_is_never_offered() -> None:
    for known in ("p1", "h1"):
        assert offers(RAHIMA, [interpreter("anwara", knows=frozenset({known}))], []) == ()
    assert offers(RAHIMA, [interpreter("anwara", knows=frozenset({"p2"}))], [])


def test_nobody_is_in_two_calls_at_once() -> None:
    found = offers(RAHIMA, [interpreter("anwara", busy=hours(16, 18))], [])
    assert times(found) == ["18:00 anwara", "18:15 anwara"]


def test_an_agency_is_asked_for_a_time_that_its_notice_leaves_and_promises_nothing() -> None:
    found = offers(RAHIMA, [], [agency(MONDAY + timedelta(hours=18))])
    assert times(found) == ["18:00 lea", "18:15 lea"]
    wish = replace(RAHIMA, gender=Gender.FEMALE, same_as="anwara")
    assert {(one.gender, one.same) for one in offers(wish, [], [agency()])} == {(Fit.ASK, Fit.ASK)}


def test_a_woman_is_a_wish_a_man_is_offered_after_her() -> None:
    both = [interpreter("karim", gender=Gender.MALE), interpreter("anwara")]
    found = at(replace(RAHIMA, gender=Gender.FEMALE), MONDAY + timedelta(hours=17), both, [agency()])
    assert [one.provider for one in found] == ["anwara", "lea", "karim"]
    assert [one.gender for one in found] == [Fit.YES, Fit.ASK, Fit.NO]


def test_the_same_as_last_time_comes_before_a_cheaper_one() -> None:
    cheap = interpreter("bina", terms=replace(TERMS, pence_an_hour=1000))
    five = MONDAY + timedelta(hours=17)
    assert at(RAHIMA, five, [interpreter("anwara"), cheap], [])[0].provider == "bina"
    again = replace(RAHIMA, same_as="anwara")
    assert at(again, five, [interpreter("anwara"), cheap], [])[0].provider == "anwara"


def test_a_dialect_nobody_named_is_asked_for_and_another_one_is_refused() -> None:
    arabic = (Tongue("ar", frozenset({"syrian", "lebanese"})),)
    assert fits(arabic, "ar", "Syrian") is Fit.YES
    assert fits(arabic, "ar", "Moroccan") is Fit.NO
    assert fits((Tongue("ar"),), "ar", "Syrian") is Fit.ASK
    assert fits(arabic, "ar", "") is Fit.YES


def test_an_interview_that_does_not_fit_before_somebody_leaves_is_not_offered() -> None:
    assert times(at(RAHIMA, MONDAY + timedelta(hours=18, minutes=15), [interpreter("anwara")], [])) == [
        "18:15 anwara"
    ]
    shift = replace(RAHIMA, callers={"samina": hours(15, 18)})
    assert at(shift, MONDAY + timedelta(hours=17, minutes=30), [interpreter("anwara")], []) == ()


def test_of_each_day_the_first_time_and_the_one_she_liked_are_shown() -> None:
    week = replace(
        RAHIMA,
        free=(*hours(16, 19), *hours(9, 18, day=1)),
        callers={"samina": (*hours(9, 20), *hours(9, 20, day=1))},
    )
    there = [interpreter(who, free=(*hours(9, 20), *hours(9, 20, day=1))) for who in ("anwara", "bina")]
    found = spread(offers(week, there, []), "UTC", time(17, 30), 4)
    assert times(found) == ["16:00 anwara", "17:30 anwara", "09:00 anwara", "17:15 anwara"]


def test_least_minutes_are_paid_and_taking_back_is_free_until_its_hour() -> None:
    assert TERMS.cost(45) == TERMS.cost(60) == 3800
    assert TERMS.cost(90) == 5700
    starts_at = MONDAY + timedelta(hours=17)
    assert TERMS.free_until(starts_at) == starts_at - timedelta(hours=24)
    assert TERMS.charge_inside(45) == 1900


def test_a_week_of_hours_keeps_its_wall_clock_when_the_clocks_go_back() -> None:
    week = [((540, 600),)] * 7
    spans = of_week(week, date(2026, 10, 24), 2, "Europe/London")
    assert [begins.hour for begins, _ends in spans] == [8, 9]


def test_spans_add_up() -> None:
    whole = hours(9, 20)
    assert without(whole, hours(12, 13)) == (*hours(9, 12), *hours(13, 20))
    assert common(whole, merged([*hours(8, 10), *hours(10, 11)])) == hours(9, 11)
    ten = timedelta(minutes=10)
    odd = ((MONDAY + ten, MONDAY + timedelta(hours=1)),)
    assert [one.minute for one in starts(odd, timedelta(minutes=30))] == [15, 30]


def test_the_ladder_says_of_each_rung_why_it_cannot_be_stood_on() -> None:
    steps = ladder("Sylheti", booked="the agency, reference LB-2207", gender="a woman")
    assert [one.rung for one in steps] == list(Rung)
    assert [one.why_not for one in steps][1:4] == [
        "nobody on shift",
        "nobody free now",
        "this study has none",
    ]
    assert steps[0].possible and steps[4].possible
    assert "A woman cannot be promised" in ladder("Sylheti", line="01632 960044", gender="a woman")[3].words
