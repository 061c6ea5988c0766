"""Reads what callassist asks of calls and conferences, and refuses what nothing here would carry out."""

from __future__ import annotations

import re

from werkzeug.datastructures import MultiDict

from callassist.rehearsal import numbers
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.legs import LegWish, SeatWish
from callassist.rehearsal.refusals import No, no

Form = MultiDict[str, str]

TAKEN_OF_CALLS = frozenset(
    {"To", "From", "Url", "Method", "Twiml", "StatusCallback", "StatusCallbackEvent", "StatusCallbackMethod"}
    | {"Timeout", "TimeLimit", "SendDigits", "MachineDetection", "AsyncAmd", "AsyncAmdStatusCallback"}
)
TAKEN_OF_CHANGES = frozenset({"Url", "Method", "Twiml", "Status"})
TAKEN_OF_PARTICIPANTS = frozenset(
    {"To", "From", "StatusCallback", "StatusCallbackEvent", "StatusCallbackMethod", "Timeout", "TimeLimit"}
    | {"Label", "Muted", "StartConferenceOnEnter", "EndConferenceOnExit", "Beep", "WaitUrl", "WaitMethod"}
    | {"ConferenceStatusCallback", "ConferenceStatusCallbackEvent", "ConferenceStatusCallbackMethod"}
    | {"MaxParticipants"}
)
TAKEN_OF_SEATS = frozenset(
    {"Muted", "Hold", "HoldUrl", "HoldMethod", "AnnounceUrl", "AnnounceMethod", "EndConferenceOnExit"}
)
_LEG_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
_ROOM_EVENTS = frozenset(
    {"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"}
)
_DIGITS = re.compile(r"[0-9*#wW]{1,32}")


def call(hands: Hands, form: Form) -> LegWish | No:
    """A call that is asked for, or the first reason to refuse it."""
    objection = _strange(form, TAKEN_OF_CALLS) or _objection(hands, form)
    if objection is not None:
        return objection
    if bool(form.get("Url")) == bool(form.get("Twiml")) or _no_address(form.get("Url", "")):
        return no(21205)
    digits, machine = form.get("SendDigits", ""), form.get("MachineDetection", "")
    if digits and not _DIGITS.fullmatch(digits):
        return no(21206)
    if machine not in ("", "Enable", "DetectMessageEnd"):
        return no(20001)
    return LegWish(
        *_ends(form),
        url=form.get("Url", ""),
        twiml=form.get("Twiml", ""),
        callback=form.get("StatusCallback", ""),
        events=_leg_events(form),
        timeout=_number(form, "Timeout", 60),
        limit=_number(form, "TimeLimit", 14_400),
        digits=digits,
        machine="" if digits else machine,
        machine_async=_yes(form, "AsyncAmd"),
        machine_callback=form.get("AsyncAmdStatusCallback", ""),
    )


def participant(hands: Hands, form: Form, name: str) -> LegWish | No:
    """A call into a conference that is asked for, or the first reason to refuse it."""
    objection = _strange(form, TAKEN_OF_PARTICIPANTS) or _objection(hands, form)
    if objection is not None:
        return objection
    if set(form.getlist("ConferenceStatusCallbackEvent")) - _ROOM_EVENTS or _no_address(
        form.get("WaitUrl", "")
    ):
        return no(20001)
    seat = SeatWish(
        name,
        form.get("Label", "")[:128],
        _yes(form, "Muted"),
        _yes(form, "StartConferenceOnEnter", usual=True),
        _yes(form, "EndConferenceOnExit"),
        form.get("WaitUrl"),
        form.get("ConferenceStatusCallback", ""),
        tuple(form.getlist("ConferenceStatusCallbackEvent")) or ("start", "end"),
        _number(form, "MaxParticipants", 250),
    )
    return LegWish(
        *_ends(form),
        callback=form.get("StatusCallback", ""),
        events=_leg_events(form),
        timeout=_number(form, "Timeout", 60),
        limit=_number(form, "TimeLimit", 14_400),
        seat=seat,
    )


def change(form: Form) -> No | None:
    """Why a change of a call is refused; None if it can be carried out."""
    asked = [name for name in ("Url", "Twiml", "Status") if form.get(name)]
    if _strange(form, TAKEN_OF_CHANGES) or len(asked) != 1:
        return no(20001)
    if form.get("Status", "completed") not in ("completed", "canceled"):
        return no(20001)
    return no(21205) if _no_address(form.get("Url", "")) else None


def seat(form: Form) -> No | None:
    """Why a change of a participant is refused; None if it can be carried out."""
    objection = _strange(form, TAKEN_OF_SEATS)
    if objection is not None:
        return objection
    spoken = (("HoldUrl", "HoldMethod"), ("AnnounceUrl", "AnnounceMethod"))
    if any(form.get(url) and form.get(way) != "POST" for url, way in spoken):
        return no(20001)
    return no(20001) if any(_no_address(form.get(url, "")) for url, _ in spoken) else None


def _strange(form: Form, taken: frozenset[str]) -> No | None:
    """Refuse a parameter that is unknown here, a method that is none of ours, a value that is no value."""
    if set(form) - taken:
        return no(20001)
    for name, value in form.items():
        if name.endswith("Method") and value != "POST":
            return no(20001)
        if name in ("Muted", "Hold", "AsyncAmd") or name.endswith(("OnEnter", "OnExit")):
            if value.lower() not in ("true", "false"):
                return no(20001)
        elif name in ("Timeout", "TimeLimit", "MaxParticipants") and not _readable(name, value):
            return no(21208 if name == "Timeout" else 20001)
    return None


def _readable(name: str, value: str) -> bool:
    least, most = {"Timeout": (5, 600), "TimeLimit": (1, 86_400), "MaxParticipants": (2, 250)}[name]
    return value.isascii() and value.isdecimal() and least <= int(value) <= most


def _objection(hands: Hands, form: Form) -> No | None:
    """The first reason to refuse a call by its two ends and where it is to be told of."""
    to, sender = form.get("To", ""), form.get("From", "")
    number = numbers.read_strictly(to)
    if not to.strip():
        return no(21201)
    if not sender.strip():
        return no(21213)
    if number is None:
        return no(21211)
    if numbers.read_strictly(sender) not in hands.terms.senders:
        return no(21210)
    if number == numbers.read_strictly(sender):
        return no(21266)
    if set(form.getlist("StatusCallbackEvent")) - _LEG_EVENTS:
        return no(20001)
    addresses = ("StatusCallback", "ConferenceStatusCallback", "AsyncAmdStatusCallback")
    return no(21609) if any(_no_address(form.get(one, "")) for one in addresses) else None


def _ends(form: Form) -> tuple[str, str]:
    return numbers.read_strictly(form["To"]) or "", numbers.read_strictly(form["From"]) or ""


def _leg_events(form: Form) -> tuple[str, ...]:
    return tuple(form.getlist("StatusCallbackEvent")) or ("completed",)


def _no_address(url: str) -> bool:
    return bool(url) and not url.startswith(("http://", "https://"))


def _yes(form: Form, name: str, *, usual: bool = False) -> bool:
    return form.get(name, str(usual)).lower() == "true"


def _number(form: Form, name: str, usual: int) -> int:
    return int(form.get(name, usual))
