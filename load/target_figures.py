"""What the target says of itself during a run: the gauges of its `/metrics`, and what its process takes."""

from __future__ import annotations

import urllib.request
from collections import defaultdict
from http.client import HTTPException

import psutil
from prometheus_client.parser import text_string_to_metric_families

EVERY = 5.0
"""Seconds from one look to the next."""
_SERIES = 40
_PATIENCE = 4.0


class TargetFigures:
    """`pid`: the target's process on this machine, if it is known."""

    def __init__(self, url: str, pid: int | None) -> None:
        self.series: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
        self.absent = ""
        self._url = f"{url.rstrip('/')}/metrics"
        self._process = _process(pid)

    def look(self, at: float) -> None:
        """One look, at so many seconds since the run's beginning. Once refused, /metrics is not asked again."""
        if self._process is not None:
            self._look_at_process(self._process, at)
        if self.absent:
            return
        try:
            with urllib.request.urlopen(self._url, timeout=_PATIENCE) as answer:
                text = answer.read().decode("utf-8", "replace")
            gauges = _gauges(text)
        except (HTTPException, OSError, ValueError) as error:
            if not any(name.startswith("/") for name in self.series):
                self.absent = f"{self._url} gives no figures: {getattr(error, 'reason', error)}"
            return
        for name, value in gauges.items():
            self.series[name].append((at, value))

    def _look_at_process(self, process: psutil.Process, at: float) -> None:
        try:
            self.series["processor, cores"].append((at, process.cpu_percent() / 100))
            self.series["memory, MiB"].append((at, process.memory_info().rss / 2**20))
        except psutil.Error:
            self._process = None


def _process(pid: int | None) -> psutil.Process | None:
    try:
        process = psutil.Process(pid) if pid is not None else None
        if process is not None:
            process.cpu_percent()  # the first answer is always 0
    except psutil.Error:
        return None
    return process


def _gauges(text: str) -> dict[str, float]:
    """Gauges that a plot can show, by name and label values; not what only says which build it is."""
    found = {}
    for family in text_string_to_metric_families(text):
        if family.type != "gauge" or family.name.endswith("_info"):
            continue
        for sample in family.samples:
            found["/".join(["", sample.name, *sample.labels.values()])] = sample.value
    return dict(list(found.items())[:_SERIES])
