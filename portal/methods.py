"""What may be asked of an address, told with 405 (RFC 9110, 15.5.6)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.routing import Match

_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_FILES = ("GET", "HEAD")


def allowed(request: Request) -> dict[str, str]:
    """The header Allow with the methods of every route that has the address; Starlette tells the first one's only.

    Inside of a mount no route has it: what is mounted are files.
    """

    def taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return {"Allow": ", ".join(filter(taken, _METHODS)) or ", ".join(_FILES)}
