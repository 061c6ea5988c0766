"""Calls, conferences and participants as the network's API shows them, with the provider's field names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from callassist.rehearsal.legs import Leg, Room, Seat, State
from callassist.rehearsal.numbers import read_strictly
from callassist.rehearsal.receipts import API_VERSION
from callassist.rehearsal.shown import date_of, paged, within
from callassist.rehearsal.terms import Terms

_PARTS = (
    *("events", "notifications", "payments", "recordings", "siprec", "streams", "transcriptions"),
    *("user_defined_message_subscriptions", "user_defined_messages"),
)
_SEAT_STATES = {State.QUEUED: "queued", State.INITIATED: "connecting", State.RINGING: "ringing"}


def call(terms: Terms, leg: Leg) -> dict[str, Any]:
    """One leg as the API's JSON object."""
    base = f"{_account(terms)}/Calls/{leg.sid}"
    far, ours = ("from", "to") if leg.inbound else ("to", "from")
    status = State.QUEUED if leg.status is State.INITIATED else leg.status
    return {
        "account_sid": terms.account_sid,
        "answered_by": leg.answered_by or None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": date_of(leg.placed),
        "date_updated": date_of(leg.updated or leg.placed),
        "direction": leg.direction,
        "duration": str(leg.seconds) if leg.over else None,
        "end_time": date_of(leg.ended),
        "forwarded_from": None,
        far: leg.phone,
        f"{far}_formatted": leg.phone,
        ours: leg.line,
        f"{ours}_formatted": leg.line,
        "group_sid": None,
        "parent_call_sid": leg.parent or None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "GBP",
        "queue_time": "0",
        "sid": leg.sid,
        "start_time": date_of(leg.answered or (leg.ended if leg.over else None)),
        "status": status.value,
        "subresource_uris": {part: f"{base}/{part.title().replace('_', '')}.json" for part in _PARTS},
        "trunk_sid": None,
        "uri": f"{base}.json",
    }


def conference(terms: Terms, room: Room) -> dict[str, Any]:
    """One conference as the API's JSON object."""
    base = f"{_account(terms)}/Conferences/{room.sid}"
    shown: dict[str, Any] = {
        "account_sid": terms.account_sid,
        "api_version": API_VERSION,
        "call_sid_ending_conference": room.ended_by or None,
        "date_created": date_of(room.opened),
        "date_updated": date_of(room.updated or room.opened),
        "friendly_name": room.name,
        "reason_conference_ended": room.reason or None,
        "region": "ie1",
        "sid": room.sid,
        "status": room.status,
        "subresource_uris": {
            "participants": f"{base}/Participants.json",
            "recordings": f"{base}/Recordings.json",
        },
        "uri": f"{base}.json",
    }
    return shown


def participant(terms: Terms, leg: Leg, seat: Seat, room: Room) -> dict[str, Any]:
    """One seat of a conference as the API's JSON object."""
    return {
        "account_sid": terms.account_sid,
        "call_sid": leg.sid,
        "call_sid_to_coach": None,
        "coaching": False,
        "conference_sid": room.sid,
        "date_created": date_of(seat.made),
        "date_updated": date_of(room.updated or seat.made),
        "end_conference_on_exit": seat.end,
        "hold": seat.hold,
        "label": seat.wish.label or None,
        "muted": seat.muted,
        "queue_time": "0",
        "start_conference_on_enter": seat.wish.start,
        "status": "connected" if seat.joined else _SEAT_STATES.get(leg.status, "connecting"),
        "uri": f"{_account(terms)}/Conferences/{room.sid}/Participants/{leg.sid}.json",
    }


def calls(terms: Terms, legs: Iterable[Leg], asked: Mapping[str, str]) -> dict[str, Any]:
    """One page of the calls asked for, newest first. Raises ValueError for an unreadable date or page."""
    found = sorted((leg for leg in legs if _wanted(leg, asked)), key=lambda leg: -leg.position)
    rows = [(leg.sid, call(terms, leg)) for leg in found]
    return paged(f"{_account(terms)}/Calls.json", "calls", rows, asked)


def conferences(terms: Terms, rooms: Iterable[Room], asked: Mapping[str, str]) -> dict[str, Any]:
    """One page of the conferences asked for by name and status, newest first. Raises as `calls` does."""
    name, status = asked.get("FriendlyName"), asked.get("Status")
    named = [room for room in rooms if room.name and name in (None, room.name)]
    found = sorted((room for room in named if status in (None, room.status)), key=lambda room: -room.position)
    rows = [(room.sid, conference(terms, room)) for room in found]
    return paged(f"{_account(terms)}/Conferences.json", "conferences", rows, asked)


def participants(
    terms: Terms, room: Room, legs: Mapping[str, Leg], asked: Mapping[str, str]
) -> dict[str, Any]:
    """One page of those who are in a conference or on their way to it. Raises as `calls` does."""
    seats = [] if room.status == "completed" else list(room.seats.values())
    for name, value in (("Muted", "muted"), ("Hold", "hold")):
        if name in asked:
            seats = [seat for seat in seats if getattr(seat, value) == (asked[name] == "true")]
    rows = [(seat.sid, participant(terms, legs[seat.sid], seat, room)) for seat in seats]
    address = f"{_account(terms)}/Conferences/{room.sid}/Participants.json"
    return paged(address, "participants", rows, asked)


def _wanted(leg: Leg, asked: Mapping[str, str]) -> bool:
    far, ours = ("From", "To") if leg.inbound else ("To", "From")
    for key, value in ((far, leg.phone), (ours, leg.line), ("ParentCallSid", leg.parent)):
        if asked.get(key) and (read_strictly(asked[key]) or asked[key]) != value:
            return False
    if asked.get("Status") and asked["Status"] != leg.status.value:
        return False
    return _within(leg.answered or leg.placed, asked, "StartTime") and _within(leg.ended, asked, "EndTime")


def _within(moment: datetime | None, asked: Mapping[str, str], key: str) -> bool:
    bounds = [asked.get(f"{key}{way}") for way in ("", ">", "<")]
    if moment is None:
        return not any(bounds)
    return within(moment, asked, key)


def _account(terms: Terms) -> str:
    return f"/{API_VERSION}/Accounts/{terms.account_sid}"
