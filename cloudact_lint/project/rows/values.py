"""What names and calls stand for where code builds rows, through the calls that lead there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.values import FunctionValue, LambdaValue
from cloudact_lint.project.walking import last_name


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One key of a row; ``value`` is None where it is not seen."""

    name: str
    path: str
    at: Span
    value: m.Expr | None
    place: Place
    sure: bool = True
    """False where the key is only set on some paths."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A row. ``open`` tells that it may have more keys than these; ``at`` is where it is built."""

    path: str
    at: Span
    keys: tuple[Key, ...]
    open: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where an expression is read. ``local`` are names of comprehensions: items of an expression."""

    scope: Scope
    at: Span | None
    env: Env | None = None
    local: Mapping[str, tuple[m.Expr, Place]] = field(default_factory=dict)

    def where(self, at: Span | None) -> Place:
        """The same scope and names at another place of it."""
        return replace(self, at=at)


class Reading:
    """The part of the records that knows names, parameters and functions."""

    def __init__(self, bigquery: BigQuery) -> None:
        self.bigquery = bigquery
        self.project = bigquery.project
        self.resolver = bigquery.resolver
        self.wanted: dict[int, tuple[m.Function, Scope]] = {}
        """Functions whose callers would have to be asked: a parameter of theirs came up."""

    def bindings(self, name: m.Name, here: Place) -> Iterator[tuple[Binding, Scope, Place]]:
        """What a name may be bound to at a place, with the scope that binds it."""
        scope = home_of(name.id, here.scope)
        if scope is None:
            return
        if scope is here.scope and scope.kind == "function" and here.at is not None:
            bindings, _ = scope.reaching(name.id, here.at)
        else:
            bindings = scope.bindings[name.id]
        for binding in bindings:
            if binding.kind == "import":
                for value in self.resolver.binding(binding, scope):
                    expr, home = getattr(value, "expr", None), getattr(value, "scope", None)
                    if isinstance(expr, (m.Dict, m.Seq, m.Comp)) and home is not None:
                        yield Binding("value", binding.at, expr), home, Place(home, None)
            else:
                yield binding, scope, here

    def literals(self, expr: m.Expr, here: Place) -> Iterator[tuple[m.Expr, Scope]]:
        """The displays that an attribute stands for."""
        for value in self.resolver.resolve(expr, here.scope, here.at):
            inner, home = getattr(value, "expr", None), getattr(value, "scope", None)
            if isinstance(inner, (m.Dict, m.Seq, m.Comp)) and home is not None:
                yield inner, home

    def argument(self, param: m.Param, scope: Scope, env: Env | None) -> tuple[m.Expr, Place] | None:
        """What is given for a parameter by the call looked through; without one its callers are wanted."""
        function = scope.function
        if function is None or scope.parent is None:
            return None
        while env is not None and env.function is not function:
            env = env.outer
        if env is None:
            self.wanted[id(function)] = (function, scope.parent)
            return None
        value = self.resolver.definition(function, scope.parent)
        given = argument_for(env.call, value, param) if isinstance(value, FunctionValue) else None
        if given is None:
            return (param.default, Place(scope.parent, None)) if param.default is not None else None
        return given, Place(env.scope, env.call.at, env.outer)

    def returned(self, call: m.Call, here: Place) -> Iterator[tuple[m.Expr, Place]]:
        """What a function of the repository returns when it is called this way."""
        if not last_name(call.func):
            return
        for value in self.resolver.resolve(call.func, here.scope, call.at):
            if isinstance(value, LambdaValue):
                yield value.value.body, Place(value.scope, None, here.env)
            if not isinstance(value, FunctionValue):
                continue
            env, deep = here.env, 0
            while env is not None:
                deep, env = deep + 1, env.outer
            if deep > 4:
                continue
            body = self.project.child(value.function, value.scope)
            through = Env(value.function, call, here.scope, here.env)
            for statement in body.flat:
                if isinstance(statement, m.Return) and statement.value is not None:
                    yield statement.value, Place(body, statement.at, through)

    def argument_of(self, expr: m.Expr, scope: Scope, env: Env | None) -> tuple[m.Expr, Place] | None:
        """What a parameter that ``expr`` names is given; None if it names none, or it is not known."""
        home = home_of(expr.id, scope) if isinstance(expr, m.Name) else None
        if home is None or not isinstance(expr, m.Name):
            return None
        group = home.bindings[expr.id]
        if len(group) != 1 or group[0].param is None:
            return None
        return self.argument(group[0].param, home, env)


def home_of(name: str, scope: Scope) -> Scope | None:
    """The scope that gives a name its meaning."""
    here: Scope | None = scope
    while here is not None and (name not in here.bindings or (here.kind == "class" and here is not scope)):
        here = here.parent
    return here
