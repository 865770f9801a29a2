"""The list of statements: complete, in order, and each with its words, its source and its English."""

from __future__ import annotations

import tomllib
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "memo.toml"
STATEMENTS = tomllib.loads(FILE.read_text(encoding="utf-8"))["statement"]
PER_STEP = {1: 4, 2: 1, 3: 3, 4: 1, 5: 7, 6: 7, 7: 3, 8: 4, 9: 6, 10: 1, 11: 5, 12: 1, 13: 1}
LABELS = (
    "Планирование",
    "Войти",
    "Немедленная конференция",
    "Настройки дополнительных параметров",
    "Запланировать",
    "Создать шаблон",
    "Присоединиться",
    "Добавить участника",
    "Пригласить участника",
    "История конференций",
    "Настройки",
    "Мои шаблоны",
    "Помощь",
)


def test_every_number_is_there_once_and_in_order() -> None:
    wanted = [f"{step}.{number}" for step, count in PER_STEP.items() for number in range(1, count + 1)]
    assert [statement["number"] for statement in STATEMENTS] == wanted


def test_every_statement_has_its_words_in_russian_and_in_english() -> None:
    for statement in STATEMENTS:
        assert set(statement) == {"number", "source", "words", "english", "decision"}, statement["number"]
        letters = [letter for letter in statement["words"] if letter.isalpha()]
        assert any("а" <= letter.lower() <= "я" for letter in letters), statement["number"]
        assert statement["english"].endswith("."), statement["number"]
        assert not statement["decision"] or statement["decision"].endswith("."), statement["number"]


def test_what_the_memo_says_and_what_we_decided_are_told_apart() -> None:
    ours = [statement["number"] for statement in STATEMENTS if statement["source"] == "ours"]
    assert ours == ["5.7", "8.4", "13.1"]
    assert {statement["source"] for statement in STATEMENTS} == {"memo", "ours"}
    assert all(statement["decision"] for statement in STATEMENTS if statement["source"] == "ours")


def test_the_thirteen_labels_of_the_memo_are_among_its_words() -> None:
    words = " ".join(statement["words"] for statement in STATEMENTS if statement["source"] == "memo")
    missing = [label for label in LABELS if label not in words]
    assert not missing
