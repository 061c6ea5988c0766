"""The made-up families go in by the real import, and what happened to them fits the protocol's windows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from callassist.cases.outcomes import OUTCOMES
from callassist.people.allocation import read_allocation
from callassist.people.contact_points import Access, Whose
from callassist.people.family import Role, TieKind
from callassist.people.importing import read_rows
from callassist.people.languages import InterpreterGender, read_language
from callassist.people.newcomers import Import, Known, NewFamilyMember
from callassist.people.numbers import NumberKind, drama_range
from callassist.schedule.hours import span_on
from callassist.study.protocol import Protocol
from callassist.study.windows import Window, windows
from callassist.work.tables import rows_of

STUDY = Path(__file__).parents[2] / "scripts" / "questionnaires" / "together"
REHEARSAL = STUDY / "rehearsal"
PROTOCOL = Protocol.model_validate(tomllib.loads((STUDY / "study.toml").read_text("utf-8")))
STORY: dict[str, Any] = tomllib.loads((REHEARSAL / "story.toml").read_text("utf-8"))
NOW: datetime = STORY["now"]
STAFF = {person["key"]: person for person in STORY["staff"]}
WAVES = [
    (number, wave, told)
    for number, family in STORY["family"].items()
    for wave, told in family.get("wave", {}).items()
]


def known() -> Known:
    return Known(
        today=NOW.date(),
        sites={site.code for site in PROTOCOL.site},
        cohorts={cohort.code: cohort.site for cohort in PROTOCOL.cohort},
        strands={strand.code: strand.roles for strand in PROTOCOL.strand},
        consents={strand.consent for strand in PROTOCOL.strand},
        number_pattern=PROTOCOL.study.number_pattern,
        zone=PROTOCOL.study.zone,
    )


def brought() -> Import:
    name = "families.csv"
    return read_rows(rows_of(name, (REHEARSAL / name).read_bytes()), known=known(), name=name)


FAMILIES = {member.study_number: member for member in brought().good}
TRIAL = [member for member in FAMILIES.values() if member.strand == "trial"]


def test_every_row_goes_in() -> None:
    assert brought().bad == ()
    assert len(TRIAL) == 65
    assert {member.role for member in FAMILIES.values() if member.strand == "process"} == {
        Role.MOTHER,
        Role.STAFF,
    }


def test_every_number_is_one_that_exists_only_in_drama() -> None:
    numbers = [phone.e164 for member in FAMILIES.values() for phone in member.phones]
    numbers += [m.named.phone for m in FAMILIES.values() if m.named is not None]
    assert all(drama_range(number) for number in numbers)


def test_every_unit_that_was_randomised_is_allocated_and_no_other() -> None:
    assert PROTOCOL.arms is not None
    units = {member.unit for member in TRIAL if member.randomised_on is not None}
    content = (REHEARSAL / "allocation.csv").read_bytes()
    found = read_allocation(rows_of("allocation.csv", content), units=units, arms=PROTOCOL.arms.names)
    assert found.bad == ()
    assert {one.unit for one in found.good} == units
    assert {one.arm for one in found.good} == set(PROTOCOL.arms.names)


@pytest.mark.parametrize(
    ("number", "initials", "language"),
    [
        ("T-014", "N. A.", "ur"),
        ("T-022", "D. M.", "en-GB"),
        ("T-031", "R. B.", "syl"),
        ("T-033", "I. P.", "ro"),
        ("T-035", "L. O.", "en-GB"),
        ("T-036", "H. M.", "syl"),
        ("T-040", "M. K.", "en-GB"),
        ("T-044", "S. A.", "phr"),
        ("T-047", "A. I.", "ur"),
        ("T-048", "A. M.", "so"),
        ("T-052", "H. B.", "bn"),
        ("T-053", "F. R.", "en-GB"),
        ("T-060", "Z. P.", "ur"),
        ("T-067", "S. H.", "en-GB"),
        ("T-072", "K. L.", "en-GB"),
    ],
)
def test_the_families_that_the_pages_show(number: str, initials: str, language: str) -> None:
    assert FAMILIES[number].identity.initials == initials
    assert FAMILIES[number].language.spoken == language


def test_mrs_akhtar_is_rung_with_care() -> None:
    mother = FAMILIES["T-014"]
    assert mother.identity.name.address == "Mrs Akhtar"
    assert mother.phones[0].e164 == "+447700900214"
    assert mother.phones[0].withhold_number
    assert not mother.phones[0].may_leave_voicemail()
    assert not mother.identity.note.empty
    assert mother.safe_times.allows(datetime.fromisoformat("2026-10-08T16:15"))
    assert not mother.safe_times.allows(datetime.fromisoformat("2026-10-08T15:45"))


def test_a_couple_on_one_phone_take_part_apart() -> None:
    her, him = FAMILIES["T-022"], FAMILIES["T-023"]
    assert her.phones[0].e164 == him.phones[0].e164
    assert her.phones[0].whose is him.phones[0].whose is Whose.SHARED
    assert her.unit == him.unit


def test_separated_parents_report_on_one_child_from_two_homes() -> None:
    her, him = FAMILIES["T-016"], FAMILIES["T-017"]
    assert (her.unit, her.children[0].key) == (him.unit, him.children[0].key)
    assert her.household != him.household
    assert her.ties[0].kind is him.ties[0].kind is TieKind.CO_PARENT_OF


def test_who_reads_nothing_speaks_through_an_interpreter() -> None:
    silent = [member for member in TRIAL if member.language.reads_nothing]
    assert {member.language.spoken for member in silent} == {"syl", "phr"}
    assert all(member.language.interpreter for member in silent)
    assert FAMILIES["T-031"].language.interpreter_gender is InterpreterGender.FEMALE


def test_a_landline_a_relay_call_a_grandparent_and_a_child_awaited() -> None:
    assert FAMILIES["T-061"].phones[0].kind is NumberKind.LANDLINE
    assert FAMILIES["T-061"].role is Role.GRANDPARENT
    assert Access.RELAY_UK in FAMILIES["T-037"].access.needs
    assert not FAMILIES["T-026"].phones[0].texts_ok
    assert FAMILIES["T-046"].children[1].due == date(2026, 11, 20)


def test_a_family_whose_window_closes_today() -> None:
    assert window_of("T-060", "post_programme").closes == NOW.date()
    daytime = STORY["family"]["T-060"]["wave"]["post_programme"]["attempts"]
    assert len(daytime) == 3
    assert all(attempt["at"].hour < 17 and attempt["at"].weekday() < 5 for attempt in daytime)
    assert all("Urdu" not in STAFF[attempt["by"]]["speaks"] for attempt in daytime)


def test_families_whose_windows_close_in_the_week_of_the_managers_monday() -> None:
    monday = date(2026, 10, 12)
    closing = {n: window_of(n, w).closes for n, w, told in WAVES if told["state"] == "open"}
    assert [n for n, at in closing.items() if 0 <= (at - monday).days < 7] == ["T-062", "T-063", "T-064"]
    daytime = STORY["family"]["T-062"]["wave"]["baseline"]["attempts"]
    assert len(daytime) == 3
    assert all(attempt["at"].hour < 17 and attempt["at"].weekday() < 5 for attempt in daytime)
    assert all("Urdu" not in STAFF[attempt["by"]]["speaks"] for attempt in daytime)


def window_of(number: str, wave: str) -> Window:
    return next(window for window in windows_of(FAMILIES[number]) if window.wave == wave)


def windows_of(member: NewFamilyMember) -> tuple[Window, ...]:
    plan = PROTOCOL.first_plan(member.strand)
    assert plan is not None
    events = {"enrolled": member.enrolled_on}
    for cohort in PROTOCOL.cohort:
        if cohort.code == member.cohort:
            events |= {"cohort_start": cohort.begins, "cohort_end": cohort.ends}
    return windows(plan, member.role, events)


def test_the_story_tells_of_families_that_exist_and_of_each_in_the_trial() -> None:
    assert {member.study_number for member in TRIAL} <= STORY["family"].keys() <= FAMILIES.keys()


@pytest.mark.parametrize(("number", "wave", "told"), WAVES)
def test_a_wave_stands_where_its_window_lets_it(number: str, wave: str, told: dict[str, Any]) -> None:
    window = window_of(number, wave)
    assert window.opens <= NOW.date()
    assert told["state"] in ("complete", "partial", "open", "missed", "stopped")
    if told["state"] == "open":
        assert NOW.date() <= window.closes
    if told["state"] == "missed":
        assert window.closes < NOW.date()
    assert ("interview" in told) is (told["state"] in ("complete", "partial"))
    assert all(window.opens <= at.date() <= window.closes for at, _by in acts(told))


def test_every_window_that_is_open_or_past_is_told_of() -> None:
    for member in TRIAL:
        begun = {window.wave for window in windows_of(member) if window.opens <= NOW.date()}
        assert STORY["family"][member.study_number]["wave"].keys() == begun, member.study_number


def acts(told: dict[str, Any]) -> Iterator[tuple[datetime, str]]:
    """When people of ours rang, and who."""
    for attempt in told.get("attempts", ()):
        yield attempt["at"], attempt["by"]
    if "interview" in told:
        yield told["interview"]["at"], told["interview"]["by"]


@pytest.mark.parametrize(("number", "wave", "told"), WAVES)
def test_nobody_rang_outside_the_hours_or_before_it_was_safe(
    number: str, wave: str, told: dict[str, Any]
) -> None:
    for at, by in acts(told):
        span = span_on(at.date(), PROTOCOL.hours.calls, PROTOCOL.study.nation)
        assert span is not None, f"{number} {wave}: closed on {at}"
        assert span[0] <= at.time() <= span[1], f"{number} {wave}: outside hours at {at}"
        assert FAMILIES[number].safe_times.allows(at), f"{number} {wave}: not safe at {at}"
        assert at <= NOW
        assert by in STAFF


@pytest.mark.parametrize(("number", "wave", "told"), WAVES)
def test_attempts_are_in_order_and_no_more_than_the_protocol_asks(
    number: str, wave: str, told: dict[str, Any]
) -> None:
    attempts = told.get("attempts", [])
    assert all(one["at"] < other["at"] for one, other in pairwise(attempts))
    assert all(attempt["outcome"] in OUTCOMES for attempt in attempts)
    assert len(attempts) <= PROTOCOL.contact.attempts


@pytest.mark.parametrize(("number", "wave", "told"), WAVES)
def test_an_appointment_was_made_on_a_call_and_lies_in_the_window(
    number: str, wave: str, told: dict[str, Any]
) -> None:
    made = {one["at"] for one in told.get("attempts", ()) if one["outcome"] == "appointment"}
    for appointment in told.get("appointments", ()):
        assert appointment["made_at"] in made
        assert window_of(number, wave).opens <= appointment["at"].date() <= window_of(number, wave).closes
        assert FAMILIES[number].safe_times.allows(appointment["at"])
        assert {appointment["made_by"], appointment["with"]} <= {*STAFF, ""}  # "": anybody may keep it


def test_nobody_rings_two_families_at_one_time() -> None:
    busy = sorted((by, at) for _number, _wave, told in WAVES for at, by in acts(told))
    assert all(one != other for one, other in pairwise(busy))


@pytest.mark.parametrize(("number", "wave", "told"), [one for one in WAVES if "interview" in one[2]])
def test_an_interview_was_held_in_a_language_that_could_be_spoken(
    number: str, wave: str, told: dict[str, Any]
) -> None:
    interview = told["interview"]
    spoken = {read_language(word).tag for word in STAFF[interview["by"]]["speaks"]}
    hers = FAMILIES[number].language.spoken
    assert interview["language"] in PROTOCOL.study.languages
    if interview["how"] == "booked":
        assert read_language(interview["interpreter_language"]).tag == hers
    else:
        assert hers in spoken or interview["language"] == "en-GB"


def fridays() -> list[dict[str, object]]:
    return rows_of("friday.csv", (REHEARSAL / "friday.csv").read_bytes())


def test_fridays_file_of_twenty_five_has_two_bad_rows() -> None:
    found = read_rows(fridays(), known=known())
    assert [(bad.row, bad.column) for bad in found.bad] == [(9, "phone"), (19, "child1_born")]
    assert len(found.good) == 23
    assert not {member.study_number for member in found.good} & FAMILIES.keys()


def test_fridays_file_mended_opens_nine_windows_at_once() -> None:
    rows = fridays()
    rows[7]["phone"], rows[17]["child1_born"] = "07700 900595", "2021-02-09"
    found = read_rows(rows, known=known())
    assert (len(found.good), found.bad) == (25, ())
    opening = [
        m for m in found.good for w in windows_of(m) if w.wave == "post_programme" and w.opens <= NOW.date()
    ]
    assert len(opening) == 9
    phones = {phone.e164 for member in found.good for phone in member.phones}
    assert not phones & {phone.e164 for member in FAMILIES.values() for phone in member.phones}
