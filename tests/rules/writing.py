"""Rules for scenarios: what each of them says and checks, and that it does the same each time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.browsing import DRIVING
from tests.rules.rule import Rule
from tests.rules.syntax import called, calls, name_of, scenarios, with_own_helpers

_AREAS = {"memo", "area"}
_MAY_BRANCH = (ast.If, ast.IfExp, ast.While, ast.Try, ast.TryStar, ast.Match)
_PUT_ASIDE = {"skip", "skipif", "xfail"}
_LOOKS_ONCE = {
    "is_visible", "is_hidden", "is_enabled", "is_disabled", "is_checked", "is_editable", "inner_text", "inner_html",
    "text_content", "input_value", "get_attribute", "all_inner_texts", "all_text_contents", "aria_snapshot",
}  # fmt: skip


def _undocumented(tree: ast.Module) -> Iterator[int]:
    yield from (test.lineno for test in scenarios(tree) if not ast.get_docstring(test))


def _unmarked(tree: ast.Module) -> Iterator[int]:
    assigned = [node for node in tree.body if isinstance(node, ast.Assign) and name_of(node.targets[0]) == "pytestmark"]
    if any(_says_what_about(node.value) for node in assigned):
        return
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    marked = [node for node in classes if any(map(_says_what_about, node.decorator_list))]
    covered = {id(test) for node in marked for test in node.body}
    for test in scenarios(tree):
        if id(test) not in covered and not any(map(_says_what_about, test.decorator_list)):
            yield test.lineno


def _says_what_about(node: ast.expr) -> bool:
    """Whether a decorator, or a list of marks, names a statement or an area; `parametrize` and the like do not."""
    return any(_mark(part) in _AREAS for part in ast.walk(node))


def _mark(node: ast.AST) -> str:
    """`memo` of `pytest.mark.memo`."""
    return node.attr if isinstance(node, ast.Attribute) and name_of(node.value) == "mark" else ""


def _unchecking(tree: ast.Module) -> Iterator[int]:
    def checks(node: ast.AST) -> bool:
        return isinstance(node, ast.Assert) or called(node).startswith("expect") or called(node) == "raises"

    for test in scenarios(tree):
        if not any(checks(node) for function in with_own_helpers(test, tree) for node in ast.walk(function)):
            yield test.lineno


def _conditions(tree: ast.Module) -> Iterator[int]:
    """Also in the functions of the module that a test calls; loops over tables and filters of them are none."""
    within = {id(one): one for test in scenarios(tree) for one in with_own_helpers(test, tree)}
    for function in within.values():
        for statement in function.body:
            for node in ast.walk(statement):
                if isinstance(node, ast.stmt | ast.expr) and _branches(node):
                    yield node.lineno


def _branches(node: ast.AST) -> bool:
    either = isinstance(node, ast.Expr) and isinstance(node.value, ast.BoolOp)  # `wanted and page.expect_it()`
    return isinstance(node, _MAY_BRANCH) or either or called(node) == "suppress"


def _looked_at_once(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and any(called(part) in _LOOKS_ONCE for part in ast.walk(node.test)):
            yield node.lineno


def _silently_skipped(tree: ast.Module) -> Iterator[int]:
    with_arguments = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _mark(node) in _PUT_ASIDE and id(node) not in with_arguments:
            yield node.lineno
        if isinstance(node, ast.Call) and not _reasoned(node):
            yield node.lineno


def _reasoned(call: ast.Call) -> bool:
    mark, function = _mark(call.func), name_of(call.func)
    of_pytest = isinstance(call.func, ast.Attribute) and name_of(call.func.value) == "pytest"
    given = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
    if mark in {"skipif", "xfail"}:
        pass
    elif mark == "skip" or (of_pytest and function in {"skip", "xfail"}):
        given += call.args
    else:
        return True
    return any(not isinstance(reason, ast.Constant) or bool(reason.value) for reason in given)


RULES = (
    Rule(
        "has-docstring",
        "Say in a docstring, in one sentence, what must be true.",
        ("scenarios",),
        _undocumented,
    ),
    Rule(
        "has-statement-or-area",
        'Say what it is about: @pytest.mark.memo("6.3"), or @pytest.mark.area("…") beyond the memo.',
        ("scenarios",),
        _unmarked,
    ),
    Rule(
        "has-assertion",
        "It cannot fail: end with what must be true, an expect_… of a page object or an assert.",
        ("scenarios",),
        _unchecking,
    ),
    Rule(
        "no-condition",
        "A test does the same each time: write two tests, a table to loop over, or a fixture.",
        ("scenarios",),
        _conditions,
    ),
    Rule(
        "no-single-look",
        "A value read once may be of a moment too early: use an expect_… of the page object, which waits.",
        ("scenarios",),
        _looked_at_once,
    ),
    Rule(
        "skip-has-reason",
        "Whoever reads the report wants to know why: give a reason.",
        DRIVING,
        _silently_skipped,
    ),
    Rule(
        "no-print",
        "Nobody reads it: assert it, or let a step tell it.",
        ("scenarios", "pages"),
        calls("print"),
    ),
)
