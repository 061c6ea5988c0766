"""Words under licence come from a study's own pack: into the script as it is read, and nowhere else."""

import pytest
from telephone import NOW, files

from callassist.edition.check import examine
from callassist.edition.packs import brought, named
from callassist.edition.read import read, script_with
from callassist.errors import Refusal
from callassist.questionnaire.screens import Question
from callassist.questionnaire.script import Script
from callassist.questionnaire.session import Session

SCRIPT = """
| survey |
| | type | name | label::English (en-GB) | label::Urdu (ur) | instrument | instrument_item |
| | select_one five | own | How is the weather? | موسم کیسا ہے؟ | | |
| | select_one five | w1 | Stand-in 1 | نمونہ 1 | wemwbs | w1 |
| | select_one five | w2 | Stand-in 2 | نمونہ 2 | wemwbs | w2 |
| | select_one five | w3 | Stand-in 3 | نمونہ 3 | wemwbs | w3 |

| choices |
| | list_name | name | label::English (en-GB) | label::Urdu (ur) |
| | five | 1 | one | ایک |
| | five | 2 | two | دو |
| | five | 3 | three | تین |
| | five | 4 | four | چار |
| | five | 5 | five | پانچ |

| settings |
| | form_id | form_title | version | default_language |
| | little | Little | 1 | English (en-GB) |
"""
PACK = """
schema = 1
instrument = "wemwbs"
licence = "a made-up licence"
licence_ref = "M-1"
licensed_to = "A made-up university"

[language.en-GB]
translation = "official"
[language.en-GB.item]
w1 = "The quince sleeps"
w2 = "The ladder hums"
w3 = "The kettle walks"
[language.en-GB.code]
1 = "blue"
2 = "green"
3 = "red"
4 = "brown"
5 = "grey"

[language.ur]
translation = "official"
[language.ur.item]
w1 = "بہی سوتی ہے"
"""
FILE = "wemwbs.pack.toml"


def script(pack: str = PACK) -> Script:
    return script_with(SCRIPT, "little.md", ((FILE, pack.encode()),))


def questions(of: Script, language: str) -> list[Question]:
    session = Session.start(of, now=NOW, language=language, seed=1)
    found, after = [], None
    while (screen := session.next(after)) is not None:
        found += screen.questions
        after = screen.questions[-1].path
    return found


def test_the_words_of_the_pack_are_asked_instead_of_the_stand_ins():
    said = [question.label("en-GB").text for question in questions(script(), "en-GB")]
    assert said == ["How is the weather?", "The quince sleeps", "The ladder hums", "The kettle walks"]


def test_its_codes_are_said_as_the_pack_says_and_other_questions_keep_their_list():
    own, w1, *_ = questions(script(), "en-GB")
    assert [choice.label("en-GB").text for choice in own.choices] == ["one", "two", "three", "four", "five"]
    assert [choice.label("en-GB").text for choice in w1.choices] == ["blue", "green", "red", "brown", "grey"]
    assert [choice.value for choice in w1.choices] == ["1", "2", "3", "4", "5"]


def test_what_is_blank_in_her_language_falls_back_and_no_stand_in_is_left():
    _own, w1, w2, _w3 = questions(script(), "ur")
    assert (w1.label("ur").text, w1.label("ur").fallback) == ("بہی سوتی ہے", False)
    assert (w2.label("ur").text, w2.label("ur").fallback) == ("The ladder hums", True)
    assert w2.label("ur").language == "en-GB"


def test_a_script_with_other_words_is_another_script():
    plain = script_with(SCRIPT, "little.md", ())
    other = script(PACK.replace("The ladder hums", "The ladder sings"))
    assert len({plain.digest, script().digest, other.digest}) == 3


def test_a_script_that_asks_nothing_of_a_pack_stays_as_it_was():
    free = SCRIPT.replace("wemwbs", "apq_9").replace("| w", "| a")
    told = ((FILE, PACK.encode()),)
    assert script_with(free, "little.md", told).digest == script_with(free, "little.md", ()).digest


def test_a_list_of_the_studys_own_choices_beside_the_codes_is_kept():
    more = SCRIPT.replace(
        "| | five | 5 | five | پانچ |", "| | five | 5 | five | پانچ |\n| | five | 8 | cannot say | |"
    )
    _own, w1, *_ = questions(script_with(more, "little.md", ((FILE, PACK.encode()),)), "en-GB")
    assert w1.choices[-1].label("en-GB").text == "cannot say"


# A study with a pack


def with_pack(pack: str, **more: str) -> dict[str, bytes]:
    return {**files("together"), FILE: pack.encode(), **{name: text.encode() for name, text in more.items()}}


