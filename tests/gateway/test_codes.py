"""Every code of the network that we know: what it means to us and what follows."""

from __future__ import annotations

import pytest

from callassist.gateway.codes import CODES, meaning
from callassist.messages.network import Policy, Reason, verdict

# Code, our reason, what happens next, and how often a text that came back with it goes once more.
TABLE = """
13223 bad_number    give_up           0
13224 bad_number    give_up           0
21211 bad_number    give_up           0
21214 bad_number    give_up           0
21217 bad_number    give_up           0
21604 bad_number    give_up           0
21612 not_a_mobile  give_up           0
21614 not_a_mobile  give_up           0
30005 bad_number    give_up           0
30006 not_a_mobile  give_up           0
13225 blocked       give_up           0
21610 opted_out     opt_out           0
30003 unreachable   retry_next_window 2
30008 unreachable   retry_next_window 1
30410 unreachable   retry_next_window 2
30036 expired       give_up           0
21602 content       alert_person      0
21617 content       alert_person      0
30004 filtered      alert_person      0
30007 filtered      alert_person      0
20429 throttled     retry_after       3
21611 throttled     retry_after       3
30001 throttled     retry_after       3
63018 throttled     retry_after       3
20003 configuration stop_the_line     1
20005 configuration stop_the_line     1
20404 configuration stop_the_line     1
13227 configuration stop_the_line     1
21210 configuration stop_the_line     1
21212 configuration stop_the_line     1
21215 configuration stop_the_line     1
21408 configuration stop_the_line     1
21603 configuration stop_the_line     1
21606 configuration stop_the_line     1
21608 configuration stop_the_line     1
21609 configuration stop_the_line     1
21659 configuration stop_the_line     1
21660 configuration stop_the_line     1
21703 configuration stop_the_line     1
21704 configuration stop_the_line     1
21705 configuration stop_the_line     1
30002 configuration stop_the_line     1
20500 ambiguous     reconcile         0
20503 ambiguous     reconcile         0
"""
ROWS = [
    (int(code), Reason(reason), Policy(policy), int(again))
    for code, reason, policy, again in map(str.split, TABLE.split("\n")[1:-1])
]


@pytest.mark.parametrize(("code", "reason", "policy", "again"), ROWS)
def test_each_code_means_one_thing_and_one_thing_follows(
    code: int, reason: Reason, policy: Policy, again: int
) -> None:
    found = meaning(400, code)
    assert found is not None
    assert (found.reason, found.policy, found.again) == (reason, policy, again)


def test_no_row_is_untested() -> None:
    assert sorted(code for code, *_ in ROWS) == sorted(CODES)


def test_every_code_has_a_sentence_for_the_person_who_looks() -> None:
    assert all(one.words.endswith(".") and one.words[0].isupper() for one in CODES.values())


@pytest.mark.parametrize(
    ("status", "policy"),
    [
        (401, Policy.STOP_THE_LINE),
        (403, Policy.STOP_THE_LINE),
        (404, Policy.STOP_THE_LINE),
        (429, Policy.RETRY_AFTER),
        (408, Policy.RECONCILE),
        (500, Policy.RECONCILE),
        (503, Policy.RECONCILE),
        (400, Policy.ALERT_PERSON),
        (413, Policy.ALERT_PERSON),
    ],
)
def test_a_status_without_a_code_that_we_know_still_leads_somewhere(status: int, policy: Policy) -> None:
    for code in (None, 99_999):
        found = meaning(status, code)
        assert found is not None
        assert found.policy is policy


def test_a_code_that_we_do_not_know_in_a_receipt_is_for_a_person() -> None:
    found = meaning(None, 39_999)
    assert found is not None
    assert (found.reason, found.policy) == (Reason.OTHER, Policy.ALERT_PERSON)
    assert "39999" in found.words


def test_nothing_wrong_means_nothing() -> None:
    assert meaning(201, None) is None
    assert meaning(None, None) is None


def test_what_is_tried_again_by_itself_was_certainly_not_sent() -> None:
    for code, one in CODES.items():
        if one.policy is Policy.RECONCILE:
            assert verdict(400, one.reason) == "unknown", code
