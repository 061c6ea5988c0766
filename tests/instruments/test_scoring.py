"""Published scales scored as their authors say, with what is done when a parent leaves one out."""

from decimal import Decimal
from fractions import Fraction

import pytest

from callassist.errors import Refusal
from callassist.instruments.definition import Definition
from callassist.instruments.library import definition
from callassist.instruments.scoring import half_up, score, scores
from callassist.instruments.syndrome import Syndrome, depressive_syndrome

PHQ, GAD, WEMWBS, SDQ = (definition(name) for name in ("phq9", "gad7", "wemwbs", "sdq_parent"))
CORE, CORE_10, QMI = (definition(name) for name in ("core_om", "core_10", "qmi"))


def all_the_same(of: Definition, code: int, items: int | None = None) -> dict[str, int | str]:
    return {item.id: code for item in of.item[:items]}


def phq(*codes: int) -> dict[str, int | str]:
    return {f"p{n}": code for n, code in enumerate(codes, 1)}


# PHQ-9 and GAD-7


@pytest.mark.parametrize(
    ("codes", "total", "severity"),
    [
        ((0,) * 9, 0, "none or minimal"),
        ((1, 1, 1, 1, 0, 0, 0, 0, 0), 4, "none or minimal"),
        ((1, 1, 1, 1, 1, 0, 0, 0, 0), 5, "mild"),
        ((3, 3, 3, 0, 0, 0, 0, 0, 0), 9, "mild"),
        ((3, 3, 3, 1, 0, 0, 0, 0, 0), 10, "moderate"),
        ((3, 3, 3, 3, 2, 0, 0, 0, 0), 14, "moderate"),
        ((3, 3, 3, 3, 3, 0, 0, 0, 0), 15, "moderately severe"),
        ((3, 3, 3, 3, 3, 3, 1, 0, 0), 19, "moderately severe"),
        ((3, 3, 3, 3, 3, 3, 2, 0, 0), 20, "severe"),
        ((3,) * 9, 27, "severe"),
    ],
)
def test_phq9_adds_nine_items_and_names_the_severity(codes, total, severity):
    found = score(PHQ, phq(*codes))
    assert (found.value, found.bands["PHQ-9 severity"]) == (total, severity)
    assert found.bands["PHQ-9 case, 10 and over"] == ("case" if total >= 10 else "below")


def test_the_question_on_difficulty_is_not_added():
    assert score(PHQ, phq(*[1] * 9) | {"p10": 3}).value == 9


def test_two_left_out_are_stood_in_for_and_three_are_too_many():
    answered = phq(2, 2, 2, 2, 2, 2, 2)
    found = score(PHQ, answered | {"p8": "refused", "p9": "dont_know"})
    assert (found.value, found.answered, found.prorated) == (18, 7, 2)
    found = score(PHQ, phq(2, 2, 2, 2, 2, 2))
    assert found.value is None
    assert found.reason == "3 of 9 items have no answer, at most 2 may"


def test_gad7_takes_no_gaps_unless_the_study_says_so():
    six = {f"g{n}": 1 for n in range(1, 7)}
    assert score(GAD, six).value is None
    assert score(GAD, six, rule="up_to_two").value == 7


