"""How a person is reached without harm: her phones, whose they are, what each may be used for, the note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from callassist.people.numbers import NumberKind


class Whose(StrEnum):
    """Whose phone it is: a first name goes only to one that is hers alone."""

    OWN = "own"
    PARTNER = "partner"
    SHARED = "shared"
    RELATIVE = "relative"
    WORK = "work"


NOT_HERS = (Whose.PARTNER, Whose.RELATIVE, Whose.WORK)  # may be rung, and is never texted


class PhoneState(StrEnum):
    """What became of a number."""

    IN_USE = "in_use"
    WRONG = "wrong"
    DISCONNECTED = "disconnected"
    RECYCLED = "recycled"  # it was hers, and is somebody else's now
    RETIRED = "retired"  # not to be used any more, although nothing is known against it


class Bar(StrEnum):
    """Why nothing may go to a phone: the code under which a suppression is kept."""

    UNSAFE = "unsafe"
    LANDLINE = "landline"
    NO_TEXTS = "no_texts"
    NOT_HERS = "not_hers"
    OUT_OF_USE = "out_of_use"

    @property
    def words(self) -> str:
        """The reason as a manager reads it."""
        match self:
            case Bar.UNSAFE:
                return "This number is not safe for her"
            case Bar.LANDLINE:
                return "Landline"
            case Bar.NO_TEXTS:
                return "She asked for no texts on this phone"
            case Bar.NOT_HERS:
                return "The phone belongs to somebody else"
            case Bar.OUT_OF_USE:
                return "The number is wrong or no longer in use"
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Phone:
    """One number of one person. `shared_with` names others by study number, or in words ("her mother")."""

    id: str
    e164: str
    kind: NumberKind
    whose: Whose = Whose.OWN
    shared_with: tuple[str, ...] = ()
    safe: bool = True
    texts_ok: bool = True
    voicemail_ok: bool = False
    withhold_number: bool = False
    order: int = 1
    state: PhoneState = PhoneState.IN_USE

    @property
    def hers_alone(self) -> bool:
        """Whether nobody else is known to look at it: only then may a text say her name."""
        return self.whose is Whose.OWN and not self.shared_with

    def call_bar(self) -> Bar | None:
        """Why it must not be rung, or None."""
        if not self.safe:
            return Bar.UNSAFE
        return Bar.OUT_OF_USE if self.state is not PhoneState.IN_USE else None

    def text_bar(self) -> Bar | None:
        """Why it must not be texted, or None. A number of unknown kind may be texted; a landline never."""
        if (bar := self.call_bar()) is not None:
            return bar
        if self.kind is NumberKind.LANDLINE:
            return Bar.LANDLINE
        if not self.texts_ok:
            return Bar.NO_TEXTS
        return Bar.NOT_HERS if self.whose in NOT_HERS else None

    def may_leave_voicemail(self) -> bool:
        """Whether a neutral message may be left: only where she has said so."""
        return self.voicemail_ok and self.call_bar() is None


def to_ring(phones: Iterable[Phone]) -> tuple[Phone, ...]:
    """The phones that may be rung, in her order."""
    return tuple(sorted((p for p in phones if p.call_bar() is None), key=lambda p: (p.order, p.id)))


def to_text(phones: Iterable[Phone]) -> Phone | Bar:
    """The first phone that may be texted, or why there is none (of several reasons, the first phone's)."""
    ordered = sorted(phones, key=lambda p: (p.order, p.id))
    free = next((phone for phone in ordered if phone.text_bar() is None), None)
    if free is not None:
        return free
    return next((bar for phone in ordered if (bar := phone.text_bar())), Bar.OUT_OF_USE)


@dataclass(frozen=True, slots=True)
class ContactNote:
    """The safe-contact note, opened before a number shows: rules in words, never the reason for them."""

    ring: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    if_other_answers: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read first."""
        return not (self.ring or self.never or self.if_other_answers)


SIGNED = "bfi"
"""British Sign Language as a language."""


class Access(StrEnum):
    """What somebody needs in order to talk with us at all."""

    RELAY_UK = "relay_uk"
    BSL = "bsl"
    HEARING = "hearing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AccessNeeds:
    """Needs and a word on them. BSL needs video, no phone.

    Relay UK is dialled by hand, 18002 in front: that is the prefix of whoever speaks (BT, Text Relay). Who
    types and rings us dials 18001.
    """

    needs: tuple[Access, ...] = ()
    words: str = ""

    @property
    def by_hand_only(self) -> bool:
        """Whether a call cannot be placed for the interviewer, but must be dialled by her."""
        return Access.RELAY_UK in self.needs

    @property
    def by_phone(self) -> bool:
        """Whether an interview by phone is possible."""
        return may_be_rung(self.needs)


def may_be_rung(access: Iterable[str] | None, spoken: str | None = None) -> bool:
    """Whether somebody can be rung at all: who signs is met by video or in person, unless by Relay UK.

    `access`: needs as they are kept with a participant; `spoken`: her language, where BSL may stand as well.
    """
    needs = tuple(access or ())
    return Access.RELAY_UK in needs or (Access.BSL not in needs and spoken != SIGNED)
