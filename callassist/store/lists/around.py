"""What lies around some cases: appointments, tries, tasks, who has them open, what their households had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, literal, null, select, text, union_all

from callassist.cases.outcomes import OUTCOMES
from callassist.store import lookups
from callassist.store.among import among, one_of
from callassist.store.at_work import at_work
from callassist.store.cases import appointment, case_, contact, hold, task
from callassist.store.holds import LIVE
from callassist.store.lists.line import STANDING, CaseRow
from callassist.store.people import participant, participation, phone
from callassist.store.texts import message

WEEK = timedelta(days=7)
SPOKE = frozenset(one.code for one in OUTCOMES.values() if one.spoke)

_APPOINTMENTS = (
    select(appointment)
    .where(
        among(appointment.c.case_id, "ids"),
        one_of(appointment.c.state, (*STANDING, "declined", "missed")),
    )
    .order_by(appointment.c.starts_at)
)
_CONTACTS = (
    select(
        contact.c.case_id,
        contact.c.outcome,
        contact.c.at,
        contact.c.attempt,
        contact.c.slot,
        contact.c.language,
        contact.c.by,
    )
    .where(
        among(contact.c.case_id, "ids"),
        contact.c.corrected_by.is_(None),
        contact.c.channel != "text",
    )
    .order_by(contact.c.at)
)
_HOLDS = (
    select(hold.c.case_id, hold.c.by, hold.c.note_at, participant.c.number, participant.c.household_id)
    .outerjoin(case_, case_.c.id == hold.c.case_id)
    .outerjoin(participant, participant.c.id == case_.c.participant_id)
    .where(hold.c.study_id.in_(bindparam("studies", expanding=True)), LIVE)
)
_TASKS = select(task.c.case_id, task.c.kind, task.c.words, task.c.due_at, task.c.raised_at).where(
    among(task.c.case_id, "ids"), task.c.state == "open"
)
_TEXTS = select(message.c.case_id, message.c.state).where(
    among(message.c.case_id, "ids"),
    message.c.rule.is_not(None),
    one_of(message.c.state, ("ready", "sending", "accepted", "unknown")),
)
_ABOUT_PEOPLE = union_all(
    select(
        participation.c.participant_id,
        case((participation.c.allowed, "calls"), else_="no_calls").label("said"),
        participation.c.since,
        participation.c.id,
    ).where(
        among(participation.c.participant_id, "people"),
        participation.c.dimension == "calls",
        participation.c.since <= bindparam("now"),
    ),
    select(phone.c.participant_id, literal("shared"), null(), phone.c.id).where(
        among(phone.c.participant_id, "people"),
        phone.c.whose == "shared",
        phone.c.state == "in_use",
    ),
    select(contact.c.participant_id, literal("abused"), null(), contact.c.by).where(
        among(contact.c.participant_id, "people"),
        contact.c.outcome == "abusive",
        contact.c.by.is_not(None),
        contact.c.corrected_by.is_(None),
    ),
    select(contact.c.participant_id, literal("spoke"), contact.c.at, contact.c.by).where(
        among(contact.c.participant_id, "people"),
        one_of(contact.c.outcome, tuple(sorted(SPOKE))),
        contact.c.by.is_not(None),
        contact.c.corrected_by.is_(None),
        contact.c.channel != "text",
    ),
    select(task.c.participant_id, literal("refused"), null(), task.c.id).where(
        among(task.c.participant_id, "people"),
        text("kind = 'refusal' AND state = 'open'"),
    ),
).order_by("since", "id")


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around some cases, by case id; `taken` holds households and cases that are open somewhere.

    `troubled`: when each household was texted or rung within a week; `rung`: rung within a day. `abused`:
    (participant, who was spoken to so). `spoke_last`: by participant, who of us spoke with her last, in
    whichever of her interviews. `refused`: who refused something that nobody has decided yet, in
    whichever of her cases. `untexted`: cases whose first text is planned and has not gone.
    """

    appointments: dict[str, list[Any]]
    contacts: dict[str, list[Any]]
    tasks: dict[str, list[Any]]
    holds: list[Any]
    taken: dict[str, str]
    no_calls: frozenset[str]
    refused: frozenset[str]
    shared: frozenset[str]
    troubled: dict[str, list[datetime]]
    rung: dict[str, list[datetime]]
    abused: frozenset[tuple[str, str]]
    spoke_last: dict[str, str]
    untexted: frozenset[str]
    at_work: frozenset[str]


def around(
    c: Connection,
    cases: Sequence[CaseRow],
    now: datetime,
    studies: Sequence[str] = (),
    *,
    whose_turn: bool = False,
    unheld: bool = False,
) -> Around:
    """What lies around these cases, and all holds of their studies: six queries, however many cases.

    `whose_turn`: two more, for what only the order of the line asks (`untexted`, `at_work`). `unheld`: no
    holds are read, as these cases were read without those that colleagues have open.
    """
    ids = {"ids": [one.case_id for one in cases]}
    people = {"people": sorted({one.participant_id for one in cases}), "now": now}
    within = sorted({*studies, *(one.study_id for one in cases)})
    holds = [] if unheld else list(c.execute(_HOLDS, {"studies": within, "now": now}))
    about: dict[str, set[str]] = {}
    abused: set[tuple[str, str]] = set()
    spoke_last: dict[str, str] = {}
    for row in c.execute(_ABOUT_PEOPLE, people):
        if row.said == "abused":
            abused.add((row.participant_id, row.id))
            continue
        if row.said == "spoke":
            spoke_last[row.participant_id] = row.id
            continue
        said = about.setdefault(row.participant_id, set())
        if row.said in ("calls", "no_calls"):
            said -= {"calls", "no_calls"}
        said.add(row.said)
    homes = sorted({one.household_id for one in cases if one.household_id})
    troubled = lookups.disturbances(c, homes, now - WEEK)
    tried = _grouped(c.execute(_CONTACTS, ids))
    return Around(
        appointments=_grouped(c.execute(_APPOINTMENTS, ids)),
        contacts=tried,
        tasks=_grouped(c.execute(_TASKS, ids)),
        holds=holds,
        taken={key: row.by for row in holds for key in (row.case_id, row.household_id) if key},
        no_calls=frozenset(person for person, said in about.items() if "no_calls" in said),
        refused=frozenset(person for person, said in about.items() if "refused" in said),
        troubled={home: [one.at for one in times] for home, times in troubled.items()},
        rung={home: [one.at for one in times if one.attempt] for home, times in troubled.items()},
        abused=frozenset(abused),
        spoke_last=spoke_last,
        untexted=_untexted(c.execute(_TEXTS, ids)) if whose_turn else frozenset(),
        at_work=at_work(c, within, now) if whose_turn and spoke_last else frozenset(),
        shared=frozenset(person for person, said in about.items() if "shared" in said),
    )


def _untexted(rows: Any) -> frozenset[str]:
    """Cases with a text that waits to go and none that went."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.case_id, set()).add(row.state)
    return frozenset(case_id for case_id, states in found.items() if states == {"ready"})


def _grouped(rows: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found
