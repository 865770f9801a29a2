"""First contact: what is looked for where, how it is told, and the profile that is drafted from it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from playwright.sync_api import Browser, Page

from fixtures import gates, reachability
from fixtures.probe import __main__ as probe
from fixtures.probe import drafting, looking, popups, telling
from fixtures.probe.looking import MISSING, NOT_LOOKED_AT, SEVERAL, Sighting
from fixtures.probe.screens import AFTER, BEFORE, ONLY_OURS, OUT_OF_REACH, Screen, name_of
from fixtures.profile import CAPABILITIES, Profile, Word
from fixtures.reachability import Finding
from fixtures.strangers import Rules
from fixtures.transport import Transport
from pages import labels
from pages.labels import Label
from tests.stand_in import stand_in
from tests.test_reachability import certificate

EVERYWHERE = {"HELP", "EDIT"}  # before the log-in and after it; of conferences, templates, contacts, rooms


def seen(
    label: Label, how: str = "role", role: str = "", *, frame: str = "", nearest: tuple[str, ...] = (), reason: str = ""
) -> Sighting:
    return Sighting("planning", name_of(label), label, how, role, frame, nearest, reason)


def drafted(*sightings: Sighting, given: Profile | None = None) -> tuple[Profile, str]:
    """The draft as a profile, and its text."""
    text = drafting.profile(given or Profile(name="bench", url="https://portal.example"), sightings)
    return Profile.model_validate(tomllib.loads(text)), text


def test_every_word_is_looked_for_once_or_told_why_not() -> None:
    on_screens = [name_of(label) for screen in (*BEFORE, *AFTER) for label in (*screen.labels, *screen.listed)]
    out_of_reach = [name_of(label) for group in (*OUT_OF_REACH.values(), ONLY_OURS) for label in group]
    told = Counter(on_screens + out_of_reach)
    constants = {name for name, value in vars(labels).items() if isinstance(value, Label)}
    assert constants - set(told) == set()
    assert {name for name, times in told.items() if times > 1} <= EVERYWHERE


def test_a_draft_has_the_roles_and_the_nearly_same_words_that_were_seen() -> None:
    profile, text = drafted(
        seen(labels.SIGN_IN, "img", "img"),
        seen(labels.MODE, "label", "textbox"),
        seen(labels.SUBJECT, "text"),
        seen(labels.HELP),
        seen(labels.HELP, "cell", "cell"),
        seen(labels.HISTORY, MISSING, nearest=("«История конференции» (link)",)),
        seen(labels.SETTINGS, MISSING, nearest=("«Параметры» (link)",)),
        seen(labels.SHOW, MISSING, nearest=("«Показать все» (button)",)),
        seen(labels.CANCEL, SEVERAL, "cell"),
        seen(labels.SWITCH["English"], "cell", "cell"),
    )
    theirs = {ours.word: (label.word, label.role) for ours, label in profile.labels().items()}
    assert theirs == {
        "Войти": ("Войти", "img"),
        "Режим конференции": ("Режим конференции", "textbox"),
        "История конференций": ("История конференции", "link"),
        "Отмена": ("Отмена", "cell"),
    }
    assert '# SETTINGS = "…"' in text
    assert "# SUBJECT" in text


def test_what_nobody_has_seen_is_a_comment_like_most_of_its_kind() -> None:
    """Two of three buttons are pictures, two of four links are cells: the one is proposed, the other is not."""
    _, text = drafted(
        seen(labels.SIGN_IN, "img", "img"),
        seen(labels.SCHEDULE, "img", "img"),
        seen(labels.SIGN_OUT),
        seen(labels.HISTORY, "cell", "cell"),
        seen(labels.SETTINGS, "cell", "cell"),
        seen(labels.PLANNING, "img", "img"),
        seen(labels.HELP),
    )
    assert '# INVITE = { role = "img" }  # as 2 of 3 buttons seen there' in text
    assert '# BACK = "К планированию"' in text


def test_a_draft_keeps_what_is_known_already() -> None:
    given = Profile(
        name="the bench",
        url="https://portal.example",
        words={"button Войти": "Вход", "SHOW": Word(role="link")},
        capabilities={"rooms": "absent"},
        transport=Transport(proxy="http://proxy.example:1", proxy_user="qa"),
    )
    profile, _ = drafted(seen(labels.SIGN_IN, "link", "link"), seen(labels.ROOMS), given=given)
    assert (profile.name, profile.url, profile.transport) == (given.name, given.url, given.transport)
    assert profile.labels() == given.labels()
    assert profile.need("rooms") == "absent"


def test_capabilities_are_what_was_seen() -> None:
    profile, text = drafted(
        seen(labels.ROOMS, "cell", "cell"),
        seen(labels.CONTACTS, MISSING),
        seen(labels.GUEST_PASSWORD, MISSING, nearest=("«Пароль гостя» (checkbox)",)),
        seen(labels.AUTO_INVITE, NOT_LOOKED_AT, reason="«…» sends a form"),
    )
    needs = {name: profile.need(name) for name in CAPABILITIES}
    assert needs == dict.fromkeys(CAPABILITIES, "adapt") | {
        "rooms": "must",
        "contacts": "absent",
        "without_scripts": "absent",
    }
    assert "not found, unless it is «Пароль гостя» (checkbox)" in text
    assert "only scripts are behind ROOMS" in text


def test_the_table_tells_each_word_its_frame_and_what_is_near() -> None:
    table = telling.table(
        [
            seen(labels.SIGN_IN, "img", "img", frame="work"),
            seen(labels.SUBJECT, "text", frame="work"),
            seen(labels.PICK, MISSING, nearest=("«Елена, +375 25 999-07-03» (option)",)),
            Sighting("rooms", "ROOM_LIST", labels.ROOM_LIST, NOT_LOOKED_AT, reason="«Конференц-залы» was not found"),
            Sighting("a new room", "ROOM_NAME", labels.ROOM_NAME, "role", frame="work"),
            Sighting("a new room", "PLACE", labels.PLACE, "role", reason="as the profile has it: textbox «Этаж»"),
        ]
    )
    lines = [" ".join(line.split()) for line in table.splitlines()]
    assert lines[:10] == [
        "planning, in the frame «work»",
        "~ SIGN_IN button «Войти» a picture",
        "~ SUBJECT textbox «Тема конференции» the textbox beside that text",
        "✗ PICK combobox «Контакт или конференц-зал» not found",
        "nearest: «Елена, +37525•••0703» (option)",
        "",
        "rooms: not looked at («Конференц-залы» was not found)",
        "ROOM_LIST",
        "",
        "a new room",
    ]
    assert lines[10:12] == [
        "ROOM_NAME textbox «Название» as expected, in the frame «work»",
        "PLACE textbox «Место» as the profile has it: textbox «Этаж»",
    ]
    assert "INVITE" in table


def test_the_certificate_is_told_and_the_clock(tmp_path: Path) -> None:
    pem = certificate(tmp_path, until=datetime.fromisoformat("2026-01-02T03:04:05+00:00")).read_bytes()
    der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    told = telling.way_there(Finding("https://127.0.0.1", ahead=-75.0, shown=der), "open")
    assert "for 127.0.0.1, by 127.0.0.1, until 02.01.2026 (over for " in told
    assert "75 s behind ours" in told
    assert "clock        as ours" in telling.way_there(Finding("", ahead=0.4), "")


PLAIN = """<ul><li><a href="?one">Изменить</a></li><li><a href="?two">Изменить</a></li></ul>
<button>Добавить контакт</button><form method=post><button>Настройки</button></form>
<input aria-label="Название шаблона, имя">"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page at a stand-in's address, with the gates closed, whose content each test makes."""
    with stand_in() as (url, posted), gates.closed(Rules()):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{url}/page")
        yield page
        context.close()
        gates.forget_withheld()
    assert posted == []


