"""Whose clock is ahead: told from the Date headers of the target, reached as the journeys reach it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from ssl import SSLContext
from threading import Thread
from time import time

import pytest

from fixtures.transport import Transport
from load.health import clock_ahead
from portal import tls
from portal.settings import Settings


@contextmanager
def dated(ahead: float | None, context: SSLContext | None = None) -> Iterator[str]:
    """A target whose clock is ahead by so many seconds, or which tells no date."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(200)
            if ahead is not None:
                self.send_header("Date", formatdate(time() + ahead, usegmt=True))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http{'s' if context is not None else ''}://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("ahead", [0.0, 30.0, -7.0])
def test_the_difference_is_told_to_a_second(ahead: float) -> None:
    """A Date header has whole seconds, and servers may keep it for another one and longer."""
    with dated(ahead) as url:
        found = clock_ahead(url)
    assert found == pytest.approx(-ahead, abs=1.3)


def test_a_target_without_dates_is_nobody_to_compare_with() -> None:
    with dated(None) as url:
        assert clock_ahead(url) is None


def test_it_is_asked_by_the_way_of_its_profile(tmp_path: Path) -> None:
    """An authority of its own, and another address for its name; who does not know them gets no answer."""
    context = tls.context(Settings(database=str(tmp_path / "portal.sqlite3"), tls="self-signed"))
    with dated(30.0, context) as url:
        with pytest.raises(OSError, match="certificate verify failed"):
            clock_ahead(url)
        known = Transport(ca_file=tmp_path / "portal.sqlite3.cert.pem")
        assert clock_ahead(url, known) == pytest.approx(-30, abs=1.3)
    with dated(30.0) as url:
        elsewhere = Transport(hosts={"portal.example": "127.0.0.1"})
        assert clock_ahead(url.replace("127.0.0.1", "portal.example"), elsewhere) == pytest.approx(-30, abs=1.3)
