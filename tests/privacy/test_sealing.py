"""What is sealed opens only with its key and in its place, and a destroyed key forgets a person."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callassist.errors import Fault
from callassist.privacy.keys import Keyring, with_new_sealing_key
from callassist.privacy.sealing import Sealer, new_participant_key, place

STUDY = "together"
HERE = place("contact", "01a20009-de0f-727a-ad4c-d31d809348ab")


@pytest.fixture(scope="module")
def key_file() -> str:
    return Keyring.fresh()


@pytest.fixture(scope="module")
def sealer(key_file: str) -> Sealer:
    return Sealer(Keyring.parse(key_file))


@given(text=st.text())
@example(text="a lone half \ud83d of a face")
def test_any_text_comes_back_as_it_was(text: str) -> None:
    keyring = Keyring.parse(Keyring.fresh())
    sealer, hers = Sealer(keyring), new_participant_key(keyring, STUDY)
    assert sealer.open(hers, sealer.seal(hers, text, HERE), HERE) == text
    assert sealer.open(STUDY, sealer.seal(STUDY, text, HERE), HERE) == text


def test_a_sealed_name_cannot_be_read(sealer: Sealer) -> None:
    hers = sealer.new_participant_key(STUDY)
    assert "مسز اختر".encode() not in sealer.seal(hers, "مسز اختر", HERE)


def test_sealing_twice_never_gives_the_same_bytes(sealer: Sealer) -> None:
    hers = sealer.new_participant_key(STUDY)
    assert sealer.seal(hers, "Mrs Akhtar", HERE) != sealer.seal(hers, "Mrs Akhtar", HERE)


def test_a_record_moved_to_another_row_does_not_open(sealer: Sealer) -> None:
    hers = sealer.new_participant_key(STUDY)
    sealed = sealer.seal(hers, "Mrs Akhtar", place("contact", "a"))
    with pytest.raises(Fault, match="moved"):
        sealer.open(hers, sealed, place("contact", "b"))


def test_any_changed_byte_is_noticed(sealer: Sealer) -> None:
    hers = sealer.new_participant_key(STUDY)
    sealed = sealer.seal(hers, "Mrs Akhtar", HERE)
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Fault):
            sealer.open(hers, altered, HERE)


@pytest.mark.parametrize(
    "record", [b"", b"\x01", b"\x01S", b"\x01S\xff", b"\x01P\x06", b"\x02S\x02k1", b"x" * 99]
)
@pytest.mark.parametrize("under", ["participant", "study"])
def test_bytes_that_are_no_record_are_a_fault(sealer: Sealer, record: bytes, under: str) -> None:
    with pytest.raises(Fault):
        sealer.open(STUDY if under == "study" else sealer.new_participant_key(STUDY), record, HERE)


@pytest.mark.parametrize("wrapped", [b"", b"\x01K", b"\x01K\x02k1", b"\x01K\x02k1\x08together" + bytes(60)])
def test_bytes_that_are_no_wrapped_key_are_a_fault(sealer: Sealer, wrapped: bytes) -> None:
    with pytest.raises(Fault):
        sealer.seal(wrapped, "Mrs Akhtar", HERE)


def test_one_participants_key_does_not_open_another_ones_record(sealer: Sealer) -> None:
    hers, his = sealer.new_participant_key(STUDY), sealer.new_participant_key(STUDY)
    with pytest.raises(Fault, match="another participant"):
        sealer.open(his, sealer.seal(hers, "Mrs Akhtar", HERE), HERE)


def test_one_studys_key_does_not_open_another_ones_record(sealer: Sealer) -> None:
    with pytest.raises(Fault):
        sealer.open("example", sealer.seal(STUDY, "YES", HERE), HERE)


def test_another_key_file_opens_nothing(sealer: Sealer) -> None:
    stranger = Sealer(Keyring.parse(Keyring.fresh()))
    hers = sealer.new_participant_key(STUDY)
    with pytest.raises(Fault, match="wrong key file"):
        stranger.open(hers, sealer.seal(hers, "Mrs Akhtar", HERE), HERE)


def test_an_unknown_key_id_is_named(key_file: str, sealer: Sealer) -> None:
    newer = Sealer(Keyring.parse(with_new_sealing_key(key_file, made_on=date(2026, 10, 8))))
    with pytest.raises(Fault, match="k2-20261008"):
        sealer.open(STUDY, newer.seal(STUDY, "YES", HERE), HERE)


def test_after_a_new_sealing_key_old_records_still_open(key_file: str, sealer: Sealer) -> None:
    newer = Sealer(Keyring.parse(with_new_sealing_key(key_file, made_on=date(2026, 10, 8))))
    hers = sealer.new_participant_key(STUDY)
    sealed = sealer.seal(hers, "Mrs Akhtar", HERE)
    again = newer.rewrap(hers)
    assert b"k2-20261008" in again
    assert newer.open(again, sealed, HERE) == newer.open(hers, sealed, HERE) == "Mrs Akhtar"


def test_a_forgotten_key_is_no_longer_in_memory(sealer: Sealer) -> None:
    hers = sealer.new_participant_key(STUDY)
    sealer.seal(hers, "Mrs Akhtar", HERE)
    assert hers in sealer._person_locks
    sealer.forget(hers)
    assert hers not in sealer._person_locks
