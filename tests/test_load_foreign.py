"""Load on a portal that is not ours: strangers are safe, its limits hold, and what cannot be done or seen is said.

The portal is the reference portal in a test mode, in which the code picture always shows the same. To the run it is
a stranger's, behind a front with a certificate of an authority of its own, which wants a client certificate and HTTP
Basic; its test controls are known to the test alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fixtures.backstage import Backstage
from fixtures.process import PortalProcess
from load import pages_law, plan, suitable, validity, whole_run
from load.arrivals import schedule
from load.assignment import Foreign
from load.journeys import ACTIONS
from load.target import Target, Unusable
from load.world import Account, seed
from reports.load_run import LoadRun
from tests.load_processes import outcome, started
from tests.ways import NAME, Authority, front

CODE = "77777"
TEST_MODE = """
import sys
from types import SimpleNamespace
from portal import pictures
from portal.__main__ import main
pictures.secrets = SimpleNamespace(choice=lambda digits: "7")
sys.exit(main(["serve", *sys.argv[1:]]))
"""
NUMBERS = ("+375259990730", "+375259990731")
TARGET = f"""
name = "theirs"
[suffers]
may_create = {{may_create}}
numbers = ["+375 25 999-07-30", "80 25 999 07 31"]
[transport]
ca_file = "ours/authority.pem"
client_certificate = "ours/qa.pem"
basic_user = "bench"
basic_password = "env:BASIC_PASSWORD"
hosts = {{{{ "{NAME}" = "127.0.0.1" }}}}
"""
PROFILE = """
name = "theirs"
about = "A few of each journey at somebody else's portal."
drain = 60
objectives = ["failures < 1 %", "p50 of log in < 10 s"]
[arrivals]
kind = "constant"
phases = [{{ seconds = 1, rate = 1, warm_up = true }}, {{ seconds = {seconds}, rate = 1.5 }}]
[mix]
{mix}
[conference]
size = {{ distribution = "uniform", low = 3, high = 5 }}
lasts = {{ distribution = "constant", mean = 2 }}
acts_every = {{ distribution = "constant", mean = 0.5 }}
dials_in = 0.2
late = 0.2
letters = 0.5
from_template = 0.5
[think]
reading = {{ distribution = "constant", mean = 0.1 }}
typing = {{ distribution = "constant", mean = 0.1 }}
[limits]
log_ins_a_minute = {log_ins}
"""
CREATING = "conference = 3\nplanning_ahead = 1\nhistory_reading = 1\nkeeping = 1"
READING = "history_reading = 1\nfront_page = 1"


def written(folder: Path, mix: str, *, seconds: float = 10, log_ins: int = 40) -> str:
    file = folder / "theirs.toml"
    file.write_text(PROFILE.format(mix=mix, seconds=seconds, log_ins=log_ins), "utf-8")
    return str(file)


@dataclass(frozen=True, slots=True)
class Theirs:
    """The portal at `url`, and the files of a run against it."""

    url: str
    folder: Path
    accounts: list[Account]
    backstage: Backstage

    def run(self, may_create: bool, profile: str, *options: str) -> tuple[LoadRun, str, int]:
        target = self.folder / "portal.toml"
        target.write_text(TARGET.format(may_create=str(may_create).lower()), "utf-8")
        accounts = Target(self.url, given=self.accounts).hand_on(self.folder / "accounts.toml")
        told = ["--target", self.url, "--target-profile", str(target), "--accounts", str(accounts), "--code", CODE]
        return outcome(started("run", *told, "--i-may-load-this-host", "--profile", profile, *options))


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Theirs]:
    monkeypatch.setenv("BASIC_PASSWORD", "geheim:42")
    process = PortalProcess(tmp_path, command=("-c", TEST_MODE))
    process.start()
    backstage = Backstage(process.backstage_url, process.token)
    ours = Authority(tmp_path / "ours")
    ours.issue("qa", client=True)
    with front(process.url, ours.issue(NAME), visitors=ours, account="bench:geheim:42") as port:
        yield Theirs(f"https://{NAME}:{port}", tmp_path, seed(backstage, 20), backstage)
    backstage.close()
    process.stop()


def broken(run: LoadRun) -> list[str]:
    """What failed, but for the generator's breath: the machine may be busy, and the front takes from it too."""
    return [one.says for one in run.checks if one.verdict == "failed" and one.name not in validity.GENERATOR]


