"""Events: what has happened to one conference, in order. They are the truth; state is what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """`type` such as `leg.connected`; `data` holds plain JSON values only (moments as ISO 8601)."""

    type: str
    data: dict[str, Any] = field(default_factory=dict)
