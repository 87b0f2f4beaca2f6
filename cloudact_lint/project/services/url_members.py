"""Addresses that are kept in something: fields of objects and of classes, settings, entries of displays."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.fields import Fields
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.services.addresses import Template, UrlHole
from cloudact_lint.project.services.environment import settings_lookup
from cloudact_lint.project.services.url_base import UrlsBase
from cloudact_lint.project.values import ClassValue, Instance, Literal, ModuleValue, Value
from cloudact_lint.project.walking import last_name

_SAME = frozenset(("href", "url", "value", "current"))
"""Attributes of an object that holds an address that are the address again."""


class UrlMembers(UrlsBase):
    """The part of the evaluator that knows members."""

    def exported(self, path: str, name: str, expr: m.Expr) -> list[Template]:
        """What a module of the repository calls ``name``; empty where that is no text."""
        raise NotImplementedError

    def attribute(self, expr: m.Attr, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        """What an attribute is, as far as it is an address."""
        found = self._given_field(expr.base, expr.name, scope, at, env)
        if found:
            return found
        for value in self.resolver.resolve(expr.base, scope, at):
            found += self.member(value, expr, env)
        if found:
            return found
        if expr.name in _SAME:
            inner = self.ways(expr.base, scope, at, env)
            if inner and not all(isinstance(way[0], UrlHole) and way[0].expr is expr.base for way in inner if way):
                return inner
        return [(UrlHole("value", expr, scope),)]

    def _given_field(
        self, base: m.Expr, name: str, scope: Scope, at: Span | None, env: Env | None
    ) -> list[Template]:
        """``options.path``, ``{ path }``: a key of an object that the call which led here gives for a parameter."""
        if env is None or not isinstance(base, m.Name) or base.id in ("self", "cls"):
            return []
        owner: Scope | None = scope
        while owner is not None and base.id not in owner.bindings:
            owner = owner.parent
        if owner is None or all(binding.kind != "param" for binding in owner.bindings[base.id]):
            return []
        found: list[Template] = []
        for field in Fields.of(self.resolver).of_expr(base, scope, at, env, (name,)):
            if field.state != "given" or field.expr is None:
                return []
            found += self.ways(field.expr, field.scope, field.at, field.env)
        return found

    def member(self, value: Value, expr: m.Attr, env: Env | None) -> list[Template]:
        """What a member of a value is, as far as it is a text."""
        name = expr.name
        if isinstance(value, ModuleValue):
            return self.exported(value.path, name, expr)
        if isinstance(value, Literal) and isinstance(value.expr, m.Dict):
            return self._entry(value.expr, name, value.scope, env)
        if isinstance(value, Instance) and isinstance(value.of, ClassValue):
            return self._field(value.of, value, name, expr, env)
        if isinstance(value, ClassValue):
            return self._field(value, None, name, expr, env)
        return []

    def _entry(self, display: m.Dict, name: object, scope: Scope, env: Env | None) -> list[Template]:
        for key, value in display.items:
            if key is not None and (literal_key(key) == name or getattr(key, "id", None) == name):
                known = [way for way in self.ways(value, scope, display.at, env) if way]
                return known or [(UrlHole("value", m.Name(str(name)), scope),)]  # "": to be filled in later
        found: list[Template] = []
        for key, value in display.items:
            if key is None:  # ``...shared``
                for inner in self.resolver.resolve(value, scope):
                    if isinstance(inner, Literal) and isinstance(inner.expr, m.Dict):
                        found += self._entry(inner.expr, name, inner.scope, env)
        return found

    def _field(
        self, cls: ClassValue, instance: Instance | None, name: str, expr: m.Attr, env: Env | None
    ) -> list[Template]:
        """An attribute of an object: as its methods set it, as the class defines it, as a property computes it."""
        if (known := settings_lookup(self.resolver, cls, name)) is not None:
            return self.from_environment(known.name, known.default, expr, known.scope or cls.scope, None, None)
        found: list[Template] = []
        members = self.resolver.members
        for base in members.bases(cls):
            if not isinstance(base, ClassValue):
                continue
            scope = self.project.child(base.cls, base.scope)
            for method, assignment in members.self_assignments(scope).get(name, ()):
                if method.function is not None and assignment.op == "=":
                    for made in self.constructions(base, instance, _initialiser(method.function)):
                        found += self.ways(assignment.value, method, assignment.at, made)
            for binding in scope.bindings.get(name, ()):
                if isinstance(binding.statement, m.Function):
                    if "property" in {last_name(decorator) for decorator in binding.statement.decorators}:
                        body = self.project.child(binding.statement, scope)
                        found += self.returned(body, None)
                elif binding.kind == "value":
                    found += self.ways(binding.value, scope, binding.at, None)
            if found:
                break
        return found

    def item(self, expr: m.Sub, scope: Scope, at: Span | None, env: Env | None) -> list[Template]:
        """What ``base[index]`` is: one of all where the index is not known."""
        index = literal_key(expr.index)
        found: list[Template] = []
        for value in self.resolver.resolve(expr.base, scope, at):
            if not isinstance(value, Literal):
                continue
            if isinstance(value.expr, m.Dict):
                if index is not None:
                    found += self._entry(value.expr, index, value.scope, env)
                else:
                    for _, item in value.expr.items:
                        found += self.ways(item, value.scope, None, env)
            elif isinstance(value.expr, m.Seq) and isinstance(index, int) and _within(index, value.expr):
                found += self.ways(value.expr.items[index], value.scope, None, env)
        return found or [(UrlHole("value", expr, scope),)]


def _within(index: int, display: m.Seq) -> bool:
    return -len(display.items) <= index < len(display.items)


def _initialiser(function: m.Function) -> m.Function | None:
    return function if function.name in ("__init__", "constructor") else None
