"""What `expect_…` methods ask, in one place: each waits, and says in its own words what it waited for.

Only `expect_…` methods call these.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from pages.elements import Place, find, see
from pages.finding import anything, glance, patience
from pages.labels import Label
from pages.places import ground, places, where
from pages.steps import Secret, secrets_of_the_run
from pages.tables import row, rows
from pages.texts import looks_like, words
from pages.tongue import said


def _named(label: Label) -> str:
    return f"{label.role} «{label.word}» ({label.source})"


def _holding(text: str) -> re.Pattern[str]:
    """What holds `text`, however it is broken into lines. An empty text would be in everything."""
    if not text.strip():
        raise ValueError("say which words are expected")
    return re.compile(words(text))


def expect_value(scope: Place, label: Label, value: str, *, timeout: float | None = None) -> None:
    """The field holds exactly `value`."""
    field = see(scope, label, timeout=timeout)
    expect(field, f"{_named(label)} should hold «{value}»").to_have_value(value, timeout=patience(timeout))


def expect_ticked(scope: Place, label: Label, on: bool = True, *, timeout: float | None = None) -> None:
    """The checkbox is ticked, or is not."""
    box = see(scope, label, timeout=timeout)
    message = f"{_named(label)} should be {'ticked' if on else 'not ticked'}"
    expect(box, message).to_be_checked(checked=on, timeout=patience(timeout))


def expect_pressed(scope: Place, label: Label, *, timeout: float | None = None) -> None:
    """The button is the pressed one of those it stands with."""
    button = see(scope, label, timeout=timeout)
    message = f"{_named(label)} should be pressed"
    expect(button, message).to_have_attribute("aria-pressed", "true", timeout=patience(timeout))


def expect_chosen(scope: Place, label: Label, option: str, *, timeout: float | None = None) -> None:
    """The option with this text is the chosen one."""
    chosen = see(scope, label, timeout=timeout).get_by_role("option", selected=True)
    text = re.compile(rf"^\s*{words(option)}\s*$")
    expect(chosen, f"{_named(label)} should have «{option}» chosen").to_have_text(text, timeout=patience(timeout))


def expect_choices(
    scope: Place,
    label: Label,
    choices: tuple[str, ...],
    *,
    unavailable: tuple[str, ...] = (),
    timeout: float | None = None,
) -> None:
    """The select offers exactly `choices` to choose from, and `unavailable` ones that are shown but disabled."""
    field = see(scope, label, timeout=timeout)
    for options, disabled in ((choices, False), (unavailable, True)):
        offered = field.get_by_role("option", disabled=disabled)
        state = "disabled" if disabled else "to choose from"
        message = f"{_named(label)} should show {list(options)} {state}"
        expect(offered, message).to_have_text([said(option) for option in options], timeout=patience(timeout))


def expect_out_of_use(scope: Place, label: Label, *, timeout: float | None = None) -> None:
    """The field is there and cannot be used."""
    field = see(scope, label, timeout=timeout)
    expect(field, f"{_named(label)} should be out of use").to_be_disabled(timeout=patience(timeout))


def expect_described(scope: Place, label: Label, text: str, *, timeout: float | None = None) -> None:
    """The hint that belongs to the field holds `text`."""
    field = see(scope, label, timeout=timeout)
    hint = looks_like(text)
    expect(field, f"the hint of {_named(label)} should say «{text}»").to_have_accessible_description(
        hint, timeout=patience(timeout)
    )


def expect_refused(scope: Place, label: Label, text: str, *, timeout: float | None = None) -> None:
    """The field is marked as wrong, and the message that belongs to it can be seen and holds `text`."""
    field = see(scope, label, timeout=timeout)
    holds = _holding(text)
    expect(field, f"{_named(label)} should be marked as wrong").to_have_attribute(
        "aria-invalid", "true", timeout=patience(timeout)
    )
    expect(field, f"the message at {_named(label)} should say «{text}»").to_have_accessible_error_message(
        holds, timeout=patience(timeout)
    )
    message = ground(scope).get_by_text(holds).filter(visible=True)
    expect(message, f"the message «{text}» should be seen").not_to_have_count(0, timeout=patience(timeout))


def expect_not_refused(scope: Place, label: Label, *, timeout: float | None = None) -> None:
    """The field is not marked as wrong."""
    field = see(scope, label, timeout=timeout)
    expect(field, f"{_named(label)} should not be marked as wrong").not_to_have_attribute(
        "aria-invalid", "true", timeout=patience(timeout)
    )


def expect_said(scope: Place, text: str, *, timeout: float | None = None) -> None:
    """The page says `text`: as good news (status) or as a refusal (alert)."""
    holds = _holding(text)
    here = ground(scope)
    said = here.get_by_role("status").or_(here.get_by_role("alert")).filter(has_text=holds).filter(visible=True)
    message = f"{where(scope)} should say «{text}»"
    expect(said, message).not_to_have_count(0, timeout=patience(timeout))


def expect_not_there(scope: Place, label: Label, *, timeout: float | None = None) -> None:
    """Nothing answers to the label by any way. The caller first makes sure that the page is the right one."""
    message = f"{_named(label)} should not be on {where(scope)}"
    for place in places(scope):
        expect(anything(place, label), message).to_have_count(0, timeout=patience(timeout))
    assert glance(scope, label) is None, message


def expect_texts(part: Locator, *texts: str, timeout: float | None = None) -> None:
    """`part` of a page holds each of the texts, as whole words; telephone numbers in any grouping."""
    for text in texts:
        expect(part, f"«{text}» should be there").to_contain_text(looks_like(text), timeout=patience(timeout))


def expect_one_with(parts: Locator, *texts: str, timeout: float | None = None) -> None:
    """One of the `parts` of a page holds all the texts, as `expect_texts` says."""
    for text in texts:
        parts = parts.filter(has_text=looks_like(text))
    told = ", ".join(f"«{text}»" for text in texts)
    expect(parts, f"one should hold {told or 'that'}").to_have_count(1, timeout=patience(timeout))


def expect_no_row(scope: Place, table: Label, header: str, *, timeout: float | None = None) -> None:
    """The table is there, without a row of that header."""
    expect(
        rows(scope, table, header, timeout=timeout), f"table «{table.word}» should have no row «{header}»"
    ).to_have_count(0, timeout=patience(timeout))


def expect_there(scope: Place, label: Label, *, timeout: float | None = None) -> None:
    """What the label means can be seen."""
    thing = see(scope, label, timeout=timeout)
    expect(thing, f"{_named(label)} should be seen").to_be_visible(timeout=patience(timeout))


def expect_drawn(scope: Place, label: Label, *, timeout: float | None = None) -> None:
    """The picture has been loaded and has a size of its own (a broken one has none)."""
    picture = see(scope, label, timeout=timeout)
    message = f"{_named(label)} should be drawn"
    expect(picture, message).to_have_js_property("complete", True, timeout=patience(timeout))
    expect(picture, message).not_to_have_js_property("naturalWidth", 0, timeout=patience(timeout))


def expect_value_like(scope: Place, label: Label, value: str, *, timeout: float | None = None) -> None:
    """The field holds `value`, a telephone number in any grouping; an empty value means an empty field."""
    field = see(scope, label, timeout=timeout)
    like = looks_like(value, begin=True) if value else ""
    expect(field, f"{_named(label)} should hold «{value}»").to_have_value(like, timeout=patience(timeout))


def expect_beside(scope: Place, table: Label, header: str, text: str | Secret, *, timeout: float | None = None) -> None:
    """The cell beside the row header `header` holds `text`. What a secret should be is not told if it is not there."""
    beside = row(scope, table, header, timeout=timeout).get_by_role("cell")
    like = looks_like(text.reveal() if isinstance(text, Secret) else text)
    try:
        expect(beside, f"beside «{header}» should stand «{text}»").to_contain_text(like, timeout=patience(timeout))
    except AssertionError as error:
        raise AssertionError(secrets_of_the_run.mask(str(error))) from None


def expect_six_digits(scope: Place, table: Label, header: str, *, timeout: float | None = None) -> None:
    """The cell beside the row header `header` holds a password of six digits (which is not repeated anywhere)."""
    beside = row(scope, table, header, timeout=timeout).get_by_role("cell")
    expect(beside, f"beside «{header}» should stand six digits").to_have_text(
        re.compile(r"^\s*\d{6}\s*$"), timeout=patience(timeout)
    )


def expect_row_count(scope: Place, table: Label, count: int, *, timeout: float | None = None) -> None:
    """The table has so many rows with a header of their own."""
    headers = find(scope, table, timeout=timeout).get_by_role("rowheader")
    expect_count(headers, count, f"rows of the table «{table.word}»", timeout=timeout)


def expect_first_row(scope: Place, table: Label, header: str, *, timeout: float | None = None) -> None:
    """The table's first row with a header of its own is headed `header`."""
    headers = find(scope, table, timeout=timeout).get_by_role("rowheader")
    expected: list[str | re.Pattern[str]] = [header, *[re.compile(r"[\s\S]*")] * (headers.count() - 1)]
    expect(headers, f"«{header}» should head the first row").to_have_text(expected, timeout=patience(timeout))


