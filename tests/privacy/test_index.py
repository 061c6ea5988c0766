"""A number is found again by its index, in its own study only; a changed audit line breaks the chain."""

from __future__ import annotations

from callassist.privacy.index import FIRST_LINK, intact, link, number_index, text_index
from callassist.privacy.keys import Keyring

KEYS = Keyring.parse(Keyring.fresh())
NUMBER = "+447700900214"


def test_the_same_number_has_the_same_index() -> None:
    assert number_index(KEYS, "together", NUMBER) == number_index(KEYS, "together", NUMBER)
    assert len(number_index(KEYS, "together", NUMBER)) == 32


def test_another_study_or_key_file_cannot_match_it() -> None:
    hers = number_index(KEYS, "together", NUMBER)
    assert hers != number_index(KEYS, "example", NUMBER)
    assert hers != number_index(Keyring.parse(Keyring.fresh()), "together", NUMBER)


def test_parts_that_run_together_are_still_told_apart() -> None:
    assert number_index(KEYS, "ab", "c") != number_index(KEYS, "a", "bc")
    assert text_index(KEYS, "s", "name", "x") != text_index(KEYS, "s", "nam", "ex")


def test_a_changed_line_breaks_every_link_after_it() -> None:
    lines = [b"enrolled 14", b"number shown 14", b"called 14"]
    told, forged = FIRST_LINK, FIRST_LINK
    for line in lines:
        told = link(KEYS.audit_key, told, line)
    for line in [lines[0], b"number shown 15", lines[2]]:
        forged = link(KEYS.audit_key, forged, line)
    assert told != forged


def test_a_link_is_checked_against_its_line() -> None:
    made = link(KEYS.audit_key, FIRST_LINK, b"enrolled 14")
    assert intact(KEYS.audit_key, FIRST_LINK, b"enrolled 14", made)
    assert not intact(KEYS.audit_key, FIRST_LINK, b"enrolled 15", made)
