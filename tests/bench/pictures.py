"""Picture codes that a portal at its limit still draws, beside a loop that never rests: with Python's lock passed on as
soon as the portal has it (`portal.app.SWITCHED_AFTER`), and as Python does by itself.

`python -m tests.bench.pictures` prints both.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from statistics import median

from portal import pictures
from portal.app import SWITCHED_AFTER

USUAL = 0.005
SECONDS, TURNS = 4.0, 3


def compare() -> tuple[float, float]:
    """Pictures a second of the portal's way and of the usual one, medians, turn about, each in a process of its own."""
    seen: dict[float, list[float]] = {SWITCHED_AFTER: [], USUAL: []}
    for _ in range(TURNS):
        for interval, drawn in seen.items():
            told = [sys.executable, "-m", "tests.bench.pictures", str(interval)]
            drawn.append(float(subprocess.run(told, check=True, stdout=subprocess.PIPE, text=True).stdout))
    return median(seen[SWITCHED_AFTER]), median(seen[USUAL])


def drawn(interval: float) -> float:
    """Pictures a second that one thread draws beside a loop that computes, sends and receives all the time. One that it
    has not ended counts as drawn if there was no other, so that a ratio can be made."""
    pictures.draw()
    sys.setswitchinterval(interval)
    moments: list[float] = []
    ending = time.perf_counter() + SECONDS
    artist = threading.Thread(target=_draw, args=(moments, ending))
    artist.start()
    here, there = socket.socketpair()
    with here, there:
        while time.perf_counter() < ending:
            for _ in range(20):
                sum(range(1000))
            here.send(b".")
            there.recv(1)
    artist.join()
    return max(sum(moment <= ending for moment in moments), 1) / SECONDS


def _draw(moments: list[float], ending: float) -> None:
    while time.perf_counter() < ending:
        pictures.draw()
        moments.append(time.perf_counter())


if __name__ == "__main__":
    if sys.argv[1:]:
        print(drawn(float(sys.argv[1])))
    else:
        print("{:.1f} pictures a second, {:.1f} as Python passes its lock on".format(*compare()))
