"""How long a request may take, as frozen data, and how timeouts are written in Python's libraries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import called
from cloudact_lint.project.fields import Field
from cloudact_lint.project.network.numbers import Numbers
from cloudact_lint.project.network.wrappers import parameters
from cloudact_lint.project.origins import Env, Origins, is_nothing
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope

State = Literal["given", "missing", "off", "default", "unknown"]
_OBJECTS = frozenset(("Timeout", "ClientTimeout", "Retry"))


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """What bounds a request.

    ``missing``: nothing does, by what the code says; ``off``: the code says so itself (``timeout=None``); ``default``:
    the library has one that is sensible. Times are in seconds, None where they are not constant.
    """

    state: State
    seconds: float | None = None
    """For the whole request, or for its answer."""
    connect: float | None = None
    path: str = ""
    at: Span | None = None
    """Where ``path`` says so: the call, or the making of the client."""
    varies: bool = False
    """Whether callers decide, of whom none is being followed: the times are those of all of them."""
    how: str = ""
    """``timeout=5`` or ``AbortSignal.timeout(…)``, for people."""


GIVEN = Limit("given")
UNKNOWN = Limit("unknown")


class TimeoutValues:
    """Reads what is given for ``timeout``."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.numbers = Numbers(resolver)

    def of_field(self, field: Field, where: tuple[str, Span], unit: float = 1.0) -> Limit:
        """What a ``timeout=…`` that was found says; ``unit`` is that of plain numbers, in seconds."""
        return self.of(field.expr, field.scope, field.at, field.env, where, unit)

    def of(
        self,
        expr: m.Expr | None,
        scope: Scope,
        at: Span | None,
        env: Env | None,
        where: tuple[str, Span],
        unit: float = 1.0,
    ) -> Limit:
        """What an expression says as a timeout: the shortest of what it may be; off where it may be None."""
        path, span = where
        limits: list[Limit] = []
        for leaf in Origins.of(self.resolver).leaves(expr, scope, at, env):
            if is_nothing(leaf) or (isinstance(leaf.expr, m.Const) and leaf.expr.value is False):
                limits.append(Limit("off", path=path, at=span))
            elif isinstance(leaf.expr, m.Seq) and len(leaf.expr.items) == 2:  # requests: (connect, read)
                connect, read = (self._least(item, leaf.scope, leaf.at, leaf.env, unit) for item in leaf.expr.items)
                off = all(isinstance(item, m.Const) and item.value is None for item in leaf.expr.items)
                limits.append(Limit("off" if off else "given", read, connect, path, span))
            elif isinstance(leaf.expr, m.Call) and called(leaf.expr) in _OBJECTS:
                limits.append(self._object(leaf.expr, leaf.scope, leaf.env, where))
            else:
                seconds = self._least(leaf.expr, leaf.scope, leaf.at, leaf.env, unit)
                limits.append(Limit("given", seconds, path=path, at=span))
        if _by_callers(expr, scope, env):
            limits = [replace(limit, varies=True) for limit in limits]
        limits.sort(key=lambda limit: (limit.state != "off", limit.seconds is None, limit.seconds or 0.0))
        return limits[0] if limits else Limit("given", path=path, at=span)

    def _object(self, call: m.Call, scope: Scope, env: Env | None, where: tuple[str, Span]) -> Limit:
        """``httpx.Timeout(10, connect=2)``, ``aiohttp.ClientTimeout(total=30)``, ``urllib3.Timeout(2, 7)``."""
        path, span = where
        keywords = {name: value for name, value in call.keywords if name}
        first = call.args[0] if call.args else None
        total = keywords.get("total") or keywords.get("timeout") or first
        parts = [keywords.get(name) for name in ("read", "sock_read", "write", "pool", "connect", "sock_connect")]
        given = [value for value in (total, *parts) if value is not None]
        if given and all(isinstance(value, m.Const) and value.value is None for value in given):
            return Limit("off", path=path, at=span)
        read = keywords.get("read") or keywords.get("sock_read") or total
        connect = keywords.get("connect") or keywords.get("sock_connect")
        seconds = self._least(read, scope, call.at, env, 1.0) if read is not None else None
        near = self._least(connect, scope, call.at, env, 1.0) if connect is not None else None
        return Limit("given", seconds, near, path, span)

    def _least(self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None, unit: float) -> float | None:
        found = [value * unit for value in self.numbers.of(expr, scope, at, env) if value > 0]
        return min(found) if found else None


def _by_callers(expr: m.Expr | None, scope: Scope, env: Env | None) -> bool:
    """Whether an expression is made of a parameter that no call being followed gives."""
    if expr is None:
        return False
    known = set()
    while env is not None:
        known.add(id(env.function))
        env = env.outer
    return any(id(owner.function) not in known for owner, _ in parameters(expr, scope))
