"""What follows in a call from where its lines stand, and what is said when nobody is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from callassist.cases.states import CaseState
from callassist.gateway.instructions import document
from callassist.schedule.ringing import Barred, CallFacts, barred
from callassist.voice.follows import Follow, Stands, follows
from callassist.voice.instructions import HangUp, Hear, Join, Part, Prompt, Recording, heard, into_the_call
from callassist.voice.legs import Course, LegState
from callassist.voice.shown import LineShown, shown

MOMENT = datetime(2026, 10, 8, 15, 30, tzinfo=UTC)
UP = Stands(LegState.ACCEPTED, Course.ANSWERED, joined=True)
RINGS = Stands(LegState.ACCEPTED, Course.RINGING)
GONE = Stands(LegState.ACCEPTED, Course.OVER, joined=True)
UNKNOWN = Stands(LegState.UNKNOWN)
REFUSED = Stands(LegState.REFUSED)


@pytest.mark.parametrize(
    ("ours", "hers", "fresh", "wanted"),
    [
        ([RINGS], [], True, ()),
        ([UP], [], True, (Follow.RING_PARENT,)),
        ([UP], [], False, ()),
        ([UP], [RINGS], True, ()),
        ([UP], [GONE], True, ()),
        ([UP], [UNKNOWN], True, ()),
        ([GONE], [], True, (Follow.OVER,)),
        ([REFUSED], [], True, (Follow.OVER,)),
        ([GONE], [RINGS], True, (Follow.END_PARENT,)),
        ([GONE], [UNKNOWN], True, (Follow.END_PARENT,)),
        ([GONE], [UP], True, (Follow.LET_GO,)),
        ([GONE], [GONE, REFUSED], True, (Follow.OVER,)),
        ([RINGS], [GONE], False, (Follow.END_INTERVIEWER,)),
        ([], [GONE], False, (Follow.OVER,)),
        ([], [UP], False, ()),
    ],
)
def test_the_parent_is_rung_once_and_only_while_the_interviewer_is_there(
    ours: list[Stands], hers: list[Stands], fresh: bool, wanted: tuple[Follow, ...]
) -> None:
    assert follows({Part.INTERVIEWER: ours, Part.PARENT: hers}, fresh=fresh) == wanted


def test_a_prompt_is_in_her_language_where_a_voice_or_a_recording_says_it() -> None:
    assert heard(Prompt.LOST, "pl") != heard(Prompt.LOST, "en-GB")
    assert heard(Prompt.LOST, "ur") == heard(Prompt.LOST, "so") == heard(Prompt.LOST, "en-GB")
    assert heard(Prompt.LOST, "pl", may=False) == heard(Prompt.LOST, "en-GB")
    assert heard(Prompt.LOST, "ur", recorded="https://x/y.mp3") == Recording("https://x/y.mp3")


def test_an_answered_phone_has_its_words_with_it_and_nothing_is_recorded() -> None:
    join = Join(
        "room & 1", "parent", "https://porch.example/w?for=wait", "https://porch.example/r", begins=False
    )
    said = document(into_the_call(join, Hear("Goodbye <all>.")))
    assert said.index("room &amp; 1") < said.index("Goodbye &lt;all&gt;.") < said.index("<Hangup/>")
    assert 'startConferenceOnEnter="false"' in said
    assert "record" not in said.lower()
    assert document((HangUp(),)).endswith("<Response><Hangup/></Response>")


def test_no_is_said_for_the_reason_that_lasts_longest() -> None:
    free = CallFacts()
    assert barred(free) is None
    assert barred(replace(free, in_hours=False, stopped=True)) is Barred.STOPPED
    assert barred(replace(free, case_state=CaseState.COMPLETE)) is Barred.NOT_OPEN
    assert barred(replace(free, in_hours=False)) is Barred.HOURS
    assert barred(replace(free, in_hours=False, tried_today=True, household_full=True, agreed=True)) is None
    assert barred(replace(free, safe=False, agreed=True)) is Barred.UNSAFE
    assert barred(replace(free, withhold=True)) is Barred.WITHHELD


def test_nobody_is_told_that_a_phone_rings_when_nobody_knows() -> None:
    ours = LineShown(LegState.ACCEPTED, Course.ANSWERED)
    assert (
        "Your own phone rings"
        in shown(
            {Part.INTERVIEWER: [replace(ours, course=None)]},
            over=False,
            now=datetime(2026, 10, 8, 12, tzinfo=UTC),
        ).words
    )
    there = replace(ours, joined_at=MOMENT)
    told = shown(
        {Part.INTERVIEWER: [there], Part.PARENT: [LineShown(LegState.UNKNOWN, None)]},
        over=False,
        now=datetime(2026, 10, 8, 12, tzinfo=UTC),
    )
    assert told.words.startswith("Nobody knows whether that phone rings.")
    assert "redial" not in told.acts
