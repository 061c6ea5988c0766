"""The list of texts that every phone should get, worked out from a study folder and plain happenings alone.

It imports nothing of callassist and shares no line with it: it reads the TOML itself, keeps its own table of
bank holidays, its own windows, hours, phone choice and caps. What it does not know (how rows are kept, how
planning ticks) cannot mislead it. Times are wall times and minutes in the study's zone.
"""

from __future__ import annotations

import csv
import heapq
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.proof.oracle_days import WEEK, clock, day_of, is_bank_holiday, shifted
from tests.proof.oracle_people import SAID, Person

STANDS = ("booked", "confirmed", "unclear")


@dataclass(frozen=True, order=True)
class Expected:
    """One text that a phone should get: when (a minute, in UTC), which words, in which language."""

    number: str
    at: datetime
    template: str
    language: str
    wall: str = ""


@dataclass
class Appointment:
    """A time agreed, as the happenings tell it."""

    who: str
    wave: str
    wall: datetime
    booked_at: datetime
    changed_at: datetime
    version: int = 1
    state: str = "booked"


@dataclass(order=True)
class Candidate:
    """A text that may become due: looked at again at `go`."""

    go: datetime
    worth: datetime  # of two whose time comes together, the one that lapses first goes first
    order: int
    due: datetime = field(compare=False)
    who: str = field(compare=False)
    rule: Mapping[str, Any] = field(compare=False)
    appointment: int | None = field(default=None, compare=False)
    version: int = field(default=0, compare=False)


