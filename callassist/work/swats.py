"""Studies within the trial: households drawn when their text first falls due, and what differs for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from callassist.errors import Stale
from callassist.privacy.index import text_index
from callassist.privacy.tokens import new_id
from callassist.schedule.drawing import arm_at
from callassist.schedule.due import Due
from callassist.store import draws, outbox
from callassist.store.database import Connection
from callassist.store.draws import Wanted
from callassist.study.protocol import Protocol, Text
from callassist.study.swat import Swat, Variant
from callassist.work.house import House, Running
from callassist.work.verb import again

NOWHERE = "none"


class Drawn:
    """What was drawn for some cases (rows of case_): asked once for a whole chunk."""

    def __init__(self, c: Connection, rows: Sequence[Any], running: Mapping[str, Running]) -> None:
        self._running = running
        mine = [row for row in rows if running[row.study_id].edition.protocol.swat]
        ids = sorted({row.participant_id for row in mine})
        self._people = outbox.participants(c, ids) if ids else {}
        units = sorted({unit_of(one) for one in self._people.values()})
        self._arms = draws.of_units(c, units) if units else {}

    def rules(self, row: Any) -> Mapping[str, Text]:
        """The rules for texts that are not as the protocol has them for this case, by id."""
        protocol = self._running[row.study_id].edition.protocol
        found = ((one, self._arm(row, one)) for one in _on(protocol, row.wave))
        return {one.rule: _varied(protocol, one.rule, arm) for one, arm in found if arm is not None}

    def mark(self, row: Any, rule: str | None) -> dict[str, str] | None:
        """What a text keeps of it: the study within the trial and the arm, or nothing."""
        swat = self._running[row.study_id].edition.protocol.swat_of(rule or "")
        if swat is None or row.wave not in swat.waves:
            return None
        arm = self._arm(row, swat)
        return {"swat": swat.id, "arm": arm.code} if arm is not None else None

    def lacking(self, row: Any, due: Due, known: Mapping[str, Any]) -> list[Wanted]:
        """What is to be drawn for a case before its text can be planned; none for one that was planned."""
        protocol = self._running[row.study_id].edition.protocol
        fresh = {text.rule for text in due.texts if text.cause not in known}
        person = self._people.get(row.participant_id)
        return [
            Wanted(row.study_id, one.id, unit_of(person), row.participant_id, row.id, stratum_of(one, person))
            for one in _on(protocol, row.wave)
            if person is not None and one.rule in fresh and (one.id, unit_of(person)) not in self._arms
        ]

    def _arm(self, row: Any, swat: Swat) -> Variant | None:
        person = self._people.get(row.participant_id)
        arm = self._arms.get((swat.id, unit_of(person))) if person is not None else None
        return swat.variant(arm) if arm is not None else None


def _on(protocol: Protocol, wave: str) -> list[Swat]:
    """The studies within the trial that concern a wave; none without its own ethics reference."""
    return [one for one in protocol.swat if one.ethics.strip() and wave in one.waves]


def _varied(protocol: Protocol, rule: str, arm: Variant) -> Text:
    text = protocol.text_named(rule)
    assert text is not None  # the check of the folder saw to it
    timing = {"days": arm.days, "at": arm.at, "hours_before": arm.hours_before}
    return text.model_copy(update={name: value for name, value in timing.items() if value is not None})


def unit_of(person: Any) -> str:
    """What is drawn: her household, so that two who share a home get the same; or she alone."""
    return str(person.household_id or person.id)


def stratum_of(swat: Swat, person: Any) -> str:
    """Her stratum in words: site=luton language=ur."""
    needs = person.language or {}
    known = {
        "site": person.site,
        "language": needs.get("texts_in"),
        "role": person.role,
        "strand": person.strand,
    }
    return " ".join(f"{name}={known[name] or NOWHERE}" for name in swat.strata)[:80]


@again
def draw(house: House, wanted: Sequence[Wanted], running: Mapping[str, Running]) -> None:
    """Draw an arm for each household, in the order given: kept once, whoever else draws at the same time."""
    now = house.now()

    def keep(c: Connection) -> None:
        done: set[tuple[str, str]] = set()
        for one in wanted:
            if (one.swat, one.unit) in done or (one.swat, one.unit) in draws.of_units(c, [one.unit]):
                continue
            done.add((one.swat, one.unit))
            swat = next(s for s in running[one.study_id].edition.protocol.swat if s.id == one.swat)
            place = draws.so_far(c, one)
            arm = arm_at(place, [a.code for a in swat.arm], swat.blocks, _key(house, one))
            row = {
                "id": new_id(),
                "study_id": one.study_id,
                "swat": one.swat,
                "unit": one.unit,
                "participant_id": one.participant_id,
                "case_id": one.case_id,
                "stratum": one.stratum,
                "place": place,
                "arm": arm,
                "at": now,
            }
            if not draws.add(c, house.database.dialect, row):
                raise Stale

    house.database.keep(keep)


def _key(house: House, one: Wanted) -> Callable[[str], bytes]:
    return partial(text_index, house.keys, one.study_id, f"draw {one.swat} {one.stratum}")


def variant_of(running: Running, message: Any) -> Variant | None:
    """How a text differs, by the edition that is in use now; None where it goes as its rule says."""
    mark = message.more or {}
    swat = running.edition.protocol.swat_of(message.rule or "")
    return swat.variant(mark["arm"]) if swat is not None and mark.get("swat") == swat.id else None
