"""An interviewer's browser in an interview, without JavaScript: filling forms, following where they lead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callassist.web.app import create_app
from tests.work.trials import PASSWORD, Trial


@dataclass
class Browser:
    """One browser, signed in as one interviewer, at one page."""

    client: FlaskClient
    page: TestResponse | None = None

    @property
    def address(self) -> str:
        assert self.page is not None
        return self.page.request.full_path.rstrip("?")

    @property
    def text(self) -> str:
        assert self.page is not None
        return self.page.text

    def goes_to(self, address: str) -> Browser:
        self.page = self.client.get(address, follow_redirects=True)
        return self

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's own form."""
        form = self.text[self.text.index("<main") :]
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        return {name: unescape(value) for name, value in fields}

    def sends(self, address: str = "", **values: str | list[str]) -> Browser:
        """Send the page's form with these values, and follow where it leads."""
        target = address or self.address.partition("?")[0]
        self.page = self.client.post(target, data={**self.hidden(), **values}, follow_redirects=True)
        return self

    def chooses(self, value: str | list[str]) -> Browser:
        """Choose an answer on a page with one question."""
        return self.sends(q0=value)

    def reads_it_out(self) -> Browser:
        """Go on from something that is only said."""
        return self.sends()


def browser(trial: Trial, sign_in: str) -> Browser:
    """A browser with somebody signed in."""
    app = create_app(trial.house)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    answer = client.post("/sign-in", data={"name": sign_in, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return Browser(client)