def expect_count(things: Locator, count: int, what: str, *, timeout: float | None = None) -> None:
    """There are so many of them."""
    expect(things, f"there should be {count} {what}").to_have_count(count, timeout=patience(timeout))


def expect_text(scope: Place, text: str, *, timeout: float | None = None) -> None:
    """Exactly this text can be seen somewhere."""
    seen = ground(scope).get_by_text(said(text), exact=True).filter(visible=True)
    expect(seen, f"«{text}» should be seen on {where(scope)}").not_to_have_count(0, timeout=patience(timeout))


def expect_marked(part: Locator, marks: tuple[str, ...], on: bool, *, timeout: float | None = None) -> None:
    """`part` of a page holds one of the marks, or none of them."""
    any_of_them = re.compile("|".join(looks_like(mark).pattern for mark in marks))
    expected = expect(part, f"{' or '.join(f'«{mark}»' for mark in marks)} should {'' if on else 'not '}be there")
    if on:
        expected.to_contain_text(any_of_them, timeout=patience(timeout))
    else:
        expected.not_to_contain_text(any_of_them, timeout=patience(timeout))


def expect_once(part: Locator, text: str, *, timeout: float | None = None) -> None:
    """Exactly one thing in `part` bears this text."""
    bearing = part.get_by_text(said(text), exact=True).filter(visible=True)
    expect(bearing, f"«{text}» should be there once").to_have_count(1, timeout=patience(timeout))


def expect_numbered_headings(scope: Place, count: int, *, timeout: float | None = None) -> None:
    """The page has headings «1. …» to «count. …», in that order and no others of the kind."""
    headings = ground(scope).get_by_role("heading", name=re.compile(r"^\d+\.\s"))
    wanted_texts = [re.compile(rf"^\s*{number}\.\s") for number in range(1, count + 1)]
    expect(headings, f"there should be {count} numbered topics").to_have_text(wanted_texts, timeout=patience(timeout))
