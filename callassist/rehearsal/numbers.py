"""What a telephone number is to the network: its international form, its spelling, mobile or landline."""

from __future__ import annotations

import re
from enum import StrEnum

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{7,14}")
_UK_MOBILE = re.compile(r"\+447([1-5789][0-9]{8}|624[0-9]{6})")
_UK_LANDLINE = re.compile(r"\+44[123][0-9]{8,9}")
_DRAMA = re.compile(
    r"\+44(7700900|1632960|2079460|1134960|1144960|1154960|1164960|1174960|1184960|1214960)[0-9]{3}"
)
_FOUR_DIGIT_CODE = re.compile(r"0(11[0-9]|1[0-9]1|[38][0-9]{2})")


class Line(StrEnum):
    """What stands at the other end: a mobile that takes texts, a landline that does not, or unclear."""

    MOBILE = "Mobile"
    LANDLINE = "Landline"
    UNKNOWN = "Phone"


def read(text: str) -> str | None:
    """The international form (+447700900214) of a number as typed in the UK; None if it is none."""
    packed = re.sub(r"[\s()./-]", "", text)
    if packed.startswith("00"):
        packed = "+" + packed[2:]
    elif packed.startswith("0"):
        packed = "+44" + packed[1:]
    return packed if _INTERNATIONAL.fullmatch(packed) else None


def read_strictly(text: str) -> str | None:
    """The same for a number that begins with a plus; the API guesses no country."""
    return read(text) if text.strip().startswith("+") else None


def line(number: str) -> Line:
    """What stands behind a number by the UK's numbering plan; foreign numbers count as mobiles."""
    if _UK_LANDLINE.fullmatch(number):
        return Line.LANDLINE
    if _UK_MOBILE.fullmatch(number) or not number.startswith("+44"):
        return Line.MOBILE
    return Line.UNKNOWN


def drama(number: str) -> bool:
    """Whether a number is from the ranges that the regulator keeps for drama: nobody's, for certain."""
    return bool(_DRAMA.fullmatch(number))


def written(number: str) -> str:
    """A number as the UK writes it: 07700 900214, 020 7946 0123; foreign ones and names stay."""
    if not number.startswith("+44"):
        return number
    national = "0" + number[3:]
    if national.startswith("02"):
        return f"{national[:3]} {national[3:7]} {national[7:]}"
    if _FOUR_DIGIT_CODE.match(national):
        return f"{national[:4]} {national[4:7]} {national[7:]}"
    return f"{national[:5]} {national[5:]}"
