"""Functions that say in their return value that they failed, and raise nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope, statements
from cloudact_lint.project.values import FunctionValue, Instance, Literal
from cloudact_lint.project.walking import last_name

_STATUS_KEYS = {"status", "state", "outcome", "result"}
_FLAGS = {"success", "succeeded", "ok", "is_success", "successful"}
_FAILED = lazy_pattern(r"(?i)^(?:fail|failed|failure|error|errored)$")
TELLING = _STATUS_KEYS | _FLAGS | {
    "error", "errors", "error_message", "error_code", "err", "exception", "failed", "failure", "failures", "message",
    "tables_failed", "rows_failed", "is_error", "has_errors",
}  # fmt: skip
"""Keys whose reader learns of a failure."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a function reports failure: ``says`` in words, at ``at``; ``pair`` for ``(False, error)``."""

    says: str
    at: Span
    path: str
    pair: bool = False


class Outcomes:
    """Answers for functions of a project; answers are remembered."""

    def __init__(self, project: Project, resolver: Resolver) -> None:
        self.project = project
        self.resolver = resolver
        self._known: dict[int, Outcome | None] = {}

    def of(self, function: FunctionValue) -> Outcome | None:
        """How ``function`` reports failure, or None if it does not, or not plainly."""
        key = id(function.function)
        if key not in self._known:
            self._known[key] = None  # while it is being looked for
            self._known[key] = self._find(function)
        return self._known[key]

    def candidates(self, path: str, names: frozenset[str]) -> Iterator[tuple[FunctionValue, Outcome]]:
        """The functions of a file, of these names, that report failure."""
        for scope in self.project.scopes(path):
            if scope.function is not None and scope.parent is not None and scope.function.name in names:
                value = self.resolver.definition(scope.function, scope.parent)
                outcome = self.of(value) if isinstance(value, FunctionValue) else None
                if isinstance(value, FunctionValue) and outcome is not None:
                    yield value, outcome

    def _find(self, function: FunctionValue) -> Outcome | None:
        if any(_wraps_route(decorator) for decorator in function.function.decorators):
            return None  # the framework reads what a route returns
        body = self.project.child(function.function, function.scope)
        for statement in statements(body.body):
            if isinstance(statement, m.Return) and statement.value is not None and not statement.is_yield:
                outcome = self._returned(statement, body)
                if outcome is not None:
                    return outcome
        return None

    def _returned(self, statement: m.Return, body: Scope) -> Outcome | None:
        assert statement.value is not None
        told = _tells(statement.value)
        if told:
            return Outcome(told, statement.at, body.path, isinstance(statement.value, m.Seq))
        if isinstance(statement.value, m.Name):
            later = _set_later(statement.value, body)
            if later is not None:
                return Outcome(*later, body.path)
        if isinstance(statement.value, (m.Name, m.Call)):
            return self._handed_back(statement.value, statement, body)
        return None

    def _handed_back(self, value: m.Name | m.Call, statement: m.Return, body: Scope) -> Outcome | None:
        """What a name stands for, or what another function of the repository reports."""
        if isinstance(value, m.Call):
            for target in self.resolver.resolve(value.func, body, value.at):
                inner = self.of(target) if isinstance(target, FunctionValue) else None
                if inner is not None:
                    return inner
            return None
        for found in self.resolver.resolve(value, body, statement.at):
            if isinstance(found, Literal) and (told := _tells(found.expr)):
                return Outcome(told, statement.at, body.path, isinstance(found.expr, m.Seq))
            if isinstance(found, Instance) and found.call is not None and (told := _tells(found.call)):
                return Outcome(told, statement.at, body.path)
        return None


def _tells(expr: m.Expr) -> str:
    """How a returned value says failure, in words; empty if it does not."""
    if isinstance(expr, m.Dict):
        for key, value in expr.items:
            name = literal_key(key)
            if isinstance(name, str) and (told := _says(name, value)):
                return f'{{"{name}": {told}}}'
    if isinstance(expr, m.Call):
        made = last_name(expr.func)
        for keyword, value in expr.keywords if made[:1].isupper() else ():
            if keyword and (told := _says(keyword, value)):
                return f"{made}({keyword}={told})"
    if isinstance(expr, m.Seq) and 2 <= len(expr.items) <= 3 and _is_false(expr.items[0]):
        return "(False, …)"
    return ""


def _says(key: str, value: m.Expr) -> str:
    options = value.options if isinstance(value, m.Alt) else (value,)
    for option in options:
        text = literal_key(option)
        if key in _STATUS_KEYS and isinstance(text, str) and _FAILED.match(text):
            return f'"{text}"'
        if key in _FLAGS and _is_false(option):
            return "False"
    return ""


def _is_false(expr: m.Expr) -> bool:
    return isinstance(expr, m.Const) and expr.value is False


def _set_later(name: m.Name, body: Scope) -> tuple[str, Span] | None:
    """``result["status"] = "FAILED"`` somewhere before ``return result``."""
    for statement in statements(body.body):
        if isinstance(statement, m.Assign) and statement.value is not None and isinstance(statement.target, m.Sub):
            key = literal_key(statement.target.index)
            if statement.target.base == name and isinstance(key, str) and (told := _says(key, statement.value)):
                return f'{{"{key}": {told}}}', statement.at
        if isinstance(statement, m.Do) and isinstance(statement.value, m.Call):
            collected = _collects(statement.value, name)
            if collected:
                return f'{{"{collected}": […]}}', statement.value.at
    return None


def _collects(call: m.Call, name: m.Name) -> str:
    """``result["errors"].append(…)``."""
    func = call.func
    if (
        isinstance(func, m.Attr)
        and func.name in ("append", "extend")
        and isinstance(func.base, m.Sub)
        and func.base.base == name
    ):
        key = literal_key(func.base.index)
        return key if isinstance(key, str) and key in ("errors", "failures", "failed") else ""
    return ""


# fmt: off
_ROUTES = {"get", "post", "put", "patch", "delete", "route", "api_route", "websocket", "exception_handler",
           "middleware", "command", "task", "tool", "on_event"}
# fmt: on


def _wraps_route(decorator: m.Expr) -> bool:
    func = decorator.func if isinstance(decorator, m.Call) else decorator
    return isinstance(func, m.Attr) and func.name in _ROUTES
