"""What a made-up family brings along: whatever the script asks of enrolment, children and earlier waves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from callassist.questionnaire.script import Script
from callassist.questionnaire.walk.chance import Chance

Fields = Mapping[str, str]
Brought = Fields | Sequence[Fields] | str
ONE_ROW = "enrolment"
_ASKED = re.compile(r"instance\('([\w-]+)'\)/root/item((?:\[[^\]]*\])*)(?:/(\w+))?")
_WITHIN = re.compile(r"\b([a-z_]\w*)\s*(?:!=|=|<|>)")
_QUOTED = re.compile(r"'([^']+)'")
_PLAIN = ("2", "1", "yes", "no")


def fields(script: Script) -> dict[str, list[str]]:
    """The fields that the script reads of each list it is given, in the order of the sheet."""
    found: dict[str, list[str]] = {}
    for row in script.book.sheets["survey"].rows if "survey" in script.book.sheets else ():
        for cell in row.values():
            for name, brackets, field in _ASKED.findall(cell):
                known = found.setdefault(name, [])
                for one in (*_WITHIN.findall(brackets), field):
                    if one and one not in known:
                        known.append(one)
    return found


def invented(script: Script, chance: Chance) -> dict[str, Sequence[Fields]]:
    """Rows for every list that is given from outside: one of enrolment, none to three of any other."""
    literals = _literals(script)
    asked = fields(script)
    rows: dict[str, Sequence[Fields]] = {}
    for name in dict.fromkeys([*script.form.external, *asked]):
        if name in script.form.instances and script.form.instances[name].children[0].children:
            continue  # a list of choices that stands in the workbook itself
        wanted = asked.get(name, [])
        if name == ONE_ROW:
            rows[name] = [{field: _always(field, chance) for field in wanted}]
        else:
            rows[name] = [_row(number, wanted, literals, chance) for number in range(1, chance.between(1, 4))]
    return rows


def _always(field: str, chance: Chance) -> str:
    counts = ("children", "number", "minutes", "count")
    return str(chance.between(1, 3)) if field.endswith(counts) else f"[{field.replace('_', ' ')}]"


def _row(number: int, wanted: Sequence[str], literals: Sequence[str], chance: Chance) -> Fields:
    row = {field: chance.pick([*_PLAIN, *literals]) if chance.share() < 0.8 else "" for field in wanted}
    return row | ({"n": str(number)} if "n" in row else {})


def _literals(script: Script) -> list[str]:
    """Values that conditions of the script compare with, for fields that hold earlier answers."""
    found: dict[str, None] = {}
    for row in script.book.sheets["survey"].rows if "survey" in script.book.sheets else ():
        for column in ("relevant", "calculation", "choice_filter"):
            found.update(dict.fromkeys(q for q in _QUOTED.findall(row.get(column, "")) if " " not in q))
    return [value for value in found if value not in script.form.external][:40]
