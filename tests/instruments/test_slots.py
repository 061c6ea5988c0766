"""Slots: what a licence must bring, and that nothing is made up without it."""

from decimal import Decimal

import pytest

from callassist.errors import Refusal
from callassist.instruments.library import definition, read_pack
from callassist.instruments.scoring import score, scores
from tests.instruments.supplies import BCAP, EQ5D, HEAD, REQOL_UI, pack, with_pack

EQ = definition("eq5d5l")
STATE: dict[str, int | str] = dict(
    zip(("mobility", "self_care", "usual_activities", "pain", "anxiety"), (2, 1, 2, 3, 2), strict=True)
)


# BCAP


def test_bcap_ships_without_a_key_and_so_without_a_score():
    of = definition("bcap")
    assert len(of.item) == 33
    assert not any(item.reverse or item.recode for item in of.item)
    for found in scores(of, {item.id: 1 for item in of.item}).values():
        assert found.value is None
        assert found.reason == "its key comes with the licence, and none is supplied"


def test_a_licensed_site_supplies_the_key_and_every_score_says_which():
    of = with_pack("bcap", BCAP)
    found = scores(of, {f"b{n}": 1 for n in range(1, 34)})
    assert (found["risk"].value, found["lie"].value, found["random"].value) == (3, 2, None)
    assert found["risk"].rule_version == "1, key made up 1"


def test_the_cut_off_of_twelve_means_above_twelve():
    thirteen = ", ".join(f'"b{n}"' for n in range(1, 25))
    body = f'[key]\nversion = "made up 3"\nsource = "x"\n[key.scale]\nrisk = [{thirteen}]\n'
    of = with_pack("bcap", body)
    for agreed, band in ((12, "below"), (13, "at risk")):
        answers = {f"b{n}": int(n <= agreed) for n in range(1, 34)}
        assert score(of, answers, scale="risk").bands["BCAP above 12"] == band


# EQ-5D-5L


def test_a_health_state_is_its_five_levels_in_order():
    found = score(EQ, STATE, scale="profile")
    assert (found.value, found.answered) == (21232, 5)


def test_a_missing_dimension_is_a_nine_and_no_utility():
    gap = STATE | {"pain": "refused"}
    of = with_pack("eq5d5l", EQ5D)
    found = scores(of, gap)
    assert (found["profile"].value, found["profile"].answered) == (21292, 4)
    assert found["utility"].value is None
    assert found["utility"].reason == "1 of 5 items have no answer, at most 0 may"


def test_without_a_value_set_there_is_no_utility():
    found = score(EQ, STATE, scale="utility")
    assert (found.value, found.reason) == (None, "no value set is supplied")


def test_the_utility_is_the_value_sets_and_carries_its_id():
    found = score(with_pack("eq5d5l", EQ5D), STATE, scale="utility")
    assert found.value == Decimal("0.700")  # 1 - 0.05 - 0 - 0.05 - 0.1 - 0.1
    assert found.rule_version == "1, values made-up-1"


def test_full_health_is_one_and_a_state_may_be_worse_than_death():
    of = with_pack("eq5d5l", EQ5D)
    assert score(of, dict.fromkeys(STATE, 1), scale="utility").value == 1
    assert score(of, dict.fromkeys(STATE, 5), scale="utility").value == Decimal("-0.385")


def test_a_value_set_may_be_a_table_of_all_profiles():
    states = [f"{a}{b}" for a in range(5) for b in range(5)]
    table = "\n".join(f'"{state}" = {n / 100}' for n, state in enumerate(states))
    head = (
        '[value_set]\nid = "t-1"\nsource = "x"\nitems = ["r2", "physical"]\ndecimals = 2\n[value_set.table]\n'
    )
    of = with_pack("reqol_10", head + table)
    assert score(of, {"r2": 3, "physical": 4}, scale="utility").value == Decimal("0.19")


