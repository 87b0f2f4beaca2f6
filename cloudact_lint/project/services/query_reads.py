"""Query parameters that code reads off the request itself: ``request.args.get("limit")``."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.services.model import RouteParam
from cloudact_lint.project.values import FunctionValue
from cloudact_lint.project.walking import last_name, scope_expressions, walk

_HOLDERS = {"args", "query_params", "values"}
_READS = {"get", "getlist", "getone", "pop"}


def query_reads(handler: FunctionValue, resolver: Resolver) -> list[RouteParam]:
    """What a handler reads off the query of its request, by Flask's ``args`` or Starlette's ``query_params``."""
    scope = resolver.project.child(handler.function, handler.scope)
    held = {
        statement.target.id
        for statement in scope.flat
        if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name) and _is_query(statement.value)
    }
    found: dict[str, RouteParam] = {}
    for expr in scope_expressions(scope):
        for node in walk(expr):
            for name, required in _read(node, held):
                found.setdefault(name, RouteParam(name, "query", required, None, None, None))
    return list(found.values())


def _read(node: m.Expr, held: set[str]) -> Iterator[tuple[str, bool]]:
    if isinstance(node, m.Call) and isinstance(node.func, m.Attr) and node.func.name in _READS and node.args:
        base, key, required = node.func.base, literal_key(node.args[0]), False
    elif isinstance(node, m.Sub):
        base, key, required = node.base, literal_key(node.index), True
    else:
        return
    if isinstance(key, str) and (_is_query(base) or (isinstance(base, m.Name) and base.id in held)):
        yield key, required


def _is_query(expr: object) -> bool:
    """``request.args``, ``request.query_params``, and what ``.to_dict()`` makes of them."""
    if isinstance(expr, m.Call) and isinstance(expr.func, m.Attr) and expr.func.name == "to_dict":
        expr = expr.func.base
    if not isinstance(expr, m.Attr) or expr.name not in _HOLDERS:
        return False
    return expr.name == "query_params" or last_name(expr.base) == "request"
