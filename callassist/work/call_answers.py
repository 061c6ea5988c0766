"""What a live line is told when it asks: what it hears while it waits or is held, who takes its call."""

from __future__ import annotations

from collections.abc import Mapping

from callassist.errors import Refusal
from callassist.store import calls
from callassist.voice.instructions import HangUp, Hear, Part, Prompt, Step, TurnAway, Wait
from callassist.work.call_in import take_in
from callassist.work.call_notices import heard_waiting
from callassist.work.call_prompts import in_language, prompt
from callassist.work.house import House
from callassist.work.receive import keep_answered

CONNECTING = Hear("Your call is being connected.")
LONG = Wait(120)
A_MOMENT = Wait(3)
"""As long as a parent waits without a word, and no longer."""

UNTIL_LET_GO = 10


def answer_waiting(house: House, token: str, why: str, params: Mapping[str, str]) -> str:
    """What a line hears while it waits in a call's room or is on hold; the same question, the same answer.

    `why` is wait or hold. An interviewer hears that the call is being connected; a parent or an interpreter
    who waits where nobody is hears so, and the line is let go soon after.
    """
    assert house.gate is not None
    keep_answered(house, f"ask:{token[:40]}:{why[:8]}:{params.get('CallSid', '')[:34]}", token, params)
    with house.database.read() as c:
        leg = calls.leg_of(c, token)
        call = calls.one(c, leg.call_id) if leg is not None else None
    if leg is None or call is None:
        return house.gate.document((HangUp(),))
    if why != "hold":
        heard_waiting(house, leg)
    steps: tuple[Step, ...]
    if leg.part == Part.INTERVIEWER:
        steps = (CONNECTING, LONG)
    elif why == "hold":
        steps = (prompt(house, call, Prompt.HOLD_ON), Wait(20)) * 6
    elif call.direction == "in":  # as long as an interviewer's phone rings, and then another word
        language = str(call.answer).partition(":")[2]
        hold_on = in_language(house, call.study_id, Prompt.HOLD_ON, language)
        nobody = in_language(house, call.study_id, Prompt.NOBODY, language)
        steps = (A_MOMENT, hold_on) * 3 + (A_MOMENT, nobody) * UNTIL_LET_GO
    else:
        steps = (prompt(house, call, Prompt.LOST), A_MOMENT) * UNTIL_LET_GO
    return house.gate.document(steps)


def answer_call(house: House, params: Mapping[str, str]) -> str:
    """A phone rings our line: what it is told, decided once and the same if asked again."""
    assert house.gate is not None
    try:
        told = house.gate.read_call(params)
    except Refusal:
        return house.gate.document((TurnAway(),))
    keep_answered(house, f"call:{told.sid[:40]}", told.sid, params)
    return house.gate.document(take_in(house, told))
