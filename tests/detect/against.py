"""A pytest plugin (`-p tests.detect.against`): scenarios against portals with a known defect, until one notices it.

Each scenario runs once for each chosen defect of its statement or area: those first that are about the least else, and
of these the fastest. What is left of a defect's scenarios is skipped when one has noticed it. The defect is put in by
starting the worker's portal again, at the same addresses; the browser stays. With `--clean` the same scenarios run once
against the portal as it is.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it ships no types

from tests.defects.catalogue import CATALOGUE
from tests.detect.kills import Kill, Verdict, line, write

if TYPE_CHECKING:  # pytest wants to be the first to import a plugin
    from fixtures.portal import Target

TOLD_EVERY = 20

_NOTICED = pytest.StashKey[set[str]]()
_BEGUN = pytest.StashKey[dict[str, float]]()
# How a scenario says that the portal is not as it should be; any other exception is trouble of its own.
_FINDINGS = (AssertionError, PlaywrightError, pytest.fail.Exception)
_OUT_OF_TIME = "Timeout (>"  # how pytest-timeout begins


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("known defects")
    group.addoption("--defect", action="append", default=[], metavar="NAME", help="a known defect; may be repeated")
    group.addoption("--clean", action="store_true", help="the scenarios of these defects, against a portal without")
    group.addoption("--times", type=Path, metavar="FILE", help="how long each took there: --clean writes it")
    group.addoption(
        "--defect-seconds", type=float, default=float("inf"), metavar="N", help="no scenario of it begins later"
    )
    group.addoption("--kills", type=Path, metavar="FILE", help="where the verdicts go")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_NOTICED] = set()
    config.stash[_BEGUN] = {}
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Times(config) if config.option.clean else _Book(config))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The fitting defects, as parameters of each scenario."""
    fitting = _fitting(metafunc.definition)
    if fitting and not metafunc.config.option.clean:
        metafunc.parametrize("defect", fitting)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    return None if config.option.clean else _ByDefect(config, log)


