"""Contact details go before the answers do, and nothing is due before its clock has started."""

from __future__ import annotations

from datetime import date

from callassist.privacy.retention import Due, Kept, Rule, due_for_deletion, kept_until


def test_nothing_is_due_while_the_follow_up_runs() -> None:
    assert due_for_deletion({}, date(2040, 1, 1)) == ()


def test_contact_details_go_a_year_after_the_follow_up_and_answers_stay() -> None:
    ended = {"follow_up_ended": date(2027, 4, 20), "study_ended": date(2027, 4, 20)}
    assert [due.what for due in due_for_deletion(ended, date(2028, 4, 21))] == [
        Kept.RAW,
        Kept.RECORDING,
        Kept.CONTACT,
    ]


def test_the_last_day_itself_still_counts() -> None:
    rules = (Rule(Kept.CONTACT, 1, "follow_up_ended"),)
    ended = {"follow_up_ended": date(2027, 1, 31)}
    assert kept_until(rules[0], ended) == date(2027, 2, 28)
    assert due_for_deletion(ended, date(2027, 2, 28), rules=rules) == ()
    assert due_for_deletion(ended, date(2027, 3, 1), rules=rules) == (Due(Kept.CONTACT, date(2027, 3, 1)),)
