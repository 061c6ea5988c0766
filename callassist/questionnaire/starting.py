"""What stands in the answers before the first question is put: preloads, defaults, calculated values."""

from __future__ import annotations

from callassist.questionnaire import rows
from callassist.questionnaire.entries import Entry
from callassist.questionnaire.ripple import Ripple, work_out_all
from callassist.questionnaire.state import State
from callassist.questionnaire.stored import as_loaded


def set_first_values(state: State) -> None:
    """Fill preloads, work everything out, then put dynamic defaults in, in the order of the sheet."""
    for entry in list(state.entries()):
        definition = entry.definition
        if definition.preload:
            entry.text = preloaded(*definition.preload, entry, state) or entry.text
        elif entry.text and not (definition.control is not None and definition.control.chooses):
            entry.text = as_loaded(definition.type, entry.text, state.env.calendar)
    put_uncounted_away(state)
    work_out_all(state)
    for action in state.form.on_load:
        ripple = Ripple(state)
        ripple.act(action, state.root)
        ripple.settle()
    for entry in state.entries():
        if entry.definition.repeated:
            entry.passed = True


def put_uncounted_away(state: State) -> None:
    """Rows of a repeat whose count nobody has given yet are not there, those within other rows first."""
    for definition in reversed(state.form.definitions):
        for row in state.instances_of(definition) if definition.count is not None else []:
            number = definition.count.number(row, state.env) if definition.count is not None else 0.0
            if number != number:
                rows.put_away(state, row)


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
