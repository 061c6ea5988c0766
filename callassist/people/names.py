"""A name as its owner gives it, what to call her and how to say it; never cut into first and last."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """One full name; what to call her ("" means the full name); how to say it; the name in its own script."""

    full: str
    call_her: str = ""
    say_it: str = ""
    in_writing: str = ""

    @property
    def address(self) -> str:
        """How to address her on the phone."""
        return self.call_her or self.full


def initials(full_name: str) -> str:
    """The first letters of the first and the last word, in any script: "N. A."; one word gives one letter."""
    letters = [letter for word in full_name.split() if (letter := _first_letter(word))]
    ends = letters[:1] + letters[-1:] if len(letters) > 1 else letters
    return " ".join(f"{letter}." for letter in ends)


def _first_letter(word: str) -> str:
    """The first letter with the marks that sit on it, in capitals where the script has them."""
    for at, character in enumerate(word):
        if unicodedata.category(character).startswith("L"):
            end = at + 1
            while end < len(word) and unicodedata.category(word[end]).startswith("M"):
                end += 1
            return unicodedata.normalize("NFC", word[at:end].upper())
    return ""
