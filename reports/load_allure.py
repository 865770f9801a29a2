"""A load run as Allure results: each objective, validity check and audit law is a test case."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Attachment, Label, Parameter, Status, StatusDetails, TestResult
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
_ATTACHED = (("report.html", AttachmentType.HTML), ("figures.csv", AttachmentType.CSV))


def write(run: LoadRun, results: Path, folder: Path) -> None:
    """Into the folder `results`, in place of what is there; the report of `folder` hangs on each. Raises OSError."""
    files = _open(str(results), clean=True)
    attached = list(_attach(files, folder))
    for check in run.checks:
        files.report_result(_case(run, check, attached))


def _attach(files: Any, folder: Path) -> Iterator[Attachment]:
    for name, kind in _ATTACHED:
        if (folder / name).exists():
            source = f"{uuid.uuid4()}-attachment.{kind.extension}"
            files.report_attached_file(folder / name, source)
            yield Attachment(name=name, source=source, type=kind.mime_type)


def _case(run: LoadRun, check: Check, attached: list[Attachment]) -> TestResult:
    """The same check of the same profile is the same case in every run, so that Allure shows its history."""
    profile = str(run.inputs.get("profile", ""))
    name = f"load.{profile}.{check.kind}.{check.name}"
    known = uuid.uuid5(uuid.NAMESPACE_URL, name).hex
    began = round(datetime.fromisoformat(run.started).timestamp() * 1000)
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
        description=check.says,
        start=began,
        stop=began + round(1000 * (run.warm_up + run.seconds)),
        labels=[Label(name=key, value=value) for key, value in labels.items()],
        parameters=[Parameter(name="profile", value=profile)],
        attachments=attached,
    )
