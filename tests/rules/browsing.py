"""Rules for whoever touches a browser: what is flaky, what no person could do, what hangs on how a page is built."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.rule import Rule
from tests.rules.syntax import calls, strings

DRIVING = ("scenarios", "pages", "fixtures", "tests")
FINDING = ("scenarios", "pages", "fixtures")
_BY_LOOKS = (
    "locator", "frame_locator", "get_by_test_id", "query_selector", "query_selector_all", "wait_for_selector",
    "eval_on_selector", "eval_on_selector_all", "element_handle", "element_handles",
)  # fmt: skip
_BY_WORD = (
    "get_by_role", "get_by_text", "get_by_label", "get_by_placeholder", "get_by_alt_text", "get_by_title",
)  # fmt: skip
_OF_LOCATORS = {"click", "fill", "check", "uncheck", "filter", "select_option", "inner_text", *_BY_WORD}
_SELECTOR = r"^(css|xpath|id|data-testid|text|role)=|^\.?//\w|querySelector|getElements?By"


def _positions(tree: ast.Module) -> Iterator[int]:
    yield from calls("nth")(tree)
    used = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in _OF_LOCATORS}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr not in {"first", "last"}:
            continue
        if isinstance(node.value, ast.Call) or id(node) in used:  # a period has a first and a last, too
            yield node.lineno


def _forced(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "force" and not _is_false(node.value):
            yield node.value.lineno


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not value.value


def _matcherless(tree: ast.Module) -> Iterator[int]:
    """`expect(thing)` alone on its line asks nothing."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
            continue
        if isinstance(node.value.func, ast.Name) and node.value.func.id == "expect":
            yield node.lineno


RULES = (
    Rule(
        "no-sleep",
        "Time is steered, never slept: move the portal's clock (clock.advance), or expect what should come.",
        DRIVING,
        calls("sleep", "wait_for_timeout"),
    ),
    Rule(
        "no-networkidle",
        "Silence proves nothing, and a live page is never silent: expect what should be there.",
        DRIVING,
        strings("^networkidle$"),
    ),
    Rule(
        "no-force",
        "A person cannot press what is covered or disabled either: bring the page to where it can be pressed.",
        DRIVING,
        _forced,
    ),
    Rule(
        "no-style-tag",
        "Under a strict policy add_style_tag hangs in Firefox: hide things as fixtures/pictures.py does.",
        DRIVING,
        calls("add_style_tag"),
    ),
    Rule("no-pause", "A run has nobody to go on with it: take it away.", DRIVING, calls("pause", "breakpoint")),
    Rule(
        "no-empty-expect",
        "Alone, expect(…) asks nothing: say what is expected, e.g. to_be_visible() of it.",
        DRIVING,
        _matcherless,
    ),
    Rule(
        "no-position",
        "Positions change with the page: say which one by its words, e.g. the row of a name (pages.tables.row).",
        FINDING,
        _positions,
    ),
    Rule(
        "no-selector",
        "Classes, ids, XPath and test ids are no words of the page: put role and word into pages/labels.py.",
        ("scenarios", "pages"),
        calls(*_BY_LOOKS),
    ),
    Rule(
        "no-selector-text",
        "Find nothing by a selector in a string or a script: put role and word into pages/labels.py.",
        ("scenarios", "pages"),
        strings(_SELECTOR),
    ),
    Rule(
        "no-locator-in-scenario",
        "Scenarios speak through page objects: give the page object a step, or an expect_….",
        ("scenarios",),
        calls(*_BY_WORD),
    ),
)
