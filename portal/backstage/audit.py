"""Backstage's auditor: whether what the portal shows is what happened."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from portal.backstage.access import Portal
from portal.services import audit

routes = APIRouter(tags=["audit"])


class Violation(BaseModel):
    """A rule that does not hold, the conference where it does not, and what shows it."""

    rule: str
    conference: int
    evidence: dict[str, Any]


class Verdict(BaseModel):
    """What the audit looked at, by which rules, and what it found."""

    conferences: int
    rules: list[str]
    violations: list[Violation]


@routes.get("/audit")
async def run_audit(portal: Portal) -> Verdict:
    """Audits every conference against the event log, in batches: a portal in use goes on meanwhile."""
    after = looked_at = 0
    violations: list[Violation] = []
    while (batch := await portal.run(partial(audit.batch, after=after))).conferences:
        after, looked_at = batch.last, looked_at + batch.conferences
        violations += [Violation(rule=v.rule, conference=v.conference, evidence=v.evidence) for v in batch.violations]
    return Verdict(conferences=looked_at, rules=list(audit.RULES), violations=violations)