@pytest.mark.nightly
@pytest.mark.timeout(300)
def test_only_listed_numbers_are_called_and_the_rest_is_left_out_and_said(theirs: Theirs) -> None:
    """Every journey goes through; of the laws those of pages are kept and the others said to be unchecked; no password
    is left lying in the run's folder."""
    run, said, code = theirs.run(True, written(theirs.folder, CREATING), "--workers", "2")
    assert code in (0, 20) and not broken(run), said
    assert "not our portal: nobody is called but its 2 test numbers; who is drawn beyond them is left out" in said
    assert run.inputs["target suffers"] in said
    journeys = {one.name: (one.good > 0, one.failed) for one in run.measured if one.kind == "journey"}
    assert journeys == dict.fromkeys(("conference", "planning_ahead", "history_reading", "keeping"), (True, 0)), said
    laws = {one.name: one.verdict for one in run.checks if one.kind == "audit"}
    of_pages = (pages_law.HISTORY, pages_law.STRANGERS, pages_law.KEPT)
    assert {name for name, verdict in laws.items() if verdict == "passed"} == set(of_pages)
    assert set(laws.values()) == {"passed", "not checked"} and len(laws) > 10
    events = theirs.backstage.events()
    scheduled = [one.data for one in events if one.type == "conference.scheduled"]
    added = [one.data["number"] for one in events if one.type == "participant.added"]
    assert all(one["subject"].startswith("load-") for one in scheduled)
    assert {row["number"] for one in scheduled for row in one["participants"]} | set(added) == set(NUMBERS)
    assert "leg.calling" in {one.type for one in events} and not theirs.backstage.outbox()
    assert theirs.backstage.audit().violations == ()
    folder = Path(said.partition("files: ")[2].splitlines()[0])
    secrets = ["geheim", *(one.password for one in theirs.accounts)]
    texts = [file.read_text("utf-8", "replace") for file in folder.rglob("*") if file.is_file()]
    assert texts and not [secret for secret in secrets if any(secret in text for text in texts)]


@pytest.mark.nightly
@pytest.mark.timeout(300)
def test_a_portal_that_is_only_read_is_only_read(theirs: Theirs) -> None:
    """Log-in, reading, log-out: nothing is there afterwards that was not before."""
    run, said, code = theirs.run(False, written(theirs.folder, READING, seconds=8))
    assert code in (0, 20) and not broken(run), said
    assert "not our portal: it is only read, nothing is created there and nobody is called" in said
    assert {one.name: one.failed for one in run.measured if one.kind == "journey"} == {
        "history_reading": 0,
        "front_page": 0,
    }
    assert theirs.backstage.events() == [] and theirs.backstage.outbox() == []


def foreign(may_create: bool) -> Target:
    return Target("https://theirs.example", foreign=Foreign(may_create, NUMBERS, (), {}, ""))


@pytest.mark.parametrize(
    ("mix", "may_create", "told"),
    [
        (READING, False, ""),
        (CREATING, True, ""),
        (
            CREATING,
            False,
            r"^conference, planning_ahead, keeping: creates something, and https://theirs\.example is on",
        ),
        ("forgetful = 1", True, "^forgetful types a wrong password, and .* might lock an account: leave it out"),
    ],
)
def test_a_profile_that_the_guard_would_stop_is_refused_before_it_begins(
    tmp_path: Path, mix: str, may_create: bool, told: str
) -> None:
    """At our own portal everything is allowed."""
    planned = plan.read(written(tmp_path, mix), ACTIONS)
    suitable.check(planned, Target("http://127.0.0.1:9", ("http://127.0.0.1:8", "token")))
    if not told:
        suitable.check(planned, foreign(may_create))
        return
    with pytest.raises(Unusable, match=told):
        suitable.check(planned, foreign(may_create))


def test_an_objective_that_nobody_could_meet_there_is_refused(tmp_path: Path) -> None:
    """Telephones there do not answer as they are told: «connected» is not measured, and would be missed."""
    file = written(tmp_path, READING)
    asked = ["first participant connected p99 < 2 s after answer"]
    planned = plan.read(file, ACTIONS).model_copy(update={"objectives": (*asked, "failures < 1 %")})
    suitable.check(planned, Target("http://127.0.0.1:9", ("http://127.0.0.1:8", "token")))
    with pytest.raises(Unusable, match=f"^“{asked[0]}”: nobody who is called .* leave it out of the profile's obj"):
        suitable.check(planned, foreign(True))


@pytest.mark.parametrize(
    ("suffers", "says"),
    [
        (Foreign(False, NUMBERS, (), {}, ""), "it is only read, nothing is created there and nobody is called"),
        (Foreign(True, (), (), {}, ""), "nobody is called, for it has no test numbers: a chair is alone"),
        (Foreign(True, NUMBERS[:1], (), {}, ""), "nobody is called but its 1 test number; who is drawn beyond"),
    ],
)
def test_what_is_left_out_is_said(suffers: Foreign, says: str) -> None:
    assert suffers.says.startswith(says)


def test_the_log_ins_of_the_audit_count_too(tmp_path: Path) -> None:
    """It looks at pages as up to ten of the accounts that have made something, right after the run; at none of those
    that only read."""
    for mix, log_ins in ((CREATING, 16 + 10), ("history_reading = 1", 16)):
        for limit, enough in ((log_ins, True), (log_ins - 1, False)):
            planned = plan.read(written(tmp_path, mix, log_ins=limit), ACTIONS)
            if enough:
                whole_run.check_log_ins(planned, schedule(planned, 1))
                continue
            with pytest.raises(Unusable, match=f"logs in {log_ins} times within a minute"):
                whole_run.check_log_ins(planned, schedule(planned, 1))
