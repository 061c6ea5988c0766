"""Texts over Twilio: hands one over, once, and says what is known of it; asks what Twilio lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from callassist.errors import Refusal
from callassist.gateway.answers import UNANSWERED, UNREADABLE, refusal, unanswered, unreadable
from callassist.gateway.client import LIVE, Wire, twilio_client
from callassist.messages.network import Answer, Outgoing, Policy, Reason, Seen, Unheard, Verdict
from callassist.people.numbers import NumberKind, read_number

CLOCKS_DIFFER_BY = timedelta(minutes=1)
LISTED_AT_MOST = 1_000


class TwilioTexts:
    """The text network behind Twilio's API, or behind a rehearsal network at another address."""

    def __init__(self, account_sid: str, auth_token: str, *, base: str = LIVE, seconds: float = 10.0) -> None:
        """`seconds`: how long to wait for an answer before nobody knows; under half of a message's lease."""
        self._wire = Wire(seconds=seconds, base=base)
        self._client: Client = twilio_client(account_sid, auth_token, self._wire, base=base)
        self._messages = self._client.messages
        self._live = base.rstrip("/") == LIVE

    def send(self, text: Outgoing) -> Answer:
        """Hand one text over. Safe from many threads at once."""
        if not _can_be_written(text.body):
            return Answer(Verdict.REFUSED, reason=Reason.CONTENT, policy=Policy.ALERT_PERSON)
        if self._live and (barred := _never_live(text.to)) is not None:
            return Answer(Verdict.REFUSED, reason=barred, policy=Policy.GIVE_UP)
        try:
            taken = self._messages.create(
                to=text.to,
                from_=text.sender,
                body=text.body,
                status_callback=text.receipt_url,
                validity_period=text.valid_seconds,
            )
        except TwilioException as error:
            return refusal(error, self._wire.headers)
        except UNANSWERED as error:
            return unanswered(error)
        except UNREADABLE:
            return unreadable()
        return Answer(Verdict.ACCEPTED, sid=taken.sid, status=201) if taken.sid else unreadable()

    def find(self, to: str, since: datetime) -> tuple[Seen, ...]:
        """What Twilio lists for a number from `since` on, less a minute by which two clocks may differ.

        Asked by number alone: a text still waiting there has no day of sending to ask for.
        """
        try:
            listed = self._messages.list(to=to, page_size=200, limit=LISTED_AT_MOST)
        except (TwilioException, *UNANSWERED, *UNREADABLE) as error:
            raise Unheard("the network did not list its texts") from error
        first = since - CLOCKS_DIFFER_BY
        return tuple(_seen(one) for one in listed if (_moment(one) or first) >= first)

    def fetch(self, sid: str) -> Seen | None:
        """One text by Twilio's id, or None when it knows none."""
        try:
            return _seen(self._messages(sid).fetch())
        except TwilioRestException as error:
            if error.status == 404:
                return None
            raise Unheard("the network did not show a text") from error
        except (TwilioException, *UNANSWERED, *UNREADABLE) as error:
            raise Unheard("the network did not show a text") from error

    def close(self) -> None:
        """Let the connections go."""
        self._wire.close()


def _never_live(number: str) -> Reason | None:
    """Why a number must not be asked of the real network, whatever let it come so far.

    A landline's network may read a text aloud to whoever answers, and the provider does not refuse it.
    """
    try:
        known = read_number(number)
    except Refusal:
        return Reason.BAD_NUMBER
    if known.kind is NumberKind.LANDLINE:
        return Reason.NOT_A_MOBILE
    return Reason.BAD_NUMBER if known.drama else None


def _can_be_written(body: str) -> bool:
    try:
        body.encode()
    except UnicodeEncodeError:
        return False
    return True


def _seen(message: MessageInstance) -> Seen:
    return Seen(
        sid=str(message.sid),
        to=str(message.to),
        body=str(message.body),
        status=str(message.status),
        code=int(message.error_code) if message.error_code else None,
        sent_at=_as_moment(message.date_sent),
        sender=str(message.from_),
    )


def _moment(message: MessageInstance) -> datetime | None:
    return _as_moment(message.date_sent) or _as_moment(message.date_created)


def _as_moment(read: object) -> datetime | None:
    """A moment as the client read it; what it could not read it leaves as text."""
    return read if isinstance(read, datetime) else None
