"""What is said on a call outside the script: small talk, goodbyes, and words for somebody in distress.

Drafts that no speaker has read, except for English; a language is approved as one set, by study.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

ENGLISH: Final = "en-GB"
OUTSIDE: Final = "outside_script"
"""What the set is called where it is approved; no text of messages.toml may have that name."""

Sentence = Mapping[str, str]
"""One sentence, by language."""


def _sentence(english: str, ur: str, bn: str, pl: str) -> Sentence:
    return {ENGLISH: english, "ur": ur, "bn": bn, "pl": pl}


SMALL_TALK = (
    _sentence(
        "That is fine, I can wait.",
        "کوئی بات نہیں، میں انتظار کر سکتی ہوں۔",
        "কোনো অসুবিধা নেই, আমি অপেক্ষা করতে পারি।",
        "Nie szkodzi, mogę poczekać.",
    ),
    _sentence(
        "Shall I ring another time? Just say yes or no.",
        "کیا میں کسی اور وقت فون کروں؟ صرف ہاں یا نہیں کہہ دیجیے۔",
        "আমি কি অন্য সময় ফোন করব? শুধু হ্যাঁ বা না বলুন।",
        "Czy mam zadzwonić kiedy indziej? Proszę powiedzieć tylko: tak albo nie.",
    ),
    _sentence(
        "It is rather cold today, isn’t it?",
        "آج موسم کچھ ٹھنڈا ہے، ہے نا؟",
        "আজ একটু ঠান্ডা, তাই না?",
        "Dość zimno dzisiaj, prawda?",
    ),
    _sentence(
        "I am sorry, I have the wrong number. Goodbye.",
        "معاف کیجیے، غلط نمبر مل گیا۔ خدا حافظ۔",
        "মাফ করবেন, ভুল নম্বরে ফোন করেছি। ভালো থাকবেন।",
        "Przepraszam, pomyłka. Do widzenia.",
    ),
)
"""For the neutral page: nothing that could betray why we rang."""

VOICEMAIL = _sentence(
    "Hello. I could not reach you. I will ring again another time. Goodbye.",
    "السلام علیکم۔ آپ سے بات نہیں ہو سکی۔ میں پھر کبھی فون کروں گی۔ خدا حافظ۔",
    "হ্যালো। আপনাকে পাইনি। আমি আবার অন্য সময় ফোন করব। রাখছি।",
    "Dzień dobry. Nie udało się porozmawiać. Zadzwonię innym razem. Do widzenia.",
)
"""Where a message may be left at all: no name, no study, no reason, no number."""

GREETING = _sentence(
    "Hello. Please hold on for a moment.",
    "السلام علیکم۔ براہِ کرم ایک لمحہ انتظار کیجیے۔",
    "হ্যালো। একটু অপেক্ষা করুন।",
    "Dzień dobry. Proszę chwilę zaczekać.",
)
"""When somebody rings our line and an interviewer is being rung: no name, no study."""

HOLD_ON = _sentence(
    "Please hold on for a moment.",
    "براہِ کرم ایک لمحہ انتظار کیجیے۔",
    "একটু অপেক্ষা করুন।",
    "Proszę chwilę zaczekać.",
)
"""While a parent is on hold."""

LOST = _sentence(
    "This call has ended. If you were cut off, we will ring you another time. Goodbye.",
    "یہ کال ختم ہو گئی ہے۔ اگر لائن کٹ گئی تو ہم پھر کبھی فون کریں گے۔ خدا حافظ۔",
    "কলটি শেষ হয়েছে। লাইন কেটে গিয়ে থাকলে আমরা অন্য সময় ফোন করব। রাখছি।",
    "Rozmowa została zakończona. Jeśli połączenie zostało przerwane, zadzwonimy innym razem. Do widzenia.",
)
"""When a parent is left alone on the line, by accident or because the other hung up first."""

NOBODY = _sentence(
    "Hello. Nobody can take your call just now. We will ring you back. Goodbye.",
    "السلام علیکم۔ ابھی کوئی فون نہیں اٹھا سکتا۔ ہم آپ کو واپس فون کریں گے۔ خدا حافظ۔",
    "হ্যালো। এখন কেউ ফোন ধরতে পারছেন না। আমরা আপনাকে আবার ফোন করব। রাখছি।",
    "Dzień dobry. Nikt nie może teraz odebrać. Oddzwonimy. Do widzenia.",
)
"""When somebody rings our line and nobody is free: no name, no study, no reason."""

GOODBYE = _sentence(
    "That is fine. Goodbye.",
    "کوئی بات نہیں۔ خدا حافظ۔",
    "ঠিক আছে। রাখছি।",
    "W porządku. Do widzenia.",
)
GOODBYES = {
    "other_adult": _sentence(
        "Thank you. I will try again another time. Goodbye.",
        "شکریہ۔ میں پھر کبھی فون کروں گی۔ خدا حافظ۔",
        "ধন্যবাদ। আমি আবার অন্য সময় ফোন করব। রাখছি।",
        "Dziękuję. Zadzwonię innym razem. Do widzenia.",
    ),
    "wrong_person": _sentence(
        "I am sorry, I have the wrong number. Goodbye.",
        "معاف کیجیے، غلط نمبر مل گیا۔ خدا حافظ۔",
        "মাফ করবেন, ভুল নম্বরে ফোন করেছি। ভালো থাকবেন।",
        "Przepraszam, pomyłka. Do widzenia.",
    ),
    "not_safe": _sentence(
        "That is fine. I will ring another time. Goodbye.",
        "کوئی بات نہیں۔ میں کسی اور وقت فون کروں گی۔ خدا حافظ۔",
        "ঠিক আছে। আমি অন্য সময় ফোন করব। রাখছি।",
        "W porządku. Zadzwonię innym razem. Do widzenia.",
    ),
    "call_back": _sentence(
        "Of course. Which day and time would suit you?",
        "ضرور۔ کون سا دن اور وقت آپ کے لیے ٹھیک رہے گا؟",
        "অবশ্যই। কোন দিন, কোন সময় আপনার সুবিধা হবে?",
        "Oczywiście. Jaki dzień i jaka godzina będą dobre?",
    ),
    "distress": _sentence(
        "Thank you for talking with me. Take all the time you need. Goodbye.",
        "مجھ سے بات کرنے کا شکریہ۔ جتنا وقت چاہیے، لیجیے۔ خدا حافظ۔",
        "আমার সঙ্গে কথা বলার জন্য ধন্যবাদ। যত সময় লাগে, নিন। রাখছি।",
        "Dziękuję za rozmowę. Proszę dać sobie tyle czasu, ile potrzeba. Do widzenia.",
    ),
    "refused_wave": _sentence(
        "Thank you for telling me. Goodbye.",
        "بتانے کا شکریہ۔ خدا حافظ۔",
        "জানানোর জন্য ধন্যবাদ। রাখছি।",
        "Dziękuję, że Pan/Pani o tym mówi. Do widzenia.",
    ),
    "refused_all": _sentence(
        "Thank you for telling me. Nobody will ring you. Goodbye.",
        "بتانے کا شکریہ۔ آپ کو کوئی فون نہیں کرے گا۔ خدا حافظ۔",
        "জানানোর জন্য ধন্যবাদ। আপনাকে কেউ ফোন করবে না। রাখছি।",
        "Dziękuję, że Pan/Pani o tym mówi. Nikt nie będzie dzwonił. Do widzenia.",
    ),
}
DISTRESS = (
    _sentence(
        "Thank you for telling me. We stop the questions here.",
        "بتانے کا شکریہ۔ ہم سوال یہیں روکتے ہیں۔",
        "আমাকে বলার জন্য ধন্যবাদ। প্রশ্ন আমরা এখানেই থামাচ্ছি।",
        "Dziękuję, że Pan/Pani mi to mówi. Na tym przerywamy pytania.",
    ),
    _sentence(
        "Are you safe now? Is anybody with you?",
        "کیا آپ ابھی محفوظ ہیں؟ کوئی ساتھ ہے؟",
        "আপনি কি এখন নিরাপদ? আপনার সঙ্গে কি কেউ আছেন?",
        "Czy jest Pan/Pani teraz bezpieczny/a? Czy ktoś jest obok?",
    ),
    _sentence(
        "I have to tell one colleague about this.",
        "یہ بات مجھے ایک ساتھی کو بتانی ہو گی۔",
        "এই কথা আমাকে একজন সহকর্মীকে জানাতে হবে।",
        "Muszę powiedzieć o tym jednej osobie z zespołu.",
    ),
)


def languages() -> tuple[str, ...]:
    """The languages that the set is written in, English first."""
    return tuple(GOODBYE)


def digest(language: str) -> str:
    """What an approval of the set in a language is held against: it changes with a word, and with its source.

    Raises KeyError for a language that it is not written in.
    """
    words = (f"{one[ENGLISH]}\n{one[language]}" for one in _all())
    return sha256("\n".join(words).encode()).hexdigest()


def _all() -> Iterator[Sentence]:
    yield from (
        *SMALL_TALK,
        VOICEMAIL,
        GREETING,
        HOLD_ON,
        LOST,
        NOBODY,
        GOODBYE,
        *GOODBYES.values(),
        *DISTRESS,
    )
