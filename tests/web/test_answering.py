"""A reader's desk: what was said before, who has the text, an answer in approved words in her language."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select, update

from callassist.privacy.tokens import new_id
from callassist.store import outbox, registry, tasks
from callassist.store.cases import case_, task
from callassist.store.staff import note
from callassist.store.tasks import NewTask
from callassist.store.texts import message, reply
from tests.web.houses import Trial
from tests.web.test_managing import a_reply, audit, post


def at_the_desk(trial: Trial, body: str = "hello", understood: str = "other") -> tuple[str, str, object]:
    """A text of a mother texted in Urdu, and the browser of a reader who has opened it."""
    trial.families("T-014")
    with trial.house.database.read() as c:
        person = registry.study_numbers(c, trial.study_id)["T-014"]
    text = a_reply(trial, person, body, understood)
    trial.works_here("reader", "inbox")
    browser = trial.browser("reader")
    post(browser, "/morning/words", to="inbox")
    return person, text, browser


def test_answers_are_offered_in_her_language_with_segments_and_cost(trial: Trial) -> None:
    _, text, browser = at_the_desk(trial)
    page = browser.get("/replies").text
    assert "شکریہ، ہم نے آپ کا پیغام پڑھ لیا ہے" in page
    assert 'lang="ur" dir="rtl"' in page
    assert "1 segment, 4.0p" in page
    answer = post(browser, f"/replies/{text}/answer", template="answer_thanks")
    assert answer.status_code == 303
    with trial.house.database.read() as c:
        sent = c.execute(select(message).where(message.c.template == "answer_thanks")).one()
        read = c.execute(select(reply)).one()
    assert (sent.state, sent.language, sent.recipient) == ("ready", "ur", "number")
    assert (read.state, read.action) == ("read", "answered: answer_thanks")
    assert "answer reply" in audit(trial)


def test_only_answers_can_be_sent_by_hand_and_none_while_texts_wait(trial: Trial) -> None:
    _, text, browser = at_the_desk(trial)
    answer = post(browser, f"/replies/{text}/answer", template="invite")
    assert answer.status_code == 422
    assert "Choose one of those offered" in answer.text
    with trial.house.database.read() as c:
        assert c.execute(select(message).where(message.c.cause.like("hand:%"))).all() == []


def test_a_text_is_given_to_a_reader_and_to_nobody_who_interviews(trial: Trial) -> None:
    _, text, browser = at_the_desk(trial)
    rings = trial.works_here("rings", "interviewer")
    trial.holds_anyway("rings", "inbox")
    assert post(browser, f"/replies/{text}/reader", to=rings).status_code == 422
    assert post(browser, f"/replies/{text}/reader", to=trial.staff["reader"]).status_code == 303
    assert "With reader." in browser.get("/replies").text


def test_what_was_said_before_stands_beside_it(trial: Trial) -> None:
    person, _, browser = at_the_desk(trial, "first words")
    trial.hours_pass(1)
    a_reply(trial, person, "second words")
    post(browser, "/morning/words", to="inbox")
    page = browser.get("/replies").text
    assert page.count("What was said with this number: 1 text") == 2
    assert page.count("first words") == 2


def test_a_question_about_the_course_reaches_the_site_team_and_no_interviewer(trial: Trial) -> None:
    _, text, browser = at_the_desk(trial, "when does my course start?")
    assert post(browser, f"/replies/{text}", meaning="site_team").status_code == 303
    with trial.house.database.read() as c:
        raised = c.execute(select(task).where(task.c.kind == "course_question")).one()
    assert raised.case_id is None
    trial.works_here("manages", "manager")
    trial.works_here("site", "site_team")
    assert "asks about the course" not in trial.browser("manages").get("/morning").text
    assert "asks about the course" in trial.browser("site").get("/sites").text


def test_a_guess_about_a_text_is_no_task_any_more_once_somebody_has_read_it(trial: Trial) -> None:
    person, text, browser = at_the_desk(trial, "my new number is 07700 900777")
    guess = NewTask(
        study_id=trial.study_id,
        kind="new_number",
        cause=f"new_number:{text}",
        words="A text may give a new number.",
        raised_at=trial.clock.at,
        participant_id=person,
    )
    trial.house.database.keep(lambda c: tasks.leave(c, guess))
    assert post(browser, f"/replies/{text}", meaning="new_number").status_code == 303
    with trial.house.database.read() as c:
        states = {row.words: row.state for row in c.execute(select(task))}
    assert states == {
        "A text may give a new number.": "done",
        "She has a new number. Ring, ask, and change it.": "open",
    }
    assert "T-014" in browser.get("/replies").text.partition("The last seven days")[2]


def test_a_note_about_somebody_between_two_interviews_waits_for_the_next(trial: Trial) -> None:
    person, text, browser = at_the_desk(trial, "love the group, thank you x")
    over = update(case_).where(case_.c.participant_id == person, case_.c.state == "open")
    trial.house.database.keep(lambda c: c.execute(over.values(state="complete")))
    answer = post(browser, f"/replies/{text}/note", words="She is glad to be rung.")
    assert answer.status_code == 303
    with trial.house.database.read() as c:
        (left,) = c.execute(select(note)).all()
        about = c.execute(select(case_).where(case_.c.id == left.case_id)).one()
    assert (about.wave, about.state) == ("six_month", "waiting")


def test_what_was_chosen_is_still_chosen_when_it_could_not_be_kept(trial: Trial) -> None:
    person, text, browser = at_the_desk(trial, "who is this? stop", understood="stop")
    with trial.house.database.read() as c:
        (phone,) = outbox.phones(c, [person])[person]
    row = {"id": new_id(), "study_id": trial.study_id, "number_index": phone.number_index, "channel": "text"}
    doubt = partial(outbox.add_opt_out, **row, state="doubtful", at=trial.clock.at, source="reply")
    trial.house.database.keep(lambda c: doubt(c))
    page = post(browser, f"/replies/{text}", meaning="ring")
    assert page.status_code == 422
    assert "wait for your decision" in page.text
    assert 'value="ring" checked' in page.text
