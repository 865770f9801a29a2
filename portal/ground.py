"""What a portal must have for itself alone before it begins: its ports and its database file.

Looked at first, because it is told in half a second, before the rest of the portal is even loaded.
"""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from portal.settings import CannotRun, Settings

LOOPBACK = "127.0.0.1"


class CannotServe(CannotRun):
    """The portal cannot run here."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Sockets that listen already. Backstage's is on the loopback, whatever the settings say; None: no backstage."""

    public: socket.socket
    backstage: socket.socket | None


@contextmanager
def taken(settings: Settings) -> Iterator[Ground]:
    """The ports and the database file of `settings`, held until the end of the block. Raises CannotServe."""
    with ExitStack() as stack:
        public = stack.enter_context(_listen(settings.host, settings.port, "--port"))
        backstage = None
        if settings.backstage_port is not None:
            backstage = stack.enter_context(_listen(LOOPBACK, settings.backstage_port, "--backstage-port"))
        stack.enter_context(_the_only_one(settings))
        yield Ground(public, backstage)


def _listen(host: str, port: int, option: str) -> socket.socket:
    """A socket that listens already, so that the port is ours before anything else is begun."""
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        if listener:
            listener.close()
        raise CannotServe(_no_port(host, port, option, error)) from error
    return listener


def _no_port(host: str, port: int, option: str, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: give --host one that is, for example 127.0.0.1."
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program: "
            f"end that program or choose another port with {option} (0 picks a free one)."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} is not allowed to this user: choose one above 1023 with {option}."
    return f"Port {port} on {host} cannot be used ({error.strerror}): choose another with --host and {option}."


@contextmanager
def _the_only_one(settings: Settings) -> Iterator[None]:
    """Holds the database file against a second portal."""
    file = settings.database_file
    held = Path(f"{file}.lock")
    lock = FileLock(held, timeout=0)
    try:
        if "database" not in settings.model_fields_set:
            file.parent.mkdir(parents=True, exist_ok=True)
        held.open("a").close()  # the lock itself makes folders, and waits where it may not write
        lock.acquire()
    except Timeout:
        raise CannotServe(
            f"The database {file} is in use by another portal: end that one or choose another file with --database."
        ) from None
    except OSError as error:
        raise CannotServe(_no_database(file, error)) from error
    try:
        yield
    finally:
        lock.release()


def _no_database(file: Path, error: OSError) -> str:
    if not file.parent.is_dir():
        return f"The folder {file.parent} does not exist: make it or choose another file with --database."
    return (
        f"The folder {file.parent} cannot be written ({error.strerror}): "
        "mend its rights or choose another file with --database."
    )
