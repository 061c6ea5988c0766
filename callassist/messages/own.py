"""Texts in our own words to people who work for the study: they name nobody and need no committee."""

from __future__ import annotations

from typing import Final

from callassist.messages.template import Template

ALERT_WAITS: Final = "alert_waits"
ALERT_GRAVER: Final = "alert_graver"
BOOKING_ASKED: Final = "booking_asked"
BOOKING_CONFIRMED: Final = "booking_confirmed"
BOOKING_CANCELLED: Final = "booking_cancelled"
BOOKING_WHICH: Final = "booking_which"

OWN: Final = {
    ALERT_WAITS: Template(
        purpose="Tells who is on duty that an alert waits: no name, no number, no content.",
        text={"en-GB": "callassist: an alert waits, reference {ref}, since {since}. Please acknowledge it."},
    ),
    ALERT_GRAVER: Template(
        purpose="Tells who is on duty that an alert is graver than it was: no name, no number, no content.",
        text={
            "en-GB": "callassist: an alert is graver since {since}, reference {ref}. "
            "Please acknowledge it, even if you had before."
        },
    ),
    BOOKING_ASKED: Template(
        purpose="Asks an interpreter for a time: no name, no number, nothing of the study.",
        text={
            "en-GB": "callassist: can you interpret {language} by phone on {when}, {minutes} minutes{wish}? "
            "Please answer YES {ref} or NO {ref}."
        },
    ),
    BOOKING_CONFIRMED: Template(
        purpose="Tells an interpreter that she is booked.",
        text={
            "en-GB": "callassist: thank you, booked. {language}, {when}, {minutes} minutes, {ref}. "
            "We ring you then."
        },
    ),
    BOOKING_CANCELLED: Template(
        purpose="Tells an interpreter that she is not needed after all.",
        text={"en-GB": "callassist: {ref}, {language}, {when}, is not needed any more. Thank you."},
    ),
    BOOKING_WHICH: Template(
        purpose="Asks an interpreter which of several bookings her answer is for.",
        text={"en-GB": "callassist: which booking is that for? Please answer with its reference: YES {ref}."},
    ),
}
"""By template name; what stands between braces comes with the text as its values."""

WHAT: Final = {
    ALERT_WAITS: "word to who is on duty",
    ALERT_GRAVER: "word to who is on duty, anew",
    BOOKING_ASKED: "request to an interpreter",
    BOOKING_CONFIRMED: "confirmation to an interpreter",
    BOOKING_CANCELLED: "cancellation to an interpreter",
    BOOKING_WHICH: "question to an interpreter",
}
"""What a manager reads of each on the pages of texts."""
