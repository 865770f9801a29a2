"""Each rule over the syntax sees what breaks it and passes what does not; an exception needs a reason and a use."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.rules.__main__ import RULES
from tests.rules.rule import Rule, check


@dataclass(frozen=True)
class Samples:
    """Snippets of a file at `path`. Each bad one breaks the rule on one line: the last, or that with `# <-`."""

    path: str
    bad: tuple[str, ...]
    good: tuple[str, ...] = field(default=())


HERE, PAGE = "scenarios/test_a.py", "pages/a.py"
SAMPLES = {
    "no-sleep": Samples(
        HERE,
        ("time.sleep(1)", "await asyncio.sleep(1)", "page.wait_for_timeout(5)", "sleep(2)"),
        ("clock.advance(seconds=1)",),
    ),
    "no-networkidle": Samples(
        PAGE,
        ("page.wait_for_load_state('networkidle')", "page.goto(url, wait_until='networkidle')"),
        ("page.goto(url, wait_until='domcontentloaded')", "'''Never networkidle.'''"),
    ),
    "no-force": Samples(
        PAGE, ("button.click(force=True)", "box.check(force=wanted)"), ("button.click(force=False)", "button.click()")
    ),
    "no-style-tag": Samples("fixtures/a.py", ("page.add_style_tag(content='')",), ("page.add_init_script('')",)),
    "no-pause": Samples(HERE, ("chair.page.pause()", "breakpoint()"), ("chair.wait()",)),
    "no-empty-expect": Samples(
        "tests/test_a.py",
        ("expect(button)", "expect(button, 'to be there')"),
        ("expect(button).to_be_visible()", "events.expect('ended')", "asked = expect(button)"),
    ),
    "no-position": Samples(
        PAGE,
        ("rows().first.click()", "self.rows.last.click()", "rows.nth(2)"),
        ("row(page, TABLE, name)", "first, last = names", "period.first.isoformat()"),
    ),
    "no-selector": Samples(
        HERE,
        (
            "page.locator('#send')",
            "page.get_by_test_id('send')",
            "page.query_selector('.send')",
            "page.frame_locator('iframe')",
            "page.wait_for_selector('a')",
        ),
        ("planning.schedule()",),
    ),
    "no-selector-text": Samples(
        PAGE,
        (
            "find('xpath=//div')",
            "find('//div[2]')",
            "find('css=.send')",
            "find('text=Войти')",
            "page.evaluate('document.querySelector(\"a\").click()')",
            "page.evaluate('document.getElementById(\"a\").click()')",
        ),
        ("go('http://portal.example')", "page.evaluate('document.title')", "'''Not document.querySelector.'''"),
    ),
    "no-locator-in-scenario": Samples(
        HERE, ("chair.page.get_by_role('button')", "page.get_by_text('Войти')"), ("login.sign_in()",)
    ),
    "has-docstring": Samples(
        HERE,
        ("def test_a(chair):  # <-\n    assert chair",),
        ("def test_a(chair):\n    '''A chair.'''", "def helper(chair):\n    assert chair"),
    ),
    "has-statement-or-area": Samples(
        HERE,
        (
            "@pytest.mark.parametrize('a', [1])\ndef test_a(a):  # <-\n    assert a",
            "@pytest.mark.smoke\ndef test_a():  # <-\n    assert 1",
            "@pytest.mark.memo('1.1')\ndef test_a():\n    assert 1\ndef test_b():  # <-\n    assert 1",
            "class TestA:\n    def test_a(self):  # <-\n        assert 1",
        ),
        (
            "@pytest.mark.memo('1.1')\ndef test_a():\n    assert 1",
            "@pytest.mark.area('history')\ndef test_a():\n    assert 1",
            "pytestmark = pytest.mark.area('history')\ndef test_a():\n    assert 1",
            "pytestmark = [pytest.mark.nightly, pytest.mark.memo('1.1')]\ndef test_a():\n    assert 1",
            "@pytest.mark.area('history')\nclass TestA:\n    def test_a(self):\n        assert 1",
        ),
    ),
    "has-assertion": Samples(
        HERE,
        (
            "def test_a(chair):  # <-\n    chair.sign_in()",
            "def test_a(chair):  # <-\n    go(chair)\ndef go(chair):\n    chair.sign_in()",
            "def test_a(chair):  # <-\n    go(chair)\ndef go(chair):\n    go(chair)",
        ),
        (
            "def test_a(chair):\n    assert chair",
            "def test_a(chair):\n    chair.open_portal().expect_start_page()",
            "def test_a(chair):\n    with pytest.raises(Refused):\n        chair.sign_in()",
            "def test_a(a):\n    go(a)\ndef go(a):\n    inside(a)\ndef inside(a):\n    assert a",
        ),
    ),
    "no-condition": Samples(
        HERE,
        (
            "def test_a(a):\n    if a:  # <-\n        assert a",
            "def test_a(a):\n    while a:  # <-\n        a -= 1",
            "def test_a(a):\n    b = 1 if a else 2",
            "def test_a(a):\n    try:  # <-\n        a()\n    except Refused:\n        pass",
            "def test_a(a):\n    match a:  # <-\n        case 1:\n            pass",
            "def test_a(a, page):\n    a and page.expect_there()",
            "def test_a(a):\n    with suppress(AssertionError):  # <-\n        a.expect_there()",
            "def test_a(a):\n    for b in a:\n        if b:  # <-\n            assert b",
            "def test_a(a):\n    go(a)\ndef go(a):\n    if a:  # <-\n        assert a",
        ),
        (
            "def test_a(a):\n    for b in (1, 2):\n        assert b != a",
            "def test_a(a):\n    assert [b for b in a if b]",
            "def test_a(a):\n    assert a and a != 1",
            "def test_a(a):\n    with row(a):\n        assert a",
            "@pytest.fixture\ndef a(wanted):\n    if wanted:\n        return 1",
        ),
    ),
    "no-single-look": Samples(
        HERE,
        ("assert button.is_visible()", "assert 'Идет' in cell.inner_text()", "assert not box.is_checked(), 'ticked'"),
        ("planning.expect_subject('')", "assert answer.text() == ''"),
    ),
    "skip-has-reason": Samples(
        "tests/test_a.py",
        (
            "@pytest.mark.skip  # <-\ndef test_a(): ...",
            "@pytest.mark.skip()  # <-\ndef test_a(): ...",
            "@pytest.mark.skipif(old)  # <-\ndef test_a(): ...",
            "@pytest.mark.xfail(raises=Refused)  # <-\ndef test_a(): ...",
            "@pytest.mark.skip(reason='')  # <-\ndef test_a(): ...",
            "pytest.skip()",
        ),
        (
            "@pytest.mark.skip(reason='only in winter')\ndef test_a(): ...",
            "@pytest.mark.skipif(old, reason='only in winter')\ndef test_a(): ...",
            "pytest.skip('only in winter')",
            "pytest.skip(reason)",
            "list.skip()",
        ),
    ),
    "no-print": Samples(PAGE, ("print(page.title())",), ("report(touch)",)),
    "only-scenarios-expect": Samples(
        PAGE,
        (
            "def join(self):\n    self.expect_kept('x')",
            "class Page:\n    def join(self):\n        checks.expect_said(self.page, 'x')",
        ),
        (
            "def expect_kept(self):\n    checks.expect_value('x')",
            "def join(self):\n    with self.page.expect_popup() as opened:\n        press(self.page, JOIN)",
        ),
    ),
    "is-explained": Samples(
        PAGE,
        (
            "def go(page): ...",
            "class Page: ...",
            "class Page:\n    '''A.'''\n    @step('a.b', 'Нажмите')\n    def go(self): ...\n    def hit(self): ...",
        ),
        (
            "def go(page):\n    '''Goes.'''",
            "def _go(page): ...",
            "class Page:\n    '''A page.'''\n    @step('a.b', 'Нажмите')\n    def press(self): ...",
        ),
    ),
    "no-getter": Samples(
        PAGE,
        tuple(
            f"class A:\n    @step('a.b', 'Нажмите')\n    def go(self): ...\n    def status(self) -> {kind}: ..."
            for kind in ("str", "list[str]", "int | None", "bool")
        ),
        (
            "class A:\n    @step('a.b', 'Прочитайте')\n    def read_number(self) -> str: ...",
            "class A:\n    @step('a.b', 'Нажмите')\n    def join(self) -> ControlPage: ...",
            "class A:\n    @step('a.b', 'Нажмите')\n    def go(self): ...\n    def _status(self) -> str: ...",
            "def words(text: str) -> str: ...",
        ),
    ),
    "timeout-by-keyword": Samples(
        PAGE,
        ("def go(self, timeout=None): ...", "def go(self, name, timeout): ..."),
        ("def go(self, *, timeout=None): ...", "def _go(self, timeout): ..."),
    ),
    "touch-through-elements": Samples(
        PAGE,
        ("self.button.click()", "row(page).fill('x')", "text = self.cell.inner_text()"),
        ("fill(self.page, SUBJECT, subject)", "tick(self.page, IMMEDIATE)"),
    ),
    "domain-is-told-the-time": Samples(
        "portal/domain/life.py", ("datetime.now(UTC)", "time.monotonic()"), ("decide(state, now)",)
    ),
}
BY_NAME = {rule.name: rule for rule in RULES}
BAD = [(name, snippet) for name, samples in SAMPLES.items() for snippet in samples.bad]
GOOD = [(name, snippet) for name, samples in SAMPLES.items() for snippet in samples.good]


def test_every_rule_has_samples_and_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(RULES)
    assert set(SAMPLES) == set(BY_NAME)
    assert not [name for name, samples in SAMPLES.items() if not samples.bad or not samples.good]


@pytest.mark.parametrize(("name", "snippet"), BAD)
def test_a_rule_sees_what_breaks_it_on_its_line(name: str, snippet: str) -> None:
    lines = snippet.splitlines()
    marked = [number for number, line in enumerate(lines, 1) if "# <-" in line] or [len(lines)]
    found = check(SAMPLES[name].path, snippet, [BY_NAME[name]])
    assert [finding.line for finding in found] == marked
    assert str(found[0]).startswith(f"{SAMPLES[name].path}:{marked[0]}: {name}: ")


@pytest.mark.parametrize(("name", "snippet"), GOOD)
def test_a_rule_passes_what_keeps_it(name: str, snippet: str) -> None:
    assert not check(SAMPLES[name].path, snippet, [BY_NAME[name]])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_in_a_sentence_what_to_do(rule: Rule) -> None:
    assert rule.instead[0].isupper() and rule.instead.endswith(".") and rule.folders


def test_a_rule_holds_in_its_folders_only() -> None:
    assert not check("portal/phones.py", "time.sleep(1)", RULES)
    assert not check("pages/elements.py", "found.element.click()", [BY_NAME["touch-through-elements"]])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("time.sleep(1)  # rule: no-sleep: the relay counts real seconds", []),
        ("time.sleep(1)  # rule: no-sleep", ["exception-without-reason"]),
        ("time.sleep(1)  # rule: no-sleep: ", ["exception-without-reason"]),
        ("time.sleep(1)  # rule: no-force: the button is covered", ["no-sleep", "unused-exception"]),
        ("clock.advance()  # rule: no-sleep: the relay counts real seconds", ["unused-exception"]),
        ("clock.advance()  # rule: no-such-rule: at all", ["unused-exception"]),
        ("time.sleep('# rule: no-sleep: in a string')", ["no-sleep"]),
    ],
)
def test_an_exception_has_a_reason_and_a_use(line: str, told: list[str]) -> None:
    assert [finding.name for finding in check(HERE, line, RULES)] == told
