"""The page to clear to when somebody comes in: small talk, and nothing that could betray why we rang."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request

from callassist.web.guard import needs, safe_next
from callassist.work.actor import Role

pages = Blueprint("neutral", __name__)

ENGLISH: Final = (
    "That is fine, I can wait.",
    "Shall I ring another time? Just say yes or no.",
    "It is rather cold today, isn’t it?",
    "I am sorry, I have the wrong number. Goodbye.",
)
# The same four in each language, in the same order; drafts that no speaker has read.
SAYINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "ur": (
        "کوئی بات نہیں، میں انتظار کر سکتی ہوں۔",
        "کیا میں کسی اور وقت فون کروں؟ صرف ہاں یا نہیں کہہ دیجیے۔",
        "آج موسم کچھ ٹھنڈا ہے، ہے نا؟",
        "معاف کیجیے، غلط نمبر مل گیا۔ خدا حافظ۔",
    ),
    "bn": (
        "কোনো অসুবিধা নেই, আমি অপেক্ষা করতে পারি।",
        "আমি কি অন্য সময় ফোন করব? শুধু হ্যাঁ বা না বলুন।",
        "আজ একটু ঠান্ডা, তাই না?",
        "মাফ করবেন, ভুল নম্বরে ফোন করেছি। ভালো থাকবেন।",
    ),
    "pl": (
        "Nie szkodzi, mogę poczekać.",
        "Czy mam zadzwonić kiedy indziej? Proszę powiedzieć tylko: tak albo nie.",
        "Dość zimno dzisiaj, prawda?",
        "Przepraszam, pomyłka. Do widzenia.",
    ),
}


@pages.get("/neutral")
@needs(Role.INTERVIEWER, Role.SUPERVISOR)
def show() -> str:
    """Small talk in a language, beside English; the way back is where she came from."""
    tag = request.args.get("in", "")
    back = safe_next(urlsplit(request.referrer or "").path)
    return render_template(
        "neutral/show.html", tag=tag if tag in SAYINGS else "", sayings=sayings(tag), back=back
    )


def sayings(tag: str) -> tuple[tuple[str, str], ...]:
    """What to say, (in her language, in English); English alone where we have no words."""
    hers = SAYINGS.get(tag, ())
    return tuple(zip(hers or ENGLISH, ENGLISH, strict=True))
