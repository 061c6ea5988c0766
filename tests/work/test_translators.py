"""Words go out to a translator and come back: what lacks, what fits, and nothing else touched."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from callassist.edition.read import read
from callassist.edition.texts import of_edition
from callassist.edition.translation import LEDGER, State, known, state
from callassist.errors import Complaint, Refusal
from callassist.questionnaire.script import load
from callassist.work import translators

STUDIES = Path(__file__).parents[2] / "scripts" / "questionnaires"
SCRIPT = """# A visit

| survey |
| | type | name | label::English (en-GB) | label::Urdu (ur) | why | status::Urdu (ur) |
| | calculate | caller | | | | |
| | note | hello | Hello, I am ${caller}. | | | |
| | select_one yn | well | Are you well? | کیا آپ ٹھیک ہیں؟ | We ask everybody. | reviewed |

| choices |
| | list_name | name | label::English (en-GB) | label::Urdu (ur) |
| | yn | yes | Yes | ہاں |
| | yn | no | No | |

| settings |
| | form_id | default_language |
| | visit | English (en-GB) |
""".replace("| calculate | caller | | |", "| text | caller | My name | میرا نام |")
FOLDER: Mapping[str, bytes] = {"visit.md": SCRIPT.encode()}


@pytest.fixture
def together() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (STUDIES / "together").iterdir() if p.is_file()}


def sent(files: Mapping[str, bytes], language: str, only: str = "visit.md") -> list[dict[str, str]]:
    """What a translator is sent, row by row."""
    content, _ = translators.out(files, language, only=only)
    lines = list(load_workbook(io.BytesIO(content))["words"].iter_rows(values_only=True))
    return [dict(zip(translators.COLUMNS, (str(c or "") for c in line), strict=True)) for line in lines[1:]]


def translated(
    files: Mapping[str, bytes],
    language: str,
    says: Callable[[dict[str, str]], str],
    only: str = "visit.md",
    status: str = "",
) -> bytes:
    """The workbook as it comes back, each row's words said by `says`."""
    content, _ = translators.out(files, language, only=only)
    book = load_workbook(io.BytesIO(content))
    sheet = book["words"]
    for n, row in enumerate(sent(files, language, only), 2):
        sheet.cell(n, 6).value = says(row)
        sheet.cell(n, 6).data_type = "s"
        sheet.cell(n, 7).value = status
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def echoed(row: dict[str, str]) -> str:
    return f"[{row['source']}]"


def taken_in(content: bytes, files: Mapping[str, bytes] = FOLDER) -> tuple[dict[str, bytes], list[Complaint]]:
    return translators.take_in(files, content, "urdu.xlsx", only="visit.md")


def test_only_what_lacks_goes_out_with_its_source_and_what_it_is_for() -> None:
    assert [(row["place"], row["source"], row["what it is"]) for row in sent(FOLDER, "ur")] == [
        ("survey:/data/hello:label", "Hello, I am ${caller}.", "said hello: read out"),
        ("survey:/data/well:why", "We ask everybody.", "question well: said when asked why"),
        ("choices:yn:no:label", "No", "answer no of yn"),
    ]


def test_what_comes_back_is_heard_in_the_interview_and_is_a_draft() -> None:
    changed, wrong = taken_in(translated(FOLDER, "ur", echoed))
    assert wrong == []
    script = load(changed["visit.md"].decode(), name="visit.md")
    assert script.form.by_path["/data/hello"].control is not None
    assert script.items["/data/well"].why.has("ur")
    assert script.items["/data/hello"].status["ur"] == "draft"
    assert sent({**FOLDER, **changed}, "ur") == []


def test_a_text_that_was_reviewed_is_a_draft_again_once_one_of_its_words_is_new() -> None:
    changed, _ = taken_in(translated(FOLDER, "ur", lambda row: echoed(row) if "why" in row["place"] else ""))
    assert load(changed["visit.md"].decode(), name="visit.md").items["/data/well"].status["ur"] == "draft"


def test_lines_that_are_not_translated_stay_to_the_letter() -> None:
    content = translated(FOLDER, "ur", lambda row: echoed(row) if "hello" in row["place"] else "")
    changed, _ = taken_in(content)
    before, after = SCRIPT.splitlines(), changed["visit.md"].decode().splitlines()
    assert [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [5]


def test_a_language_that_the_script_has_not_yet_gets_its_columns() -> None:
    changed, wrong = taken_in(translated(FOLDER, "ro", echoed))
    assert wrong == []
    script = load(changed["visit.md"].decode(), name="visit.md")
    assert "ro" in {language.tag for language in script.languages}
    assert "label::Romanian (ro)" in script.book.sheets["choices"].headings


def test_a_row_whose_source_changed_meanwhile_is_refused_with_its_place() -> None:
    content = translated(FOLDER, "ur", echoed)
    edited = {"visit.md": SCRIPT.replace("Hello, I am", "Good day, I am").encode()}
    changed, wrong = taken_in(content, edited)
    assert changed == {}
    assert [(one.where, one.what) for one in wrong] == [
        ("urdu.xlsx: sheet words, row 2", "the source was changed after this was sent out.")
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Salaam.", ["${caller} is missing."]),
        ("Salaam, ${called}.", ["${caller} is missing.", "${called} does not stand in the source."]),
        ("Salaam ${caller} ${", ["a brace stands without its fellow."]),
    ],
    ids=["lost", "changed", "cut off"],
)
def test_placeholders_must_come_back_as_they_went(words: str, said: list[str]) -> None:
    content = translated(FOLDER, "ur", lambda row: words if "hello" in row["place"] else "")
    changed, wrong = taken_in(content)
    assert changed == {}
    assert [one.what for one in wrong] == said
    assert {one.where for one in wrong} == {"urdu.xlsx: sheet words, row 2"}


