"""Tables that SQL names and nothing in the repository describes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cloudact_lint.errors import closest
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.project.sql.bound import Bound, TableUse
from cloudact_lint.project.tables import Tables

_ENOUGH = 2
"""Of how many tables of a dataset the repository must know the schema to be taken for complete."""
_SHARE = 2
"""How many tables of a dataset must be known for each that is not."""
_MAKING = (
    "load_table_from_uri", "load_table_from_file", "load_table_from_dataframe", "load_table_from_json", "copy_table",
    "create_table", "to_gbq", "createTable", "load", "createLoadJob",
)  # fmt: skip
_VERSION = lazy_pattern(r"_?v?\d+(?:_\d+)*$|\*$")
_ALIKE = 0.75
"""How alike two names must be for one to be taken for the other."""


@dataclass(frozen=True, slots=True, eq=False)
class UnknownTableUse:
    """A place that names an unknown table.

    ``meant`` is the known table with nearly the same name that has some of the columns named with
    it; ``near`` only has a name that is alike.
    """

    bound: Bound
    use: TableUse
    path: str
    span: Span
    name: str
    near: Table | None
    meant: Table | None


def unknown_tables(project: Project) -> tuple[UnknownTableUse, ...]:
    """All of the project, each place once; two rules share what was found out."""
    known = project.shared.get("unknown-tables")
    if not isinstance(known, tuple):
        known = project.shared["unknown-tables"] = tuple(_find(project))
    return known


def _find(project: Project) -> Iterator[UnknownTableUse]:
    bounds = list(Binder.of(project).all())
    complete = _complete_datasets(bounds)
    tables = Catalog.of(project).tables
    # dataset/table/query.sql, templates/table.sql: something that bears its name makes the table.
    named = {part.partition(".")[0].lower() for path in project.records for part in path.split("/")[-2:]}
    seen: set[tuple[str, int, int]] = set()
    for bound in bounds:
        for use in _unknown(bound, complete):
            path, span = bound.span(use.source.start, use.source.end)
            if not path or (path, span.row, span.column) in seen:
                continue
            seen.add((path, span.row, span.column))
            name = use.source.parts[-1]
            if name.lower() in named or name.lower() in made_by_code(project):
                continue
            near = tables.get(closest(name, tables, _ALIKE).lower())
            near = None if near is not None and near.name.lower() == name.lower() else near
            meant = near if near is not None and _is_meant(name, near, bound) else None
            yield UnknownTableUse(bound, use, path, span, name, near, meant)


def made_by_code(project: Project) -> frozenset[str]:
    """Tables that calls create, load or copy to: a load makes its destination."""
    known = project.shared.get("made-by-code")
    if not isinstance(known, frozenset):
        bigquery = BigQuery.of(project)
        tables = Tables(bigquery)
        names = set()
        for path in project.files_calling(*_MAKING):
            if project.is_test(path):
                continue
            for site in project.calls_in(path):
                operation = bigquery.operation(site)
                if operation is not None and operation.action in ("load", "copy", "create-table"):
                    names.add(tables.of_operation(operation)[0].lower())
        known = project.shared["made-by-code"] = frozenset(names)
    return known


def _is_meant(name: str, table: Table, bound: Bound) -> bool:
    """Whether a known table has half of the columns that a statement names, and is no other version of the name."""
    if table.open or "{{" in bound.text.text or _VERSION.sub("", name.lower()) == _VERSION.sub("", table.name.lower()):
        return False
    named = {use.name.rpartition(".")[2].lower() for use in bound.columns if use.field is None}
    has = [column for column in named if table.field(column) is not None]
    return bool(has) and 2 * len(has) >= len(named)


def _complete_datasets(bounds: Iterable[Bound]) -> set[str]:
    """Datasets, as they are written in SQL, of whose tables nearly all are known."""
    known: dict[str, set[str]] = {}
    others: dict[str, set[str]] = {}
    for bound in bounds:
        for use in bound.tables:
            parts = use.source.parts
            if len(parts) < 2 or use.local or "{}" in parts[-1]:
                continue
            if use.table is None:
                others.setdefault(parts[-2].lower(), set()).add(parts[-1].lower())
            elif use.table.definitions:
                known.setdefault(parts[-2].lower(), set()).add(use.table.name)
    return {
        dataset
        for dataset, names in known.items()
        if len(names) >= _ENOUGH and len(others.get(dataset, ())) * _SHARE <= len(names) + 1
    }


def _unknown(bound: Bound, complete: set[str]) -> Iterator[TableUse]:
    for use in bound.tables:
        parts = use.source.parts
        made = use.role == "write" and bound.tree.statement.kind in ("CREATE", "ALTER")
        if use.table is not None or use.local or len(parts) < 2 or made or bound.tree.statement.kind == "DROP":
            continue
        name, dataset = parts[-1], parts[-2].lower()
        if "{}" in name or "*" in name or name.startswith("__") or not name or dataset not in complete:
            continue
        if any(part.upper() == "INFORMATION_SCHEMA" for part in parts):
            continue
        yield use
