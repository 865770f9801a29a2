"""Attempts to get a stranger's number or address to a portal, by every way that a browser, a page or a client has."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable

from playwright.sync_api import Page, Playwright, Route
from playwright.sync_api import TimeoutError as Late

from fixtures.strangers import Stranger
from pages.elements import fill
from pages.labels import LINE_NUMBER
from tests.eavesdropper import STRANGER

FRIEND, MAILBOX = "+375259990701", "qa@example.com"
MAIL = "ivan@stranger.by"
SHOWN = "+375 (29) 123-45-67"

Attack = Callable[[Page], object]


def press(page: Page, name: str) -> None:
    """A press whose request is answered, or does not get out."""
    with contextlib.suppress(Late), page.expect_event("requestfinished", timeout=700):
        page.get_by_role("button", name=name, exact=True).click()


def set_(page: Page, name: str, value: str) -> None:
    """A value that no gate has seen typed."""
    page.evaluate("([name, value]) => { document.querySelector(`[name=${name}]`).value = value }", [name, value])


def planned(*values: str) -> Attack:
    def attack(page: Page) -> None:
        for name, value in zip("abc", values, strict=False):
            set_(page, name, value)
        press(page, "Запланировать")

    return attack


def typed(value: str) -> Attack:
    return lambda page: fill(page, LINE_NUMBER.numbered(1), value)


def digit_by_digit(page: Page) -> None:
    page.get_by_label("Номер телефона, строка 1").focus()
    for digit in STRANGER:
        page.keyboard.press(digit)
    press(page, "Запланировать")


def asked(page: Page) -> None:
    set_(page, "q", SHOWN)
    press(page, "Показать")


def script(text: str) -> Attack:
    """Runs in the page and is waited for; N is the number as a person writes it, D its digits, M the address."""
    made = text.replace("N", json.dumps(SHOWN)).replace("D", json.dumps(STRANGER)).replace("M", json.dumps(MAIL))
    return lambda page: page.evaluate(f"async () => {{ {made} }}")


def post(body: str, kind: str = "application/json") -> Attack:
    return script(f"await fetch('/take', {{method: 'POST', headers: {{'Content-Type': '{kind}'}}, body: {body}}})")


def attached(data: bytes, name: str = "contacts.csv") -> Attack:
    def attack(page: Page) -> None:
        file = {"name": name, "mimeType": "text/csv", "buffer": data}
        page.get_by_label("Файл").set_input_files(file)  # type: ignore[arg-type]  # it is a FilePayload
        press(page, "Загрузить")

    return attack


def from_the_disk(page: Page) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(SHOWN)
        file.flush()
        page.get_by_label("Файл").set_input_files(file.name)
        press(page, "Загрузить")


def ticked(box: str, button: str, without: str = "") -> Attack:
    def attack(page: Page) -> None:
        if without:
            page.evaluate("place => document.querySelector(place).remove()", without)
        page.get_by_role("checkbox", name=box).check()
        press(page, button)

    return attack


def picked(page: Page) -> None:
    page.get_by_role("combobox").select_option("9")
    press(page, "Добавить")


def plain(**what: object) -> Attack:
    return lambda page: page.context.request.post("/take", **what)  # type: ignore[arg-type]  # these are from a table


def past_the_gate(route: Route, **instead: str) -> None:
    try:
        route.continue_(**instead)  # type: ignore[arg-type]  # these are from a table
    except Stranger:
        route.abort()


def by_a_route(page: Page) -> None:
    page.route("**/take", lambda route: past_the_gate(route))
    planned(SHOWN)(page)


def by_a_changed_route(page: Page) -> None:
    page.route("**/take", lambda route: past_the_gate(route, post_data=f"a={STRANGER}"))
    planned("")(page)


def with_the_routes_taken_away(page: Page) -> None:
    page.context.unroute_all()
    planned(SHOWN)(page)


def in_a_window_of_its_own(page: Page) -> None:
    page.evaluate("document.querySelector('#plan').target = '_blank'")
    planned(SHOWN)(page)


def from_another_context(page: Page) -> None:
    browser = page.context.browser
    assert browser
    for other in (browser.new_context().new_page(), browser.new_page()):
        other.goto(page.url)
        planned(SHOWN)(other)
        other.context.close()


def from_a_client_of_its_own(playwright: Playwright, url: str) -> None:
    client = playwright.request.new_context()
    try:
        client.post(f"{url}/take", form={"to": SHOWN})
    finally:
        client.dispose()


ATTACKS: dict[str, Attack] = {
    "typed into the list": typed(SHOWN),
    "an address typed": typed(MAIL),
    "typed by the keyboard": lambda page: page.keyboard.type(SHOWN),
    "inserted": lambda page: page.keyboard.insert_text(STRANGER),
    "digit by digit": digit_by_digit,
    "a number in the list": planned(SHOWN),
    "as people write it": planned("8 (029) 123 45 67"),
    "the long way": planned("8-10-375-29-1234567"),
    "two zeros": planned("00375291234567"),
    "without the country": planned("291234567"),
    "abroad": planned("+7 495 123-45-67"),
    "in three fields": planned("375", "29", "1234567"),
    "in two fields": planned("8029", "1234567"),
    "a letter in it": planned("375a29b123c45d67"),
    "wide digits": planned("３７５２９１２３４５６７"),
    "Arabic digits": planned("٣٧٥٢٩١٢٣٤٥٦٧"),
    "invisible signs in it": planned("375\u200b29\u200b1234567"),
    "percent signs in it": planned("%33%37%35291234567"),
    "percent signs twice": planned("%2533%2537%2535291234567"),
    "HTML codes in it": planned("&#51;75291234567"),
    "as a date": planned("375 29.11.2026 1"),
    "a long dash": planned("375—29—123—45—67"),
    "a list of them": planned(f"{FRIEND}, {SHOWN}"),
    "an address in the list": planned("", "", MAIL),
    "in an address line": asked,
    "a picture's address": script("const i = new Image(); i.src = '/take?to=' + D; await i.decode().catch(() => {})"),
    "a path": script("await fetch('/take/' + D).catch(() => {})"),
    "a path in pieces": script("await fetch('/take/375/29/1234567').catch(() => {})"),
    "a fragment kept": script("await fetch('/take?x=%2B375%2029%20123-45-67').catch(() => {})"),
    "events": script("const e = new EventSource('/take?to=' + D); await new Promise(r => e.onerror = r); e.close()"),
    "fetch JSON": post("JSON.stringify({list: [{to: N}]})"),
    "JSON in pieces": post("JSON.stringify({country: 375, code: 29, rest: 1234567})"),
    "JSON with a key twice": post('\'{"to": "\' + D + \'", "to": ""}\''),
    "a key of JSON": post("JSON.stringify({[D]: 1})"),
    "JSON that hides it": post('\'{"to": "\\\\u0033\\\\u0037\\\\u0035291234567"}\''),
    "JSON called text": post("JSON.stringify({to: N})", "text/plain"),
    "a short number": post("JSON.stringify({phone: '103'})"),
    "plain text": post("'call ' + N", "text/plain"),
    "XML": post("'<to>' + N + '</to>'", "text/xml"),
    "an address by fetch": post("JSON.stringify({mail: M})"),
    "an address with a Russian name": post("JSON.stringify({mail: 'иван@почта.бел'})"),
    "another method": script("await fetch('/take', {method: 'PUT', body: N})"),
    "a form by a script": script(
        "const f = new FormData(); f.set('to', N); await fetch('/take', {method: 'POST', body: f})"
    ),
    "a file by a script": script(
        "const f = new FormData(); f.set('f', new Blob(['a;' + D]), 'a.csv');"
        " await fetch('/take', {method: 'POST', body: f})"
    ),
    "a form made by a script": script(
        "const f = document.createElement('form'); f.method = 'post'; f.action = '/take';"
        " f.innerHTML = '<input name=to>';"
        " f.to.value = D; document.body.append(f); f.submit(); await new Promise(r => setTimeout(r, 200))"
    ),
    "bytes": script("await fetch('/take', {method: 'POST', body: new TextEncoder().encode(N)})"),
    "packed": script(
        "const s = new Blob([N]).stream().pipeThrough(new CompressionStream('gzip'));"
        " await fetch('/take', {method: 'POST', body: await new Response(s).blob()})"
    ),
    "XHR": script(
        "const x = new XMLHttpRequest(); x.open('POST', '/take'); x.send(N); await new Promise(r => x.onloadend = r)"
    ),
    "a beacon": script("navigator.sendBeacon('/take', D); await new Promise(r => setTimeout(r, 200))"),
    "a beacon at the end": script(
        "addEventListener('pagehide', () => navigator.sendBeacon('/take', N)); location = '/';"
        " await new Promise(r => setTimeout(r, 300))"
    ),
    "a request that outlives the page": script("await fetch('/take', {method: 'POST', keepalive: true, body: N})"),
    "a socket": script(
        "const s = new WebSocket(location.origin.replace('http', 'ws')); await new Promise(r => { s.onopen = () => {"
        " s.send(D); setTimeout(r, 200) }; s.onclose = r })"
    ),
    "a socket's address": script(
        "const s = new WebSocket(location.origin.replace('http', 'ws') + '/take?to=' + D);"
        " await new Promise(r => { s.onopen = r; s.onclose = r })"
    ),
    "a service worker": script(
        "const r = await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready;"
        " r.active.postMessage(D); await new Promise(r => setTimeout(r, 300))"
    ),
    "a worker": script(
        "const b = new Blob([`fetch('${location.origin}/take', {method: 'POST', body: ` + D + `})`]);"
        " new Worker(URL.createObjectURL(b));"
        " await new Promise(r => setTimeout(r, 300))"
    ),
    "a frame": script(
        "const f = document.createElement('iframe'); document.body.append(f);"
        " f.contentWindow.fetch(location.origin + '/take', {method: 'POST', body: N}).catch(() => {});"
        " await new Promise(r => setTimeout(r, 200))"
    ),
    "a window": script(
        "const w = open('about:blank'); w.fetch(location.origin + '/take', {method: 'POST', body: N}).catch(() => {});"
        " await new Promise(r => setTimeout(r, 200))"
    ),
    "a form in a window of its own": in_a_window_of_its_own,
    "a file": attached(f"Иван;{SHOWN};".encode()),
    "a file from the disk": from_the_disk,
    "a file in the old code page": attached(f"Иван;{SHOWN};".encode("cp1251")),
    "a file in wide signs": attached(f"Иван;{SHOWN};".encode("utf-16")),
    "a file that is no text": attached(b"PK\3\4\0\0" + STRANGER.encode(), "contacts.xlsx"),
    "a file's name": attached(b"", f"{STRANGER}.csv"),
    "the chair's own telephone": ticked("Мой телефон", "Только я"),
    "the chair's own telephone without its number": ticked("Мой телефон", "Только я", without="#number"),
    "a row that is there": ticked("Выбрать", "Пригласить участника"),
    "a contact that is there": picked,
    "the short cut's form": plain(form={"number-1": SHOWN}),
    "the short cut's JSON": plain(data={"to": STRANGER}),
    "the short cut's text": plain(data=f"to={STRANGER}"),
    "the short cut's file": plain(
        multipart={"file": {"name": "a.csv", "mimeType": "text/csv", "buffer": STRANGER.encode()}}
    ),
    "the short cut's pieces": plain(form={"a": "375", "b": "29", "c": "1234567"}),
    "the short cut's address": lambda page: page.context.request.get(f"/take?to={STRANGER}"),
    "the short cut's parameters": lambda page: page.request.fetch("/take", params={"to": SHOWN}),
    "a route of the test's": by_a_route,
    "a route that changes it": by_a_changed_route,
    "the routes taken away": with_the_routes_taken_away,
    "another context": from_another_context,
}
