"""What the web's stories begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from callassist.work import staff
from tests.web.houses import Trial, open_house


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Argon2 as it is, at a cost that suits hundreds of sign-ins."""
    staff.hash_with(PasswordHasher(time_cost=1, memory_cost=16, parallelism=1))


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened = open_house(tmp_path)
    yield opened
    opened.house.database.close()
