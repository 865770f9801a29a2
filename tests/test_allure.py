"""The Allure report as its reader sees it: every verdict a category, a flaky test marked, history over three runs."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fixtures.allure_labels import labels
from fixtures.guard import Guard
from fixtures.memo import statements
from reports import allure
from reports.verdicts import VERDICTS
from tests import on_purpose

ROOT = Path(__file__).parents[1]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.nightly
@pytest.mark.timeout(600)  # three runs, each with a browser of its own, and the report opened in one
@pytest.mark.only_browser("chromium")
@pytest.mark.skipif(not shutil.which("npm"), reason="Allure needs Node and npm")
def test_three_runs_as_a_reader_sees_them(pytester: pytest.Pytester, tmp_path: Path, page: Page, guard: Guard) -> None:
    guard.allow("about:srcdoc")  # Allure shows a description in a frame without scripts, and the browser says so
    told = ""
    for number in (1, 2, 3):
        result, folder = on_purpose.run(pytester, number)
        allure.build([folder.rename(tmp_path / f"run-{number}")], tmp_path / "allure")
        told = result.stdout.str()
    for word in ("PRODUCT ", "ENVIRONMENT ", "TEST ", "DATA ", "FLAKY ", "QUARANTINED "):
        assert f"\n{word}" in told, f"the terminal does not tell {word}"
    elsewhere: list[str] = []
    page.context.on("request", lambda request: elsewhere.append(request.url))
    with served(tmp_path / "allure" / "report") as address:
        page.goto(address)
        page.get_by_text("Categories").first.click()
        for category in allure.categories():
            expect(page.get_by_text(category["name"])).to_be_visible()
        page.goto(address)
        page.get_by_text("test_the_account_is_entered").click()
        expect(page.get_by_text("Category: Product")).to_be_visible()
        expect(page.frame_locator("iframe").get_by_text("Whose fault: product")).to_be_visible()
        page.get_by_text("History").first.click()
        expect(page.get_by_text(re.compile(r"^\d+/\d+/\d{4} at "))).to_have_count(2)
        assert not [url for url in elsewhere if not url.startswith((address, "data:", "blob:"))]
    runs = [json.loads(line) for line in (tmp_path / "allure" / "history.jsonl").read_text("utf-8").splitlines()]
    assert [run["name"] for run in runs] == ["run-1", "run-2", "run-3"]
    entered = [
        entry["status"]
        for run in runs
        for entry in run["testResults"].values()
        if "test_the_account_is_entered" in entry["name"]
    ]
    assert entered == ["passed", "failed", "failed"]


def test_there_is_a_category_for_each_verdict() -> None:
    assert len(allure.categories()) == len(VERDICTS) + 1  # and one for the quarantined


def test_the_lock_of_the_report_names_no_registry() -> None:
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert len(locked) > 1
    assert not [name for name, package in locked.items() if "resolved" in package]
    assert all("integrity" in package for name, package in locked.items() if name)


def test_a_folder_without_results_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert allure.main([str(tmp_path)]) == 2
    assert "there are no Allure results in" in capsys.readouterr().err


MARKED = """
import pytest
@pytest.mark.memo("3.1")
@pytest.mark.memo("9.2", ours=True)
def test_words(): pass
@pytest.mark.memo("9.2", ours=True)
def test_ours(): pass
@pytest.mark.story
@pytest.mark.memo("9.2")
def test_story(): pass
def test_part(): pass
"""


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("test_words", "critical 03. Войдите на портал 09. Управляйте конференцией 3.1 Account, password"),
        ("test_ours", "normal 09. Управляйте конференцией 9.2"),
        ("test_story", "blocker The whole memo"),
        ("test_part", "minor Parts of the harness"),
    ],
)
def test_labels_of_a_test(pytester: pytest.Pytester, pytestconfig: pytest.Config, test: str, told: str) -> None:
    found = labels(pytester.getitem(MARKED, test), statements(pytestconfig))
    assert " ".join(value for _, value in found).startswith(told)
