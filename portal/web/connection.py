"""How requests are read from a connection: by httptools, which is quick, and with an end to how much is listened to."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024
"""Bytes of the first line and the headers of a request, by which they have come to an end."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection; 400 and the end of it for a head that goes on and on."""

    _head_ended = True
    _head = 0  # bytes that have come of one which has not ended

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_ended = False

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._head_ended, self._head = True, 0

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._head_ended and not self.transport.is_closing():
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self.send_400_response("The headers of the request are too long.")
