"""A long list filtered by several answers at once gives what looking through every row gives."""

from __future__ import annotations

import pytest

from callassist.questionnaire.tree import document
from callassist.questionnaire.xpath import compiling
from callassist.questionnaire.xpath.compiling import compiled
from callassist.questionnaire.xpath.dates import Calendar
from callassist.questionnaire.xpath.values import Environment
from tests.questionnaire.test_functions import LONDON, MORNING, Alone

WARDS = "".join(
    f"<item><region>r{n % 4}</region><district>d{n % 30}</district><size>{n % 7}</size>"
    f"<name>w{n}</name></item>"
    for n in range(900)
)
TOWN = document(f"<data><r>r1</r><d>d5</d><n>3</n><blank/><root>{WARDS}</root></data>")
ITEMS = "/data/root/item"


def found(expression: str) -> list[str]:
    env = Environment(calendar=Calendar(LONDON), now=MORNING, host=Alone())
    return [node.string() for node in compiled(expression).nodes(TOWN, env)]


@pytest.mark.parametrize(
    "bracket",
    [
        "region = /data/r and district = /data/d",
        "/data/d = district and /data/r = region",
        "size > 3 and region = 'r2' and district = /data/d",
        "region = /data/r and (district = /data/d or size = /data/n)",
        "region = /data/blank and district = /data/d",
        "region = /data/nothing and size = 1",
        "region = /data/r and position() < 9",
        "region = /data/r and position() = last()",
        "region = /data/r and 1",
        "region = /data/r and size",
        "not(region = /data/r) and district = /data/d",
    ],
)
def test_an_index_finds_what_looking_through_finds(bracket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quickly = found(f"{ITEMS}[{bracket}]/name")
    monkeypatch.setattr(compiling, "keyed", lambda _tree: None)
    assert quickly == found(f"{ITEMS}[{bracket}]/name")
