"""One call as it is drawn, what befalls it, and what the network's journal says of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from callassist.errors import Refusal
from callassist.rehearsal.instructions import Say, seconds
from callassist.store import calls
from callassist.voice.instructions import Part
from callassist.voice.legs import Course, LegState, advance
from callassist.work import call_acts, call_place, cases
from callassist.work.call_dial import recover_legs
from callassist.work.call_settle import settle
from tests.calls.telephone import families
from tests.proof.call_stage import POINTS, Board

REQUEST = (
    "throttled",
    "refused",
    "broken_before",
    "broken_after",
    "silent_before",
    "silent_after",
    "cut_after",
)
NOTICES = ("callback_lost", "callback_repeated", "callback_reordered", "callback_late")
STATES = ("ringing", "in-progress", "joined")
DOINGS = ("browser closed", "ends it", "redials", "holds")
ALONE = 5.0
INSTANT = 0.5


@dataclass
class Placed:
    """One call: what the requests, notices and lines suffer, how the phones answer, what she does."""

    nth: int
    own_request: str = ""
    her_request: str = ""
    notices: str = ""
    share: float = 0.5
    later: int = 0
    dropped: tuple[str, str] = ("", "")
    own_answers: str = "person"
    her_answers: str = "person"
    does: str = "browser closed"
    dies: str = ""
    call_id: str = ""
    presses: int = 0

    @property
    def own(self) -> str:
        return f"+447700900{700 + self.nth}"

    @property
    def hers(self) -> str:
        return "+44" + families(self.nth + 1)[-1]["phone"].replace(" ", "")[1:]

    def kinds(self) -> list[str]:
        """What befell it, in words."""
        asked = [f"own leg {self.own_request}"] if self.own_request else []
        asked += [f"her leg {self.her_request}"] if self.her_request else []
        asked += [self.notices] if self.notices else []
        asked += [f"{self.dropped[0]} dropped when {self.dropped[1]}"] if self.dropped[0] else []
        asked += [f"killed: {self.dies}"] if self.dies else []
        return [*asked, f"she {self.her_answers}", f"own phone {self.own_answers}", self.does]


@dataclass
class Told:
    """What the journal says of one call beside what we say."""

    presses: int
    rang: int
    silent: bool = False
    wrongly_silent: bool = False
    alone: float = 0.0
    wrong: list[str] = field(default_factory=list)


def draw(dice: Random, nth: int) -> Placed:
    """A call by the dice; the first twelve have one of each so that the smallest round shows most."""
    some = Placed(nth)
    if dice.random() < 0.25:
        some.own_request = dice.choice(REQUEST)
    if dice.random() < 0.4 or nth in (1, 7):
        some.her_request = "silent_after" if nth in (1, 7) else dice.choice(REQUEST)
    if dice.random() < 0.6:
        some.notices = dice.choice(NOTICES)
    if dice.random() < 0.35 or nth in (2, 5):
        who = "interviewer" if nth in (2, 5) else dice.choice(("interviewer", "parent"))
        some.dropped = (who, dice.choice(STATES))
    some.later = dice.randrange(5)
    some.own_answers = dice.choices(("person", "nobody", "busy"), (8, 1, 1))[0]
    answers = ("person", "machine", "nobody", "busy", "unreachable")
    some.her_answers = dice.choices(answers, (6, 1, 1, 1, 1))[0]
    some.does = dice.choices(DOINGS, (4, 2, 2, 1))[0]
    if nth in (1, 7):  # the plain case of a leg that nobody knows of
        some.own_request, some.notices, some.dropped = "", "callback_lost", ("", "")
        some.share = 1.0
        some.own_answers = some.her_answers = "person"
    if nth in (2, 5):  # the interviewer's line is lost while the other rings, and no notice says so
        some.own_request, some.her_request, some.notices, some.share = "", "", "callback_lost", 1.0
        some.own_answers = some.her_answers = "person"
        some.dropped, some.later, some.does = ("interviewer", "joined"), 2, "browser closed"
    if nth == 4 or dice.random() < 0.04:
        some.dies = dice.choice(POINTS)
    return some


def play(board: Board, drawn: Sequence[Placed], round_: int) -> Iterator[tuple[Placed, Told]]:
    """Let a round's calls be placed at once and come to their end; each with what is told of it."""
    board.network.no_faults()
    board.stand(round_)
    board.network.count_from_here()
    for call in drawn:
        _lay(board, call)
    for call in sorted(drawn, key=lambda one: not one.dies):
        _press(board, call)
        if call.dies:
            board.dies(call.dies)
    for second in range(14):
        board.seconds_pass(1)
        _do(board, drawn, second)
    for _ in range(10):
        board.seconds_pass(8)
    board.network.no_faults()
    for call in drawn:
        _finish(board, call)
    board.works()
    for _ in range(2):
        recover_legs(board.house, everything=True)
        settle(board.house, everything=True)
        board.seconds_pass(20)
    journal = board.network.journal()
    for call in drawn:
        yield call, _told(board, call, journal)


