"""Who may come in: this machine only, under its own name, and from a browser only the network's own pages."""

from __future__ import annotations

from flask import Response, request

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_OWN_NAMES = ("127.0.0.1", "localhost")


def turn_away_strangers() -> Response | None:
    """Refuse a foreign host name (a page elsewhere that calls itself us), and another site's changes."""
    if request.host.partition(":")[0] not in _OWN_NAMES:
        return Response("This network answers on this machine only.\n", 421, mimetype="text/plain")
    if request.method in ("GET", "HEAD"):
        return None
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "none")
    if (origin is not None and origin != f"http://{request.host}") or site not in ("same-origin", "none"):
        return Response("Another site's page may not use this network.\n", 403, mimetype="text/plain")
    return None


def guarded(answer: Response) -> Response:
    """Let a page load nothing but its own style sheet and script, and be kept by nobody."""
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
