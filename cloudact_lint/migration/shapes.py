"""Tables of the catalog as migrations see them."""

from __future__ import annotations

from cloudact_lint.migration.model import CLUSTERING, DEFAULTS, DESCRIPTIONS, PARTITION, Shape
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.project import Project


def shapes(project: Project) -> list[Shape]:
    """Every table of which the project has a whole description, sorted by name."""
    found = (shape_of(table) for table in Catalog.of(project).tables.values())
    return sorted((shape for shape in found if shape is not None), key=lambda shape: shape.name)


def shape_of(table: Table) -> Shape | None:
    """A table of the catalog; None for views and for tables whose columns are not all known."""
    canonical = table.canonical
    if table.kind != "table" or canonical is None or table.open or not table.fields:
        return None
    known = {DESCRIPTIONS, DEFAULTS}
    clustering = next(iter(table.clusterings()), None)
    if table.partition is not None or canonical.schema.settings:
        known.add(PARTITION)
    if clustering is not None or canonical.schema.settings:
        known.add(CLUSTERING)
    return Shape(
        name=table.name,
        fields=table.fields,
        parts=_parts(table),
        partition=table.partition,
        cluster=tuple(item.name for item in clustering[1]) if clustering else (),
        description=canonical.schema.description,
        known=frozenset(known),
        place=canonical.path,
    )


def _parts(table: Table) -> tuple[str, ...]:
    """The whole name, as far as it is no placeholder."""
    parts = table.parts or (table.canonical.schema.parts if table.canonical else ())
    kept: list[str] = [table.name]
    for part in reversed(parts[:-1]):
        if not part or "{" in part or "$" in part or len(kept) == 3:
            break
        kept.insert(0, part)
    return tuple(kept)
