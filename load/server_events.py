"""Server-sent events, read piece by piece as they arrive (WHATWG HTML, 9.2.6); lines end with LF or CR LF."""

from __future__ import annotations

from load.line import Event


class Events:
    """What one line has brought. Comments are signs of life, not events; an id holds until the next one."""

    def __init__(self) -> None:
        self._rest = b""
        self._kind, self._id = "", ""
        self._data: list[str] = []

    def feed(self, arrived: bytes) -> list[Event]:
        """The events that are whole now."""
        whole, ended, self._rest = (self._rest + arrived).rpartition(b"\n")
        events: list[Event] = []
        for line in whole.decode("utf-8", "replace").split("\n") if ended else []:
            name, _, value = line.rstrip("\r").partition(":")
            value = value.removeprefix(" ")
            if name == "data":
                self._data.append(value)
            elif name == "event":
                self._kind = value
            elif name == "id":
                self._id = value
            elif line in ("", "\r"):
                if self._data:
                    events.append(Event(self._kind or "message", self._id, "\n".join(self._data)))
                self._kind, self._data = "", []
        return events
