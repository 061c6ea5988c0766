"""Every scale comes out as its authors say, and what was kept at the finish comes out again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from sqlalchemy import update

from callassist.instruments import library, scoring
from callassist.instruments.definition import Definition, Item, MissingRule, Scale
from callassist.privacy.tokens import new_token
from callassist.store.interviews import folded
from callassist.work import finishing, studies
from callassist.work.house import Running
from callassist.work.rescoring import Rescored, rescore
from tests.proof.line import Line
from tests.proof.oracle_scores import RULES
from tests.work.test_scores import EMOTIONAL, FAMILY, rings, survey
from tests.work.trials import Trial, files, open_trial

SEED = 11
REASONS = sorted(scoring.MISSING)


def prove(*, quick: bool) -> Line:
    """Answer every scale at random, for the oracle and for us; hold interviews, and score them again."""
    often = 30 if quick else 1000
    wrong, count = _against_the_oracle(often)
    lost = {name for name in library.known() if library.definition(name).scored} - RULES.keys()
    with _held(2 if quick else 12) as (trial, running, kept):
        again = Rescored()
        differ = [one.words() for one in rescore(trial.house, running, again)]
        wrong += _kept_wrong(trial, kept)
        told = _told_of_a_forgery(trial, running)
    broken = tuple((how, bool(_broken(bent, often))) for how, bent in BREAKS)
    found = [*wrong, *differ, *(f"{name} has no oracle" for name in sorted(lost))]
    return Line(
        "scores",
        f"{count:,} scores of {len(RULES)} scales against an oracle; {again.scores} kept at the finish of "
        f"{again.interviews} interviews worked out again",
        count + again.scores,
        f"{len(found)} differ" + (f", first {found[0]}" if found else ""),
        holds=not found and again.scores > 0,
        seed=SEED,
        broken=(*broken, ("a kept score forged", told)),
    )


def _against_the_oracle(often: int) -> tuple[list[str], int]:
    chance, wrong, count = Random(SEED), [], 0
    for name, rules in RULES.items():
        definition = library.definition(name)
        for _ in range(often):
            answers = _at_random(definition, chance)
            codes = {item: code for item, code in answers.items() if isinstance(code, int)}
            found = scoring.scores(definition, answers)
            for scale, rule in rules.items():
                count += 1
                if not _same(rule(codes), found[scale].value):
                    wrong.append(f"{name} {scale}")
    return wrong, count


def _at_random(definition: Definition, chance: Random) -> dict[str, int | str]:
    """Codes, some of them missing: mostly none, sometimes a few, sometimes most."""
    share = chance.choice((0.0, 0.05, 0.1, 0.3, 0.9))
    return {
        item.id: chance.choice(REASONS) if chance.random() < share else chance.randint(item.low, item.high)
        for item in definition.item
    }


def _same(wanted: Fraction | None, found: Decimal | None) -> bool:
    return (wanted is None) is (found is None) and (wanted is None or wanted == Fraction(str(found)))


@contextmanager
def _held(interviews: int) -> Iterator[tuple[Trial, Running, dict[str, dict[str, int]]]]:
    """Interviews about two children and two adults, held to the end; study number to what was said."""
    chance = Random(SEED)
    with tempfile.TemporaryDirectory(prefix="callassist-scores-") as folder:
        trial = open_trial(Path(folder))
        study = {**files("example"), "wellbeing.md": survey().encode()}
        running = trial.house.study(studies.load(trial.house, study, by="proof").study_id)
        said = {f"E-{200 + n}": _interview(trial, running, f"E-{200 + n}", chance) for n in range(interviews)}
        yield trial, running, said
        trial.house.database.close()


def _interview(trial: Trial, running: Running, number: str, chance: Random) -> dict[str, int]:
    call = rings(trial, running, {**FAMILY, "study_number": number, "phone": f"07700 900{number[2:]}"})
    said = {f"about_index/s{n}": chance.randint(0, 2) for n in EMOTIONAL}
    said |= {f"each_child[{row}]/r{n}": chance.randint(0, 2) for row in (1, 2) for n in EMOTIONAL}
    said |= {f"both/{who}{n}": chance.randint(1, 5) for who in "wp" for n in range(1, 15)}
    for item, code in said.items():
        call.says(item, str(code))
    finishing.finish(trial.house, call.id, by=call.who, once=new_token())
    return said


def _kept_wrong(trial: Trial, said: dict[str, dict[str, int]]) -> list[str]:
    """Scores in the database that the oracle gives another value, from what was said on the line."""
    numbers = {one.id: one.number for one in trial.rows("participant")}
    wrong = []
    for row in trial.rows("folded"):
        told = said[numbers[row.participant_id]]
        for name, place, letter, of in (
            ("sdq_parent", "about_index/s", "s", "emotional"),
            ("sdq_parent#1", "each_child[1]/r", "s", "emotional"),
            ("sdq_parent#2", "each_child[2]/r", "s", "emotional"),
            ("wemwbs", "both/w", "w", "total"),
            ("wemwbs#partner", "both/p", "w", "short"),
        ):
            codes = {letter + item[len(place) :]: n for item, n in told.items() if item.startswith(place)}
            wanted = RULES[name.split("#")[0]][of](codes)
            if not _same(wanted, Decimal(row.scores[name][of]["value"])):
                wrong.append(f"{numbers[row.participant_id]} {name} {of}")
    return wrong


def _told_of_a_forgery(trial: Trial, running: Running) -> bool:
    row = trial.rows("folded")[0]
    forged: dict[str, Any] = row.scores
    forged["wemwbs"]["total"]["value"] = "13"
    of = update(folded).where(folded.c.interview_id == row.interview_id).values(scores=forged)
    trial.house.database.keep(lambda c: c.execute(of))
    return [one.administration for one in rescore(trial.house, running, Rescored())] == ["wemwbs"]


def _broken(bent: Callable[[], AbstractContextManager[object]], often: int) -> list[str]:
    with bent():
        return _against_the_oracle(min(often, 100))[0]


def _to_even() -> AbstractContextManager[object]:
    def even(value: Fraction, decimals: int) -> Decimal:
        return Decimal(round(value * 10**decimals)).scaleb(-decimals)

    return patch.object(scoring, "half_up", even)


def _never_turned() -> AbstractContextManager[object]:
    def as_it_is(self: Item, code: int) -> int:
        return code if self.recode is None else self.recode[code - self.low]

    return patch.object(Item, "counts", as_it_is)


def _one_gap_more() -> AbstractContextManager[object]:
    real = Scale.rule

    def lenient(self: Scale, name: str | None) -> MissingRule:
        return MissingRule(at_most=real(self, name).at_most + 1)

    return patch.object(Scale, "rule", lenient)


BREAKS: tuple[tuple[str, Callable[[], AbstractContextManager[object]]], ...] = (
    ("halves rounded to even", _to_even),
    ("no item turned round", _never_turned),
    ("one gap too many borne", _one_gap_more),
)
