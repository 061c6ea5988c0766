"""How long a text is on the air, by the standard's own borders."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callassist.messages.segments import Encoding, cost_pence, measure, wide_characters


@pytest.mark.parametrize(
    ("body", "encoding", "units", "segments"),
    [
        ("", Encoding.GSM_7, 0, 0),
        ("a", Encoding.GSM_7, 1, 1),
        ("a" * 160, Encoding.GSM_7, 160, 1),
        ("a" * 161, Encoding.GSM_7, 161, 2),
        ("a" * 306, Encoding.GSM_7, 306, 2),
        ("a" * 307, Encoding.GSM_7, 307, 3),
        ("€", Encoding.GSM_7, 2, 1),
        ("€" * 80, Encoding.GSM_7, 160, 1),
        ("€" * 81, Encoding.GSM_7, 162, 2),
        ("ب" * 70, Encoding.UCS_2, 70, 1),
        ("ب" * 71, Encoding.UCS_2, 71, 2),
        ("ب" * 134, Encoding.UCS_2, 134, 2),
        ("ب" * 135, Encoding.UCS_2, 135, 3),
        ("🙂" * 35, Encoding.UCS_2, 70, 1),
        ("🙂" * 36, Encoding.UCS_2, 72, 2),
    ],
)
def test_a_text_is_measured(body: str, encoding: Encoding, units: int, segments: int) -> None:
    found = measure(body)
    assert (found.encoding, found.units, found.segments, found.characters) == (
        encoding,
        units,
        segments,
        len(body),
    )


def test_a_character_of_two_units_is_not_split_between_parts() -> None:
    assert measure("a" * 152 + "€" + "a" * 152).units == 306
    assert measure("a" * 152 + "€" + "a" * 152).segments == 3
    assert measure("ب" * 66 + "🙂" + "ب" * 66).units == 134
    assert measure("ب" * 66 + "🙂" + "ب" * 66).segments == 3


@pytest.mark.parametrize("character", list("ąćęłńóśźżășțîâçôû’“–…ҐאB" + "\u2068")[:-2])
def test_one_character_outside_the_alphabet_makes_the_whole_text_wide(character: str) -> None:
    assert measure("a" * 100 + character).encoding is Encoding.UCS_2
    assert wide_characters(f"a{character}b{character}") == (character,)


@pytest.mark.parametrize("character", list("àèéùìòÇØøÅåÆæßÉÄÖÑÜäöñü¿¡£¥§¤Δ@\n\r^{}[]~\\|€"))
def test_the_alphabet_of_the_standard_stays_narrow(character: str) -> None:
    assert measure(character).encoding is Encoding.GSM_7


def test_the_texts_of_the_pictures_measure_as_the_pictures_say() -> None:
    somali = (
        "Salaan. Waxaan ku soo wici doonnaa berri, Talaado 13.10, 10:30. Haddii ay kuu fiican tahay HAA,"
        " haddii kale MAYA. Fariimo la'aan: STOP."
    )
    polish = (
        "Dzień dobry. Przypominamy: zadzwonimy jutro, we wtorek 13.10, o 18:45. Pasuje? Odpisz TAK."
        " Nie pasuje? Odpisz NIE. Bez SMS-ów: STOP."
    )
    assert (measure(somali).characters, measure(somali).segments) == (135, 1)
    assert (measure(polish).characters, measure(polish).segments) == (132, 2)


def test_a_lone_half_of_a_character_is_counted_and_breaks_nothing() -> None:
    assert measure("a\ud83d").units == 2


def test_cost_is_segments_times_the_price_of_one() -> None:
    assert cost_pence(measure("ب" * 71).segments, Decimal("4.0")) == Decimal("8.0")


@settings(deadline=None)
@given(st.text(alphabet="aé€ب🙂\n", max_size=400))
def test_parts_hold_what_they_may_hold(body: str) -> None:
    found = measure(body)
    if found.units <= found.encoding.alone:
        assert found.segments == (1 if body else 0)
    else:
        room = found.encoding.in_parts
        assert -(-found.units // room) <= found.segments <= -(-found.units // (room - 1))
