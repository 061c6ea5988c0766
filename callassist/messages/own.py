"""Texts in our own words to people who work for the study: they name nobody and need no committee."""

from __future__ import annotations

from typing import Final

from callassist.messages.template import Template

ALERT_WAITS: Final = "alert_waits"

OWN: Final = {
    ALERT_WAITS: Template(
        purpose="Tells who is on duty that an alert waits: no name, no number, no content.",
        text={"en-GB": "callassist: an alert waits, reference {ref}, since {since}. Please acknowledge it."},
    ),
}
"""By template name; what stands between braces comes with the text as its values."""

WHAT: Final = {ALERT_WAITS: "word to who is on duty"}
"""What a manager reads of each on the pages of texts."""
