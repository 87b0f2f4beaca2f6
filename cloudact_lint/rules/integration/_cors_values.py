"""What the options of CORS come to: any origin, credentials, and how sure that is."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, FunctionValue, Instance, LambdaValue, Value
from cloudact_lint.project.values import Literal as Display
from cloudact_lint.project.walking import last_name, scope_calls, walk

Sure = Literal["", "default", "written"]
"""``written`` in the code as it is, only the ``default`` of a setting, or not so at all."""
_SCHEME = lazy_pattern(r"^\(?https?(?:\(s\))?\??(?:\|https?)?\)?://")
_ANYTHING = (".*", ".+", ".*?", ".+?", "[^/]+", "[^/]*")


class Origin(NamedTuple):
    """Whether any origin is let in, and how that is written."""

    sure: Sure
    written: str = ""


class Values:
    """Reads options of a project."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def any_origin(self, expr: m.Expr | None, scope: Scope, at: Span | None) -> Origin:
        """Whether a list of origins, or an origin, lets in every site."""
        return self._each(expr, scope, at, _wildcard)

    def any_pattern(self, expr: m.Expr | None, scope: Scope, at: Span | None) -> Origin:
        """Whether a pattern of origins matches every site."""
        return self._each(expr, scope, at, _pattern)

    def is_true(self, expr: m.Expr | None, scope: Scope, at: Span | None) -> Sure:
        """Whether an option is on."""
        return self._each(expr, scope, at, _true).sure

    def always_allows(self, expr: m.Expr | None, scope: Scope) -> bool:
        """Whether a function of the origin says yes without a look at it: ``(origin, done) => done(null, true)``."""
        for value in self.resolver.resolve(expr, scope) if expr is not None else ():
            if isinstance(value, LambdaValue):
                return _says_yes(value.value.body, ())
            if isinstance(value, FunctionValue):
                body = self.resolver.project.child(value.function, value.scope)
                if any(isinstance(statement, (m.If, m.Raise, m.Loop, m.Try)) for statement in body.flat):
                    return False
                calls = list(scope_calls(body))
                return len(calls) == 1 and _says_yes(calls[0], body.flat)
        return False

    def _each(self, expr: m.Expr | None, scope: Scope, at: Span | None, test: object) -> Origin:
        """The surest of what ``expr`` may be; only a default where one of several choices passes the test."""
        if expr is None:
            return Origin("")
        if isinstance(expr, m.Alt):
            found = [self._each(option, scope, at, test) for option in expr.options]
            return next((Origin("default", item.written) for item in found if item.sure), Origin(""))
        values = self.resolver.resolve(expr, scope, at)
        answers = [self._one(value, test) for value in values]
        good = [answer for answer in answers if answer.sure]
        if not good:
            return self._environment(expr, scope, at, test)
        return good[0] if len(good) == len(answers) else Origin("default", good[0].written)

    def _one(self, value: Value, test: object) -> Origin:
        if isinstance(value, Display):
            written = test(value.expr)  # type: ignore[operator]
            if written:
                return Origin("default" if _is_setting(value.scope, self.resolver) else "written", written)
        if isinstance(value, Instance) and value.call is not None and value.scope is not None:
            if last_name(value.call.func) == "Field":
                given = _default_of(value.call)
                found = self._each(given, value.scope, None, test)
                return Origin("default", found.written) if found.sure else Origin("")
            return self._environment(value.call, value.scope, None, test)
        return Origin("")

    def _environment(self, expr: m.Expr, scope: Scope, at: Span | None, test: object) -> Origin:
        """``os.getenv("ORIGINS", "*").split(",")``: what holds where nothing is set."""
        for node in walk(expr):
            if isinstance(node, m.Call) and last_name(node.func) in ("getenv", "get", "environ", "config", "str"):
                given = node.args[1] if len(node.args) > 1 else None
                given = given or next((value for name, value in node.keywords if name == "default"), None)
                if given is not None and test(given):  # type: ignore[operator]
                    return Origin("default", test(given))  # type: ignore[operator]
        return Origin("")


def _wildcard(expr: m.Expr) -> str:
    if literal_key(expr) == "*":
        return '"*"'
    if isinstance(expr, m.Seq) and any(literal_key(item) == "*" for item in expr.items):
        return '["*"]'
    return ""


def _pattern(expr: m.Expr) -> str:
    text = literal_key(expr)
    if not isinstance(text, str):
        return ""
    host = _SCHEME.sub("", text.replace("\\", "").removeprefix("^").removesuffix("$"))
    return f'"{text}"' if host.removeprefix("(").removesuffix(")") in _ANYTHING else ""


def _true(expr: m.Expr) -> str:
    return "True" if isinstance(expr, m.Const) and expr.value is True else ""


def _says_yes(expr: m.Expr, statements: tuple[m.Stmt, ...]) -> bool:
    """``done(null, true)``, whatever was asked."""
    if not isinstance(expr, m.Call) or len(expr.args) != 2:
        return False
    allowed = expr.args[1]
    return isinstance(allowed, m.Const) and allowed.value is True and len(statements) <= 1


def _is_setting(scope: Scope, resolver: Resolver) -> bool:
    """Whether a value stands in a class whose fields the environment sets."""
    if scope.cls is None or scope.parent is None:
        return False
    bases = resolver.members.bases(ClassValue(scope.cls, scope.parent))
    return any("Settings" in getattr(base, "name", "") for base in bases) or "Settings" in scope.cls.name


def _default_of(call: m.Call) -> m.Expr | None:
    for name, value in call.keywords:
        if name == "default":
            return value
        if name == "default_factory" and isinstance(value, m.Lambda):
            return value.body
    return call.args[0] if call.args else None
