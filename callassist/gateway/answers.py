"""What the network's answers to our requests say, whether we asked for a text or for a call."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from requests import RequestException
from twilio.base.exceptions import TwilioException
from urllib3.exceptions import HTTPError

from callassist.gateway.client import failure
from callassist.gateway.codes import meaning
from callassist.messages.network import Answer, Policy, Reason, verdict

_log = logging.getLogger(__name__)

SMALLEST_CODE = 10_000
UNANSWERED = (RequestException, HTTPError, OSError)
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError)


def refusal(error: TwilioException, headers: Mapping[str, str]) -> Answer:
    """What an error of the client says, with the headers that came with it."""
    status = getattr(error, "status", None)
    code = _own_code(error)
    meant = meaning(status, code)
    reason = meant.reason if meant else Reason.AMBIGUOUS
    return Answer(
        verdict(status, reason, None if status else "lost"),
        code=code,
        status=status,
        retry_after=_retry_after(headers),
        reason=reason,
        policy=meant.policy if meant else Policy.RECONCILE,
    )


def unanswered(error: BaseException) -> Answer:
    """No answer came: only a connection that was never opened proves that nothing was taken."""
    proved = failure(error)
    judged = verdict(None, None, proved)
    if proved == "not_opened":
        return Answer(judged, reason=Reason.NO_CONNECTION, policy=Policy.RETRY_AFTER)
    return Answer(judged, reason=Reason.AMBIGUOUS, policy=Policy.RECONCILE)


def unreadable() -> Answer:
    """It said yes, in words that hold no id: something stands between us and the network."""
    _log.warning("network_answer_unreadable")
    return Answer(verdict(None, None, "lost"), status=201, reason=Reason.AMBIGUOUS, policy=Policy.RECONCILE)


def _own_code(error: TwilioException) -> int | None:
    """The network's own code; the client puts the HTTP status in its place when the answer holds none."""
    try:
        code = int(getattr(error, "code", None) or 0)
    except (TypeError, ValueError):
        return None
    return code if code >= SMALLEST_CODE else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from a header that gives seconds or a date (RFC 9110, 10.2.3)."""
    asked = headers.get("Retry-After", "").strip()
    if not asked:
        return None
    try:
        seconds = float(asked)
    except ValueError:
        return _until(asked, headers)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _until(asked: str, headers: Mapping[str, str]) -> float | None:
    try:
        at = parsedate_to_datetime(asked)
        said = parsedate_to_datetime(headers["Date"]) if "Date" in headers else datetime.now(UTC)
    except ValueError:
        return None
    return max(0.0, (at - said).total_seconds())
