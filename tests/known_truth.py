"""A start page that answers by a stated distribution, and if told so stands still for a while: the truth to measure.

`python -m tests.known_truth TOLD`: prints its port; writes to TOLD a line for each page, when it was asked for and when
it was answered, seconds of the clock that all processes of a machine share.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import time
from email.utils import formatdate
from pathlib import Path
from typing import IO

from load.draws import Draw

PAGE = "<!doctype html><title>Вход</title><h1>Планирование</h1><button>Войти</button>".encode()


class Portal:
    """`stall`: from which page on, and for how many seconds, nobody is answered."""

    def __init__(self, latency: Draw, stall: tuple[int, float], told: IO[str]) -> None:
        self.latency, self.stall, self.told = latency, stall, told
        self.chance = random.Random(7)
        self.pages = 0
        self.stands_still_from = math.inf

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, requests one after another."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                asked = time.monotonic()
                if head.startswith(b"GET / "):
                    self.pages += 1
                    if self.pages == self.stall[0]:
                        self.stands_still_from = asked
                    wait = max(self.answered_at(asked) - time.monotonic(), 0)
                    await asyncio.sleep(wait)  # rule: no-sleep: it is the latency that is to be measured
                    answered = time.monotonic()
                    writer.write(self.answer(PAGE))
                    self.told.write(f"{asked!r} {answered!r}\n")
                    self.told.flush()
                else:
                    writer.write(self.answer(b""))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def answered_at(self, asked: float) -> float:
        """A moment that is due in the standstill waits for its end."""
        due, moves_again = asked + self.latency.draw(self.chance), self.stands_still_from + self.stall[1]
        return moves_again if self.stands_still_from <= due < moves_again else due

    def answer(self, body: bytes) -> bytes:
        """200, with a date."""
        head = f"HTTP/1.1 200 OK\r\nDate: {formatdate(usegmt=True)}\r\nContent-Type: text/html\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("told", type=Path)
    parser.add_argument("--mean", type=float, default=1.0)
    parser.add_argument("--deviation", type=float, default=0.5)
    parser.add_argument("--stall-at", type=int, default=0)
    parser.add_argument("--stall-for", type=float, default=0.0)
    chosen = parser.parse_args()
    latency = Draw(distribution="lognormal", mean=chosen.mean, deviation=chosen.deviation, most=5)
    with chosen.told.open("w") as told:
        portal = Portal(latency, (chosen.stall_at, chosen.stall_for), told)
        server = await asyncio.start_server(portal.serve, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
