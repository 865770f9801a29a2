"""Questions to a syntax tree that several rules ask."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(node: ast.expr) -> str:
    """The last name of `a.b.c`, or the plain name; empty for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def called(node: ast.AST) -> str:
    """The name of what is called, whatever it is called on; empty for what is no call."""
    return name_of(node.func) if isinstance(node, ast.Call) else ""


def calls(*names: str) -> Callable[[ast.Module], Iterator[int]]:
    """Finds calls of these functions or methods."""

    def find(tree: ast.Module) -> Iterator[int]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in names:
                yield node.lineno

    return find


def strings(pattern: str) -> Callable[[ast.Module], Iterator[int]]:
    """Finds string constants that match, docstrings aside."""

    def find(tree: ast.Module) -> Iterator[int]:
        documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or id(node) in documented:
                continue
            if isinstance(node.value, str) and re.search(pattern, node.value):
                yield node.lineno

    return find


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def scenarios(tree: ast.Module) -> Iterator[Function]:
    """The tests of a module."""
    yield from (node for node in functions(tree) if node.name.startswith("test_"))


def with_own_helpers(test: Function, tree: ast.Module) -> list[Function]:
    """The test and the functions of its module that it calls, directly or through one another."""
    known = {node.name: node for node in tree.body if isinstance(node, Function)}
    reached = [test]
    for function in reached:
        names = {called(node) for node in ast.walk(function)}
        reached.extend(known[name] for name in known if name in names and known[name] not in reached)
    return reached
