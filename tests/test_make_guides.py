"""`python -m fixtures.guides` from the scenario to the page: one small guide, and its refusals."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures import guides as command
from reports.guide import leaks

ROOT = Path(__file__).parents[1]


def guides(*arguments: str, pytest_options: str = "") -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-m", "fixtures.guides", *arguments]
    environment = {**os.environ, "PYTEST_ADDOPTS": pytest_options}
    return subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=170)


def test_a_guide_from_its_scenario(tmp_path: Path) -> None:
    """The real scenario at a real portal: every step told, in order, with the portal's words; no password anywhere."""
    made = guides("--languages", "ru", "--guides", "log-in", "--formats", "html", "--output", str(tmp_path))
    assert made.returncode == 0, made.stdout + made.stderr
    page = (tmp_path / "ru" / "log-in.html").read_text("utf-8")
    told = re.findall(r'<li id="part-\d+-\d+" value="\d+">\s*([^<]+)', page)
    assert [text.strip() for text in told][-3:] == [
        "Введите пароль",
        "Введите код проверки, который вы видите на картинке",
        "Нажмите «Войти»",
    ]
    assert 'alt="Экран «Вход»: 2: список «Тип учетной записи»; 3: поле' in page
    assert "log-in.html" in (tmp_path / "index.html").read_text("utf-8")


def test_a_folder_without_records_is_told(tmp_path: Path) -> None:
    options = command.read(["--output", str(tmp_path / "out"), "--formats", "html"])
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "target.log").write_text("s\nSKIPPED [1] scenarios/a.py:7: not here\n", "utf-8")
    with pytest.raises(command.Stop, match=r"has no records.*\n  scenarios/a\.py:7: not here$"):
        command.write(tmp_path / "record", tmp_path, options)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("wrong", [("--guides", "memmo"), ("--languages", "de"), ("--formats", "rtf")])
def test_a_name_that_nobody_knows_is_told_with_the_names_there_are(wrong: tuple[str, str]) -> None:
    refused = guides(*wrong)
    assert refused.returncode == 2
    assert f"{wrong[1]}: there are " in refused.stderr


@pytest.mark.nightly
def test_a_label_that_the_portal_changes_is_quoted_and_its_steps_are_named(tmp_path: Path) -> None:
    """Two portals, the later with another word on its button, which its profile tells: no text of ours is touched."""
    (tmp_path / "later.toml").write_text('name = "later"\n[words]\nSIGN_IN = "Вход"\n', "utf-8")
    later = f"'--portal-command=-m tests.relabelled serve' --profile={tmp_path / 'later.toml'}"
    for edition, options in (("old", ""), ("new", later)):
        asked = ("--languages", "ru", "--guides", "log-in", "--formats", "html", "--output", str(tmp_path / edition))
        made = guides(*asked, pytest_options=options)
        assert made.returncode == 0, made.stdout + made.stderr
    page = (tmp_path / "new" / "ru" / "log-in.html").read_text("utf-8")
    assert "Нажмите «Вход»" in page and "Нажмите «Войти»" not in page
    compared = subprocess.run(
        [sys.executable, "-m", "reports.guide", "diff", "old", "new", "-o", "changes.html"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert compared.returncode == 1, compared.stderr
    changed = [line for line in compared.stdout.splitlines() if "другой текст" in line]
    assert len(changed) == 1 and "Нажмите «Вход»" in changed[0], compared.stdout
    assert "Нажмите «Войти»" in (tmp_path / "changes.html").read_text("utf-8")


def _dateless(path: Path) -> bytes:
    """What is in a file, without the dates of a PDF."""
    return re.sub(rb"/(CreationDate|ModDate) \([^)]*\)", b"", path.read_bytes())


@pytest.mark.nightly
@pytest.mark.parametrize("language", ["ru", "en"])
def test_two_runs_make_the_same_guide(tmp_path: Path, language: str) -> None:
    """Two recordings, two portals: stills, page and document are the same byte for byte, a PDF but for its dates."""
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        asked = ("--languages", language, "--guides", "first-conference", "--formats", "html,docx,pdf", "--strict")
        made = guides(*asked, "--output", str(folder))
        assert made.returncode == 0, made.stdout + made.stderr
    files = [path.relative_to(folders[0]) for path in sorted(folders[0].rglob("*")) if path.is_file()]
    assert len([path for path in files if path.suffix == ".png"]) > 3
    assert {path.suffix for path in files} == {".html", ".docx", ".pdf", ".png", ".json"}
    one, other = ([_dateless(folder / path) for path in files] for folder in folders)
    assert [str(path) for path, a, b in zip(files, one, other, strict=True) if a != b] == []


@pytest.mark.nightly
@pytest.mark.skipif(shutil.which("soffice") is None, reason="opens the document with LibreOffice")
def test_the_document_opens_elsewhere(tmp_path: Path) -> None:
    """LibreOffice reads it and prints every heading and picture."""
    made = guides("--languages", "ru", "--guides", "log-in", "--formats", "html,docx", "--output", str(tmp_path))
    assert made.returncode == 0, made.stdout + made.stderr
    document = tmp_path / "ru" / "log-in.docx"
    converting = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(document)]
    subprocess.run(converting, check=True, capture_output=True, timeout=120)
    printed = " ".join(text for _, text in leaks.texts(tmp_path / "log-in.pdf"))
    for told in ("Вход на портал", "Введите пароль", "Рисунок 1. Экран «Вход»"):
        assert told in " ".join(printed.split())
