"""A text as the network's API shows it: the provider's field names, date format and pages of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from callassist.rehearsal.known import Text
from callassist.rehearsal.numbers import read_strictly
from callassist.rehearsal.receipts import API_VERSION
from callassist.rehearsal.terms import Terms

_USUAL_PAGE, _LARGEST_PAGE = 50, 1000


def text(terms: Terms, one: Text) -> dict[str, Any]:
    """One text as the API's JSON object."""
    base = f"/{API_VERSION}/Accounts/{terms.account_sid}/Messages/{one.sid}"
    priced = one.inbound or one.sent is not None
    return {
        "account_sid": terms.account_sid,
        "api_version": API_VERSION,
        "body": one.body,
        "date_created": date_of(one.created),
        "date_sent": date_of(one.sent),
        "date_updated": date_of(one.updated or one.created),
        "direction": "inbound" if one.inbound else "outbound-api",
        "error_code": one.error_code,
        "error_message": None,
        "from": one.sender,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(one.segments),
        "price": f"{-terms.price_per_segment * one.segments:.5f}" if priced else None,
        "price_unit": "GBP",
        "sid": one.sid,
        "status": one.status,
        "subresource_uris": {"media": f"{base}/Media.json"},
        "to": one.to,
        "uri": f"{base}.json",
    }


def listed(terms: Terms, texts: Iterable[Text], asked: Mapping[str, str]) -> dict[str, Any]:
    """One page of the list asked for, newest first. Raises ValueError for an unreadable date or page."""
    found = sorted((t for t in texts if _wanted(t, asked)), key=lambda t: t.position, reverse=True)
    rows = [(one.sid, text(terms, one)) for one in found]
    return paged(f"/{API_VERSION}/Accounts/{terms.account_sid}/Messages.json", "messages", rows, asked)


def paged(
    address: str, name: str, rows: Sequence[tuple[str, dict[str, Any]]], asked: Mapping[str, str]
) -> dict[str, Any]:
    """One page of what was found, each row under its sid. Raises ValueError for an unreadable page."""
    size = min(max(int(asked.get("PageSize") or _USUAL_PAGE), 1), _LARGEST_PAGE)
    page = max(int(asked.get("Page") or 0), 0)
    begin = _begin([sid for sid, _ in rows], page * size, asked.get("PageToken", ""))
    shown = rows[begin : begin + size]
    more = begin + size < len(rows)
    return {
        name: [row for _, row in shown],
        "end": begin + max(len(shown) - 1, 0),
        "first_page_uri": _page(address, asked, size, 0, ""),
        "next_page_uri": _page(address, asked, size, page + 1, shown[-1][0]) if more else None,
        "page": page,
        "page_size": size,
        "previous_page_uri": _page(address, asked, size, page - 1, "") if page else None,
        "start": begin,
        "uri": _page(address, asked, size, page, asked.get("PageToken", "")),
    }


def _begin(sids: list[str], usual: int, token: str) -> int:
    """Where a page begins: after the one that its token names, so that what comes in shifts nothing."""
    after = token.removeprefix("PA")
    return next((n + 1 for n, sid in enumerate(sids) if sid == after), usual)


def _page(address: str, asked: Mapping[str, str], size: int, page: int, after: str) -> str:
    filters = {
        key: value for key, value in asked.items() if key not in ("Page", "PageSize", "PageToken") and value
    }
    query = (
        filters
        | {"PageSize": str(size), "Page": str(page)}
        | ({"PageToken": f"PA{after.removeprefix('PA')}"} if after else {})
    )
    return f"{address}?{urlencode(query)}"


def _wanted(one: Text, asked: Mapping[str, str]) -> bool:
    """Whether a text is among those asked for by To, From and the bounds on its date, each bound included."""
    for key, value in (("To", one.to), ("From", one.sender)):
        if asked.get(key) and (read_strictly(asked[key]) or asked[key]) != value:
            return False
    return within(one.sent or one.created, asked, "DateSent")


def within(when: datetime, asked: Mapping[str, str], key: str) -> bool:
    """Whether a moment lies within the bounds asked for under a key. Raises ValueError for no date."""
    if (day := asked.get(key)) and when.date() != _bound(day).date():
        return False
    if (since := asked.get(f"{key}>")) and when < _bound(since):
        return False
    until = asked.get(f"{key}<")
    return not (until and when > _bound(until, end=True))


def _bound(said: str, *, end: bool = False) -> datetime:
    """A bound in UTC; a plain date as an upper bound means the end of that day."""
    if len(said) == 10:
        start = datetime.fromisoformat(f"{date.fromisoformat(said).isoformat()}T00:00:00+00:00")
        return start + timedelta(days=1) - timedelta(microseconds=1) if end else start
    bound = datetime.fromisoformat(said.replace("Z", "+00:00"))
    return bound + timedelta(seconds=1) if end else bound


def date_of(moment: datetime | None) -> str | None:
    """A moment as RFC 2822 writes it, with +0000."""
    return format_datetime(moment) if moment else None
