"""Who may interpret: professionals with their languages, hours and terms; never family, never a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from callassist.interpreters.spans import Spans
from callassist.interpreters.terms import Terms


class Kind(StrEnum):
    """For whom an interpreter works. There is no kind for a relative, and none is to be added."""

    STAFF = "staff"
    FREELANCE = "freelance"
    AGENCY = "agency"


class Gender(StrEnum):
    """As interpreters give it; not said is neither."""

    FEMALE = "female"
    MALE = "male"
    NOT_SAID = "not_said"


class Fit(StrEnum):
    """Whether somebody can give what is asked."""

    YES = "yes"
    ASK = "ask"  # nothing speaks against it, and nobody has said so
    NO = "no"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language by its tag, and the dialects of it that were named; none means that nobody said which.

    Sylheti is no dialect here, nor Mirpuri: each is a language with its own tag, as families speak it.
    """

    language: str
    dialects: frozenset[str] = frozenset()

    def fits(self, language: str, dialect: str) -> Fit:
        """Whether it is what she speaks. Another language never is; a dialect not named is asked for."""
        if self.language != language:
            return Fit.NO
        if not dialect or dialect.casefold() in self.dialects:
            return Fit.YES
        return Fit.NO if self.dialects else Fit.ASK


@dataclass(frozen=True, slots=True)
class Interpreter:
    """One interpreter as matching sees her. `hours` and `busy` are spans in UTC.

    `knows`: ids of participants and of households that she may never be booked for.
    """

    id: str
    kind: Kind
    tongues: tuple[Tongue, ...]
    gender: Gender
    terms: Terms
    hours: Spans
    busy: Spans = ()
    knows: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as matching sees it: whom it sends is its own to say, and only once it has confirmed.

    `earliest`: the first moment that its lead time leaves open. `people`: ids of those whom it sent before.
    """

    id: str
    tongues: tuple[Tongue, ...]
    terms: Terms
    hours: Spans
    earliest: datetime
    people: frozenset[str] = frozenset()


def fits(tongues: tuple[Tongue, ...], language: str, dialect: str) -> Fit:
    """The best that somebody's languages give."""
    found = {one.fits(language, dialect) for one in tongues}
    return next((fit for fit in (Fit.YES, Fit.ASK) if fit in found), Fit.NO)
