"""Where partitioning and clustering of a table are said, and what is said there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloudact_lint.findings import Location, Related, Span

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Clustered, Field, Partition
    from cloudact_lint.project.catalog.table import Definition, Table


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Partitioning and clustering as one place gives them.

    ``cluster`` is None where nothing is said of it. ``definition`` is the description they stand in; None for a
    layout apart from any.
    """

    path: str
    at: Span
    partition: Partition | None
    cluster: tuple[Clustered, ...] | None
    definition: Definition | None = None

    def place(self, at: Span | None = None) -> Location:
        """Where it stands, or a part of it."""
        return Location(self.path, at or self.at)

    def related(self, message: str) -> Related:
        """It, as a place that explains a finding."""
        return Related(self.place(), message)


def layouts(table: Table) -> Iterator[Said]:
    """Every place that says how a table is laid out: its descriptions first."""
    for definition in table.definitions:
        schema = definition.schema
        if schema.partition is not None or schema.cluster:
            at = schema.partition.at if schema.partition is not None else schema.cluster[0].at
            yield Said(definition.path, at, schema.partition, schema.cluster if schema.cluster else None, definition)
    seen: dict[tuple[str, Span], Said] = {}
    for item in table.layouts:
        layout = item.layout
        said = Said(item.path, layout.at, layout.partition, layout.cluster)
        before = seen.get((item.path, layout.at))
        if before is not None:  # one object, read in two parts
            said = Said(
                said.path, said.at, before.partition or said.partition,
                before.cluster if before.cluster is not None else said.cluster,
            )
        seen[item.path, layout.at] = said
    yield from sorted(seen.values(), key=lambda said: (said.path, said.at))


def fields_for(table: Table, said: Said) -> tuple[Field, ...]:
    """The fields that a layout speaks of: those beside it, else those of the description that counts."""
    if said.definition is not None and said.definition.schema.fields:
        return said.definition.schema.fields
    return table.fields


def plain(name: str) -> bool:
    """Whether a column's name is one, and no placeholder or pseudo-column."""
    return bool(name) and not name.startswith("_PARTITION") and all(c.isalnum() or c in "_.-" for c in name)


def in_words(partition: Partition | None) -> str:
    """How a table is partitioned, for messages."""
    if partition is None:
        return "not partitioned"
    if not partition.column:
        return "partitioned by time of loading"
    unit = {"HOUR": " (hours)", "MONTH": " (months)", "YEAR": " (years)", "RANGE": " (ranges)"}.get(partition.unit, "")
    return f"partitioned by `{partition.column}`{unit}"


def columns_of(cluster: tuple[Clustered, ...]) -> tuple[str, ...]:
    """The names of clustering columns, in lower case."""
    return tuple(item.name.lower() for item in cluster)
