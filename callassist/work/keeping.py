"""The calendars that a parent has said she keeps: nobody works out for her that she does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.people.newcomers import NewFamilyMember
from callassist.privacy.tokens import new_id
from callassist.store import observances, planning
from callassist.store.database import Connection
from callassist.study.calendars import WEEK, Calendar, Period
from callassist.study.protocol import Protocol
from callassist.work.house import House, Running
from callassist.work.once import keep_once
from callassist.work.verb import Line, again

KEEPS = "keeps"
"""Where the codes stand among a participant's times, apart by spaces."""


def kept(times: Mapping[str, str] | None, protocol: Protocol) -> tuple[Calendar, ...]:
    """The calendars of the study that she keeps now."""
    codes = (times or {}).get(KEEPS, "").split()
    return tuple(one for one in protocol.calendar if one.code in codes)


def shut(times: Mapping[str, str] | None, protocol: Protocol, local: datetime) -> bool:
    """Whether a calendar of hers says that nobody rings or texts at a moment in the study's own zone."""
    return any(one.shuts(local) for one in kept(times, protocol))


def said_on_joining(
    c: Connection, study_id: str, participant_id: str, member: NewFamilyMember, *, by: str, now: datetime
) -> None:
    """Record the calendars that a row of the import says she keeps, and how she told us."""
    rows = [
        {
            "id": new_id(),
            "study_id": study_id,
            "participant_id": participant_id,
            "calendar": code,
            "keeps": True,
            "how_told": member.calendars_how_told,
            "by": by,
            "recorded_at": now,
        }
        for code in member.calendars
    ]
    if rows:
        observances.add(c, rows)


@again
def keep_calendars(
    house: House,
    running: Running,
    *,
    by: str,
    participant_id: str,
    codes: Collection[str],
    how_told: str,
    token: str,
) -> str:
    """Record which calendars she says she keeps, these and no others, from now on.

    Raises Refusal without how she told us: what she did not say herself is not recorded.
    """
    now, known = house.now(), [one.code for one in running.edition.protocol.calendar]
    if not how_told.strip():
        raise Refusal("How she told us", "it is empty.", "Write how: on the phone, by text, when she joined.")
    if set(codes) - set(known):
        raise Refusal("Calendars", "one of them is not in the study.", "Load the page again.")

    def work(c: Connection) -> str:
        row = planning.participant_row(c, participant_id)
        if row is None or row.study_id != running.id:
            raise Refusal("Family", "nobody has that number.", "Search by study number.")
        times = dict(row.times or {})
        before = times.pop(KEEPS, "").split()
        changed = [code for code in known if (code in codes) != (code in before)]
        if not changed:
            raise Refusal(
                "Calendars", "nothing is different.", "Tick what she keeps, untick what she does not."
            )
        observances.add(
            c,
            [
                {
                    "id": new_id(),
                    "study_id": running.id,
                    "participant_id": participant_id,
                    "calendar": code,
                    "keeps": code in codes,
                    "how_told": how_told.strip(),
                    "by": by,
                    "recorded_at": now,
                }
                for code in changed
            ],
        )
        now_kept = " ".join(code for code in known if code in codes)
        observances.set_times(c, participant_id, times | ({KEEPS: now_kept} if now_kept else {}))
        planning.look_at_participants_cases(c, participant_id, now)
        return participant_id

    line = Line(by, "keep calendars", now, running.id, participant_id, {"calendars": len(codes)})
    done = keep_once(house, line, token, work)
    house.wake("plan")
    return done


def kept_in_words(times: Mapping[str, str] | None, protocol: Protocol, now: datetime) -> tuple[str, ...]:
    """Her calendars for who rings: each with its name, and the hours that it still shuts, nearest first."""
    today = now.astimezone(ZoneInfo(protocol.study.zone)).date()
    return tuple(_in_words(one, today) for one in kept(times, protocol))


def _in_words(calendar: Calendar, today: date) -> str:
    ahead = sorted((one for one in calendar.period if one.last >= today), key=lambda one: one.first)
    said = "; ".join(_period(one) for one in ahead[:2])
    return f"{calendar.name}: {said or 'no dates from today on'}."


def _period(one: Period) -> str:
    days = ", ".join(day.capitalize() + "s" for day in WEEK if day in one.days)
    hours = " and ".join(f"{begins:%H:%M} to {ends:%H:%M}" for begins, ends in one.avoid)
    span = f"{one.first.day} {one.first:%b %Y} to {one.last.day} {one.last:%b %Y}"
    return f"{span}, {days + ' ' if days else ''}not {hours or 'at all'}"
