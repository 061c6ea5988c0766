"""Counts fault runs: what the network took, by its own journal, beside what callassist believes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.proof.fault_round import FAMILIES, MUST_NOT, Round, Run
from tests.proof.fault_stage import BEFORE
from tests.trial import at

LONDON = ZoneInfo("Europe/London")
OUTCOMES = ("accepted", "refused", "reconciled", "person")
HELLO = ("Hello, Lamp Team", "Dzień dobry, Lamp Team")
HOURS = {0: (10, 18), 1: (10, 18), 2: (10, 18), 3: (10, 18), 4: (10, 18), 6: (14, 18)}
AMBIGUOUS = {
    "broken_before",
    "silent_before",
    "cut_before",
    "broken_after",
    "silent_after",
    "cut_after",
    "cut_midway",
}
MAY_GO_AGAIN = {30003, 30008, 30410, 30001}
NAMED = {"text_refused", "text_not_arrived"}


@dataclass
class Tally:
    """What was seen over many runs; `matrix` counts texts by (fault, outcome)."""

    runs: int = 0
    messages: int = 0
    faults: int = 0
    ambiguous: int = 0
    undecided: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    excess: list[str] = field(default_factory=list)
    broke: list[str] = field(default_factory=list)
    matrix: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Take another tally's figures in."""
        for name in ("runs", "messages", "faults", "ambiguous", "undecided"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("lost", "doubled", "wrong", "excess", "broke"):
            getattr(self, name).extend(getattr(other, name))
        self.matrix.update(other.matrix)

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or wrongly sent, and nobody was asked about what was certain."""
        return not (self.lost or self.doubled or self.wrong or self.excess or self.broke)

    def words(self) -> str:
        """The six numbers, and the first thing that was wrong, if any was."""
        said = (
            f"{self.messages} messages, {self.faults} faults, {len(self.lost)} lost, {len(self.doubled)} "
            f"doubled, {self.undecided} undecided of {self.ambiguous} made ambiguous, "
            f"{len(self.wrong)} wrongly sent"
        )
        first = next(iter(self.broke + self.lost + self.doubled + self.wrong + self.excess), "")
        return f"{said}; first: {first}" if first else said


def count(here: Round, journal: list[dict[str, Any]], told: list[dict[str, Any]], in_air: int) -> Tally:
    """The figures of each run of a round, taken together.

    `in_air`: how many texts were being handed over when the process was struck.
    """
    whole, struck = Tally(), here.file("struck").exists()
    for one in journal:
        if one["kind"] == "accepted" and one["number"] not in here.numbers:
            whole.wrong.append(f"{here.seed}: to a number of nobody’s")
    for nth, run in enumerate(here.runs):
        mine = [one for one in journal if one["number"] in run.numbers]
        said = [
            {**one, "family": one["family"] % FAMILIES} for one in told if one["family"] // FAMILIES == nth
        ]
        whole.add(_count(run, mine, said, in_air, struck=struck))
    return whole


def _count(
    run: Run, journal: list[dict[str, Any]], told: list[dict[str, Any]], in_air: int, *, struck: bool
) -> Tally:
    tally, name = Tally(runs=1), f"{run.row.name} ({run.seed})"
    taken = [one for one in journal if one["kind"] == "accepted"]
    laid = [one for one in journal if one["kind"] == "fault"]
    tally.messages = len(taken)
    tally.faults = len(laid) + bool(struck or run.row.hours or run.row.unreachable)
    unsure = {one["number"] for one in laid if one["fault"] in AMBIGUOUS and one["strikes"] == "send"}
    tally.ambiguous = len(unsure) + in_air
    _doubled(run, journal, name, tally)
    _wrong(run, taken, name, tally)
    came_about = struck or not run.row.act
    for index, number in enumerate(run.numbers):
        if index != MUST_NOT:
            mine = [one for one in told if one["family"] == index]
            went = sum(one["number"] == number and one["body"].startswith(HELLO) for one in taken)
            outcome = stands(index, mine, went, name, tally)
            tally.matrix[run.row.name, outcome] += came_about
    if tally.undecided > tally.ambiguous:
        tally.excess.append(f"{name}: {tally.undecided} undecided, {tally.ambiguous} ambiguous")
    return tally


def _doubled(run: Run, journal: list[dict[str, Any]], name: str, tally: Tally) -> None:
    """The same words to the same phone twice, unless the network said of the first that it never arrived."""
    for number in run.numbers:
        mine = [one for one in journal if one["number"] == number]
        again = sum(one["kind"] == "undelivered" and one["code"] in MAY_GO_AGAIN for one in mine)
        bodies = Counter(one["body"] for one in mine if one["kind"] == "accepted")
        tally.doubled += [f"{name}: …{number[-3:]}" for seen in bodies.values() if seen > 1 + again]


def _wrong(run: Run, taken: list[dict[str, Any]], name: str, tally: Tally) -> None:
    """Sent to one who must get none, or at an hour at which none may go."""
    for one in taken:
        if not one["body"].startswith(HELLO):
            continue
        moment = datetime.fromisoformat(one["trial"]).astimezone(LONDON)
        begins, ends = HOURS.get(moment.weekday(), (0, 0))
        if one["number"] == run.numbers[MUST_NOT] and moment >= at(BEFORE):
            tally.wrong.append(f"{name}: in spite of “{run.changed}”")
        elif not begins <= moment.hour < ends:
            tally.wrong.append(f"{name}: at {moment:%a %H:%M}")


def stands(who: int | str, mine: list[dict[str, Any]], went: int, name: str, tally: Tally) -> str:
    """What callassist believes of one family's text must agree with the network, and be said to somebody."""
    first = next((one for one in mine if not one["again"]), None)
    if first is None:
        tally.lost.append(f"{name}: family {who} has no text at all")
        return "nothing"
    outcome = _outcome(first)
    asked = "text_undecided" in first["tasks"]
    tally.undecided += asked
    agrees = {
        "accepted": went >= 1,
        "reconciled": went >= 1,
        "refused": went == 0 and (first["code"] == 21610 or bool(NAMED & set(first["open"]))),
        "person": "text_undecided" in first["open"],
        "stated": went == 0 and bool(first["reason"]),
    }
    if not agrees.get(outcome, False):
        tally.lost.append(f"{name}: family {who} stands as {first}, and {went} went")
    return outcome


def _outcome(one: dict[str, Any]) -> str:
    """Where a text ended: taken, refused, settled after nobody knew, a person's to settle, or not sent."""
    match one["state"]:
        case "accepted":
            return "reconciled" if str(one["reason"]).startswith("settled") else "accepted"
        case "refused":
            return "refused"
        case "unknown":
            return "person"
        case "suppressed" | "withdrawn" | "missed":
            return "stated"
        case other:
            return str(other)
