"""What a statement means: its columns, tables and results, tied to the tables of the project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.facts.sql_model import Query, Source, Sx, Tree
from cloudact_lint.findings import Span
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.sql.texts import SqlText


@dataclass(frozen=True, slots=True, eq=False)
class ColumnUse:
    """A column named in a statement.

    ``clause`` is ``select``, ``where``, ``on``, ``group``, ``having``, ``qualify``, ``order``, ``insert`` (column
    list), ``set`` (target of an assignment), ``value``, ``merge-on`` or ``using``. ``table`` is the table of the
    project it belongs to, through CTEs and subqueries too, with ``field`` if the table has it. ``missing``
    tells that it surely exists in none of ``tables``, those it was looked for in. Neither field nor missing:
    not known. ``type`` is its type in standard SQL (``INT64``, ``ARRAY<STRING>``), empty if not known.
    ``name`` is the column's own dotted name in ``table``, or as far as is missing.
    """

    ref: Sx
    name: str
    clause: str
    table: Table | None = None
    field: Field | None = None
    missing: bool = False
    tables: tuple[Table, ...] = ()
    type: str = ""
    source: Source | None = None
    """The entry of FROM it comes from directly."""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A column that a query produces: ``field`` and ``table`` if it is handed through from there."""

    name: str
    type: str
    value: Sx | None
    field: Field | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TableUse:
    """A table named in a statement. ``table`` is None if no such table is known.

    ``role``: ``read``, ``write``. ``local``: a CTE, temporary table or array, which is no table of the project.
    ``scope`` is the query in whose FROM it stands.
    """

    source: Source
    table: Table | None
    role: str
    local: bool = False
    scope: Query | None = None


@dataclass(slots=True, eq=False)
class Bound:
    """One statement, tied to the catalog."""

    text: SqlText
    tree: Tree
    columns: list[ColumnUse] = field(default_factory=list)
    tables: list[TableUse] = field(default_factory=list)
    target: Table | None = None
    results: tuple[Result, ...] | None = None
    """What a SELECT at the top produces; None if not all of it is known."""
    types: dict[int, str] = field(default_factory=dict)
    uses: dict[int, ColumnUse] = field(default_factory=dict)
    query_results: dict[int, tuple[Result, ...] | None] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    def type_of(self, expr: Sx) -> str:
        """The type of an expression of this statement in standard SQL, empty if not known."""
        key = id(expr)
        if key not in self.types:
            from cloudact_lint.project.sql.types import expression_type

            expression_type(expr, self._column_type, self._query_type, self.types)
        return self.types[key]

    def _column_type(self, expr: Sx) -> str:
        use = self.uses.get(id(expr))
        return use.type if use is not None else ""

    def _query_type(self, query: Query) -> str:
        """The type of a query used as a value: that of its only column."""
        results = self.query_results.get(id(query))
        return results[0].type if results is not None and len(results) == 1 else ""

    def use_of(self, expr: Sx) -> ColumnUse | None:
        """What a ``column`` expression of this statement means."""
        return self.uses.get(id(expr))

    def results_of(self, query: Query) -> tuple[Result, ...] | None:
        """What a query anywhere in this statement produces; None if not all of it is known."""
        return self.query_results.get(id(query))

    def span(self, start: int, end: int) -> tuple[str, Span]:
        """The file and span of a part of the text."""
        return self.text.span(start, end)


def table_names(tables: Sequence[Table]) -> str:
    """``a``, ``b`` and ``c``, for messages."""
    names = [f"`{table.name}`" for table in tables]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
