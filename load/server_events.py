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
        *lines, self._rest = (self._rest + arrived).split(b"\n")
        return [event for line in lines if (event := self._take(line.rstrip(b"\r").decode("utf-8", "replace")))]

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
