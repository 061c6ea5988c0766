"""Calls through the adapter and a rehearsal network in its own process: one press, one ring, at most."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from callassist.gateway.calls import TwilioCalls
from callassist.voice.instructions import HangUp, Join
from callassist.voice.legs import Course, advance, is_over
from callassist.voice.network import Place, Ring, Taken, Unheard
from tests.rehearsal.box import ACCOUNT, SENDER, TOKEN, Network
from tests.rehearsal.porch import Porch

HANDSET, MOTHER = "+447700900140", "+447700900214"


@pytest.fixture(scope="module")
def porch() -> Iterator[Porch]:
    porch = Porch()
    yield porch
    porch.close()


@pytest.fixture(scope="module")
def running(porch: Porch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    network = Network.start(porch.url, tmp_path_factory.mktemp("network") / "network.sqlite")
    yield network
    network.kill()


@pytest.fixture
def network(running: Network, porch: Porch) -> Network:
    running.no_faults()
    for number in (HANDSET, MOTHER):
        running.switch(number, on=False)
        running.switch(number, on=True)
        running.behave(number, "by hand")
    assert running.idle()
    running.count_from_here()
    porch.forget()
    return running


@pytest.fixture
def calls(network: Network) -> Iterator[TwilioCalls]:
    calls = TwilioCalls(ACCOUNT, TOKEN, base=network.api, seconds=0.5)
    yield calls
    calls.close()


def phone(porch: Porch, to: str, seconds: int = 30) -> Ring:
    return Ring(to, SENDER, f"{porch.url}/leg/{to[-3:]}", seconds)


def place(porch: Porch, room: str, label: str = "parent", *, ends: bool = False) -> Place:
    return Place(room, label, f"{porch.url}/wait", f"{porch.url}/room", ends_room=ends)


def test_her_own_phone_rings_first_then_the_parent_and_both_can_be_held_muted_and_ended(
    calls: TwilioCalls, network: Network, porch: Porch
) -> None:
    porch.says["/hooks/wait"] = "<Say>We are ringing.</Say><Pause length='10'/><Redirect/>"
    porch.says["/hooks/held"] = "<Say>Please wait.</Say>"
    own = calls.bring(phone(porch, HANDSET), place(porch, "call-1", "interviewer", ends=True))
    network.hand_when_ringing(HANDSET, "answer")
    assert network.heard(HANDSET) == ["We are ringing."]
    hers = calls.bring(phone(porch, MOTHER), place(porch, "call-1"))
    network.hand_when_ringing(MOTHER, "answer")
    assert (own.taken, hers.taken, hers.status) == (Taken.ACCEPTED, Taken.ACCEPTED, 201)
    [talk] = network.talks(MOTHER)[-1:]
    assert {talk["a"], talk["b"]} == {HANDSET, MOTHER}
    room = porch.asked("/hooks/room")[0]["ConferenceSid"]
    assert calls.hold(room, "parent", f"{porch.url}/held") is Taken.ACCEPTED
    assert network.idle()
    assert network.heard(MOTHER) == ["Please wait."]
    assert calls.take_back(room, "parent") is Taken.ACCEPTED
    assert calls.mute(room, "parent", on=True) is Taken.ACCEPTED
    assert calls.hold(room, "interpreter", f"{porch.url}/held") is Taken.REFUSED
    assert calls.end(hers.sid or "") is Taken.ACCEPTED
    assert network.idle()
    assert porch.told(hers.sid or "") == ["initiated", "ringing", "in-progress", "completed"]
    assert network.calls(HANDSET)[-1]["status"] == "in-progress"


@pytest.mark.parametrize(
    ("kind", "taken", "rang"),
    [
        ("silent_before", Taken.UNKNOWN, 0),
        ("silent_after", Taken.UNKNOWN, 1),
        ("cut_after", Taken.UNKNOWN, 1),
        ("broken_before", Taken.UNKNOWN, 0),
        ("broken_after", Taken.UNKNOWN, 1),
        ("throttled", Taken.REFUSED, 0),
        ("refused", Taken.REFUSED, 0),
    ],
)
def test_what_nobody_knows_is_called_unknown_and_asked_for_once(
    calls: TwilioCalls, network: Network, porch: Porch, kind: str, taken: Taken, rang: int
) -> None:
    network.faults({"kind": kind, "strikes": "call"})
    before = datetime.fromisoformat(network.clock()["now"]).astimezone(UTC)
    answer = calls.bring(phone(porch, MOTHER), place(porch, f"call-{kind}"))
    assert (answer.taken, answer.sid) == (taken, None)
    assert network.idle()
    assert len(network.journal(kind="placed")) == rang
    mine = [one for one in calls.dialled(MOTHER, before + timedelta(seconds=50)) if one.status == "ringing"]
    assert len(mine) == rang


def test_a_second_leg_for_the_same_part_is_refused_by_the_network_itself(
    calls: TwilioCalls, network: Network, porch: Porch
) -> None:
    network.faults({"kind": "silent_after", "strikes": "call"})
    assert calls.bring(phone(porch, MOTHER), place(porch, "call-2")).taken is Taken.UNKNOWN
    again = calls.bring(phone(porch, MOTHER), place(porch, "call-2"))
    assert (again.taken, again.code) == (Taken.REFUSED, 16025)
    assert len(network.journal(kind="placed")) == 1


ENDS = {
    "completed": Course.OVER,
    "busy": Course.BUSY,
    "no-answer": Course.NO_ANSWER,
    "failed": Course.FAILED,
}


def test_calls_whose_notices_go_astray_end_with_us_as_they_ended_in_the_networks_journal(
    calls: TwilioCalls, network: Network, porch: Porch
) -> None:
    dice, phones = random.Random(20261122), [f"+4477009005{n:02}" for n in range(24)]
    for number in phones:
        network.behave(
            number, dice.choice(["person", "machine", "nobody", "busy", "unreachable"]), drops_after=9
        )
    for n, kind in enumerate(("callback_lost", "callback_repeated", "callback_reordered", "callback_late")):
        astray = {"strikes": "notice", "count": None, "probability": 0.3, "seed": n, "hours": 24}
        network.faults({"kind": kind, **astray})
    network.faults({"kind": "silent_after", "strikes": "call", "count": 3})
    since = datetime.fromisoformat(network.clock()["now"]).astimezone(UTC)
    placed = [calls.bring(phone(porch, number), place(porch, f"many-{number[-3:]}")) for number in phones]
    assert [one.taken for one in placed].count(Taken.UNKNOWN) == 3
    network.seconds_pass(45)
    network.tell(since + timedelta(days=1, hours=1))
    assert network.idle()
    for number in phones:
        course: Course | None = None
        told = [form["CallStatus"] for form in porch.asked(f"/hooks/leg/{number[-3:]}")]
        for status in told:
            course = advance(course, status)
        assert is_over(course) is any(status in ENDS for status in told), number
        [listed] = calls.dialled(number, since)
        assert calls.seen(listed.sid) == listed
        [truth] = network.calls(number)
        ended = course if is_over(course) else advance(course, listed.status)
        assert ended is ENDS[truth["status"]], number


def test_an_interpreters_line_gets_its_code_and_then_follows_instructions(
    calls: TwilioCalls, network: Network, porch: Porch
) -> None:
    join = Join("call-3", "interpreter", f"{porch.url}/wait", f"{porch.url}/room")
    placed = calls.ring(phone(porch, HANDSET), (join, HangUp()), digits="ww1234#")
    network.hand_when_ringing(HANDSET, "answer")
    assert placed.taken is Taken.ACCEPTED
    assert network.heard(HANDSET)[0] == "ww1234#"
    assert [one["number"] for one in network.journal(kind="joined")] == [HANDSET]


def test_a_network_that_does_not_answer_lists_nothing(network: Network) -> None:
    away = TwilioCalls(ACCOUNT, TOKEN, base="http://127.0.0.1:9", seconds=0.2)
    with pytest.raises(Unheard):
        away.dialled(MOTHER, datetime.now(UTC))
    with pytest.raises(Unheard):
        away.seen("CA" + "1" * 32)
    ring = Ring(MOTHER, SENDER, "http://127.0.0.1:9/leg")
    assert away.ring(ring, (HangUp(),)).taken is Taken.REFUSED
    away.close()


def test_a_made_up_number_is_never_asked_of_the_live_network() -> None:
    live = TwilioCalls(ACCOUNT, TOKEN)
    refused = live.ring(Ring(MOTHER, SENDER, "https://porch.example/leg"), (HangUp(),))
    assert (refused.taken, refused.status) == (Taken.REFUSED, None)
    live.close()


@pytest.mark.parametrize("seconds", [5, 600])
def test_a_phone_rings_neither_too_short_nor_too_long(seconds: int) -> None:
    with pytest.raises(ValueError, match="a phone rings for 15 to 120 seconds"):
        Ring(MOTHER, SENDER, "https://porch.example/leg", seconds)
