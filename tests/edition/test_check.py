"""What `check` tells of a broken study folder: the place, what is wrong, and the cure."""

import pytest
from telephone import files

from callassist.edition.check import examine
from callassist.errors import Weight

STUDY, MESSAGES, SCRIPT = "study.toml", "messages.toml", "wellbeing.md"
INVITE = '"Hello from {sender}. We would like to ring you.'
LENGTH = "[[interpreting.length]]\n{}\n\n[[strand]]"
TELLING = """
| survey |
| | type | name | label::English (en-GB) | reveals_arm |
| | select_one yes_no | went | Did you go to a course? | yes |
| | note | thanks | Thank you. | |
| | integer | meals | How many meals did you have? | |

| choices |
| | list_name | name | label::English (en-GB) |
| | yes_no | yes | Yes |
| | yes_no | no | No |

| settings |
| | form_id | form_title | version | default_language |
| | telling | Telling | 1 | English (en-GB) |
"""
COHORT = """
[[cohort]]
code = "spring"
site = "example"
name = "Spring"
begins = 2026-03-02
ends = 2026-06-01
waiting_list_begins = 2026-06-29

[[strand]]"""


def told(name: str, old: str, new: str, *, more: tuple[str, str, str] | None = None) -> list[str]:
    """What is said of the tiny study after a change (and one more), without what was said before."""
    changed = dict(files("example"))
    for file, before, after in [(name, old, new), *([more] if more else [])]:
        text = changed[file].decode()
        assert before in text
        changed[file] = text.replace(before, after, 1).encode()
    before_it = {str(one) for one in examine(files("example"))}
    return [str(one) for one in examine(changed) if str(one) not in before_it]


