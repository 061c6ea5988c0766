"""The columns of the import file: what each means, an example, and whether it may be left empty."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from callassist.errors import Refusal

MOST_CHILDREN = 6


@dataclass(frozen=True, slots=True)
class Column:
    """One column; its example stands in the template's first row."""

    name: str
    meaning: str
    example: str = ""
    required: bool = False


def _needed(name: str, meaning: str, example: str) -> Column:
    return Column(name, meaning, example, required=True)


def _phone(before: str, example: str) -> tuple[Column, ...]:
    return (
        Column(before, "a telephone number, or none", example, required=before == "phone"),
        Column(
            f"{before}_whose",
            "own, partner, shared, relative or work; empty means own",
            "own" if example else "",
        ),
        Column(f"{before}_shared_with", "who else uses it: study numbers or words, apart by ;"),
        Column(f"{before}_safe", "no: nothing at all goes to it; empty means yes", "yes" if example else ""),
        Column(f"{before}_texts_ok", "no: never a text; empty means yes", "yes" if example else ""),
        Column(f"{before}_voicemail_ok", "yes: a neutral voicemail may be left; empty means no"),
        Column(f"{before}_withhold_number", "yes: our number must not show; empty means no"),
    )


def _child(number: int, born: str) -> tuple[Column, ...]:
    at, first = f"child{number}", number == 1
    return (
        Column(f"{at}_name", "what the child is called", "Imran" if first else ""),
        Column(f"{at}_born", "birth date as far as known: 2019-03-14, 2019-03 or 2019", born),
        Column(f"{at}_due", "for a child not born yet: the day it is due"),
        Column(f"{at}_index", "yes for the one child the whole unit is asked about", "yes" if first else ""),
    )


COLUMNS = (
    _needed("study_number", "the participant's number in this study", "T-014"),
    _needed("full_name", "the whole name as she gives it", "Nasreen Akhtar"),
    Column("call_her", "what to call her on the phone; empty means the whole name", "Mrs Akhtar"),
    Column("say_it", "how to say it", "AKH-tar, “kh” as in Scottish “loch”"),
    Column("name_in_writing", "what to call her, in her own script", "مسز اختر"),
    _needed("role", "mother, father, parent, partner, grandparent, carer or staff", "mother"),
    Column("strand", "how she takes part; empty means the study's first", "trial"),
    _needed("site", "the code of the place", "luton"),
    Column("cohort", "the code of her reference cohort", "luton_jun26"),
    Column("unit", "who is randomised together; empty means she alone", "U-014"),
    Column("household", "who lives together; empty means she is the only participant in it", "H-014"),
    Column("partner_of", "study number of her partner, if that person takes part"),
    Column("co_parent_of", "study number of the other parent, if they live apart and both take part"),
    Column("address", "where she lives: shown only in an emergency", "14 Invented Street, Luton"),
    *_phone("phone", "07700 900214"),
    *_phone("second_phone", ""),
    _needed("spoken", "the language she would rather speak", "Urdu"),
    Column("dialect", "which kind of it, in words"),
    Column("also_speaks", "other languages she is content to be interviewed in; several apart by ;"),
    _needed("reads", "the language she reads, or none", "Urdu"),
    Column("texts_in", "the language of texts, or none; empty means the one she reads", "Urdu"),
    Column("interpreter", "yes if she needs one with an interviewer who does not speak her language", "no"),
    Column("interpreter_gender", "any, female or male; empty means any", "any"),
    Column("how_established", "asked, referrer or assumed; empty means assumed", "asked"),
    Column("access", "relay_uk, bsl, hearing, other; several apart by ;"),
    Column("access_words", "what we should know about it"),
    Column("safe_times", "the only hours she may be rung in", "Mon-Fri 09:00-15:00 16:00-21:00"),
    Column("safe_times_words", "the same in her words", "While the children are at school, or after 16:00."),
    Column("preferred_times", "the hours that suit her best", "Thu 16:00-18:00"),
    Column("preferred_times_words", "the same in her words"),
    Column("calendars", "the study's calendars that she said she keeps, by code; several apart by ;"),
    Column("calendars_how_told", "how she told us of them; needed where calendars is filled"),
    Column("contact_note_do", "what to do when ringing; rules apart by |", "Withhold our number."),
    Column("contact_note_never", "what never to do", "No voicemail.|No message with anybody."),
    Column("if_other_answers", "what to say if somebody else answers", "Ask for Mrs Akhtar, say no more."),
    Column("second_contact_name", "somebody who agreed to be asked how to reach her"),
    Column("second_contact_phone", "that person's number"),
    Column("second_contact_relation", "who that person is to her"),
    *_child(1, "2019-03-14"),
    *(column for number in range(2, MOST_CHILDREN + 1) for column in _child(number, "")),
    _needed("consent_version", "the version of the information sheet she agreed to", "consent_1"),
    _needed("consent_on", "the day she agreed", "2026-05-19"),
    Column("consent_how", "written, spoken or online; empty means written", "written"),
    Column("randomised_on", "the day her unit was randomised; empty if not yet, or never", "2026-05-28"),
    Column("referral", "self or professional", "self"),
    Column("participation", "what she does not want, as: texts no since 2026-10-02; shorter_only yes", ""),
)

NAMES = tuple(column.name for column in COLUMNS)


def template_rows() -> list[dict[str, str]]:
    """The template: one made-up row that would go in as it stands."""
    return [{column.name: column.example for column in COLUMNS}]


def check_columns(found: Iterable[str], *, name: str = "the file") -> None:
    """Raise Refusal unless the file has the columns that are needed, and none that we do not know.

    A file without any row is no fault.
    """
    header = list(dict.fromkeys(found))
    if not header:
        return
    missing = [column.name for column in COLUMNS if column.required and column.name not in header]
    if len(missing) == sum(column.required for column in COLUMNS):
        raise Refusal(name, "the first row holds none of our column names.", "Start from the template.")
    if missing:
        raise Refusal(name, f"these columns are missing: {', '.join(missing)}.", "Add them to the first row.")
    for column in header:
        if column not in NAMES:
            raise Refusal(f"{name}, column {column[:40]}", "we do not know this column.", _cure(column))


def _cure(column: str) -> str:
    near = difflib.get_close_matches(column, NAMES, n=1)
    return (
        f"Did you mean {near[0]}? Else take it out." if near else "Take it out, or start from the template."
    )
