"""What the network refuses and how it says so: the provider's codes, HTTP statuses and JSON bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_REASONS: dict[int, tuple[int, str]] = {
    20001: (400, "A parameter has a value that this resource does not take"),
    20003: (401, "Authenticate"),
    20009: (409, "The text is still under way and cannot be deleted"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    16025: (409, "Another participant of the conference has this label"),
    21201: (400, "A 'To' phone number is required"),
    21205: (400, "The 'Url' is not a valid URL"),
    21206: (400, "The 'SendDigits' are no digits that can be sent"),
    21208: (400, "The 'Timeout' is not valid"),
    21210: (400, "The 'From' number is not verified for this account"),
    21211: (400, "The 'To' number is not a valid phone number"),
    21212: (400, "The 'From' number is not a valid phone number, short code or alphanumeric sender"),
    21213: (400, "A 'From' phone number is required"),
    21220: (400, "The call is not in a state in which this can be done"),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21408: (400, "Permission to send to this region has not been enabled for this account"),
    21602: (400, "Message body is required"),
    21603: (400, "A 'From' phone number is required"),
    21604: (400, "A 'To' phone number is required"),
    21606: (400, "The 'From' number does not belong to this account or cannot send texts"),
    21609: (400, "The 'StatusCallback' URL is not a valid URL"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' number cannot be reached by text from this 'From' number"),
    21614: (400, "The 'To' number is not a mobile number"),
    21617: (400, "The message body exceeds the limit of 1600 characters"),
    30002: (400, "Account suspended"),
    30009: (400, "A part of the message is missing"),
}


@dataclass(frozen=True, slots=True)
class No:
    """The network's no: its code, the HTTP status it travels under, and its words."""

    code: int
    status: int
    words: str

    def body(self) -> dict[str, Any]:
        """The JSON body as the provider writes it."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.words, "more_info": more, "status": self.status}


def no(code: int, *, status: int | None = None) -> No:
    """The refusal with this code; a code not in the table travels under `status`, by default 400."""
    usual, words = _REASONS.get(code, (400, "The request was refused"))
    return No(code, status or usual, words)
