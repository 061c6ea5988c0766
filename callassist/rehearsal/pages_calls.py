"""What is done on the page of phones: answer, reject, keys, words, hang up, ring callassist."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from callassist.errors import Refusal
from callassist.rehearsal import behaviour, handsets, numbers
from callassist.rehearsal.api import hands
from callassist.rehearsal.journal import Kind

pages_calls = Blueprint("calls", __name__)


@pages_calls.post("/phones/<number>/call/<act>")
def act(number: str, act: str) -> AnyResponse:
    """Do it, and go back to where the button stood."""
    phone = _number(number)
    match act:
        case "answer":
            handsets.answer(hands(), phone)
        case "reject":
            handsets.reject(hands(), phone)
        case "voicemail":
            handsets.answer(hands(), phone, by_machine=True)
        case "drop":
            handsets.drop(hands(), phone)
        case "hang-up":
            handsets.hang_up(hands(), phone)
        case "ring":
            handsets.ring_us(hands(), phone)
        case "press":
            handsets.press(hands(), phone, request.form.get("keys", ""))
        case "speak":
            handsets.speak(hands(), phone, request.form.get("words", ""))
        case _:
            raise Refusal("act", f"{act!r} is nothing that a hand does.", "Press one of the phone's buttons.")
    return back(phone)


@pages_calls.post("/phones/<number>/behaviour")
def behave(number: str) -> AnyResponse:
    """Say what a phone does when it rings; empty fields are left to their usual values."""
    phone, form = _number(number), request.form
    wish: dict[str, Any] = {key: form[key] for key in ("answers", "after", "drops_after") if form.get(key)}
    hands().note(Kind.BEHAVIOUR, number=phone, **behaviour.read(wish).facts())
    return back(phone)


def back(number: str) -> AnyResponse:
    """Back to where the form stood: the phone's own page, or its card among the others."""
    if request.form.get("from") == "phone":
        return redirect(url_for("pages.phone", number=number), 303)
    find = request.form.get("find") or None
    return redirect(url_for("pages.phones", _anchor=f"p{number[1:]}", find=find), 303)


def _number(text: str) -> str:
    number = numbers.read(text)
    if number is None:
        raise Refusal("number", f"{text!r} is no telephone number.", "Write 07700 900214.")
    return number
