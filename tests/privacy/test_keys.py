"""A key file is whole, or it is refused with the cure."""

from __future__ import annotations

import json
from datetime import date

import pytest

from callassist.errors import Refusal
from callassist.privacy.keys import Keyring, with_new_sealing_key


def test_a_fresh_key_file_parses_and_is_never_the_same_twice() -> None:
    first, second = Keyring.parse(Keyring.fresh()), Keyring.parse(Keyring.fresh())
    assert first.sealing != second.sealing
    assert len({first.index_key, first.audit_key, first.session_key, first.sealing["k1"]}) == 4


@pytest.mark.parametrize("gone", ["version", "current", "sealing", "index_key", "audit_key", "session_key"])
def test_a_key_file_with_a_part_missing_is_refused(gone: str) -> None:
    content = json.loads(Keyring.fresh())
    del content[gone]
    with pytest.raises(Refusal) as refused:
        Keyring.parse(json.dumps(content), name="callassist.keys")
    assert refused.value.where == f"callassist.keys, {gone}"
    assert refused.value.cure


@pytest.mark.parametrize("text", ["", "  \n", "not json", "[]", "null", '"k"', "{}", "\x00"])
def test_something_that_is_no_key_file_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="key file"):
        Keyring.parse(text)


@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "not base64 !", "ض" * 44])
def test_a_key_of_the_wrong_length_is_refused_without_showing_it(key: str) -> None:
    content = json.loads(Keyring.fresh()) | {"audit_key": key}
    with pytest.raises(Refusal, match="32 bytes") as refused:
        Keyring.parse(json.dumps(content))
    assert not key or key not in str(refused.value)


def test_a_newer_key_file_says_that_the_program_is_old() -> None:
    content = json.loads(Keyring.fresh()) | {"version": 9}
    with pytest.raises(Refusal, match="newer"):
        Keyring.parse(json.dumps(content))


def test_a_keyring_does_not_print_its_keys() -> None:
    keyring = Keyring.parse(Keyring.fresh())
    assert repr(keyring) == "Keyring(current='k1')"


def test_a_new_sealing_key_keeps_the_old_ones() -> None:
    text = Keyring.fresh()
    after = Keyring.parse(with_new_sealing_key(text, made_on=date(2026, 10, 8)))
    assert after.current == "k2-20261008"
    assert after.sealing["k1"] == Keyring.parse(text).sealing["k1"]
