"""One row of the import file, read into a participant, with everything that is wrong with it said at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from callassist.clock import aware
from callassist.errors import Refusal
from callassist.people.cells import Cells
from callassist.people.columns import MOST_CHILDREN
from callassist.people.consent import Consent, Given
from callassist.people.contact_points import Access, AccessNeeds, ContactNote, Phone, Whose
from callassist.people.dates import read_birth_date, read_day, read_due_date
from callassist.people.family import Role, TieKind
from callassist.people.languages import (
    NONE,
    Established,
    InterpreterGender,
    LanguageNeeds,
    may_read,
    read_language,
)
from callassist.people.names import Name
from callassist.people.newcomers import Known, NewChild, NewFamilyMember, NewTie
from callassist.people.numbers import Number, NumberKind, read_number
from callassist.people.participation import Change, DecidedBy, Dimension
from callassist.people.record import Identity, TracingContact
from callassist.people.times import ANY_TIME, Times, read_times

REFERRALS = ("self", "professional")


def read_row(cells: Cells, known: Known) -> NewFamilyMember:
    """The participant that a row describes; usable only if `cells.bad` is empty afterwards."""
    number, strand = _study_number(cells, known), _strand(cells, known)
    consent, phones = _consent(cells, known), _phones(cells, known)
    return NewFamilyMember(
        row=cells.row,
        study_number=number,
        identity=_identity(cells),
        role=_role(cells, known, strand),
        strand=strand,
        site=_site(cells, known),
        cohort=_cohort(cells, known),
        unit=cells.text("unit", number),
        household=cells.text("household", number),
        ties=_ties(cells),
        phones=phones,
        named=_named(cells, known, phones),
        language=_language(cells),
        access=_access(cells),
        consent=consent,
        safe_times=_times(cells, "safe_times"),
        preferred_times=_times(cells, "preferred_times"),
        calendars=_calendars(cells, known),
        calendars_how_told=cells.text("calendars_how_told"),
        children=_children(cells, known),
        randomised_on=_randomised(cells, known, consent),
        referral=_referral(cells),
        participation=_participation(cells, known, consent),
    )


def _study_number(cells: Cells, known: Known) -> str:
    number = cells.needed("study_number")
    if number and not re.fullmatch(known.number_pattern, number):
        cells.complain("study_number", f"“{number[:40]}” is no study number here.", "They look like T-014.")
    return number


def _strand(cells: Cells, known: Known) -> str:
    return cells.code("strand", known.strands, next(iter(known.strands), ""))


def _role(cells: Cells, known: Known, strand: str) -> Role:
    role = cells.word("role", Role, Role.PARENT) if cells.needed("role") else Role.PARENT
    asked = known.strands.get(strand, ())
    if asked and role not in asked and not any(b.column == "role" for b in cells.bad):
        cells.complain("role", f"{strand} asks no {role}.", f"It asks: {', '.join(asked)}.")
    return role


def _site(cells: Cells, known: Known) -> str:
    cells.needed("site")
    return cells.code("site", known.sites)


def _cohort(cells: Cells, known: Known) -> str | None:
    cohort = cells.code("cohort", known.cohorts)
    at, site = known.cohorts.get(cohort), cells.text("site")
    if at is not None and site in known.sites and at != site:
        fitting = ", ".join(code for code, where in known.cohorts.items() if where == site) or "none"
        cells.complain("cohort", f"{cohort} runs at {at}, not at {site}.", f"At {site} there is: {fitting}.")
    return cohort or None


def _identity(cells: Cells) -> Identity:
    return Identity(
        name=Name(
            cells.needed("full_name"),
            cells.text("call_her"),
            cells.text("say_it"),
            cells.text("name_in_writing"),
        ),
        address=cells.text("address"),
        note=ContactNote(
            cells.several("contact_note_do", "|"),
            cells.several("contact_note_never", "|"),
            cells.text("if_other_answers"),
        ),
        safe_times_words=cells.text("safe_times_words"),
        preferred_times_words=cells.text("preferred_times_words"),
        access_words=cells.text("access_words"),
    )


def _named(cells: Cells, known: Known, phones: tuple[Phone, ...]) -> TracingContact | None:
    """Whom she named to be asked how to reach her: a name and a number, or nothing of it."""
    number = cells.read("second_contact_phone", partial(read_number, where="second_contact_phone"))
    name, relation = cells.text("second_contact_name"), cells.text("second_contact_relation")
    if number is None:
        if (name or relation) and not cells.text("second_contact_phone"):
            cells.complain("second_contact_phone", "is empty.", "Write the number, or leave out the name.")
        return None
    if not name:
        cells.complain("second_contact_name", "is empty.", "Write whom to ask for.")
    if number.drama and known.live:
        what = "is a made-up number, kept for drama."
        cells.complain("second_contact_phone", what, "A live study needs a real one.")
    if number.e164 in {phone.e164 for phone in phones}:
        cells.complain("second_contact_phone", "is a number of her own.", "Write the other person’s.")
    return TracingContact(name, number.e164, relation)


def _ties(cells: Cells) -> tuple[NewTie, ...]:
    kinds = (("partner_of", TieKind.PARTNER_OF), ("co_parent_of", TieKind.CO_PARENT_OF))
    return tuple(NewTie(kind, to) for column, kind in kinds for to in cells.several(column))


def _phones(cells: Cells, known: Known) -> tuple[Phone, ...]:
    if cells.needed("phone").lower() == NONE:
        return ()
    found = [_phone(cells, known, column, order) for order, column in enumerate(("phone", "second_phone"), 1)]
    phones = tuple(phone for phone in found if phone is not None)
    if len({phone.e164 for phone in phones}) < len(phones):
        cells.complain("second_phone", "is the same number as phone.", "Leave one of them empty.")
    return phones


def _phone(cells: Cells, known: Known, column: str, order: int) -> Phone | None:
    number = cells.read(column, partial(read_number, where=column))
    if number is None:
        return None
    if number.drama and known.live:
        cells.complain(column, "is a made-up number, kept for drama.", "A live study needs a real one.")
    shared = cells.several(f"{column}_shared_with")
    whose = cells.word(f"{column}_whose", Whose, Whose.SHARED if shared else Whose.OWN)
    return Phone(
        id="",
        e164=number.e164,
        kind=number.kind,
        whose=whose,
        shared_with=shared,
        safe=cells.yes(f"{column}_safe", default=True),
        texts_ok=_texts_ok(cells, column, number),
        voicemail_ok=cells.yes(f"{column}_voicemail_ok", default=False),
        withhold_number=cells.yes(f"{column}_withhold_number", default=False),
        order=order,
    )


def _texts_ok(cells: Cells, column: str, number: Number) -> bool:
    return cells.yes(f"{column}_texts_ok", default=number.kind is not NumberKind.LANDLINE)


def _language(cells: Cells) -> LanguageNeeds:
    cells.needed("spoken")
    spoken = cells.read("spoken", lambda text: read_language(text).tag) or ""
    reads = _written_language(cells, "reads", cells.needed("reads"))
    texts_in = _written_language(cells, "texts_in", cells.text("texts_in", reads or NONE))
    if texts_in != NONE and reads == NONE and not any(bad.column == "reads" for bad in cells.bad):
        cells.complain("texts_in", "she reads nothing, so no text can be for her.", "Write none.")
    if not spoken or any(bad.column in ("reads", "texts_in") for bad in cells.bad):
        reads = texts_in = NONE
    return LanguageNeeds(
        spoken=spoken,
        dialect=cells.text("dialect"),
        reads=reads,
        texts_in=texts_in,
        interpreter=cells.yes("interpreter", default=False),
        interpreter_gender=cells.word("interpreter_gender", InterpreterGender, InterpreterGender.ANY),
        how_established=cells.word("how_established", Established, Established.ASSUMED),
        also=tuple(_also(cells)),
    )


def _also(cells: Cells) -> Iterator[str]:
    """The other languages that she is content with, by tag."""
    for word in cells.several("also_speaks"):
        try:
            yield read_language(word, where="also_speaks").tag
        except Refusal as refused:
            cells.complain("also_speaks", refused.what, refused.cure)


def _written_language(cells: Cells, column: str, text: str) -> str:
    if text.lower() in ("", NONE, "nothing"):
        return NONE
    try:
        found = read_language(text, where=column)
    except Refusal as refused:
        cells.complain(column, refused.what, refused.cure)
        return NONE
    if not may_read(found.tag):
        cells.complain(
            column, f"{found.name} is spoken, not written.", "Ask what she reads; if nothing, write none."
        )
    return found.tag


def _access(cells: Cells) -> AccessNeeds:
    words = [word.lower().replace(" ", "_") for word in cells.several("access")]
    for word in words:
        if word not in set(Access):
            cells.complain("access", f"we do not know “{word[:40]}”.", f"Write {' or '.join(Access)}.")
    return AccessNeeds(
        tuple(Access(word) for word in words if word in set(Access)), cells.text("access_words")
    )


def _times(cells: Cells, column: str) -> Times:
    words = cells.text(f"{column}_words")
    read: Callable[[str], Times] = partial(read_times, words=words, where=column)
    return cells.read(column, read) or (Times(words=words) if words else ANY_TIME)


def _calendars(cells: Cells, known: Known) -> tuple[str, ...]:
    """What she said she keeps; without how she told us nothing is kept, for nobody may guess it."""
    codes = tuple(dict.fromkeys(code.lower() for code in cells.several("calendars")))
    for code in codes:
        if code not in known.calendars:
            cure = f"Write {', '.join(known.calendars)}." if known.calendars else "This study has none."
            cells.complain("calendars", f"“{code[:40]}” is no calendar of this study.", cure)
    if codes and not cells.text("calendars_how_told"):
        cure = "Write how she told us: on the phone, by text, when she joined."
        cells.complain("calendars_how_told", "is empty.", cure)
    return tuple(code for code in known.calendars if code in codes)


def _consent(cells: Cells, known: Known) -> Consent:
    cells.needed("consent_version")
    version = cells.code("consent_version", known.consents)
    return Consent(
        version, _past_day(cells, "consent_on", known), cells.word("consent_how", Given, Given.WRITTEN)
    )


def _past_day(cells: Cells, column: str, known: Known) -> date:
    cells.needed(column)
    day = cells.read(column, partial(read_day, where=column))
    if day is not None and day > known.today:
        cells.complain(column, f"{day} is in the future.", "Write the day it happened.")
    return day or known.today


def _randomised(cells: Cells, known: Known, consent: Consent) -> date | None:
    if not cells.text("randomised_on"):
        return None
    day = _past_day(cells, "randomised_on", known)
    if day < consent.on and not any(bad.column == "consent_on" for bad in cells.bad):
        cells.complain("randomised_on", "is before the day she agreed.", "Check both days.")
    return day


def _referral(cells: Cells) -> str | None:
    return cells.code("referral", REFERRALS) or None


def _children(cells: Cells, known: Known) -> tuple[NewChild, ...]:
    found = (_child(cells, known, f"child{number}") for number in range(1, MOST_CHILDREN + 1))
    children = tuple(child for child in found if child is not None)
    if len({child.key for child in children}) < len(children):
        cells.complain("child1_name", "two children of this row have the same name.", "Tell them apart.")
    return children


def _child(cells: Cells, known: Known, at: str) -> NewChild | None:
    name, index = cells.text(f"{at}_name"), cells.yes(f"{at}_index", default=False)
    born_text, due_text = cells.text(f"{at}_born"), cells.text(f"{at}_due")
    if not (name or born_text or due_text or index):
        return None
    born = cells.read(f"{at}_born", lambda text: read_birth_date(text, known.today))
    due = cells.read(f"{at}_due", lambda text: read_due_date(text, known.today))
    if not born_text and not due_text:
        cells.complain(f"{at}_born", "is empty, and so is the due date.", "Write one of them.")
    if born_text and not name:
        cells.complain(
            f"{at}_name", "is empty.", "Write what the child is called: an interviewer must say it."
        )
    return NewChild(name, born, due, index)


_CHANGE = re.compile(r"(\w+)\s+(yes|no)(?:\s+since\s+(\S+))?(?:\s+by\s+(\w+))?", re.IGNORECASE)


def _participation(cells: Cells, known: Known, consent: Consent) -> tuple[Change, ...]:
    changes = []
    for part in cells.several("participation"):
        try:
            changes.append(_change(part, known, consent))
        except Refusal as refused:
            cells.complain("participation", refused.what, refused.cure)
    return tuple(changes)


def _change(part: str, known: Known, consent: Consent) -> Change:
    found = _CHANGE.fullmatch(part)
    cure = f"Write it as texts no since 2026-10-02, with one of: {', '.join(Dimension)}."
    if found is None or found[1].lower() not in set(Dimension):
        raise Refusal("participation", f"we cannot read “{part[:60]}”.", cure)
    by = (found[4] or DecidedBy.PARTICIPANT).lower()
    if by not in set(DecidedBy):
        raise Refusal("participation", f"“{by}” decides nothing here.", f"Write by {' or '.join(DecidedBy)}.")
    since = read_day(found[3]) if found[3] else consent.on
    if since > known.today:
        raise Refusal("participation", f"{since} is in the future.", "Write since when it holds.")
    begins = aware(datetime.combine(since, time.min, tzinfo=ZoneInfo(known.zone)))
    return Change(Dimension(found[1].lower()), found[2].lower() == "yes", begins, DecidedBy(by), "import")
