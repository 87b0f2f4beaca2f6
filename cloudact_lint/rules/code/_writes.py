"""What INSERT, UPDATE and MERGE put into the columns of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.facts.sql_model import Named, Query, Sx, Tree
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.sql.bound import Bound

MANY = 40
"""Rows of VALUES that are looked at: the others are alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Values side by side, as a row of VALUES, a SELECT or a MERGE gives them; ``at`` is where they stand.

    ``selected``: they are columns of a query, which BigQuery turns into other types less freely. ``exact`` is
    false where a ``*`` is among them: positions behind it, and their number, are not known then.
    """

    values: tuple[Sx, ...]
    at: tuple[int, int]
    selected: bool = False
    exact: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Insert:
    """New rows for a table: an INSERT, or an INSERT clause of a MERGE.

    ``columns`` is None where the statement names none: then all are meant, in the order of the schema.
    """

    bound: Bound
    table: Table
    columns: tuple[Named, ...] | None
    rows: tuple[Row, ...]
    at: tuple[int, int]

    def fields(self) -> list[Field | None]:
        """The schema's field for each value of a row; None for one that is not known."""
        if self.columns is None:
            return list(self.table.fields) if is_whole(self.table) else []
        return [self.table.field(item.name) for item in self.columns]


def is_whole(table: Table) -> bool:
    """Whether all columns of a table are known, and in which order."""
    return table.kind == "table" and not table.open and len(table.definitions) == 1 and not table.added


def inserts(bound: Bound) -> Iterator[Insert]:
    """The rows that a statement adds to a known table."""
    tree, table = bound.tree, bound.target
    if table is None or tree.target is None or table.kind != "table" or not table.fields:
        return
    here = (tree.target.start, tree.target.end)
    if tree.statement.kind == "INSERT":
        if not _has_holes(tree, bound):
            yield Insert(bound, table, tree.columns or None, tuple(_rows(tree)), here)
        return
    for when in tree.whens:
        if when.action == "insert" and not when.row:
            at = (when.columns[0].start, when.columns[-1].end) if when.columns else here
            row = Row(when.values, _extent(when.values) or at)
            if not any(value.kind == "hole" for value in when.values):
                yield Insert(bound, table, when.columns or None, (row,), at)


def _has_holes(tree: Tree, bound: Bound) -> bool:
    """Whether placeholders may add columns or values."""
    if any("{}" in item.name for item in tree.columns):
        return True
    start, end = tree.statement.offset, tree.statement.offset + tree.statement.length
    return any(start <= low < end for low, _ in bound.text.parsed.holes)


def _rows(tree: Tree) -> Iterator[Row]:
    for values in tree.rows[:MANY]:
        if not any(value.kind == "hole" for value in values):
            yield Row(values, _extent(values) or (0, 0))
    for query in selects(tree.query):
        values = tuple(output.value for output in query.outputs)
        if values and not any(value.kind == "hole" for value in values) and not query.as_struct:
            exact = not any(value.kind == "star" or _is_spread(value) for value in values)
            yield Row(values, (query.outputs[0].start, query.outputs[-1].end), True, exact)


def _is_spread(value: Sx) -> bool:
    return value.kind == "dot" and any(arg.kind == "star" for arg in value.args)


def selects(query: Query | None) -> Iterator[Query]:
    """The plain SELECTs of a query, one after the other."""
    stack = [query] if query is not None else []
    while stack:
        here = stack.pop()
        if here.branches:
            stack.extend(reversed(here.branches))
        else:
            yield here


def _extent(values: tuple[Sx, ...]) -> tuple[int, int] | None:
    placed = [value for value in values if value.end]
    return (placed[0].start, placed[-1].end) if placed else None


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """One value for one column, and where to show it."""

    field: Field
    value: Sx
    at: tuple[int, int]
    selected: bool = False


def assignments(bound: Bound) -> Iterator[Assignment]:
    """Every value whose column is known, of INSERT, UPDATE and MERGE."""
    for insert in inserts(bound):
        fields = insert.fields()
        for row in insert.rows:
            if row.exact and len(row.values) == len(fields):
                for item, value in zip(fields, row.values):
                    if item is not None:
                        yield Assignment(item, value, (value.start, value.end) if value.end else row.at, row.selected)
    for change in (*bound.tree.sets, *(item for when in bound.tree.whens for item in when.sets)):
        use = bound.use_of(change.column)
        if use is not None and use.field is not None and use.table is not None and use.table.kind == "table":
            value = change.value
            at = (change.column.start, value.end or change.column.end)
            yield Assignment(use.field, value, at)
