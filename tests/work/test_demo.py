"""The demonstration: what has happened to its families is what its story tells, and it really happened."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from callassist.reports.closing import closing
from callassist.reports.need import need
from callassist.schedule.order import Because, Caller, Not, next_case
from callassist.schedule.slots import Slot
from callassist.schedule.tracing import why_now
from callassist.store import attempts, holds, households, outbox, planning, registry, staff, tracing
from callassist.store.alert_steps import alert_step
from callassist.store.bookings import booking
from callassist.store.cases import alert, contact, task, voucher
from callassist.store.interviews import folded, interview
from callassist.store.lists import line as lines
from callassist.store.lists.around import around
from callassist.store.people import allocation, event, participant
from callassist.store.staff import audit
from callassist.store.texts import message, reply
from callassist.work import demo, enrol, rota
from callassist.work import staff as work_here
from callassist.work.demo_people import WORKERS
from callassist.work.house import Running
from callassist.work.in_line import Looker, still_owed, waiting
from callassist.work.line import may_ring
from callassist.work.sparing import told_to
from callassist.work.tables import rows_of
from callassist.wsgi import studies_in
from tests.trial import QUESTIONNAIRES, Trial, at

pytestmark = pytest.mark.slow

FOLDERS = studies_in(QUESTIONNAIRES)
CLOSING = ("T-062", "T-063", "T-064")
STORY: dict[str, Any] = tomllib.loads(FOLDERS["together"]["rehearsal/story.toml"].decode())
WAVES = [
    (number, wave, told["state"])
    for number, family in STORY["family"].items()
    for wave, told in family.get("wave", {}).items()
]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """The demonstration, made once for all stories of this file."""
    data = tmp_path_factory.mktemp("demo")
    senders = "+441632960100,+441632960101"
    trial = Trial.start(f"sqlite:///{data / 'demo.sqlite'}", data, now="2025-11-01 09:00", senders=senders)
    demo.make(trial.house, trial.rehearsal, FOLDERS)
    yield trial
    trial.stop()


@pytest.fixture(scope="module")
def together(shown: Trial) -> Running:
    return shown.house.study("together")


@pytest.fixture(scope="module")
def ids(shown: Trial, together: Running) -> dict[str, str]:
    with shown.house.database.read() as c:
        return registry.study_numbers(c, together.id)


def rows(trial: Trial, query: Any) -> list[Any]:
    with trial.house.database.read() as c:
        return list(c.execute(query))


def texts_of(trial: Trial, person: str, template: str) -> list[tuple[str, str | None]]:
    query = select(message.c.state, message.c.reason).where(
        message.c.participant_id == person, message.c.template == template
    )
    return [(row.state, row.reason) for row in rows(trial, query.order_by(message.c.id))]


def test_it_is_thursday_afternoon(shown: Trial) -> None:
    assert abs((shown.house.now() - at("2026-10-08 15:45")).total_seconds()) < 600


def test_everybody_who_works_here_can_sign_in_with_what_is_printed(shown: Trial) -> None:
    for _role, name, password in demo.people_here():
        token = work_here.sign_in(shown.house, name, password)
        assert work_here.who(shown.house, token) is not None


def test_no_interviewer_may_see_the_allocation_and_the_statistician_may(
    shown: Trial, together: Running
) -> None:
    with shown.house.database.read() as c:
        unblinded = [one.name for one in staff.holders(c, "unblinded", together.id, shown.house.now())]
        process = [one.name for one in staff.holders(c, "interviewer", together.id, shown.house.now())]
    assert unblinded == ["Ines Walker"]
    assert {"Samina Yusuf", "Grace Obi"} <= set(process)


@pytest.mark.parametrize(("number", "wave", "state"), WAVES)
def test_every_interview_stands_where_the_story_says(
    shown: Trial, ids: dict[str, str], number: str, wave: str, state: str
) -> None:
    assert shown.case(ids[number], wave).state == state


def test_interpreters_are_booked_as_the_story_says(shown: Trial) -> None:
    found = rows(
        shown, select(booking.c.state, booking.c.theirs, booking.c.paid).order_by(booking.c.starts_at)
    )
    assert [(one.state, one.theirs, one.paid) for one in found] == [
        ("late", None, 3200),
        ("attended", "WL-0871", 3570),  # 51 minutes of £42, where 45 were booked
        ("not_come", "LB-2174", 0),
        ("confirmed", "LB-2207", None),
        ("requested", None, None),
        ("requested", None, None),
    ]


def test_every_unit_of_the_trial_was_randomised_but_those_still_to_be_asked_first(
    shown: Trial, ids: dict[str, str]
) -> None:
    trial = select(participant.c.unit_id).where(participant.c.strand == "trial").distinct()
    first = {row.unit_id for row in rows(shown, trial.where(participant.c.number.in_(CLOSING)))}
    allocated = {row.unit_id for row in rows(shown, select(allocation))}
    assert {row.unit_id for row in rows(shown, trial)} - allocated == first
    assert len(first) == 3


def test_the_day_of_randomisation_came_with_the_second_sending_of_the_list(shown: Trial) -> None:
    told = rows(shown, select(event.c.actual, event.c.source).where(event.c.name == "randomised"))
    assert len(told) == 62
    assert {row.source for row in told} == {"import"}


def test_importing_the_same_families_again_changes_nothing(shown: Trial, together: Running) -> None:
    again = rows_of("families.csv", FOLDERS["together"]["rehearsal/families.csv"])
    found = enrol.read(shown.house, together, again, name="families.csv")
    assert (len(found.same), found.good, found.bad, found.differs, found.randomised) == (71, (), (), (), ())


def test_every_finished_interview_was_answered_in_the_engine(shown: Trial) -> None:
    done = rows(shown, select(interview.c.id).where(interview.c.state.in_(("complete", "partial"))))
    kept = rows(shown, select(folded.c.interview_id, folded.c.answers))
    assert {row.id for row in done} == {row.interview_id for row in kept}
    assert min(sum(1 for one in row.answers if one["value"]) for row in kept) > 5


def test_every_text_that_we_call_accepted_reached_its_phone_once(shown: Trial) -> None:
    ours = rows(shown, select(func.count()).where(message.c.state == "accepted"))[0][0]
    assert len(shown.network.accepted()) == ours == len(shown.network.texts_to())


def test_t014_said_yes_and_is_rung_with_care(shown: Trial, ids: dict[str, str]) -> None:
    (appointment,) = shown.appointments(ids["T-014"], "post_programme")
    assert (appointment.state, appointment.wall) == ("confirmed", "2026-10-08T16:15")
    assert appointment.answered_at.astimezone(at("2026-10-07 18:02").tzinfo) >= at("2026-10-07 18:02")
    with shown.house.database.read() as c:
        (phone,) = outbox.phones(c, [ids["T-014"]])[ids["T-014"]]
    assert phone.withhold
    assert not phone.voicemail_ok
    assert len(shown.texts_to("07700 900214")) == 4  # invitation, booked, reminder, thanks


def test_a_yes_from_the_couples_phone_confirms_neither(shown: Trial, ids: dict[str, str]) -> None:
    states = [shown.appointments(ids[one], "post_programme")[-1].state for one in ("T-022", "T-023")]
    assert states == ["unclear", "unclear"]


def test_a_yes_of_two_a_polish_no_thanks_and_who_is_this_wait_for_a_reader(
    shown: Trial, ids: dict[str, str]
) -> None:
    asked = select(reply.c.participant_id).where(reply.c.state == "to_read").order_by(reply.c.received_at)
    waiting = [row.participant_id for row in rows(shown, asked)]
    assert waiting == [None, *(ids[one] for one in ("T-040", "T-016", "T-011"))]
    assert shown.appointments(ids["T-040"], "post_programme")[-1].state == "unclear"


def test_t072_said_no_and_a_new_time_is_to_be_found(shown: Trial, ids: dict[str, str]) -> None:
    assert shown.appointments(ids["T-072"], "six_month")[-1].state == "declined"
    query = select(task.c.kind).where(task.c.participant_id == ids["T-072"], task.c.state == "open")
    assert [row.kind for row in rows(shown, query)] == ["new_time"]


def test_who_reads_nothing_is_rung_first(shown: Trial, ids: dict[str, str]) -> None:
    assert texts_of(shown, ids["T-031"], "invite") == [("suppressed", "reads nothing")]
    assert shown.network.texts_to("+447700900331") == []


def test_stop_is_kept_to_while_calls_go_on(shown: Trial, ids: dict[str, str]) -> None:
    assert texts_of(shown, ids["T-051"], "booked") == [("suppressed", "STOP came from this number")]
    assert shown.appointments(ids["T-051"], "post_programme")[-1].state == "booked"


@pytest.mark.parametrize("number", ["T-013", "T-058"])
def test_everything_has_stopped_for_the_bereaved_family(
    shown: Trial, ids: dict[str, str], number: str
) -> None:
    with shown.house.database.read() as c:
        row = planning.participant_row(c, ids[number])
        (child,) = households.children(c, row)
    assert row is not None
    assert row.stopped_at >= at("2026-10-02 11:35")
    assert child.died_on is not None
    assert shown.case(ids[number], "six_month").state == "stopped"


def test_who_may_write_to_the_bereaved_family_is_still_asked(shown: Trial, ids: dict[str, str]) -> None:
    query = select(task.c.state, task.c.participant_id).where(task.c.kind == "who_writes_next")
    assert [tuple(row) for row in rows(shown, query)] == [("open", ids["T-058"])]


def test_t060_closes_today_and_an_evening_in_her_language_is_owed(
    shown: Trial, together: Running, ids: dict[str, str]
) -> None:
    case = shown.case(ids["T-060"], "post_programme")
    assert case.closes_at == at("2026-10-09 00:00")
    tried = rows(shown, select(contact).where(contact.c.case_id == case.id, contact.c.attempt))
    owed = still_owed(together.edition.protocol, "ur", tried)
    assert {one.slot for one in tried} == {"weekday_day", "weekday_afternoon"}
    assert owed.tried == 3
    assert Slot.WEEKDAY_EVENING in owed.slots
    assert owed.in_language == 1


def test_on_the_managers_monday_three_windows_close_that_week_and_one_owes_urdu_an_evening(
    shown: Trial, together: Running
) -> None:
    monday = at("2026-10-12 08:30")
    with shown.house.database.read() as c:
        found = closing(c, together.id, together.edition.protocol, monday)
    assert tuple(one.row.number for one in found) == CLOSING
    nighat, _jo, monowara = found
    assert nighat.still_owed.startswith("Two morning calls and one afternoon call made. One evening")
    assert nighat.still_owed.endswith("Nobody has tried in this language.")
    assert nighat.could is not None
    assert nighat.could.name == "Samina Yusuf"
    assert nighat.could.hours is not None
    assert nighat.could.hours[0] == at("2026-10-13 17:00")  # Tuesday evening
    assert monowara.could is not None
    assert (monowara.could.name, monowara.could.hours) == ("Nadira Chowdhury", None)


def test_of_two_texts_nobody_knows_whether_they_went(shown: Trial, ids: dict[str, str]) -> None:
    unknown = rows(shown, select(message.c.participant_id).where(message.c.state == "unknown"))
    assert {row.participant_id for row in unknown} == {ids["T-033"], ids["T-046"]}
    assert shown.network.texts_to("+447700900246")[1:] == []


def test_two_alerts_were_acknowledged_and_one_is_open(shown: Trial) -> None:
    found = rows(shown, select(alert).order_by(alert.c.raised_at))
    assert [(row.level, row.acknowledged_at is not None, row.closed_at is None) for row in found] == [
        (2, True, False),
        (1, True, True),
    ]
    story = [row.what for row in rows(shown, select(alert_step.c.what).order_by(alert_step.c.number))]
    assert story[:2] == ["rang", "graver"]


def test_vouchers_are_due_for_the_six_month_interviews(shown: Trial) -> None:
    assert [row.pence for row in rows(shown, select(voucher.c.pence))] == [1000, 1000]


def test_a_broken_off_interview_waits_to_be_resumed(shown: Trial, ids: dict[str, str]) -> None:
    query = select(interview.c.state).where(interview.c.participant_id == ids["T-034"])
    assert [row.state for row in rows(shown, query.order_by(interview.c.started_at))] == [
        "complete",
        "broken_off",
    ]


def test_nobody_is_left_holding_a_case_but_who_has_one_on_her_screen(
    shown: Trial, ids: dict[str, str]
) -> None:
    with shown.house.database.read() as c:
        every = [case.id for one in ids.values() for case in planning.cases_of(c, one).values()]
        held = {(one.number, one.name) for case in every for one in holds.around(c, case, shown.house.now())}
    assert held == {("T-017", "Anna Zawada")}


def test_making_it_again_does_nothing(shown: Trial) -> None:
    before = rows(shown, select(func.count()).select_from(audit))
    demo.make(shown.house, shown.rehearsal, FOLDERS)
    assert rows(shown, select(func.count()).select_from(audit)) == before


def test_thursday_evening_is_saminas_shift_and_the_rota_says_what_is_short(shown: Trial) -> None:
    with shown.house.database.read() as c:
        (mine,) = rota.on_shift(c, shown.house.study("together").id, at("2026-10-08 16:00"))
        short = need(c, mine.study_id, shown.house.study("together").edition.protocol, shown.house.now())
    assert (mine.name, mine.until) == ("Samina Yusuf", at("2026-10-08 20:00"))
    assert {"ur", "syl"} <= {one.language for one in short if one.calls}


COMMON = {
    *("no_answer", "busy", "voicemail_left", "voicemail_none", "other_adult", "child_answered"),
    *("gatekeeper_no", "other_language", "interpreter_absent", "not_safe", "bad_line", "cut_off"),
    *("wrong_person", "disconnected", "abusive", "appointment", "call_back", "not_now", "shorter"),
    *("broke_off", "refused_all", "relay_failed", "interviewed"),
}


def test_every_common_outcome_has_happened_to_somebody(shown: Trial) -> None:
    assert {row.outcome for row in rows(shown, select(contact.c.outcome).distinct())} >= COMMON


def test_a_hard_refusal_and_a_wrong_number_wait_for_a_supervisor(shown: Trial, ids: dict[str, str]) -> None:
    waits = rows(shown, select(task.c.kind, task.c.case_id).where(task.c.state == "open"))
    kinds = {row.case_id: row.kind for row in waits}
    assert kinds[shown.case(ids["T-005"], "six_month").id] == "refusal"
    assert kinds[shown.case(ids["T-004"], "six_month").id] == "supervisor"


@pytest.mark.parametrize(("hour", "minute"), [(15, 45), (17, 45)])
def test_the_line_gives_its_reasons(shown: Trial, together: Running, hour: int, minute: int) -> None:
    now = at(f"2026-10-08 {hour}:{minute}") + timedelta(seconds=30)
    because, why_not = set(), set()
    for one in WORKERS:
        who = work_here.who(shown.house, work_here.sign_in(shown.house, one.sign_in, one.password))
        if who is None or not who.may("interviewer", together.id):
            continue
        with shown.house.database.read() as c:
            listed = [r for r in lines.open_cases(c, [together.id], now, most=500) if may_ring(who, r)]
            lies = around(c, listed, now, whose_turn=True)
            told, by = told_to(c, listed, who, now), Looker(who, {together.id: together}, now, frozenset())
            line = [waiting(r, lies, by, spared=r.case_id in told.all) for r in listed]
        choice = next_case(line, Caller(who.id, who.speaks), now)
        because |= {word for words in choice.why.values() for word in words}
        why_not |= {why for why, _many in choice.waits}
    if hour == 15:
        assert because >= set(Because) - {Because.AGREED, Because.TEXT_FIRST}
        rare = {Not.PAUSED, Not.UNCOVERED, Not.ENOUGH, Not.KEPT}
        assert why_not >= set(Not) - rare
    else:
        assert because >= {Because.AGREED_WITH_YOU, Because.AGREED}


def test_of_a_family_tried_as_often_as_the_protocol_asks_a_sister_may_be_asked(
    shown: Trial, ids: dict[str, str]
) -> None:
    contact_rules = shown.house.study("together").edition.protocol.contact
    with shown.house.database.read() as c:
        tried = attempts.outcomes(c, shown.case(ids["T-053"], "post_programme").id)
        (sister,) = tracing.of_person(c, ids["T-053"])
    assert why_now(contact_rules, tried, ringable=1) == "Tried 6 times and never spoken with."
    assert sister.ended_at is None


def test_that_sister_rang_and_was_missed_and_somebody_is_to_ring_her_back(
    shown: Trial, ids: dict[str, str]
) -> None:
    with shown.house.database.read() as c:
        (sister,) = tracing.of_person(c, ids["T-053"])
        assert list(tracing.rang(c, ids["T-053"])) == [sister.id]
