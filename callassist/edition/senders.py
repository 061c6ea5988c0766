"""Who texts come from: a number that can be answered, a name that cannot, and names that betray a topic."""

from __future__ import annotations

import re
from collections.abc import Iterator

from callassist.edition.references import Found
from callassist.study.protocol import Protocol

_NUMBER = re.compile(r"\+[1-9]\d{7,14}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &_+-]{1,11}")
_AT = ("study.toml", "study", "sender")


def check_sender(protocol: Protocol) -> Iterator[Found]:
    """A sender that no network would take: an error."""
    sender = protocol.study.sender
    if not _NUMBER.fullmatch(sender) and not _NAME.fullmatch(sender):
        what = f"“{sender}” is neither a number nor a name of up to eleven letters and digits."
        yield _AT, what, "Write the number as +44 and so on, without spaces."


def doubt_sender(protocol: Protocol) -> Iterator[Found]:
    """A sender that nobody can answer: a warning."""
    sender = protocol.study.sender
    if not _NUMBER.fullmatch(sender) and _NAME.fullmatch(sender):
        what = f"“{sender}” is a name: nobody can answer it, so that STOP, YES and NO cannot work."
        yield _AT, what, "Take a long number, or say in each text whom to ring to end them."


def sender_names(protocol: Protocol) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every name that texts say they are from, with where it stands."""
    yield ("study.toml", "study", "sender_name"), protocol.study.sender_name
    for n, swat in enumerate(protocol.swat):
        for a, arm in enumerate(swat.arm):
            if arm.sender_name:
                yield ("study.toml", "swat", n, "arm", a, "sender_name"), arm.sender_name
