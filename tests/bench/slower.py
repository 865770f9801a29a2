"""`python -m tests.bench.slower serve …`: the portal, but every answer takes a tenth longer to make."""

from __future__ import annotations

import sys
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.defects.defect import Defect
from tests.defects.patching import serve

BY = 0.1
SLOWER = Defect(
    "a-tenth-slower",
    "speed",
    "portal.web.app",
    "    middleware = [Middleware(_Headers)]\n",
    "    from tests.bench.slower import Slower\n\n    middleware = [Middleware(Slower), Middleware(_Headers)]\n",
    "Every page takes a tenth longer than last month.",
)


class Slower:
    """Holds the whole process up, like code that takes so much longer to run."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                time.sleep(BY * (time.perf_counter() - began))  # rule: no-sleep: it is what makes the build slower
            await send(message)

        await self._app(scope, receive, sent)


if __name__ == "__main__":
    sys.exit(serve(SLOWER, sys.argv[1:]))
