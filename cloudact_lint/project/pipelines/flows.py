"""From which key of a configuration a value in code comes: ``step.get("type").lower()`` comes from ``type``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.callers import Callers
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name

MAX_DEPTH = 10
MAX_SITES = 8
"""Of so many callers the arguments are followed."""
_CHANGES = frozenset((
    "replace", "lower", "upper", "strip", "title", "capitalize", "removeprefix", "removesuffix", "lstrip", "rstrip",
    "casefold",
))  # fmt: skip
_CUTS = frozenset(("split", "rsplit", "partition", "rpartition"))
_READS = frozenset(("get", "pop", "setdefault"))
_ELSEWHERE = frozenset(("environ", "headers", "cookies", "session", "request", "query_params", "args"))
Change = tuple[object, ...]


class Flow(NamedTuple):
    """A key, and what is done to its value: method names with their arguments, in order."""

    key: str
    changes: tuple[Change, ...] = ()

    def of(self, value: str) -> str | None:
        """What becomes of a value; None if it cannot be told."""
        for name, *arguments in self.changes:
            try:
                if name in _CUTS:
                    *given, index = arguments
                    value = getattr(value, str(name))(*given)[index]
                else:
                    value = getattr(value, str(name))(*arguments)
            except (TypeError, ValueError, IndexError):  # the code would fail too
                return None
        return value


class Flows:
    """Follows values back to keys, over names, parameters and attributes. One for a project."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.project = resolver.project
        self._open: set[int] = set()

    @classmethod
    def of(cls, resolver: Resolver) -> Flows:
        """The one of this project."""
        known = resolver.project.shared.get("config-flows")
        if not isinstance(known, Flows):
            known = resolver.project.shared["config-flows"] = cls(resolver)
        return known

    def keys(self, expr: m.Expr, scope: Scope, at: Span | None) -> tuple[Flow, ...]:
        """The keys that a value may come from; none where that cannot be told."""
        if id(expr) in self._open or len(self._open) > MAX_DEPTH:
            return ()
        self._open.add(id(expr))
        try:
            return tuple(dict.fromkeys(self._keys(expr, scope, at)))
        finally:
            self._open.discard(id(expr))

    def _keys(self, expr: m.Expr, scope: Scope, at: Span | None) -> Iterator[Flow]:
        if isinstance(expr, m.Name):
            yield from self._name(expr.id, scope, at)
        elif isinstance(expr, m.Attr):
            yield from self._attribute(expr, scope)
        elif isinstance(expr, m.Sub):
            yield from self._subscript(expr, scope, at)
        elif isinstance(expr, m.Call):
            yield from self._call(expr, scope, at)
        elif isinstance(expr, m.Alt):
            for option in expr.options:
                yield from self.keys(option, scope, at)

    def _name(self, name: str, scope: Scope, at: Span | None) -> Iterator[Flow]:
        here: Scope | None = scope
        while here is not None and (name not in here.bindings or (here.kind == "class" and here is not scope)):
            here = here.parent
        if here is None or here.kind == "module":
            return
        bindings = here.reaching(name, at)[0] if here is scope and at is not None else here.bindings[name]
        for binding in bindings:
            yield from self._binding(binding, here)

    def _binding(self, binding: Binding, scope: Scope) -> Iterator[Flow]:
        if binding.kind == "param" and binding.param is not None:
            yield from self._argument(binding.param, scope)
        elif binding.kind == "value" and binding.value is not None:
            yield from self.keys(binding.value, scope, binding.at)
        elif binding.kind == "part" and binding.value is not None and binding.index is not None:
            yield from self._part(binding.value, binding.index, scope, binding.at)

    def _argument(self, param: m.Param, scope: Scope) -> Iterator[Flow]:
        function = self.function(scope)
        if function is None:
            return
        for site in Callers.of(self.resolver).of_function(function)[:MAX_SITES]:
            given = argument_for(site.call, function, param)
            if given is not None:
                yield from self.keys(given, site.scope, site.call.at)

    def function(self, scope: Scope) -> FunctionValue | None:
        """The function whose scope this is."""
        if scope.function is None or scope.parent is None:
            return None
        value = self.resolver.definition(scope.function, scope.parent)
        return value if isinstance(value, FunctionValue) else None

    def _attribute(self, expr: m.Attr, scope: Scope) -> Iterator[Flow]:
        """``self.kind``, by what is assigned to it; ``step.type`` of a model is its key."""
        if isinstance(expr.base, m.Name) and expr.base.id in ("self", "cls"):
            owner = scope.owner_class()
            if owner is not None:
                for method, assigned in self.resolver.members.self_assignments(owner).get(expr.name, ()):
                    if assigned.value is not None:
                        yield from self.keys(assigned.value, method, assigned.at)
        elif isinstance(expr.base, (m.Name, m.Sub, m.Attr)) and last_name(expr.base) not in _ELSEWHERE:
            yield Flow(expr.name)

    def _subscript(self, expr: m.Sub, scope: Scope, at: Span | None) -> Iterator[Flow]:
        key = literal_key(expr.index)
        if isinstance(key, str) and last_name(expr.base) not in _ELSEWHERE:
            yield Flow(key)
        elif isinstance(key, int):
            yield from self._part(expr.base, key, scope, at)

    def _part(self, value: m.Expr, index: int, scope: Scope, at: Span | None) -> Iterator[Flow]:
        """One part of a value that is cut up."""
        if isinstance(value, m.Call) and isinstance(value.func, m.Attr) and value.func.name in _CUTS:
            given = [literal_key(arg) for arg in value.args]
            if all(isinstance(item, (str, int)) for item in given):
                for flow in self.keys(value.func.base, scope, at):
                    yield Flow(flow.key, (*flow.changes, (value.func.name, *given, index)))

    def _call(self, call: m.Call, scope: Scope, at: Span | None) -> Iterator[Flow]:
        func = call.func
        if isinstance(func, m.Attr) and func.name in _READS and call.args and last_name(func.base) not in _ELSEWHERE:
            key = literal_key(call.args[0])
            if isinstance(key, str):
                yield Flow(key)
                for default in call.args[1:2]:
                    yield from self.keys(default, scope, at)
        elif isinstance(func, m.Attr) and func.name in _CHANGES:
            given = [literal_key(arg) for arg in call.args]
            if all(isinstance(item, str) for item in given) and not call.keywords:
                for flow in self.keys(func.base, scope, at):
                    yield Flow(flow.key, (*flow.changes, (func.name, *given)))
        elif isinstance(func, m.Name) and func.id == "str" and len(call.args) == 1:
            yield from self.keys(call.args[0], scope, at)
        elif isinstance(func, m.Name) and func.id == "getattr" and len(call.args) > 1:
            key = literal_key(call.args[1])
            if isinstance(key, str):
                yield Flow(key)
