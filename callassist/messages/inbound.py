"""What a text network tells us of its own accord: a text from a phone, and what became of one of ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from callassist.messages.network import Policy, Reason


class NetworkKeyword(StrEnum):
    """What the network itself made of a word, when it keeps a list of its own."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text that came in. Numbers in E.164; `media` is how many pictures or recordings came with it."""

    sid: str
    sender: str
    to: str
    body: str
    media: int = 0
    opt_out_type: NetworkKeyword | None = None


@dataclass(frozen=True, slots=True)
class ReceiptNotice:
    """What the network says became of a text of ours; `status` in its own word, for status.advance.

    `again`: how often a text that came back so is sent once more.
    """

    sid: str
    status: str
    code: int | None
    to: str
    reason: Reason | None = None
    policy: Policy | None = None
    again: int = 0
