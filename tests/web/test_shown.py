"""What a page shows is escaped, wherever in a template it stands, and exactly as the library would."""

from __future__ import annotations

import pytest
from flask import Flask
from markupsafe import Markup, escape

from callassist.web.names import Templates, shown

PAGE = """{% macro row(one) %}<b title="{{ one }}">{{ one }}</b>{% endmacro -%}
{{ said }}|{{ row(said) }}|{% set kept -%}
{{ said }}{% endset %}{{ kept }}|{{ said|upper }}|{{ trusted|safe }}"""


class Named:
    """Something that knows its own HTML."""

    def __html__(self) -> str:
        return "<i>named</i>"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "plain",
        "a & b",
        "<script>",
        "it's",
        'say "x"',
        "آپ & کا",
        Markup("<b>x</b>"),
        7,
        None,
        1.5,
        Named(),
    ],
)
def test_a_value_is_shown_as_the_library_escapes_it(value: object) -> None:
    assert shown(value) == str(escape(value))


def test_nothing_that_was_typed_becomes_part_of_the_page() -> None:
    app = Flask(__name__)
    app.jinja_environment = Templates
    app.jinja_env.autoescape = True
    page = app.jinja_env.from_string(PAGE).render(said="<script>'\"&", trusted="<hr>")
    safe = "&lt;script&gt;&#39;&#34;&amp;"
    assert page == f'{safe}|<b title="{safe}">{safe}</b>|{safe}|{safe.replace("script", "SCRIPT")}|<hr>'
