"""Where code expects that a column may be missing."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import last_name, scope_expressions, walk

_MISSING = {
    "KeyError", "AttributeError", "LookupError", "IndexError", "ColumnNotFoundError", "InvalidOperationError",
}  # fmt: skip


def guards(statement: m.Try) -> bool:
    """Whether a ``try`` has a handler for a key that is missing, by name."""
    for handler in statement.handlers:
        types = [item for kind in handler.types for item in (kind.items if isinstance(kind, m.Seq) else (kind,))]
        if any(last_name(kind) in _MISSING for kind in types):
            return True
    return False


def is_tested(name: str, key: str, scope: Scope) -> bool:
    """Whether a scope, or one around it, tests that what is called ``name`` has a key.

    ``"x" in row``, ``hasattr(row, "x")``, also ``"x" in names`` with ``names = set(row.keys())``.
    """
    around: Scope | None = scope
    while around is not None:
        if around.kind == "function" and name in _tested_in(around).get(key, ()):
            return True
        around = around.parent
    return False


def root(expr: m.Expr | None) -> str:
    """``rows`` for ``rows[0]`` and ``list(rows)[0].x``."""
    while expr is not None:
        if isinstance(expr, m.Name):
            return expr.id
        if isinstance(expr, (m.Attr, m.Sub)):
            expr = expr.base
        elif isinstance(expr, m.Call) and isinstance(expr.func, m.Attr):
            expr = expr.func.base
        elif isinstance(expr, m.Call) and expr.args:
            expr = expr.args[0]
        else:
            return ""
    return ""


def _tested_in(scope: Scope) -> dict[str, set[str]]:
    known: dict[str, set[str]] | None = scope.__dict__.get("_tested_keys")
    if known is None:
        known = {}
        for expr in scope_expressions(scope):
            for node in walk(expr):
                key, container = _test(node)
                if isinstance(key, str) and container is not None:
                    known.setdefault(key, set()).update(_names(container, scope))
        scope.__dict__["_tested_keys"] = known
    return known


def _test(node: m.Expr) -> tuple[object, m.Expr | None]:
    if isinstance(node, m.Bin) and node.op in ("in", "not in"):
        return literal_key(node.left), node.right
    if isinstance(node, m.Call) and last_name(node.func) in ("hasattr", "hasOwn") and len(node.args) > 1:
        return literal_key(node.args[1]), node.args[0]
    if isinstance(node, m.Call) and last_name(node.func) == "hasOwnProperty" and isinstance(node.func, m.Attr):
        return literal_key(node.args[0]) if node.args else None, node.func.base
    return None, None


def _names(container: m.Expr, scope: Scope) -> set[str]:
    """What a test looks in, and what that was made from."""
    names = {node.id for node in walk(container) if isinstance(node, m.Name)}
    for name in list(names):
        for binding in scope.bindings.get(name, ()):
            if binding.value is not None:
                names.update(node.id for node in walk(binding.value) if isinstance(node, m.Name))
    return names
