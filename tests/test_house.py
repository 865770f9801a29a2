"""The house rules that no linter knows, over the syntax, each with a bad sample that proves that the rule sees it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RAW = {
    "get_by_role", "get_by_text", "get_by_label", "get_by_placeholder", "get_by_alt_text", "get_by_title",
    "locator", "frame_locator", "query_selector", "query_selector_all", "wait_for_selector", "eval_on_selector",
}  # fmt: skip
BY_LOOKS = {"locator", "frame_locator", "get_by_test_id", "query_selector", "query_selector_all", "wait_for_selector"}
OF_PLAYWRIGHT = {
    "expect_popup", "expect_page", "expect_event", "expect_response", "expect_request", "expect_request_finished",
    "expect_navigation", "expect_download", "expect_console_message", "expect_file_chooser", "expect_websocket",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today", "monotonic", "perf_counter"}

Find = Callable[[ast.Module], Iterator[int]]


@cache  # the rules go over the same files
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Rule:
    """A rule over the syntax of some folders: it finds the lines that break it, as in the bad sample."""

    says: str
    folders: tuple[str, ...]
    find: Find
    bad: str
    good: str = "chair.open_portal()\n"


def calls(names: set[str]) -> Find:
    """Find calls of these functions or methods, whatever they are called on."""

    def find(tree: ast.Module) -> Iterator[int]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node.func) in names:
                yield node.lineno

    return find


def name_of(node: ast.expr) -> str:
    """The last name of `a.b.c`, or the plain name; empty for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def positions(tree: ast.Module) -> Iterator[int]:
    """Find elements taken by their position: nth(…), and `first` or `last` of a locator."""
    yield from calls({"nth"})(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"first", "last"} and isinstance(node.value, ast.Call):
            yield node.lineno


