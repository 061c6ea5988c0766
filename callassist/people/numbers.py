"""Telephone numbers as people write them, read into one form: mobile, landline, other, made up or real."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from callassist.errors import Refusal

EXAMPLE = "07700 900214"


class NumberKind(StrEnum):
    """What a number is, as far as the numbering plan says: texts go to mobiles only."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that exists by the numbering plan, or one of Ofcom's that exist only in drama."""

    e164: str
    kind: NumberKind
    drama: bool


@dataclass(frozen=True, slots=True)
class DramaRange:
    """A range that Ofcom keeps free for radio and television: first and last number, inclusive."""

    first: str
    last: str
    kind: NumberKind
    where: str


# Ofcom, "Telephone numbers for use in TV and radio drama programmes".
DRAMA = (
    DramaRange("+447700900000", "+447700900999", NumberKind.MOBILE, "mobile"),
    DramaRange("+441632960000", "+441632960999", NumberKind.LANDLINE, "no area"),
    DramaRange("+442079460000", "+442079460999", NumberKind.LANDLINE, "London"),
    DramaRange("+441134960000", "+441134960999", NumberKind.LANDLINE, "Leeds"),
    DramaRange("+441144960000", "+441144960999", NumberKind.LANDLINE, "Sheffield"),
    DramaRange("+441154960000", "+441154960999", NumberKind.LANDLINE, "Nottingham"),
    DramaRange("+441164960000", "+441164960999", NumberKind.LANDLINE, "Leicester"),
    DramaRange("+441174960000", "+441174960999", NumberKind.LANDLINE, "Bristol"),
    DramaRange("+441184960000", "+441184960999", NumberKind.LANDLINE, "Reading"),
    DramaRange("+441214960000", "+441214960999", NumberKind.LANDLINE, "Birmingham"),
    DramaRange("+441314960000", "+441314960999", NumberKind.LANDLINE, "Edinburgh"),
    DramaRange("+441414960000", "+441414960999", NumberKind.LANDLINE, "Glasgow"),
    DramaRange("+441514960000", "+441514960999", NumberKind.LANDLINE, "Liverpool"),
    DramaRange("+441614960000", "+441614960999", NumberKind.LANDLINE, "Manchester"),
    DramaRange("+441914980000", "+441914980999", NumberKind.LANDLINE, "Tyneside"),
    DramaRange("+442896496000", "+442896496999", NumberKind.LANDLINE, "Northern Ireland"),
    DramaRange("+442920180000", "+442920180999", NumberKind.LANDLINE, "Cardiff"),
    DramaRange("+443069990000", "+443069990999", NumberKind.OTHER, "United Kingdom"),
    DramaRange("+448081570000", "+448081570999", NumberKind.OTHER, "freephone"),
    DramaRange("+449098790000", "+449098790999", NumberKind.OTHER, "premium rate"),
)

_KINDS = {
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE: NumberKind.LANDLINE,
}


def read_number(text: str, region: str = "GB", *, where: str = "phone") -> Number:
    """A number as somebody wrote it: spaces, brackets, 0, +44 or 0044 in front, digits of any alphabet.

    `region` is the country of a number without a country code. Raises Refusal with the cure.
    """
    dialled = _dialled(text, region, where)
    try:
        parsed = phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        raise _refusal(where, text, "is not a telephone number.") from None
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    drama = drama_range(e164)
    if drama is not None:
        return Number(e164, drama.kind, drama=True)
    _check(parsed, text, where)
    return Number(e164, _KINDS.get(phonenumbers.number_type(parsed), NumberKind.OTHER), drama=False)


def drama_range(e164: str) -> DramaRange | None:
    """The drama range that a number stands in, or None for a number that might ring somewhere."""
    return next((r for r in DRAMA if r.first <= e164 <= r.last and len(e164) == len(r.first)), None)


def spoken(e164: str, region: str = "GB") -> str:
    """A number grouped as it is said and dialled at home, as 07700 900214; one from abroad with its code."""
    parsed = phonenumbers.parse(e164)
    home = phonenumbers.country_code_for_region(region) == parsed.country_code
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def _dialled(text: str, region: str, where: str) -> str:
    """The digits, in Western form, with + where a country code stands in front."""
    kept = "".join(_western(character) for character in text)
    plus = kept.lstrip("(").startswith("+")
    digits = "".join(character for character in kept if character.isdigit())
    if any(character.isalpha() for character in kept):
        raise _refusal(where, text, "has letters in it.")
    if not digits:
        raise _refusal(where, text, "has no digits.")
    if plus:
        return "+" + digits
    if digits.startswith("00"):
        return "+" + digits[2:]
    # A spreadsheet that took the number for a figure has dropped the + or the 0 in front.
    if region == "GB" and digits.startswith("44") and len(digits) == 12:
        return "+" + digits
    return digits


def _western(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "+" if character == "\uff0b" else character


def _check(parsed: phonenumbers.PhoneNumber, text: str, where: str) -> None:
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    if possible == phonenumbers.ValidationResult.TOO_SHORT or _short_mobile(parsed):
        raise _refusal(where, text, "has too few digits.")
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        raise _refusal(where, text, "has too many digits.")
    if not phonenumbers.is_valid_number(parsed):
        raise _refusal(where, text, "is a number that nobody has.")


def _short_mobile(parsed: phonenumbers.PhoneNumber) -> bool:
    """A British mobile short of ten digits: the numbering plan itself calls nine possible."""
    return parsed.country_code == 44 and 7 * 10**7 <= (parsed.national_number or 0) < 8 * 10**8


def _refusal(where: str, text: str, what: str) -> Refusal:
    shown = text.strip()[:40]
    return Refusal(where, f"“{shown}” {what}", f"Write it as {EXAMPLE}, or +48… for one from abroad.")
