"""One text out through every floor, and its receipt back, on both databases."""

from __future__ import annotations

from collections.abc import Callable

from tests.trial import Trial


def test_an_invitation_goes_out_in_her_language_when_her_window_opens(
    a_trial: Callable[..., Trial], database_url: str
) -> None:
    trial = a_trial(database_url, now="2026-09-25 12:00")
    together = trial.load("together")
    (mother,) = trial.enrol(together, {})

    trial.until("2026-09-28 09:59")
    assert trial.texts_to("07700 900101") == []
    trial.until("2026-09-28 10:30")

    (text,) = trial.texts_to("07700 900101")
    assert "ہم آپ کو فون کرنا چاہتے ہیں" in text
    (sent,) = [row for row in trial.messages() if row.state == "accepted"]
    assert (sent.template, sent.language, sent.receipt) == ("invite", "ur", "delivered")
    assert trial.case(mother, "post_programme").state == "open"


def test_nothing_is_sent_twice_however_often_time_passes(
    a_trial: Callable[..., Trial], database_url: str
) -> None:
    trial = a_trial(database_url, now="2026-09-27 12:00")
    trial.enrol(trial.load("together"), {})
    for _ in range(5):
        trial.days_pass(1)
    assert len(trial.texts_to("07700 900101")) == 1
