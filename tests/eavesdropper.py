"""A portal of nobody that writes down all that reaches it, WebSocket messages too, and pages to attack it from."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OWN = "375259990700"
STRANGER = "375291234567"
PAGE = f"""<!doctype html><meta charset=utf-8><title>attack</title>
<form id=plan action=/take method=post>
  <label>Номер телефона, строка 1 <input name=a></label><label>Номер телефона, строка 2 <input name=b></label>
  <label>Код <input name=c></label><label>Тема <input name=subject value=qa></label><button>Запланировать</button>
</form>
<form id=ask action=/take><label>Найти <input name=q></label><button>Показать</button></form>
<form id=file action=/take method=post enctype=multipart/form-data>
  <label>Файл <input type=file name=file></label><button>Загрузить</button></form>
<form id=own action=/take method=post><table><tr><td><label><input type=checkbox name=own>Мой телефон</label>
  <td id=number>+{OWN}</table><button>Только я</button></form>
<form id=control action=/take method=post><table><tr><td><input type=checkbox name=t value=7 aria-label=Выбрать>
  <td>Иван<td>+375 29 123-45-67</table><button>Пригласить участника</button></form>
<form id=pick action=/take method=post><select name=pick><option value=0>Никого
  <option value=9>Иван, +375 (29) 123 45 67</select><button>Добавить</button></form>
"""


@dataclass(slots=True)
class Heard:
    """What has arrived at /take (attacks are sent there), at /login and /logout; `url` is the portal's address."""

    url: str = ""
    taken: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)


class _Portal(BaseHTTPRequestHandler):
    heard: Heard
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers.get("Upgrade", "") == "websocket":
            self._socket()
        elif self.path == "/sw.js":
            self._answer("self.onmessage = e => fetch('/take', {method: 'POST', body: e.data})", "text/javascript")
        else:
            self._note(b"")
            self._answer(PAGE, "text/html; charset=utf-8")

    def do_POST(self) -> None:
        self._note(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        self._answer("<title>taken</title>", "text/html; charset=utf-8")

    do_PUT = do_PATCH = do_DELETE = do_POST

    def _note(self, body: bytes) -> None:
        told = f"{self.command} {self.path} {body!r}"
        if self.path.startswith("/take"):
            self.heard.taken.append(told)
        elif self.path.startswith("/log"):
            self.heard.sessions.append(told)

    def _socket(self) -> None:
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        self.close_connection = True
        if "?" in self.path:
            self.heard.taken.append(f"socket {self.path}")
        head = self.rfile.read(2)
        if len(head) == 2 and head[0] & 15 in (1, 2):  # a message; a close is none
            mask, sent = self.rfile.read(4), self.rfile.read(head[1] & 127)
            plain = bytes(sign ^ mask[place % 4] for place, sign in enumerate(sent))
            self.heard.taken.append(f"socket {plain!r}")

    def _answer(self, body: str, kind: str) -> None:
        content = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def eavesdropper() -> Iterator[Heard]:
    """A portal of nobody, and what it hears."""
    heard = Heard()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Portal", (_Portal,), {"heard": heard}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    heard.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
