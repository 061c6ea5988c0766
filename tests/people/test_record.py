"""What is sealed about a person comes back as it went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callassist.errors import Fault
from callassist.people.contact_points import ContactNote
from callassist.people.dates import PartialDate, read_partial
from callassist.people.names import Name
from callassist.people.record import ChildIdentity, Identity, TracingContact

HERS = Identity(
    Name("Nasreen Akhtar", "Mrs Akhtar", "AKH-tar", "مسز اختر"),
    address="14 Invented Street, Luton",
    note=ContactNote(("Ring after 16:00.",), ("No voicemail.",), "Ask for Mrs Akhtar and say nothing else."),
    safe_times_words="While the children are at school, or after 16:00.",
)


def test_a_record_comes_back_whole() -> None:
    assert Identity.parse(HERS.text()) == HERS
    assert HERS.initials == "N. A."


@given(st.text(), st.text(), st.lists(st.text()))
def test_any_words_come_back(full: str, words: str, rules: list[str]) -> None:
    identity = Identity(Name(full), address=words, note=ContactNote(tuple(rules)))
    assert Identity.parse(identity.text()) == identity


def test_a_childs_name_is_a_record_of_its_own() -> None:
    imran = ChildIdentity("Imran", str(PartialDate(2019, 3)))
    assert ChildIdentity.parse(imran.text()) == imran
    assert read_partial(imran.born) == PartialDate(2019, 3)


def test_somebody_she_named_is_a_record_of_its_own() -> None:
    sister = TracingContact("Shabana Akhtar", "+447700900890", "sister")
    assert TracingContact.parse(sister.text()) == sister


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"form": 2}', '{"form": 1}', '{"form": 1, "name": "x"}'])
@pytest.mark.parametrize("kind", [Identity, ChildIdentity, TracingContact])
def test_something_else_is_a_fault(
    text: str, kind: type[Identity] | type[ChildIdentity] | type[TracingContact]
) -> None:
    with pytest.raises(Fault):
        kind.parse(text)
