"""Whatever length of text is put into whatever field, what is kept stays within its limits (ASVS 2.2.1)."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests import neighbours
from tests.neighbours import FORMS, Neighbours, send

FIELDS = [(path, name) for path, form in FORMS.items() for name in form]
LONGEST = 700  # of a row as it is kept, with all its columns


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    with neighbours.living(tmp_path_factory.mktemp("overlong")) as made:
        yield made


@pytest.mark.parametrize("value", ["ж" * 20_000, "9" * 20_000, "\0" * 2_000])
def test_no_field_takes_in_what_is_too_long(house: Neighbours, value: str) -> None:
    """Refused in a page, or not looked at: never an error of ours, and nothing so long is kept."""
    for path, name in FIELDS:
        visitor = house.visit(None if path == "/login" else house.anna)
        key = house.make(path, house.anna)
        form = house.form(path, key, visitor)
        with house.browser(visitor) as browser:
            answer = send(browser, path, path.replace("{id:int}", str(key)), form | {name: value})
        assert answer.status_code in (200, 303, 409, 422), f"{path} {name}"
    rows = {
        table: [row for row in kept if len(row) > LONGEST and value in row] for table, kept in house.state().items()
    }
    assert not any(rows.values())


@pytest.mark.parametrize("header", ["Cookie", "Accept-Language", "Referer", "X-Anything"])
def test_headers_have_their_size(house: Neighbours, header: str) -> None:
    """The server reads no more than about 128 kB, and says 400 or breaks off while they are still being sent."""
    with house.browser(None) as browser:
        assert browser.get("/help", headers={header: "a=" + "a" * 10_000}).status_code == 200
        try:
            refused = browser.get("/help", headers={header: "a=" + "a" * 400_000}).status_code
        except httpx.TransportError:
            refused = 400
        assert refused == 400
