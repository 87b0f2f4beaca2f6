"""What an expression stands for, followed through names, attributes, calls and files.

The answer is a tuple of possible values. It is honest about what it does not know: an
``Unknown`` among the values says that there may be others.
"""

from __future__ import annotations

import builtins

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.annotations import Annotations, called, literal_key
from cloudact_lint.project.members import Members
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.values import (
    UNKNOWN,
    ClassValue,
    External,
    FunctionValue,
    Instance,
    LambdaValue,
    Literal,
    ModuleValue,
    Partial,
    Unknown,
    Value,
)

__all__ = ["Resolver", "literal_key"]

MAX_DEPTH = 24
_LITERALS = (m.Text, m.Const, m.Dict, m.Seq, m.Bin, m.Comp, m.Not)
_TRANSPARENT = {"typing.cast", "copy.copy", "copy.deepcopy", "contextlib.closing", "contextlib.aclosing"}
# What gives back the function that it is given: https://react.dev/reference/react/useCallback, …/cache.
_SAME_FUNCTION = {
    "react.useCallback", "react.default.useCallback", "react.cache", "react.default.cache", "next/cache.unstable_cache",
}  # fmt: skip
_RUN_IN_THREAD = {"asyncio.to_thread"}


class Resolver(Annotations):
    """Answers questions of values. One for a project; answers are remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.members = Members(self)
        self._known: dict[tuple[int, int, Span | None], tuple[Value, ...]] = {}
        self._keep: list[object] = []
        self._open: set[tuple[int, int, Span | None]] = set()
        self._importing: set[tuple[str, str, str | None, int]] = set()

    # Expressions -------------------------------------------------------------------------

    def resolve(self, expr: m.Expr | None, scope: Scope, at: Span | None = None) -> tuple[Value, ...]:
        """Everything ``expr`` may stand for in ``scope``, at ``at`` where order matters."""
        if expr is None:
            return (UNKNOWN,)
        key = (id(expr), id(scope), at)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._open or len(self._open) > MAX_DEPTH * 4:
            return (UNKNOWN,)
        self._open.add(key)
        try:
            values = _unique(self._resolve(expr, scope, at))
        finally:
            self._open.discard(key)
        self._known[key] = values
        self._keep.append(expr)
        return values

    def _resolve(self, expr: m.Expr, scope: Scope, at: Span | None) -> list[Value]:
        if isinstance(expr, m.Name):
            return self.name(expr.id, scope, at)
        if isinstance(expr, m.Attr):
            found: list[Value] = []
            for base in self.resolve(expr.base, scope, at):
                found.extend(self.members.get(base, expr.name, scope))
            return found
        if isinstance(expr, m.Call):
            return self.call(expr, scope, at or expr.at)
        if isinstance(expr, _LITERALS):
            return [Literal(expr, scope)]
        if isinstance(expr, m.Alt):
            return [value for option in expr.options for value in self.resolve(option, scope, at)]
        if isinstance(expr, m.Lambda):
            return [LambdaValue(expr, scope)]
        if isinstance(expr, m.FuncExpr):
            return [FunctionValue(expr.function, scope)]
        if isinstance(expr, m.Sub):
            return self._subscript(expr, scope, at)
        return [UNKNOWN]

    def _subscript(self, expr: m.Sub, scope: Scope, at: Span | None) -> list[Value]:
        index = literal_key(expr.index)
        found: list[Value] = []
        for base in self.resolve(expr.base, scope, at):
            if isinstance(base, Literal) and index is not None:
                found.extend(self._item(base, index))
            else:
                found.append(UNKNOWN)
        return found

    def _item(self, base: Literal, index: object) -> list[Value]:
        if isinstance(base.expr, m.Dict):
            for key, value in base.expr.items:
                if key is not None and literal_key(key) == index:
                    return list(self.resolve(value, base.scope))
        if (
            isinstance(base.expr, m.Seq)
            and isinstance(index, int)
            and -len(base.expr.items) <= index < len(base.expr.items)
        ):
            return list(self.resolve(base.expr.items[index], base.scope))
        return [UNKNOWN]

    # Names -------------------------------------------------------------------------------

    def name(self, name: str, scope: Scope, at: Span | None) -> list[Value]:
        """What a name stands for in a scope."""
        here: Scope | None = scope
        first = True
        while here is not None:
            if here.kind == "class" and not first:
                here = here.parent
                continue
            if name in here.globals and here.kind == "function" and name not in here.bindings:
                here, first = here.parent, False
                continue
            bindings, maybe_unbound = self._bindings(name, here, at if first else None)
            if bindings:
                values = [v for b in bindings for v in self.binding(b, self.project.binding_scope(b, here))]
                if maybe_unbound and name in here.globals and here.parent is not None:
                    values.extend(self.name(name, here.parent, None))
                return values
            here, first = here.parent, False
        return self._star_or_builtin(name, scope)

    def _bindings(self, name: str, scope: Scope, at: Span | None) -> tuple[list[Binding], bool]:
        if scope.kind == "function" and at is not None and name in scope.bindings:
            return scope.reaching(name, at)
        found = scope.bindings.get(name, []) + scope.extra.get(name, [])
        if len(found) > 1:
            # ``x = None`` as a start and a real value later: the start is no answer.
            found = [b for b in found if not _is_none(b.value)] or found
        return found, False

    def _star_or_builtin(self, name: str, scope: Scope) -> list[Value]:
        for statement in scope.module.flat:
            if isinstance(statement, m.Import) and statement.local == "*":
                found = self.imported(statement._replace(name=name), scope.module)
                if any(not isinstance(value, Unknown) for value in found):
                    return found
        if name == "self" and (owner := scope.owner_class()) is not None and owner.cls is not None and owner.parent:
            return [Instance(ClassValue(owner.cls, owner.parent))]
        inner = [v for b in scope.inner_bindings.get(name, ()) for v in self.binding(b, scope)]
        if inner:
            return inner
        python = self.project.records[scope.path].language != "typescript"
        return [External(f"builtins.{name}")] if not python or hasattr(builtins, name) else [UNKNOWN]

    def binding(self, binding: Binding, scope: Scope) -> list[Value]:
        """What one binding gives."""
        if binding.kind == "def":
            return [self.definition(binding.statement, scope)]
        if binding.kind == "import" and isinstance(binding.statement, m.Import):
            return self.imported(binding.statement, scope)
        if binding.kind == "param" and binding.param is not None:
            return self.parameter(binding.param, scope)
        if binding.kind == "value":
            if (
                binding.annotation is not None
                and isinstance(binding.value, m.Call)
                and called(binding.value) == "field"
            ):
                return self.annotated(binding.annotation, scope) or [UNKNOWN]
            values = list(self.resolve(binding.value, scope, binding.at))
            if binding.annotation is not None and all(isinstance(value, Unknown) for value in values):
                return self.annotated(binding.annotation, scope) or values
            return values
        if binding.kind == "enter":
            entered = self.resolve(binding.value, scope, binding.at)
            return [result for value in entered for result in self.members.enter(value)]
        if binding.kind == "part" and binding.index is not None:
            found: list[Value] = []
            for value in self.resolve(binding.value, scope, binding.at):
                found.extend(self._item(value, binding.index) if isinstance(value, Literal) else [UNKNOWN])
            return found
        if binding.kind == "item":
            return self._items(binding, scope)
        if binding.annotation is not None:
            return self.annotated(binding.annotation, scope) or [UNKNOWN]
        return [UNKNOWN]

    def _items(self, binding: Binding, scope: Scope) -> list[Value]:
        found: list[Value] = []
        for value in self.resolve(binding.value, scope, binding.at):
            if isinstance(value, Literal) and isinstance(value.expr, m.Seq):
                for item in value.expr.items:
                    found.extend(self.resolve(item, value.scope))
            else:
                found.append(UNKNOWN)
        return found or [UNKNOWN]

    def definition(self, statement: object, scope: Scope) -> Value:
        """The value of a ``def`` or ``class`` statement of ``scope``."""
        if isinstance(statement, m.Class):
            return ClassValue(statement, scope)
        if isinstance(statement, m.Function):
            owner = None
            if scope.kind == "class" and scope.cls is not None and scope.parent is not None:
                owner = ClassValue(scope.cls, scope.parent)
            return FunctionValue(statement, scope, owner)
        return UNKNOWN

    # Imports -----------------------------------------------------------------------------

    def imported(self, item: m.Import, scope: Scope) -> list[Value]:
        """What an import binds; Unknown for modules that import a name from each other in a circle."""
        key = (scope.path, item.module, item.name, item.level)
        if key in self._importing:
            return [UNKNOWN]
        self._importing.add(key)
        try:
            return self._imported(item, scope)
        finally:
            self._importing.discard(key)

    def _imported(self, item: m.Import, scope: Scope) -> list[Value]:
        path = scope.path
        if self.project.records[path].language == "typescript":
            target = self.project.typescript_imports.resolve(path, item.module)
            if target is None:
                return [External(item.module if item.name in (None, "*") else f"{item.module}.{item.name}")]
            return [ModuleValue(target)] if item.name in (None, "*") else self.members.exported(target, item.name or "")
        imports = self.project.python_imports
        if item.name is None:
            whole = item.module if item.local != item.module.split(".")[0] else item.local
            target = imports.resolve(path, whole)
            return [ModuleValue(target) if target is not None else External(whole)]
        target = imports.resolve(path, item.module, item.level)
        if target is None:
            return [External(f"{item.module}.{item.name}")] if not item.level else [UNKNOWN]
        found = self.members.exported(target, item.name) if target != path else []
        if any(not isinstance(value, Unknown) for value in found):
            return found
        submodule = imports.resolve(path, f"{item.module}.{item.name}" if item.module else item.name, item.level)
        return [ModuleValue(submodule)] if submodule is not None else [UNKNOWN]

    # Calls -------------------------------------------------------------------------------

    def call(self, call: m.Call, scope: Scope, at: Span | None) -> list[Value]:
        """What a call gives."""
        found: list[Value] = []
        for target in self.resolve(call.func, scope, at):
            if isinstance(target, External):
                found.extend(self._external_call(target, call, scope, at))
            else:
                found.extend(self.members.result(target, call, scope))
        return found or [UNKNOWN]

    def _external_call(self, target: External, call: m.Call, scope: Scope, at: Span | None) -> list[Value]:
        if target.name in _TRANSPARENT and call.args:
            return list(self.resolve(call.args[-1] if target.name == "typing.cast" else call.args[0], scope, at))
        if target.name in _SAME_FUNCTION and call.args:
            return list(self.resolve(call.args[0], scope, at))
        if target.name in ("functools.partial", "functools.partialmethod") and call.args:
            return [Partial(value, call, scope) for value in self.resolve(call.args[0], scope, at)]
        if (
            target.name == "builtins.super"
            and (owner := scope.owner_class()) is not None
            and owner.cls
            and owner.parent
        ):
            return list(self.members.super_of(ClassValue(owner.cls, owner.parent)))
        if target.name in _RUN_IN_THREAD and call.args:
            return [
                r for value in self.resolve(call.args[0], scope, at) for r in self.members.result(value, None, scope)
            ]
        if target.name == "builtins.getattr" and len(call.args) >= 2:
            name = literal_key(call.args[1])
            if isinstance(name, str):
                return list(self.resolve(m.Attr(call.args[0], name), scope, at))
        return [Instance(target, call, scope)]


def _is_none(expr: m.Expr | None) -> bool:
    return isinstance(expr, m.Const) and expr.value is None


def _unique(values: list[Value]) -> tuple[Value, ...]:
    seen: dict[object, Value] = {}
    for value in values:
        key: object = value
        if isinstance(value, Literal):
            key = (id(value.expr), id(value.scope))
        elif isinstance(value, ClassValue):
            key = id(value.cls)
        elif isinstance(value, FunctionValue) and value.bound is None:
            key = id(value.function)
        elif isinstance(value, Instance):
            of = value.of.name if isinstance(value.of, External) else id(value.of.cls)
            key = (of, id(value.call), id(value.scope))
        seen.setdefault(key, value)
    return tuple(seen.values())[:32]
