"""Whether what is done about a failure makes it known: raised, logged, counted, kept, returned or shown."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bindings import inside
from cloudact_lint.project.failures.development import branch_of_development
from cloudact_lint.project.failures.values import is_failure, mentions, tells_by_value
from cloudact_lint.project.failures.words import FAILURE, SUCCESS, path_words, words_of
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope, child_blocks
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name, walk

MAX_DEPTH = 2
"""Over how many helpers a trace is followed."""
_LOUD = FAILURE | frozenset((
    "abort", "alert", "audit", "capture", "echo", "exit", "fatal", "incr", "increment", "inc", "log", "logged",
    "logger", "logging", "logs", "metric", "metrics", "notify", "panic", "pprint", "print", "quarantine", "record",
    "report", "toast", "trace", "traceback", "warn", "snackbar",
))  # fmt: skip
_LEVELS = frozenset(("debug", "info", "notice", "verbose"))
_MAKERS = frozenset((
    "as", "build", "create", "describe", "extract", "format", "friendly", "get", "has", "is", "make", "normalize",
    "parse", "serialize", "stringify", "to", "unwrap",
))  # fmt: skip
"""First words of functions that make something of an exception and tell nobody."""
_ADDS = frozenset(("add", "append", "appendleft", "extend", "push", "put", "put_nowait", "set", "unshift", "update"))
_STREAMS = frozenset(("stderr", "stdout", "console", "logger", "log", "sentry", "toast", "span", "message"))
_AWAY = frozenset(("redirect", "navigate", "back", "reload", "assign", "replace", "push", "refresh"))
_NAVIGATORS = frozenset(("router", "navigation", "history", "location", "nav"))


class Traces:
    """Reads what is done about failures. One for a project."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._helpers: dict[int, bool] = {}

    @classmethod
    def of(cls, resolver: Resolver) -> Traces:
        """The one of this project."""
        known = resolver.project.shared.get("traces")
        if not isinstance(known, Traces):
            known = resolver.project.shared["traces"] = cls(resolver)
        return known

    def read(self, body: m.Block, name: str, scope: Scope, whole: Span, depth: int = 0) -> Reading:
        """What ``body`` does about the exception in ``name``; ``whole`` is where it stands."""
        return Reading(self, body, name, scope, whole, depth)

    def helper_tells(self, call: m.Call, scope: Scope, depth: int) -> bool:
        """Whether a function of the repository that is called logs, records or raises."""
        if depth >= MAX_DEPTH or not isinstance(call.func, (m.Name, m.Attr)):
            return False
        for value in self.resolver.resolve(call.func, scope, call.at)[:3]:
            if isinstance(value, FunctionValue) and self._tells(value, depth):
                return True
        return False

    def _tells(self, value: FunctionValue, depth: int) -> bool:
        key = id(value.function)
        if key not in self._helpers:
            self._helpers[key] = False  # while it is being looked at
            body = self.resolver.project.child(value.function, value.scope)
            reading = Reading(self, value.function.body, "", body, value.function.at, depth + 1, strict=True)
            self._helpers[key] = reading.told
        return self._helpers[key]


