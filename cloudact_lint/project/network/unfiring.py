"""Retries that wait for an error which nothing inside them throws.

``fetch`` fulfils its promise whatever the status (https://developer.mozilla.org/docs/Web/API/Window/fetch#exceptions);
Requests and HTTPX raise for a status only when told to (``raise_for_status``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import called, literal_key
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bindings import statements
from cloudact_lint.project.network.calls import NetworkCalls
from cloudact_lint.project.network.retries import is_retry_loop
from cloudact_lint.project.network.sites import Request
from cloudact_lint.project.network.throws import Reached, Throws
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, External, FunctionValue, Literal
from cloudact_lint.project.walking import last_name, statement_expressions, walk

_QUIET = frozenset(("fetch", "node-fetch", "undici", "requests", "httpx", "aiohttp"))
"""Libraries whose requests do not fail because of a status."""
_NUMBERS = frozenset(("status", "statusCode", "status_code"))
_COMPARES = frozenset((">=", ">", "==", "<", "<=", "in"))
_STATUS_ERRORS = {"HTTPStatusError": "httpx", "HTTPError": "requests", "ClientResponseError": "aiohttp"}


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    """Where a retry asks an error for its status; ``cls`` is the class that the error must have."""

    path: str
    at: Span
    cls: ClassValue | None
    attribute: str
    statuses: frozenset[int] = frozenset()
    """The numbers it compares with; empty where an exception is awaited by its type."""


@dataclass(frozen=True, slots=True, eq=False)
class Unfiring:
    """A retry that never sees a status: the call it makes, its tests, and the request behind the call."""

    path: str
    at: Span
    scope: Scope
    test: Test
    error: str
    statuses: frozenset[int]
    request: Request
    thrown_at: tuple[str, Span, str] | None
    """Where the error that it waits for is thrown instead, and in which function."""


class UnfiringRetries:
    """Finds such retries."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.network = NetworkCalls.of(project)
        self.resolver = self.network.resolver
        self.throws = Throws(self.network)

    def find(self) -> Iterator[Unfiring]:
        """Every such retry of the project, tests left out."""
        for path in self._paths():
            for scope in self.project.scopes(path):
                yield from self._of_loops(scope)
                if scope.function is not None and scope.function.decorators:
                    yield from self._of_decorators(scope)

    def _paths(self) -> Iterator[str]:
        """Files that make requests, those that import them, and no others."""
        from cloudact_lint.project.focus import with_importers

        making = {request.site.path for request in self.network.requests if request.use.library in _QUIET}
        for path in sorted(with_importers(self.project, making)):
            if self.project.asked(path):
                yield path

    # Loops -------------------------------------------------------------------------------

    def _of_loops(self, scope: Scope) -> Iterator[Unfiring]:
        for loop in scope.flat:
            if not isinstance(loop, m.Loop):
                continue
            for attempt in statements(loop.body):
                if isinstance(attempt, m.Try) and attempt.handlers:
                    yield from self._of_try(loop, attempt, scope)

    def _of_try(self, loop: m.Loop, attempt: m.Try, scope: Scope) -> Iterator[Unfiring]:
        first = next(_calls(attempt.body), None)
        if first is None or not is_retry_loop(loop, first):
            return
        tests = [test for handler in attempt.handlers for test in self._tests(handler, scope)]
        test = max(tests, key=lambda one: max(one.statuses), default=None) or self._python_handler(attempt, scope)
        if test is None:
            return
        test = replace(test, statuses=frozenset(number for one in tests for number in one.statuses))
        reached = self.throws.of_block(attempt.body, scope)
        if reached.parameters and not reached.requests:
            yield from self._handed_in(reached, test, scope)
        elif self._cannot_fire(reached, test):
            yield self._unfiring(reached, test, scope, self._attempted(attempt, reached) or first)

    def _attempted(self, attempt: m.Try, reached: Reached) -> m.Call | None:
        """The call within the try that comes to the request."""
        for call in _calls(attempt.body):
            if any(request.site.call is call for request in reached.requests):
                return call
            if any(function.function.name == called(call) for function in reached.trail):
                return call
        return None

    def _handed_in(self, reached: Reached, test: Test, scope: Scope) -> Iterator[Unfiring]:
        """``withRetry(fn)``: what its callers hand to it."""
        for hop in self.network.edges.to(scope):
            for param in reached.parameters:
                given = argument_for(hop.site.call, hop.function, param)
                if given is None or not self.project.asked(hop.site.path):
                    continue
                values = self.resolver.resolve(given, hop.site.scope, hop.site.call.at)
                inner = [self.throws.of_value(value) for value in values]
                if inner and all(one is not None and self._cannot_fire(one, test) for one in inner):
                    assert inner[0] is not None
                    yield self._unfiring(inner[0], test, hop.site.scope, hop.site.call)

    # Tests of a status -------------------------------------------------------------------

    def _tests(self, handler: m.Handler, scope: Scope) -> Iterator[Test]:
        """Where a handler, or a function that it asks about the error, compares a status."""
        expressions = [e for s in statements(handler.body) for e in statement_expressions(s)]
        yield from self._compared(expressions, scope)
        for expr in expressions:
            for node in walk(expr):
                if isinstance(node, m.Call) and any(last_name(arg) == handler.name != "" for arg in node.args):
                    for value in self.resolver.resolve(node.func, scope, node.at):
                        if isinstance(value, FunctionValue):
                            body = self.project.child(value.function, value.scope)
                            inner = [e for s in body.flat for e in statement_expressions(s)]
                            yield from self._compared(inner, body)

    def _compared(self, expressions: list[m.Expr], scope: Scope) -> Iterator[Test]:
        nodes = [node for expr in expressions for node in walk(expr)]
        classes = [
            value
            for node in nodes
            if isinstance(node, m.Bin) and node.op == "instanceof"
            for value in self.resolver.resolve(node.right, scope)
            if isinstance(value, ClassValue)
        ]
        for node in nodes:
            attribute, statuses = self._status(node, scope)
            if attribute is not None and statuses:
                cls = next((one for one in classes if self._has(one, attribute.name)), None)
                yield Test(scope.path, _place(node, scope), cls, attribute.name, statuses)

    def _status(self, node: m.Expr, scope: Scope) -> tuple[m.Attr | None, frozenset[int]]:
        """The status that an expression compares with numbers of failures, and these."""
        if isinstance(node, m.Bin) and node.op in _COMPARES:
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(side, m.Attr) and side.name in _NUMBERS:
                    return side, self._failures(other, scope)
        if isinstance(node, m.Call) and called(node) in ("includes", "has") and node.args:
            arg, func = node.args[0], node.func
            if isinstance(arg, m.Attr) and arg.name in _NUMBERS and isinstance(func, m.Attr):
                return arg, self._failures(func.base, scope)
        return None, frozenset()

    def _failures(self, expr: m.Expr, scope: Scope) -> frozenset[int]:
        found: set[int] = set()
        for value in self.resolver.resolve(expr, scope):
            if isinstance(value, Literal):
                for item in value.expr.items if isinstance(value.expr, m.Seq) else (value.expr,):
                    number = literal_key(item) if isinstance(item, m.Const) else None
                    if isinstance(number, int) and 400 <= number < 600:
                        found.add(number)
        return frozenset(found)

    def _has(self, cls: ClassValue, attribute: str) -> bool:
        """Whether objects of a class of the repository have an attribute of that name."""
        for base in self.resolver.members.bases(cls):
            if isinstance(base, ClassValue):
                scope = self.project.child(base.cls, base.scope)
                if attribute in scope.bindings or attribute in self.resolver.members.self_assignments(scope):
                    return True
        return False

    # Python ------------------------------------------------------------------------------

    def _python_handler(self, attempt: m.Try, scope: Scope) -> Test | None:
        """``except requests.HTTPError`` around a request, in a loop."""
        for handler in attempt.handlers:
            if len(handler.types) == 1 and self._status_error(handler.types[0], scope):
                return Test(scope.path, handler.at, None, last_name(handler.types[0]))
        return None

    def _of_decorators(self, scope: Scope) -> Iterator[Unfiring]:
        """``@retry(retry=retry_if_exception_type(httpx.HTTPStatusError))``, ``@backoff.on_exception(…, HTTPError)``."""
        assert scope.function is not None and scope.parent is not None
        for decorator in scope.function.decorators:
            if not isinstance(decorator, m.Call):
                continue
            for node in walk(decorator):
                if isinstance(node, (m.Name, m.Attr)) and self._status_error(node, scope.parent):
                    reached = self.throws.of_block(scope.function.body, scope)
                    test = Test(scope.path, decorator.at, None, last_name(node))
                    if self._cannot_fire(reached, test):
                        yield self._unfiring(reached, test, scope, reached.requests[0].site.call)
                    return

    def _status_error(self, expr: m.Expr, scope: Scope) -> bool:
        """Whether an expression is the error that a library raises for a status, and for nothing else."""
        library = _STATUS_ERRORS.get(last_name(expr))
        return library is not None and any(
            isinstance(value, External) and value.name.startswith(f"{library}.")
            for value in self.resolver.resolve(expr, scope)
        )

    # Judging -----------------------------------------------------------------------------

    def _cannot_fire(self, reached: Reached, test: Test) -> bool:
        if not reached.requests or reached.asks or reached.unknown or reached.parameters:
            return False
        if any(self._fails_by_itself(request) for request in reached.requests):
            return False
        return not any(self._may_carry(raised, scope, test) for raised, scope in reached.thrown)

    def _fails_by_itself(self, request: Request) -> bool:
        """Whether a library, or a client that was told to, raises for a status."""
        if request.use.library not in _QUIET:
            return True
        client = request.use.client
        if client is None or client.call is None:
            return client is not None and request.use.library == "aiohttp"
        return any(name in ("event_hooks", "raise_for_status", "hooks") for name, _ in client.call.keywords)

    def _may_carry(self, raised: m.Raise, scope: Scope, test: Test) -> bool:
        """Whether an error that is thrown may be the one that is waited for."""
        for value in self.resolver.resolve(_class_of(raised.value), scope, raised.at):
            if isinstance(value, ClassValue):
                if test.cls is not None:
                    related = [base.cls for base in self.resolver.members.bases(value) if isinstance(base, ClassValue)]
                    if test.cls.cls in related:
                        return True
                elif self._has(value, test.attribute):
                    return True
            elif not (isinstance(value, External) and value.name == "builtins.Error"):
                return True
        return False

    # Saying ------------------------------------------------------------------------------

    def _unfiring(self, reached: Reached, test: Test, scope: Scope, call: m.Call) -> Unfiring:
        error = test.cls.cls.name if test.cls is not None else test.attribute
        thrown_at = self._thrown_at(test.cls)
        return Unfiring(scope.path, call.at, scope, test, error, test.statuses, reached.requests[0], thrown_at)

    def _thrown_at(self, cls: ClassValue | None) -> tuple[str, Span, str] | None:
        """Where an error of a class is thrown, in its own file."""
        if cls is None:
            return None
        for scope in self.project.scopes(cls.scope.path):
            for statement in scope.flat:
                if isinstance(statement, m.Raise) and last_name(_class_of(statement.value)) == cls.cls.name:
                    name = scope.function.name if scope.function is not None else ""
                    return scope.path, statement.at, name
        return None


def _class_of(expr: m.Expr | None) -> m.Expr:
    if isinstance(expr, m.Call):
        return expr.func
    return expr if expr is not None else m.Other(())


def _calls(block: m.Block) -> Iterator[m.Call]:
    for statement in statements(block):
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if isinstance(node, m.Call):
                    yield node


def _place(node: m.Expr, scope: Scope) -> Span:
    """Where a comparison stands; that of its statement, as comparisons have no place of their own."""
    for statement in scope.flat:
        if any(node is inner for expr in statement_expressions(statement) for inner in walk(expr)):
            at: Span | None = getattr(statement, "at", None)
            if at is not None:
                return Span(at.row, at.column, at.row, at.column + 1)
    return scope.function.at if scope.function is not None else Span(1, 1, 1, 1)