def test_the_visual_scale_is_taken_as_it_is():
    assert score(EQ, {"vas": 73}, scale="vas").value == 73
    with pytest.raises(Refusal, match="101 is out of range"):
        score(EQ, {"vas": 101}, scale="vas")


# ReQoL


def test_reqol_10_reverses_four_and_leaves_the_physical_item_out():
    of = definition("reqol_10")
    zeros: dict[str, int | str] = {item.id: 0 for item in of.item}
    assert score(of, zeros).value == 16
    assert score(of, zeros | {"physical": 4}).value == 16
    assert score(of, zeros).bands == {"ReQoL clinical range, up to 24": "clinical"}
    assert of.scale_named("total").checked is False


def test_reqol_utility_comes_with_the_licence():
    answers: dict[str, int | str] = {item.id: 2 for item in definition("reqol_10").item}
    assert score(definition("reqol_10"), answers, scale="utility").value is None
    assert score(with_pack("reqol_10", REQOL_UI), answers, scale="utility").value == Decimal("0.6000")


def test_reqol_20_waits_for_its_key():
    of = definition("reqol_20")
    assert score(of, {item.id: 2 for item in of.item}).value is None


# CSRI


def test_csri_is_kept_and_never_added_up():
    of = definition("csri")
    assert (of.scored, of.main, scores(of, {})) == (False, None, {})


# What does not fit


@pytest.mark.parametrize(
    ("instrument", "body", "said"),
    [
        ("bcap", BCAP.replace('"b5"', '"b55"'), r"key\.scale\.risk: it names no item of bcap: b55"),
        ("bcap", BCAP.replace("lie =", "truth ="), r"bcap has no keyless scale truth"),
        ("bcap", BCAP.replace('["b2", "b4"]', '["b99"]'), r"key\.reverse: bcap has no item b99"),
        ("bcap", EQ5D, r"value_set\.scale: bcap has no scale utility"),
        ("eq5d5l", EQ5D.replace("pain = [0, ", "pain = ["), r"value_set\.levels: each item needs"),
        ("eq5d5l", EQ5D.split("[value_set.levels]")[0] + "[value_set.table]\n11111 = 1\n", "3125 profiles"),
        ("reqol_10", EQ5D, r"value_set\.items: it must name items of reqol_10"),
        ("wemwbs", '[language.ur]\ntranslation = "official"\n[language.ur.item]\nw15 = "x"\n', "no item w15"),
    ],
)
def test_a_pack_that_does_not_fit_is_refused_with_its_place(instrument, body, said):
    with pytest.raises(Refusal, match=said):
        with_pack(instrument, body)


SECRET = "The quince sleeps on the northern ladder"
WORDS = f'[language.en-GB]\ntranslation = "official"\n[language.en-GB.item]\nw1 = "{SECRET}"\n'


@pytest.mark.parametrize(
    "body",
    [
        WORDS.replace(SECRET, SECRET + " ${name}"),
        WORDS.replace("official", SECRET),
        WORDS.replace("w1 =", "W1 ="),
        WORDS.replace(f'"{SECRET}"', f'["{SECRET}"]'),
        WORDS.replace(f'"{SECRET}"', f'"{SECRET}'),
        WORDS.replace("w1 =", "w99 ="),
        WORDS + f'[language.en-GB.code]\n1 = "{SECRET}"\n',
        WORDS + f'surprise = "{SECRET}"\n' + f'[{SECRET.split()[1]}]\na = "{SECRET}"\n',
    ],
)
def test_no_refusal_of_a_pack_repeats_its_words(body):
    with pytest.raises(Refusal) as refusal:
        with_pack("wemwbs", body)
    assert "northern ladder" not in str(refusal.value)


def test_a_pack_says_under_which_licence():
    without = HEAD.replace('licence_ref = "M-1"\n', "").format("wemwbs")
    with pytest.raises(Refusal, match=r"licence_ref"):
        read_pack(without, name="wemwbs.pack.toml")
    assert pack("wemwbs", WORDS).licensed_to == "Nobody"