def strings(pattern: str) -> Find:
    """Find string constants that match, docstrings aside."""

    def find(tree: ast.Module) -> Iterator[int]:
        documented = {id(getattr(node, "value", None)) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or id(node) in documented:
                continue
            if isinstance(node.value, str) and re.search(pattern, node.value):
                yield node.lineno

    return find


def forced(tree: ast.Module) -> Iterator[int]:
    """Find calls with force=True: a person cannot press what is covered or disabled either."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == "force" and not (isinstance(keyword.value, ast.Constant) and not keyword.value.value):
                    yield node.lineno


def own_expectations(tree: ast.Module) -> Iterator[int]:
    """Find calls of expect_… outside of expect_… itself, Playwright's own waiting ones aside."""
    expecting = [node for node in ast.walk(tree) if name_of_definition(node).startswith("expect_")]
    inside = {id(node) for function in expecting for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in inside:
            name = name_of(node.func)
            if name.startswith("expect_") and name not in OF_PLAYWRIGHT:
                yield node.lineno


def name_of_definition(node: ast.AST) -> str:
    """The name of a function, empty for anything else."""
    return node.name if isinstance(node, ast.FunctionDef) else ""


def scenarios(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def undocumented_scenarios(tree: ast.Module) -> Iterator[int]:
    yield from (test.lineno for test in scenarios(tree) if not ast.get_docstring(test))


def unmarked_scenarios(tree: ast.Module) -> Iterator[int]:
    """Find scenarios that say of no statement and no area that they check it."""
    assigned = [node for node in tree.body if isinstance(node, ast.Assign) and name_of(node.targets[0]) == "pytestmark"]
    if any(areas(node.value) for node in assigned):
        return
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and any(map(areas, node.decorator_list))]
    covered = {id(test) for marked in classes for test in marked.body}
    for test in scenarios(tree):
        if id(test) not in covered and not any(areas(mark) for mark in test.decorator_list):
            yield test.lineno


def areas(node: ast.expr) -> set[str]:
    """The marks in an expression that tell what a scenario is about; parametrize and the like do not."""
    marks = {
        part.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Attribute) and part.value.attr == "mark"
    }
    return marks - {"parametrize", "skip", "skipif", "xfail", "timeout", "usefixtures", "flaky", "capability"}


def unchecking_scenarios(tree: ast.Module) -> Iterator[int]:
    """Find scenarios that check nothing, neither themselves nor in a function of their own module."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    def checks(function: ast.FunctionDef, seen: frozenset[str]) -> bool:
        for node in ast.walk(function):
            if isinstance(node, ast.Assert):
                return True
            if isinstance(node, ast.Call):
                name = name_of(node.func)
                if name.startswith("expect") or name == "raises":
                    return True
                if name in functions and name not in seen and checks(functions[name], seen | {name}):
                    return True
        return False

    yield from (test.lineno for test in scenarios(tree) if not checks(test, frozenset({test.name})))


def undocumented_public(tree: ast.Module) -> Iterator[int]:
    """Find what is public, in a module or a page object, and explained by neither a docstring nor a step's text."""

    def explained(node: ast.FunctionDef | ast.ClassDef) -> bool:
        return node.name.startswith("_") or bool(ast.get_docstring(node)) or is_step(node)

    def is_step(node: ast.stmt) -> bool:
        marks = node.decorator_list if isinstance(node, ast.FunctionDef) else []
        return any(name_of(mark.func if isinstance(mark, ast.Call) else mark) == "step" for mark in marks)

    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    page_objects = [node for node in classes if any(map(is_step, node.body))]
    for body in [tree.body, *(node.body for node in page_objects)]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not explained(node):
                yield node.lineno


DRIVING = ("scenarios", "pages", "fixtures", "tests")
RULES = (
    Rule("time is steered, never slept", DRIVING, calls({"sleep"}), "import time\ntime.sleep(1)\n"),
    Rule(
        "time is steered, never slept (Playwright)", DRIVING, calls({"wait_for_timeout"}), "page.wait_for_timeout(5)\n"
    ),
    Rule("waits are for something", DRIVING, strings("^networkidle$"), "page.wait_for_load_state('networkidle')\n"),
    Rule("nobody presses through things", DRIVING, forced, "button.click(force=True)\n", "button.click(force=False)\n"),
    Rule(
        "no style is injected: it hangs in Firefox",
        DRIVING,
        calls({"add_style_tag"}),
        "page.add_style_tag(content='')\n",
    ),
    Rule("nothing is found by its position", ("scenarios", "pages", "fixtures"), positions, "rows().first.click()\n"),
    Rule("nothing is found by its position (nth)", ("scenarios", "pages", "fixtures"), positions, "rows.nth(2)\n"),
    Rule("nothing is found by class, id or XPath", ("scenarios", "pages"), calls(BY_LOOKS), "page.locator('#send')\n"),
    Rule(
        "no XPath",
        ("scenarios", "pages", "fixtures"),
        strings(r"^(xpath=|\.?//\w)"),
        "find('//div[2]')\n",
        "go('http://x')\n",
    ),
    Rule("scenarios speak through page objects", ("scenarios",), calls(RAW), "page.get_by_role('button')\n"),
    Rule(
        "only scenarios expect",
        ("pages",),
        own_expectations,
        "def join(self):\n    self.expect_kept('x')\n",
        "def expect_kept(self):\n    checks.expect_value('x')\ndef join(self):\n    self.page.expect_popup()\n",
    ),
    Rule(
        "a scenario says in a docstring what must be true",
        ("scenarios",),
        undocumented_scenarios,
        "def test_a(chair):\n    assert chair\n",
        'def test_a(chair):\n    """A chair."""\n',
    ),
    Rule(
        "a scenario names its statement or area",
        ("scenarios",),
        unmarked_scenarios,
        "@pytest.mark.parametrize('a', [1])\ndef test_a(a):\n    assert a\n",
        "@pytest.mark.memo('1.1')\ndef test_a():\n    assert 1\n",
    ),
    Rule(
        "a scenario checks something",
        ("scenarios",),
        unchecking_scenarios,
        "def test_a(chair):\n    go(chair)\ndef go(chair):\n    chair.sign_in()\n",
        "def test_a(chair):\n    go(chair)\ndef go(chair):\n    chair.expect_signed_in()\n",
    ),
    Rule(
        "what pages offers is explained",
        ("pages",),
        undocumented_public,
        "class Page:\n    '''A page.'''\n    @step('a.b', 'Нажмите')\n    def go(self): ...\n    def hit(self): ...\n",
        "class Page:\n    '''A page.'''\n    @step('a.b', 'Нажмите')\n    def press(self): ...\n",
    ),
    Rule(
        "the domain is told the time", ("portal/domain",), calls(CLOCKS), "datetime.now(UTC)\n", "decide(state, now)\n"
    ),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    broken = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in rule.folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line in rule.find(tree_of(path))
    ]
    assert not broken, f"{rule.says}:\n  " + "\n  ".join(broken)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_the_rule_sees_a_bad_sample_and_passes_a_good_one(rule: Rule) -> None:
    assert list(rule.find(ast.parse(rule.bad)))
    assert not list(rule.find(ast.parse(rule.good)))
