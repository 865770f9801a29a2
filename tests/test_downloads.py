"""A file is handed over whole or not at all, and a portal that never ends one is told in a sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from playwright.sync_api import Page

from pages.elements import NotWhole, download
from pages.labels import Label

LINE = "тема;начало\r\n".encode()
WHOLE, ENDLESS, SILENT, BROKEN = (
    Label(word, "link", "ours") for word in ("Целый", "Бесконечный", "Молчащий", "Оборванный")
)


class Site(BaseHTTPRequestHandler):
    """A page with links to files, of which one is as it should be."""

    protocol_version = "HTTP/1.1"
    over: ClassVar[threading.Event] = threading.Event()
    start = f"""<!DOCTYPE html><title>Файлы</title><a href="/whole">{WHOLE.word}</a>
        <a href="/endless">{ENDLESS.word}</a> <a href="/silent">{SILENT.word}</a>
        <a href="/broken">{BROKEN.word}</a>""".encode()

    def do_GET(self) -> None:
        file = self.path != "/"
        content = LINE * 2 if file else self.start
        self.send_response(200)
        self.send_header("Content-Type", "text/csv" if file else "text/html; charset=utf-8")
        if file:
            self.send_header("Content-Disposition", 'attachment; filename="history.csv"')
        if self.path in ("/", "/whole"):
            self.send_header("Content-Length", str(len(content)))
        if self.path == "/broken":  # in one piece that is not as long as it says; a short length Firefox forgives
            self.send_header("Transfer-Encoding", "chunked")
            content = f"{len(content) + 1:x}\r\n".encode() + content
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.wfile.write(content)
            while self.path == "/endless" and not self.over.wait(0.05):
                self.wfile.write(LINE)
        except OSError:  # the browser has given it up
            return
        if self.path == "/silent":
            self.over.wait()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def files(page: Page) -> Iterator[Page]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    yield page
    Site.over.set()
    server.shutdown()
    server.server_close()
    thread.join()
    Site.over.clear()


def test_the_whole_file(files: Page) -> None:
    assert download(files, WHOLE) == LINE * 2


@pytest.mark.parametrize("never_ends", [ENDLESS, SILENT], ids=["goes on and on", "goes silent"])
def test_one_without_an_end_is_given_up(files: Page, never_ends: Label) -> None:
    with pytest.raises(NotWhole, match=r"^the file history\.csv was not there in full within 2 s$"):
        download(files, never_ends, timeout=2000)
    assert download(files, WHOLE) == LINE * 2  # and the browser is of use as before


def test_one_that_breaks_off_is_not_taken_for_whole(files: Page) -> None:
    with pytest.raises(NotWhole, match=r"^the file history\.csv broke off: "):
        download(files, BROKEN)