def _lay(board: Board, call: Placed) -> None:
    faults: list[dict[str, Any]] = []
    for number, kind in ((call.own, call.own_request), (call.hers, call.her_request)):
        if kind:
            faults.append({"kind": kind, "strikes": "call", "number": number})
        if call.notices:
            astray = {"kind": call.notices, "strikes": "notice", "number": number, "count": None}
            faults.append(astray | {"probability": call.share, "seed": call.nth, "hours": 24})
    who, state = call.dropped
    if who:
        number = call.own if who == "interviewer" else call.hers
        faults.append({"kind": "leg_dropped", "number": number, "state": state, "seconds": call.later})
    if faults:
        board.network.faults(*faults)
    board.network.behave(call.own, call.own_answers, after=2, drops_after=45)
    board.network.behave(call.hers, call.her_answers, after=3, drops_after=9 + call.nth % 30)


def _press(board: Board, call: Placed) -> None:
    """She opens the case, reads its note and presses Call; its first ringing comes with the next work."""
    number = families(call.nth + 1)[-1]["study_number"]
    actor, case_id = board.actors[call.nth], board.telephone.case(number)
    cases.open_case(board.house, actor, case_id)
    cases.open_contact_note(board.house, actor, case_id)
    token = f"{board.telephone.token()}-{board.house.now():%m%d}"
    call.call_id = call_place.place_call(board.house, actor, case_id, "", token=token)
    call.presses = 1


def _do(board: Board, drawn: Sequence[Placed], second: int) -> None:
    """What she does of her own at some second of the call."""
    for call in drawn:
        actor = board.actors[call.nth]
        try:
            if call.does == "ends it" and second == 4 + call.nth % 6:
                call_acts.end(board.house, actor, call.call_id)
            if call.does == "holds" and second in (7, 10):
                call_acts.hold(board.house, actor, call.call_id, on=second == 7)
            if call.does == "redials" and second == 12:
                token = f"{board.telephone.token()}-{board.house.now():%m%d}"
                call_place.redial(board.house, actor, call.call_id, token=token)
                call.presses += 1
        except Refusal:
            continue


def _finish(board: Board, call: Placed) -> None:
    """Whoever still holds a receiver puts it down."""
    for number in (call.hers, call.own):
        board.network.switch(number, on=False)
        board.network.switch(number, on=True)


