"""In which language and direction a text is to be shown, guessed from its script and a few of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """A language tag for the page (empty where we cannot tell) and a direction."""

    lang: str
    dir: str


_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_ARABIC_LETTERS = (
    ("ps", "ټډړښګېۍ"),
    ("ckb", "ڕڵۆێە"),
    ("ur", "ٹڈڑںےہھ"),
    ("fa", "پچژگکی"),
)
_SCRIPTS = (
    (re.compile(r"[\u0980-\u09ff]"), "bn"),
    (re.compile(r"[\u0a00-\u0a7f]"), "pa"),
    (re.compile(r"[\u0a80-\u0aff]"), "gu"),
    (re.compile(r"[\u0900-\u097f]"), "hi"),
    (re.compile(r"[\u0b80-\u0bff]"), "ta"),
    (re.compile(r"[\u1200-\u137f]"), "am"),
    (re.compile(r"[іїєґІЇЄҐ]"), "uk"),
    (re.compile(r"[\u0400-\u04ff]"), "ru"),
    (re.compile(r"[ąćęłńśźżĄĆĘŁŃŚŹŻ]"), "pl"),
    (re.compile(r"[ășțĂȘȚşţ](?![ıİğ])"), "ro"),
    (re.compile(r"[ğıİĞ]"), "tr"),
)
_WORDS = {
    "en": {"the", "you", "your", "yes", "hello", "we", "is", "this", "will", "stop", "start", "ok", "please"},
    "pl": {"tak", "nie", "dobrze", "dzień", "prosimy", "jutro", "dziękuję", "może"},
    "ro": {"da", "nu", "bună", "vă", "mâine", "ziua", "este", "pentru", "mulțumesc"},
    "so": {"haa", "maya", "waxaan", "waa", "iyo", "fadlan", "aan", "berri", "subax", "mahadsanid"},
    "tr": {"evet", "hayır", "merhaba", "tamam", "yarın"},
}


def script(body: str) -> Script:
    """The language and direction of a text; right to left if Arabic letters outnumber Latin ones."""
    arabic = len(_ARABIC.findall(body))
    if arabic and arabic >= len(re.findall(r"[A-Za-z]", body)):
        return Script(_arabic_language(body), "rtl")
    for letters, lang in _SCRIPTS:
        if letters.search(body):
            return Script(lang, "ltr")
    return Script(_latin_language(body), "ltr")


def _arabic_language(body: str) -> str:
    """The language whose own letters appear; Arabic if none does."""
    return next(
        (lang for lang, letters in _ARABIC_LETTERS if any(letter in body for letter in letters)), "ar"
    )


def _latin_language(body: str) -> str:
    """The language with most of its words in the text; empty on a tie or none, such as a bare "no"."""
    words = set(re.findall(r"\w+", body.lower()))
    votes = sorted(((len(words & known), lang) for lang, known in _WORDS.items()), reverse=True)
    (first, lang), (second, _) = votes[:2]
    return lang if first > second else ""
