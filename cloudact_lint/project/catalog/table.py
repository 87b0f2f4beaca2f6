"""A table as all its descriptions together tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cloudact_lint.facts.schema_model import Clustered, Field, Partition, TableLayout, TableSchema
from cloudact_lint.facts.sql_model import Tree
from cloudact_lint.findings import Location, Span


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One description of a table: a schema file's, a CREATE TABLE's, a list of SchemaField's."""

    path: str
    schema: TableSchema
    canonical: bool = False
    """Whether this is the one that the others are copies of."""

    def place(self, at: Span | None = None) -> Location:
        """Where it stands, or where a part of it stands."""
        return Location(self.path, at or self.schema.at)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Partitioning and clustering said apart from the schema."""

    path: str
    layout: TableLayout


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """A column that an ALTER TABLE adds, and where."""

    path: str
    field: Field


@dataclass(eq=False)
class Table:
    """A table, view or materialized view, by its last name part.

    ``kind`` is ``table``, ``view``, ``materialized-view`` or ``external``. Of a view, ``view`` is the tree of
    its CREATE and ``view_text`` the text it stands in. ``open`` tells that more columns may exist than
    are seen here: a definition is built by code that could not be followed.
    """

    name: str
    kind: str = "table"
    definitions: tuple[Definition, ...] = ()
    layouts: tuple[Layout, ...] = ()
    added: tuple[Added, ...] = ()
    view: Tree | None = None
    view_text: object | None = None
    open: bool = False
    parts: tuple[str, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def canonical(self) -> Definition | None:
        """The description that counts; None for views and tables of which no fields are known."""
        return next((d for d in self.definitions if d.canonical), self.definitions[0] if self.definitions else None)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the canonical description."""
        return self.canonical.schema.fields if self.canonical else ()

    @cached_property
    def partition(self) -> Partition | None:
        """How it is partitioned, as the schema or a layout says."""
        return next(iter(self.partitions()), (None, None))[1]

    def partitions(self) -> Iterator[tuple[str, Partition]]:
        """Every partitioning that is said of it, with the file."""
        for d in self.definitions:
            if d.schema.partition is not None:
                yield d.path, d.schema.partition
        for item in self.layouts:
            if item.layout.partition is not None:
                yield item.path, item.layout.partition

    def clusterings(self) -> Iterator[tuple[str, tuple[Clustered, ...], Span]]:
        """Every list of clustering columns that is said of it, with the file and its place."""
        for d in self.definitions:
            if d.schema.cluster:
                yield d.path, d.schema.cluster, d.schema.cluster[0].at
        for item in self.layouts:
            if item.layout.cluster is not None:
                yield item.path, item.layout.cluster, item.layout.at

    def field(self, name: str) -> Field | None:
        """The field with this dotted name, in any description, the canonical one first; case does not matter."""
        return self._named.get(name.lower())

    def added_column(self, name: str) -> Added | None:
        """The ALTER TABLE that adds a column, if one does."""
        return next((a for a in self.added if a.field.name.lower() == name.lower()), None)

    @cached_property
    def _named(self) -> dict[str, Field]:
        found: dict[str, Field] = {}
        ordered = sorted(self.definitions, key=lambda d: not d.canonical)
        for d in ordered:
            for name, item in flat(d.schema.fields):
                found.setdefault(name, item)
        return found


def flat(fields: Sequence[Field], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Field]]:
    """Every field with its dotted name in lower case; RECORDs at most 15 deep, as in BigQuery."""
    for item in fields:
        name = prefix + item.name.lower()
        yield name, item
        if item.fields and depth < 15:
            yield from flat(item.fields, name + ".", depth + 1)