def _told(board: Board, call: Placed, journal: Sequence[dict[str, Any]]) -> Told:
    with board.house.database.read() as c:
        row, legs = calls.one(c, call.call_id), calls.legs(c, call.call_id)
    hers = [one for one in journal if one.get("number") == call.hers]
    rang = sum(1 for one in hers if one["kind"] == "leg" and one["status"] == "ringing")
    found = Told(call.presses, rang)
    name = f"call {call.nth} of {call.kinds()}"
    if rang > call.presses:
        found.wrong.append(f"{name}: rang {rang} times for {call.presses} presses")
    placed = sum(1 for one in hers if one["kind"] == "placed")
    if placed > call.presses:
        found.wrong.append(f"{name}: asked for {placed} times for {call.presses} presses")
    for number in (call.own, call.hers):
        found.wrong += _apart(
            name, legs, [one for one in journal if one.get("number") == number], number, call
        )
    if row.ended_at is None:
        found.wrong.append(f"{name}: not over with us: {[(one.part, one.state, one.course) for one in legs]}")
    answered = _answered(board, hers)
    talked = {one["sid"] for one in journal if one["kind"] == "connected"} | {
        one["with"] for one in journal if one["kind"] == "connected"
    }
    silent = any(sid not in talked for sid in answered)
    found.silent, found.wrongly_silent = silent, bool(row.silent and not silent)
    if silent and not row.silent:
        found.wrong.append(f"{name}: a silent call is not marked")
    found.alone = max((_alone(board, sid, journal) for sid in answered), default=0.0)
    if found.alone > ALONE:
        found.wrong.append(f"{name}: alone for {found.alone:.0f} s without a word")
    return found


def _answered(board: Board, entries: Sequence[dict[str, Any]]) -> list[str]:
    """Lines that somebody answered and that were not gone in the same instant."""
    since: dict[str, datetime] = {}
    lasted = []
    for one in entries:
        if one["kind"] != "leg":
            continue
        moment = board.network.clock_of(one["trial"])
        if one["status"] == "in-progress":
            since[one["sid"]] = moment
        elif one["sid"] in since and (moment - since[one["sid"]]).total_seconds() > INSTANT:
            lasted.append(one["sid"])
    return lasted


def _apart(
    name: str, legs: Sequence[Any], entries: Sequence[dict[str, Any]], number: str, call: Placed
) -> list[str]:
    """Where the network's lines and ours differ, of one phone."""
    part = Part.INTERVIEWER if number == call.own else Part.PARENT
    placed = [one["sid"] for one in entries if one["kind"] == "placed"]
    ours = {one.provider_id: one for one in legs if one.part == part and one.provider_id}
    wrong = [f"{name}: line {sid[:8]} of {part} is none of ours" for sid in placed if sid not in ours]
    wrong += [f"{name}: our line {sid[:8]} was never placed" for sid in ours if sid not in placed]
    for sid, leg in ours.items():
        ended: Course | None = None
        for one in entries:
            if one["kind"] == "leg" and one["sid"] == sid:
                ended = advance(ended, one["status"])
        if leg.state != LegState.ACCEPTED or leg.course != ended:
            wrong.append(f"{name}: {part} ended {ended} and stands {leg.state}, {leg.course}")
    unsettled = [one for one in legs if one.state in (LegState.UNKNOWN, LegState.DIALLING, LegState.READY)]
    return wrong + [f"{name}: {one.part} stands {one.state}" for one in unsettled if one.part == part]


def _alone(board: Board, sid: str, journal: Sequence[dict[str, Any]]) -> float:
    """The longest while in which somebody who had answered heard neither a person nor a word of ours.

    Words last as long as the network takes to say them. Whoever is on hold knows that she waits.
    """
    since: datetime | None = None
    longest, talks, held = 0.0, 0, False
    for one in journal:
        moment = board.network.clock_of(one["trial"]) if "trial" in one else None
        if moment is None or sid not in (one.get("sid"), one.get("with")):
            continue
        if since is not None:
            longest = max(longest, (moment - since).total_seconds())
        said = timedelta(0)
        match one["kind"]:
            case "connected":
                talks += 1
            case "parted":
                talks -= 1
            case "hold":
                held = one["hold"]
            case "heard":
                said = timedelta(seconds=seconds(Say(one["body"])))
            case "leg" if one["status"] not in ("initiated", "ringing", "in-progress"):
                return longest
            case "leg" if one["status"] != "in-progress":
                continue
            case _:
                continue
        since = None if talks or held else max(moment + said, since or moment)
    return longest
