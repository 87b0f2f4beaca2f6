"""BigQuery table schemas as facts: what a schema file, a CREATE TABLE or a list of SchemaField says."""

from __future__ import annotations

from cloudact_lint.facts.model import Record
from cloudact_lint.findings import Span


class Field(Record):
    """A column, or a field of a RECORD.

    ``type`` is the name of standard SQL in capitals (INT64 for INTEGER, FLOAT64, BOOL, STRUCT for RECORD);
    ``written`` is as in the file. ``mode`` is NULLABLE, REQUIRED or REPEATED. ``at`` spans the name.
    """

    name: str
    type: str
    mode: str
    description: str
    default: str
    fields: tuple[Field, ...]
    written: str
    at: Span
    type_at: Span
    parameters: str = ""
    """Length, precision and scale as written: ``(10, 2)``."""


class Clustered(Record):
    """One clustering column and the span that names it."""

    name: str
    at: Span


class Partition(Record):
    """How a table is partitioned: ``unit`` is HOUR, DAY, MONTH, YEAR, RANGE or INGESTION (no column then).

    ``expiration_days`` is None where nothing is set, and 0 where code sets a time that is not known.
    """

    column: str
    unit: str
    expiration_days: float | None
    require_filter: bool
    at: Span


class TableSchema(Record):
    """One table as one place describes it.

    ``form`` tells how: ``list`` (a bare list of fields), ``fields``, ``schema`` (``{"schema": {"fields"}}``),
    ``schemas`` (one of several by name), ``table`` (an object with partitioning, ``bq show`` output), ``yaml``
    (schema.yaml beside a query, dbt), ``ddl`` (CREATE TABLE), ``python`` (a list of SchemaField). ``name`` is the
    table's own name if the place gives one, else that of the file. ``parts`` is the whole name where known.
    ``settings`` is false where the form has no place for partitioning and clustering.
    """

    name: str
    parts: tuple[str, ...]
    fields: tuple[Field, ...]
    partition: Partition | None
    cluster: tuple[Clustered, ...]
    description: str
    form: str
    at: Span
    settings: bool = False
    open: bool = False
    """Not all of its columns could be read."""


class SchemaProblem(Record):
    """Something BigQuery would not take; becomes CA418 (``duplicate``: CA417).

    ``suspect``: the file is broken, and only its neighbours can tell whether it is a schema.
    """

    message: str
    at: Span
    kind: str = "invalid"


class TableLayout(Record):
    """Partitioning and clustering of a table, said apart from its fields: in a YAML map or a Python dict.

    ``cluster`` is None where nothing is said of clustering; an empty tuple says there is none.
    """

    table: str
    partition: Partition | None
    cluster: tuple[Clustered, ...] | None
    at: Span
    parts: tuple[str, ...] = ()
    """The whole name, where it is known."""


class SchemaFacts(Record):
    """What a file says of tables. ``feeds`` are (schema name, destination table, span): configuration
    that loads rows by one schema into another table."""

    tables: tuple[TableSchema, ...] = ()
    problems: tuple[SchemaProblem, ...] = ()
    layouts: tuple[TableLayout, ...] = ()
    feeds: tuple[tuple[str, str, Span], ...] = ()
