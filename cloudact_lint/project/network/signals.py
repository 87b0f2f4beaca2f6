"""Abort signals: what ends a request that was given one, and when."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import called
from cloudact_lint.project.fields import Field
from cloudact_lint.project.network.limits import Limit, TimeoutValues
from cloudact_lint.project.origins import Env, Origins
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope, dotted
from cloudact_lint.project.walking import scope_calls, walk


class Signals:
    """Reads abort signals."""

    def __init__(self, resolver: Resolver, values: TimeoutValues) -> None:
        self.resolver, self.values = resolver, values

    def limit(self, fields: list[Field], where: tuple[str, Span]) -> Limit:
        """When the signals given for ``signal`` fire; given without a time where that cannot be told."""
        limits = [self._signal(f.expr, f.scope, f.at, f.env, where) for f in fields if f.state == "given"]
        known = [limit for limit in limits if limit.seconds is not None]
        if known:
            return min(known, key=lambda limit: limit.seconds or 0.0)
        return Limit("given", path=where[0], at=where[1])

    def _signal(
        self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None, where: tuple[str, Span]
    ) -> Limit:
        path, span = where
        if isinstance(expr, m.Attr) and expr.name == "signal":
            return self._controller(expr.base, scope, env, where)
        for leaf in Origins.of(self.resolver).leaves(expr, scope, at, env):
            if not isinstance(leaf.expr, m.Call):
                if isinstance(leaf.expr, m.Attr) and leaf.expr.name == "signal" and leaf.expr is not expr:
                    return self._controller(leaf.expr.base, leaf.scope, leaf.env, where)
                continue
            if called(leaf.expr) == "timeout" and leaf.expr.args:
                limit = self.values.of(leaf.expr.args[0], leaf.scope, leaf.at, leaf.env, where, 0.001)
                return Limit("given", limit.seconds, None, path, span, limit.varies, "AbortSignal.timeout")
            if called(leaf.expr) == "any" and leaf.expr.args and isinstance(leaf.expr.args[0], m.Seq):
                items = leaf.expr.args[0].items
                limits = [self._signal(item, leaf.scope, leaf.at, leaf.env, where) for item in items]
                known = [limit for limit in limits if limit.seconds is not None]
                return min(known, key=lambda limit: limit.seconds or 0.0) if known else limits[0]
        return Limit("given", path=path, at=span)

    def _controller(self, controller: m.Expr, scope: Scope, env: Env | None, where: tuple[str, Span]) -> Limit:
        """``setTimeout(() => controller.abort(), ms)`` in the function that made the controller."""
        name = dotted(controller)
        here: Scope | None = scope
        while here is not None and name:
            for call in scope_calls(here):
                if called(call) == "setTimeout" and len(call.args) > 1 and self._aborts(call.args[0], name):
                    limit = self.values.of(call.args[1], here, call.at, env, where, 0.001)
                    return Limit("given", limit.seconds, None, *where, limit.varies, "AbortController")
            here = here.parent
        return Limit("given", path=where[0], at=where[1])

    def _aborts(self, action: m.Expr, name: str) -> bool:
        """Whether a timer's function aborts the controller of that name."""
        for node in walk(action):
            if isinstance(node, m.Attr) and node.name == "abort" and dotted(node.base) == name:
                return True
            if isinstance(node, m.FuncExpr):
                for statement in node.function.body:
                    if isinstance(statement, m.Do) and self._aborts(statement.value, name):
                        return True
        return False
