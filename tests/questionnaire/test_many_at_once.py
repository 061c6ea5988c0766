"""Fifty interviewers run one script at the same time, each with her own answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from callassist.questionnaire.session import Session
from tests.questionnaire.telling import MORNING, script

REGIONS, TOWNS = 12, 600
TABLES = "\n".join(
    [
        "| survey |",
        "| | type | name | label | choice_filter |",
        "| | select_one region | region | Region? | |",
        "| | select_one town | town | Town? | region = ${region} |",
        "| choices |",
        "| | list_name | name | label | region |",
        *(f"| | region | r{number} | R | |" for number in range(REGIONS)),
        *(f"| | town | t{number} | T | r{number % REGIONS} |" for number in range(TOWNS)),
    ]
)


def test_each_sees_the_towns_of_her_own_region() -> None:
    read = script(TABLES)

    def hold(number: int) -> list[str]:
        session = Session.start(read, now=MORNING, seed=number)
        session.answer("/data/region", f"r{number % REGIONS}", now=MORNING)
        return [choice.value for choice in session.screen("/data/town").questions[0].choices]

    with ThreadPoolExecutor(16) as interviewers:
        seen = list(interviewers.map(hold, range(50)))
    assert seen == [[f"t{t}" for t in range(TOWNS) if t % REGIONS == n % REGIONS] for n in range(50)]
