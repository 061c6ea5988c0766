"""A form that was not saved: what is to be mended and where, with everything that was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from callassist.errors import Refusal, Stale

STALE = Refusal("", "Somebody else changed this at the same moment.", "Look at it, then choose again.")


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing to mend: the field's label, its id on the page ("" for none), what is wrong, the cure."""

    label: str
    field_id: str
    what: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed and what is to be mended: empty for a page that is opened for the first time."""

    typed: Mapping[str, str] = field(default_factory=dict)
    mends: tuple[Mend, ...] = ()
    name: str = ""  # which form of a page it was

    def value(self, name: str, otherwise: str = "") -> str:
        """What stands in a field."""
        return self.typed.get(name, otherwise)

    def wrong(self, name: str) -> Mend | None:
        """What is to be mended at a field, or None."""
        return next((mend for mend in self.mends if mend.field_id == name), None)


EMPTY = Form()


def refused(refusal: Refusal, fields: Mapping[str, str], *, name: str = "") -> Form:
    """The form that was just sent, with what a verb refused. `fields`: label to field id.

    A refusal whose place is no field of this form stands in the summary alone.
    """
    typed = {key: value for key, value in request.form.items() if key not in ("csrf_token", "password")}
    mend = Mend(refusal.where, fields.get(refusal.where, ""), refusal.what, refusal.cure)
    return Form(typed, (mend,), name)


def stale(error: Stale, *, name: str = "") -> Form:
    """The form that was just sent, when the facts moved on under it."""
    typed = {key: value for key, value in request.form.items() if key != "csrf_token"}
    return Form(typed, (Mend("", "", str(error) or STALE.what, STALE.cure),), name)
