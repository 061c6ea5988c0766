"""What the stories of the figures begin with: the trial of the web's stories."""

from __future__ import annotations

from tests.web.conftest import trial

__all__ = ["trial"]
