"""How a backstage handler gets at the portal."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from portal.runtime import Runtime


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


Portal = Annotated[Runtime, Depends(_runtime)]
