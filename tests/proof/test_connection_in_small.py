"""The proof of the cut line, in small; a file of its own, so that it runs beside the others."""

from __future__ import annotations

import pytest

from tests.browser.desk import CHROMIUM
from tests.proof.test_in_small import holds_in_small

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_promise_holds_over_a_bad_line() -> None:
    if CHROMIUM is None:
        pytest.skip("no browser is installed here")
    holds_in_small("connection")
