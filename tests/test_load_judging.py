"""A stored run is judged, and judged once more: nothing that was found is lost, and nothing is counted twice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from load import audit, judging, plan
from load.assignment import Foreign
from load.journeys import ACTIONS
from load.judging import judge
from load.ledger import Entry
from load.target import Target
from load.world import Account
from reports.load_run import Check, LoadRun
from tests.audited import ANNA, ONE, entry
from tests.load_runs import a_run
from tests.scripted import Answer, leads_to, page, scripted

LOST = Check("audit", "add: acknowledged ≤ portal ≤ attempted", "failed", "add: 1 acknowledged is not there.")
UNREADABLE = audit.unreadable("backstage cannot be reached")


def a_folder(place: Path, *checks: Check, ledger: tuple[Entry, ...] = ()) -> Path:
    """Of a run of the profile `smoke` that has been judged."""
    folder = place / "run"
    folder.mkdir()
    told = plan.read("smoke", ACTIONS)
    run = a_run(conferences=300, seconds=20, warm_up=5)
    run.inputs.update({"run": "2411", "plan": told.model_dump(mode="json")})
    replace(run, checks=checks).write(folder / "run.json")
    lines = (json.dumps({name: getattr(one, name) for name in Entry.__slots__}) + "\n" for one in ledger)
    (folder / "ledger.jsonl").write_text("".join(lines), "utf-8")
    return folder


@pytest.mark.parametrize(("found", "code"), [(LOST, 12), (UNREADABLE, 20)], ids=["a law broken", "unreadable"])
def test_without_its_target_a_run_keeps_what_its_audit_has_found(tmp_path: Path, found: Check, code: int) -> None:
    folder = a_folder(tmp_path, found)
    for _ in range(2):
        told = judge(folder, None)
        assert (found in told.checks, told.code) == (True, code)
        assert LoadRun.read(folder) == told
    assert len((tmp_path / judging.HISTORY).read_text("utf-8").splitlines()) == 1


FORM = page('<form method="post" action="/login"><input name="account"><input name="password"></form>')
PORTAL: dict[str, Answer] = {"/": FORM, "/login": leads_to("/planning"), "/planning": page("")}
REFUSALS: dict[str, dict[str, Answer]] = {
    "no such page": {"/history.csv": page("", "404 Not Found")},
    "not allowed": {"/history.csv": page("", "403 Forbidden")},
    "too many log-ins": {"/login": page("", "429 Too Many Requests")},
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=list(REFUSALS))
def test_pages_that_the_portal_refuses_to_show_are_not_checked(tmp_path: Path, refusal: dict[str, Answer]) -> None:
    """Its account is named masked, and the run is judged all the same."""
    folder = a_folder(tmp_path, ledger=(entry(ONE, "plan"),))
    foreign = Foreign(may_create=True, numbers=(), mailboxes=(), transport={}, code="")
    with scripted(PORTAL | refusal) as url:
        told = judge(folder, Target(url, given=[Account(ANNA, "made up")], foreign=foreign))
    [unseen] = [one for one in told.checks if one.name.startswith("pages of")]
    assert (unseen.kind, unseen.verdict) == ("audit", "not checked")
    assert "refused to show them (4" in unseen.says
    assert ANNA not in unseen.says
