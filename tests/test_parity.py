"""Journeys are the memo written a second time, as HTTP: each sends what a browser sends when a person does the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic

import pytest
from playwright.sync_api import Request

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.people import shown
from fixtures.portal import Target
from load import captcha, plain_line
from load.browser import Browser
from load.connection import Headers, Reader, Way
from load.controls import Controls
from load.journeys import JOURNEYS
from load.ledger import Entry
from load.telephones import Listed
from load.world import Account, World
from pages.control import ControlPage
from pages.elements import find, send
from pages.labels import END, END_DIALOG
from pages.planning import PlanningPage
from pages.portal import Portal
from pages.steps import Secret
from tests.living import Always, Conference, Habits, Think
from tests.parity import Sent, by_browser, by_journey, drift, is_compared

NUMBERS = [f"+37525999070{n}" for n in range(1, 7)]
TALKATIVE = Conference(size=Always(7), lasts=Always(0.6), late=0.3, no_show=0, from_template=1, letters=0)
HABITS = Habits(TALKATIVE, Think(reading=Always(0.001)))
CALLED = 3  # seconds until whoever is called has answered


class Journeys:
    """Journeys on the portal of a test, whose clock stands: where people think, it goes on.

    They call only those listed, as at a portal that is not ours: nobody waits then for a telephone to answer.
    """

    def __init__(self, portal: Target, clock: Clock) -> None:
        self._portal, self._clock = portal, clock
        self.entries: list[Entry] = []
        self.sent: list[Sent] = []

    def live(self, journey: str) -> None:
        plain = plain_line.way(self._portal.url)
        way = replace(plain, speak=self._heard(plain), sleep=self._go_on)
        backstage = self._portal.backstage
        controls = Controls(plain_line.way(backstage.url), self._token())
        issued = backstage.new_accounts(1)[0]
        account = Account(issued.login, issued.password)
        world = World(
            account, "load-parity-1", journey, captcha.by_backstage(controls), Listed(NUMBERS), self.entries.append
        )
        line = Browser(way, sample=lambda sample: None, intended=monotonic())
        JOURNEYS[journey](world, line, random.Random(5), HABITS)
        line.close()
        controls.close()

    def _go_on(self, seconds: float) -> None:
        self._clock.advance(seconds=CALLED)

    def _token(self) -> str:
        assert self._portal.process
        return self._portal.process.token

    def _heard(self, way: Way) -> Callable[[str, str, Headers, bytes], tuple[bytes, Reader]]:
        def speak(method: str, target: str, headers: Headers, body: bytes) -> tuple[bytes, Reader]:
            self.sent.append(by_journey(method, target, headers, body))
            return way.speak(method, target, headers, body)

        return speak


@pytest.fixture
def journeys(portal: Target, clock: Clock) -> Journeys:
    if portal.process is None:
        pytest.skip("needs a portal that this run has started itself")
    return Journeys(portal, clock)


@contextmanager
def heard(chair: Actor) -> Iterator[list[Sent]]:
    """What the chair's browser sends within the block, to be read after it."""
    requests: list[Request] = []
    sent: list[Sent] = []
    chair.context.on("request", lambda request: requests.append(request))
    yield sent
    sent += [by_browser(request) for request in requests if is_compared(request.url)]


def sign_in(chair: Actor) -> Portal:
    return chair.sign_in_from(chair.open_portal())


def leave(portal: Portal) -> None:
    portal.sign_out().expect_code_picture()


def test_a_conference(chair: Actor, clock: Clock, journeys: Journeys) -> None:
    """Memo steps 1 to 10: the browser does what the journey has done, command by command."""
    journeys.live("conference")
    planned = next(entry for entry in journeys.entries if entry.command == "plan")
    with heard(chair) as sent:
        planning = PlanningPage(sign_in(chair).page)
        planning.apply_template("Шаблон по умолчанию")
        listed = planned.details["numbers"]
        assert isinstance(listed, list)
        for _ in listed[3:]:
            planning.add_line()
        planning.enter_subject("Планерка")
        planning.make_immediate()
        planning.leave_out_own_telephone()
        planning.enter_size(7)
        for line, number in enumerate(listed, 1):
            planning.list_participant(line, number)
        card = planning.schedule()
        control = card.join()
        control.expect_live()
        for entry in journeys.entries:
            command(control, entry)
            clock.advance(seconds=CALLED)
        history = card.open_history()
        history.show_period(*days(clock))
        leave(history)
    assert {"add", "invite", "extend", "block"} <= {entry.command for entry in journeys.entries}
    assert drift(sent, journeys.sent) == ""


