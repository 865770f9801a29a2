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
        lines = whole.decode("utf-8", "replace").split("\n") if ended else []
        return [event for line in lines if (event := self._take(line.rstrip("\r")))]

    def _take(self, line: str) -> Event | None:
        if not line:
            event = Event(self._kind or "message", self._id, "\n".join(self._data)) if self._data else None
            self._kind, self._data = "", []
            return event
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "event":
                self._kind = value
            case "data":
                self._data.append(value)
            case "id":
                self._id = value
        return None
