"""A family row as the oracle reads it: which phone may be texted, in which language, what is said back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

TAGS = {
    "english": "en-GB",
    "urdu": "ur",
    "bengali": "bn",
    "polish": "pl",
    "romanian": "ro",
    "somali": "so",
    "arabic": "ar",
    "panjabi (gurmukhi)": "pa-Guru",
    "kurdish (sorani)": "ckb",
    "none": "none",
    "": "none",
}
SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SAID = {
    "yes": ["YES", "TAK", "DA", "HAA"],
    "no": ["NO", "NIE", "NU", "MAYA"],
    "stop": ["STOP"],
    "start": ["START"],
}


@dataclass
class Person:
    """A row of the families' file, as far as texts go."""

    name: str
    row: Mapping[str, str]
    known_from: datetime
    crowd: int
    texts_off: datetime | None = None
    gone: datetime | None = None

    @property
    def tag(self) -> str:
        return TAGS.get(self.row.get("texts_in", "").lower(), self.row.get("texts_in", ""))

    def numbers(self) -> list[str]:
        return [e164(self.row[c]) for c in ("phone", "second_phone") if self.row.get(c)]

    def safe_at(self, wall: datetime) -> bool:
        """Whether she said that an hour is safe; where she said nothing, every hour is."""
        said = self.row.get("safe_times") or ""
        if not said:
            return True
        for part in said.split(";"):
            days, *hours = part.split()
            first, last = (SHORT.index(day) for day in (days.split("-") * 2)[:2])
            if first <= wall.weekday() <= last and any(
                begins <= f"{wall:%H:%M}" < ends for begins, ends in (one.split("-") for one in hours)
            ):
                return True
        return False

    def text_number(self) -> str | None:
        for column in ("phone", "second_phone"):
            if self.row.get(column) and may_text(self.row, column):
                return e164(self.row[column])
        return None


def e164(written: str) -> str:
    digits = "".join(c for c in written if c.isdigit())
    return "+44" + digits[1:] if digits.startswith("0") else "+" + digits


def may_text(row: Mapping[str, str], column: str) -> bool:
    mobile = e164(row[column]).startswith("+447")
    said = {k: row.get(f"{column}_{k}", "").lower() for k in ("safe", "texts_ok", "whose")}
    if said["safe"] == "no" or said["whose"] in ("relative", "work") or not mobile:
        return False
    return said["texts_ok"] != "no"