def days(clock: Clock) -> tuple[str, str]:
    return clock.day(-29), clock.day()


def command(control: ControlPage, entry: Entry) -> None:
    """One of the journey's commands, by the buttons of the control page, which is live again after it."""
    numbers = entry.details.get("numbers", [])
    assert isinstance(numbers, list)
    who = [shown(number) for number in numbers]
    match entry.command:
        case "add":
            control.add_participant(str(entry.details["number"]))
        case "invite":
            control.tick(*who)
            control.invite()
        case "extend":
            control.extend(int(str(entry.details["minutes"])))
        case "block":
            control.block(*who)
        case "unblock":
            control.unblock(*who)
        case "end":
            control.ask_to_end()
            control.expect_live()
            send(find(control.scope, END_DIALOG), END)
        case _:
            return
    control.expect_live()


def test_planning_ahead(chair: Actor, clock: Clock, journeys: Journeys) -> None:
    """Memo steps 1 to 8, then changed and called off."""
    journeys.live("planning_ahead")
    with heard(chair) as sent:
        planning = PlanningPage(sign_in(chair).page)
        for _ in NUMBERS[3:]:
            planning.add_line()
        planning.enter_subject("Планерка")
        planning.choose_start(clock.day(1), "12:00")
        planning.leave_out_own_telephone()
        planning.enter_size(10)
        for line, number in enumerate(NUMBERS, 1):
            planning.list_participant(line, number)
        edit = planning.schedule().open_planning().edit("Планерка")
        edit.enter_minutes(90)
        planning = edit.save().open_planning()
        if any(entry.command == "cancel" for entry in journeys.entries):
            planning.call_off("Планерка")
        leave(planning)
    assert drift(sent, journeys.sent) == ""


def test_reading_the_history(chair: Actor, clock: Clock, journeys: Journeys) -> None:
    """Memo step 10, for somebody without a past."""
    journeys.live("history_reading")
    with heard(chair) as sent:
        history = sign_in(chair).open_history()
        history.show_period(*days(clock))
        leave(history)
    assert drift(sent, journeys.sent) == ""


def test_keeping(chair: Actor, journeys: Journeys) -> None:
    """Memo 7.2, 11.1 and 11.4."""
    journeys.live("keeping")
    with heard(chair) as sent:
        planning = PlanningPage(sign_in(chair).page)
        planning.enter_subject("Планерка")
        planning.enter_size(10)
        planning.save_as_template("Планерка")
        contacts = planning.open_settings().open_templates().open_contacts()
        contacts.add("Анна", NUMBERS[0])
        leave(contacts)
    assert drift(sent, journeys.sent) == ""


def test_being_forgetful(chair: Actor, journeys: Journeys) -> None:
    """Memo 3.2: a wrong code, a wrong password, and then the right ones."""
    journeys.live("forgetful")
    with heard(chair) as sent:
        login = chair.open_portal()
        for password, code in ((chair.account.password, "00"), (Secret("не тот"), "")):
            login.enter_account(chair.account.login)
            login.enter_password(password)
            login.enter_code(Secret(code) if code else chair.captcha.answer_for(chair.page))
            login.try_to_sign_in()
            login.expect_code_picture()
        leave(chair.sign_in_from(login))
    assert drift(sent, journeys.sent) == ""


FORM = Sent("POST /planning", (("do", "schedule"), ("tick", "1"), ("tick", "1")), (("accept", "text/html"),))
FIRST = "request 1, POST /planning:"
DRIFTED = [
    ([FORM], [], "request 1: the browser sends POST /planning, the journey nothing more"),
    ([], [FORM], "request 1: the browser sends nothing more, the journey POST /planning"),
    ([FORM, FORM], [FORM, FORM._replace(what="GET /")], "request 2: the browser sends POST /planning, the journey GET"),
    ([FORM], [FORM._replace(fields=FORM.fields[1:])], f"{FIRST} field do='schedule' only by the browser"),
    ([FORM], [FORM._replace(fields=FORM.fields[:2])], f"{FIRST} field: not equally often"),
    ([FORM], [FORM._replace(about=(("accept", "*/*"),))], f"{FIRST} header accept='*/*' only by the journey"),
    ([FORM], [FORM], ""),
]


@pytest.mark.parametrize(("browser", "journey", "told"), DRIFTED)
def test_drift_names_the_request(browser: list[Sent], journey: list[Sent], told: str) -> None:
    """Parity: which request it is, and what is sent by one of the two only."""
    assert drift(browser, journey).startswith(told)
    assert bool(drift(browser, journey)) == bool(told)
