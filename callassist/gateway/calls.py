"""Calls over Twilio: asks for one leg, once, and says what is known of it; holds, mutes, ends, lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from callassist.errors import Refusal
from callassist.gateway.answers import UNANSWERED, UNREADABLE, refusal, unanswered, unreadable
from callassist.gateway.client import LIVE, Wire, twilio_client
from callassist.gateway.instructions import document
from callassist.messages.network import Answer
from callassist.people.numbers import read_number
from callassist.voice.instructions import Step
from callassist.voice.network import Dialled, Place, Placed, Ring, Taken, Unheard

CLOCKS_DIFFER_BY = timedelta(minutes=1)
LISTED_AT_MOST = 200
NOT_THERE = 404
LEG_EVENTS = ["initiated", "ringing", "answered", "completed"]
ROOM_EVENTS = ["start", "end", "join", "leave", "mute", "hold"]
_LONGEST_CALL = 4 * 60 * 60


class TwilioCalls:
    """The voice network behind Twilio's API, or behind a rehearsal network at another address."""

    def __init__(self, account_sid: str, auth_token: str, *, base: str = LIVE, seconds: float = 10.0) -> None:
        """`seconds`: how long to wait for an answer before nobody knows; under half of a leg's lease."""
        self._wire = Wire(seconds=seconds, base=base)
        self._client: Client = twilio_client(account_sid, auth_token, self._wire, base=base)
        self._live = base.rstrip("/") == LIVE

    def ring(self, phone: Ring, steps: Sequence[Step], *, digits: str = "") -> Placed:
        """Ring a phone that takes these steps once it is answered; `digits` are sent to it first.

        Only this way can digits be sent at all: a participant of a conference takes none. The steps go with
        the request, so that an answered phone asks nothing of us and waits for nothing.
        """
        sent = {"send_digits": digits} if digits else {}

        def ask() -> Placed:
            call = self._client.calls.create(twiml=document(steps), **self._asked(phone), **sent)
            return _taken(call.sid)

        return self._placed(phone, ask)

    def bring(self, phone: Ring, place: Place) -> Placed:
        """Ring a phone that goes straight into a conference once it is answered. Nothing is recorded."""
        into = self._client.conferences(place.room).participants

        def ask() -> Placed:
            seat = into.create(
                label=place.label,
                end_conference_on_exit=place.ends_room,
                beep="false",
                wait_url=place.wait_url,
                wait_method="POST",
                conference_status_callback=place.room_url,
                conference_status_callback_event=ROOM_EVENTS,
                **self._asked(phone),
            )
            return _taken(seat.call_sid, seat.conference_sid)

        return self._placed(phone, ask)

    def end(self, sid: str) -> Taken:
        """End a leg, or stop its ringing."""
        return self._changed(lambda: self._client.calls(sid).update(status="completed"))

    def hold(self, room_sid: str, label: str, heard_url: str) -> Taken:
        """Let one party hear only what stands at an address."""
        party = self._client.conferences(room_sid).participants(label)
        return self._changed(lambda: party.update(hold=True, hold_url=heard_url, hold_method="POST"))

    def take_back(self, room_sid: str, label: str) -> Taken:
        """Let a party on hold back in."""
        party = self._client.conferences(room_sid).participants(label)
        return self._changed(lambda: party.update(hold=False))

    def mute(self, room_sid: str, label: str, *, on: bool) -> Taken:
        """Keep the others from hearing one party, or no longer."""
        party = self._client.conferences(room_sid).participants(label)
        return self._changed(lambda: party.update(muted=on))

    def room(self, name: str) -> str | None:
        """Twilio's id of the conference under way with our id as its name, or None. Raises Unheard."""
        try:
            listed = self._client.conferences.list(friendly_name=name, limit=LISTED_AT_MOST)
        except (TwilioException, *UNANSWERED, *UNREADABLE) as error:
            raise Unheard("the network did not list its conferences") from error
        return next((str(one.sid) for one in listed if str(one.status) != "completed"), None)

    def dialled(self, to: str, since: datetime) -> tuple[Dialled, ...]:
        """What Twilio lists for a number from `since` on, less a minute by which two clocks may differ.

        Asked by number alone: a leg that was never answered has no moment of its start to ask for.
        """
        try:
            listed = [_dialled(one) for one in self._client.calls.list(to=to, limit=LISTED_AT_MOST)]
        except (TwilioException, *UNANSWERED, *UNREADABLE) as error:
            raise Unheard("the network did not list its calls") from error
        first = since - CLOCKS_DIFFER_BY
        return tuple(one for one in listed if (one.placed_at or first) >= first)

    def seen(self, sid: str) -> Dialled | None:
        """One leg by Twilio's own id, whichever side placed it, or None: it has none. Raises Unheard."""
        try:
            return _dialled(self._client.calls(sid).fetch())
        except TwilioRestException as error:
            if error.status == NOT_THERE:
                return None
            raise Unheard("the network did not tell of that call") from error
        except (TwilioException, *UNANSWERED, *UNREADABLE) as error:
            raise Unheard("the network did not tell of that call") from error

    def close(self) -> None:
        """Let the connections go."""
        self._wire.close()

    def _asked(self, phone: Ring) -> dict[str, Any]:
        return {
            "to": phone.to,
            "from_": phone.line,
            "timeout": phone.seconds,
            "time_limit": _LONGEST_CALL,
            "status_callback": phone.notice_url,
            "status_callback_event": LEG_EVENTS,
        }

    def _placed(self, phone: Ring, ask: Callable[[], Placed]) -> Placed:
        if self._live and _made_up(phone.to):
            return Placed(Taken.REFUSED)
        try:
            return ask()
        except TwilioException as error:
            return _said(refusal(error, self._wire.headers))
        except UNANSWERED as error:
            return _said(unanswered(error))
        except UNREADABLE:
            return _said(unreadable())

    def _changed(self, ask: Callable[[], object]) -> Taken:
        try:
            ask()
        except TwilioRestException as error:
            return _said(refusal(error, self._wire.headers)).taken
        except (TwilioException, *UNANSWERED) as error:
            return _said(unanswered(error)).taken
        except UNREADABLE:
            return Taken.UNKNOWN
        return Taken.ACCEPTED


def _taken(sid: str | None, room_sid: str | None = None) -> Placed:
    if not sid:
        return _said(unreadable())
    return Placed(Taken.ACCEPTED, sid=sid, status=201, room_sid=room_sid)


def _said(answer: Answer) -> Placed:
    return Placed(
        Taken(answer.verdict.value), code=answer.code, status=answer.status, retry_after=answer.retry_after
    )


def _made_up(number: str) -> bool:
    """Whether a number is none, or one kept for drama: never asked of the real network."""
    try:
        return read_number(number).drama
    except Refusal:
        return True


def _dialled(call: Any) -> Dialled:
    return Dialled(
        sid=str(call.sid),
        to=str(call.to),
        line=str(call._from),  # the client's own name for it
        status=str(call.status),
        placed_at=_moment(call.date_created),
        seconds=int(call.duration or 0),
        ended_at=_moment(call.end_time),
    )


def _moment(read: object) -> datetime | None:
    """A moment as the client read it; what it could not read it leaves as text."""
    return read if isinstance(read, datetime) else None
