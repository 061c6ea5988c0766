"""A browser without a screen: keeps its cookies, reads a question's page and answers it as a hand would."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from html import unescape
from time import perf_counter
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'name="(csrf_token|expected|event)" value="([^"]*)"')
OPTION = re.compile(r'<input type="(?:radio|checkbox)" name="(q\d+)" value="([^"]*)"[^>]*data-option')
CHECKED = re.compile(r'name="(q\d+)" value="[^"]*" checked')
FIELD = re.compile(r'<(?:input|textarea) id="field\d+" name="(t\d+)"[^>]*?(inputmode="\w+")?[^>]*>')
KIND = re.compile(r'data-kind="(\w+)"')
NOW = re.compile(r'class="spine-row item now" data-line="(\d+)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]*)"')
ONCE = re.compile(r'name="once" value="([^"]*)"')


@dataclass
class Browser:
    """One person's browser on one connection that stays open."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: list[tuple[str, str]], *, json: bool = False) -> tuple[int, str, str]:
        """The same for a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.address}
        if json:
            headers["Accept"] = "application/json"
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def follow(self, found: tuple[int, str, str]) -> str:
        """The page that an answer leads to in the end."""
        status, to, page = found
        while status in (302, 303):
            status, to, page = self.get(to)
        assert status == 200, (status, to, page[-2000:])
        return page

    def sign_in(self, name: str, password: str) -> str:
        """Sign in and return the first page."""
        _status, _to, page = self.get("/sign-in")
        fields = [("csrf_token", token(page)), ("name", name), ("password", password), ("next", "/")]
        return self.follow(self.post("/sign-in", fields))

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return self.send(method, path, body, {**headers, "Cookie": cookies})

    def send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str, str]:
        """One request with just these headers."""
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), page


def token(page: str) -> str:
    """The page's mark against forged forms."""
    found = TOKEN.search(page)
    assert found is not None, page[:2000]
    return unescape(found.group(1))


def filled(page: str, *, refuse: bool = False) -> list[tuple[str, str]]:
    """The fields that a page of the interview sends: the first choice, a small number, a day, a few words."""
    fields = list({name: unescape(value) for name, value in HIDDEN.findall(page)}.items())
    options: dict[str, str] = {}
    for name, value in OPTION.findall(page):
        options.setdefault(name, unescape(value))
    kind = KIND.search(page)
    if _is_set(page):
        line = NOW.search(page)
        at = line.group(1) if line else "0"
        if f"q{at}" not in CHECKED.findall(page):
            return [*fields, ("only", at), (f"q{at}", options[f"q{at}"])]
    if refuse:
        return [*fields, ("q0", "missing:refused")]
    fields += list(options.items())
    for name, mode in FIELD.findall(page):
        fields.append(
            (name, {"integer": "3", "decimal": "8", "date": "1 1 2020"}.get(_kind(kind), "her words"))
        )
        assert mode is not None
    return fields


def _is_set(page: str) -> bool:
    kind = KIND.search(page)
    return kind is not None and kind.group(1) == "set"


def _kind(found: re.Match[str] | None) -> str:
    return found.group(1) if found is not None else ""


@dataclass
class Interviewer:
    """Somebody who holds an interview in a browser."""

    browser: Browser
    interview: str
    page: str = ""
    over: bool = False
    kept: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Open the interview at its question."""
        self.page = self.browser.follow(self.browser.get(f"/interview/{self.interview}"))
        self.action = self._action()

    def _action(self) -> str:
        found = re.search(r'<form id="answer" method="post" action="([^"]*)"', self.page)
        if found is None:
            self.over = True
            return ""
        return unescape(found.group(1))

    def answer(self) -> tuple[float, float]:
        """Save one answer and have the next page: how long the saving took, and both together (s)."""
        for refuse in (False, True):
            fields = filled(self.page, refuse=refuse)
            began = perf_counter()
            status, _to, said = self.browser.post(self.action, fields, json=True)
            saved = perf_counter()
            if status == 200:
                break
        assert status == 200, (status, self.action, fields, said[:500])
        told = dict(fields)
        if "only" in told or not _is_set(self.page):  # a set sent whole at its end says nothing new
            self.kept.append(told["event"])
        to = re.search(r'"go":\s*"([^"]*)"', said)
        assert to is not None, said
        self.page = self.browser.follow(self.browser.get(to.group(1)))
        ended = perf_counter()
        self.action = self._action()
        return saved - began, ended - began
