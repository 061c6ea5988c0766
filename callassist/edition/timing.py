"""Windows and texts that cannot come out as meant: never open, too late, or open once the arms are alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches

from callassist.cases.outcomes import OUTCOMES
from callassist.edition.lengths import doubt_lengths
from callassist.edition.places import Path
from callassist.edition.references import Found
from callassist.edition.swats import varied
from callassist.study.protocol import Cohort, Plan, Protocol, Text, Wave, When
from callassist.study.week import DayHours
from callassist.study.windows import Window, shift, window

_ORDINARY = date(2026, 1, 5)
"""A Monday like any other, to lay out a window of a wave whose anchor has no date in the file."""

_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_MORNING = time(10)


def check_timing(protocol: Protocol) -> Iterator[Found]:
    """What the dates of the protocol lead to that nobody can have meant: these are errors."""
    for p, plan in enumerate(protocol.plan):
        for w, wave in enumerate(plan.wave):
            yield from _opens(protocol, wave, ("plan", p, "wave", w))
    for t, text in enumerate(protocol.text):
        yield from _falls_inside(protocol, text, ("text", t))
    for at, text in varied(protocol):
        yield from _falls_inside(protocol, text, at)


def doubt_timing(protocol: Protocol) -> Iterator[Found]:
    """What may be right and should be known: these are warnings."""
    for t, text in enumerate(protocol.text):
        yield from _hours(protocol, text, t)
    yield from doubt_lengths(protocol, _fresh(protocol))
    blinded = {strand.code for strand in protocol.strand if strand.blinded}
    for p, plan in enumerate(protocol.plan):
        fresh = _waves_of_its_own(protocol, plan)
        if plan.strand in blinded:
            yield from _waiting_list(protocol, fresh)
        yield from _passed_already(protocol, plan, p, fresh)


def _fresh(protocol: Protocol) -> Iterator[tuple[Path, Wave]]:
    """Each wave with its place, once however many plans it stands in."""
    for p, plan in enumerate(protocol.plan):
        fresh = {wave.code for wave in _waves_of_its_own(protocol, plan)}
        yield from ((("plan", p, "wave", w), wave) for w, wave in enumerate(plan.wave) if wave.code in fresh)


def _opens(protocol: Protocol, wave: Wave, at: tuple[int | str, ...]) -> Iterator[Found]:
    cohort_wanted = wave.anchor.startswith("cohort_")
    if cohort_wanted and not protocol.cohort:
        what = f"the window of “{wave.code}” never opens: it hangs on a course, and the study names none."
        yield (*at, "anchor"), what, "Add a cohort, or another anchor."
    if wave.anchor == "randomised" and protocol.arms is None:
        what = f"the window of “{wave.code}” never opens: nobody is randomised in a study without arms."
        yield (*at, "anchor"), what, "Take “enrolled”, or add the arms."
    found = _laid_out(wave)
    if found.closes < found.opens:
        late = (found.opens - found.closes).days
        what = f"the window of “{wave.code}” never opens: it closes {late} days before."
        yield (*at, "closes"), what, "Mend opens or closes: both count from the target day."


def _laid_out(wave: Wave) -> Window:
    target = shift(_ORDINARY, wave.offset)
    return Window(wave.code, shift(target, wave.opens), target, shift(target, wave.closes), "laid out")


def _waves_hit(protocol: Protocol, text: Text) -> tuple[Wave, ...]:
    waves = {wave.code: wave for plan in protocol.plan for wave in plan.wave}
    return tuple(wave for code, wave in waves.items() if not text.waves or code in text.waves)


def _falls_inside(protocol: Protocol, text: Text, at: Path) -> Iterator[Found]:
    before = text.when is When.BEFORE_APPOINTMENT
    if before and not text.hours_before:
        yield at, f"“{text.id}” does not say how long before.", "Add hours_before."
    for wave in _waves_hit(protocol, text):
        found = _laid_out(wave)
        length = (found.closes - found.opens).days + 1
        if before and text.hours_before >= length * 24:
            what = f"the reminder falls outside its window: “{wave.code}” is open for {length} days."
            yield (*at, "hours_before"), what, "Shorten it, or take that wave out."
        if text.when is When.WAVE_OPENS and not 0 <= text.days < length:
            what = f"the text falls outside its window: “{wave.code}” is open for {length} days from day 0."
            yield (*at, "days"), what, "Mend days, or take that wave out."


def _hours(protocol: Protocol, text: Text, t: int) -> Iterator[Found]:
    """Days of the week on which a text would wait longer for texting hours than it is worth."""
    if text.when is not When.WAVE_OPENS:
        return
    at = text.at or _MORNING
    late = [day for day in range(7) if _waits(protocol.hours.texts, day, at) > text.worth_hours]
    if late:
        days = ", ".join(_DAYS[day] for day in late)
        what = f"due at {at:%H:%M} on {days}, it would wait longer than {text.worth_hours} h and never go."
        yield ("text", t, "at"), what, "Change at, worth_hours, or the hours for texts."


def _waits(hours: DayHours, day: int, at: time) -> float:
    """Hours from a wall time of a day of the week until texting is open; clock changes are left aside."""
    due = _hour(at)
    for later in range(8):
        span = hours.week()[(day + later) % 7]
        if span is not None and due < later * 24 + _hour(span[1]):
            return max(0.0, later * 24 + _hour(span[0]) - due)
    return float("inf")


def _hour(at: time) -> float:
    return at.hour + at.minute / 60


def _waves_of_its_own(protocol: Protocol, plan: Plan) -> tuple[Wave, ...]:
    """The waves that a plan does not merely take over from the plan that it amends."""
    before = protocol.plan_named(plan.amendment.of) if plan.amendment else None
    known = {_when(wave) for wave in before.wave} if before else set()
    return tuple(wave for wave in plan.wave if _when(wave) not in known)


def _when(wave: Wave) -> str:
    return wave.model_dump_json(include={"code", "anchor", "offset", "opens", "closes"})


def _events(cohort: Cohort) -> Mapping[str, date]:
    return {"cohort_start": cohort.begins, "cohort_end": cohort.ends}


def _waiting_list(protocol: Protocol, waves: tuple[Wave, ...]) -> Iterator[Found]:
    sites = {site.code: site.name for site in protocol.site}
    for c, cohort in enumerate(protocol.cohort):
        begins = cohort.waiting_list_begins
        if begins is None:
            continue
        for wave in waves:
            found = window(wave, _events(cohort))
            if found is None or found.closes < begins:
                continue
            still = "is still open when" if found.opens <= begins else "opens only after"
            starts = "begins" if found.opens <= begins else "has begun"
            what = (
                f"{sites.get(cohort.site, cohort.site)}, {cohort.name}: the window of “{wave.code}”, "
                f"{_day(found.opens)} to {_day(found.closes)}, {still} the waiting list’s own course "
                f"{starts} on {_day(begins)}: by then both arms have been offered it."
            )
            cure = "Move the course or the window, or say so in the analysis plan."
            yield ("cohort", c, "waiting_list_begins"), what, cure


def _passed_already(protocol: Protocol, plan: Plan, p: int, waves: tuple[Wave, ...]) -> Iterator[Found]:
    """New waves of an amendment whose window had closed before it applied: not planned, never missed."""
    if plan.amendment is None:
        return
    for cohort in protocol.cohort:
        applies = plan.amendment.sites.get(cohort.site)
        for wave in waves:
            found = window(wave, _events(cohort))
            if applies is None or found is None or found.closes >= applies:
                continue
            what = (
                f"“{wave.code}” is not planned for {cohort.code}: its window closed on {_day(found.closes)}, "
                f"before the amendment applies on {_day(applies)}."
            )
            yield ("plan", p, "amendment", "sites", cohort.site), what, "Nobody is counted as missed for it."


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def check_spacing(protocol: Protocol) -> Iterator[Found]:
    """Outcomes that the contact protocol spaces and that are none, or spaces by less than nothing."""
    for code, hours in protocol.contact.spacing.items():
        at = ("contact", "spacing", code)
        if code not in OUTCOMES:
            near = get_close_matches(code, OUTCOMES, n=1)
            cure = f"Did you mean {near[0]}?" if near else "Take it out, or name an outcome of the list."
            yield at, f"“{code}” is no outcome.", cure
        elif hours < 0:
            yield at, f"{hours} hours after it lies before it.", "Write 0 or more."