@pytest.mark.parametrize(
    ("total", "severity"),
    [(4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (15, "severe"), (21, "severe")],
)
def test_gad7_severity(total, severity):
    threes, rest = divmod(total, 3)
    codes = [3] * threes + ([rest] if rest else [])
    codes += [0] * (7 - len(codes))
    assert score(GAD, {f"g{n}": c for n, c in enumerate(codes, 1)}).bands["GAD-7 severity"] == severity


@pytest.mark.parametrize(
    ("codes", "syndrome"),
    [
        ((2, 0, 2, 2, 2, 0, 0, 0, 1), Syndrome.MAJOR),
        ((1, 1, 2, 2, 2, 2, 2, 2, 3), Syndrome.NONE),
        ((0, 2, 2, 0, 0, 0, 0, 0, 0), Syndrome.OTHER),
        ((3, 0, 0, 0, 0, 0, 0, 0, 0), Syndrome.NONE),
        ((2, 2, 2, 2, 0, 0, 0, 0, 0), Syndrome.OTHER),
        ((2, 2, 2, 2, 0, 0, 0, 0, 1), Syndrome.MAJOR),
    ],
)
def test_the_syndrome_needs_one_of_the_first_two(codes, syndrome):
    assert depressive_syndrome(phq(*codes)) is syndrome


def test_no_syndrome_is_guessed_from_a_gap():
    assert depressive_syndrome(phq(2, 2, 2, 2, 2, 2, 2, 2) | {"p9": "refused"}) is None


def test_item_nine_calls_a_person_from_the_first_level():
    assert [(a.item, a.at_least) for a in PHQ.alert] == [("p9", 1)]


# SDQ


def sdq(**by_scale: list[int | str]) -> dict[str, int | str]:
    scales = {s.id: s.items for s in SDQ.scale}
    return {
        item: code
        for name, codes in by_scale.items()
        for item, code in zip(scales[name], codes, strict=False)
    }


def test_a_half_goes_up_where_python_would_round_it_to_even():
    found = score(SDQ, sdq(emotional=[1, 1, 0, 0]), scale="emotional")
    assert found.value == 3
    assert round(2.5) == 2


def test_the_published_example_of_three_items():
    assert score(SDQ, sdq(emotional=[2, 2, 0]), scale="emotional").value == 7


def test_two_answers_give_no_scale_and_then_no_total():
    found = scores(SDQ, all_the_same(SDQ, 1, 25) | {"s3": "refused", "s8": "refused", "s13": "refused"})
    assert found["emotional"].value is None
    assert found["total"].value is None
    assert found["total"].reason == "no score for emotional"
    assert found["externalising"].value == 10


def test_two_everywhere_shows_which_items_are_reversed():
    found = scores(SDQ, all_the_same(SDQ, 2, 25))
    values = {
        name: found[name].value for name in ("emotional", "conduct", "hyperactivity", "peer", "prosocial")
    }
    assert values == {"emotional": 10, "conduct": 8, "hyperactivity": 6, "peer": 6, "prosocial": 10}
    assert (found["total"].value, found["externalising"].value, found["internalising"].value) == (30, 14, 16)


def test_the_childs_age_decides_which_norms_are_named():
    conduct = {"s5": 1, "s7": 2, "s12": 1, "s18": 1, "s22": 0}
    young, older = (score(SDQ, conduct, scale="conduct", age=(age, age)) for age in (3, 9))
    assert young.value == older.value == 3
    assert young.bands["parent 2-4, three bands"] == "normal"
    assert older.bands == {
        "parent 4-17, three bands": "borderline",
        "parent 4-17, four bands": "slightly raised",
    }


def test_prosocial_goes_the_other_way():
    found = score(SDQ, sdq(prosocial=[1, 1, 1, 1, 1]), scale="prosocial", age=(9, 9))
    assert found.bands["parent 4-17, three bands"] == "borderline"
    assert found.bands["parent 4-17, four bands"] == "very low"


def test_impact_is_nothing_when_there_are_no_difficulties_and_counts_from_the_third_answer():
    assert score(SDQ, {"difficulties": 0}, scale="impact").value == 0
    asked = {
        f"impact_{where}": code
        for where, code in zip(
            ("distress", "home", "friends", "classroom", "leisure"), (0, 1, 2, 3, 3), strict=True
        )
    }
    assert score(SDQ, asked | {"difficulties": 2}, scale="impact").value == 5
    assert score(SDQ, {"difficulties": 2}, scale="impact").value is None


# WEMWBS


def test_wemwbs_wants_all_fourteen_unless_the_study_says_otherwise():
    assert score(WEMWBS, all_the_same(WEMWBS, 3)).value == 42
    gap = all_the_same(WEMWBS, 3) | {"w5": "refused"}
    assert score(WEMWBS, gap).value is None
    assert score(WEMWBS, gap, rule="up_to_three").value == 42


@pytest.mark.parametrize(
    ("code", "metric"), [(1, "7.00"), (2, "15.32"), (3, "19.25"), (4, "25.03"), (5, "35.00")]
)
def test_the_short_form_reports_the_metric_score(code, metric):
    found = score(WEMWBS, all_the_same(WEMWBS, code), scale="short")
    assert str(found.value) == metric


# CORE and QMI


def core(**changed: int) -> dict[str, int | str]:
    return all_the_same(CORE, 0) | changed


def test_core_om_of_zeros_is_what_its_reversed_items_give():
    assert score(CORE, core()).value == Decimal("9.41")


def test_core_om_is_ten_times_the_mean():
    forty = core() | {f"c{n}": 4 for n in (1, 2)}
    assert score(CORE, forty).value == Decimal("11.76")
    assert score(CORE, forty).bands["CORE-OM clinical cut-off 10"] == "clinical"


def test_core_om_bears_three_gaps_and_not_four():
    left_out = {f"c{n}": "refused" for n in (5, 6, 8)}
    five_more = {"c1": 4, "c2": 1}
    found = score(CORE, core() | five_more | left_out)
    assert found.value == half_up(Fraction(370, 31), 2) == Decimal("11.94")
    assert score(CORE, core() | left_out | {"c9": "refused"}).value is None


def test_core_domains_have_their_own_limits():
    found = scores(CORE, core() | {"c4": "refused", "c1": "refused", "c6": "dont_know"})
    assert found["wellbeing"].value is None
    assert found["risk"].value is None
    assert found["functioning"].prorated == 1
    assert found["problems"].value == 0


def test_core_10_reverses_two_and_three_and_bears_one_gap():
    assert score(CORE_10, all_the_same(CORE_10, 0)).value == 8
    assert score(CORE_10, all_the_same(CORE_10, 4) | {"c10": "refused"}).value == half_up(
        Fraction(28 * 10, 9), 0
    )
    assert score(CORE_10, all_the_same(CORE_10, 4) | {"c10": "refused", "c9": "refused"}).value is None


def test_qmi_runs_from_six_to_forty_five():
    assert score(QMI, all_the_same(QMI, 1)).value == 6
    assert score(QMI, {i.id: i.high for i in QMI.item}).value == 45


# What does not fit


@pytest.mark.parametrize(
    ("answers", "where", "what"),
    [
        ({"p1": 4}, "phq9.p1", "4 is out of range."),
        ({"p1": -1}, "phq9.p1", "-1 is out of range."),
        ({"p11": 1}, "phq9.p11", "there is no such item."),
        ({"p1": "maybe"}, "phq9.p1", "'maybe' is no reason for a missing answer."),
    ],
)
def test_what_does_not_fit_is_refused_and_never_dropped(answers, where, what):
    with pytest.raises(Refusal) as refusal:
        score(PHQ, answers)
    assert (refusal.value.where, refusal.value.what) == (where, what)


def test_an_unknown_scale_or_rule_is_refused():
    with pytest.raises(Refusal, match="no scale sum"):
        score(PHQ, {}, scale="sum")
    with pytest.raises(Refusal, match="no missing rule lenient"):
        score(PHQ, {}, rule="lenient")