class _ByDefect(LoadScopeScheduling):  # type: ignore[misc]  # it ships no types
    """One worker has all scenarios of a defect. (`--dist=loadgroup` would do it, but under pytest 9 it is lost.)"""

    def _split_scope(self, nodeid: str) -> str:
        parameters = nodeid.partition("[")[2]
        named: list[str] = [name for name in self.config.option.defect if name in parameters]
        return max(named, key=len)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the order of the catalogue; for each defect those first that are about the least else, then the fastest."""
    items[:] = [item for item in items if _fitting(item)]
    times = (
        json.loads(config.option.times.read_text("utf-8")) if config.option.times and not config.option.clean else {}
    )
    places = {defect.name: place for place, defect in enumerate(CATALOGUE)}
    if not config.option.clean:
        items.sort(key=lambda item: (places[_defect(item)], len(_about(item)), times.get(_test(item), 0.0)))
    last = {_defect(item): item for item in items}
    for item in items:
        item.user_properties += [("defect", _defect(item)), ("scenario", _test(item))]
        item.user_properties += [("last of the defect", "yes")] if item is last[_defect(item)] else []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    name, now, seconds = _defect(item), time.monotonic(), item.config.option.defect_seconds
    if name in item.config.stash[_NOTICED]:
        pytest.skip("another scenario has noticed it")
    if now - item.config.stash[_BEGUN].setdefault(name, now) > seconds:
        item.user_properties.append(("late", f"its scenarios together took more than {seconds:g} s"))
        pytest.skip("the time for this defect is over")


@pytest.fixture
def defect() -> str:
    """The defect of the portal; empty in a clean run."""
    return ""


@pytest.fixture(autouse=True)
def _portal_with_the_defect(defect: str, target: Target, pytestconfig: pytest.Config) -> None:
    process = target.process
    assert process is not None, "defects are put into a portal that this run starts itself: leave out --base-url"
    if defect and defect not in process.command:
        command = ("-m", "tests.defects", defect, "serve")
        pytestconfig.option.portal_command = " ".join(command)  # for a scenario that starts another one
        target.stop()
        process.command = command
        target.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and call.excinfo:
        finding = report.when == "call" and issubclass(call.excinfo.type, _FINDINGS)
        late = str(call.excinfo.value).startswith(_OUT_OF_TIME)
        if finding and not late:
            item.config.stash[_NOTICED].add(_defect(item))
        told = f"{call.excinfo.type.__name__}: {call.excinfo.value}".splitlines()[0]
        report.user_properties.append(("late" if late else "noticed" if finding else "trouble", told[:300]))
    return report


class _Times:
    """In the process that talks to people: how long each scenario took against the portal as it is; how far it is."""

    def __init__(self, config: pytest.Config) -> None:
        self._path: Path = config.option.times
        self._times: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self._times[str(dict(report.user_properties)["scenario"])] = round(report.duration, 2)
            if len(self._times) % TOLD_EVERY == 0:
                print(f"{len(self._times)} scenarios have run", file=sys.stderr, flush=True)
        if report.failed:
            print(f"{report.nodeid} fails there", file=sys.stderr, flush=True)

    def pytest_sessionfinish(self) -> None:
        self._path.write_text(json.dumps(self._times, indent=1) + "\n", "utf-8")


class _Book:
    """In the process that talks to people: the verdict on each defect, told as soon as it is known."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._chosen = [defect for defect in CATALOGUE if defect.name in config.option.defect]
        self._seconds = {defect.name: 0.0 for defect in self._chosen}
        self._trouble: dict[str, str] = {}
        self._late: dict[str, str] = {}
        self._kills: dict[str, Kill] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = {str(name): str(value) for name, value in report.user_properties}
        name = found["defect"]
        if name in self._kills:
            return
        self._seconds[name] += report.duration
        if "trouble" in found:
            self._trouble[name] = f"{found['scenario']}: {found['trouble']}"
        if "late" in found:
            self._late.setdefault(name, f"{found['scenario']}: {found['late']}")
        if "noticed" in found:
            self._decide(name, found["scenario"], found["noticed"])
        elif report.when == "teardown" and "last of the defect" in found:
            self._decide(name)

    def _decide(self, name: str, test: str = "", told: str = "") -> None:
        late, trouble = self._late.get(name, ""), self._trouble.get(name, "")
        verdict: Verdict = "killed" if test else "TIMEOUT" if late else "ERROR" if trouble else "SURVIVED"
        kill = self._kills[name] = self._kill(name, verdict, test, told or late or trouble)
        print(f"[{len(self._kills):3}/{len(self._chosen)}] {line(kill)}", file=sys.stderr, flush=True)

    def _kill(self, name: str, verdict: Verdict, test: str = "", why: str = "") -> Kill:
        defect = next(defect for defect in self._chosen if defect.name == name)
        return Kill(name, defect.breaks, defect.says, verdict, round(self._seconds[name], 1), test, why)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Whatever ended the run: what is known by now is kept."""
        for name in (defect.name for defect in self._chosen if defect.name not in self._kills):
            if exitstatus == pytest.ExitCode.INTERRUPTED:
                self._kills[name] = self._kill(name, "not run")
            else:
                self._trouble.setdefault(name, "no scenario of it has run")
                self._decide(name)
        write([self._kills[defect.name] for defect in self._chosen], self._config.option.kills)


def _fitting(node: pytest.Item) -> list[str]:
    """The chosen defects of the statements and areas that a scenario is about."""
    chosen, about = node.config.option.defect, _about(node)
    return [defect.name for defect in CATALOGUE if defect.name in chosen and defect.breaks in about]


def _about(node: pytest.Item) -> set[str]:
    """Its statements and areas."""
    return {str(name) for kind in ("memo", "area") for mark in node.iter_markers(kind) for name in mark.args}


def _defect(item: pytest.Item) -> str:
    return str(getattr(getattr(item, "callspec", None), "params", {}).get("defect", ""))


def _test(item: pytest.Item) -> str:
    """The scenario, as it is called without the defect and the one browser that all of this runs in."""
    name, _, parameters = item.nodeid.partition("[")
    kept = f"-{parameters.rpartition(']')[0]}-"
    for known in ("chromium", _defect(item)):
        kept = kept.replace(f"-{known}-", "-", 1)
    return name + (f"[{kept.strip('-')}]" if kept.strip("-") else "")