def whole(lacking: str = "") -> str:
    """A pack with all fourteen items in the four languages of the trial, one word lacking."""
    head = PACK.partition("[language.en-GB]")[0]
    for tag in ("en-GB", "ur", "bn", "pl"):
        head += f'\n[language.{tag}]\ntranslation = "official"\n[language.{tag}.item]\n'
        head += "".join(
            f'w{n} = "made-up words {n} in {tag}"\n' for n in range(1, 15) if f"{tag}.w{n}" != lacking
        )
    return head


def said_of(pack: str, **more: str) -> list[str]:
    return [str(one) for one in examine(with_pack(pack, **more), live=True) if "wemwbs" in str(one).lower()]


def test_a_live_study_with_every_word_has_nothing_lacking_of_that_scale():
    assert said_of(whole()) == []


def test_a_word_that_is_blank_in_the_first_language_stops_the_load():
    said = said_of(whole("en-GB.w7"))
    assert said
    assert all(one.startswith("error") and "has no words in en-GB for w7" in one for one in said)


def test_a_word_that_is_blank_in_her_language_alone_is_told_and_rendered():
    said = said_of(whole("ur.w7"))
    assert said
    assert all(one.startswith("warning") and "interpreter renders them" in one for one in said)


def test_no_complaint_of_a_study_repeats_the_words_of_its_pack():
    for pack in (
        whole("ur.w7"),
        whole().replace("w3 =", "w33 ="),
        whole().replace("official", "made-up words"),
    ):
        assert "made-up words 1" not in " ".join(str(one) for one in examine(with_pack(pack), live=True))


def test_a_pack_that_nobody_uses_is_told():
    said = [str(one) for one in examine({**files("example"), FILE: PACK.encode()})]
    assert f"warning: {FILE}: no script asks wemwbs. Take the pack out, or mend the script." in said


def test_an_edition_with_another_pack_is_another_edition_and_scores_by_it():
    files_of = with_pack(whole(), **{"small.instrument.toml": SMALL})
    edition = read(files_of)
    assert edition.digest != read(with_pack(whole("ur.w7"))).digest
    assert edition.scales.definition("small").title == "Small"
    assert edition.scales.definition("phq9").id == "phq9"
    assert edition.scales.definition("nobody") is None


SMALL = """
schema = 1
id = "small"
title = "Small"
version = "1"
source = "made up"
licence = "ours"
text = "cited"
item = [{ id = "a", low = 0, high = 3 }]
[[scale]]
id = "total"
title = "Total"
items = ["a"]
"""


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({FILE: PACK, "second.pack.toml": PACK}, "there is another of wemwbs"),
        ({"own.instrument.toml": SMALL.replace('"small"', '"phq9"')}, "there is another of phq9"),
        ({FILE: PACK.replace('"wemwbs"', '"nobody"')}, "there is no such definition"),
    ],
)
def test_two_of_one_scale_and_packs_of_none_are_refused(told, said):
    with pytest.raises(Refusal, match=said):
        brought(named({name: text.encode() for name, text in told.items()}))


def test_what_study_toml_says_of_scales_must_be_there():
    def told(more: str) -> str:
        study = files("together")["study.toml"].decode() + more
        return " ".join(str(one) for one in examine({**files("together"), "study.toml": study.encode()}))

    assert "no script asks phq9" in told('\n[[instrument]]\nid = "phq9"\n')
    lenient = '\n[[instrument]]\nid = "wemwbs"\nmissing = { total = "lenient" }\n'
    assert "wemwbs has no missing rule lenient for total. Known are: complete, up_to_three." in told(lenient)
    assert "lenient" not in told(lenient.replace("lenient", "up_to_three"))


def test_choices_that_a_scale_does_not_count_are_told_and_codes_that_nobody_can_choose():
    def told(old: str, new: str) -> str:
        script = files("together")["baseline.md"].decode()
        assert old in script
        changed = {**files("together"), "baseline.md": script.replace(old, new).encode()}
        return " ".join(str(one) for one in examine(changed))

    assert "is no code of w1" not in told("| slot5 | 5 |", "| slot5 | 5 |")
    assert "6 of list slot5 is no code of w1: 1 to 5 are." in told("| slot5 | 5 |", "| slot5 | 6 |")
    assert "nobody can choose 5 of w1 from list slot5." in told("| slot5 | 5 |", "| slot50 | 5 |")


def test_an_alert_is_on_an_item_or_on_a_scale_that_there_is():
    def told(rule: str) -> str:
        study = files("together")["study.toml"].decode()
        changed = study.replace("[[safety.duty]]", f"[[safety.alert]]\n{rule}\n\n[[safety.duty]]", 1)
        return " ".join(str(one) for one in examine({**files("together"), "study.toml": changed.encode()}))

    of = 'instrument = "wemwbs"\n'
    assert "wemwbs has no scale sadness" in told(of + 'scale = "sadness"')
    assert "name one of them" in told(of)
    assert "name one of them" in told(of + 'item = "w1"\nscale = "total"')
    assert "safety.alert" not in told(of + 'scale = "total"\nat_least = 43.5')
