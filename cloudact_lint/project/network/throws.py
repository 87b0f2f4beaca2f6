"""What code can throw: its own errors and those of the functions it calls, and whether it asks for a status."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cloudact_lint.facts import model as m
from cloudact_lint.project.annotations import called
from cloudact_lint.project.bindings import statements
from cloudact_lint.project.network.around import arguments
from cloudact_lint.project.network.calls import NetworkCalls
from cloudact_lint.project.network.sites import Request
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, External, FunctionValue, LambdaValue, Parameter, Value
from cloudact_lint.project.walking import statement_expressions, walk

STATUS = frozenset(("status", "statusCode", "status_code", "ok", "is_success", "is_error", "is_server_error"))
_RAISING = frozenset(("raise_for_status", "raise_for_status_async", "ensure_success", "error_for_status"))
_HARMLESS = (
    "builtins.console.", "builtins.JSON.", "builtins.Object.", "builtins.Promise.", "builtins.Math.", "builtins.Date.",
    "builtins.performance.", "logging.", "json.", "asyncio.", "time.", "math.", "random.",
)  # fmt: skip
_BUILTINS = frozenset(dir(builtins)) | {
    "String", "Number", "Boolean", "Array", "Object", "Date", "Error", "Promise", "URL", "Headers", "Request",
    "AbortController", "parseInt", "parseFloat", "setTimeout", "clearTimeout", "structuredClone", "encodeURIComponent",
}  # fmt: skip
_DEPTH = 5


@dataclass(slots=True)
class Reached:
    """What running some code comes to."""

    requests: list[Request] = field(default_factory=list)
    thrown: list[tuple[m.Raise, Scope]] = field(default_factory=list)
    """``throw`` and ``raise`` with a value that is no caught error."""
    asks: bool = False
    """Whether it looks at the status of an answer, or raises for it."""
    unknown: bool = False
    """Whether an answer is given to something that cannot be seen."""
    parameters: list[m.Param] = field(default_factory=list)
    """Parameters that it calls."""
    trail: list[FunctionValue] = field(default_factory=list)
    """The functions on the way."""


class Throws:
    """Looks through functions. One for a project."""

    def __init__(self, network: NetworkCalls) -> None:
        self.network = network
        self.resolver = network.resolver
        self.project = network.project

    @cached_property
    def _requests(self) -> dict[int, Request]:
        return {id(request.site.call): request for request in self.network.requests}

    def of_block(self, block: m.Block, scope: Scope) -> Reached:
        """What a block of a function comes to."""
        found = Reached()
        self._scan(statements(block), scope, found, set(), 0)
        return found

    def of_value(self, value: Value) -> Reached | None:
        """What calling a function comes to; None if it is none that can be seen."""
        found = Reached()
        if isinstance(value, FunctionValue):
            self._function(value, found, set(), 0)
        elif isinstance(value, LambdaValue):
            self._expressions([value.value.body], value.scope, found, set(), 0, frozenset())
        else:
            return None
        return found

    def _function(self, value: FunctionValue, found: Reached, seen: set[int], depth: int) -> None:
        if id(value.function) in seen or depth > _DEPTH:
            return
        seen.add(id(value.function))
        found.trail.append(value)
        body = self.project.child(value.function, value.scope)
        self._scan(body.flat, body, found, seen, depth + 1)

    def _scan(self, block: Iterable[m.Stmt], scope: Scope, found: Reached, seen: set[int], depth: int) -> None:
        body = list(block)
        answers = frozenset(self._answers(body, scope))
        caught = {handler.name for s in body if isinstance(s, m.Try) for handler in s.handlers if handler.name}
        caught.update(handler.name for s in scope.flat if isinstance(s, m.Try) for handler in s.handlers)
        for statement in body:
            again = isinstance(statement, m.Raise) and getattr(statement.value, "id", None) in caught
            if isinstance(statement, m.Raise) and statement.value is not None and not again:
                found.thrown.append((statement, scope))
            self._expressions(statement_expressions(statement), scope, found, seen, depth, answers)

    def _answers(self, body: list[m.Stmt], scope: Scope) -> Iterator[str]:
        """Names for what requests, or functions that make them, give."""
        for statement in body:
            if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name) and statement.value is not None:
                for node in walk(statement.value):
                    if isinstance(node, m.Call):
                        yield statement.target.id
                        break
            elif isinstance(statement, m.With):
                for _, target in statement.items:
                    if isinstance(target, m.Name):
                        yield target.id

    def _expressions(
        self, expressions: Iterable[m.Expr], scope: Scope, found: Reached, seen: set[int], depth: int,
        answers: frozenset[str],
    ) -> None:  # fmt: skip
        for expr in expressions:
            for node in walk(expr):
                if isinstance(node, m.Attr) and node.name in STATUS:
                    found.asks = True
                elif isinstance(node, m.FuncExpr):
                    self._function(FunctionValue(node.function, scope), found, seen, depth)
                elif isinstance(node, m.Call):
                    self._call(node, scope, found, seen, depth, answers)

    def _call(
        self, call: m.Call, scope: Scope, found: Reached, seen: set[int], depth: int, answers: frozenset[str]
    ) -> None:
        request = self._requests.get(id(call))
        if request is not None:
            found.requests.append(request)
            found.asks = found.asks or any(name == "raise_for_status" for name, _ in call.keywords)
            return
        if called(call) in _RAISING:
            found.asks = True
            return
        known = False
        for value in self.resolver.resolve(call.func, scope, call.at):
            if isinstance(value, FunctionValue):
                known = True
                self._function(value, found, seen, depth)
            elif isinstance(value, Parameter):
                known = True
                found.parameters.append(value.param)
            elif isinstance(value, ClassValue) or (isinstance(value, External) and _is_harmless(value.name)):
                known = True
        if not known and any(getattr(arg, "id", "") in answers or isinstance(arg, m.Call) for arg in arguments(call)):
            found.unknown = True


def _is_harmless(name: str) -> bool:
    """Whether something from outside does not look at what it is given, so that it throws nothing for it."""
    return name.startswith(_HARMLESS) or name.removeprefix("builtins.") in _BUILTINS
