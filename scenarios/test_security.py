"""Through the browser: nobody gets or does what is not theirs, and what people type stays text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request

from fixtures.actors import Actor, NewActor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.guard import Guard
from fixtures.mailbox import Mailbox
from fixtures.people import People
from pages.contacts import ContactsPage
from pages.history import HistoryPage
from pages.labels import INVITATION
from pages.planning import PlanningPage
from pages.profile import ProfilePage
from pages.trouble import TroublePage
from scenarios import screens
from scenarios.beginnings import begin, plan
from scenarios.foreign_site import foreign_site
from scenarios.tables import row

pytestmark = [pytest.mark.regression, pytest.mark.security, pytest.mark.area("security")]

FORGED = """
<form method="post" action="{url}/planning"><input name="do" value="schedule"><input name="subject" value="Чужая">
<input name="immediate" value="on"><input name="minutes" value="60"><input name="size" value="3">
<input name="mode" value="voice"><input name="extend_by" value="0"><input name="reminder" value="0">
<input name="retries" value="0"><button>Выиграть приз</button></form>
"""
NASTY = ('<img src=x onerror="document.title=1">', "=1+1", '"><script>document.title=2</script>', "{{7*7}}")
KEPT = "address => fetch(address, {cache: 'only-if-cached', mode: 'same-origin'}).then(a => a.ok, () => false)"
STYLES = "() => performance.getEntriesByType('resource').map(one => one.name).filter(name => name.endsWith('.css'))"
PASSWORD_FIELDS = """() => [...document.forms].flatMap(form => [...form.elements])
  .filter(field => field.type === 'password').map(field => field.autocomplete)"""
INLINE = """() => {
  const script = document.createElement('script');
  script.textContent = 'document.documentElement.dataset.ran = "yes"';
  document.body.append(script);
  return document.documentElement.dataset.ran || 'no';
}"""


def test_what_is_somebody_elses_is_not_there(
    chair: Actor, new_chair: NewActor, people: People, clock: Clock, guard: Guard
) -> None:
    """By the address of every card, control, record, file, contact, room and template: the page of nothing there."""
    house = screens.furnish(chair, people, clock)
    stranger = new_chair()
    stranger.sign_in()
    for address in (
        house.running,
        f"{house.running}/control",
        f"{house.coming}/edit",
        f"{house.coming}/cancel",
        f"{chair.url}/history/{house.past_number}",
        f"{chair.url}/history/{house.past_number}.csv",
        f"{chair.url}/settings/contacts/1",
        f"{chair.url}/settings/rooms/1",
        f"{chair.url}/settings/templates/1",
        f"{chair.url}/planning?template=1",
    ):
        with row(address):
            stranger.page.goto(address, wait_until="domcontentloaded")
            TroublePage(stranger.page).expect_nothing_there()
            assert "Anna" not in stranger.page.content()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"], ids=["another port", "another site"])
def test_a_form_of_a_foreign_page_does_nothing(chair: Actor, events: EventLog, guard: Guard, name: str) -> None:
    """Pressed by somebody who is signed in: nothing is planned, whether or not the browser sends the cookie along."""
    guard.allow("403")
    portal = chair.sign_in()
    with foreign_site({"/": FORGED.format(url=chair.url)}) as port:
        chair.page.goto(f"http://{name}:{port}/")
        with chair.page.expect_navigation(wait_until="domcontentloaded") as answered:
            chair.page.evaluate("() => document.forms[0].requestSubmit()")
        assert answered.value.status == 403
    assert events.types() == []
    chair.page.goto(f"{chair.url}/planning")
    PlanningPage(chair.page).expect_coming_count(0)
    portal.expect_signed_in_as(chair.account.name)


def test_no_foreign_page_shows_the_portal_in_a_frame(chair: Actor, guard: Guard) -> None:
    """Nobody can be lured into pressing «Завершить» through a page that lies over it."""
    guard.allow("frame|Frame|ERR_BLOCKED_BY_RESPONSE")
    chair.sign_in()
    with foreign_site({"/": f'<iframe src="{chair.url}/planning" name="lure"></iframe>'}) as port:
        chair.page.goto(f"http://127.0.0.1:{port}/")
        frame = chair.page.frame("lure")
        assert frame is not None
        assert "Планирование" not in frame.content()


def test_no_script_runs_that_is_not_a_file_of_the_portal(chair: Actor, guard: Guard, javascript: None) -> None:
    """Should markup ever get in, the policy of the page is there; it is tried with a script put in by hand."""
    guard.allow("Content Security Policy|Content-Security-Policy|inline script")
    chair.open_portal()
    assert chair.page.evaluate(INLINE) == "no"
    chair.sign_in()
    assert chair.page.evaluate(INLINE) == "no"


def test_names_are_text_wherever_they_are_shown(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox, guard: Guard
) -> None:
    """Markup, formulas and braces in a contact, picked, planned, called, written to, looked up: as typed."""
    contacts = chair.open(ContactsPage)
    for nasty in NASTY:
        contacts.add(nasty, people.number(), people.email())
        contacts.expect_contact(nasty)
    planning = begin(contacts.open_planning(), NASTY[0])
    planning.enter_size(5)
    planning.leave_out_own_telephone()
    for nasty in NASTY:
        planning.pick(nasty)
    card = planning.schedule()
    card.expect_parameter("Тема конференции", NASTY[0])
    clock.advance_to("15:00")
    control = chair.enter(card.read_address())
    for nasty in NASTY:
        control.tick(nasty)
    control.invite()
    clock.advance(seconds=2)
    chair.look_again(control)
    for nasty in NASTY:
        control.expect_participant(nasty, "В конференции")
    control.end()
    past = chair.open(HistoryPage).open_conference(NASTY[0])
    for nasty in NASTY:
        past.expect_call(nasty, "Исходящий")
    lines = past.download().decode("utf-8-sig").splitlines()
    assert any(line.startswith("'=1+1;") for line in lines), "a formula in a file that Excel opens"
    assert mailbox.messages(chair.account.email, kind=INVITATION) == []


@pytest.mark.usefixtures("browser_cache")
def test_nothing_is_left_in_the_browser_after_the_way_out(
    chair: Actor, people: People, guard: Guard, javascript: None
) -> None:
    """Neither by going back or again to an address, nor in the browser's store of what it has loaded."""
    guard.allow("ERR_CACHE_MISS|Failed to load resource")
    card = plan(chair, people.person(), guest_password=True).read_address()
    seen = [card, f"{card}/control", f"{chair.url}/history", f"{chair.url}/settings/profile"]
    seen += [f"{chair.url}/history.csv", f"{chair.url}/settings/contacts.csv"]
    for address in seen[:4]:
        chair.page.goto(address, wait_until="domcontentloaded")
    for file in seen[4:]:
        chair.page.evaluate("address => fetch(address).then(answer => answer.text())", file)
    start = chair.look_at(card).open_planning().sign_out()
    for _ in range(2):
        chair.go_back()
        start.expect_start_page()
    (style, *_others) = chair.page.evaluate(STYLES)
    assert chair.page.evaluate(KEPT, style), "the browser keeps nothing at all, so this would prove nothing"
    assert [address for address in seen if chair.page.evaluate(KEPT, address)] == []
    for address in (card, seen[-1]):
        chair.visit(address).expect_start_page()


def test_secrets_are_in_no_address(chair: Actor, people: People) -> None:
    """Passwords, PINs and the cookie go with no address and no referrer, and nobody but the portal is asked."""
    asked: list[Request] = []
    chair.context.on("request", lambda request: asked.append(request))
    login = chair.open_portal()
    assert chair.page.evaluate(PASSWORD_FIELDS) == ["current-password"]
    chair.sign_in_from(login)
    chair.inside = True
    card = plan(chair, people.person(), guest_password=True)
    passwords = card.read_passwords()
    card.join().end()
    card.open_history()
    chair.open(ProfilePage)
    assert chair.page.evaluate(PASSWORD_FIELDS) == ["current-password", "new-password", "new-password"]
    secrets = [secret.reveal() for secret in (*passwords, chair.account.password) if secret]
    secrets += [str(cookie.get("value")) for cookie in chair.context.cookies()]
    assert len(secrets) >= 4
    told = [text for request in asked for text in (request.url, request.headers.get("referer", ""))]
    assert not [text for text in told if any(secret in text for secret in secrets)]
    assert {request.url.split("/")[2] for request in asked} == {chair.url.split("/")[2]}
