"""How the words of a reply are made comparable, whatever the keyboard, accents or stretched letters."""

from __future__ import annotations

import re
from unicodedata import category, normalize

_LATIN_ACCENTS = range(0x0300, 0x0370)
_ARABIC_MARKS = frozenset((*range(0x064B, 0x0660), 0x0640, 0x0670, *range(0x06D6, 0x06EE)))
_APOSTROPHES = frozenset("'’‘`´ʼ′")
_ONE_LETTER_FOR_MANY = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ı": "i",
        "ß": "ss",
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ك": "ک",
        "ه": "ہ",
        "ة": "ہ",
        "ۃ": "ہ",
        "ۂ": "ہ",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ں": "ن",
        "ے": "ی",
    }
)
_STRETCHED = re.compile(r"(.)\1+")


def words(text: str) -> tuple[str, ...]:
    """The words of a text, spelt so that they can be compared; single letters in a row are one word.

    Lower case, without accents, vowel marks of the Arabic script, apostrophes and invisible characters;
    letters that keyboards for Urdu and Arabic give differently are one letter (Unicode NFKC, then our table).
    """
    plain = "".join(_plain(character) for character in normalize("NFD", _folded(text)))
    found = tuple(normalize("NFC", plain).translate(_ONE_LETTER_FOR_MANY).split())
    if len(found) > 2 and all(len(word) == 1 for word in found):
        return ("".join(found),)
    return found


def unstretched(word: str) -> tuple[str, str]:
    """A word with its drawn-out letters shortened to two and to one: "yesss" to "yess" and "yes"."""
    return _STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)


def _folded(text: str) -> str:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return normalize("NFKC", whole).casefold().translate(_ONE_LETTER_FOR_MANY)


def _plain(character: str) -> str:
    point = ord(character)
    if point in _LATIN_ACCENTS or point in _ARABIC_MARKS or character in _APOSTROPHES:
        return ""
    kind = category(character)
    if kind == "Cf":
        return ""
    return character if kind[0] in "LMN" else " "