class Reading:
    """What one handler does about an exception."""

    def __init__(
        self, traces: Traces, body: m.Block, name: str, scope: Scope, whole: Span, depth: int, strict: bool = False
    ) -> None:
        self.traces, self.scope, self.whole, self.depth, self.strict = traces, scope, whole, depth, strict
        self.names = {name} if name else set()
        """The variables that hold the exception or what was made of it."""
        self.in_development = False
        """Whether a trace is left only where the program runs in development."""
        self.leads_away = False
        """Whether a user is sent to another page."""
        self.told = self._block(body)
        """Whether the failure is made known wherever the program runs."""

    def _block(self, block: m.Block) -> bool:
        # No early end: what is told in development only is to be seen as well.
        told = [self._statement(statement) for statement in block]
        return any(told)

    def _statement(self, statement: m.Stmt) -> bool:
        if isinstance(statement, m.Raise):
            return not self.strict
        if isinstance(statement, m.Return):
            return statement.value is not None and not self.strict and self._given_back(statement.value)
        if isinstance(statement, m.Assign):
            return self._assigned(statement)
        if isinstance(statement, m.Do):
            return self._done(statement.value)
        if isinstance(statement, m.If):
            return self._branches(statement)
        told = [self._block(block) for block in child_blocks(statement)]
        return any(told)

    def _branches(self, statement: m.If) -> bool:
        if self.strict:
            return False  # a helper that tells in some cases may be one that tells in others
        branch = branch_of_development(statement.test)
        if branch is not None:
            quiet, rest = (statement.body, statement.orelse) if branch else (statement.orelse, statement.body)
            if self._block(quiet):
                self.in_development = True
            return self._block(rest)
        told, otherwise = self._block(statement.body), self._block(statement.orelse)
        # ``if err is one of ours: raise`` lets the others through without a word.
        narrow = told and not otherwise and self.names and _only_raises(statement.body)
        if narrow and mentions(statement.test, self.names) and not _negative(statement.test):
            return False
        return told or otherwise

    # Values ------------------------------------------------------------------------------

    def _given_back(self, value: m.Expr) -> bool:
        if mentions(value, self.names) or is_failure(value, self.scope, self.traces.resolver):
            return True
        return self._calls_tell(value)

    def _assigned(self, statement: m.Assign) -> bool:
        target, value = statement.target, statement.value
        if value is None:
            return False
        derived = mentions(value, self.names)
        if isinstance(target, m.Name) and self._is_own(target.id):
            if derived:
                self.names.add(target.id)
            return self._calls_tell(value, making=True)
        if derived or tells_by_value(value):
            return True
        words = frozenset(path_words(target))
        if isinstance(target, m.Sub):
            words |= frozenset(path_words(target.base))
        if words & FAILURE:
            return not _is_empty(value)
        if words & SUCCESS and isinstance(value, m.Const) and value.value is False:
            return True
        if "location" in words or "href" in words:
            self.leads_away = True
        return self._calls_tell(value)

    def _is_own(self, name: str) -> bool:
        """Whether a variable lives in the handler alone."""
        if name in self.scope.globals:
            return False
        return all(inside(binding.at, self.whole) for binding in self.scope.bindings.get(name, ()))

    def _done(self, value: m.Expr) -> bool:
        if isinstance(value, (m.Name, m.Const)):
            return False
        return self._calls_tell(value)

    # Calls -------------------------------------------------------------------------------

    def _calls_tell(self, value: m.Expr, making: bool = False) -> bool:
        """Whether one of the calls in an expression tells of the failure."""
        found = False
        for node in walk(value):
            if isinstance(node, m.Call):
                found = self._tells(node, making) or found
            elif isinstance(node, m.FuncExpr):
                found = self._block(node.function.body) or found
        return found

    def _tells(self, call: m.Call, making: bool) -> bool:
        name = last_name(call.func)
        words = words_of(name)
        if _leads_away(call, name):
            self.leads_away = True
        loud = not _LOUD.isdisjoint(words) or (name in _LEVELS and isinstance(call.func, m.Attr)) or _streams(call)
        if making and words and words[0] in _MAKERS:
            return False
        if loud:
            return True
        if name in _ADDS and _adds_to_failures(call):
            return True
        given = list(_given(call)) if not self.strict else []
        if not making and any(is_failure(arg, self.scope, self.traces.resolver) for arg in given):
            return True
        if name not in TRIVIAL and words and words[0] not in _MAKERS and any(mentions(a, self.names) for a in given):
            return True
        return self.traces.helper_tells(call, self.scope, self.depth)


TRIVIAL = frozenset((
    "str", "repr", "isinstance", "issubclass", "type", "getattr", "hasattr", "format", "bool", "len", "id", "vars",
    "String", "Boolean", "Object", "toString", "includes", "startsWith", "endswith", "startswith", "test", "match",
    "lower", "toLowerCase", "isCancel", "isAxiosError", "close", "clearTimeout", "join", "strip", "trim",
))  # fmt: skip
"""Functions that look at an exception and tell nobody."""


def _given(call: m.Call) -> Iterator[m.Expr]:
    yield from call.args
    for _, value in call.keywords:
        yield value


def _adds_to_failures(call: m.Call) -> bool:
    """``errors.append(…)``, ``result["failed"].add(…)``."""
    return isinstance(call.func, m.Attr) and not FAILURE.isdisjoint(path_words(call.func.base))


def _streams(call: m.Call) -> bool:
    """``sys.stderr.write(…)``, ``logger.success(…)``."""
    base = call.func.base if isinstance(call.func, m.Attr) else None
    return base is not None and last_name(base).lower() in _STREAMS


def _leads_away(call: m.Call, name: str) -> bool:
    if name in ("redirect", "permanentRedirect", "navigate", "notFound"):
        return True
    base = call.func.base if isinstance(call.func, m.Attr) else None
    return name in _AWAY and base is not None and not _NAVIGATORS.isdisjoint(words_of(last_name(base)))


def _only_raises(block: m.Block) -> bool:
    return bool(block) and isinstance(block[-1], m.Raise)


def _negative(test: m.Expr) -> bool:
    """Whether a test holds for what an exception is *not*."""
    if isinstance(test, m.Not):
        return True
    if isinstance(test, m.Alt) and test.test is None:
        return any(_negative(option) for option in test.options)
    return isinstance(test, m.Bin) and test.op in ("!=", "!==", "is not", "not in")


def _is_empty(value: m.Expr) -> bool:
    if isinstance(value, m.Const):
        return not value.value
    if isinstance(value, m.Text):
        return not value.parts
    return isinstance(value, (m.Seq, m.Dict)) and not value.items

