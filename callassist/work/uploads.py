"""A file between looking at it and taking it in: kept sealed for an hour."""

from __future__ import annotations

import base64
from datetime import timedelta

from callassist.clock import MachineClock
from callassist.errors import Refusal
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import uploads
from callassist.store.database import Connection
from callassist.work.actor import Actor
from callassist.work.house import House
from callassist.work.verb import Line, keep

KEPT = timedelta(hours=1)
MACHINE = MachineClock()


def keep_for_a_while(house: House, actor: Actor, study_id: str, name: str, content: bytes) -> str:
    """Keep a file under a new id, and forget those that are older than an hour."""
    upload_id, now = new_id(), MACHINE.now()
    row = {
        "id": upload_id,
        "study_id": study_id,
        "by": actor.id,
        "name": house.sealer.seal(study_id, name[:200], place("upload.name", upload_id)),
        "content": house.sealer.seal(
            study_id, base64.b64encode(content).decode(), place("upload", upload_id)
        ),
        "at": now,
    }

    def work(c: Connection) -> str:
        uploads.forget_before(c, now - KEPT)
        uploads.add(c, row)
        return upload_id

    return keep(house, Line(actor.id, "look at file", house.now(), study_id, upload_id), work)


def fetch(house: House, actor: Actor, study_id: str, upload_id: str) -> tuple[str, bytes]:
    """The name and content of a file that the same person looked at within the hour. Raises Refusal."""
    with house.database.read() as c:
        row = uploads.one(c, upload_id)
    if row is None or (row.by, row.study_id) != (actor.id, study_id) or row.at < MACHINE.now() - KEPT:
        raise Refusal("File", "it was forgotten after an hour.", "Send it again.")
    name = house.sealer.open(study_id, row.name, place("upload.name", upload_id))
    content = house.sealer.open(study_id, row.content, place("upload", upload_id))
    return name, base64.b64decode(content)
