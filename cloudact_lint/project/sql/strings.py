"""The strings of a scope that may be SQL: found by their words, before anything is put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.walking import children, push_children, statement_expressions

_VERB = lazy_pattern(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*|\()*(?:SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|CREATE|DROP|ALTER|TRUNCATE|CALL"
    r"|DECLARE|BEGIN|EXECUTE|EXPORT|LOAD|FROM|SET|IF|FOR|WHILE|LOOP)\b",
    2 | 16,
)
_JOINING = {"format", "strip", "dedent", "join", "replace", "cleandoc", "text", "trim"}


@dataclass(frozen=True, slots=True, eq=False)
class SqlString:
    """The outermost expression a string is part of, where its pieces begin, and where it is read."""

    expr: m.Expr
    places: frozenset[tuple[int, int]]
    at: Span


def sql_strings(scope: Scope) -> Iterator[SqlString]:
    """The strings that stand in a scope itself and begin like a SQL statement."""
    for statement in scope.flat:
        if isinstance(statement, (m.Function, m.Class)):
            continue
        stack: list[m.Expr] = list(statement_expressions(statement))
        while stack:
            expr = stack.pop()
            kind = type(expr)
            if kind is m.Name or kind is m.Const:
                continue
            if kind is m.Text or kind is m.Bin or kind is m.Call:
                first = _first_text(expr)
                if first is not None and _begins_like_sql(first):
                    yield SqlString(expr, frozenset(_places(expr)), getattr(statement, "at", None) or first.at)
                    continue
            push_children(expr, stack)


def _first_text(expr: m.Expr) -> m.Text | None:
    """The text that a string expression begins with, None for anything else."""
    for _ in range(200):
        if isinstance(expr, m.Text):
            return expr
        if isinstance(expr, m.Bin) and expr.op in "+%":
            expr = expr.left
        elif isinstance(expr, m.Call) and isinstance(expr.func, m.Attr) and expr.func.name in _JOINING:
            if isinstance(expr.func.base, m.Text):
                expr = expr.func.base
            elif expr.args:
                expr = expr.args[0]
            else:
                return None
        else:
            return None
    return None


def _begins_like_sql(text: m.Text) -> bool:
    for part in text.parts:
        if isinstance(part, m.Piece):
            if len(part.text) < 8 and len(text.parts) == 1:
                return False
            return _VERB.match(part.text) is not None
        return False
    return False


def _places(expr: m.Expr) -> Iterator[tuple[int, int]]:
    stack: list[m.Expr] = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, m.Text):
            for part in node.parts:
                if isinstance(part, m.Piece) and part.places:
                    yield part.places[0][1], part.places[0][2]
                    break
            continue
        stack.extend(children(node))
