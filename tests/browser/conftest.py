"""A real browser on a real server. Every page is watched: what it logs, and whom it asks."""

import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from app.extensions import db
from models.user import User
from tests.conftest import skip

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: What the browser writes to the console for a form with mistakes, which is no mistake of ours.
EXPECTED = ("status of 422",)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here: on PostgreSQL it is left out, for the browser sees no difference."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True, scope="session")
def teardown_beside_the_browser() -> Iterator[None]:
    """Let Flask run its asynchronous teardown functions in a thread of their own.

    Playwright's synchronous interface leaves an event loop running in the thread of the
    test, and Flask's way of calling a coroutine refuses to work beside one.
    """

    def call_in_a_thread(_app: Flask, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            context = contextvars.copy_context()
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(context.run, asyncio.run, function(*args, **kwargs)).result()

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "async_to_sync", call_in_a_thread)
        yield


@dataclass(frozen=True)
class LiveServer:
    """The application, answering on a port of its own; `url` ends without a slash."""

    url: str
    app: Flask

    def cookie_of(self, user: User) -> dict[str, Any]:
        """The session cookie of a person who is signed in."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = user.fs_uniquifier
            session["_fresh"] = True
        cookie = client.get_cookie("session")
        assert cookie is not None
        return {"name": "session", "value": cookie.value, "url": self.url}


@pytest.fixture
def live_server(app: Flask) -> Iterator[LiveServer]:
    """Serve `app` on a free port of this machine, each request in a thread."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield LiveServer(f"http://127.0.0.1:{server.server_port}", app)
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    if not CHROMIUM.exists():
        skip("chromium is missing: install the Debian package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


def watched(
    context: BrowserContext,
    server: LiveServer,
    complaints: list[str],
    expected: Sequence[str] = EXPECTED,
) -> Page:
    """A page of `context` that notes errors, CSP violations and requests to other hosts."""
    own = urlsplit(server.url).netloc
    page = context.new_page()

    def on_console(message: Any) -> None:
        if message.type == "error" and not any(word in message.text for word in expected):
            complaints.append(f"console: {message.text} ({page.url})")

    def on_request(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != own:
            complaints.append(f"request to another host: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"script: {error} ({page.url})"))
    page.on("request", on_request)
    return page


@pytest.fixture
def expected() -> list[str]:
    """What the console may say in this test, because the test brings it about."""
    return list(EXPECTED)


@pytest.fixture
def allow(expected: list[str]) -> Callable[..., None]:
    """Expect more: `allow("ERR_INTERNET_DISCONNECTED")`."""
    return lambda *words: expected.extend(words)


@pytest.fixture
def open_page(
    browser: Browser, live_server: LiveServer, expected: list[str]
) -> Iterator[Callable[..., Page]]:
    """Open a watched page: `open_page(locale="ru-RU", width=360, user=user, js=False)`.

    The test fails at its end when any of its pages logged an error, broke the content
    policy or asked another host for anything.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(
        locale: str = "kk-KZ",
        width: int = 1280,
        height: int = 900,
        user: User | None = None,
        js: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale=locale,
            timezone_id="Asia/Almaty",
            viewport={"width": width, "height": height},
            java_script_enabled=js,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if user is not None:
            context.add_cookies([live_server.cookie_of(user)])
        return watched(context, live_server, complaints, expected)

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A watched page of a visitor whose browser speaks Kazakh."""
    return open_page()


@pytest.fixture
def no_js_page(open_page: Callable[..., Page]) -> Page:
    """A watched page of a visitor whose browser runs no scripts."""
    return open_page(js=False)