def assert_told(name: str, old: str, new: str, weight: str, place: str, words: str) -> None:
    said = told(name, old, new)
    assert any(line.startswith(weight) and place in line and words in line for line in said), said


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ('title = "Example"', "title = Example", "study.toml, line 9, column 9", "not TOML"),
        ('sender_name = "Rowan Team"\n', "", "study.toml, line 7, study.sender_name", "missing"),
        ("worth_hours = 72", "worth_huors = 72", "line 61, text[1].worth_huors", "Is it “worth_hours”?"),
        ("number = 2", "number = 0", "line 48, plan[1].wave[2].number", "It says 0."),
        ('saturday = ["10:00", "20:00"]', 'saturday = ["20:00", "10:00"]', "hours.calls", "opens at 20:00"),
        ('strand = "main"', 'strand = "mian"', "plan[1].strand", "It may be: main."),
        ('waves = ["three_month"]', 'waves = ["six_month"]', "text[1].waves", "“six_month” is not there"),
        ('template = "invite"', 'template = "invitation"', "text[1].template", "no template “invitation”"),
        ('script = "wellbeing.md"', 'script = "moods.md"', "plan[1].wave[1].script", "Add moods.md."),
        ('code = "three_month"', 'code = "start"', "plan[1].wave[2].code", "stands twice"),
        ("number = 2", "number = 3", "plan[1].wave[1].number", "not numbered 1, 2, 3"),
        ('item = "p9"', 'item = "p12"', "safety.alert[1]", "can never be raised"),
        ("at_least = 1", "at_least = 4", "safety.alert[1]", "4 is no threshold"),
        (
            "opens = { weeks = -1 }",
            "opens = { weeks = 5 }",
            "wave[2].closes",
            "never opens: it closes 7 days before",
        ),
        ('anchor = "enrolled"', 'anchor = "cohort_end"', "wave[1].anchor", "the study names none"),
        ('anchor = "enrolled"', 'anchor = "randomised"', "wave[1].anchor", "without arms"),
        ('when = "wave_opens"', 'when = "wave_opens"\ndays = 36', "text[1].days", "falls outside its window"),
        ('when = "wave_opens"', 'when = "wave_opens"\ndays = -1', "text[1].days", "falls outside its window"),
        ("hours_before = 24", "hours_before = 0", "text[2]", "how long before"),
        ('languages = ["en-GB"]', 'languages = ["ur", "en-GB"]', "template.invite.text", "no words in ur"),
        ("[[strand]]", LENGTH.format('language = "xx"\nfactor = 2'), "length[1].language", "do not know"),
        ("[[strand]]", LENGTH.format('language = "pa"\nfactor = 2'), "length[1].language", "pa-Guru"),
        ("[[strand]]", LENGTH.format('language = "en"\nfactor = 2'), "length[1].language", "Write en-GB."),
        ("[[strand]]", LENGTH.format('language = "en-GB"\nfactor = 2'), "length[1]", "those in en-GB"),
        ("[[strand]]", LENGTH.format('language = "so"\nfactor = 0.9'), "length[1].factor", "It says 0.9."),
        ("[[strand]]", LENGTH.format('language = "so"\nfactor = 15'), "length[1].factor", "It says 15."),
        ("[[strand]]", LENGTH.format('language = "so"'), "length[1].factor", "the row says nothing"),
        (
            "[[strand]]",
            LENGTH.format('language = "bn"\ndialect = "Sylheti"\nfactor = 2'),
            "length[1].dialect",
            "Write language = “syl”",
        ),
        (
            "[[strand]]",
            LENGTH.format(
                'language = "so"\nfactor = 2\n[[interpreting.length]]\nlanguage = "so"\nfactor = 3'
            ),
            "length[2].language",
            "“Somali” stands twice",
        ),
    ],
)
def test_what_is_wrong_in_the_protocol(old, new, place, words):
    assert_told(STUDY, old, new, "error", place, words)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("[template.invite]", "[template.Invite]", "messages.toml, line 5", "right form"),
        ("STOP ends these texts.", "Until soon.", "invite.text.en-GB", "how to end these texts"),
        ("Hello from {sender}. We would", "Hello. We would", "invite.text.en-GB", "who sends it"),
        (INVITE, INVITE + " See www.example.org.", "invite.text.en-GB", "link, “www.”"),
        (INVITE, INVITE + " At {hour}?", "invite.text.en-GB", "unknown placeholder {hour}"),
    ],
)
def test_what_is_wrong_in_a_text(old, new, place, words):
    assert_told(MESSAGES, old, new, "error", place, words)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        (
            'at = "10:00"\nworth_hours = 72',
            'at = "21:00"\nworth_hours = 6',
            "text[1].at",
            "would wait longer than 6 h",
        ),
        (
            'text_languages = ["en-GB"]',
            'text_languages = ["en-GB", "pl"]',
            "template.invite.text",
            "no words in pl",
        ),
        ('"Rowan Team"', '"Family Study"', "study.sender_name", "would name “family”"),
        ('primary = "phq9"', 'primary = "wemwbs"', "wellbeing.md", "does not ask wemwbs"),
        (
            'saturday = ["10:00", "20:00"]\n\n# Made up',
            'saturday = ["12:00", "18:00"]\n\n# Made up',
            "safety.duty",
            "no duty lead is named on Sat 10:00 to 12:00, Sat 18:00 to 20:00",
        ),
        (
            "[[strand]]",
            LENGTH.format('language = "ar"\ndialect = "Sudanese"\nfactor = 4.6'),
            "wave[1].minutes",
            "with an interpreter in Arabic (Sudanese), over the cap of 45",
        ),
        (
            "[[strand]]",
            "[interpreting]\nmost_minutes = 20\n" + LENGTH.format('language = "so"\nfactor = 5'),
            "wave[1].minutes",
            "50 minutes with an interpreter in Somali, more than two sittings of 20",
        ),
    ],
)
def test_what_is_doubtful_in_the_protocol(old, new, place, words):
    assert_told(STUDY, old, new, "warning", place, words)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        (INVITE, INVITE + " You win a prize.", "invite.text.en-GB", "“prize” sounds like advertising"),
        (INVITE, INVITE + " It is about your child.", "invite.text.en-GB", "“child” tells others"),
        (INVITE, INVITE + " Ring at ۱۶.", "invite.text.en-GB", "not a Western digit"),
        (INVITE, INVITE + " Thank you." * 30, "invite.text.en-GB", "it takes 3 segments"),
        (INVITE, INVITE + " It’s us.", "invite.text.en-GB", "“’” alone"),
    ],
)
def test_what_is_doubtful_in_a_text(old, new, place, words):
    assert_told(MESSAGES, old, new, "warning", place, words)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        (
            "item/call_her",
            "item/call_hre",
            "row 4 (line 10), column calculation",
            "enrolment holds no “call_hre”",
        ),
        ("${safe} = 'yes'", "${save} = 'yes'", "row 10", "save"),
        ("| phq9 | p4 |", "| phq9 | p44 |", "row 23", "no item “p44”"),
        (
            "| select_one safe | safe |",
            "| select_one safe | safe_now |",
            "wellbeing.md: sheet survey",
            "safe",
        ),
    ],
)
def test_what_is_wrong_in_a_script(old, new, place, words):
    assert_told(SCRIPT, old, new, "error", place, words)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("| phq9 | p4 |", "|  |  |", "row 20", "phq9 lacks p4"),
        ("| gad7 | g1 |", "| gad77 | g1 |", "row", "no definition of gad77"),
    ],
)
def test_what_is_doubtful_in_a_script(old, new, place, words):
    assert_told(SCRIPT, old, new, "warning", place, words)


