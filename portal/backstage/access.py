"""How a backstage handler gets at the portal, and kinds of values that several are given."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from pydantic import AfterValidator, Field

from portal.runtime import Runtime


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


Portal = Annotated[Runtime, Depends(_runtime)]


def _whole(text: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("half a character (a lone surrogate) is no text")
    return text


Text = Annotated[str, AfterValidator(_whole)]
"""What JSON may spell and no database keeps is refused: halves of characters."""

Id = Annotated[int, Field(ge=0, lt=2**63)]
"""The key of a row."""
