"""Backstage in a journey's hands: the code on a picture, and a telephone that calls in.

Over the same kind of connection as a line, because `fixtures.backstage` costs a generator more than the portal's own
requests do. One for a process; a connection serves one call at a time and is handed on to the next.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from load.connection import Connection, Way
from load.line import Trouble


class Controls:
    """`way` leads to backstage, `token` opens it. Everything raises Trouble when it is not answered as documented."""

    def __init__(self, way: Way, token: str) -> None:
        self._way = way
        self._headers = {"Authorization": f"Bearer {token}"}
        self._idle: list[Connection] = []

    def captcha_answer(self, challenge: str) -> str:
        return str(self._ask("GET", f"/captcha/{quote(challenge, safe='')}")["answer"])

    def dial(self, number: str, conference: str, password: str) -> str:
        """Calls the access number and keys in conference number and password: `connected`, `waiting`, or why not."""
        told = self._ask("POST", f"/phones/{quote(number)}/dial", {"conference": conference, "password": password})
        return str(told["reason"] if told["outcome"] == "refused" else told["outcome"])

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        connection = self._idle.pop() if self._idle else Connection(self._way)
        sent = json.dumps(body).encode() if body else b""
        headers = {**self._headers, "Content-Type": "application/json"} if body else self._headers
        answer = connection.ask(method, f"/backstage/v1{path}", headers, sent)
        self._idle.append(connection)
        if answer.status >= 300:
            raise Trouble(f"backstage answered {answer.status} to {method} {path}: {answer.body.decode()}")
        return json.loads(answer.body)
