"""What goes wrong, told to the person who can mend it: a refusal is the user's to mend, a fault is ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Refusal(Exception):
    """Bad input: where it stands, what is wrong, and the cure. Nothing was changed.

    `where` is a file, a key path, a sheet with row and column, or a field's label.
    """

    def __init__(self, where: str, what: str, cure: str = "") -> None:
        super().__init__(": ".join(part for part in (where, what) if part) + (f" {cure}" if cure else ""))
        self.where = where
        self.what = what
        self.cure = cure


class Fault(Exception):
    """Something that we must mend. The text names ids and states, never a name, a number or an answer."""


class Stale(Exception):
    """What a verb decided on has changed before it could be kept: the verb starts again from reading."""


class Weight(StrEnum):
    """How heavy a complaint weighs: an error stops a load, a warning is shown and may be right."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong or doubtful in what a study team wrote, with its place and cure."""

    weight: Weight
    where: str
    what: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.weight}: {self.where}: {self.what}" + (f" {self.cure}" if self.cure else "")


def refuse_on_errors(complaints: list[Complaint]) -> None:
    """Raise the first error as a Refusal, saying how many more there are; warnings pass."""
    errors = [c for c in complaints if c.weight is Weight.ERROR]
    if errors:
        first, more = errors[0], len(errors) - 1
        raise Refusal(first.where, first.what, first.cure + (f" ({more} more like this)" if more else ""))
