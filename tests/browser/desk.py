"""A desk with a browser: a made-up trial whose pages stand open in Chromium, for whoever signs in."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

CHROMIUM: Final = shutil.which("chromium")
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Quiet(WSGIRequestHandler):
    def log(self, *_args: object, **_more: object) -> None:
        """Nothing: the test tells."""


@dataclass
class Desk:
    """The pages of an application at an address, and a browser before them."""

    url: str
    browser: Browser

    def opens(self, address: str = "", *, width: int = 1280, **more: Any) -> Page:
        """A window of its own, with nobody signed in."""
        page = self.browser.new_context(viewport={"width": width, "height": 900}, **more).new_page()
        page.set_default_timeout(10_000)
        page.goto(self.url + address)
        return page

    def signs_in(self, name: str, password: str, *, width: int = 1280) -> Page:
        """A window in which somebody has signed in."""
        page = self.opens("/sign-in", width=width)
        page.fill("[name=name]", name)
        page.fill("[name=password]", password)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return page


def follows(page: Page, selector: str) -> None:
    """Press what leads to another page, and wait until that one stands there whole, its scripts too."""
    with page.expect_navigation():
        page.click(selector)


def presses(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait until that one stands there whole, its scripts too."""
    with page.expect_navigation():
        page.keyboard.press(key)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's own browser, started once. Without one a test is left out; CI leaves nothing out."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed: CI leaves nothing out")
        pytest.skip("Chromium is not installed here: these tests run where it is")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@contextmanager
def served(app: Flask, browser: Browser) -> Iterator[Desk]:
    """An application on a port of its own while somebody sits before it."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield Desk(f"http://127.0.0.1:{server.server_port}", browser)
    for context in browser.contexts:
        context.close()
    server.shutdown()
