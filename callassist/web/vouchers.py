"""Vouchers: what interviews earned, how each is sent and whether that way is safe, with totals that agree."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.store import vouchers
from callassist.store.lists import outgoing
from callassist.web import forms, which
from callassist.web.guard import actor, house, needs
from callassist.work import voucher_post
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("vouchers", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/vouchers")
@needs(Role.MANAGER)
def show() -> str:
    """Every voucher, those to be issued first."""
    return _page(which.study(Role.MANAGER), forms.EMPTY)


def _page(running: Running, form: forms.Form) -> str:
    reached = which.sites(running, Role.MANAGER)
    with house().database.read() as c:
        rows = which.of(vouchers.all_of(c, running.id), reached)
        names = outgoing.sites(c, running.id)
        safe = vouchers.safe_to_text(c, running.id)
    return render_template(
        "vouchers/show.html",
        study=running,
        others=which.others(running, Role.MANAGER),
        form=form,
        rows=[(row, voucher_post.state(row)) for row in rows],
        totals=voucher_post.totals(rows),
        places=which.places(names, reached),
        safe=safe,
        titles={w.code: w.title for plan in running.edition.protocol.plan for w in plan.wave},
    )


@pages.post("/vouchers/<voucher_id>")
@needs(Role.MANAGER)
def move_on(voucher_id: str) -> Page:
    """Issue a voucher, keep that it arrived, or that it is not wanted."""
    running = which.study(Role.MANAGER)
    try:
        voucher_post.move_on(
            house(),
            by=actor().id,
            study_id=running.id,
            voucher_id=voucher_id,
            step=request.form.get("step", ""),
            how=request.form.get("how", ""),
            token=which.token(),
        )
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, {"Sent by": f"how-{voucher_id}"}, name=voucher_id)), 422
    return which.back("vouchers.show", "Kept.")
