"""Taking families in: the template, a file looked at before anything is kept, and one family by hand."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from callassist.errors import Refusal
from callassist.people.columns import COLUMNS
from callassist.people.newcomers import Import
from callassist.web import forms, which
from callassist.web.guard import actor, house, needs
from callassist.web.words import counted
from callassist.work import enrol, tables, uploads
from callassist.work.actor import Role
from callassist.work.house import Running
from callassist.work.opening_already import open_already

pages = Blueprint("importing", __name__)
WHO = (Role.MANAGER, Role.SITE_TEAM)
Page = str | tuple[str, int] | Answer
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/import")
@needs(*WHO)
def show() -> str:
    """Choose a file, or fill the form for one family."""
    return _page(which.study(*WHO), forms.EMPTY)


def _page(
    running: Running, form: forms.Form, found: Import | None = None, name: str = "", kept: str = ""
) -> str:
    return render_template(
        "importing/show.html",
        study=running,
        others=which.others(running, *WHO),
        form=form,
        found=found,
        open_already=open_already(house(), running, found.good) if found is not None else (),
        held_over=running.edition.protocol.contact.hold_over,
        name=name,
        kept=kept,
        columns=COLUMNS,
    )


@pages.get("/import/template.<kind>")
@needs(*WHO)
def template(kind: str) -> Response:
    """The import template as CSV or workbook."""
    body = tables.template_xlsx() if kind == "xlsx" else tables.template_csv()
    ending, media = ("xlsx", XLSX) if kind == "xlsx" else ("csv", "text/csv; charset=utf-8")
    headers = {"Content-Disposition": f"attachment; filename=families.{ending}"}
    return Response(body, mimetype=media, headers=headers)


@pages.post("/import")
@needs(*WHO)
def look() -> Page:
    """Look at a file: what is good, the same, changed and bad. Only the file is kept, sealed, for an hour."""
    running = which.study(*WHO)
    sent = request.files.get("file")
    name = (sent.filename or "the file") if sent else ""
    try:
        if sent is None or not name:
            raise Refusal("File", "none was chosen.", "Choose a CSV file or a workbook.")
        content = sent.read()
        found = enrol.read(house(), running, _some(name, tables.rows_of(name, content)), name=name)
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, {"File": "file", name: "file"})), 422
    kept = uploads.keep_for_a_while(house(), actor(), running.id, name, content)
    return _page(running, forms.EMPTY, found, name, kept)


@pages.post("/import/take-in")
@needs(*WHO)
def take_in() -> Page:
    """Take in the rows of the file that was looked at: all of them, or the good ones where she says so."""
    running = which.study(*WHO)
    try:
        name, content = uploads.fetch(house(), actor(), running.id, request.form.get("kept", ""))
        done = enrol.enrol(
            house(),
            running,
            tables.rows_of(name, content),
            by=actor().id,
            name=name,
            skip_bad=request.form.get("skip_bad") == "on",
        )
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, {})), 422
    return which.back("families.show", _said(done))


def _some(name: str, rows: enrol.Rows) -> enrol.Rows:
    """The same rows. Raises Refusal where there is nobody in them: nothing would be said of nobody."""
    if not any(cell not in (None, "") for row in rows for cell in row.values()):
        raise Refusal(name, "nobody is in it: it has no row below its first.", "Start from the template.")
    return rows


def _said(done: enrol.Enrolled) -> str:
    said = f"{counted(done.taken_in, 'person was', 'people were')} taken in."
    if done.found.same:
        said += f" {len(done.found.same)} were here already, the same: nothing was changed."
    if done.held:
        said += " Texts that fall due today are held for your release."
    return said


@pages.post("/import/by-hand")
@needs(*WHO)
def by_hand() -> Page:
    """Take one person in from the form: the same checks as a file of one row."""
    running = which.study(*WHO)
    row = {column.name: request.form.get(column.name, "").strip() for column in COLUMNS}
    try:
        if not row["study_number"]:
            raise Refusal("study_number", "it is empty.", "Write the number that the family has.")
        rows = tables.rows_of("the form", _one_row(row))
        done = enrol.enrol(house(), running, rows, by=actor().id, name="the form")
    except Refusal as refusal:
        field = refusal.where.rpartition("column ")[2]
        named = Refusal(field.replace("_", " ").capitalize(), refusal.what, refusal.cure)
        return _page(running, forms.refused(named, {named.where: field}, name="hand")), 422
    return which.back("families.story", _said(done), number=row["study_number"].strip().upper())


def _one_row(row: dict[str, str]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(row))
    writer.writeheader()
    writer.writerow(row)
    return written.getvalue().encode()
