"""A study folder is read whole or not at all, and is known by what stands in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telephone import edition, files

from callassist.edition.check import examine
from callassist.edition.pack import digest_of, pack, unpack
from callassist.edition.read import read
from callassist.edition.toml import load_messages, load_protocol
from callassist.errors import Refusal


def test_an_edition_holds_the_protocol_the_texts_and_every_script_that_a_wave_names():
    together = edition("together")
    assert together.protocol.study.slug == "together"
    assert sorted(together.scripts) == ["baseline.md", "post_programme.md", "six_month.md", "topic_guide.md"]
    assert set(together.messages.template["invite"].text) == set(together.protocol.study.text_languages)
    after = together.script_of("trial", "post_programme")
    assert after is not None
    assert after.title == "Interview 2"
    assert together.script_of("process", "post_programme") is None


def test_the_same_files_have_the_same_hash_and_one_changed_letter_another():
    known = dict(files("example"))
    turned = dict(reversed(known.items()))
    assert digest_of(known) == digest_of(turned) == edition("example").digest
    known["messages.toml"] = known["messages.toml"].replace(b"Hello", b"hello", 1)
    assert digest_of(known) != edition("example").digest


def test_a_file_cannot_lend_its_last_letters_to_the_next_ones_name():
    assert digest_of({"a": b"bc"}) != digest_of({"ab": b"c"})


def test_what_is_packed_comes_back_as_it_was():
    assert unpack(pack(files("together"))) == files("together")


@pytest.mark.parametrize("missing", ["study.toml", "messages.toml"])
def test_a_folder_that_lacks_a_file_is_refused(missing):
    left = {name: body for name, body in files("example").items() if name != missing}
    with pytest.raises(Refusal) as refusal:
        read(left)
    assert (refusal.value.where, refusal.value.cure) == (missing, f"Add {missing}.")


def test_a_script_that_is_not_there_is_refused_where_it_is_named():
    left = {name: body for name, body in files("example").items() if name != "wellbeing.md"}
    with pytest.raises(Refusal, match=r"study.toml, line 40, plan\[1\].wave\[1\].script"):
        read(left)


def test_a_workbook_that_is_none_is_refused():
    changed = dict(files("example"))
    changed["study.toml"] = changed["study.toml"].replace(b"wellbeing.md", b"wellbeing.xlsx")
    changed["wellbeing.xlsx"] = b"this is no workbook"
    with pytest.raises(Refusal, match=r"wellbeing\.xlsx"):
        read(changed)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"schema = \n[study]", "study.toml, line 1"),
        (b"schema = 1\n\xff\xfe", "study.toml, line 2"),
        (b'schema = 1\n[study\nslug = "a"', "study.toml, line 2"),
        (b'schema = 1\nabout = """never closed', "study.toml, at its end"),
        (b"schema = 2", "study.toml, line 1, schema"),
        (b"", "study.toml, schema"),
    ],
)
def test_a_protocol_that_cannot_be_read_is_refused_with_its_line(content, where):
    with pytest.raises(Refusal) as refusal:
        load_protocol(content, name="study.toml")
    assert refusal.value.where.startswith(where)


def test_many_mistakes_are_counted_with_the_first():
    with pytest.raises(Refusal, match=r"\(5 more like this\)"):
        load_protocol(b"schema = 1\nversoin = 1", name="study.toml")


def test_texts_in_another_languages_file_are_refused_by_key():
    with pytest.raises(Refusal, match=r"messages.toml, line 2, template.invite.places: .* Is it “place”\?"):
        load_messages(b'[template.invite]\nplaces = []\npurpose = "x"\ntext.ur = "x"', name="messages.toml")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_done_to_a_folder_check_answers_with_complaints(data):
    name = data.draw(st.sampled_from(["study.toml", "messages.toml"]))
    content = files("example")[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 80)))
    put = data.draw(st.sampled_from([b"", b"]", b'"', b"= =", b"\x00", b"[[plan]]\n", b"-1", "۱".encode()]))
    changed = {**files("example"), name: content[:start] + put + content[end:]}
    for complaint in examine(changed):
        assert complaint.where
        assert complaint.what