def test_one_row_that_does_not_fit_keeps_all_out() -> None:
    content = translated(FOLDER, "ur", lambda row: "Salaam." if "hello" in row["place"] else echoed(row))
    assert taken_in(content)[0] == {}


def test_a_translation_is_outdated_once_its_source_is_edited() -> None:
    changed, _ = taken_in(translated(FOLDER, "ur", echoed))
    after = {**FOLDER, **changed}
    edited = {**after, "visit.md": after["visit.md"].replace(b"| Hello, I am", b"| Good day, I am")}
    (row,) = sent(edited, "ur")
    assert (row["source"], row["as it stands"]) == ("Good day, I am ${caller}.", "[Hello, I am ${caller}.]")


def test_translations_of_before_are_held_against_their_source_once_they_are_marked() -> None:
    edited = {"visit.md": SCRIPT.replace("Are you well?", "How are you?").encode()}
    assert "survey:/data/well:label" not in [row["place"] for row in sent(edited, "ur")]
    marked = {LEDGER: translators.mark(FOLDER, "ur")}
    assert "survey:/data/well:label" in [row["place"] for row in sent({**edited, **marked}, "ur")]


def test_a_script_that_is_a_workbook_is_written_as_a_workbook() -> None:
    book = Workbook()
    survey = book.worksheets[0]
    survey.title = "survey"
    survey.append(["type", "name", "label::English (en-GB)", "label::Urdu (ur)"])
    survey.append(["text", "who", "Who are you?", ""])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "default_language"])
    settings.append(["visit", "English (en-GB)"])
    saved = io.BytesIO()
    book.save(saved)
    files = {"visit.xlsx": saved.getvalue()}
    content = translated(files, "ur", lambda row: "=1+1 آپ کون ہیں؟", only="visit.xlsx")
    changed, wrong = translators.take_in(files, content, "urdu.xlsx", only="visit.xlsx")
    assert wrong == []
    cell = load_workbook(io.BytesIO(changed["visit.xlsx"]))["survey"]["D2"]
    assert (cell.value, cell.data_type) == ("=1+1 آپ کون ہیں؟", "s")


def test_texts_and_helplines_of_a_study_are_part_of_it(together: dict[str, bytes]) -> None:
    rows = sent(together, "cy", only="messages.toml")
    assert rows == []  # nobody texts in Welsh
    lost = together["messages.toml"].decode().replace('pl = "Dziękujemy. Termin potwierdzony."\n', "")
    assert lost != together["messages.toml"].decode()
    less = {**together, "messages.toml": lost.encode()}
    (row,) = sent(less, "pl", only="messages.toml")
    assert row["place"] == "template.confirmed"
    content = translated(less, "pl", lambda row: 'Dziękujemy. "Umówione".', only="messages.toml")
    changed, wrong = translators.take_in(less, content, "pl.xlsx", only="messages.toml")
    assert wrong == []
    after = read({**less, **changed}).messages.template["confirmed"].text["pl"]
    assert after == 'Dziękujemy. "Umówione".'


def test_a_placeholder_of_a_text_must_come_back_too(together: dict[str, bytes]) -> None:
    lines = together["messages.toml"].decode().splitlines(keepends=True)
    less = {
        **together,
        "messages.toml": "".join(one for one in lines if not one.startswith("pl = ")).encode(),
    }
    content = translated(less, "pl", lambda row: "Zadzwonimy.", only="messages.toml")
    _, wrong = translators.take_in(less, content, "pl.xlsx", only="messages.toml")
    assert "{time} is missing." in {one.what for one in wrong}


def test_a_licensed_scale_is_not_sent_to_translators(together: dict[str, bytes]) -> None:
    licensed = {one.place for one in of_edition(read(together)) if one.licensed}
    assert len(licensed) > 14
    assert not licensed & {row["place"] for row in sent(together, "ro", only="six_month.md")}


def test_a_workbook_that_is_none_of_ours_is_refused() -> None:
    saved = io.BytesIO()
    Workbook().save(saved)
    with pytest.raises(Refusal, match="has no sheet words"):
        taken_in(saved.getvalue())
    with pytest.raises(Refusal, match="no workbook"):
        taken_in(b"words")


def test_the_studies_that_ship_have_nothing_outdated(together: dict[str, bytes]) -> None:
    before = known(together)
    assert {state(one, tag, before) for one in of_edition(read(together)) for tag in one.wanted} == {
        State.WRITTEN,
        State.MISSING,
    }
