"""What the stories of interviews begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.work.trials import Trial, open_trial


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened = open_trial(tmp_path)
    yield opened
    opened.house.database.close()
