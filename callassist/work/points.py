"""Named points at which a fault run may kill the process: they do nothing unless a proof has asked for it."""

from __future__ import annotations

from collections.abc import Callable

_listener: Callable[[str], None] | None = None


def reach(name: str) -> None:
    """Say that a point was reached."""
    if _listener is not None:
        _listener(name)


def listen(listener: Callable[[str], None] | None) -> None:
    """Be told of every point reached from now on; None ends it."""
    global _listener
    _listener = listener
