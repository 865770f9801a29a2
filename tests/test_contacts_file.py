"""Contacts as a file (memo 11.4): what is exported can be imported; every line is judged as the form judges it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from portal.domain.planning import read_name
from portal.domain.refusals import Refused
from portal.languages import LANGUAGES, gettext, speaking
from portal.services import accounts, address_book
from portal.services.accounts import Account
from portal.services.address_book import TakenIn, Typed
from portal.store.database import Work
from portal.store.schema import contacts
from portal.web import contacts_file, csv_files
from portal.web.address_book import CONTACTS
from tests import core, serving
from tests.core import Core

ANNA, PETR = "+375259990701", "+375259990702"
IMPORT = "/settings/contacts/import"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def take_in(portal: Core, *lines: tuple[str, ...], account: Account | None = None) -> list[TakenIn]:
    typed = [Typed(*line) for line in lines]
    return portal.do(lambda work: address_book.take_in(work, account or portal.account, typed))


def listed(portal: Core, account: Account | None = None) -> list[tuple[str, str, str]]:
    found = portal.do(lambda work: address_book.contacts(work, account or portal.account))
    return [(contact.name, contact.number, contact.email) for contact in found]


def codes(taken: TakenIn) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in taken.problems]


def test_every_line_is_judged_as_the_form_does(portal: Core) -> None:
    """Added, or refused with all that is wrong; a line that is refused keeps no other from being added."""
    became = take_in(
        portal,
        ("Анна", "80 25 999-07-01", "anna@example.com"),
        ("", "80 25", "anna@"),
        ("Петр", PETR),
        ("Франция", "+33 1 42 34 56 78"),
    )
    assert [codes(taken) for taken in became] == [
        [],
        [("name", "name_required"), ("number", "number_short"), ("email", "email_format")],
        [],
        [("number", "number_abroad")],
    ]
    assert listed(portal) == [("Анна", ANNA, "anna@example.com"), ("Петр", PETR, "")]


def test_what_is_there_is_left_as_it_is(portal: Core) -> None:
    """A number of the book stays with its name; in one file two may share a number, the very same line is one."""
    take_in(portal, ("Анна", ANNA, "anna@example.com"))
    became = take_in(portal, ("Аня", ANNA), ("Петр", PETR), ("Приемная", PETR), ("Петр", "80 25 999-07-02"))
    assert [taken.known for taken in became] == ["Анна", "", "", "Петр"]
    assert listed(portal) == [("Анна", ANNA, "anna@example.com"), ("Петр", PETR, ""), ("Приемная", PETR, "")]


def test_at_most_a_thousand_lines(portal: Core) -> None:
    lines = [("Анна", f"+37529{n:07}") for n in range(1_100_000, 1_101_001)]
    with pytest.raises(Refused, match="file_lines"):
        take_in(portal, *lines)
    assert listed(portal) == []
    assert not any(taken.problems for taken in take_in(portal, *lines[1:]))
    assert len(listed(portal)) == 1000


def exported(people: list[tuple[str, str, str]]) -> bytes:
    """The file that is exported of these people."""
    rows = [(name, csv_files.number(number), email) for name, number, email in people]
    return f"\ufeff{csv_files.text([[word for _name, word in CONTACTS.fields], *rows])}".encode()


PERSON = st.tuples(
    st.text(st.characters(codec="utf-8"), max_size=96).map(lambda text: read_name(text, "name")).filter(bool),
    st.integers(1_100_000, 1_999_999).map(lambda n: f"+37529{n}") | st.just("+74951234567"),
    st.sampled_from(["", "anna@example.com", "=anna@example.com", "-a+b@example.com"]),
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Core, Account, Account]]:
    """Two accounts that may call abroad."""
    made = core.begin(tmp_path_factory.mktemp("books") / "portal.sqlite3")

    def issue(work: Work, login: str) -> Account:
        return accounts.get(work, accounts.issue(work, login, "", "", "", international=True))

    yield made, made.do(partial(issue, login="375259991003")), made.do(partial(issue, login="375259991004"))
    made.database.close()


@settings(deadline=None, max_examples=25)
@given(people=st.sets(PERSON, max_size=12))
def test_what_is_exported_is_imported_again(
    books: tuple[Core, Account, Account], people: set[tuple[str, str, str]]
) -> None:
    """Any contacts, by way of the file, into an empty book: the same; once more into the full one: nothing changes."""
    portal, mine, other = books
    portal.do(lambda work: work.db.execute(delete(contacts)))
    take_in(portal, *people, account=mine)
    assert sorted(listed(portal, mine)) == sorted(people)
    lines = [typed for _n, typed in contacts_file.read(csv_files.read(exported(listed(portal, mine))))]
    take_in(portal, *lines, account=other)
    assert listed(portal, other) == listed(portal, mine)
    assert all(taken.known for taken in take_in(portal, *lines, account=other))
    assert len(listed(portal, other)) == len(people)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_header_in_any_language_tells_the_columns(language: str) -> None:
    """In any order, in any case, with columns of somebody else's between; lines keep their places in the file."""
    with speaking(language):
        name, number, email = (gettext(word) for _name, word in CONTACTS.fields)
    rows = [[], [email.upper(), "Город", number, name], ["", "", "", ""], ["a@example.com", "Минск", ANNA, "Анна"]]
    assert contacts_file.read(rows) == [(4, Typed("Анна", ANNA, "a@example.com"))]


