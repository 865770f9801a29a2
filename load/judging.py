"""A run that has been measured is judged: validity, objectives, audit, one sentence and a code, the report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from fixtures.backstage import Backstage, BackstageError
from fixtures.transport import Transport
from load import audit, audit_reading, captcha, objectives, plain_line, validity, verdict
from load.assignment import PREFIX
from load.browser import Browser
from load.controls import Controls
from load.journeys import actions
from load.ledger import Entry
from load.line import Refused, Trouble
from load.plan import Plan
from load.records import Records, Shown
from load.target import Target
from load.telephones import Listed
from load.world import Account, World
from reports import load_report, past_runs
from reports.load_run import Check, LoadRun

HISTORY = "history.jsonl"
"""Beside the folders of the runs: a line for each of them."""
SHOWN_TO = 5
"""So many accounts that have planned, and that have kept something, are looked at as their owners see them."""


def judge(folder: Path, target: Target | None) -> LoadRun:
    """Reads `run.json` and the ledger in `folder`, writes them back judged, and the report beside them.

    `target` is asked for the audit, as long as it is there. Raises OSError or ValueError if there is no such run.
    """
    run = LoadRun.read(folder / "run.json")
    if target is not None and target.process is not None:
        run.inputs.update({"target": target.name, "target version": target.version})
        if (code := target.process.ended_by_itself) is not None:
            run = replace(run, incomplete=f"the portal ended by itself with code {code}")
    plan = Plan.model_validate(run.inputs["plan"])
    asked = [objectives.read(text) for text in plan.objectives]
    checks = [*validity.checks(run, asked), *objectives.checks(run, asked), *_audited(run, plan, folder, target)]
    judged = verdict.judged(run, checks, run.harness_trouble)
    load_report.write(judged, folder, folder.parent / HISTORY)
    past_runs.note(folder.parent / HISTORY, judged)
    return judged


def _audited(run: LoadRun, plan: Plan, folder: Path, target: Target | None) -> list[Check]:
    entries = [Entry(**json.loads(line)) for line in (folder / "ledger.jsonl").read_text("utf-8").splitlines()]
    if target is None:
        return audit.checks(entries, Records(absent="the target was not there any more when the run was judged"))
    try:
        records = replace(_records(run, plan, entries, target), shown=_shown(entries, target))
    except (BackstageError, Trouble) as error:
        return [audit.unreadable(str(error))]
    return audit.checks(entries, records)


def _records(run: LoadRun, plan: Plan, entries: Sequence[Entry], target: Target) -> Records:
    if not target.own:
        return Records(absent="the target has no backstage")
    controls = Backstage(*target.backstage)
    try:
        return audit_reading.read(controls, f"{PREFIX}{run.inputs['run']}-", entries, plan.needs.legs)
    finally:
        controls.close()


def _shown(entries: Sequence[Entry], target: Target) -> dict[str, Shown]:
    """What some of the accounts are shown that have planned or kept something, evenly chosen of both."""
    chosen: dict[str, Account] = {}
    for commands in (("plan",), ("save_template", "keep_contact")):
        told = {entry.account for entry in entries if entry.command in commands}
        known = [account for account in target.given if account.login in told]
        chosen |= {account.login: account for account in known[:: max(len(known) // SHOWN_TO, 1)][:SHOWN_TO]}
    return {login: audit_reading.show(_pages(account, target)) for login, account in chosen.items()}


def _pages(account: Account, target: Target) -> Callable[[str], str]:
    """Opens pages as this account, logged in. Raises Trouble if it is not let in."""
    transport = target.foreign.way if target.foreign is not None else Transport()
    browser = Browser(plain_line.way(target.url, transport), sample=lambda _: None, intended=time.monotonic())
    if target.own:
        address, token = target.backstage
        read = captcha.by_backstage(Controls(plain_line.way(address), token))
    else:
        read = captcha.fixed(target.foreign.code if target.foreign is not None else "")
    world = World(account, "", "audit", read, Listed(()), lambda _: None)
    try:
        start = actions.open_portal(browser)
        actions.enter(world, browser, start, account.password, read(start) if captcha.picture(start) else "")
    except Refused as error:
        raise Trouble(f"{account.login} is not let in any more: {error}") from error
    return lambda path: browser.fetch(path).decode("utf-8", "replace")
