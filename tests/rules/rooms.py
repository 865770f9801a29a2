"""Rules for page objects, and one for the portal's domain."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.rule import Rule
from tests.rules.syntax import Function, called, calls, functions, name_of

_OF_PLAYWRIGHT = {
    "expect_popup", "expect_page", "expect_event", "expect_response", "expect_request", "expect_request_finished",
    "expect_navigation", "expect_download", "expect_console_message", "expect_file_chooser", "expect_websocket",
}  # fmt: skip
_TOUCHES = {
    "click", "dblclick", "fill", "check", "uncheck", "select_option", "set_input_files", "press_sequentially", "hover",
    "tap", "drag_to", "inner_text", "text_content", "input_value",
}  # fmt: skip
_MECHANICS = tuple(f"pages/{name}.py" for name in ("elements", "finding", "places", "opening", "checks", "tables"))
_RAW = {"str", "int", "float", "bool", "list", "tuple", "dict", "set"}


def _own_expectations(tree: ast.Module) -> Iterator[int]:
    """Calls of expect_… outside of expect_… itself, Playwright's own waiting ones aside."""
    expecting = [function for function in functions(tree) if function.name.startswith("expect_")]
    inside = {id(node) for function in expecting for node in ast.walk(function)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or id(node) in inside:
            continue
        if called(node).startswith("expect_") and called(node) not in _OF_PLAYWRIGHT:
            yield node.lineno


def _is_step(node: ast.stmt) -> bool:
    marks = node.decorator_list if isinstance(node, Function) else []
    return any(name_of(mark.func if isinstance(mark, ast.Call) else mark) == "step" for mark in marks)


def _page_objects(tree: ast.Module) -> Iterator[ast.ClassDef]:
    yield from (node for node in tree.body if isinstance(node, ast.ClassDef) and any(map(_is_step, node.body)))


def _unexplained(tree: ast.Module) -> Iterator[int]:
    """What is public, in a module or a page object, and explained by neither a docstring nor a step's text."""
    for body in [tree.body, *(node.body for node in _page_objects(tree))]:
        for node in body:
            if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node) and not _is_step(node):
                yield node.lineno


def _getters(tree: ast.Module) -> Iterator[int]:
    """Public methods of page objects that give a bare value and are not called `read_…`."""
    methods = [node for page_object in _page_objects(tree) for node in page_object.body if isinstance(node, Function)]
    for method in methods:
        if not method.name.startswith(("_", "read_")) and _kind(method.returns) in _RAW:
            yield method.lineno


def _kind(annotation: ast.expr | None) -> str:
    """`list` of `list[str]`, `str` of `str | None`."""
    if isinstance(annotation, ast.Subscript):
        return _kind(annotation.value)
    if isinstance(annotation, ast.BinOp):
        return _kind(annotation.left)
    return name_of(annotation) if annotation is not None else ""


def _touches(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TOUCHES:
            yield node.lineno


def _timeouts_by_position(tree: ast.Module) -> Iterator[int]:
    for function in functions(tree):
        public = not function.name.startswith("_") and function.name != "patience"
        by_position = [*function.args.posonlyargs, *function.args.args]
        if public and any(argument.arg == "timeout" for argument in by_position):
            yield function.lineno


RULES = (
    Rule(
        "only-scenarios-expect",
        "A page object acts and waits (pages.elements); what must be true is the scenario's business.",
        ("pages",),
        _own_expectations,
    ),
    Rule(
        "is-explained",
        "Say to whoever reads the page object what it is: a docstring, or a step's sentence.",
        ("pages",),
        _unexplained,
    ),
    Rule(
        "no-getter",
        "Offer an expect_…, which waits; only what a scenario carries elsewhere is read, by a method read_….",
        ("pages",),
        _getters,
    ),
    Rule(
        "timeout-by-keyword",
        "Everywhere timeout is keyword-only: put it behind «*».",
        ("pages",),
        _timeouts_by_position,
        besides=("pages/opening.py",),  # inner parts of elements
    ),
    Rule(
        "touch-through-elements",
        "Touch through pages.elements, which tells the stream of steps and says in words what went wrong.",
        ("pages", "scenarios"),
        _touches,
        besides=_MECHANICS,
    ),
    Rule(
        "domain-is-told-the-time",
        "The domain reads no clock: take the time as an argument.",
        ("portal/domain",),
        calls("now", "utcnow", "today", "monotonic", "perf_counter"),
    ),
)
