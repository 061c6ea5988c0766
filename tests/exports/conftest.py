"""What the stories of the data set begin with: the trial of the interviews' stories."""

from __future__ import annotations

from tests.work.conftest import trial

__all__ = ["trial"]
