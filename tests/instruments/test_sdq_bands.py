"""The bands of the SDQ by form, age and scheme, each at both of its ends, as the tables print them."""

import pytest

from callassist.instruments.library import definition
from callassist.instruments.scoring import Score, score, scores

SCALES = ("total", "emotional", "conduct", "hyperactivity", "peer", "prosocial", "impact")
THREE = ("normal", "borderline", "abnormal")
FOUR = ("close to average", "slightly raised", "high", "very high")
LOWERED = ("close to average", "slightly lowered", "low", "very low")
# The first score of the second band, the third, the fourth; of prosocial the last, counting downwards.
OLDER_THREE = {
    "total": (14, 17),
    "emotional": (4, 5),
    "conduct": (3, 4),
    "hyperactivity": (6, 7),
    "peer": (3, 4),
    "prosocial": (5, 4),
    "impact": (1, 2),
}
OLDER_FOUR = {
    "total": (14, 17, 20),
    "emotional": (4, 5, 7),
    "conduct": (3, 4, 6),
    "hyperactivity": (6, 8, 9),
    "peer": (3, 4, 5),
    "prosocial": (7, 6, 5),
    "impact": (1, 2, 3),
}
YOUNGER_THREE = {
    "total": (13, 16),
    "emotional": (3, 4),
    "conduct": (4, 5),
    "hyperactivity": (6, 7),
    "peer": (3, 4),
    "prosocial": (6, 5),
}
YOUNGER_FOUR = {
    "total": (13, 16, 19),
    "emotional": (3, 4, 5),
    "conduct": (4, 5, 6),
    "hyperactivity": (6, 7, 8),
    "peer": (3, 4, 5),
    "prosocial": (6, 5, 4),
}
TABLES = [
    ("sdq_parent_4_17", "parent 4-17, three bands", OLDER_THREE),
    ("sdq_parent_4_17", "parent 4-17, four bands", OLDER_FOUR),
    ("sdq_parent_2_4", "parent 2-4, three bands", YOUNGER_THREE),
    ("sdq_parent_2_4", "parent 2-4, four bands", YOUNGER_FOUR),
    ("sdq_parent", "parent 4-17, three bands", OLDER_THREE),
    ("sdq_parent", "parent 4-17, four bands", OLDER_FOUR),
    ("sdq_parent", "parent 2-4, three bands", YOUNGER_THREE),
    ("sdq_parent", "parent 2-4, four bands", YOUNGER_FOUR),
]
ROWS = [(form, scheme, scale, bounds) for form, scheme, table in TABLES for scale, bounds in table.items()]


@pytest.mark.parametrize(("form", "scheme", "scale", "bounds"), ROWS)
def test_every_score_falls_into_the_band_that_the_table_prints(form, scheme, scale, bounds):
    down = scale == "prosocial"
    names = THREE if len(bounds) == 2 else LOWERED if down else FOUR
    found = definition(form).scale_named(scale)
    cut = next(one for one in found.scheme if one.name == scheme)
    for value in range(41 if scale == "total" else 11):
        passed = sum(value <= bound if down else value >= bound for bound in bounds)
        assert cut.name_of(value) == names[passed], f"{scale} {value}"


def sdq(form: str, code: int, age: tuple[int, int] | None) -> dict[str, Score]:
    answers = {f"s{n}": code for n in range(1, 26)}
    return scores(definition(form), answers, age=age)


def named(found: Score) -> set[str]:
    return {scheme.partition(",")[0] for scheme in found.bands}


def test_age_on_the_day_decides_which_norms_are_named():
    assert named(sdq("sdq_parent", 1, (3, 3))["total"]) == {"parent 2-4"}
    assert named(sdq("sdq_parent", 1, (9, 9))["total"]) == {"parent 4-17"}


def test_at_four_both_norms_hold_and_the_form_says_which():
    assert named(sdq("sdq_parent", 1, (4, 4))["total"]) == {"parent 2-4", "parent 4-17"}
    assert named(sdq("sdq_parent_2_4", 1, (4, 4))["total"]) == {"parent 2-4"}
    assert named(sdq("sdq_parent_4_17", 1, (4, 4))["total"]) == {"parent 4-17"}


def test_an_age_that_is_only_roughly_known_must_fit_at_both_ends():
    assert named(sdq("sdq_parent", 1, (3, 4))["total"]) == {"parent 2-4"}
    assert named(sdq("sdq_parent", 1, (4, 5))["total"]) == {"parent 4-17"}
    assert named(sdq("sdq_parent", 1, (1, 2))["total"]) == set()


def test_a_form_asked_about_a_child_of_another_age_is_scored_and_not_banded():
    found = sdq("sdq_parent_2_4", 1, (9, 9))["total"]
    assert (found.value, found.bands) == (20, {})


def test_an_age_that_nobody_knows_names_every_norm():
    assert named(sdq("sdq_parent", 1, None)["total"]) == {"parent 2-4", "parent 4-17"}


@pytest.mark.parametrize("form", ["sdq_parent", "sdq_parent_2_4", "sdq_parent_4_17"])
def test_all_forms_count_the_same_items_in_the_same_scales(form):
    found = sdq(form, 2, None)
    values = {name: found[name].value for name in SCALES[:6]}
    assert values == {
        "total": 30,
        "emotional": 10,
        "conduct": 8,
        "hyperactivity": 6,
        "peer": 6,
        "prosocial": 10,
    }
    impact = {"difficulties": 1, "impact_distress": 3} | {
        f"impact_{where}": 2 for where in ("home", "friends", "classroom", "leisure")
    }
    assert score(definition(form), impact, scale="impact").value == 6
