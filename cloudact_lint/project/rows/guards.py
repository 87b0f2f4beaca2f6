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


def tested(scope: Scope) -> frozenset[str]:
    """The keys that a scope, or one around it, tests for: ``"x" in row``, ``hasattr(row, "x")``."""
    found: set[str] = set()
    around: Scope | None = scope
    while around is not None:
        if around.kind == "function":
            found |= _tested_in(around)
        around = around.parent
    return frozenset(found)


def _tested_in(scope: Scope) -> frozenset[str]:
    known: frozenset[str] | None = scope.__dict__.get("_tested_keys")
    if known is None:
        known = frozenset(key for expr in scope_expressions(scope) for node in walk(expr) for key in _tests(node))
        scope.__dict__["_tested_keys"] = known
    return known


def _tests(node: m.Expr) -> list[str]:
    key: object = None
    if isinstance(node, m.Bin) and node.op in ("in", "not in"):
        key = literal_key(node.left)
    elif isinstance(node, m.Call) and last_name(node.func) in ("hasattr", "hasOwnProperty", "hasOwn"):
        key = literal_key(node.args[-1]) if node.args else None
    return [key] if isinstance(key, str) else []
