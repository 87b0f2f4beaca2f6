"""What a name of a type means: the class, alias or outside name behind it, over imports and files.

The resolver says what a *value* is; a type is a statement of its own (``type A = B | C``, ``interface A``), and in
TypeScript one name may be both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.walking import last_name

MAX_STEPS = 12
"""Over how many imports, re-exports and aliases a name is followed."""
Want = Literal["type", "value"]


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """What a name means: a class, alias or function with the scope it stands in, a module, or a name from outside."""

    scope: Scope | None = None
    cls: m.Class | None = None
    alias: m.Assign | None = None
    function: m.Function | None = None
    module: str = ""
    external: str = ""


def find(expr: m.Expr, scope: Scope, project: Project, want: Want = "type") -> Declared | None:
    """What a name, or a dotted one, means where it stands; None if that is not known."""
    return _Finder(project, want).find(expr, scope)


def alias_params(alias: m.Assign) -> tuple[str, ...]:
    """The type parameters of ``type A<T> = …``."""
    kind = alias.annotation
    items = kind.index.items if isinstance(kind, m.Sub) and isinstance(kind.index, m.Seq) else ()
    return tuple([item.id for item in items if isinstance(item, m.Name)])


def is_type_alias(annotation: m.Expr | None) -> bool:
    """Whether an annotation says that what is bound is a type."""
    return annotation is not None and last_name(
        annotation.base if isinstance(annotation, m.Sub) else annotation
    ) == "TypeAlias"


class _Finder:
    def __init__(self, project: Project, want: Want) -> None:
        self.project = project
        self.want = want
        self.steps = 0

    def find(self, expr: m.Expr, scope: Scope) -> Declared | None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            return None
        if isinstance(expr, m.Name):
            return self._name(expr.id, scope)
        if isinstance(expr, m.Attr):
            base = self.find(expr.base, scope)
            return self._member(base, expr.name) if base is not None else None
        return None

    def _name(self, name: str, scope: Scope) -> Declared | None:
        here: Scope | None = scope
        first = True
        while here is not None:
            if here.kind != "class" or first:
                found = self._bound(name, here)
                if found is not None:
                    return found
            here, first = here.parent, False
        found = self._starred(name, scope.module)
        if found is None and not self._typescript(scope):
            return Declared(external=f"builtins.{name}")
        return found

    def _typescript(self, scope: Scope) -> bool:
        return self.project.records[scope.path].language == "typescript"

    def _bound(self, name: str, scope: Scope) -> Declared | None:
        """What a scope itself calls ``name``, the last of several; a value rather than an interface of that name."""
        other: Declared | None = None
        for binding in reversed(scope.bindings.get(name, ())):
            found = self._of_binding(binding, scope)
            if found is not None and (found.cls is None or self.want == "type"):
                return found
            other = other or found
        return other

    def _of_binding(self, binding: Binding, scope: Scope) -> Declared | None:
        statement = binding.statement
        if isinstance(statement, m.Class):
            return Declared(scope, cls=statement)
        if isinstance(statement, m.Import):
            return self._imported(statement, scope)
        if isinstance(statement, m.Function) and (self.want == "value" or not self._typescript(scope)):
            return Declared(scope, function=statement)
        if binding.kind != "value" or binding.value is None:
            return None
        is_type = is_type_alias(binding.annotation)
        if self._typescript(scope):
            if is_type != (self.want == "type"):
                return None
        elif scope.kind == "class" and binding.annotation is not None and not is_type:
            return None  # ``date: date | None = None`` is a field, and no name for types
        return Declared(scope, alias=m.Assign(m.Name(""), binding.value, binding.annotation, "=", binding.at))

    def _imported(self, item: m.Import, scope: Scope) -> Declared | None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            return None
        path = scope.path
        if self._typescript(scope):
            target = self.project.typescript_imports.resolve(path, item.module)
            if target is None:
                return Declared(external=item.module if item.name in (None, "*") else f"{item.module}.{item.name}")
            return Declared(module=target) if item.name in (None, "*") else self._exported(target, item.name or "")
        return self._python_import(item, path)

    def _python_import(self, item: m.Import, path: str) -> Declared | None:
        imports = self.project.python_imports
        if item.name is None:
            whole = item.module if item.local != item.module.split(".")[0] else item.local
            target = imports.resolve(path, whole)
            return Declared(module=target) if target is not None else Declared(external=whole)
        target = imports.resolve(path, item.module, item.level)
        if target is None and not item.level:
            return Declared(external=f"{item.module}.{item.name}")
        found = self._exported(target, item.name) if target is not None and target != path else None
        if found is not None:
            return found
        submodule = imports.resolve(path, f"{item.module}.{item.name}" if item.module else item.name, item.level)
        return Declared(module=submodule) if submodule is not None else None

    def _exported(self, path: str, name: str) -> Declared | None:
        module = self.project.module(path)
        if module is None:
            return None
        found = self._bound(name, module)
        return found if found is not None or name in module.bindings else self._starred(name, module)

    def _starred(self, name: str, module: Scope) -> Declared | None:
        for statement in module.flat:
            if isinstance(statement, m.Import) and statement.local == "*":
                found = self._imported(statement._replace(name=name), module)
                if found is not None and not found.external:
                    return found
        return None

    def _member(self, base: Declared, name: str) -> Declared | None:
        if base.external:
            return Declared(external=f"{base.external}.{name}")
        if base.module:
            if base.module in self.project.records:
                return self._exported(base.module, name)
            found = self.project.python_imports.resolve(f"{base.module}/_", name)
            return Declared(module=found) if found else None
        if base.cls is not None and base.scope is not None:
            return self._bound(name, self.project.child(base.cls, base.scope))
        return None