def test_without_a_header_columns_are_name_number_email() -> None:
    """Cells that are missing are empty, those too many are left out."""
    rows = [["Имя", PETR], ["Анна", ANNA, "a@example.com", "Минск"], ["Петр"]]
    assert contacts_file.read(rows) == [
        (1, Typed("Имя", PETR)),
        (2, Typed("Анна", ANNA, "a@example.com")),
        (3, Typed("Петр")),
    ]
    assert contacts_file.read([]) == []


@pytest.fixture
def visitor(portal: Core, tmp_path: Path) -> Iterator[httpx.Client]:
    """Somebody who has logged in."""
    cookies = serving.cookie(portal)
    with (
        serving.served(tmp_path) as process,
        httpx.Client(base_url=process.url, trust_env=False, cookies=cookies) as client,
    ):
        yield client


def form(visitor: httpx.Client) -> dict[str, str]:
    """The hidden fields of the page that asks for a file."""
    page = visitor.get(IMPORT).text.partition('enctype="multipart/form-data"')[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)[:2])


def send(visitor: httpx.Client, data: bytes, keys: dict[str, str]) -> httpx.Response:
    return visitor.post(IMPORT, data=keys, files={"file": ("contacts.csv", data, "text/csv")})


def test_a_file_is_taken_in_once_and_told_line_by_line(visitor: httpx.Client) -> None:
    """The report at once; the same form again changes nothing and says so; the export is what was taken in."""
    data = "Анна;80 25 999-07-01;anna@example.com\r\nПетр;80 25 99;\r\nАня;80 25 999-07-01".encode("cp1251")
    keys = form(visitor)
    report = send(visitor, data, keys)
    assert report.status_code == 200
    told = [re.sub(r"\s*<[^>]+>\s*", "|", row) for row in re.findall(r'<tr role="row">(.*?)</tr>', report.text, re.S)]
    assert [re.sub(r"\|+", "|", row) for row in told[1:]] == [
        "|1|Анна|80 25 999-07-01|anna@example.com|Добавлен|",
        "|2|Петр|80 25 99|—|Проверьте длину номера: нужен белорусский номер, например +375 29 123-45-67|",
        "|3|Аня|80 25 999-07-01|—|Добавлен|",
    ]
    assert "Добавлено контактов: 2 из 3" in report.text
    again = send(visitor, data, keys)
    assert again.headers["location"] == "/settings/contacts?done=contacts-known"
    assert "Этот файл уже загружен" in visitor.get(again.headers["location"]).text
    export = visitor.get("/settings/contacts.csv")
    assert export.headers["content-disposition"] == 'attachment; filename="contacts.csv"'
    assert export.content == (
        b"\xef\xbb\xbf"
        + "Имя;Номер телефона;E-mail\r\nАнна;375 25 999-07-01;anna@example.com\r\nАня;375 25 999-07-01;\r\n".encode()
    )


def test_what_cannot_be_taken_in_is_refused_at_the_field(visitor: httpx.Client) -> None:
    """No file, an empty one, a workbook, no contact in it; too much of it; not from a form of this session."""
    table = (
        (b"", "Выберите файл"),
        (b"PK\x03\x04", "Это не файл CSV"),
        ("Имя;Номер телефона\r\n;\r\n".encode(), "В файле нет ни одного контакта"),
        (b"a;1\n" * 1001, "не более 1000 строк"),
    )
    for data, told in table:
        answer = send(visitor, data, form(visitor))
        assert (answer.status_code, told in answer.text, 'id="file-error"' in answer.text) == (422, True, True), told
    assert send(visitor, b"a" * 300_000, form(visitor)).status_code == 413
    assert send(visitor, b"a;1", form(visitor) | {"csrf": "0"}).status_code == 409
    assert send(visitor, b"a;1", form(visitor) | {"form_key": ""}).status_code == 409
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert visitor.post(IMPORT, content=b"--y", headers=broken).status_code == 400
    assert httpx.get(f"{visitor.base_url}{IMPORT}", trust_env=False).status_code == 303
    assert httpx.get(f"{visitor.base_url}/settings/contacts.csv", trust_env=False).status_code == 303
