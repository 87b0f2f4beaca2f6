"""What stands around a request: calls that it is handed to, loops, and the functions that it is in."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.bindings import inside
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import scope_calls, walk


def function_scopes(scope: Scope) -> list[Scope]:
    """The function a scope is of, those around it, and the module, if no class is between."""
    found: list[Scope] = []
    here: Scope | None = scope
    while here is not None and here.kind != "class":
        found.append(here)
        here = here.parent
    return found


def calls_around(site: CallSite) -> Iterator[m.Call]:
    """Calls that are given the request, or a function that makes it: ``race([…])``, ``retry(() => fetch(…))``."""
    for scope in function_scopes(site.scope):
        for outer in scope_calls(scope):
            if outer is site.call:
                continue
            # A reference that is passed on counts as a call of it, at the place of the one it is passed to.
            passes = outer.at == site.call.at and outer.func is not site.call.func
            if passes or any(_holds(arg, site) for arg in arguments(outer)):
                yield outer


def arguments(call: m.Call) -> tuple[m.Expr, ...]:
    """All arguments of a call, by position and by name."""
    return (*call.args, *(value for _, value in call.keywords))


def _holds(arg: m.Expr, site: CallSite) -> bool:
    """Whether an argument is, holds, or names what holds the request."""
    for node in walk(arg):
        if node is site.call:
            return True
        if isinstance(node, m.FuncExpr) and inside(site.call.at, node.function.at):
            return True
        if isinstance(node, m.Name):
            for binding in site.scope.bindings.get(node.id, ()):
                value = binding.value if binding.kind == "value" else None
                if value is not None and any(inner is site.call for inner in walk(value)):
                    return True
    return False


def loops_around(site: CallSite) -> Iterator[tuple[m.Loop, Scope]]:
    """The loops, of its function and those around, that the request stands in."""
    for scope in function_scopes(site.scope):
        for statement in scope.flat:
            if isinstance(statement, m.Loop) and inside(site.call.at, statement.at):
                yield statement, scope