def test_a_window_that_meets_the_waiting_list_is_told_with_both_dates():
    said = told(
        STUDY,
        "[[strand]]",
        COHORT.strip(),
        more=(STUDY, 'anchor = "enrolled"\ncloses', 'anchor = "cohort_end"\noffset = { weeks = 2 }\ncloses'),
    )
    assert len(said) == 1
    assert (
        "15 Jun 2026 to 13 Jul 2026, is still open when the waiting list’s own course begins on 29 Jun 2026"
        in said[0]
    )


def test_a_text_that_needs_an_appointment_is_not_sent_without_one():
    said = told(
        MESSAGES,
        INVITE,
        INVITE + " At {time}?",
        more=(MESSAGES, 'place = ["sender"]', 'place = ["sender", "time"]'),
    )
    assert [line.partition(": ")[0] for line in said] == ["error"]
    assert "there is no appointment when it is sent" in said[0]


def test_a_study_without_an_alert_on_a_risk_item_is_warned():
    text = files("example")[STUDY].decode()
    block = text[text.index("[[safety.alert]]") : text.index("[[safety.duty]]")]
    assert any("item p9 of phq9 can call for help" in line for line in told(STUDY, block, ""))


def test_a_question_after_one_that_tells_the_group_is_an_error():
    changed = {**files("example"), SCRIPT: TELLING.encode()}
    said = [str(one) for one in examine(changed) if "tell the group" in one.what]
    assert len(said) == 1
    assert said[0].startswith("error: wellbeing.md: sheet survey, row 4: “meals” comes after")


def test_a_reply_without_its_template_gets_no_answer():
    text = files("example")[MESSAGES].decode()
    block = text[text.index("[template.stopped]") : text.index("[template.started]")]
    said = told(MESSAGES, block, "")
    assert len(said) == 1
    assert "there is no template “stopped”, so her reply gets no answer" in said[0]


def test_everything_is_told_at_once_and_errors_come_first():
    said = told(STUDY, "number = 2", "number = 3", more=(MESSAGES, INVITE, INVITE + " You win a prize."))
    assert [line.partition(":")[0] for line in said] == ["error", "warning", "warning"]


@pytest.mark.parametrize("missing", [STUDY, MESSAGES])
def test_a_folder_without_its_two_files_is_no_study(missing):
    left = {name: body for name, body in files("example").items() if name != missing}
    said = [one for one in examine(left) if one.weight is Weight.ERROR]
    assert (said[0].where, said[0].cure) == (missing, f"Add {missing}.")
