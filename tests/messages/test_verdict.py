"""A request to send is judged by what is proved, never by what is likely."""

from __future__ import annotations

from typing import get_args

import pytest

from callassist.messages.network import WORDS, Failure, Outgoing, Reason, Verdict, verdict


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_yes_is_accepted(status: int) -> None:
    assert verdict(status) is Verdict.ACCEPTED


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 429, 451])
def test_a_no_is_refused(status: int) -> None:
    assert verdict(status) is Verdict.REFUSED


@pytest.mark.parametrize("status", [None, 100, 302, 408, 500, 502, 503, 504, 599])
def test_anything_else_is_unknown(status: int | None) -> None:
    assert verdict(status) is Verdict.UNKNOWN


def test_a_connection_never_opened_is_refused_and_one_lost_is_unknown() -> None:
    assert verdict(None, None, "not_opened") is Verdict.REFUSED
    assert verdict(None, None, "lost") is Verdict.UNKNOWN
    assert verdict(201, None, "lost") is Verdict.UNKNOWN


def test_a_code_that_is_ambiguous_by_the_networks_own_account_outweighs_the_status() -> None:
    assert verdict(400, Reason.AMBIGUOUS) is Verdict.UNKNOWN
    assert verdict(400, Reason.BAD_NUMBER) is Verdict.REFUSED


def test_refused_is_never_said_of_what_may_have_gone_out() -> None:
    for status in (None, *range(100, 600)):
        for failed in (None, *get_args(Failure)):
            if verdict(status, None, failed) is Verdict.REFUSED:
                assert failed == "not_opened" or (status is not None and 400 <= status < 500), status


def test_every_reason_has_words_for_a_person() -> None:
    assert set(WORDS) == set(Reason)


@pytest.mark.parametrize("seconds", [0, -1, 36_001])
def test_a_text_is_valid_for_as_long_as_networks_allow(seconds: int) -> None:
    with pytest.raises(ValueError, match="valid for 1 to 36000 seconds"):
        Outgoing("+447700900214", "+441632960100", "Hello.", "https://porch.example/r", seconds)
