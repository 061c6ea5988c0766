"""Scales of parenting: which end of the line counts, and what a form printed the other way round does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callassist.instruments.definition import Definition
from callassist.instruments.library import definition
from callassist.instruments.scoring import score, scores

PARENTING, MAAPS = definition("parenting_scale"), definition("maaps")


def all_the_same(of: Definition, code: int) -> dict[str, int | str]:
    return {item.id: code for item in of.item}


def values(of: Definition, answers: dict[str, int | str]) -> dict[str, Decimal | None]:
    return {name: found.value for name, found in scores(of, answers).items()}


# Parenting Scale


def test_the_less_effective_end_counts_seven_wherever_it_is_printed():
    on_the_left = {2, 3, 6, 9, 10, 13, 14, 17, 19, 20, 23, 26, 27, 30}
    worst = {f"ps{n}": 1 if n in on_the_left else 7 for n in range(1, 31)}
    assert set(values(PARENTING, worst).values()) == {7}
    best = {f"ps{n}": 7 if n in on_the_left else 1 for n in range(1, 31)}
    assert set(values(PARENTING, best).values()) == {1}


def test_one_everywhere_shows_how_many_items_of_each_scale_are_turned_round():
    found = values(PARENTING, all_the_same(PARENTING, 1))
    assert found["total"] == Decimal("3.80")  # 14 of 30 count 7
    assert found["laxness"] == Decimal("3.18")  # 4 of 11: 19, 20, 26, 30
    assert found["overreactivity"] == Decimal("4.60")  # 6 of 10: 3, 6, 9, 10, 14, 17
    assert found["verbosity"] == Decimal("3.57")  # 3 of 7: 2, 9, 23


def test_seven_and_nine_count_in_two_scales_and_four_items_in_the_total_alone():
    of = {scale.id: set(scale.items) for scale in PARENTING.scale}
    parts = of["laxness"] | of["overreactivity"] | of["verbosity"]
    assert of["laxness"] & of["verbosity"] == {"ps7"}
    assert of["overreactivity"] & of["verbosity"] == {"ps9"}
    assert of["total"] - parts == {"ps1", "ps5", "ps13", "ps27"}


def test_a_mean_is_reported_to_two_places_and_a_gap_gives_none():
    assert score(PARENTING, all_the_same(PARENTING, 4)).value == Decimal("4.00")
    assert score(PARENTING, all_the_same(PARENTING, 4) | {"ps1": "refused"}).value is None
    assert score(PARENTING, all_the_same(PARENTING, 4) | {"ps1": "refused"}, scale="laxness").value == 4


def test_the_cut_off_names_its_band_from_the_published_value_on():
    at_it = all_the_same(PARENTING, 4) | {f"ps{n}": 1 for n in (2,)} | {"ps4": 2, "ps7": 2, "ps11": 5}
    found = score(PARENTING, at_it, scale="verbosity")
    assert (found.value, found.bands) == (
        Decimal("4.00"),
        {"Verbosity cut-off for mothers, 4.1": "below"},
    )
    above = score(PARENTING, at_it | {"ps29": 5}, scale="verbosity")
    assert (above.value, above.bands["Verbosity cut-off for mothers, 4.1"]) == (Decimal("4.14"), "clinical")


# Parenting Sense of Competence


@pytest.mark.parametrize(("items", "lowest", "highest"), [(17, 17, 102), (16, 16, 96)])
def test_psoc_runs_over_its_whole_range(items, lowest, highest):
    of = definition(f"psoc_{items}_agree_high")
    least = {i.id: 6 if i.reverse else 1 for i in of.item}
    most = {i.id: 1 if i.reverse else 6 for i in of.item}
    assert (score(of, least).value, score(of, most).value) == (lowest, highest)


def test_six_everywhere_is_full_efficacy_and_no_satisfaction_where_six_agrees():
    of = definition("psoc_17_agree_high")
    assert values(of, all_the_same(of, 6)) == {"total": 57, "satisfaction": 9, "efficacy": 48}


@given(st.sampled_from([16, 17]), st.data())
def test_a_form_anchored_the_other_way_gives_the_same_score_for_the_same_meaning(items, data):
    high, low = definition(f"psoc_{items}_agree_high"), definition(f"psoc_{items}_agree_low")
    said = {item.id: data.draw(st.integers(1, 6)) for item in high.item}
    assert values(high, said) == values(low, {item: 7 - code for item, code in said.items()})


def test_the_two_directions_reverse_opposite_items():
    high, low = definition("psoc_17_agree_high"), definition("psoc_17_agree_low")
    assert {i.id for i in high.item if i.reverse} == {f"p{n}" for n in (2, 3, 4, 5, 8, 9, 12, 14, 16)}
    assert {i.id for i in low.item if i.reverse} == {i.id for i in high.item if not i.reverse}


# Me as a Parent


def test_maaps_turns_personal_agency_round_and_runs_from_16_to_80():
    found = values(MAAPS, all_the_same(MAAPS, 5))
    assert found == {"total": 64, "efficacy": 20, "agency": 4, "sufficiency": 20, "management": 20}
    best = {i.id: 1 if i.reverse else 5 for i in MAAPS.item}
    worst = {i.id: 5 if i.reverse else 1 for i in MAAPS.item}
    assert (score(MAAPS, best).value, score(MAAPS, worst).value) == (80, 16)


# Alabama Parenting Questionnaire


def test_apq_nine_has_three_scales_of_three_and_no_total():
    of = definition("apq_9")
    answers = {f"a{n}": n % 5 + 1 for n in range(1, 10)}
    assert values(of, answers) == {
        "positive": answers["a1"] + answers["a6"] + answers["a7"],
        "inconsistent": answers["a2"] + answers["a4"] + answers["a9"],
        "supervision": answers["a3"] + answers["a5"] + answers["a8"],
    }


def test_apq_42_scales_hold_their_items_and_leave_seven_to_be_read_one_by_one():
    of = definition("apq_42")
    assert values(of, all_the_same(of, 5)) == {
        "involvement": 50,
        "positive": 30,
        "monitoring": 50,
        "inconsistent": 30,
        "corporal": 15,
    }
    used = [item for scale in of.scale for item in scale.items]
    assert len(used) == len(set(used)) == 35
    assert {i.id for i in of.item} - set(used) == {f"a{n}" for n in (34, 36, 37, 39, 40, 41, 42)}
