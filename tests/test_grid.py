"""`--connect`: the browser is that of a Playwright server, and reaches the portal through it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fixtures import browsers, lifeline
from fixtures.waiting import until
from tests.stand_in import run, stand_in

INNER = """
def test_elsewhere(new_context):
    page = new_context().new_page()
    page.goto("/page")
    assert page.title() == "still"
"""


@pytest.mark.nightly
def test_the_browser_of_a_server_is_driven(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = browsers.find("chromium", headed=False)
    assert program
    config, told = tmp_path / "server.json", tmp_path / "address"
    config.write_text(json.dumps({"executablePath": program.where, "host": "127.0.0.1", "port": 0}), "utf-8")
    command = [sys.executable, "-m", "playwright", "launch-server", "--browser", "chromium", "--config", str(config)]
    with told.open("wb") as out:
        server = lifeline.start(command, stdout=out, stderr=out)
    try:
        address = until(
            lambda: next((line for line in told.read_text("utf-8").splitlines() if line.startswith("ws://")), None),
            who="the test",
            what="the address of the server",
            timeout=30,
        )
        with stand_in() as (url, _):
            monkeypatch.setenv("STAND_IN", url)
            monkeypatch.setenv("PATH", str(tmp_path))  # no browser is found here
            result = run(pytester, INNER, "--connect", address)
    finally:
        server.terminate()
        server.wait(10)
    result.assert_outcomes(passed=1)
