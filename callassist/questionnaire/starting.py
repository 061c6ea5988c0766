"""What stands in the answers before the first question is put: preloads, defaults, calculated values."""

from __future__ import annotations

from callassist.questionnaire.entries import Entry
from callassist.questionnaire.ripple import Ripple, work_out_all
from callassist.questionnaire.state import State


def set_first_values(state: State) -> None:
    """Fill preloads, work everything out, then put dynamic defaults in, in the order of the sheet."""
    for entry in list(state.entries()):
        if entry.definition.preload and not entry.text:
            entry.text = preloaded(*entry.definition.preload, entry, state)
    work_out_all(state)
    for action in state.form.on_load:
        ripple = Ripple(state)
        ripple.act(action, state.root)
        ripple.settle()
    for entry in state.entries():
        if entry.definition.repeated:
            entry.passed = True


def preloaded(kind: str, parameter: str, entry: Entry, state: State) -> str:
    """The value of an ODK preload; blank for those that describe a device."""
    env = state.env
    match kind, parameter:
        case "uid", _:
            state.drawn = 0
            env.current = entry
            digits = "".join(f"{int(state.draw(entry) * 2**32):08x}" for _ in range(4))
            variant = "89ab"[int(digits[16], 16) % 4]
            return f"uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
        case "timestamp", "start":
            return env.calendar.this_moment(env.now).text
        case "date", "today":
            return env.calendar.today(env.now).text
        case _:
            return ""
