"""Files for Excel: their bytes, the guard against formulas, what is read back; the history as a file (memo 10.1)."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.refusals import Refused
from portal.services import accounts, control, history, sessions
from portal.services.history import Period, Shown
from portal.store.database import Work
from portal.web import csv_files
from portal.web import history as pages
from tests import core, serving
from tests.core import ANSWERS, BUSY, MONDAY, Core

TODAY = Period(MONDAY.date(), MONDAY.date())
NAMES = "Имя;Номер телефона;E-mail\r\n"


@pytest.mark.parametrize("cell", ["=1+1", "+375", "-2", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"])
def test_a_cell_that_would_be_carried_out_is_guarded(cell: str) -> None:
    """An apostrophe in front makes it a text; read again it is what it was."""
    assert csv_files.guarded(cell) == f"'{cell}"
    assert csv_files.unguarded(f"'{cell}") == cell


@pytest.mark.parametrize("cell", ["", "Анна", "'Анна'", "1+1", "a@example.com", "375 25 999-00-02", " =1", "«=»"])
def test_any_other_cell_is_left_as_it_is(cell: str) -> None:
    assert csv_files.guarded(cell) == cell == csv_files.unguarded(cell)


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")).map(str.strip), min_size=1, max_size=4), min_size=2))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    """Whatever stands in the cells: quotes, semicolons, line breaks, formulas, any script."""
    rows = [["Имя", "Номер телефона", "E-mail", "Место", "Еще"], *rows]
    assert csv_files.read(f"\ufeff{csv_files.text(rows)}".encode()) == rows


@pytest.mark.parametrize(
    ("e164", "written"),
    [("+375259990002", "375 25 999-00-02"), ("+74951234567", "+7 495 123-45-67"), ("unknown", "unknown")],
)
def test_a_number_is_written_so_that_excel_shows_it(e164: str, written: str) -> None:
    """3.3: a number of ours without «+», in groups, so that it is no formula and no 3,75E+11; others are guarded."""
    assert csv_files.number(e164) == written


@pytest.mark.parametrize(
    ("minutes", "written"), [(0, "0:00:00"), (1.5, "0:01:30"), (65, "1:05:00"), (1440, "24:00:00")]
)
def test_a_span_is_written_so_that_excel_adds_it_up(minutes: float, written: str) -> None:
    assert csv_files.span(timedelta(minutes=minutes)) == written


@pytest.mark.parametrize(
    "data",
    [
        f"\ufeff{NAMES}Ўладзімір;+375 25;\r\n".encode(),
        f"{NAMES}Ўладзімір;+375 25;\r\n".encode(),
        f"{NAMES}Ўладзімір;+375 25;\r\n".encode("cp1251"),
        f"{NAMES}Ўладзімір;+375 25;".replace(";", ",").encode(),
        f"{NAMES}Ўладзімір;+375 25;".replace(";", "\t").encode("cp1251"),
        f'{NAMES}"Ўладзімір";\'+375 25;\n'.replace("\r\n", "\n").encode(),
    ],
)
def test_what_excel_saves_is_read(data: bytes) -> None:
    """UTF-8 with and without its mark, Windows-1251; semicolons, commas, tabs; quotes, apostrophe, line ends."""
    assert csv_files.read(data) == [["Имя", "Номер телефона", "E-mail"], ["Ўладзімір", "+375 25", ""]]


def test_a_comma_in_a_name_does_not_mislead() -> None:
    """The sign that cuts the first line into most cells is the one; the semicolon if it is a draw."""
    assert csv_files.read("Жук, Петр;80 25 999-00-02".encode()) == [["Жук, Петр", "80 25 999-00-02"]]
    assert csv_files.read('"Жук; Петр",1,2'.encode()) == [["Жук; Петр", "1", "2"]]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04...", b"\xd0\xcf\x11\xe0...", "Имя".encode("utf-16"), b"\x98\xff", b"a" * 140_000]
)
def test_what_is_no_csv_is_refused(data: bytes) -> None:
    """A workbook, UTF-16, bytes of no encoding, one endless cell."""
    with pytest.raises(Refused, match="file_format"):
        csv_files.read(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("history")


@pytest.fixture(scope="module")
def portal(folder: Path) -> Iterator[Core]:
    """Two conferences that are over: one in which somebody was reached, one whose subject is a formula."""
    made = core.begin(folder / "portal.sqlite3")
    for subject in ("Итоги; «года»", "=HYPERLINK(0)"):
        conference = made.schedule(ANSWERS, BUSY, subject=subject, auto_invite=True)
        made.advance(seconds=10)
        made.do(partial(control.end, account=made.account, conference_id=conference))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def visitor(portal: Core, folder: Path) -> Iterator[httpx.Client]:
    """Somebody who has logged in at the portal, served with that history."""
    cookies = serving.cookie(portal)
    with (
        serving.served(folder) as process,
        httpx.Client(base_url=process.url, trust_env=False, cookies=cookies) as client,
    ):
        yield client


PERIOD = {"from": "23.11.2026", "to": "23.11.2026"}


def test_the_history_as_a_file(visitor: httpx.Client) -> None:
    """A row a conference, the latest first, as Excel wants it; the name is plain ASCII."""
    answer = visitor.get("/history.csv", params=PERIOD)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="history-2026-11-23-2026-11-23.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf" + "Тема;Начало;Конец;".encode())
    assert answer.content.endswith(b"\r\n")
    _titles, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert rows == [
        [
            "'=HYPERLINK(0)", "23.11.2026 10:00:10", "23.11.2026 10:00:20", "0:00:10", "375 25 999-00-02",
            "Завершена", "Завершил председатель",
        ],
        [
            "Итоги; «года»", "23.11.2026 10:00:00", "23.11.2026 10:00:10", "0:00:10", "375 25 999-00-02",
            "Завершена", "Завершил председатель",
        ],
    ]  # fmt: skip


def speak(visitor: httpx.Client, language: str) -> None:
    token = visitor.get("/settings/profile").text.partition('name="csrf" value="')[2].partition('"')[0]
    visitor.post("/language", data={"csrf": token, "language": language, "back": "/"})


def test_the_calls_of_a_conference_as_a_file(visitor: httpx.Client) -> None:
    """A row a call, with its moments; titles in the language of the visitor."""
    speak(visitor, "en")
    answer = visitor.get("/history/1.csv")
    speak(visitor, "ru")
    assert answer.headers["content-disposition"] == 'attachment; filename="conference-1.csv"'
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Name;Number;Direction;Start;Connected;End;Talking time;Result",
        ";375 25 999-00-02;Outgoing;23.11.2026 10:00:00;23.11.2026 10:00:02;23.11.2026 10:00:10;0:00:08;Disconnected",
        ";375 25 999-02-00;Outgoing;23.11.2026 10:00:00;;23.11.2026 10:00:01;;Busy",
    ]


def test_a_long_history_is_sent_page_by_page(portal: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles, then each conference once, however many are read at a time."""

    class Runtime:
        """As far as a file needs it."""

        async def run(self, use: Callable[[Work], Shown]) -> Shown:
            return portal.do(use)

    async def parts() -> list[str]:
        first = portal.do(lambda work: history.page(work, portal.account, TODAY, size=1))
        return [part async for part in pages._conferences(cast("Any", Runtime()), portal.account, TODAY, first)]

    monkeypatch.setattr(pages, "_AT_ONCE", 1)
    with ThreadPoolExecutor(1) as thread:  # a browser test before may have left its own loop in this one
        sent = thread.submit(lambda: asyncio.run(parts())).result()
    assert [part.partition(";")[0] for part in sent] == ["Тема", "'=HYPERLINK(0)", '"Итоги']


def test_files_are_for_their_owner(visitor: httpx.Client, portal: Core) -> None:
    """Not there for another account; nobody without a log-in gets one; a period that is none is told on the page."""
    stranger = portal.do(lambda work: accounts.get(work, accounts.issue(work, "375259991003", "", "", "")))
    cookie = portal.do(lambda work: sessions.open_(work, stranger)).cookie
    with httpx.Client(base_url=visitor.base_url, trust_env=False, cookies={"session": cookie}) as other:
        for address in ("/history/1", "/history/1.csv", "/history?before=1", "/history?after=1", "/history?after=x"):
            assert other.get(address).status_code == 404, address
        assert len(other.get("/history.csv", params=PERIOD).text.splitlines()) == 1
    for address in ("/history", "/history/1", "/history.csv", "/history/1.csv"):
        answer = httpx.get(f"{visitor.base_url}{address}", trust_env=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
    told = visitor.get("/history.csv", params=PERIOD | {"from": "24.11.2026"})
    assert told.status_code == 422
    assert "Начало периода не может быть позже конца" in told.text
