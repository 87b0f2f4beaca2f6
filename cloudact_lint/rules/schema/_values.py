"""The literals that SQL compares with a column, or writes into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.schema._expressions import of_tree

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.facts.sql_model import Query, Sx
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.sql.bound import Bound, ColumnUse

_HOLE = lazy_pattern(r"\{|\}|__h\d+__|%s|%\(")
_FOLDING = frozenset({"UPPER", "LOWER"})


@dataclass(frozen=True, slots=True, eq=False)
class Used:
    """A text that a column of a table is compared with, or set to.

    ``folded`` tells that case does not matter there. The place is an offset in the statement's text.
    """

    table: Table
    field: Field
    value: str
    written: bool
    start: int
    end: int
    folded: bool = False


def used(bound: Bound) -> Iterator[Used]:
    """Every literal of a statement that meets a known column."""
    yield from _compared(bound)
    yield from _written(bound)


def _compared(bound: Bound) -> Iterator[Used]:
    for expr in of_tree(bound.tree):
        if expr.kind == "op" and expr.name in ("=", "!=", "<>") and len(expr.args) == 2:
            left, right = expr.args
            yield from _meeting(bound, left, (right,))
            yield from _meeting(bound, right, (left,))
        elif expr.kind == "in" and len(expr.args) > 1:
            yield from _meeting(bound, expr.args[0], expr.args[1:])
        elif expr.kind == "case" and expr.name == "simple":
            yield from _meeting(bound, expr.args[0], expr.args[1:-1:2])


def _meeting(bound: Bound, column: Sx, values: Iterable[Sx]) -> Iterator[Used]:
    found = _column(bound, column)
    if found is None:
        return
    use, folded = found
    if use.table is not None and use.field is not None:
        for value in values:
            if _literal(value):
                yield Used(use.table, use.field, value.name, False, value.start, value.end, folded)


def _column(bound: Bound, expr: Sx) -> tuple[ColumnUse, bool] | None:
    """The column that an expression is, maybe in other letters; None if it is anything else."""
    folded = False
    while expr.kind == "call" and expr.name in (*_FOLDING, "TRIM") and len(expr.args) == 1:
        folded = folded or expr.name in _FOLDING
        expr = expr.args[0]
    use = bound.use_of(expr) if expr.kind == "column" else None
    return (use, folded) if use is not None else None


def _written(bound: Bound) -> Iterator[Used]:
    tree, target = bound.tree, bound.target
    if target is None:
        return
    for item in tree.sets:
        yield from _assigned(target, item.column.name.rpartition(".")[2], item.value)
    for when in tree.whens:
        for item in when.sets:
            yield from _assigned(target, item.column.name.rpartition(".")[2], item.value)
        yield from _row(target, [column.name for column in when.columns], when.values)
    if tree.statement.kind == "INSERT":
        names = [column.name for column in tree.columns]
        for row in tree.rows:
            yield from _row(target, names, row)
        if tree.query is not None and names:
            for query in _selects(tree.query):
                yield from _row(target, names, [output.value for output in query.outputs])


def _selects(query: Query) -> Iterator[Query]:
    if query.branches:
        for branch in query.branches:
            yield from _selects(branch)
    elif not any(output.value.kind in ("star", "hole") for output in query.outputs):
        yield query


def _row(target: Table, names: Sequence[str], values: Sequence[Sx]) -> Iterator[Used]:
    if len(names) == len(values):
        for name, value in zip(names, values):
            yield from _assigned(target, name, value)


def _assigned(target: Table, name: str, value: Sx) -> Iterator[Used]:
    field = target.field(name)
    if field is not None:
        for literal in _results(value):
            yield Used(target, field, literal.name, True, literal.start, literal.end)


def _results(expr: Sx) -> Iterator[Sx]:
    """The literals that an expression may come to."""
    if _literal(expr):
        yield expr
    elif expr.kind == "case":
        first = 2 if expr.name == "simple" else 1
        for at in range(first, len(expr.args), 2):
            yield from _results(expr.args[at])
        if (len(expr.args) - first) % 2 == 0:
            yield from _results(expr.args[-1])
    elif expr.kind == "call" and expr.name in ("IF", "COALESCE", "IFNULL"):
        for part in expr.args[1:] if expr.name == "IF" else expr.args:
            yield from _results(part)


def _literal(expr: Sx) -> bool:
    return expr.kind == "string" and bool(expr.name.strip()) and not _HOLE.search(expr.name)
