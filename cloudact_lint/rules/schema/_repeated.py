"""Columns that a SQL statement names twice where each may stand once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cloudact_lint.facts.sql_model import ColumnDef, Query, Tree
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.texts import SqlText


class Repeated(NamedTuple):
    """A column named again: where, where first, and in what."""

    name: str
    what: str
    start: int
    end: int
    first: int
    refused: bool = True
    """False: BigQuery renames the second."""


_Named = tuple[str, int, int]


def repeated_in(project: Project, text: SqlText, tree: Tree) -> Iterator[Repeated]:
    """The columns that a statement names twice."""
    kind = tree.statement.kind
    if kind == "CREATE" and "table" in tree.statement.flags:
        yield from _defined(tree.defs, "the table")
    if kind in ("INSERT", "CREATE") and not {"procedure", "function"} & set(tree.statement.flags):
        yield from _twice(((one.name, one.start, one.end) for one in tree.columns), "the column list")
    if kind in ("UPDATE", "MERGE"):
        yield from _assigned(tree)
    if kind == "CREATE" and not tree.columns and not tree.defs and {"table", "view"} & set(tree.statement.flags):
        yield from _selected(tree.query, "what is selected")
    elif kind == "SELECT" and _runs_on_bigquery(project, text, tree):
        for found in _selected(tree.query, "the result"):
            yield found._replace(refused=False)


def _assigned(tree: Tree) -> Iterator[Repeated]:
    yield from _twice(((one.column.name, one.column.start, one.column.end) for one in tree.sets), "the assignments")
    for when in tree.whens:
        yield from _twice(((one.name, one.start, one.end) for one in when.columns), "the column list")
        yield from _twice(
            ((one.column.name, one.column.start, one.column.end) for one in when.sets), "the assignments"
        )


def _defined(defs: tuple[ColumnDef, ...], what: str) -> Iterator[Repeated]:
    yield from _twice(((one.name, one.start, one.end) for one in defs), what)
    for one in defs:
        yield from _defined(one.fields, f"the STRUCT '{one.name}'")


def _selected(query: Query | None, what: str) -> Iterator[Repeated]:
    while query is not None and query.branches:
        query = query.branches[0]
    if query is not None and not query.as_struct:
        yield from _twice(((one.name, one.start, one.end) for one in query.outputs), what)


def _twice(names: Iterable[_Named], what: str) -> Iterator[Repeated]:
    seen: dict[str, int] = {}
    for name, start, end in names:
        if not name or "{" in name:
            continue
        key = name.strip("`").lower()
        if key in seen:
            yield Repeated(name, what, start, end, seen[key])
        else:
            seen[key] = start


def _runs_on_bigquery(project: Project, text: SqlText, tree: Tree) -> bool:
    """Other databases take a SELECT with a column twice."""
    query = tree.query
    while query is not None and query.branches:
        query = query.branches[0]
    if query is None or "dynamic" in tree.statement.flags:
        return False
    if text.site is not None:
        return True
    catalog = Catalog.of(project)
    return any(len(source.parts) > 1 and catalog.table(source.parts) is not None for source in query.sources)
