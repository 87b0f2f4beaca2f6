"""What the annotation and the default of a parameter say together: ``Annotated``, aliases of types, ``Query(…)``."""

from __future__ import annotations

from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ModuleValue
from cloudact_lint.project.walking import last_name

MAX_STEPS = 8
"""Names of types for names of types."""
_MARKERS = {"Query", "Path", "Header", "Cookie", "Body", "Form", "File", "Depends", "Security", "Field"}


@dataclass(frozen=True, slots=True)
class Said:
    """A parameter's type, without ``Annotated``, and the call that says where its value comes from."""

    annotation: m.Expr | None
    scope: Scope
    marker: m.Call | None
    marker_scope: Scope
    required: bool
    alias: str
    """Its name on the wire, where that differs."""


def said_by(annotation: m.Expr | None, default: m.Expr | None, scope: Scope, resolver: Resolver) -> Said:
    """What a parameter's annotation and default say."""
    marker: m.Call | None = None
    marker_scope = where = scope
    annotation, where = behind(annotation, scope, resolver)
    if isinstance(annotation, m.Sub) and last_name(annotation.base) == "Annotated":
        parts = annotation.index.items if isinstance(annotation.index, m.Seq) else (annotation.index,)
        annotation = parts[0] if parts else None
        for part in parts[1:]:
            found, found_scope = behind(part, where, resolver)
            if isinstance(found, m.Call) and last_name(found.func) in _MARKERS:
                marker, marker_scope = found, found_scope
            elif last_name(part) in _MARKERS:  # Annotated[str, Query]
                marker, marker_scope = m.Call(part, (), (), m.NOWHERE), where
    required = default is None or _is_missing(default)
    if isinstance(default, m.Call) and last_name(default.func) in _MARKERS:
        marker, marker_scope = default, scope
        given = default.args[0] if default.args else _keyword(default, "default", "default_factory")
        required = given is None or _is_missing(given)
    alias = literal_key(_keyword(marker, "alias", "validation_alias")) if marker is not None else None
    return Said(annotation, where, marker, marker_scope, required, alias if isinstance(alias, str) else "")


def behind(expr: m.Expr | None, scope: Scope, resolver: Resolver) -> tuple[m.Expr | None, Scope]:
    """The type that a name is a short form of (``Limit = Annotated[int, Query()]``), else the expression itself."""
    for _ in range(MAX_STEPS):
        found = _assigned(expr, scope, resolver)
        if found is None:
            break
        expr, scope = found
    return expr, scope


def _assigned(expr: m.Expr | None, scope: Scope, resolver: Resolver) -> tuple[m.Expr, Scope] | None:
    if isinstance(expr, m.Attr):
        for value in resolver.resolve(expr.base, scope):
            module = resolver.project.module(value.path) if isinstance(value, ModuleValue) else None
            if module is not None:
                return _in_module(expr.name, module, resolver)
        return None
    if not isinstance(expr, m.Name):
        return None
    here: Scope | None = scope
    while here is not None:
        if expr.id in here.bindings:
            return _bound(expr.id, here, resolver)
        here = here.parent
    return None


def _in_module(name: str, module: Scope, resolver: Resolver) -> tuple[m.Expr, Scope] | None:
    return _bound(name, module, resolver) if name in module.bindings else None


def _bound(name: str, scope: Scope, resolver: Resolver) -> tuple[m.Expr, Scope] | None:
    binding = scope.bindings[name][-1]
    if binding.kind == "value" and isinstance(binding.value, (m.Sub, m.Bin, m.Name, m.Attr, m.Call)):
        return binding.value, scope
    if binding.kind == "import" and isinstance(binding.statement, m.Import) and binding.statement.name:
        item = binding.statement
        target = resolver.project.python_imports.resolve(scope.path, item.module, item.level)
        module = resolver.project.module(target) if target is not None and target != scope.path else None
        if module is not None and item.name:
            return _in_module(item.name, module, resolver)
    return None


def _is_missing(expr: m.Expr) -> bool:
    """``...``: FastAPI's way to say that a value must be given."""
    return isinstance(expr, m.Name) and expr.id == "Ellipsis"


def _keyword(call: m.Call | None, *names: str) -> m.Expr | None:
    if call is None:
        return None
    return next((value for key, value in call.keywords if key in names), None)
