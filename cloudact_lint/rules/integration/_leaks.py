"""Handlers whose exception's text reaches a client, function by function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Confidence, Kind, Location, Span
from cloudact_lint.project.bindings import place
from cloudact_lint.project.failures.exposure import Exposure, exposure_of
from cloudact_lint.project.failures.messages import Messages, in_production
from cloudact_lint.project.failures.tried import Tried
from cloudact_lint.project.failures.values import mentions
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope, after
from cloudact_lint.project.walking import last_name
from cloudact_lint.rules.integration._answers import Answer, answers
from cloudact_lint.rules.integration._results import Results

_ROUTES = frozenset((
    "route", "get", "post", "put", "patch", "delete", "head", "options", "api_route", "websocket", "exception_handler",
    "errorhandler", "app_errorhandler",
))  # fmt: skip
_NAMES = frozenset(("e", "err", "error", "ex", "exc", "exception"))


@dataclass(frozen=True, slots=True)
class Leak:
    """Text of an exception in an answer: where it is put in, and, if elsewhere, where it is sent."""

    at: Span
    caught: str
    """``except Exception``, or the parameter that holds it."""
    how: str
    kind: Kind
    confidence: Confidence
    elsewhere: Location | None = None
    """Where it is sent, if not here; where it comes from, if a result holds it."""
    result: bool = False
    """Whether a result of another function holds it."""


@dataclass(frozen=True, slots=True)
class _Held:
    """An exception in hand: its variable, what is done about it, and what it is of."""

    names: frozenset[str]
    caught: str
    exposure: Exposure
    body: m.Block
    end: Span | None
    """Where the handler ends; None where the whole function is about it."""
    tried: m.Block = ()
    awaits: bool = False


class Leaks:
    """Finds the leaks of one function after the other."""

    def __init__(
        self, resolver: Resolver, routed: frozenset[int], typescript: bool, results: Results | None = None
    ) -> None:
        self.resolver, self.routed, self.typescript, self.results = resolver, routed, typescript, results

    def of(self, scope: Scope) -> Iterator[Leak]:
        """The leaks of a function."""
        function = scope.function
        routed = function is not None and (id(function) in self.routed or _is_route(function))
        found: set[Span] = set()
        for leak in self._caught(scope, routed):
            found.add(leak.at)
            yield leak
        for statement in in_production(scope.body) if self.results is not None else ():
            for answer in answers(statement, routed, self.typescript):
                passed = self._passed_on(answer, scope) if answer.at not in found else None
                if passed is not None:
                    yield passed

    def _passed_on(self, answer: Answer, scope: Scope) -> Leak | None:
        for value in answer.values:
            told = self.results.passed_on(value, scope, answer.at) if self.results is not None else None
            if told is not None:
                what = f"'{told.key}' of a result" if told.key else "a result"
                return Leak(answer.at, what, answer.how, "on", Confidence.MEDIUM, told.where, result=True)
        return None

    def _caught(self, scope: Scope, routed: bool) -> Iterator[Leak]:
        for held in self._held(scope):
            seen = False
            messages = Messages(self.resolver, scope, set(held.names))
            for statement in in_production(held.body, partial(self._is_own, held, scope)):
                for answer in answers(statement, routed, self.typescript):
                    if any(map(messages.told_by, answer.values)):
                        seen = True
                        yield from self._leak(held, answer, scope)
                messages.follow((statement,))
            if not seen and held.end is not None:
                yield from self._later(held, messages.names - held.names, scope, routed)

    def _held(self, scope: Scope) -> Iterator[_Held]:
        for statement in scope.flat:
            if isinstance(statement, m.Try):
                for handler in statement.handlers:
                    exposure = exposure_of(handler.types, scope, self.resolver)
                    end = Span(handler.at.end_row, handler.at.end_column, handler.at.end_row, handler.at.end_column)
                    names = frozenset((handler.name,) if handler.name else ())
                    word = "catch" if self.typescript else "except " + (_types(handler) or "everything")
                    yield _Held(names, word, exposure, handler.body, end, statement.body, statement.awaits)
        function = scope.function
        if function is not None and (param := _exception_parameter(function)):
            yield _Held(frozenset((param,)), param, "broad", scope.body, None)

    def _is_own(self, held: _Held, scope: Scope, test: m.Expr) -> bool:
        """``if error instanceof QuotaError``: what an exception of the repository says was written for clients."""
        if isinstance(test, m.Alt) and test.op == "and":
            return any(self._is_own(held, scope, option) for option in test.options)
        kinds: tuple[m.Expr, ...]
        if isinstance(test, m.Bin) and test.op == "instanceof":
            checked, kinds = test.left, (test.right,)
        elif isinstance(test, m.Call) and last_name(test.func) == "isinstance" and len(test.args) == 2:
            checked = test.args[0]
            kinds = test.args[1].items if isinstance(test.args[1], m.Seq) else (test.args[1],)
        else:
            return False
        if not isinstance(checked, m.Name) or checked.id not in held.names or last_name(kinds[0]) == "Error":
            return False
        return exposure_of(kinds, scope, self.resolver) in ("own", "input")

    def _leak(self, held: _Held, answer: Answer, scope: Scope, entered: Span | None = None) -> Iterator[Leak]:
        kind = self._kind(held, answer.status, scope)
        if answer.status_from is not None and mentions(answer.status_from, set(held.names)):
            kind = "advice" if kind is not None else None  # an exception with a status was made for clients
        if kind is not None:
            sure = entered is None and held.exposure in ("broad", "library")
            confidence = Confidence.HIGH if sure else Confidence.MEDIUM
            sent = Location(scope.path, answer.at) if entered is not None else None
            yield Leak(entered or answer.at, held.caught, answer.how, kind, confidence, sent)

    def _kind(self, held: _Held, status: int | None, scope: Scope) -> Kind | None:
        refused = status is not None and 400 <= status < 500
        if held.exposure in ("own", "input"):
            return "on" if held.exposure == "input" and status is not None and status >= 500 else None
        if held.tried and (refused or self.typescript):
            tried = Tried(held.tried, scope, self.resolver, held.awaits if self.typescript else None)
            if tried.pure():
                return None  # what it says is about what the client sent
        return "advice" if refused and self.typescript else "on"

    def _later(self, held: _Held, names: set[str], scope: Scope, routed: bool) -> Iterator[Leak]:
        """A variable that got the text in the handler and is answered with after it."""
        if not names or held.end is None:
            return
        messages = Messages(self.resolver, scope, names)
        for statement in scope.flat:
            at = place(statement)
            if at is None or not after(at, held.end):
                continue
            for answer in answers(statement, routed, self.typescript):
                if any(map(messages.told_by, answer.values)):
                    entered = _entry(held, Messages(self.resolver, scope, set(held.names)))
                    yield from self._leak(held, answer, scope, entered or answer.at)
                    return


def _entry(held: _Held, messages: Messages) -> Span | None:
    """The statement of a handler that puts the text into a variable."""
    found: Span | None = None
    for statement in in_production(held.body):
        before = len(messages.names)
        messages.follow((statement,))
        if len(messages.names) > before:
            found = place(statement) or found
    return found


def _types(handler: m.Handler) -> str:
    return ", ".join(filter(None, map(last_name, handler.types)))


def _is_route(function: m.Function) -> bool:
    for decorator in function.decorators:
        named = decorator.func if isinstance(decorator, m.Call) else decorator
        if isinstance(named, m.Attr) and named.name in _ROUTES:
            return True
    return False


def _exception_parameter(function: m.Function) -> str:
    """The parameter of a function that is an exception of any kind, as its type says."""
    for param in function.params:
        annotation = last_name(param.annotation) if param.annotation is not None else ""
        if annotation in ("Exception", "BaseException") or (
            annotation in ("Error", "unknown", "any") and param.name in _NAMES
        ):
            return param.name
    return ""
