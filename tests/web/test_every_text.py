"""Every text of a study in every language, as it would go: length, cost, direction, approval."""

from __future__ import annotations

from callassist.messages.segments import measure
from callassist.work import approvals
from callassist.work.previews import previews
from tests.web.houses import Trial


def test_every_text_stands_in_every_language_with_segments_and_cost(trial: Trial) -> None:
    trial.works_here("manages", "manager")
    page = trial.browser("manages").get("/going-out/texts").text
    running = trial.house.study("together")
    for name, template in running.edition.messages.template.items():
        assert f'id="t-{name}"' in page
        assert set(running.edition.protocol.study.text_languages) <= set(template.text)
    assert "characters, UCS-2" in page
    assert "8.0p" in page


def test_times_in_urdu_stand_between_isolates_and_count(trial: Trial) -> None:
    running = trial.house.study("together")
    found = {name: languages for name, _, languages in previews(trial.house, running)}
    urdu = next(one for one in found["reminder_24h"] if one.language == "ur")
    assert urdu.words is not None
    assert "\u206821:45\u2069" in urdu.words.body
    assert urdu.words.measure == measure(urdu.words.body)


def test_no_text_takes_more_than_two_segments(trial: Trial) -> None:
    running = trial.house.study("together")
    assert [
        (name, one.language)
        for name, _, languages in previews(trial.house, running)
        for one in languages
        if one.too_long
    ] == []


def test_approved_words_say_so(trial: Trial) -> None:
    approvals.approve(
        trial.house, "together", "stopped", "ur", by="test", capacity="reads Urdu", reference="26/1"
    )
    running = trial.house.study("together")
    found = {name: languages for name, _, languages in previews(trial.house, running)}
    assert [one.language for one in found["stopped"] if one.approved] == ["ur"]
