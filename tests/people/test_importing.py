"""Twenty-five families come in a file: what is wrong is said with its place and cure, and twice is once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callassist.errors import Refusal
from callassist.people.columns import COLUMNS, NAMES, template_rows
from callassist.people.contact_points import Access, Whose
from callassist.people.dates import PartialDate
from callassist.people.family import Pregnancy, Role, TieKind
from callassist.people.importing import read_rows
from callassist.people.languages import Established, InterpreterGender
from callassist.people.newcomers import Import, Known, NewTie
from callassist.people.numbers import NumberKind
from callassist.people.participation import Change, DecidedBy, Dimension

FAMILY = ("mother", "father", "partner", "grandparent", "carer")
KNOWN = Known(
    today=date(2026, 10, 8),
    sites=("luton", "northside"),
    cohorts={"luton_jun26": "luton", "luton_jan26": "luton", "north_jun26": "northside"},
    strands={"trial": FAMILY, "process": (*FAMILY, "staff")},
    consents=("consent_1", "process_consent_1"),
    number_pattern=r"^T-\d{3,6}$",
)


def row(**cells: object) -> dict[str, object]:
    """A whole row, with some cells changed."""
    return dict(template_rows()[0]) | cells


def other(number: str, phone: str, **cells: object) -> dict[str, object]:
    """A second family, apart from the first."""
    apart = {"unit": "", "household": "", "study_number": number, "phone": phone}
    return row(**(apart | cells))


def brought(*rows: Mapping[str, object], known: Known = KNOWN) -> Import:
    return read_rows(rows, known=known)


def complaint(**cells: object) -> str:
    """The one thing wrong with a row."""
    bad = brought(row(**cells)).bad
    assert len(bad) == 1, bad
    return str(bad[0])


def test_the_template_goes_in_as_it_stands() -> None:
    (mother,) = brought(*template_rows()).good
    assert (mother.row, mother.study_number, mother.role) == (2, "T-014", Role.MOTHER)
    assert mother.identity.name.address == "Mrs Akhtar"
    assert mother.identity.initials == "N. A."
    assert mother.identity.note.never == ("No voicemail.", "No message with anybody.")
    assert (mother.strand, mother.site, mother.cohort) == ("trial", "luton", "luton_jun26")
    assert mother.enrolled_on == date(2026, 5, 19)
    assert mother.randomised_on == date(2026, 5, 28)
    assert mother.safe_times.words == "While the children are at school, or after 16:00."
    (phone,) = mother.phones
    assert (phone.e164, phone.kind, phone.hers_alone) == ("+447700900214", NumberKind.MOBILE, True)
    assert not phone.voicemail_ok
    (child,) = mother.children
    assert (child.name, child.born, child.index) == ("Imran", PartialDate(2019, 3, 14), True)
    assert child.pregnancy is Pregnancy.BORN


def test_every_column_has_a_meaning_and_stands_once() -> None:
    assert all(column.meaning for column in COLUMNS)
    assert len(set(NAMES)) == len(NAMES)


def test_a_sylheti_speaker_who_reads_nothing_and_wants_a_woman() -> None:
    cells = {"spoken": "Sylheti", "reads": "none", "texts_in": "", "interpreter": "yes"}
    (mother,) = brought(row(**cells, interpreter_gender="female", how_established="asked")).good
    assert mother.language.spoken == "syl"
    assert mother.language.reads_nothing
    assert mother.language.texts_in == "none"
    assert mother.language.interpreter
    assert mother.language.interpreter_gender is InterpreterGender.FEMALE
    assert mother.language.how_established is Established.ASKED


def test_texts_come_in_the_language_she_reads_unless_the_file_says_otherwise() -> None:
    (a,) = brought(row(spoken="Pahari", reads="Urdu", texts_in="")).good
    (b,) = brought(row(spoken="Pahari", reads="Urdu", texts_in="English")).good
    assert (a.language.texts_in, b.language.texts_in) == ("ur", "en-GB")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"study_number": "14"}, "row 2, study_number: “14” is no study number here."),
        ({"study_number": ""}, "row 2, study_number: is empty."),
        ({"full_name": ""}, "row 2, full_name: is empty."),
        ({"role": "aunt"}, "row 2, role: we do not know “aunt”."),
        ({"role": ""}, "row 2, role: is empty."),
        ({"role": "staff"}, "row 2, role: trial asks no staff."),
        ({"strand": "survey"}, "row 2, strand: the study has no strand “survey”."),
        ({"site": "leeds"}, "row 2, site: the study has no site “leeds”."),
        ({"cohort": "luton_may"}, "row 2, cohort: the study has no cohort “luton_may”."),
        ({"cohort": "north_jun26"}, "row 2, cohort: north_jun26 runs at northside, not at luton."),
        ({"phone": "0770"}, "row 2, phone: “0770” is a number that nobody has."),
        ({"phone": ""}, "row 2, phone: is empty."),
        ({"phone_safe": "perhaps"}, "row 2, phone_safe: “perhaps” is neither yes nor no."),
        ({"phone_whose": "cousin"}, "row 2, phone_whose: we do not know “cousin”."),
        ({"second_phone": "+44 7700 900214"}, "row 2, second_phone: is the same number as phone."),
        (
            {"phone_shared_with": "T-999", "phone_whose": "shared"},
            "row 2, phone_shared_with: there is no T-999",
        ),
        ({"spoken": "Klingon"}, "row 2, spoken: we do not know the language “Klingon”."),
        ({"spoken": "Punjabi"}, "row 2, spoken: “Punjabi” may be more than one language."),
        ({"spoken": ""}, "row 2, spoken: is empty."),
        ({"reads": ""}, "row 2, reads: is empty."),
        ({"reads": "Sylheti", "texts_in": "bn"}, "row 2, reads: Sylheti is spoken, not written."),
        ({"reads": "none", "texts_in": "ur"}, "row 2, texts_in: she reads nothing"),
        ({"access": "glasses"}, "row 2, access: we do not know “glasses”."),
        ({"safe_times": "mornings"}, "row 2, safe_times: “mornings” names no day and hours."),
        ({"second_contact_phone": "none"}, "row 2, second_contact_phone: “none” has letters in it."),
        ({"child1_born": "2026-10-09"}, "row 2, child1_born: 2026-10-09 is in the future."),
        ({"child1_born": "43538"}, "row 2, child1_born: “43538” is not a date that we can read."),
        ({"child1_born": ""}, "row 2, child1_born: is empty, and so is the due date."),
        ({"child1_name": ""}, "row 2, child1_name: is empty."),
        ({"child1_index": "no"}, "row 2, child1_index: no index children are marked in unit U-014."),
        (
            {"child2_due": "2029-01-01"},
            "row 2, child2_due: 2029-01-01 is further ahead than a pregnancy lasts.",
        ),
        ({"consent_version": "consent_9"}, "row 2, consent_version: the study has no consent_version"),
        ({"consent_on": "2026-10-09"}, "row 2, consent_on: 2026-10-09 is in the future."),
        ({"consent_on": "2026-06-01"}, "row 2, randomised_on: is before the day she agreed."),
        ({"consent_on": "May 2026"}, "row 2, consent_on: “May 2026” is not a date that we can read."),
        ({"referral": "friend"}, "row 2, referral: the study has no referral “friend”."),
        ({"participation": "no texts"}, "row 2, participation: we cannot read “no texts”."),
        (
            {"participation": "texts no since 2027-01-01"},
            "row 2, participation: 2027-01-01 is in the future.",
        ),
        ({"partner_of": "T-015"}, "row 2, partner_of: there is no other “T-015”."),
        ({"partner_of": "T-014"}, "row 2, partner_of: there is no other “T-014”."),
    ],
)
def test_what_is_wrong_with_a_row(cells: dict[str, object], said: str) -> None:
    assert complaint(**cells).startswith(said)


@pytest.mark.parametrize(
    "cells", [{"phone": "0770"}, {"site": "leeds"}, {"role": "aunt"}, {"spoken": "Punjabi"}]
)
def test_every_complaint_has_its_cure(cells: dict[str, object]) -> None:
    assert brought(row(**cells)).bad[0].cure


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    bad = brought(row(phone="12", site="leeds", consent_on="")).bad
    assert {one.column for one in bad} == {"phone", "site", "consent_on"}


def test_numbers_and_dates_as_a_spreadsheet_typed_them() -> None:
    typed = row(
        phone=7700900214.0,
        phone_safe=True,
        phone_voicemail_ok=0.0,
        child1_born=datetime.fromisoformat("2019-03-14T00:00"),
        consent_on=date(2026, 5, 19),
        child1_index=1.0,
    )
    (mother,) = brought(typed).good
    assert mother.phones[0].e164 == "+447700900214"
    assert mother.children[0].born == PartialDate(2019, 3, 14)


def test_a_child_not_born_yet() -> None:
    (mother,) = brought(row(child2_due="2026-12-01")).good
    awaited = mother.children[1]
    assert (awaited.born, awaited.due, awaited.pregnancy) == (None, date(2026, 12, 1), Pregnancy.AWAITED)
    assert awaited.key == "due 2026-12-01"


def test_what_she_does_not_want_comes_with_her() -> None:
    (mother,) = brought(row(participation="texts no since 2026-07-01 by clinician; shorter_only yes")).good
    assert mother.participation == (
        Change(
            Dimension.TEXTS,
            False,
            datetime(2026, 6, 30, 23, tzinfo=UTC),
            DecidedBy.CLINICIAN,
            "import",
        ),
        Change(Dimension.SHORTER_ONLY, True, datetime(2026, 5, 18, 23, tzinfo=UTC), how_told="import"),
    )


def test_a_landline_gets_no_texts_and_a_deaf_parent_is_reached_by_relay() -> None:
    (father,) = brought(row(phone="01632 960061", phone_texts_ok="", access="relay UK; hearing")).good
    assert father.phones[0].kind is NumberKind.LANDLINE
    assert not father.phones[0].texts_ok
    assert father.access.needs == (Access.RELAY_UK, Access.HEARING)


def test_somebody_without_a_phone_can_still_be_taken_in() -> None:
    assert brought(row(phone="none")).good[0].phones == ()


def test_a_couple_on_one_phone_must_say_so_in_both_rows() -> None:
    alone = brought(row(), other("T-015", "07700 900214"))
    assert [(one.row, one.column) for one in alone.bad] == [(2, "phone"), (3, "phone")]
    assert "T-015 under phone_shared_with" in alone.bad[0].cure
    couple = brought(
        row(phone_whose="shared", phone_shared_with="T-015", partner_of="T-015"),
        row(study_number="T-015", role="father", phone_whose="shared", phone_shared_with="T-014"),
    )
    assert couple.bad == ()
    assert couple.good[0].ties == (NewTie(TieKind.PARTNER_OF, "T-015"),)
    assert couple.good[0].phones[0].whose is Whose.SHARED


def test_a_number_that_a_family_of_the_study_has_must_be_said_too() -> None:
    known = replace(KNOWN, holders={"+447700900214": ("T-099",)}, existing={"T-099": "x"})
    assert brought(row(), known=known).bad[0].what == "T-099 has the same number."


def test_separated_parents_report_on_one_child_from_two_homes() -> None:
    found = brought(
        row(co_parent_of="T-015"),
        row(
            study_number="T-015", role="father", phone="07700 900215", household="H-015", co_parent_of="T-014"
        ),
    )
    assert found.bad == ()
    mother, father = found.good
    assert mother.unit == father.unit
    assert mother.household != father.household
    assert mother.children[0].key == father.children[0].key


def test_parents_who_disagree_on_their_childs_birthday_are_told() -> None:
    found = brought(row(), row(study_number="T-015", phone="07700 900215", child1_born="2019-03-15"))
    assert found.bad[0].what == "“Imran” has another birth or due date in another row of the unit."


def test_a_unit_has_one_index_child() -> None:
    two = brought(row(child2_name="Sara", child2_born="2021", child2_index="yes"))
    assert two.bad[0].what == "2 index children are marked in unit U-014."


def test_both_parents_mark_the_same_child() -> None:
    apart = brought(row(), row(study_number="T-015", phone="07700 900215", child1_index=""))
    assert apart.bad[0].what == "“Imran” is the index child in one row of the unit and not in another."


def test_the_second_parent_of_a_known_unit_need_not_choose_again() -> None:
    known = replace(KNOWN, indexed=("U-014",))
    assert brought(row(child1_index=""), known=known).bad == ()


def test_a_unit_is_randomised_as_one() -> None:
    torn = brought(row(), row(study_number="T-015", phone="07700 900215", cohort="luton_jan26"))
    assert [(one.row, one.column) for one in torn.bad] == [(3, "cohort")]


def test_the_same_number_twice_in_a_file() -> None:
    twice = brought(row(), other("T-014", "07700 900215"))
    assert twice.bad[0].what == "T-014 stands in row 2 already."
    assert [member.row for member in twice.good] == [2]


def test_one_bad_row_holds_its_unit_back_and_nobody_else() -> None:
    found = brought(
        row(),
        row(study_number="T-015", phone="12"),
        other("T-016", "07700 900216"),
    )
    assert [member.study_number for member in found.good] == ["T-016"]
    assert found.waiting == ("T-014",)
    assert [(one.row, one.column) for one in found.bad] == [(3, "phone")]


def test_a_second_import_changes_nothing() -> None:
    first = brought(row(), other("T-015", "07700 900215"))
    kept = {member.study_number: KNOWN.mark(member.canonical()) for member in first.good}
    again = brought(row(), other("T-015", "07700 900215"), known=replace(KNOWN, existing=kept))
    assert (again.good, again.bad, again.same) == ((), (), ("T-014", "T-015"))


def test_the_same_rows_in_another_order_are_still_the_same() -> None:
    rows = [row(), other("T-015", "07700 900215")]
    kept = {member.study_number: KNOWN.mark(member.canonical()) for member in brought(*rows).good}
    assert brought(*reversed(rows), known=replace(KNOWN, existing=kept)).same == ("T-015", "T-014")


def test_a_changed_row_of_somebody_known_is_for_a_person_to_decide() -> None:
    kept = {member.study_number: KNOWN.mark(member.canonical()) for member in brought(row()).good}
    again = brought(row(phone="07700 900299"), known=replace(KNOWN, existing=kept))
    assert (again.good, again.same, again.differs) == ((), (), ("T-014",))


def test_a_live_study_takes_no_made_up_number() -> None:
    assert "made-up" in brought(row(), known=replace(KNOWN, live=True)).bad[0].what


def test_empty_rows_are_passed_over_but_counted() -> None:
    found = brought(row(), dict.fromkeys(NAMES, ""), {}, other("T-015", "12"))
    assert found.bad[0].row == 5


def test_a_file_without_families_brings_nobody() -> None:
    assert brought() == Import((), ())


def test_a_missing_column_is_named() -> None:
    without = {name: cell for name, cell in row().items() if name not in ("phone", "reads")}
    with pytest.raises(Refusal, match="phone, reads") as refused:
        read_rows([without], known=KNOWN, name="families.csv")
    assert refused.value.where == "families.csv"


def test_a_mistyped_column_is_told_what_it_may_have_meant() -> None:
    with pytest.raises(Refusal, match="chlid1_name") as refused:
        brought(row(chlid1_name="Imran"))
    assert "child1_name" in refused.value.cure


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(Refusal, match="none of our column names") as refused:
        brought({"a": 1, "b": 2})
    assert "template" in refused.value.cure


cells = st.one_of(
    st.none(),
    st.text(max_size=15),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.datetimes(),
    st.dates(),
)


@given(st.dictionaries(st.sampled_from(NAMES), cells, max_size=12))
def test_no_cell_can_break_the_import(strange: dict[str, object]) -> None:
    found = brought(row(**strange))
    assert bool(found.good) is not bool(found.bad)


def test_calendars_are_kept_where_she_said_so_and_how() -> None:
    known = replace(KNOWN, calendars=("ramadan", "eid", "school_holidays"))
    told = row(calendars="School_Holidays; ramadan", calendars_how_told="on the phone")
    (mother,) = brought(told, known=known).good
    assert mother.calendars == ("ramadan", "school_holidays")
    (unsaid,) = brought(row(calendars="eid"), known=known).bad
    assert unsaid.column == "calendars_how_told"
    (wrong,) = brought(row(calendars="lent", calendars_how_told="on the phone"), known=known).bad
    assert "no calendar of this study" in wrong.what
    assert "ramadan" in wrong.cure


def test_a_row_without_calendars_is_the_same_as_before_there_were_any() -> None:
    (mother,) = brought(row()).good
    assert "calendars" not in mother.canonical()
