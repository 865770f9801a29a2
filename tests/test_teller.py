"""How a story is told on a plain terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from fixtures.teller import WIDTH, Screen, Teller
from pages.steps import Secret, listening, step


@step("teller.sign_in", "Введите пароль {password} телефона {number}", shows=("3.1",))
def sign_in(number: str, password: Secret) -> None: ...


@step("teller.schedule", "Нажмите «Запланировать»", shows=("7.1",))
def schedule() -> None: ...


@step(
    "teller.back",
    "Перейдите во вкладку «Планирование» и прочтите все, что там написано, слово за словом",
    shows=("4.1",),
)
def back() -> None: ...


@step("teller.fail", "Нажмите «Присоединиться»", shows=("8.1",))
def fail() -> None:
    raise AssertionError("nothing opened")


def told(folder: Path, *, code: int, failure: str = "") -> list[str]:
    out = io.StringIO()
    teller = Teller(Screen(out), folder)
    with listening(teller):
        sign_in("375259990701", Secret("secret-of-the-teller"))
        schedule()
        back()
        if code:
            with pytest.raises(AssertionError):
                fail()
    teller.failure = failure
    teller.end(code, folder / "pytest.log")
    return out.getvalue().splitlines()


def test_a_story_that_was_walked(tmp_path: Path) -> None:
    lines = told(tmp_path, code=0)
    assert lines[:3] == [
        "",
        "3. Войдите на портал",
        f"{'   ✓ Введите пароль •••••• телефона 37525•••0701':<{WIDTH - 10}}    0,00 с",
    ]
    assert [line for line in lines if line and line[0] not in " "][:3] == [
        "3. Войдите на портал",
        "7. Запланируйте конференцию",
        "Еще раз, с шага 4",
    ]
    assert all(len(line) <= WIDTH for line in lines if line.startswith("   "))
    assert any(
        line.startswith("Готово: ") and "шагов памятки: 3 из 12, действий и проверок: 3." in line for line in lines
    )
    assert lines[-1].endswith("pytest.log")


def test_a_story_that_broke_off(tmp_path: Path) -> None:
    lines = told(tmp_path, code=1, failure="the chair waited 10 s for the telephone +375 25 999-07-01")
    assert any(line.startswith("   ✗ Нажмите «Присоединиться»") for line in lines)
    assert "   the chair waited 10 s for the telephone +37525•••0701" in lines
    assert any(line.startswith("История не пройдена: ") for line in lines)


def test_a_story_that_was_interrupted(tmp_path: Path) -> None:
    assert any(line.startswith("Прервано после ") for line in told(tmp_path, code=130))
