"""A small record and a small guide for tests of what is made from them: a page with two fields and a button."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from pages.steps import tell
from reports.guide import record
from reports.guide.build import Builder
from reports.guide.model import Guide
from reports.guide.outline import Outline
from reports.guide.record import Head, Picture, Taken, Touched, Walkthrough
from reports.guide.words import Words

FIELD, SECRET, BUTTON = (100.0, 60.0, 300.0, 40.0), (100.0, 140.0, 300.0, 40.0), (100.0, 220.0, 90.0, 40.0)
NUMBER = "Введите телефонную учетную запись «{number}» в формате 375XXXXXXXXX, без «+»"
SEEN = "Вы увидите, что вошли как «{name}»"
TASK = Outline(
    "log-in",
    "Вход на портал",
    "Как войти на web-портал услуги «Аудиоконференция» под своей телефонной учетной записью.",
)
HEAD = Head(
    "test_a.py::test_b", "A title", ("log-in",), "ru", "", "1.2", True, "chromium 150.1", "23.11.2026", 2
)  # fmt: skip


def page(path: Path, *, shift: int = 0) -> None:
    """A picture of the page at 2x: what can be read on it is black, the cover over the secret has its colours."""
    picture = Image.new("RGB", (1600, 1000), "white")
    draw = ImageDraw.Draw(picture)
    for left, top, width, height in (FIELD, BUTTON):
        corners = (left * 2, (top + shift) * 2, (left + width) * 2, (top + shift + height) * 2)
        draw.rectangle(corners, fill="#f4f4f4", outline="#444444", width=2)
    for left, top in ((60, 60), (410, 70), (100, 30), (100, 105)):  # words around the first field
        for letter in range(6):
            draw.rectangle((left * 2 + letter * 11, top * 2, left * 2 + letter * 11 + 6, top * 2 + 24), fill="black")
    left, top, width, height = SECRET
    draw.rectangle((left * 2, top * 2, (left + width) * 2, (top + height) * 2), fill="#dfe3e8")
    picture.save(path)


def walkthrough(folder: Path, *, button: str = "Войти", language: str = "ru", shift: int = 0) -> Walkthrough:
    """Account and password are entered, the button is pressed, a check has held."""
    folder.mkdir(parents=True, exist_ok=True)
    page(folder / "001.png", shift=shift)
    Image.new("RGB", (1600, 1000), "white").save(folder / "002.png")
    account = Touched(0, "fill", "textbox", "Телефонная учетная запись", "Телефонная учетная запись", "text", None)
    password = Touched(1, "fill", "textbox", "Пароль", "Пароль", "secret", None)
    press = Touched(2, "press", "button", "Войти", button, "", 0)
    boxes = {0: FIELD, 1: SECRET, 2: (BUTTON[0], BUTTON[1] + shift, *BUTTON[2:])}
    steps = (
        _taken("login.enter_account", "do", NUMBER, {"number": "375259991000"}, ("3.1", "3.3"), (account,)),
        _taken("login.enter_password", "do", "Введите пароль", {"password": "••••••"}, ("3.1",), (password,)),
        _taken("login.sign_in", "do", "Нажмите «Войти»", {}, ("3.2",), (press,)),
        _taken("portal.expect_signed_in_as", "see", SEEN, {"name": "Анна"}, ("3.2",), ()),
    )  # fmt: skip
    told = Walkthrough(
        folder,
        replace(HEAD, language=language),
        (
            Picture("001.png", 0, 1, "Вход — Портал", "/", (800, 500), boxes, (SECRET,)),
            Picture("002.png", 0, 2, "Планирование — Портал", "/planning", (800, 500), {}),
        ),
        steps,
    )
    record.write(told)
    return record.read(folder)


def _taken(
    name: str, kind: str, source: str, values: dict[str, str], shows: tuple[str, ...], touches: tuple[Touched, ...]
) -> Taken:
    after = 1 if kind == "see" else 0
    return Taken(name, kind, "chair", source, values, shows, touches, after, after, 0, 1)


def guide(told: Walkthrough, language: str = "ru") -> Guide:
    """The task of the record as a guide."""
    words = Words(language, told.head.language, told.names, tell)
    made = Builder(told, words).guide(TASK)
    assert not words.missing
    return made
