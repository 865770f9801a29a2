"""One run of Locust as a process of its own, watched to its end, told on the terminal."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from fixtures import lifeline
from load.options import TOKEN
from load.target import Target

LOCUSTFILE = Path(__file__).with_name("locustfile.py")
HERE = "127.0.0.1"
_LOOKED = 0.2
_TOLD_EVERY = 5.0
_ENDS_WITHIN = 60.0
_SPARE = 90.0  # seconds for its start, the dealing out, answers that are waited for at the end
_LOG_TAIL = 2000


class HarnessFailed(Exception):
    """Locust ended without a record; the message says what it said last."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run. `workers`: processes here; `listen`: instead wait at this address for so many of elsewhere.
    `told`: what Locust is told of the target, as options. `within`: seconds that it takes at most once it has begun."""

    profile: str
    times: float
    seed: int
    workers: int
    within: float
    listen: str = ""
    told: tuple[str, ...] = ()


def run(
    order: Order, target: Target, folder: Path, screen: IO[str], beside: Callable[[float], None] = lambda at: None
) -> bool:
    """Runs it; `folder` has the record then. Whether Ctrl-C has ended it, in order. Raises HarnessFailed,
    and KeyboardInterrupt if it had not begun yet.

    `beside`: called several times a second with the last known moment of the run, for what goes on beside it.
    """
    command = [
        *(sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--only-summary", "--arrivals"),
        *(
            "--load-profile",
            order.profile,
            "--load-times",
            str(order.times),
            "--load-seed",
            str(order.seed),
            "--load-folder",
            str(folder),
        ),
        *("--host", target.url, "--users", str(order.workers), "--spawn-rate", "100"),
        *order.told,
        *_processes(order),
    ]
    environment = {**os.environ, TOKEN: target.backstage[1]}
    log = folder / "locust.log"
    with log.open("wb") as said:
        locust = lifeline.start(command, stdout=said, stderr=said, environment=environment)
    try:
        interrupted = _follow(locust, order, folder / "progress.jsonl", target, screen, beside)
    finally:
        if locust.poll() is None:
            _end(locust)
    if not (folder / "run.json").exists():
        if interrupted:  # before there was anything to record
            raise KeyboardInterrupt
        tail = log.read_text("utf-8", "replace")[-_LOG_TAIL:].strip()
        raise HarnessFailed(f"Locust ended with code {locust.returncode} and left no record; it said last:\n{tail}")
    return interrupted


def _processes(order: Order) -> list[str]:
    """A worker is told passwords: those of this machine meet where nobody else comes by."""
    if order.listen:
        host, _, port = order.listen.rpartition(":")
        return [
            "--master",
            "--master-bind-host",
            host,
            "--master-bind-port",
            port,
            "--expect-workers",
            str(order.workers),
        ]
    if order.workers == 1:
        return []
    port = str(_free_port())
    bound = ["--master-bind-host", HERE, "--master-bind-port", port, "--master-host", HERE, "--master-port", port]
    return ["--processes", str(order.workers), *bound]


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind((HERE, 0))
        return int(tried.getsockname()[1])


def _follow(
    locust: subprocess.Popen[bytes],
    order: Order,
    progress: Path,
    target: Target,
    screen: IO[str],
    beside: Callable[[float], None],
) -> bool:
    """Tells how it goes until it ends. A first Ctrl-C ends it in order, and so does the portal's own end.

    Raises HarnessFailed if it does not end by itself in time; workers from elsewhere may come when they like.
    """
    never, told, at, moment = threading.Event(), 0.0, 0, 0.0
    begun = time.monotonic()
    ending = interrupted = False
    while locust.poll() is None:
        try:
            never.wait(_LOOKED)
            lines, at = _fresh(progress, at)
            moment = json.loads(lines[-1])["at"] if lines else moment
            beside(moment)
            if order.listen and not at:
                begun = time.monotonic()
            if time.monotonic() - begun > order.within + _SPARE:
                log = progress.with_name("locust.log")
                raise HarnessFailed(f"Locust did not end within {order.within + _SPARE:.0f} s; its log: {log}")
            if lines and (screen.isatty() or time.monotonic() - told > _TOLD_EVERY):
                told = time.monotonic()
                _tell(json.loads(lines[-1]), screen)
            code = target.process.ended_by_itself if target.process is not None else None
            if code is not None and not ending:
                ending = True
                print(f"\nThe portal has ended by itself with code {code}; the run is ended too.", file=screen)
                _ask_to_end(locust)
        except KeyboardInterrupt:
            if interrupted:
                raise
            ending = interrupted = True
            print("\nCtrl-C: nothing more begins, what is under way has some seconds to end …", file=screen, flush=True)
            _ask_to_end(locust)
    if screen.isatty():
        print(file=screen)
    return interrupted


def _fresh(progress: Path, at: int) -> tuple[list[str], int]:
    """Whole lines that have come since this place of the file, and the place behind them."""
    if not progress.exists():
        return [], at
    with progress.open("rb") as file:
        file.seek(at)
        text = file.read()
    whole = text[: text.rfind(b"\n") + 1]
    return whole.decode().splitlines(), at + len(whole)


def _tell(now: dict[str, Any], screen: IO[str]) -> None:
    told = {
        "live": f"{now['live']:>5}",
        "begun": f"{now['begun']:>6} of {now['planned']:>6}",
        "over": f"{now['over']:>6}",
        "failed requests": f"{now['failed']:>4}",
        "lag": f"{now['lag'] * 1000:4.0f} ms",
        "generator": f"{now['processor']:4.0%}",
        **({"WORKERS LOST": str(now["workers_lost"])} if now["workers_lost"] else {}),
    }
    line = "  ".join([f"{now['at']:6.0f} s", *(f"{name} {value}" for name, value in told.items())])
    print(f"\r{line}" if screen.isatty() else line, end="" if screen.isatty() else "\n", file=screen, flush=True)


def _ask_to_end(locust: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(locust.pid, signal.SIGTERM)


def _end(locust: subprocess.Popen[bytes]) -> None:
    _ask_to_end(locust)
    try:
        locust.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        locust.kill()
        locust.wait()


@contextlib.contextmanager
def ended_with(target: Target, folder: Path) -> Iterator[Target]:
    """The target; our own portal is stopped at the end of the block, and its log kept in `folder`."""
    try:
        yield target
    finally:
        if target.process is not None:
            target.process.stop()
            shutil.copy(target.process.log, folder)
