"""Attributes of values, and what calling a value gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cloudact_lint.facts import model as m
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import (
    UNKNOWN,
    ClassValue,
    External,
    FunctionValue,
    Instance,
    LambdaValue,
    Literal,
    Member,
    ModuleValue,
    Parameter,
    Partial,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from cloudact_lint.project.resolver import Resolver

_PROPERTIES = {"property", "cached_property", "cachedproperty", "lazy_property", "getter"}
_CONTEXT_MANAGERS = {"contextmanager", "asynccontextmanager"}


class Members:
    """The part of the resolver that knows objects."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.project = resolver.project

    # Attributes --------------------------------------------------------------------------

    def get(self, base: Value, name: str, scope: Scope) -> list[Value]:
        """What ``base.name`` stands for."""
        if isinstance(base, External):
            return [External(f"{base.name}.{name}")]
        if isinstance(base, ModuleValue):
            return self.exported(base.path, name)
        if isinstance(base, ClassValue):
            return self._class_attribute(base, name, base)
        if isinstance(base, Instance):
            if isinstance(base.of, ClassValue):
                return self._class_attribute(base.of, name, base)
            return [Member(base, name)]
        if isinstance(base, Literal) and isinstance(base.expr, m.Dict):
            for key, value in base.expr.items:
                if (key is not None and getattr(key, "id", None) == name) or _text(key) == name:
                    return list(self.resolver.resolve(value, base.scope))
        return [UNKNOWN]

    def exported(self, path: str, name: str) -> list[Value]:
        """What a module of the repository calls ``name``."""
        module = self.project.module(path)
        if module is None:
            if path in self.project.records:
                return [UNKNOWN]
            found = self.project.python_imports.resolve(f"{path}/_", name)
            return [ModuleValue(found)] if found else [UNKNOWN]
        if name in module.bindings or name in module.extra:
            return self.resolver.name(name, module, None)
        for statement in module.flat:
            if isinstance(statement, m.Import) and statement.local == "*":
                values = self.resolver.imported(statement._replace(name=name), module)
                if any(not isinstance(value, Unknown) for value in values):
                    return values
        if path.endswith("__init__.py"):
            submodule = self.project.python_imports.resolve(path, name, 1)
            if submodule:
                return [ModuleValue(submodule)]
        return [UNKNOWN]

    def bases(self, cls: ClassValue) -> Iterator[ClassValue | External]:
        """The class and the classes it inherits from, nearest first."""
        todo: list[ClassValue | External] = [cls]
        seen: set[object] = set()
        while todo:
            item = todo.pop(0)
            key = id(item.cls) if isinstance(item, ClassValue) else item
            if key in seen:
                continue
            seen.add(key)
            yield item
            if isinstance(item, ClassValue):
                for base in item.cls.bases:
                    for value in self.resolver.resolve(base, item.scope):
                        if isinstance(value, (ClassValue, External)):
                            todo.append(value)

    def super_of(self, cls: ClassValue) -> Iterator[Value]:
        """What ``super()`` is in a method of ``cls``."""
        for index, base in enumerate(self.bases(cls)):
            if index:
                yield Instance(base)

    def method(self, cls: ClassValue, name: str) -> FunctionValue | None:
        """The method ``name`` of a class or of what it inherits from."""
        for base in self.bases(cls):
            if isinstance(base, ClassValue):
                scope = self.project.child(base.cls, base.scope)
                for binding in reversed(scope.bindings.get(name, [])):
                    if isinstance(binding.statement, m.Function):
                        return FunctionValue(binding.statement, scope, base)
        return None

    def _class_attribute(self, cls: ClassValue, name: str, bound: Instance | ClassValue) -> list[Value]:
        externals: list[Value] = []
        for base in self.bases(cls):
            if isinstance(base, External):
                if not base.name.startswith("builtins."):
                    call = bound.call if isinstance(bound, Instance) else None
                    where = bound.scope if isinstance(bound, Instance) else None
                    externals.append(Member(Instance(base, call, where), name))
                continue
            scope = self.project.child(base.cls, base.scope)
            for binding in reversed(scope.bindings.get(name, [])):
                if isinstance(binding.statement, m.Function):
                    function = FunctionValue(binding.statement, scope, base, bound)
                    if _decorated(binding.statement, _PROPERTIES) and isinstance(bound, Instance):
                        return self.result(function, None, scope)
                    return [function]
            assigned = self._assigned(base, scope, name, bound)
            if assigned:
                return assigned
        return externals or [UNKNOWN]

    def _assigned(self, cls: ClassValue, scope: Scope, name: str, bound: Instance | ClassValue) -> list[Value]:
        """Values of ``self.name = …`` in any method, and of ``name = …`` in the class."""
        values: list[Value] = []
        for method, assignment in self.self_assignments(scope).get(name, ()):
            if isinstance(assignment.value, m.Const) and assignment.value.value is None:
                continue
            where = assignment.at
            found = list(self.resolver.resolve(assignment.value, method, where))
            if all(isinstance(value, Unknown) for value in found) and assignment.annotation is not None:
                found = self.resolver.annotated(assignment.annotation, method) or found
            values.extend(found)
        for binding in scope.bindings.get(name, []):
            if not (isinstance(binding.value, m.Const) and binding.value.value is None and values):
                values.extend(self.resolver.binding(binding, scope))
        if isinstance(bound, Instance) and bound.call is not None and bound.scope is not None:
            return [
                result for value in values for result in self._substitute(value, bound.call, bound.scope, "__init__")
            ]
        return values

    def self_assignments(self, scope: Scope) -> dict[str, list[tuple[Scope, m.Assign]]]:
        """All ``self.x = …`` of a class, by name, each with the scope of its method."""
        known: dict[str, list[tuple[Scope, m.Assign]]] | None = scope.__dict__.get("_self_assignments")
        if known is None:
            known = {}
            for child in self.project.nested(scope):
                for statement in child.flat:
                    if (
                        isinstance(statement, m.Assign)
                        and isinstance(statement.target, m.Attr)
                        and statement.value is not None
                    ):
                        base = statement.target.base
                        if isinstance(base, m.Name) and base.id in ("self", "cls", scope.cls.name if scope.cls else ""):
                            known.setdefault(statement.target.name, []).append((child, statement))
            scope.__dict__["_self_assignments"] = known
        return known

    # Results of calls --------------------------------------------------------------------

    def result(self, target: Value, call: m.Call | None, scope: Scope) -> list[Value]:
        """What calling ``target`` gives; ``call`` supplies the arguments where it is known."""
        if isinstance(target, External):
            return [Instance(target, call, scope)]
        if isinstance(target, ClassValue):
            return [Instance(target, call, scope)]
        if isinstance(target, Member):
            return [Instance(External(target.full_name), call, scope, target.owner)]
        if isinstance(target, FunctionValue):
            return self._function_result(target, call, scope)
        if isinstance(target, LambdaValue):
            return list(self.resolver.resolve(target.value.body, target.scope))
        if isinstance(target, Partial):
            return self.result(target.target, target.call, target.scope)
        if isinstance(target, Instance) and isinstance(target.of, ClassValue):
            method = self.method(target.of, "__call__")
            return self._function_result(method, call, scope) if method else [UNKNOWN]
        return [UNKNOWN]

    def _function_result(self, target: FunctionValue, call: m.Call | None, scope: Scope) -> list[Value]:
        body = self.project.child(target.function, target.scope)
        values: list[Value] = []
        for statement in body.flat:
            if isinstance(statement, m.Return) and statement.value is not None:
                if isinstance(statement.value, m.Const) and statement.value.value is None:
                    continue
                values.extend(self.resolver.resolve(statement.value, body, statement.at))
        if target.function.returns is not None and all(isinstance(value, Unknown) for value in values):
            values = self.resolver.annotated(target.function.returns, target.scope) or values
        if call is not None:
            values = [r for value in values for r in self._substitute(value, call, scope, target.function.name)]
        if isinstance(target.bound, Instance):
            values = [_rebound(value, target.bound) for value in values]
        return values or [UNKNOWN]

    def _substitute(self, value: Value, call: m.Call, scope: Scope, function_name: str) -> list[Value]:
        """A parameter that a function hands through, replaced by the caller's argument."""
        if not isinstance(value, Parameter) or value.function.function.name != function_name:
            return [value]
        given = argument_for(call, value.function, value.param)
        if given is None:
            given = value.param.default
            scope = self.project.child(value.function.function, value.function.scope)
            if given is None:
                return [value]
        return list(self.resolver.resolve(given, scope, call.at if given is not value.param.default else None))

    def enter(self, value: Value) -> list[Value]:
        """What ``with value as x`` gives."""
        if isinstance(value, Instance) and isinstance(value.of, ClassValue):
            method = self.method(value.of, "__enter__") or self.method(value.of, "__aenter__")
            if method is not None:
                return [
                    value if isinstance(v, Unknown) else v for v in self._function_result(method, None, method.scope)
                ]
        return [value]


def _rebound(value: Value, bound: Instance) -> Value:
    # ``return self`` gives the very object the method was called on.
    anonymous = isinstance(value, Instance) and isinstance(value.of, ClassValue) and value.call is None
    if anonymous and isinstance(bound.of, ClassValue) and bound.of.cls is value.of.cls:  # type: ignore[union-attr]
        return bound
    return value


def _decorated(function: m.Function, names: set[str]) -> bool:
    for decorator in function.decorators:
        node = decorator.func if isinstance(decorator, m.Call) else decorator
        name = node.name if isinstance(node, m.Attr) else getattr(node, "id", "")
        if name in names:
            return True
    return False


def _text(expr: m.Expr | None) -> str | None:
    if isinstance(expr, m.Text) and len(expr.parts) == 1 and isinstance(expr.parts[0], m.Piece):
        return expr.parts[0].text
    return None
