"""One browser for all tests that sit before one; where none is installed, they say so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import CHROMIUM
from tests.browser.desk import chromium as started


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip("no browser is installed here")
    with started() as browser:
        yield browser
