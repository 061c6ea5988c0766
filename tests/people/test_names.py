"""Lists show two letters of a name, in whatever script she writes it."""

from __future__ import annotations

import pytest

from callassist.people.names import Name, initials


@pytest.mark.parametrize(
    ("full", "shown"),
    [
        ("Nasreen Akhtar", "N. A."),
        ("Maria del Carmen López", "M. L."),
        ("Łucja Świątek", "Ł. Ś."),
        ("Ștefania Țurcanu", "Ș. Ț."),
        ("Madonna", "M."),
        ("’Aisha O’Neill", "A. O."),
        ("مسز اختر", "م. ا."),
        ("রহিমা বেগম", "র. বে."),
        ("(Bibi) Zainab", "B. Z."),
        ("  anna   kowalska ", "A. K."),
        ("E\u0301lodie Martin", "É. M."),
        ("42", ""),
        ("", ""),
    ],
)
def test_initials(full: str, shown: str) -> None:
    assert initials(full) == shown


def test_she_is_called_what_she_wishes() -> None:
    assert Name("Nasreen Akhtar", call_her="Mrs Akhtar").address == "Mrs Akhtar"
    assert Name("Nasreen Akhtar").address == "Nasreen Akhtar"
