"""Twilio's error codes in one table: what each means in our words, and what happens next.

Codes and meanings after Twilio's error dictionary (twilio.com/docs/api/errors); the policies are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callassist.messages.network import Policy, Reason


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means: our reason, what happens next by rule, and a sentence for the person who looks.

    `again`: how often a text that was taken and then came back with this code is sent once more, each time
    as a message of its own with a cause of its own.
    """

    reason: Reason
    policy: Policy
    words: str
    again: int = 0


def _bad_number(words: str) -> Meaning:
    return Meaning(Reason.BAD_NUMBER, Policy.GIVE_UP, words)


def _not_a_mobile(words: str) -> Meaning:
    return Meaning(Reason.NOT_A_MOBILE, Policy.GIVE_UP, words)


def _unreachable(words: str, again: int) -> Meaning:
    return Meaning(Reason.UNREACHABLE, Policy.RETRY_NEXT_WINDOW, words, again)


def _throttled(words: str) -> Meaning:
    return Meaning(Reason.THROTTLED, Policy.RETRY_AFTER, words, again=3)


def _set_up_wrongly(words: str) -> Meaning:
    return Meaning(Reason.CONFIGURATION, Policy.STOP_THE_LINE, words, again=1)


def _words_refused(words: str) -> Meaning:
    return Meaning(Reason.CONTENT, Policy.ALERT_PERSON, words)


def _filtered(words: str) -> Meaning:
    return Meaning(Reason.FILTERED, Policy.ALERT_PERSON, words)


def _ambiguous(words: str) -> Meaning:
    return Meaning(Reason.AMBIGUOUS, Policy.RECONCILE, words)


CODES: Mapping[int, Meaning] = {
    # The number
    13223: _bad_number("The number to ring is not written as a number."),
    13224: _bad_number("The number to ring is not valid."),
    21211: _bad_number("The number is not valid."),
    21214: _bad_number("The number cannot be reached."),
    21217: _bad_number("The number does not seem to be valid."),
    21604: _bad_number("No number was given."),
    21612: _not_a_mobile("The number cannot be reached by text from this sender."),
    21614: _not_a_mobile("The number is not a mobile."),
    30005: _bad_number("The number is unknown, or no longer in use."),
    30006: _not_a_mobile("A landline, or a network that takes no texts."),
    # Consent
    13225: Meaning(
        Reason.BLOCKED, Policy.GIVE_UP, "The number is on the network's own list of blocked numbers."
    ),
    21610: Meaning(Reason.OPTED_OUT, Policy.OPT_OUT, "The phone has answered STOP to this sender."),
    # For now
    30003: _unreachable("The phone is off, abroad or out of range.", again=2),
    30008: _unreachable("Not delivered, and the network does not know why.", again=1),
    30410: _unreachable("The phone's own network did not answer in time.", again=2),
    30036: Meaning(Reason.EXPIRED, Policy.GIVE_UP, "It could not be delivered while it was worth sending."),
    # The words
    21602: _words_refused("The text has no words."),
    21617: _words_refused("The text is longer than 1,600 characters."),
    30004: _filtered("The phone, or its network, blocks this text."),
    30007: _filtered("The phone's network took the text for unwanted."),
    # Too much at once: nothing was sent
    20429: _throttled("More requests than the network takes at once."),
    21611: _throttled("The sender's queue is full."),
    30001: _throttled("The sender's queue ran over."),
    63018: _throttled("More texts than this sender may send at once."),
    # Our side is not set up right
    20003: _set_up_wrongly("The network does not know our account or its key."),
    20005: _set_up_wrongly("Our account is not active."),
    20404: _set_up_wrongly("The network does not know the address that we ask: account or number is wrong."),
    13227: _set_up_wrongly("Our account may not ring this country."),
    21210: _set_up_wrongly("The number that we ring from is not verified."),
    21212: _set_up_wrongly("The sender is not a valid number."),
    21215: _set_up_wrongly("Our account may not ring this country."),
    21408: _set_up_wrongly("Our account may not text this country."),
    21603: _set_up_wrongly("No sender was given."),
    21606: _set_up_wrongly("The sender is not ours, or cannot send texts to this number."),
    21608: _set_up_wrongly("A trial account may only text numbers that were verified with it."),
    21609: _set_up_wrongly("The address for receipts is not valid."),
    21659: _set_up_wrongly("The sender is not a number of this network."),
    21660: _set_up_wrongly("The sender belongs to another account."),
    21703: _set_up_wrongly("The messaging service has no sender."),
    21704: _set_up_wrongly("The messaging service has no sender for this country."),
    21705: _set_up_wrongly("The messaging service does not exist."),
    30002: _set_up_wrongly("Our account is suspended."),
    # Nobody can say
    20500: _ambiguous("The network failed within, and does not say how far it had come."),
    20503: _ambiguous("The network is out of order, and does not say how far it had come."),
}


def meaning(status: int | None, code: int | None) -> Meaning | None:
    """What the network means by an HTTP status and its own code; None when nothing is wrong.

    The code speaks first. Without one that we know, 401 and 403 are about our account, 404 about our address,
    429 is too much at once, 5xx is ambiguous, and any other 4xx is for a person to look at.
    """
    if code is not None and code in CODES:
        return CODES[code]
    if status is None or status < 400:
        return None if code is None else Meaning(Reason.OTHER, Policy.ALERT_PERSON, _unknown(code))
    if status in (401, 403, 404):
        return _set_up_wrongly("The network does not let us in, or does not know the address that we ask.")
    if status == 429:
        return CODES[20429]
    if status >= 500 or status == 408:
        return CODES[20500]
    return Meaning(Reason.OTHER, Policy.ALERT_PERSON, _unknown(code))


def _unknown(code: int | None) -> str:
    return f"The network gave code {code}, which we do not know." if code else "The network gave no reason."