def test_plain_links_are_followed_and_nothing_that_may_do_more(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of several links leads on; a button is not pressed for a link, and a form is told and not sent."""
    named = (labels.TEMPLATE_NAME,)
    monkeypatch.setattr(looking, "PATIENCE", 1000.0)  # most of it is waited for in vain
    for screen, reason in (
        (
            Screen("a contact", (), named, by_links=(labels.ADD_CONTACT,)),
            "«Добавить контакт» is no plain link of this portal",
        ),
        (Screen("settings", (labels.SETTINGS,), named), "«Настройки» sends a form, and first contact sends none"),
        (Screen("nowhere", (labels.HISTORY,), named), "«История конференций» was not found"),
    ):
        page.set_content(PLAIN)
        (told,) = looking.walk(page, (screen,), lambda screen: None)
        assert (told.how, told.reason) == (NOT_LOOKED_AT, reason)
    page.set_content(PLAIN)
    (followed,) = looking.walk(page, (Screen("a template", (), named, by_links=(labels.EDIT,)),), lambda screen: None)
    assert (page.url.rpartition("?")[2], followed.how) == ("one", MISSING)


@pytest.mark.parametrize(
    "address",
    ["//other.test/one", "http://other.test/one", "https:/one", "javascript:void(0)", "mailto:qa@other.test", ""],
)
def test_a_link_that_leaves_the_target_is_not_followed(
    page: Page, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(looking, "PATIENCE", 300.0)
    page.set_content(f'<a href="{address}">Изменить</a>')
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    screen = Screen("a template", (), (labels.TEMPLATE_NAME,), by_links=(labels.EDIT,))
    (told,) = looking.walk(page, (screen,), lambda screen: None)
    assert (told.how, told.reason) == (NOT_LOOKED_AT, "«Изменить» is no plain link of this portal")
    assert not [url for url in asked if url.startswith("http://other")]


def test_words_are_told_as_they_were_found(page: Page) -> None:
    page.set_content(
        """<table><tr><td>История конференций</td><td><img alt="Войти" src="data:,"></td></tr>
        <tr><td>Тема конференции:</td><td><input></td></tr></table>
        <label>Режим конференции <input></label><button>Показать</button><button>Показать</button>"""
    )
    looked_for = (labels.HISTORY, labels.SIGN_IN, labels.SUBJECT, labels.MODE, labels.SHOW, labels.HELP)
    told = looking.walk(page, (Screen("all", (), looked_for, listed=(labels.EARLIER,)),), lambda screen: None)
    assert [(sighting.how, sighting.role) for sighting in told] == [
        ("cell", "cell"),
        ("img", "img"),
        ("text", ""),
        ("label", "textbox"),
        (SEVERAL, ""),
        (MISSING, ""),
        (looking.NOTHING_LISTED, ""),
    ]


def test_pop_ups_are_tried_without_asking_the_target(page: Page) -> None:
    asked: list[str] = []
    page.context.on("response", lambda response: asked.append(response.url))
    assert popups.are(page.context, "http://no-such-host.invalid") == "open"
    assert {url.split("/")[2] for url in asked} == {"no-such-host.invalid"}


@pytest.mark.parametrize(
    ("arguments", "profile", "code", "sentence"),
    [
        ([], "", 2, "which portal? Give its address, or a profile that has one"),
        (["http://127.0.0.1:9", "--legacy-tls"], "", 2, "no Chromium speaks TLS 1.0"),
        (["http://127.0.0.1:9", "--captcha", "somebody"], "", 2, "--captcha is backstage"),
        (["http://127.0.0.1:9", "--captcha", "backstage"], "", 2, "needs --backstage-url and --backstage-token"),
        (["http://127.0.0.1:9"], "", 1, "cannot be reached: nobody answers at 127.0.0.1, port 9"),
        (["portal.example"], "", 1, "portal.example is not an address: write it as https://name"),
        ([], "name = 'x'\n[sufers]", 1, "sufers: there is no such key; did you mean «suffers»?"),
        ([], "name = 'x'", 1, "has no url, and no address was given"),
        (["http://127.0.0.1:9", "--accounts", "gone.toml"], "", 1, "the accounts cannot be read: "),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    profile: str,
    code: int,
    sentence: str,
) -> None:
    monkeypatch.setattr(probe, "ROOT", tmp_path)
    if profile:
        (tmp_path / "portal.toml").write_text(profile)
        arguments = [*arguments, "--profile", str(tmp_path / "portal.toml")]
    try:
        ended = probe.main(arguments)
    except SystemExit as exit_:
        ended = int(exit_.code or 0)
    told = capsys.readouterr()
    assert ended == code
    assert sentence in " ".join((told.out + told.err).split())


def test_a_target_that_is_gone_before_the_browser_starts_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key is read for Chromium (`transport.ca_file`) after the look, when nobody may answer any more."""
    url = "https://127.0.0.1:9"
    found = Finding(url, connected=True, tls=("TLS 1.3",), certificate="good", status=200, portal=True)
    monkeypatch.setattr(reachability, "look", lambda *way: found)
    certificate(tmp_path)
    (tmp_path / "portal.toml").write_text(f'name = "x"\nurl = "{url}"\n[transport]\nca_file = "server.pem"')
    ended = probe.main(["--profile", str(tmp_path / "portal.toml"), "--out-folder", str(tmp_path / "out")])
    told = " ".join(capsys.readouterr().out.split())
    assert (ended, f"the browser cannot be told the way to {url}: " in told) == (1, True)
    assert told.endswith("Connection refused")
