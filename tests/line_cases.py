"""One table of cases for both ways of a line.

pytest never imports gevent: `python -m tests.line_cases ADDRESS [CA]` plays them over it, and answers in JSON.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from fixtures.transport import Transport
from load.browser import Browser
from load.connection import Way
from load.line import Event, Page, Refused, Sample, Trouble
from tests.scripted import Answer, Request, Text, leads_to, page, reset

FORM = (
    '<form method="post" action="/other"><input type="hidden" name="csrf" value="no"></form>'
    '<form method="post" action="/echo"><input type="hidden" name="csrf" value="a&quot;b" autocomplete="off">'
    '<input name="typed" value="-"><input type="hidden" name="form_key" value="k"></form>'
)
PATIENCE = 1.0  # seconds


def echo(line: socket.socket, request: Request) -> bool:
    """What has arrived, as a page."""
    about = ("accept-language", "cookie", "origin", "sec-fetch-site", "x-forwarded-for")
    told = "\n".join(f"{name}: {request.headers[name]}" for name in about if name in request.headers)
    return page(f"{request.method} {request.path}\n{told}\n{request.body}")(line, request)


def once_then_closed(line: socket.socket, request: Request) -> bool:
    """Answers the first request of a connection; the second it takes and closes."""
    return request.nth == 1 and page(FORM)(line, request)


def early(line: socket.socket, request: Request) -> bool:
    """Hints first, and the answer when they have long arrived."""
    line.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
    threading.Event().wait(0.2)
    return page("at last")(line, request)


def last_and_end(line: socket.socket, request: Request) -> bool:
    """The answer, and together with its last byte the end of the connection, of which nothing was said."""
    if isinstance(line, ssl.SSLSocket):
        return page(FORM, goes_on=False)(line, request)
    line.send(page(FORM).text.encode(), socket.MSG_MORE)
    line.shutdown(socket.SHUT_WR)
    return False


def silent(line: socket.socket, request: Request) -> bool:
    """Takes a request and says nothing, until the other side gives up."""
    line.recv(1)
    return False


def stream(*pieces: str) -> Answer:
    """A stream that says so much in these pieces, and then nothing until the other side closes."""

    def answer(line: socket.socket, request: Request) -> bool:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in pieces:
            line.sendall(f"{len(piece.encode()):x}\r\n{piece}\r\n".encode())
        return silent(line, request)

    return answer


CHUNKED = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
EVENTS = (
    ": hello\n\nretry: 2000\n\n",
    "event: state\r\nid: 7\r\nda",
    "ta: one\r\ndata: two\r\n\r\ndata:no blank\nx: y\n\n",
    "event: change\n\nevent: end\ndata: ё\n\n",
)
SCRIPT: dict[str, Answer] = {
    "/": page("start"),
    "/page": page(FORM),
    "/echo": echo,
    "/led": leads_to("/page?n=1#there"),
    "/round": leads_to("/round"),
    "/away": leads_to("http://192.0.2.1/page"),
    "/out": leads_to("/?ended=1"),
    "/led/to/trouble": leads_to("/busy"),
    "/wrong": page('<p class="error" id="e">Нет &amp; все</p>', "422 Unprocessable Content"),
    "/conflict": page('<div role="alert">\n<p>Уже идет</p></div>', "409 Conflict"),
    "/limited": page("", "429 Too Many Requests"),
    "/missing/17": page("", "404 Not Found"),
    "/busy": page("", "503 Service Unavailable"),
    "/broken": page("", "500 Internal Server Error"),
    "/early": early,
    "/chunked": Text(f"{CHUNKED}5\r\nwhole\r\n0\r\n\r\n"),
    "/until-closed": Text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nall of it", goes_on=False),
    "/cut": Text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\nless", goes_on=False),
    "/cut-chunked": Text(f"{CHUNKED}5\r\nwho", goes_on=False),
    "/cut-head": Text("HTTP/1.1 200 OK\r\nContent-", goes_on=False),
    "/nonsense": Text("HELLO\r\n\r\n", goes_on=False),
    "/reset": reset,
    "/silent": silent,
    "/last": page(FORM, "200 OK", "Connection: close", goes_on=False),
    "/closes": last_and_end,
    "/once": once_then_closed,
    "/cookies": page("", "200 OK", "Set-Cookie: session=1; Path=/; HttpOnly", "Set-Cookie: language=be"),
    "/cookies/new": page("", "200 OK", "Set-Cookie: session=2; Path=/", "Set-Cookie: language=; Max-Age=0"),
    "/plain": Text("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"),
    "/live": stream(*EVENTS),
    "/live/cut": Text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n", goes_on=False),
}


class Case(NamedTuple):
    """What is played, what it begins to answer with, and what is told of each request: route, outcome and status."""

    name: str
    play: Callable[[Browser], object]
    answer: str
    told: str


def posted(path: str) -> Callable[[Browser], object]:
    """The form that goes to `path`, sent there."""
    return lambda browser: (
        browser.submit(Page("/page", 200, FORM.replace("/echo", path).encode()), path, {"typed": "да"}).text
    )


def after(*paths: str, then: Callable[[Browser], object]) -> Callable[[Browser], object]:
    """`then`, after the pages at `paths`."""
    return lambda browser: ([browser.open(path) for path in paths], then(browser))[1]


def heard(path: str) -> Callable[[Browser], object]:
    """The events of a stream up to the one that is called end, or within half a second."""

    def play(browser: Browser) -> object:
        came: list[Event] = []
        live = browser.listen(path)

        def saw(event: Event) -> bool:
            came.append(event)
            return event.kind == "end"

        ended = live.watch(0.5, saw)
        return [tuple(event) for event in came], ended, live.watch(0.01)

    return play


def opened(*paths: str) -> Callable[[Browser], object]:
    """The last of these pages, opened one after another."""
    return lambda browser: [browser.open(path).text for path in paths][-1]


CASES = (
    Case("page", lambda b: b.open("/page").path, "/page", "GET /page good 200"),
    Case("redirect", lambda b: b.open("/led").path, "/page?n=1", "GET /led good 303, GET /page good 200"),
    Case("for ever", opened("/round"), "Trouble: /round: led on more", ", ".join(["GET /round good 303"] * 6)),
    Case("away", opened("/away"), "Trouble: led away to 192.0.2.1", "GET /away good 303"),
    Case("signed out", opened("/out"), "Refused 303: the log-in is over", "GET /out good 303"),
    Case(
        "form",
        posted("/echo"),
        "POST /echo\naccept-language: ru,be;q=0.8,en;q=0.5\norigin: ORIGIN\nsec-fetch-site: same-origin\n"
        "x-forwarded-for: 10.1.2.3\ncsrf=a%22b&form_key=k&typed=%D0%B4%D0%B0",
        "POST /echo good 200",
    ),
    Case("form, wrong", posted("/wrong"), "Refused 422: /wrong Нет & все", "POST /wrong refused 422"),
    Case("form, conflict", posted("/conflict"), "Refused 409: /conflict Уже идет", "POST /conflict refused 409"),
    Case("form, signed out", posted("/out"), "Refused 303: the log-in is over", "POST /out good 303"),
    Case(
        "form, then trouble",
        posted("/led/to/trouble"),
        "Trouble, acknowledged: carried out, but then: /busy: 503",
        "POST /led/to/trouble good 303, GET /busy failed 503",
    ),
    Case("no such form", lambda b: b.submit(b.open("/"), "/echo", {}), "Trouble: the page / has no", "GET / good 200"),
    Case("limited", opened("/limited"), "Refused 429", "GET /limited refused 429"),
    Case("missing", opened("/missing/17"), "Refused 404", "GET /missing/{id} refused 404"),
    Case("busy", opened("/busy"), "Trouble: /busy: 503", "GET /busy failed 503"),
    Case("broken", opened("/broken"), "Trouble: /broken: 500", "GET /broken failed 500"),
    Case("early hints", opened("/early", "/early"), "at last", "GET /early good 200, GET /early good 200"),
    Case("chunked", opened("/chunked", "/chunked"), "whole", "GET /chunked good 200, GET /chunked good 200"),
    Case("until closed", opened("/until-closed"), "all of it", "GET /until-closed good 200"),
    Case("cut", opened("/cut"), "Trouble: GET /cut: the connection was closed in the middle", "GET /cut failed 0"),
    Case("cut in a chunk", opened("/cut-chunked"), "Trouble: GET /cut-chunked: the conn", "GET /cut-chunked failed 0"),
    Case("cut in the head", opened("/cut-head"), "Trouble: GET /cut-head: the conn", "GET /cut-head failed 0"),
    Case("no HTTP", opened("/nonsense"), "Trouble: GET /nonsense: the answer is no HTTP", "GET /nonsense failed 0"),
    Case("reset", posted("/reset"), "Trouble: POST /reset: ", "POST /reset failed 0"),
    Case("silent", opened("/silent"), "Trouble: GET /silent: no answer within 1 s", "GET /silent failed 0"),
    Case("said to be the last", opened("/last", "/last"), FORM, "GET /last good 200, GET /last good 200"),
    Case("closed while idle", opened("/closes", "/closes"), FORM, "GET /closes good 200, GET /closes good 200"),
    Case(
        "closed while idle, form",
        after("/closes", then=posted("/echo")),
        "POST /echo",
        "GET /closes good 200, POST /echo good 200",
    ),
    Case("closed at the request", opened("/once", "/once"), FORM, "GET /once good 200, GET /once good 200"),
    Case(
        "closed, form",
        after("/once", then=posted("/once")),
        "Trouble: POST /once",
        "GET /once good 200, POST /once failed 0",
    ),
    Case(
        "cookies",
        after("/cookies", "/cookies/new", then=lambda b: b.open("/echo").text.split("\n")[2:4]),
        "['cookie: session=2', 'x-forwarded-for: 10.1.2.3']",
        "GET /cookies good 200, GET /cookies/new good 200, GET /echo good 200",
    ),
    Case("no page", opened("/plain"), "Trouble: GET /plain: text/plain is no page", "GET /plain good 200"),
    Case("a file", lambda b: b.fetch("/plain").decode(), "ok", "GET /plain good 200"),
    Case(
        "events",
        heard("/live"),
        "([('state', '7', 'one\\ntwo'), ('message', '7', 'no blank'), ('end', '7', 'ё')], True, False)",
        "GET /live good 200",
    ),
    Case("events, lost", heard("/live/cut"), "Trouble: the live line", "GET /live/cut good 200, live failed 0"),
    Case("no events", heard("/page"), "Trouble: GET /page: text/html is no live", "GET /page good 200"),
    Case("events, missing", heard("/missing/17"), "Refused 404", "GET /missing/{id} refused 404"),
    Case("events, silent", heard("/silent"), "Trouble: GET /silent: no answer within 1 s", "GET /silent failed 0"),
)


def play(way: Way, case: Case) -> tuple[str, str]:
    """What came of a case, and what was told of its requests."""
    samples: list[Sample] = []
    browser = Browser(way, sample=samples.append, intended=monotonic(), address="10.1.2.3")
    try:
        answer = str(case.play(browser))
    except Refused as refused:
        answer = f"Refused {refused}"
    except Trouble as trouble:
        answer = f"Trouble{', acknowledged' if trouble.acknowledged else ''}: {trouble}"
    finally:
        browser.close()
    told = [f"{sample.route or sample.name} {sample.outcome} {sample.status}" for sample in samples]
    return answer.replace(way.url, "ORIGIN"), ", ".join(told)


def main() -> None:
    from load import gevent_line

    transport = Transport(ca_file=Path(sys.argv[2])) if sys.argv[2:] else Transport()
    way = gevent_line.way(sys.argv[1], transport, patience=PATIENCE)
    print(json.dumps({case.name: play(way, case) for case in CASES}))


if __name__ == "__main__":
    main()
