"""The shelf of definitions: free text whole, licensed text absent, a broken one refused with its place."""

import pytest

from callassist.errors import Refusal
from callassist.instruments.library import definition, known, read

SMALL = """
schema = 1
id = "small"
title = "Small"
version = "1"
source = "made up"
licence = "ours"
text = "free"

[[item]]
id = "a"
low = 0
high = 3

[[scale]]
id = "total"
title = "Total"
items = ["a"]
"""


def test_free_scales_stand_whole_on_the_shelf_and_licensed_ones_are_blank():
    for name in known():
        found = definition(name)
        assert found.id == name
        words = [item.text for item in found.item]
        assert all(words) if found.text == "free" else not any(words)
    assert {name for name in known() if definition(name).text == "free"} == {"phq9", "gad7"}


def test_every_definition_names_its_source_and_licence():
    for name in known():
        assert definition(name).source
        assert definition(name).licence


def test_an_unknown_scale_is_refused_with_the_known_ones():
    with pytest.raises(Refusal, match=r"no such definition.*phq9"):
        definition("phq15")


def test_a_small_definition_reads():
    assert read(SMALL, name="small.toml").main.id == "total"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('items = ["a"]', 'items = ["b"]', "names what is not there before it: b"),
        ('items = ["a"]', "", "must name either items or scales"),
        ("high = 3", "high = 0", "item a runs from 0 to 0"),
        ("high = 3", "high = 3\nrecode = [0, 1]", "4 codes and 2 recodes"),
        ('text = "free"', 'text = "licensed"', None),
        ("high = 3", "colour = 3", "item.1"),
        ('id = "small"', 'id = "small', "this is not TOML"),
    ],
)
def test_a_broken_definition_is_refused_with_its_place(old, new, said):
    broken = SMALL.replace(old, new, 1)
    if said is None:
        broken = broken.replace("high = 3", 'high = 3\ntext = "words"')
        said = "licensed text must not stand"
    with pytest.raises(Refusal, match=said):
        read(broken, name="small.toml")
