"""Posting to callassist as the provider does: signed, with time limits, once more if no connection came."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

_CONNECT, _TOTAL = 5.0, 15.0
_LARGEST = 8_000_000  # bytes of a recording
_FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one try of a callback met: an HTTP status, or the word for why there was none; what it said.

    Of a recording: `name` as a file, `language`, and `heard`, the SHA-256 (hex) of every byte that came.
    """

    status: int | None
    result: str
    milliseconds: int
    tries: int = 1
    body: str = ""
    kind: str = ""
    name: str = ""
    language: str = ""
    heard: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """One callback's time limits (seconds) and tries; its address may ask for others (#ct=3000&rc=2)."""

    connect: float = _CONNECT
    total: float = _TOTAL
    again: int = 1
    reasons: frozenset[str] = frozenset({"ct"})


def signature(token: str, url: str, form: Mapping[str, str], *, newer: bool = False) -> str:
    """HMAC-SHA1 over the exact URL followed by each parameter's name and value in the order of names.

    `newer`: HMAC-SHA256 instead, as the provider signs with a key that is shared for this alone.
    """
    said = url + "".join(name + form[name] for name in sorted(form))
    way = hashlib.sha256 if newer else hashlib.sha1
    return base64.b64encode(hmac.new(token.encode(), said.encode(), way).digest()).decode()


def signed(token: str, key: str, url: str, form: Mapping[str, str]) -> dict[str, str]:
    """The headers that prove a callback: by the account's token, or by the shared key if there is one."""
    if not key:
        return {"X-Twilio-Signature": signature(token, url, form)}
    return {
        "X-Twilio-Signature": signature(key, url, form, newer=True),
        "X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256",
    }


def limits(url: str) -> Limits:
    """The limits that an address asks for in its fragment; the usual ones for what it leaves out."""
    asked = dict(parse_qsl(urlsplit(url).fragment))
    try:
        return Limits(
            connect=min(int(asked.get("ct", 5000)) / 1000, 10),
            total=min(int(asked.get("rt", 15000)) / 1000, _TOTAL),
            again=min(max(int(asked.get("rc", 1)), 0), 5),
            reasons=frozenset(asked.get("rp", "ct").split(",")),
        )
    except ValueError:
        return Limits()


def post(reach: str, *, signed_url: str, token: str, form: Mapping[str, str], key: str = "") -> Answer:
    """Post to `reach`, signed over `signed_url` without its fragment; try again as the limits say."""
    bounds = limits(signed_url)
    headers = {
        "Content-Type": _FORM,
        "User-Agent": "TwilioProxy/1.1",
        **signed(token, key, signed_url.partition("#")[0], form),
        "Host": urlsplit(signed_url).netloc,
        "Connection": "close",
    }
    began = time.monotonic()
    answer = _once(reach, headers, urlencode(form).encode(), bounds)
    tries = 1
    while tries <= bounds.again and _again(answer, bounds) and time.monotonic() - began < _TOTAL:
        answer = _once(reach, headers, urlencode(form).encode(), bounds)
        tries += 1
    return replace(answer, tries=tries)


def get(reach: str, *, signed_url: str, token: str, key: str = "") -> Answer:
    """Fetch a recording from `reach`, once; signed over its address alone, as nothing is posted."""
    bounds = limits(signed_url)
    headers = {
        "User-Agent": "TwilioProxy/1.1",
        **signed(token, key, signed_url.partition("#")[0], {}),
        "Host": urlsplit(signed_url).netloc,
        "Connection": "close",
    }
    return _once(reach, headers, None, bounds)


def _once(reach: str, headers: dict[str, str], body: bytes | None, bounds: Limits) -> Answer:
    where = urlsplit(reach)
    path = where.path + (f"?{where.query}" if where.query else "")
    began = time.monotonic()
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=bounds.connect)
    try:
        met = _spoken(connection, path, headers, body, bounds)
    finally:
        connection.close()
    return replace(met, milliseconds=round((time.monotonic() - began) * 1000))


def _spoken(
    connection: http.client.HTTPConnection,
    path: str,
    headers: dict[str, str],
    body: bytes | None,
    bounds: Limits,
) -> Answer:
    try:
        connection.connect()
    except OSError:
        return Answer(None, "no connection", 0)
    connection.sock.settimeout(bounds.total)
    try:
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        came = answer.read(_LARGEST if body is None else 65536)
    except TimeoutError:
        return Answer(None, "no answer in time", 0)
    except (OSError, http.client.HTTPException):
        return Answer(None, "connection broke", 0)
    kind = answer.headers.get_content_type()
    if body is not None:
        return Answer(answer.status, f"{answer.status}", 0, body=came.decode(errors="replace"), kind=kind)
    return Answer(
        answer.status,
        f"{answer.status}",
        0,
        kind=kind,
        name=answer.headers.get_filename("") or "",
        language=answer.headers.get("Content-Language", ""),
        heard=hashlib.sha256(came).hexdigest(),
    )


def _again(answer: Answer, bounds: Limits) -> bool:
    """Whether this result is one that is tried again: by default only when no connection came about."""
    reason = {
        "no connection": "ct",
        "connection broke": "ct",
        "no answer in time": "rt",
    }.get(answer.result, f"{(answer.status or 0) // 100}xx")
    return reason in bounds.reasons or ("all" in bounds.reasons and reason != "2xx")
