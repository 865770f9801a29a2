"""A stand-in for a portal, with faults that the real one does not have, and runs of tests about it.

An inner run that opens a browser is a process: two Playwrights do not live in one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
POLICY = "default-src 'self'; style-src 'self'"
SCRIPTS = {
    "/console.js": "console.error('the script is unhappy')",
    "/broken.js": "throw new Error('the script is broken')",
    "/fetch.js": "fetch('/500').catch(() => {})",
    "/window.js": "document.querySelector('a').onclick = () => open('/page?console', 'w', 'popup')",
    "/title.js": "document.title = 'scripts run'",
}

CONFTEST = (
    f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
    + """
import os
from datetime import UTC, datetime
import pytest
from fixtures.plugins import PLUGINS as pytest_plugins

@pytest.fixture(scope="session")
def target():
    from fixtures.portal import Target, strangers_safe
    from fixtures.strangers import Rules
    target = Target(os.environ["STAND_IN"], controls=None if os.environ.get("STRANGER") else Quiet())
    with strangers_safe(target, Rules()):
        yield target

class Quiet:
    def now(self): return datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    def reset(self): pass
    def freeze(self, at=None): pass
    def event_lines(self, conference=None): return ['{"type": "leg.calling", "data": {"number": "+375259990701"}}']
"""
)
INI = """
[pytest]
addopts = -p no:locust -p no:faker -p no:anyio -p no:schemathesis -p no:hypothesispytest --strict-markers
filterwarnings = error
timeout = 60
"""


class _Page(BaseHTTPRequestHandler):
    posted: list[str]

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path in SCRIPTS:
            self._answer(200, SCRIPTS[path], "text/javascript")
        elif path == "/favicon.ico":
            self._answer(200, "", "image/png")
        elif path == "/portal":
            self._answer(200, "<h1>Планирование</h1><button>Войти</button>")
        else:
            status = int(path[1:]) if path[1:].isdecimal() else 200
            script = f"<script src='/{query}.js' defer></script>" if query else ""
            form = "<form method=post><input name=who><button>send</button></form>"
            self._answer(status, f"<title>still</title><a href='#'>open</a>{script}{form}")

    def do_POST(self) -> None:
        self.posted.append(self.path)
        self._answer(422, "<p>refused</p>")

    def _answer(self, status: int, body: str, kind: str = "text/html") -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def run(pytester: pytest.Pytester, tests: str, *arguments: str) -> pytest.RunResult:
    """Runs `tests` as a file of their own with the plugins of the harness, in a process of its own."""
    lay_down(pytester, tests)
    return pytester.runpytest_subprocess(*arguments)


def run_here(pytester: pytest.Pytester, tests: str, *arguments: str) -> pytest.RunResult:
    """Like `run`, in this process, which has loaded everything already: for what ends before the first test.

    A test can be run so only without pytest-playwright (`-p no:playwright`), whose checks are not to be nested.
    """
    lay_down(pytester, tests)
    return pytester.runpytest_inprocess("-p", "no:allure_pytest", *arguments)


def lay_down(pytester: pytest.Pytester, tests: str) -> None:
    """`tests` as a file of their own, with the plugins of the harness around it."""
    pytester.makeconftest(CONFTEST)
    pytester.makeini(INI)
    pytester.makepyfile(test_inside=tests)


@contextmanager
def stand_in() -> Iterator[tuple[str, list[str]]]:
    """Its address, and the paths that something was posted to. `/503` answers so; `/page?console` has that script."""
    posted: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Page", (_Page,), {"posted": posted}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", posted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
