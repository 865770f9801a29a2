"""`python -m fixtures.guides` from the scenario to the page: one small guide, and its refusals."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def guides(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fixtures.guides", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170)


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
    refused = guides("--records", str(tmp_path), "--output", str(tmp_path / "out"), "--formats", "html")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "has no records" in refused.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("wrong", [("--guides", "memmo"), ("--languages", "de"), ("--formats", "rtf")])
def test_a_name_that_nobody_knows_is_told_with_the_names_there_are(wrong: tuple[str, str]) -> None:
    refused = guides(*wrong)
    assert refused.returncode == 2
    assert f"{wrong[1]}: there are " in refused.stderr
