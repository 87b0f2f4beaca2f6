"""What the parts of :class:`~cloudact_lint.project.origins.Origins` share: leaves, and the way to ask for more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import called
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.values import FunctionValue, Instance, Literal, Value

__all__ = ["END", "MAX_DEPTH", "Env", "Fieldnames", "Leaf", "OriginsBase", "called", "is_nothing", "key_name"]

END = Span(10**9, 1, 10**9, 1)
"""A place after everything."""
MAX_DEPTH = 14
MAX_STEPS = 4_000
"""So many steps one question may take: callers of callers multiply."""
Fieldnames = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Env:
    """The call through which a function's body is read, so that its parameters are known."""

    function: m.Function
    call: m.Call
    scope: Scope
    outer: Env | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """An expression that gives the value; ``expr`` is None where nothing is known.

    ``is_set``: not the object, but what one of the fields asked for was set to on this path.
    ``keywords``: the object is the ``**kwargs`` of this function call.
    """

    expr: m.Expr | None
    scope: Scope
    at: Span | None = None
    env: Env | None = None
    is_set: bool = False
    keywords: m.Call | None = None


def is_nothing(leaf: Leaf) -> bool:
    """Whether a leaf is None itself."""
    return not leaf.is_set and isinstance(leaf.expr, m.Const) and leaf.expr.value is None


def key_name(key: m.Expr) -> str:
    """The name of a key: ``"cap"`` in Python, ``cap`` in TypeScript."""
    name = literal_key(key)
    return name if isinstance(name, str) else getattr(key, "id", "")


class OriginsBase:
    """The state of the questions, and those that the parts ask each other."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.project = resolver.project
        self.callers = Callers.of(resolver)
        self._open: set[tuple[int, int, int]] = set()
        self._depth = 0
        self._left = MAX_STEPS

    def full(self) -> bool:
        """Whether a question leads too deep to go on."""
        return self._depth >= MAX_DEPTH

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One step further down."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def leaves(
        self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None = None, fields: Fieldnames = ()
    ) -> list[Leaf]:
        """Everything that ``expr`` may be at ``at``, with the fields set on the way there."""
        raise NotImplementedError

    def values(self, expr: m.Expr, scope: Scope, at: Span | None) -> list[Value]:
        """What the resolver says, and for parameters what the callers pass for them."""
        raise NotImplementedError

    def sets(self, function: FunctionValue, param: m.Param, call: m.Call, fields: Fieldnames) -> list[Binding]:
        """How a function leaves the fields of the object it is given."""
        raise NotImplementedError

    def of_binding(self, binding: Binding, scope: Scope, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        """What one binding gives."""
        raise NotImplementedError

    def returned(self, body: Scope, env: Env | None, fields: Fieldnames) -> list[Leaf]:
        """What a function returns."""
        raise NotImplementedError

    def exported(self, path: str | None, name: str, scope: Scope, fields: Fieldnames) -> list[Leaf]:
        """What a module of the repository calls ``name``."""
        raise NotImplementedError

    @staticmethod
    def of_value(value: Value, scope: Scope) -> Leaf:
        """A value of the resolver as a leaf."""
        if isinstance(value, Literal):
            return Leaf(value.expr, value.scope)
        if isinstance(value, Instance) and value.call is not None and value.scope is not None:
            return Leaf(value.call, value.scope, value.call.at)
        return Leaf(None, scope)
