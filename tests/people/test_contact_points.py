"""Nothing goes to an unsafe phone, no text to a landline, and a name only to a phone that is hers alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callassist.people.contact_points import (
    Access,
    AccessNeeds,
    Bar,
    ContactNote,
    Phone,
    PhoneState,
    Whose,
    to_ring,
    to_text,
)
from callassist.people.numbers import NumberKind

HERS = Phone("1", "+447700900214", NumberKind.MOBILE)
LANDLINE = Phone("2", "+441632960061", NumberKind.LANDLINE, order=2)


def test_her_own_mobile_may_be_rung_and_texted() -> None:
    assert HERS.call_bar() is None
    assert HERS.text_bar() is None


@pytest.mark.parametrize(
    ("change", "call", "text"),
    [
        ({"safe": False}, Bar.UNSAFE, Bar.UNSAFE),
        ({"kind": NumberKind.LANDLINE}, None, Bar.LANDLINE),
        ({"texts_ok": False}, None, Bar.NO_TEXTS),
        ({"whose": Whose.RELATIVE}, None, Bar.NOT_HERS),
        ({"whose": Whose.WORK}, None, Bar.NOT_HERS),
        ({"whose": Whose.SHARED}, None, None),
        ({"state": PhoneState.WRONG}, Bar.OUT_OF_USE, Bar.OUT_OF_USE),
        ({"state": PhoneState.DISCONNECTED}, Bar.OUT_OF_USE, Bar.OUT_OF_USE),
        ({"safe": False, "state": PhoneState.WRONG}, Bar.UNSAFE, Bar.UNSAFE),
    ],
)
def test_why_nothing_may_go_to_a_phone(change: dict[str, object], call: Bar | None, text: Bar | None) -> None:
    phone = replace(HERS, **change)
    assert phone.call_bar() is call
    assert phone.text_bar() is text


def test_a_name_goes_only_to_a_phone_that_is_hers_alone() -> None:
    assert HERS.hers_alone
    assert not replace(HERS, shared_with=("T-023",)).hers_alone
    assert not replace(HERS, whose=Whose.SHARED).hers_alone


def test_phones_are_rung_in_her_order_and_bad_ones_left_out() -> None:
    unsafe = replace(HERS, id="3", order=0, safe=False)
    assert to_ring([LANDLINE, unsafe, HERS]) == (HERS, LANDLINE)


def test_a_text_goes_past_the_landline_to_the_second_phone() -> None:
    assert to_text([replace(LANDLINE, order=1), replace(HERS, order=2)]) == replace(HERS, order=2)


def test_without_a_phone_to_text_the_first_ones_reason_is_told() -> None:
    assert to_text([LANDLINE, replace(HERS, order=3, texts_ok=False)]) is Bar.LANDLINE
    assert to_text([]) is Bar.OUT_OF_USE


def test_no_voicemail_unless_she_said_so() -> None:
    assert not HERS.may_leave_voicemail()
    assert replace(HERS, voicemail_ok=True).may_leave_voicemail()
    assert not replace(HERS, voicemail_ok=True, safe=False).may_leave_voicemail()


@pytest.mark.parametrize("bar", list(Bar))
def test_every_reason_has_its_words(bar: Bar) -> None:
    assert bar.words[0].isupper()


def test_an_empty_note_needs_no_opening() -> None:
    assert ContactNote().empty
    assert not ContactNote(never=("No voicemail",)).empty


def test_relay_uk_is_dialled_by_hand_and_bsl_alone_needs_no_phone() -> None:
    assert AccessNeeds((Access.RELAY_UK,)).by_hand_only
    assert AccessNeeds((Access.RELAY_UK, Access.BSL)).by_phone
    assert not AccessNeeds((Access.BSL,)).by_phone
    assert AccessNeeds().by_phone
