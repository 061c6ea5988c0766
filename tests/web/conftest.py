"""What the web's stories begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.houses import Trial, open_house


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened = open_house(tmp_path)
    yield opened
    opened.house.database.close()
