"""Pages for what went wrong: what was refused with its cure, and our own faults with what is safe."""

from __future__ import annotations

import logging

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from callassist.errors import Refusal
from callassist.privacy.tokens import new_id

log = logging.getLogger("callassist.web")
Page = tuple[str, int]


def install(app: Flask) -> None:
    """Answer refusals, missing pages and faults of an app."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _unmarked)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _page(status: int, title: str, what: str, cure: str) -> Page:
    return render_template("problem.html", title=title, what=what, cure=cure), status


def _refused(refusal: Refusal) -> Page:
    what = ": ".join(part for part in (refusal.where, refusal.what) if part)
    title = "Not saved: one thing to mend" if request.method == "POST" else "Not found as asked"
    return _page(422 if request.method == "POST" else 404, title, what, refusal.cure)


def _unmarked(_error: CSRFError) -> Page:
    return _page(
        400,
        "Not saved: the form is too old",
        "The form came without the mark that shows it is ours, so nothing was changed.",
        "Go back, load the page again and send the form from there.",
    )


def _http(error: HTTPException) -> Page:
    known = {
        403: (
            "Not for this sign-in",
            "This page needs a grant that you do not hold.",
            "Ask a manager for it.",
        ),
        404: ("Nothing is here", "No page stands at this address.", "Go to your first page."),
        405: ("Not like this", "This address takes no such request.", "Go to your first page."),
    }
    title, what, cure = known.get(
        error.code or 500, ("Not like this", "The request was not understood.", "Go to your first page.")
    )
    return _page(error.code or 500, title, what, cure)


def _fault(error: Exception) -> Page:
    number = new_id()[-12:]
    log.error("fault %s at %s %s", number, request.endpoint, type(error).__name__, exc_info=error)
    g.fault = True
    what = (
        f"Something broke on our side while this page was made (fault {number}). "
        "Everything that a page called saved is safe; what this form carried is not saved."
    )
    cure = "Go back and send it again. If it happens twice, tell whoever looks after callassist its number."
    try:
        return _page(500, "Not saved: a fault of ours", what, cure)
    except Exception:  # even the frame cannot be made, as when the database is gone
        log.exception("fault %s: its page could not be made", number)
        return f"Not saved: a fault of ours. {what} {cure}", 500
