"""What is kept of a failed test, that it is listed, and that no text of it names a telephone or a secret."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PIL import Image

from fixtures.film import lengths
from fixtures.masking import mask
from pages.steps import Secret
from tests.stand_in import run, stand_in

INNER = """
import pytest
from PIL import Image
from pages.steps import Secret, step

@step("inside.call", "Позвоните на {number}, пароль {password}")
def call(page, number, password):
    page.evaluate("console.log('told: hidden-4711 +375 25 999-07-01')")

def test_fails(page):
    page.goto("/page")
    page.get_by_role("textbox").fill("+375259990703")
    print("printed: 375259990702")
    call(page, "+375259990701", Secret("hidden-4711"))
    assert page.title() == "hidden-4711 and 80259990703"

def test_passes(page):
    page.goto("/page")
"""
UNMASKED = ("hidden-4711", "9990701", "999-07-01", "9990702", "9990703")


def test_evidence_of_a_failure(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    with stand_in() as (url, _):
        monkeypatch.setenv("STAND_IN", url)
        result = run(pytester, INNER, "--alluredir", "allure", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
    folders = [path for path in (pytester.path / "out" / "test" / "latest").iterdir() if path.is_dir()]
    assert len(folders) == 1  # of the failed one only
    kept = {path.name: path for path in folders[0].iterdir()}
    assert set(kept) == {"steps.txt", "window-1.png", "window-1.yaml", "trace-1.zip", "console.txt", "events.ndjson"}
    for name in kept:
        assert any(line.endswith(f"/{folders[0].name}/{name}") for line in result.outlines), f"{name} is not listed"
    assert kept["steps.txt"].read_text("utf-8").startswith("✓ Позвоните на +37525•••0701, пароль ••••••")
    assert "told: •••••• +37525•••0701" in kept["console.txt"].read_text("utf-8")
    assert '- textbox: "+37525•••0703"' in kept["window-1.yaml"].read_text("utf-8")
    assert kept["window-1.png"].read_bytes().startswith(b"\x89PNG")
    with zipfile.ZipFile(kept["trace-1.zip"]) as trace:
        assert "Позвоните на +375259990701" in trace.read("trace.trace").decode()  # a trace cannot be masked
    result.stdout.fnmatch_lines(
        ["python -m pytest 'test_inside.py::test_fails[[]chromium]' --browser chromium --people-seed *"]
    )
    allure = [path.read_text("utf-8", errors="replace") for path in (pytester.path / "allure").glob("*.json")]
    texts = [path.read_text("utf-8") for path in kept.values() if path.suffix in {".txt", ".yaml", ".ndjson"}]
    attached = [path.read_text("utf-8") for path in (pytester.path / "allure").glob("*.txt")]
    assert any("Позвоните на +37525•••0701" in text for text in allure)
    for text in [*allure, *texts, *attached]:
        assert not [secret for secret in UNMASKED if secret in text], text
    told = result.stdout.str().split("= FAILURES =")[1]
    assert not [secret for secret in UNMASKED if secret in told.replace('"hidden-4711 and 80259990703"', "")]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("375291234567", "37529•••4567"),
        ("+375 (29) 123-45-67", "+37529•••4567"),
        ("80 29 123 45 67", "8029•••4567"),
        ("to=%2B375291234567&x", "to=%2B37529•••4567&x"),
        ("37529•••4567", "37529•••4567"),
        ("1375291234567", "1375291234567"),
        ("23.11.2026 15:00", "23.11.2026 15:00"),
        ("a secret-of-the-test", "a ••••••"),
    ],
)
def test_masking(text: str, masked: str) -> None:
    Secret("secret-of-the-test")
    assert mask(text) == masked


SECOND_TRY = """
import pytest
from PIL import Image
tries = []

def test_wobbles(new_context):
    page = new_context().new_page()
    page.goto("/page")
    page.get_by_role("textbox").fill("x")
    tries.append(1)
    assert len(tries) > 1
"""


@pytest.mark.parametrize("engine", ["chromium", pytest.param("firefox", marks=pytest.mark.nightly)])
def test_the_second_attempt_has_a_film(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    """Trace on the first attempt where it is cheap; film and a trace with snapshots on the second, which is kept."""
    with stand_in() as (url, _):
        monkeypatch.setenv("STAND_IN", url)
        run(pytester, SECOND_TRY, "--reruns", "1", "--browser", engine)
    latest = pytester.path / "out" / "test" / "latest"
    first, second = sorted(path for path in latest.iterdir() if path.is_dir() and "wobbles" in path.name)
    assert second.name == f"{first.name}-again-1"
    assert not list(first.glob("film-*"))
    assert first.joinpath("trace-1.zip").exists() == (engine == "chromium")
    with Image.open(second / "film-1.webp") as film:
        assert film.format == "WEBP"
    assert not has_snapshots(first) and has_snapshots(second)
    with zipfile.ZipFile(second / "trace-1.zip") as trace:
        assert any(name.endswith(".jpeg") for name in trace.namelist())


def has_snapshots(folder: Path) -> bool:
    """Whether a trace there shows the page as it was at each deed."""
    for path in folder.glob("trace-*.zip"):
        with zipfile.ZipFile(path) as trace:
            if '"type":"frame-snapshot"' in trace.read("trace.trace").decode():
                return True
    return False


def test_how_long_frames_are_shown() -> None:
    assert lengths([1000, 1010, 1500, 9500]) == [40, 490, 2000, 2000]
