"""The languages families speak, read and are texted in, which are not the same thing: a table of our own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from callassist.errors import Refusal

NONE = "none"


class Direction(StrEnum):
    """Which way a language is written."""

    LTR = "ltr"
    RTL = "rtl"


@dataclass(frozen=True, slots=True)
class Language:
    """One language: tag (BCP 47), English name, script (ISO 15924, "" if none), and what to beware of.

    `spoken_only`: its speakers cannot be expected to read it, so nothing is ever texted in it.
    """

    tag: str
    name: str
    script: str
    direction: Direction = Direction.LTR
    spoken_only: bool = False
    note: str = ""
    also: tuple[str, ...] = ()


def _ltr(tag: str, name: str, script: str = "Latn", note: str = "", also: tuple[str, ...] = ()) -> Language:
    return Language(tag, name, script, note=note, also=also)


def _rtl(tag: str, name: str, note: str = "", also: tuple[str, ...] = ()) -> Language:
    return Language(tag, name, "Arab", Direction.RTL, note=note, also=also)


def _spoken(tag: str, name: str, script: str = "", note: str = "", also: tuple[str, ...] = ()) -> Language:
    return Language(tag, name, script, spoken_only=True, note=note, also=also)


# CLDR knows neither Sylheti nor Pahari-Pothwari, Western Panjabi or Dari, so this is no copy of it.
LANGUAGES = (
    _ltr("en-GB", "English", also=("en",)),
    _rtl("ur", "Urdu", "The reading language of many who speak Pahari."),
    _spoken(
        "phr",
        "Pahari-Pothwari",
        note="Has no usual written form; also called Mirpuri, often recorded as Urdu. Ask what she reads.",
        also=("pahari", "pothwari", "mirpuri"),
    ),
    Language(
        "pnb",
        "Western Panjabi",
        "Arab",
        Direction.RTL,
        note="Pakistan's; rarely read. Not the Gurmukhi of India.",
        also=("panjabi (pakistan)", "punjabi (pakistan)", "shahmukhi"),
    ),
    _ltr(
        "pa-Guru",
        "Panjabi (Gurmukhi)",
        "Guru",
        "Never to a reader from Pakistan.",
        ("gurmukhi", "panjabi (india)", "punjabi (india)"),
    ),
    _ltr(
        "bn",
        "Bengali",
        "Beng",
        "Most of the UK's Bangladeshi families speak Sylheti and may say Bengali: ask.",
        ("bangla",),
    ),
    _spoken("syl", "Sylheti", "Beng", "Not Bengali: it needs its own interpreter."),
    _spoken("ctg", "Chatgaya", "Beng", "Not Bengali.", ("chittagonian",)),
    _ltr("pl", "Polish"),
    _ltr("ro", "Romanian", note="Moldovan is the same language; Romani is not.", also=("moldovan",)),
    _spoken("rom", "Romani", "Latn", "Spoken by Roma families; not Romanian.", ("romany", "roma")),
    _ltr("gu", "Gujarati", "Gujr"),
    _ltr("hi", "Hindi", "Deva"),
    _ltr("ta", "Tamil", "Taml"),
    _ltr("ml", "Malayalam", "Mlym"),
    _ltr("ne", "Nepali", "Deva"),
    _ltr("si", "Sinhala", "Sinh"),
    _rtl("ar", "Arabic", "Spoken Arabic differs by country: write the country under dialect."),
    _rtl("fa", "Farsi", also=("persian",)),
    _rtl("prs", "Dari", "Afghanistan's; not the same as Farsi to its readers."),
    _rtl("ps", "Pashto", also=("pushto",)),
    _ltr("kmr", "Kurdish (Kurmanji)", note="Not readable to who reads Sorani.", also=("kurmanji",)),
    _rtl("ckb", "Kurdish (Sorani)", "Not readable to who reads Kurmanji.", ("sorani",)),
    _ltr("so", "Somali", note="Bravanese and Maay differ."),
    _spoken("ymm", "Maay", "Latn", "Not understood by all who speak Somali.", ("maay maay",)),
    _ltr("sq", "Albanian"),
    _ltr("lt", "Lithuanian"),
    _ltr("lv", "Latvian"),
    _ltr("hu", "Hungarian"),
    _ltr("sk", "Slovak"),
    _ltr("cs", "Czech"),
    _ltr("bg", "Bulgarian", "Cyrl"),
    _ltr("uk", "Ukrainian", "Cyrl"),
    _ltr("ru", "Russian", "Cyrl"),
    _ltr("tr", "Turkish"),
    _ltr("pt", "Portuguese"),
    _ltr("es", "Spanish"),
    _ltr("fr", "French"),
    _ltr("it", "Italian"),
    _ltr("de", "German"),
    _ltr("ti", "Tigrinya", "Ethi"),
    _ltr("am", "Amharic", "Ethi"),
    _ltr("yo", "Yoruba"),
    _ltr("ig", "Igbo"),
    _ltr("tw", "Twi", also=("ak", "akan")),
    _ltr("cy", "Welsh"),
    _ltr("zh-Hans", "Chinese (simplified)", "Hans", "Written; what is spoken: Cantonese or Mandarin."),
    _ltr("zh-Hant", "Chinese (traditional)", "Hant", "Written; what is spoken: Cantonese or Mandarin."),
    _spoken("yue", "Cantonese", "Hant", "Reads traditional or simplified Chinese."),
    _spoken("cmn", "Mandarin", "Hans", "Reads simplified Chinese."),
    _spoken("bfi", "British Sign Language", note="Needs video, not the phone.", also=("bsl",)),
)

# Words that name more than one language: whoever wrote them must say which.
AMBIGUOUS = {
    "panjabi": ("pnb", "pa-Guru"),
    "punjabi": ("pnb", "pa-Guru"),
    "pa": ("pnb", "pa-Guru"),
    "kurdish": ("kmr", "ckb"),
    "ku": ("kmr", "ckb"),
    "chinese": ("yue", "cmn", "zh-Hans", "zh-Hant"),
    "zh": ("yue", "cmn", "zh-Hans", "zh-Hant"),
}

_BY_TAG = {language.tag.lower(): language for language in LANGUAGES}
_BY_WORD = _BY_TAG | {
    word: language for language in LANGUAGES for word in (language.name.lower(), *language.also)
}


@lru_cache(maxsize=512)  # a page asks it of every text
def language(tag: str) -> Language:
    """The language of a tag; one of a country, as ar-SY, is that language. Raises Refusal if not ours."""
    wanted = tag.lower()
    while wanted:
        if wanted in _BY_TAG:
            return _BY_TAG[wanted]
        wanted, _cut, _rest = wanted.rpartition("-")
    return read_language(tag)


def read_language(text: str, *, where: str = "language") -> Language:
    """A language by its tag or English name, as people write it. Raises Refusal naming the choices."""
    wanted = " ".join(text.split()).lower()
    if wanted in _BY_WORD:
        return _BY_WORD[wanted]
    if wanted in AMBIGUOUS:
        choices = " or ".join(f"{tag} ({_BY_TAG[tag.lower()].name})" for tag in AMBIGUOUS[wanted])
        raise Refusal(where, f"“{text.strip()}” may be more than one language.", f"Write {choices}.")
    raise Refusal(where, f"we do not know the language “{text.strip()[:40]}”.", f"Write one of: {_known()}.")


def name(tag: str) -> str:
    """What a language is called on a page."""
    return language(tag).name


def direction(tag: str) -> Direction:
    """Which way a language is written: for the block that its text stands in."""
    return language(tag).direction


def may_read(tag: str) -> bool:
    """Whether a text may be written in it at all: not in one that is only spoken, and not in none."""
    return tag != NONE and not language(tag).spoken_only


def _known() -> str:
    return ", ".join(language.name for language in LANGUAGES)


class InterpreterGender(StrEnum):
    """Whom she would rather talk through: a wish until an interpreter is confirmed."""

    ANY = "any"
    FEMALE = "female"
    MALE = "male"


class Established(StrEnum):
    """How we came to know her languages: an assumption is to be asked about, never relied on."""

    ASKED = "asked"
    REFERRER = "referrer"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class LanguageNeeds:
    """What she speaks, reads and is texted in (tags; `reads` and `texts_in` may be NONE)."""

    spoken: str
    dialect: str = ""
    reads: str = NONE
    texts_in: str = NONE
    interpreter: bool = False
    interpreter_gender: InterpreterGender = InterpreterGender.ANY
    how_established: Established = Established.ASKED
    also: tuple[str, ...] = ()  # other languages she is content to be interviewed in

    def __post_init__(self) -> None:
        if self.texts_in != NONE and self.reads == NONE:
            raise Refusal("texts_in", "she reads nothing, so no text can be for her.", "Write none.")
        for where, tag in (("reads", self.reads), ("texts_in", self.texts_in)):
            if tag != NONE and not may_read(tag):
                cure = "Ask what she reads; if nothing, write none."
                raise Refusal(where, f"{name(tag)} is spoken, not written.", cure)

    @property
    def reads_nothing(self) -> bool:
        """Whether every text would be lost on her, so that she is rung first."""
        return self.reads == NONE
