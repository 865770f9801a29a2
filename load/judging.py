"""A run that has been measured is judged: validity, objectives, audit, one sentence and a code, the report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from fixtures.backstage import Backstage, BackstageError
from load import aboard_seen, audit, audit_reading, captcha, objectives, plain_line, validity, verdict
from load.assignment import PREFIX
from load.browser import Browser
from load.connection import DIRECT
from load.controls import Controls
from load.journeys import actions
from load.ledger import Entry
from load.line import Refused, Trouble
from load.plan import Plan
from load.records import Records, Shown
from load.target import STARTED, Target
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

    `target` is asked for the audit; without it, what the audit has found before stands. Raises OSError or ValueError
    if there is no such run.
    """
    run = LoadRun.read(folder / "run.json")
    if target is not None and target.process is not None:
        run.inputs.update({"target": target.name, "target version": target.version})
        if (code := target.process.ended_by_itself) is not None:
            run = replace(run, incomplete=f"the portal ended by itself with code {code}")
    plan = Plan.model_validate(run.inputs["plan"])
    run = aboard_seen.joined(run, folder)
    asked = [objectives.read(text) for text in plan.objectives]
    seen = aboard_seen.checks(run)
    checks = [*validity.checks(run, asked), *objectives.checks(run, asked), *seen, *_audited(run, plan, folder, target)]
    judged = verdict.judged(run, checks, run.harness_trouble)
    load_report.write(judged, folder, folder.parent / HISTORY)
    past_runs.note(folder.parent / HISTORY, judged)
    return judged


def _audited(run: LoadRun, plan: Plan, folder: Path, target: Target | None) -> list[Check]:
    entries = [Entry(**json.loads(line)) for line in (folder / "ledger.jsonl").read_text("utf-8").splitlines()]
    if target is None and (before := audit.stored(run)):
        return before
    if target is None:
        return audit.checks(entries, Records(absent="the target was not there any more when the run was judged"))
    try:
        records, unseen = _records(run, plan, entries, target), []
        shown: dict[str, Shown] = {}
        for account in _chosen(entries, target):
            try:
                with _pages(account, target) as open_page:
                    shown[account.login] = audit_reading.show(open_page)
            except Refused as error:
                unseen.append(audit.unseen(account.login, str(error)))
    except (BackstageError, Trouble) as error:
        return [audit.unreadable(str(error))]
    return [*audit.checks(entries, replace(records, shown=shown)), *unseen]


def _records(run: LoadRun, plan: Plan, entries: Sequence[Entry], target: Target) -> Records:
    if not target.own:
        return Records(absent="the target has no backstage")
    lines = plan.needs.legs if run.inputs["target"] == STARTED else None  # of another nobody has told us
    controls = Backstage(*target.backstage)
    try:
        return audit_reading.read(controls, f"{PREFIX}{run.inputs['run']}-", entries, lines)
    finally:
        controls.close()


def _chosen(entries: Sequence[Entry], target: Target) -> Iterable[Account]:
    """Some of the accounts that have planned or kept something, evenly chosen of both."""
    chosen: dict[str, Account] = {}
    for commands in (("plan",), ("save_template", "keep_contact")):
        told = {entry.account for entry in entries if entry.command in commands}
        known = [account for account in target.given if account.login in told]
        chosen |= {account.login: account for account in known[:: max(len(known) // SHOWN_TO, 1)][:SHOWN_TO]}
    return chosen.values()


@contextmanager
def _pages(account: Account, target: Target) -> Iterator[Callable[[str], str]]:
    """Opens pages as this account, logged in. Raises Trouble, and Refused for what the portal does not show."""
    foreign = target.foreign
    transport, guard = (foreign.way, foreign.guard(_passwords(target))) if foreign is not None else (DIRECT, None)
    way = plain_line.way(target.url, transport)
    with ExitStack() as stack:
        browser = Browser(way, sample=lambda _: None, intended=time.monotonic(), guard=guard)
        stack.callback(browser.close)
        read = captcha.fixed(foreign.code if foreign is not None else "")
        if target.own:
            address, token = target.backstage
            controls = Controls(plain_line.way(address), token)
            stack.callback(controls.close)
            read = captcha.by_backstage(controls)
        world = World(account, "", "audit", read, Listed(()), lambda _: None)
        start = actions.open_portal(browser)
        actions.enter(world, browser, start, account.password, read(start) if captcha.picture(start) else "")
        yield lambda path: browser.fetch(path).decode("utf-8", "replace")


def _passwords(target: Target) -> dict[str, str]:
    return {account.login: account.password for account in target.given}
