"""A script of five hundred questions, made up by rule: gates, checks, sums, fills and choices."""

from __future__ import annotations

from collections.abc import Sequence

QUESTIONS_A_SECTION = 20
COLUMNS = (
    *("type", "name", "label::English (en)", "label::Urdu (ur)", "hint::English (en)", "relevant"),
    *("constraint", "constraint_message::English (en)", "required", "calculation"),
    *("repeat_count", "choice_filter"),
)
REGIONS, DISTRICTS, WARDS = 20, 6, 20  # wards of a district, districts of a region


def long_script(questions: int = 500, *, variant: int = 0, household: bool = False) -> str:
    """So many questions in sections of twenty, as Markdown tables; another variant is another form.

    `household`: the first section asks for rows of children, and for a ward out of 2,400 by its district.
    """
    sections = questions // QUESTIONS_A_SECTION
    rows = [row for section in range(household, sections) for row in _section(section, first=household)]
    rows = [*(_household() if household else []), *rows]
    choices = [("yesno", "yes", "Yes", "ہاں"), ("yesno", "no", "No", "نہیں")]
    choices += [("often", str(n), f"{n} of five", f"پانچ میں سے {n}") for n in range(1, 6)]
    choices += [("who", f"w{n}", f"Person {n}", f"شخص {n}") for n in range(1, 8)]
    return "\n".join(
        [
            _table("settings", ("form_title", "form_id", "version"), [("Long", f"long{variant}", "1")]),
            _table("survey", COLUMNS, rows),
            _table("choices", CHOICES, [*choices, *(_places() if household else [])]),
        ]
    )


CHOICES = ("list_name", "name", "label::English (en)", "label::Urdu (ur)", "region", "district")


def _places() -> list[tuple[str, ...]]:
    regions = [f"r{n}" for n in range(REGIONS)]
    districts = [(f"{region}d{n}", region) for region in regions for n in range(DISTRICTS)]
    found = [("region", region, f"Region {region}", region) for region in regions]
    found += [("district", name, f"District {name}", name, region) for name, region in districts]
    return found + [
        ("ward", f"{name}w{n}", f"Ward {n} of {name}", f"{n}", region, name)
        for name, region in districts
        for n in range(WARDS)
    ]


def _household() -> list[tuple[str, ...]]:
    return [
        _row("select_one region", "region", "Which region?"),
        _row("select_one district", "district", "Which district?", choice_filter="region = ${region}"),
        _row(
            *("select_one ward", "ward", "Which ward?"),
            choice_filter="region = ${region} and district = ${district}",
        ),
        _row("integer", "children", "How many children live with you?", constraint=". <= 12"),
        _row("begin repeat", "child", "Child", repeat_count="${children}"),
        _row("text", "child_name", "What is the child called?"),
        _row("integer", "child_age", "How old is ${child_name}?", constraint=". <= 17"),
        _row(
            "select_one yesno", "child_school", "Does the child go to school?", relevant="${child_age} >= 4"
        ),
        _row("text", "child_which", "Which school?", relevant="${child_school} = 'yes'"),
        _row("end repeat"),
        _row("calculate", "aged", calculation="count(${child}[child_age != ''])"),
        _row("calculate", "ages", calculation="if(${aged} = 0, 0, sum(${child}[child_age != '']/child_age))"),
        _row("calculate", "at_school", calculation="count(${child}[child_school = 'yes'])"),
        _row("note", "household_told", "${children} children, ${at_school} at school."),
    ]


def _table(name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {name} |", f"| | {' | '.join(headings)} |"]
    return "\n".join([*lines, *(f"| | {' | '.join(row)} |" for row in rows)]) + "\n"


def _row(kind: str, name: str = "", label: str = "", **more: str) -> tuple[str, ...]:
    urdu = f"سوال: {label}" if label else ""
    named = {"type": kind, "name": name, "label::English (en)": label, "label::Urdu (ur)": urdu} | more
    return tuple(named.get(column, "") for column in COLUMNS)


def _section(s: int, *, first: int = 0) -> list[tuple[str, ...]]:
    gate, adults = f"s{s}_gate", f"s{s}_adults"
    shown = {"relevant": f"${{s{s - 1}_sum}} >= 0"} if s > first else {}
    rows = [_row("begin group", f"section{s}", f"Section {s}", **shown)]
    rows.append(_row("select_one yesno", gate, f"Does section {s} apply to you?", required="yes"))
    rows.append(
        _row(
            *("integer", adults, "How many adults live with you?"),
            relevant=f"${{{gate}}} = 'yes'",
            constraint=". >= 1 and . <= 20",
            required="yes",
            **{"constraint_message::English (en)": "Between 1 and 20."},
        )
    )
    rows.append(
        _row(
            *("integer", f"s{s}_children", f"Of ${{{adults}}} people, how many are under 18?"),
            relevant=f"${{{adults}}} > 1",
            constraint=f". <= ${{{adults}}}",
        )
    )
    often = [f"s{s}_often{n}" for n in range(10)]
    rows += [
        _row("select_one often", name, f"How often did you feel number {n} in the past week?", required="yes")
        for n, name in enumerate(often)
    ]
    rows.append(
        _row("calculate", f"s{s}_sum", calculation=" + ".join(f"coalesce(${{{one}}}, 0)" for one in often))
    )
    rows.append(
        _row("select_multiple who", f"s{s}_who", "Who helps you with that?", relevant=f"${{s{s}_sum}} > 12")
    )
    rows.append(
        _row("select_one who", f"s{s}_most", "Who helps most?", relevant=f"count-selected(${{s{s}_who}}) > 1")
    )
    rows.append(_row("decimal", f"s{s}_hours", "How many hours a day?", constraint=". >= 0 and . <= 24"))
    rows.append(_row("date", f"s{s}_since", "Since which day?", constraint=". <= today()"))
    rows.append(_row("text", f"s{s}_words", f"You said ${{s{s}_hours}} hours: in your own words?"))
    rows.append(_row("note", f"s{s}_thanks", f"Thank you. The sum is ${{s{s}_sum}}."))
    rows.append(
        _row(
            "select_one yesno",
            f"s{s}_agree",
            "Do you agree?",
            relevant=f"${{{gate}}} = 'yes' or ${{s{s}_sum}} > 20",
        )
    )
    rows.append(_row("end group"))
    return rows
