"""Columns that a statement names and its tables do not have, grouped by cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cloudact_lint.errors import closest
from cloudact_lint.findings import Location, Related, Span
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.sql.bound import Bound, ColumnUse, table_names
from cloudact_lint.rules.schema._compact import compact

SHOWN = 6
"""How many columns a message names before it counts the rest."""

_ALIKE = 0.75
"""How alike a name must be to be offered instead."""


@dataclass(slots=True)
class Missing:
    """The columns that one statement looks for in vain in the same tables, in one file."""

    bound: Bound
    path: str
    tables: tuple[Table, ...]
    source: str
    uses: list[tuple[ColumnUse, Span]] = field(default_factory=list)

    def names(self) -> list[str]:
        """The columns, once each, in order."""
        return list(dict.fromkeys(use.name for use, _ in self.uses))


def missing_columns(bounds: Iterable[Bound]) -> Iterator[Missing]:
    """Everything that is surely missing, each place once though several texts contain it."""
    seen: set[tuple[str, int, int, str]] = set()
    for bound in bounds:
        groups: dict[tuple[str, tuple[int, ...], str], Missing] = {}
        for use in bound.columns:
            if not use.missing:
                continue
            path, span = bound.span(use.ref.start, use.ref.end)
            place = (path, span.row, span.column, use.name.lower())
            if not path or place in seen:
                continue
            seen.add(place)
            source = "" if use.tables else _source_name(use)
            key = (path, tuple(map(id, use.tables)), source)
            group = groups.setdefault(key, Missing(bound, path, use.tables, source))
            group.uses.append((use, span))
        yield from groups.values()


def _source_name(use: ColumnUse) -> str:
    if use.source is None:
        return ""
    return use.source.alias or (use.source.parts[-1] if use.source.parts else "")


def listed(names: list[str]) -> str:
    """``a``, ``level_{1..10}_id`` and 18 more."""
    quoted = [f"`{name}`" for name in compact(names)]
    if len(quoted) > SHOWN + 1:
        return ", ".join(quoted[:SHOWN]) + f" and {len(quoted) - SHOWN} more"
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def where_from(tables: tuple[Table, ...]) -> str:
    """The files that describe the tables, for a message."""
    paths = [table.canonical.path for table in tables if table.canonical]
    return ", ".join(dict.fromkeys(paths))


def suggestion(names: list[str], tables: tuple[Table, ...]) -> str:
    """The nearest names that the tables do have."""
    found = []
    for name in names if len(names) <= SHOWN else ():
        known = [item.name for table in tables for item in table.fields]
        if near := closest(name, known, _ALIKE):
            found.append(f"`{near}` for `{name}`" if len(names) > 1 else f"`{near}`")
    return f"; did you mean {', '.join(found)}?" if found else ""


def related_places(group: Missing) -> Iterator[Related]:
    """The schema, and the ALTER TABLE statements that would add what is missing."""
    for table in group.tables:
        if table.canonical is not None:
            yield Related(table.canonical.place(), f"`{table.name}` is described here")
        for name in group.names():
            added = table.added_column(name)
            if added is not None:
                yield Related(
                    Location(added.path, added.field.at), f"this ALTER TABLE adds `{name}`, the schema does not know it"
                )
                break


def subject(group: Missing) -> str:
    """What lacks the columns."""
    if group.tables:
        return table_names(group.tables)
    return f"`{group.source}`" if group.source else "the rows this query reads"
