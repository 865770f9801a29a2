"""A load run as Allure results: each objective, validity check and audit law is a test case."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Label, Parameter, Status, StatusDetails, TestResult
from allure_commons.types import AttachmentType

from reports.load_run import Check, CheckVerdict, LoadRun

EPIC = "Load"
FEATURES = {
    "objective": "Objectives",
    "validity": "Was the run valid?",
    "audit": "Audit",
    "comparison": "Comparison",
}

_open: Callable[..., Any] = AllureFileLogger  # allure does not type it
_STATUS: dict[CheckVerdict, str] = {"passed": Status.PASSED, "failed": Status.FAILED, "not checked": Status.SKIPPED}
_WHOSE = {"objective": "product", "audit": "product", "comparison": "product", "validity": "environment"}
_TOLD = ("profile", "target", "target version", "seed", "workers")
_ATTACHED = (("report.html", AttachmentType.HTML), ("figures.csv", AttachmentType.CSV))


def write(run: LoadRun, results: Path, folder: Path) -> None:
    """Into the folder `results`, in place of what is there; the report of `folder` is attached. Raises OSError.

    It hangs on the run, not on each check: of a file that several cases share Allure 3 shows but one.
    """
    files = _open(str(results), clean=True)
    for place, check in enumerate(run.checks):
        files.report_result(_case(run, check, place))
    whole = {"attachments": list(_attach(files, folder)), "errors": [{"message": run.sentence}] if run.code else []}
    (results / f"{uuid.uuid4()}-globals.json").write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
    told = {"verdict": run.verdict, **{name: run.inputs.get(name, "") for name in _TOLD}}
    lines = (f"{name.replace(' ', '.')}={value}\n" for name, value in told.items())
    (results / "environment.properties").write_text("".join(lines), "utf-8")


def _attach(files: Any, folder: Path) -> Iterator[dict[str, str]]:
    for name, kind in _ATTACHED:
        if (folder / name).exists():
            source = f"{uuid.uuid4()}-attachment.{kind.extension}"
            files.report_attached_file(folder / name, source)
            yield {"name": name, "source": source, "type": kind.mime_type}


def _case(run: LoadRun, check: Check, place: int) -> TestResult:
    """The same check of the same profile is the same case in every run, so that Allure shows its history.

    They begin a millisecond apart: Allure sorts by that, and so they stand in the order of the checks.
    """
    profile = str(run.inputs.get("profile", ""))
    name = f"load.{profile}.{check.kind}.{check.name}"
    known = uuid.uuid5(uuid.NAMESPACE_URL, name).hex
    began = round(datetime.fromisoformat(run.started).timestamp() * 1000) + place
    labels = {"epic": EPIC, "feature": FEATURES[check.kind], "suite": f"{EPIC}: {profile}"}
    if check.verdict == "failed":
        labels["verdict"] = _WHOSE[check.kind]
    return TestResult(
        uuid=str(uuid.uuid4()),
        historyId=known,
        testCaseId=known,
        fullName=name,
        name=check.name,
        status=_STATUS[check.verdict],
        statusDetails=StatusDetails(message=check.says, trace="\n".join(check.evidence)),
        stage="finished",
        description=None if check.verdict == "failed" else check.says,  # else Allure shows it as the error
        start=began,
        stop=began + round(1000 * (run.warm_up + run.seconds)),
        labels=[Label(name=key, value=value) for key, value in labels.items()],
        parameters=[Parameter(name="profile", value=profile)],
    )
