"""`python -m tests.bench.slower serve …`: the portal, but every answer takes a tenth longer to make."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Generator
from functools import partial
from typing import Any

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
    """Holds the whole process up, like code that takes so much longer to run. What an answer has waited for others is
    not its own work: with it a portal near its limit would become slower and slower."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                time.sleep(BY * work.seconds)  # rule: no-sleep: it is what makes the build slower
            await send(message)

        work = _Work(self._app(scope, receive, sent))
        await work


class _Work:
    """Carries out a coroutine and knows for how long it has run."""

    def __init__(self, coroutine: Awaitable[None]) -> None:
        self._steps = coroutine.__await__()
        self._before = 0.0
        self._since = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Up to now, without what it has waited."""
        return self._before + time.perf_counter() - self._since

    def __await__(self) -> Generator[Any, Any, None]:
        step = partial(self._steps.send, None)
        while True:
            self._since = time.perf_counter()
            try:
                waits_for = step()
            except StopIteration:
                return
            finally:
                self._before += time.perf_counter() - self._since
            try:
                step = partial(self._steps.send, (yield waits_for))
            except BaseException as error:  # a cancellation is the coroutine's to hear of
                step = partial(self._steps.throw, error)


if __name__ == "__main__":
    sys.exit(serve(SLOWER, sys.argv[1:]))
