"""The portal as a running process: one event loop, the public server and, if asked for, backstage.

It says on standard output that it is ready, once. Told to end (SIGTERM, Ctrl-C) it takes no more connections, lets the
live pages say goodbye and answers what is under way, within five seconds; told twice it ends at once. Nothing is lost
by either: what a browser was told is in the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import secrets
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

import structlog
import uvicorn

import portal
from portal import logs, tls
from portal.ground import LOOPBACK, CannotServe, Ground
from portal.runtime import Runtime
from portal.settings import Settings
from portal.store.database import Database, DatabaseUnusable
from portal.web.app import create as create_web
from portal.web.connection import Connection

GOODBYE = 3  # seconds that requests under way and streams have to finish
_TLS_GOODBYE = 0.2
AT_MOST = 4.5  # seconds from the first signal to the end, whatever hangs
_COLLECTED_AFTER = (25_000, 20, 50)
"""Objects more than before, and turns: looking for rings among all that a thousand live pages hold takes a tenth of a
second in which nobody is answered, and by Python's own numbers it is done several times a second."""

SWITCHED_AFTER = 0.0002
"""Seconds that a thread waits for Python's lock before it is passed on. Whoever draws a picture lets go of it a hundred
times, and by Python's own 5 ms hardly one would be drawn by a portal at its limit: nobody could log in or out
(`python -m tests.bench.pictures`)."""

_log = structlog.get_logger(part="app")


def serve(settings: Settings, ground: Ground) -> int:
    """Serves on `ground` until told to end; answers with the exit code. Raises CannotServe."""
    logs.start()
    try:
        context = tls.context(settings) if settings.tls else None
        # Whoever waits for another program waits without holding up the others (`portal.runtime`).
        with contextlib.closing(Database(settings.database, settings.terms, patience=0)) as database:
            asyncio.run(_run(settings, database, ground, context))
    except (DatabaseUnusable, tls.CertificateUnusable) as error:
        raise CannotServe(str(error)) from error
    return 0


async def _run(settings: Settings, database: Database, ground: Ground, context: ssl.SSLContext | None) -> None:
    runtime = Runtime(settings, database)
    token = None
    public = logs.RequestLog(create_web(runtime), "public", runtime.figures.requests)
    servers = [(_Server(public, settings, context, faulty=runtime.faults is not None), ground.public)]
    if ground.backstage:
        token = secrets.token_hex(32)  # never begins with «-», as an argument of a command must not
        backstage = logs.RequestLog(_Backstage(runtime, token), "backstage")
        servers.append((_Server(backstage, settings), ground.backstage))

    told = _listen_to_signals()
    await runtime.start()
    try:
        async with asyncio.TaskGroup() as group:
            for server, listener in servers:
                group.create_task(server.serve(sockets=[listener]))
                await server.ready.wait()
            if settings.demo:
                from portal import demo

                await demo.seed(runtime, _public_address(settings, ground.public))
            _say_ready(settings, ground, token)
            await told.wait()
            _log.info("portal.ending")
            runtime.say_goodbye()
            for server, _ in servers:
                server.should_exit = True
    finally:
        await runtime.stop()
    _log.info("portal.ended")


class _Backstage:
    """Backstage, made at its first request: FastAPI takes a third of a second that the pages need not wait for."""

    def __init__(self, runtime: Runtime, token: str) -> None:
        self.runtime = runtime
        self.token = token
        self.app: Any = None
        self.making = asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async with self.making:
            self.app = self.app or await asyncio.to_thread(self._make)
        await self.app(scope, receive, send)

    def _make(self) -> Any:
        from portal.backstage.app import create

        return create(self.runtime, self.token)


class _Server(uvicorn.Server):
    """A server whose signals and logs are ours, and which says when it has started.

    `faulty`: its connections can be broken on command.
    """

    def __init__(
        self, app: Any, settings: Settings, context: ssl.SSLContext | None = None, *, faulty: bool = False
    ) -> None:
        proxies = settings.trusted_proxies
        if faulty:
            from portal.web.fault_line import Wire
        super().__init__(
            uvicorn.Config(
                app,
                http=Wire if faulty else Connection,
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=[part.strip() for part in proxies.split(",")],
                timeout_keep_alive=75,
                timeout_graceful_shutdown=GOODBYE,
                ssl_context_factory=(lambda config, default: context) if context else None,
            )
        )
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().call_later(_TLS_GOODBYE, self._drop_idle_connections)
        await super().shutdown(sockets)

    def _drop_idle_connections(self) -> None:
        """A browser does not answer the TLS goodbye on a connection that it keeps for later: not waited for."""
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            if cycle is None or cycle.response_complete:
                connection.transport.abort()


def _listen_to_signals() -> asyncio.Event:
    """An event that is set by the first signal to end; a second signal ends the process there and then."""
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    signals: list[int] = []

    def on_signal(number: int, _: FrameType | None) -> None:
        if signals:
            os._exit(128 + number)
        signals.append(number)
        loop.call_soon_threadsafe(told.set)
        last_resort = threading.Timer(AT_MOST, _end_now)
        last_resort.daemon = True
        last_resort.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    return told


def _end_now() -> None:
    _log.warning("portal.ended", why="something did not finish in time; nothing is lost")
    os._exit(0)


def _say_ready(settings: Settings, ground: Ground, token: str | None) -> None:
    ready = {
        "portal": _public_address(settings, ground.public),
        "backstage": _address("http", LOOPBACK, ground.backstage) if ground.backstage else None,
        "backstage_token": token,
        "pid": os.getpid(),
        "version": portal.__version__,
    }
    sys.setswitchinterval(SWITCHED_AFTER)
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)
    gc.enable()
    _log.info("portal.ready", portal=ready["portal"], database=str(settings.database_file))
    print(json.dumps(ready), flush=True)


def _public_address(settings: Settings, listener: socket.socket) -> str:
    return _address("https" if settings.tls else "http", settings.host, listener)


def _address(scheme: str, host: str, listener: socket.socket) -> str:
    """The address to open, with a name that leads to this machine where the portal listens on all of them."""
    shown = {"0.0.0.0": LOOPBACK, "": LOOPBACK, "::": "::1"}.get(host, host)
    return f"{scheme}://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}"
