"""What the porch is measured against and by: the porch alone, and a bare application on the same store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from callassist import assembly, settings
from callassist.privacy.tokens import new_id
from callassist.store import inboxes
from callassist.work.house import House
from webhooks.app import create_porch


def _house() -> House:
    return assembly.build(settings.read(dict(os.environ)))


def _bare(house: House) -> Callable[..., Iterable[bytes]]:
    """Reads the body and stores it durably: no signature, no framework."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        row_id = new_id()
        row = {
            "id": row_id,
            "kind": "bare",
            "once": row_id,
            "queue_key": "bare",
            "raw": body,
            "received_at": house.now(),
            "tries": 0,
        }
        house.database.keep(lambda c: inboxes.add(c, house.database.dialect, row))
        start_response("204 No Content", [])
        return []

    return app


porch = create_porch(_house()) if os.environ.get("BENCH_SERVES") == "porch" else None
bare = _bare(_house()) if os.environ.get("BENCH_SERVES") == "bare" else None
