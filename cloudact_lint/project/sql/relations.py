"""What rows look like at some place of a query: the columns that can be named there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.facts.sql_model import Source
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.sql.bound import Result

PSEUDO_COLUMNS = frozenset(
    {
        "_partitiontime", "_partitiondate", "_table_suffix", "_file_name", "_change_type", "_change_timestamp",
        "_change_sequence_number",
    }
)  # fmt: skip
"""Columns that BigQuery adds by itself
(https://cloud.google.com/bigquery/docs/querying-partitioned-tables, .../querying-wildcard-tables)."""


@dataclass(slots=True, eq=False)
class Relation:
    """The columns of one source. ``open``: there may be more than are known.

    ``table`` is the project's table where the relation is one; ``names`` are what it is called by in its
    query, in lower case; ``row`` a relation that is one value, such as an unnested array of scalars.
    """

    columns: dict[str, Result] = field(default_factory=dict)
    open: bool = False
    table: Table | None = None
    names: tuple[str, ...] = ()
    source: Source | None = None
    row: Result | None = None

    def called(self, source: Source) -> Relation:
        """The same columns under the names that a query gives them."""
        alias = source.alias or (source.parts[-1] if source.parts else "")
        names = [alias.lower()] if alias else []
        if not source.alias and source.parts:
            names += [".".join(source.parts[-n:]).lower() for n in range(2, len(source.parts) + 1)]
        columns = self.columns
        if source.columns and not self.open and len(source.columns) <= len(columns):
            renamed = [name.lower() for name in source.columns] + list(columns)[len(source.columns) :]
            columns = dict(zip(renamed, columns.values()))
        return Relation(columns, self.open or source.opaque, self.table, tuple(names), source, self.row)

    def results(self) -> tuple[Result, ...] | None:
        """All columns, None if there may be more."""
        return None if self.open else tuple(self.columns.values())


def of_table(table: Table) -> Relation:
    """The columns of a table whose fields are known."""
    columns: dict[str, Result] = {}
    for definition in sorted(table.definitions, key=lambda d: not d.canonical):
        for item in definition.schema.fields:
            columns.setdefault(item.name.lower(), Result(item.name, type_name(item), None, item, table))
    return Relation(columns, table.open or not columns, table)


def of_results(results: Iterable[Result], open: bool = False) -> Relation:
    """The columns that a query produces; those without a name cannot be named."""
    columns: dict[str, Result] = {}
    for index, result in enumerate(results):
        columns.setdefault(result.name.lower() or f"\0{index}", result)
    return Relation(columns, open)


def of_fields(fields: Sequence[Field], table: Table | None) -> Relation:
    """The fields of a STRUCT, as UNNEST of a repeated RECORD gives them."""
    return Relation({f.name.lower(): Result(f.name, type_name(f), None, f, table) for f in fields}, not fields, table)


def type_name(item: Field) -> str:
    """The type of a field as SQL spells it."""
    base = item.type
    return f"ARRAY<{base}>" if item.mode == "REPEATED" else base
