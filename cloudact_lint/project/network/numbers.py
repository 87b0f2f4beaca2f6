"""Numbers that code gives: constants, sums of them, defaults of settings and of the environment."""

from __future__ import annotations

import operator
from collections.abc import Callable

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import called, literal_key
from cloudact_lint.project.origins import Env, Origins
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name

_OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
}  # fmt: skip
_SAME = frozenset(("int", "float", "Number", "parseInt", "parseFloat"))
_DEPTH = 8


class Numbers:
    """Reads numbers."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.origins = Origins.of(resolver)

    def of(
        self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None = None, depth: int = 0
    ) -> list[float]:
        """Every number that ``expr`` may be, as far as constants, arithmetic and defaults tell."""
        if expr is None or depth > _DEPTH:
            return []
        found: list[float] = []
        for leaf in self.origins.leaves(expr, scope, at, env):
            found.extend(self._leaf(leaf.expr, leaf.scope, leaf.at, leaf.env, depth))
        return list(dict.fromkeys(found))[:8]

    def _leaf(self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None, depth: int) -> list[float]:
        if isinstance(expr, m.Const):
            return [expr.value] if type(expr.value) in (int, float) else []  # type: ignore[list-item]
        if isinstance(expr, m.Text):
            word = literal_key(expr)
            try:
                return [float(word)] if isinstance(word, str) else []
            except ValueError:
                return []
        if isinstance(expr, m.Bin) and expr.op in _OPERATORS:
            left, right = (self.of(side, scope, at, env, depth + 1) for side in (expr.left, expr.right))
            apply = _OPERATORS[expr.op]
            return [apply(a, b) for a in left for b in right if b or expr.op not in ("/", "//")]
        if isinstance(expr, m.Call):
            return self._called(expr, scope, at, env, depth)
        return []

    def _called(self, call: m.Call, scope: Scope, at: Span | None, env: Env | None, depth: int) -> list[float]:
        name = called(call)
        if name in _SAME and call.args:
            return self.of(call.args[0], scope, at, env, depth + 1)
        if name in ("Field", "field"):  # what a settings class says when the environment says nothing
            default = next((value for word, value in call.keywords if word == "default"), None)
            return self.of(default or (call.args[0] if call.args else None), scope, at, env, depth + 1)
        if name in ("getenv", "get") and len(call.args) == 2 and "env" in last_name(_base(call)).lower() + name:
            return self.of(call.args[1], scope, at, env, depth + 1)
        if name in ("min", "max", "Math"):
            options = [self.of(arg, scope, at, env, depth + 1) for arg in call.args]
            if options and all(options):
                pick = min if name == "min" else max
                return [pick(option[0] for option in options)]
        if name == "timedelta":
            return self._timedelta(call, scope, at, env, depth)
        return []

    def _timedelta(self, call: m.Call, scope: Scope, at: Span | None, env: Env | None, depth: int) -> list[float]:
        seconds = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "milliseconds": 0.001}
        total = 0.0
        for name, value in call.keywords:
            known = self.of(value, scope, at, env, depth + 1)
            if name not in seconds or len(known) != 1:
                return []
            total += known[0] * seconds[name]
        return [total] if call.keywords else []


def _base(call: m.Call) -> m.Expr:
    return call.func.base if isinstance(call.func, m.Attr) else call.func
