"""An error in study.toml says on which line it stands, whatever way the file is written."""

import pytest

from callassist.edition.places import line_of, path_words, where

TEXT = '''# a comment, then a blank line

schema = 1

[study]
slug = "small"        # [not a header]
about = """
[study]
sender = "not this one"
"""
languages = [
  "en-GB",  # ]
  "ur",
]
sender = "+441632960100"

[[plan]]
id = "first"
[[plan.wave]]
code = "a"
[[plan.wave]]
code = "b"
closes = { weeks = 6 }

[[plan]]
id = "second"
[plan.amendment]
sites = { luton = 2026-11-02 }
[[plan.wave]]
"code" = "c"

[template.invite.text]
en-GB = "words = [ and { that open nothing"
study.deep.key = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("schema",), 3),
        (("study",), 5),
        (("study", "slug"), 6),
        (("study", "sender"), 15),
        (("plan", 0, "id"), 18),
        (("plan", 0, "wave", 1, "code"), 22),
        (("plan", 0, "wave", 1, "closes", "weeks"), 23),
        (("plan", 1, "id"), 26),
        (("plan", 1, "amendment", "sites", "luton"), 28),
        (("plan", 1, "wave", 0, "code"), 30),
        (("template", "invite", "text", "en-GB"), 33),
        (("template", "invite", "text", "study", "deep", "key"), 34),
    ],
)
def test_a_key_is_found_on_its_line(path, line):
    assert line_of(TEXT, path) == line


def test_a_key_that_is_missing_is_looked_for_where_it_belongs():
    assert line_of(TEXT, ("study", "title")) == 5
    assert line_of(TEXT, ("plan", 1, "wave", 0, "script")) == 29
    assert line_of(TEXT, ("hours",)) is None


def test_places_are_said_as_people_count():
    assert path_words(("plan", 1, "wave", 0, "code")) == "plan[2].wave[1].code"
    assert where(TEXT, ("study", "slug"), name="study.toml") == "study.toml, line 6, study.slug"
    assert where(TEXT, ("hours",), name="study.toml") == "study.toml, hours"
