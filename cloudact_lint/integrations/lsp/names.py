"""What the catalog knows of the tables and columns that files name in SQL, for hovering."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cloudact_lint.integrations.lsp.messages import Named
from cloudact_lint.project.catalog.compare import partition_text
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.project.sql.bound import Bound, ColumnUse
from cloudact_lint.project.sql.texts import SqlTexts

_COLUMNS = 40
"""Columns of a table that are listed."""


def names_in(project: Project, paths: Iterable[str]) -> dict[str, tuple[Named, ...]]:
    """The names in these files, by file."""
    wanted = {path for path in paths if path in project.records}
    found: dict[str, dict[tuple[int, ...], Named]] = defaultdict(dict)
    binder = Binder.of(project)
    for path in wanted:
        for text in SqlTexts.of(project).of_file(path):
            for bound in binder.bind(text):
                for where, named in _names(bound):
                    if where in wanted:
                        found[where].setdefault(named.span, named)
    return {path: tuple(found[path].values()) for path in wanted}


def _names(bound: Bound) -> Iterable[tuple[str, Named]]:
    for use in bound.columns:
        if text := _column(use):
            path, span = bound.span(use.ref.start, use.ref.end)
            yield path, Named(span, text)
    for table in bound.tables:
        if table.table is not None:
            source = table.source
            path, span = bound.span(source.start, source.end)
            yield path, Named(span, describe(table.table))


def _column(use: ColumnUse) -> str:
    if use.field is None or use.table is None:
        if not use.missing or not use.tables:
            return ""
        return f"`{use.name}` is no column of " + ", ".join(f"`{table.name}`" for table in use.tables)
    item = use.field
    mode = f" {item.mode}" if item.mode not in ("", "NULLABLE") else ""
    head = f"`{use.table.name}.{use.name}` **{item.type}{item.parameters}{mode}**"
    default = f"\n\nDefault: `{item.default}`" if item.default else ""
    described = f"\n\n{item.description.strip()}" if item.description.strip() else ""
    return f"{head}{described}{default}{_from(use.table)}"


def describe(table: Table) -> str:
    """A table with its columns and layout, in Markdown."""
    lines = [f"**{'.'.join(table.parts) or table.name}** ({table.kind})"]
    if table.canonical is not None and table.canonical.schema.description:
        lines.append(table.canonical.schema.description.strip())
    if table.partition is not None:
        lines.append(f"Partitioned by {partition_text(table.partition)}")
    clusters = next((columns for _, columns, _ in table.clusterings() if columns), ())
    if clusters:
        lines.append("Clustered by " + ", ".join(f"`{one.name}`" for one in clusters))
    rows = [
        f"| `{item.name}` | {item.type}{item.parameters} | {item.mode if item.mode != 'NULLABLE' else ''} "
        f"| {' '.join(item.description.split()).replace('|', chr(92) + '|')} |"
        for item in table.fields[:_COLUMNS]
    ]  # fmt: skip
    more = f"\n… and {len(table.fields) - _COLUMNS} more" if len(table.fields) > _COLUMNS else ""
    listed = "\n".join(["| column | type | mode | |", "|---|---|---|---|", *rows]) + more if rows else ""
    return "\n\n".join([*lines, *([listed] if listed else [])]) + _from(table)


def _from(table: Table) -> str:
    return f"\n\n*{table.canonical.path}*" if table.canonical is not None else ""
