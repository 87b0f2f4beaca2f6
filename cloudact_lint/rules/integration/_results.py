"""Functions that return what an exception says, and answers that pass it on: ``detail=result.error``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Location, Span
from cloudact_lint.project.failures.exposure import exposure_of
from cloudact_lint.project.failures.messages import Messages, in_production, parts
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name
from cloudact_lint.rules.integration._answers import answers

_MAX_DEPTH = 2
_MAX_STEPS = 6
_KEYS = frozenset(("error", "errors", "message", "detail", "details", "error_message", "errorMessage", "reason"))
_TYPESCRIPT = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
_WHOLE = ""
"""The key under which a function returns the text itself."""


class Told(NamedTuple):
    """Where a function puts the text of an exception into what it returns."""

    key: str
    where: Location


class Results:
    """Answers for functions of a project; answers are remembered."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._known: dict[int, tuple[Told, ...]] = {}

    def passed_on(self, value: m.Expr, scope: Scope, at: Span, depth: int = 0) -> Told | None:
        """What of an answer's value is a result that holds the text of an exception."""
        if depth > _MAX_STEPS:
            return None
        key, source = _asked(value)
        if source is not None:
            for told in self._of_expression(source, scope, at):
                if key is None or told.key == key:
                    return told
        if key is not None:
            return None
        inside = [(part, at) for part in (*parts(value), *_wrapped(value))]
        if isinstance(value, m.Name) and value.id in scope.bindings:
            bindings = scope.reaching(value.id, at)[0]
            inside = [(b.value, b.at) for b in bindings if b.kind == "value" and b.value is not None]
        return next(filter(None, (self.passed_on(part, scope, where, depth + 1) for part, where in inside)), None)

    def _of_expression(self, source: m.Expr, scope: Scope, at: Span) -> Iterator[Told]:
        for call in self._calls(source, scope, at, 0):
            if not isinstance(call.func, (m.Name, m.Attr)):
                continue
            for value in self.resolver.resolve(call.func, scope, call.at)[:3]:
                if isinstance(value, FunctionValue):
                    yield from self.of(value)

    def _calls(self, expr: m.Expr, scope: Scope, at: Span, depth: int) -> Iterator[m.Call]:
        """The calls whose result an expression is."""
        if depth > 3:
            return
        if isinstance(expr, m.Call):
            yield expr
        elif isinstance(expr, m.Name) and expr.id in scope.bindings:
            for binding in scope.reaching(expr.id, at)[0] or scope.bindings[expr.id]:
                if binding.kind == "value" and binding.value is not None:
                    yield from self._calls(binding.value, scope, binding.at, depth + 1)
        elif isinstance(expr, m.Sub) and isinstance(expr.index, m.Const) and isinstance(expr.index.value, int):
            for call in self._calls(expr.base, scope, at, depth + 1):
                items = call.args[0].items if call.args and isinstance(call.args[0], m.Seq) else call.args
                if last_name(call.func) in ("all", "gather") and expr.index.value < len(items):
                    yield from self._calls(items[expr.index.value], scope, at, depth + 1)

    def of(self, function: FunctionValue, depth: int = 0) -> tuple[Told, ...]:
        """Where a function, or one whose result it returns, gives the text of an exception back."""
        key = id(function.function)
        if key not in self._known:
            self._known[key] = ()  # while it is being looked at
            self._known[key] = tuple(self._find(function, depth))
        return self._known[key]

    def _find(self, function: FunctionValue, depth: int) -> Iterator[Told]:
        body = self.resolver.project.child(function.function, function.scope)
        for statement in body.flat:
            if isinstance(statement, m.Try):
                for handler in statement.handlers:
                    if exposure_of(handler.types, body, self.resolver) in ("broad", "library", "server"):
                        yield from self._returned(handler, body)
            elif isinstance(statement, m.Return) and statement.value is not None and depth < _MAX_DEPTH:
                yield from self._handed_on(statement.value, body, statement.at, depth)

    def _handed_on(self, value: m.Expr, body: Scope, at: Span, depth: int) -> Iterator[Told]:
        """What a function returns of what another one gave it."""
        for key, item in _items(value):
            told = self.passed_on(item, body, at, _MAX_STEPS - 1) if _asked(item)[0] is not None else None
            if told is not None:
                yield Told(key, told.where)
        if isinstance(value, m.Call):
            for target in self.resolver.resolve(value.func, body, at)[:2]:
                if isinstance(target, FunctionValue):
                    yield from self.of(target, depth + 1)

    def _returned(self, handler: m.Handler, body: Scope) -> Iterator[Told]:
        messages = Messages(self.resolver, body, {handler.name} if handler.name else set())
        for statement in in_production(handler.body):
            answered = any(answers(statement, routed=False, typescript=body.path.endswith(_TYPESCRIPT)))
            if isinstance(statement, m.Return) and statement.value is not None and not answered:
                where = Location(body.path, statement.at)
                for key, item in _items(statement.value):
                    if messages.told_by(item):
                        yield Told(key, where)
            messages.follow((statement,))


def _items(value: m.Expr) -> Iterator[tuple[str, m.Expr]]:
    """The named parts of what is returned."""
    if isinstance(value, m.Dict):
        for key, item in value.items:
            name = literal_key(key) if key is not None else None
            if isinstance(name, str):
                yield name, item
    elif isinstance(value, m.Call):
        yield from ((name, item) for name, item in value.keywords if name)
    else:
        yield _WHOLE, value


def _wrapped(value: m.Expr) -> tuple[m.Expr, ...]:
    """What a model or a response is made of: ``Status(error=result.error)``."""
    if isinstance(value, m.Call) and last_name(value.func)[:1].isupper():
        return (*value.args, *(item for _, item in value.keywords))
    return ()


def _asked(value: m.Expr) -> tuple[str | None, m.Expr | None]:
    """``("error", result)`` for ``result.error`` and ``result.get("error")``; (None, result) for all of it."""
    if isinstance(value, m.Attr) and value.name in _KEYS:
        return value.name, value.base
    if isinstance(value, m.Sub) and literal_key(value.index) in _KEYS:
        return str(literal_key(value.index)), value.base
    if isinstance(value, m.Call) and isinstance(value.func, m.Attr) and value.func.name == "get" and value.args:
        key = literal_key(value.args[0])
        return (str(key), value.func.base) if key in _KEYS else (None, None)
    return (None, value) if isinstance(value, (m.Name, m.Call, m.Sub)) else (None, None)
