"""Ids sort by when they were made; tokens are long and never the same."""

from __future__ import annotations

import re
import time
import uuid

from callassist.privacy.tokens import new_id, new_token


def test_an_id_is_a_uuid_of_version_seven() -> None:
    assert uuid.UUID(new_id()).version == 7


def test_a_later_id_sorts_after_an_earlier_one() -> None:
    earlier = new_id()
    time.sleep(0.003)
    assert earlier < new_id()


def test_a_token_fits_an_address_and_is_new_each_time() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)
