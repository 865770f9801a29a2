"""What machines ask the portal: whether it lives, whether it can serve, and its figures for Prometheus.

Nobody's session is looked at or made here, and nothing personal is told.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import ColumnElement, Table, func, select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import portal
from portal.domain.conference import LegState, State
from portal.figures import Histogram
from portal.runtime import Runtime
from portal.store import jobs
from portal.store.database import HEAD, DatabaseBusy, Work
from portal.store.schema import conferences, legs, outbox
from portal.store.schema import jobs as job_rows

if TYPE_CHECKING:
    from prometheus_client.core import Metric

LATE = timedelta(minutes=1)
PATIENCE = 5.0  # seconds for the database to answer

_log = structlog.get_logger(part="health")


async def _alive(request: Request) -> Response:
    """The process answers; the database is not asked."""
    return JSONResponse({"status": "alive"})


async def _ready(request: Request) -> Response:
    """200 if the database answers in a transaction and no timer is late by a minute, else 503 with the reason."""
    runtime: Runtime = request.app.state.runtime
    try:
        lag = await asyncio.wait_for(runtime.run(timer_lag), PATIENCE)
    except TimeoutError:
        return _not_ready(f"The database has not answered for {PATIENCE:g} s.")
    except DatabaseBusy:
        return _not_ready("Another program holds the database.")
    except Exception:
        _log.exception("health.database")
        return _not_ready("The database does not answer: the log says why.")
    if lag >= LATE:
        return _not_ready(f"Timers are late by {lag.total_seconds():.0f} s.")
    return JSONResponse({"status": "ready"})


def _not_ready(reason: str) -> Response:
    return JSONResponse({"status": "not ready", "reason": reason}, 503)


def timer_lag(work: Work) -> timedelta:
    """How long the earliest timer has been overdue, by the portal's clock; zero when none is."""
    due = jobs.next_due(work)
    return max(timedelta(), work.now - due) if due else timedelta()


async def _metrics(request: Request) -> Response:
    """The figures in Prometheus' text format, for this machine and the addresses of `--metrics-from`; else 404."""
    runtime: Runtime = request.app.state.runtime
    if not _may_ask(request.client.host if request.client else "", runtime.settings.metrics_from):
        raise HTTPException(404)
    counted = await runtime.run(count)
    return Response(await asyncio.to_thread(_written, runtime, counted), media_type="text/plain; version=0.0.4")


def _may_ask(address: str, allowed: str) -> bool:
    try:
        asking = ip_address(address)
    except ValueError:
        return False
    return asking.is_loopback or any(asking in ip_network(part.strip()) for part in allowed.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Counted:
    """What the tables say at one moment."""

    conferences: Mapping[str, int]
    legs: Mapping[str, int]
    mail: Mapping[str, int]
    jobs: int
    lag: timedelta


def count(work: Work) -> Counted:
    """Counts in one transaction."""
    waiting = outbox.c.sent_at.is_(None)
    return Counted(
        _by_state(work, conferences, State),
        _by_state(work, legs, LegState),
        {
            "waiting": _number(work, outbox, waiting & outbox.c.failed_at.is_(None) & outbox.c.next_at.is_not(None)),
            "suppressed": _number(work, outbox, waiting & outbox.c.next_at.is_(None)),
            "failed": _number(work, outbox, waiting & outbox.c.failed_at.is_not(None)),
        },
        _number(work, job_rows),
        timer_lag(work),
    )


def _by_state(work: Work, table: Table, states: Iterable[str]) -> dict[str, int]:
    counts = select(table.c.state, func.count()).group_by(table.c.state)
    found: dict[str, int] = {state: number for state, number in work.db.execute(counts)}
    return {str(state): found.get(str(state), 0) for state in states}


def _number(work: Work, table: Table, *where: ColumnElement[bool]) -> int:
    return work.db.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def _written(runtime: Runtime, counted: Counted) -> bytes:
    """The text. The library comes with a web server of its own, which only whoever wants figures shall wait for."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
    from prometheus_client.registry import Collector

    def gauge(name: str, says: str, value: float) -> Metric:
        return GaugeMetricFamily(f"portal_{name}", says, value=value)

    def by_state(name: str, says: str, values: Mapping[str, int]) -> Metric:
        family = GaugeMetricFamily(f"portal_{name}", says, labels=["state"])
        for state, value in values.items():
            family.add_metric([state], value)
        return family

    about = {"version": portal.__version__, "schema": HEAD, "python": platform.python_version()}
    families = [
        InfoMetricFamily("portal_build", "Which portal this is", value=about),
        by_state("conferences", "Conferences by state", counted.conferences),
        by_state("legs", "Calls of participants by state", counted.legs),
        by_state("mail", "Letters that have not left: waiting, suppressed by a limit, failed", counted.mail),
        gauge("jobs_waiting", "Timers that have not run", counted.jobs),
        gauge("timer_lag_seconds", "How long the earliest timer has been overdue", counted.lag.total_seconds()),
        gauge("live_streams_open", "Live pages that are listening", runtime.live_pages),
        _histogram(
            "request_seconds", "Requests, from the first byte to the last", runtime.figures.requests,
            ["route", "method", "status"],
        ),
        _histogram("transaction_seconds", "Database transactions", runtime.figures.transactions, ["ending"]),
    ]  # fmt: skip

    class Once(Collector):
        def collect(self) -> list[Metric]:
            return families

    registry = CollectorRegistry()
    registry.register(Once())
    return generate_latest(registry)


def _histogram(name: str, says: str, histogram: Histogram, labels: list[str]) -> Metric:
    from prometheus_client.core import HistogramMetricFamily

    family = HistogramMetricFamily(f"portal_{name}", says, labels=labels)
    for values, buckets, total in histogram.series():
        family.add_metric(list(values), buckets, total)
    return family


routes = [
    Route("/healthz", _alive),
    Route("/readyz", _ready),
    Route("/metrics", _metrics),
]