class Oracle:
    """Reads a study folder, is told what happened in order, and lists the texts."""

    def __init__(self, study_toml: bytes, messages_toml: bytes, families: str) -> None:
        self.study = tomllib.loads(study_toml.decode())
        self.messages = tomllib.loads(messages_toml.decode())["template"]
        self.rows = {row["study_number"]: row for row in csv.DictReader(families.splitlines())}
        self.zone = ZoneInfo(self.study["study"].get("zone", "Europe/London"))
        self.cohorts = {one["code"]: one for one in self.study.get("cohort", [])}
        self.people: dict[str, Person] = {}
        self.appointments: list[Appointment] = []
        self.stopped: dict[str, bool] = {}
        self.sent: dict[str, list[datetime]] = defaultdict(list)
        self.told: set[tuple[str, date]] = set()
        self.queue: list[Candidate] = []
        self.texts: list[Expected] = []
        self._order = 0

    def texts_after(self, happenings: Iterable[Mapping[str, Any]], until: datetime) -> list[Expected]:
        """Every text up to a moment, given what people did, in order."""
        for one in happenings:
            at = datetime.fromisoformat(one["at"])
            self._pass(at)
            getattr(self, f"_{one['what']}")(at, one)
        self._pass(until)
        return sorted(self.texts)

    # What happened

    def _enrol(self, at: datetime, told: Mapping[str, Any]) -> None:
        for name in told["who"]:
            person = Person(name, self.rows[name], at, len(told["who"]))
            self.people[name] = person
            for wave, opens, closes, since in self._windows(person):
                self._opening_texts(person, wave, opens, closes, since)

    def _book(self, at: datetime, told: Mapping[str, Any]) -> None:
        wall = datetime.fromisoformat(told["wall"])
        self.appointments.append(Appointment(told["who"], told["wave"], wall, at, at))
        self._appointment_texts(len(self.appointments) - 1)

    def _move(self, at: datetime, told: Mapping[str, Any]) -> None:
        one = self.appointments[told["appointment"]]
        one.wall, one.changed_at = datetime.fromisoformat(told["wall"]), at
        one.version, one.state = one.version + 1, "booked"
        self._appointment_texts(told["appointment"])

    def _cancel(self, at: datetime, told: Mapping[str, Any]) -> None:
        one = self.appointments[told["appointment"]]
        one.state, one.changed_at = "cancelled", at
        self._appointment_texts(told["appointment"])

    def _texts_off(self, at: datetime, told: Mapping[str, Any]) -> None:
        self.people[told["who"]].texts_off = at

    def _dies(self, at: datetime, told: Mapping[str, Any]) -> None:
        for name in told["who"]:
            self.people[name].gone = at

    def _reply(self, at: datetime, told: Mapping[str, Any]) -> None:
        number, word = told["number"], told["body"].upper()
        owners = [one for one in self.people.values() if number in one.numbers()]
        if word in SAID["stop"]:
            self.stopped[number] = True  # the network confirms it itself, and lets ours through no more
        elif word in SAID["start"]:
            if self.stopped.get(number):
                self._answer(at, number, owners, "started")
            else:
                self._for_a_reader(at, number, owners)
            self.stopped[number] = False
        else:
            self._yes_or_no(at, number, owners, yes=word in SAID["yes"])

    def _yes_or_no(self, at: datetime, number: str, owners: list[Person], *, yes: bool) -> None:
        names = {one.name for one in owners}
        ahead = [
            one
            for one in self.appointments
            if one.who in names
            and one.state in (*STANDS, "declined")
            and self._utc(one.wall) > at - timedelta(hours=1)
        ]
        if len(owners) == 1 and len(ahead) == 1 and (yes or ahead[0].state in STANDS):
            wanted = "confirmed" if yes else "declined"
            if ahead[0].state == "declined":
                self._for_a_reader(at, number, owners)
            if ahead[0].state in (wanted, "declined"):
                return
            ahead[0].state = wanted
            self._answer(at, number, owners, wanted)
            return
        for one in ahead:
            one.state = "unclear" if one.state in STANDS else one.state
        self._for_a_reader(at, number, owners)

    def _for_a_reader(self, at: datetime, number: str, owners: list[Person]) -> None:
        """A person must read it: when nobody does, she hears once a day when somebody will."""
        hours = self.study["hours"].get("reading")
        if hours is None or not owners or self.stopped.get(number) or self._when_open(at, hours) <= at:
            return
        today = (number, at.astimezone(self.zone).date())
        if today not in self.told:
            self.told.add(today)
            self._answer(at, number, owners, "not_read_now")

    def _answer(self, at: datetime, number: str, owners: list[Person], template: str) -> None:
        first = self.study["study"]["languages"][0]
        language = owners[0].tag if owners else first
        if template in self.messages and language in self.messages[template]["text"]:
            self._note(number, at, template, language)

    # What becomes due

    def _windows(self, person: Person) -> Iterator[tuple[str, date, date, date | None]]:
        plans = [p for p in self.study["plan"] if p["strand"] == (person.row.get("strand") or self._strand())]
        first = next(p for p in plans if "amendment" not in p)
        later = next((p for p in plans if p.get("amendment", {}).get("of") == first["id"]), None)
        since = later["amendment"]["sites"].get(person.row["site"]) if later else None
        if (
            since
            and later["amendment"].get("applies_to") == "enrolled_after"
            and self._agreed(person) < since
        ):
            since = None
        old = {wave["code"] for wave in first["wave"]}
        for wave in (later or first)["wave"] if since else first["wave"]:
            window = self._window(wave, person)
            if window is None or (wave.get("roles") and person.row["role"] not in wave["roles"]):
                continue
            opens, closes = window
            if wave["code"] in old:
                yield wave["code"], opens, closes, None
            elif since and closes >= since:
                yield wave["code"], opens, closes, since

    def _strand(self) -> str:
        return str(self.study["strand"][0]["code"])

    def _agreed(self, person: Person) -> date:
        return date.fromisoformat(person.row["consent_on"])

    def _window(self, wave: Mapping[str, Any], person: Person) -> tuple[date, date] | None:
        cohort = self.cohorts.get(person.row.get("cohort", ""))
        anchors = {
            "enrolled": self._agreed(person),
            "randomised": day_of(person.row.get("randomised_on")),
            "cohort_start": cohort["begins"] if cohort else None,
            "cohort_end": cohort["ends"] if cohort else None,
        }
        anchor = anchors.get(wave["anchor"])
        if anchor is None:
            return None
        target = shifted(anchor, wave.get("offset", {}))
        return shifted(target, wave.get("opens", {})), shifted(target, wave["closes"])

    def _opening_texts(
        self, person: Person, wave: str, opens: date, closes: date, since: date | None
    ) -> None:
        over = self._moment(closes + timedelta(days=1), time())
        applies = self._moment(since, time()) if since else person.known_from
        known = max(person.known_from, applies)
        for rule in self.study["text"]:
            if rule["when"] != "wave_opens" or (rule.get("waves") and wave not in rule["waves"]):
                continue
            due = self._moment(opens + timedelta(days=rule.get("days", 0)), clock(rule.get("at", "10:00")))
            worth = min(max(due, known) + timedelta(hours=rule.get("worth_hours", 48)), over)
            crowd = person.crowd > self.study.get("contact", {}).get("hold_over", 3)
            held = (due <= person.known_from and crowd) or person.known_from < applies >= due
            if worth > known and not held:
                self._push(Candidate(max(due, known), worth, 0, due, person.name, rule))

    def _appointment_texts(self, index: int) -> None:
        one = self.appointments[index]
        starts = self._utc(one.wall)
        for rule in self.study["text"]:
            if rule.get("waves") and one.wave not in rule["waves"]:
                continue
            worth = timedelta(hours=rule.get("worth_hours", 48))
            due = self._due(rule, one)
            if due is not None and due < min(due + worth, starts):
                opens = self._when_open(due, self.study["hours"]["texts"], self.people[one.who])
                late = due + worth <= opens < starts  # its hours count from when she may first be texted
                until = min((opens if late else due) + worth, starts)
                self._push(
                    Candidate(max(due, one.changed_at), until, 0, due, one.who, rule, index, one.version)
                )

    def _due(self, rule: Mapping[str, Any], one: Appointment) -> datetime | None:
        match rule["when"]:
            case "appointment_booked":
                return one.booked_at if one.version == 1 and one.state == "booked" else None
            case "appointment_moved":
                return one.changed_at if one.version > 1 and one.state == "booked" else None
            case "appointment_cancelled":
                return one.changed_at if one.state == "cancelled" else None
            case "before_appointment" if one.state == "booked":
                at = self._utc(one.wall - timedelta(hours=rule["hours_before"]))
                return None if one.changed_at > at - timedelta(hours=2) else at
        return None

    # Time passing

    def _pass(self, until: datetime) -> None:
        while self.queue and self.queue[0].go <= until:
            one = heapq.heappop(self.queue)
            self._look(one, one.go)

    def _look(self, one: Candidate, now: datetime) -> None:
        person = self.people[one.who]
        number, tag = person.text_number(), person.tag
        if number is None or tag == "none" or not self._wanted(one) or now >= one.worth:
            return
        if self.stopped.get(number) or person.texts_off is not None or person.gone is not None:
            return
        if tag not in self.messages[one.rule["template"]]["text"]:
            return
        later = self._when_free(number, now)
        if later is None:
            later = self._when_open(now, self.study["hours"]["texts"], person)
        if later > now:
            if later < one.worth:
                one.go = later
                self._push(one)
            return
        wall = self.appointments[one.appointment].wall if one.appointment is not None else None
        self.sent[number].append(now)
        self._note(number, now, one.rule["template"], tag, wall)

    def _wanted(self, one: Candidate) -> bool:
        if one.appointment is None:
            return True
        appointment = self.appointments[one.appointment]
        if appointment.version != one.version:
            return False
        return (appointment.state == "cancelled") == (one.rule["when"] == "appointment_cancelled") and (
            appointment.state in (*STANDS, "cancelled")
        )

    def _when_free(self, number: str, now: datetime) -> datetime | None:
        """When the caps let the next text go: a day after the day's first, a week after the week's first."""
        contact = self.study.get("contact", {})
        week = [at for at in self.sent[number] if at >= now - timedelta(days=7)]
        today = [at for at in week if at.astimezone(self.zone).date() == now.astimezone(self.zone).date()]
        if len(today) >= contact.get("texts_a_day", 2):
            return today[0] + timedelta(days=1)
        if len(week) >= contact.get("texts_a_week", 4):
            return week[0] + timedelta(days=7)
        return None

    def _when_open(self, now: datetime, hours: Mapping[str, Any], person: Person | None = None) -> datetime:
        nation = self.study["study"].get("nation", "ENG")
        first = now.astimezone(self.zone).date()
        for day in (first + timedelta(days=n) for n in range(30)):
            span = hours.get(WEEK[day.weekday()])
            if span is None or (not hours.get("bank_holidays") and is_bank_holiday(day, nation)):
                continue
            begins, ends = (self._moment(day, clock(at)) for at in span)
            at = max(now, begins)
            while at < ends and person is not None and not person.safe_at(at.astimezone(self.zone)):
                at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
            if at < ends:
                return at
        return now + timedelta(days=30)

    def _push(self, one: Candidate) -> None:
        self._order += 1
        one.order = one.order or self._order
        heapq.heappush(self.queue, one)

    def _note(
        self, number: str, at: datetime, template: str, language: str, wall: datetime | None = None
    ) -> None:
        minute = at.astimezone(UTC).replace(second=0, microsecond=0)
        said = wall.isoformat(timespec="minutes") if wall else ""
        self.texts.append(Expected(number, minute, template, language, said))

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def _utc(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.zone).astimezone(UTC)
