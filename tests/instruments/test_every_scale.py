"""What every scale keeps, whatever is answered: its range, its direction, and no score out of nothing."""

from hypothesis import given
from hypothesis import strategies as st

from callassist.instruments.definition import Item
from callassist.instruments.library import definition, known
from callassist.instruments.scoring import MISSING, scores
from tests.instruments.supplies import whole

SCORED = [name for name in known() if definition(name).scored]
REVERSED = [name for name in SCORED if any(item.reverse for item in whole(name).item)]


@given(st.sampled_from(SCORED), st.data())
def test_scores_stay_in_range_and_never_fall_when_an_answer_counts_more(name, data):
    of = whole(name)
    codes = {i.id: data.draw(st.integers(i.low, i.high)) for i in of.item}
    item = data.draw(st.sampled_from(of.item))
    other = data.draw(st.integers(item.low, item.high))
    before, after = scores(of, codes), scores(of, codes | {item.id: other})
    more = item.counts(other) - item.counts(codes[item.id])
    lowest = scores(of, {i.id: min(range(i.low, i.high + 1), key=i.counts) for i in of.item})
    highest = scores(of, {i.id: max(range(i.low, i.high + 1), key=i.counts) for i in of.item})
    for scale in of.scale:
        if scale.gate or scale.waits or scale.combine == "lookup":
            continue
        values = [found[scale.id].value for found in (lowest, before, after, highest)]
        assert None not in values
        assert values[0] <= values[1] <= values[3]
        assert (values[2] - values[1]) * more >= 0


@given(st.sampled_from(REVERSED), st.data())
def test_a_reversed_item_answered_backwards_counts_the_same_forwards(name, data):
    of = whole(name)
    codes = {i.id: data.draw(st.integers(i.low, i.high)) for i in of.item}
    turned = {i.id: i.low + i.high - codes[i.id] if i.reverse else codes[i.id] for i in of.item}
    plain = of.model_copy(update={"item": tuple(i.model_copy(update={"reverse": False}) for i in of.item)})
    counted = [scale.id for scale in of.scale if scale.combine != "lookup"]
    assert {k: scores(of, codes)[k].value for k in counted} == {
        k: scores(plain, turned)[k].value for k in counted
    }


def _end(item: Item, end: int) -> int:
    """The code of an item that counts least (0) or most (1)."""
    return sorted((item.low, item.high), key=item.counts)[end]


@given(st.sampled_from(SCORED), st.data())
def test_a_gap_never_gives_a_score_that_the_whole_could_not_have(name, data):
    of = whole(name)
    codes = {i.id: data.draw(st.integers(i.low, i.high)) for i in of.item}
    left_out = data.draw(st.sets(st.sampled_from(sorted(codes)), max_size=4))
    found = scores(of, {k: "refused" if k in left_out else code for k, code in codes.items()})
    for scale in of.scale:
        if scale.combine in ("profile", "lookup") or scale.gate or found[scale.id].value is None:
            continue
        bounds = [scores(of, codes | {k: _end(of.item_named(k), end) for k in left_out}) for end in (0, 1)]
        assert bounds[0][scale.id].value <= found[scale.id].value <= bounds[1][scale.id].value
        assert found[scale.id].answered + found[scale.id].prorated == found[scale.id].items


@given(st.sampled_from(SCORED), st.sampled_from(sorted(MISSING)))
def test_nothing_answered_is_no_score_with_a_reason(name, reason):
    of = whole(name)
    for found in scores(of, {item.id: reason for item in of.item}).values():
        assert found.value is None
        assert found.reason
        assert found.bands == {}
        assert found.rule_version.startswith(of.version)
