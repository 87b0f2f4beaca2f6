"""Keys of rows held against the schema of the table they are put into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.facts.schema_model import Field
from cloudact_lint.findings import Span
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.rows.inserts import Insert
from cloudact_lint.project.rows.records import Records
from cloudact_lint.project.rows.values import Key, Record


@dataclass(frozen=True, slots=True, eq=False)
class Mismatch:
    """Keys of one row that its table does not have, or REQUIRED columns that the row does not have.

    ``kind`` is ``unknown``, ``missing`` or ``null`` (None for a REQUIRED column); ``fields`` are those beside
    which the names were looked for.
    """

    kind: str
    insert: Insert
    path: str
    at: Span
    names: tuple[str, ...]
    fields: tuple[Field, ...]
    prefix: str = ""


def mismatches(insert: Insert, records: Records) -> Iterator[Mismatch]:
    """Everything that BigQuery refuses in the rows of one insert."""
    for record in insert.records:
        yield from _of_record(insert, record, fields_of(insert.table), "", records, 0)


def fields_of(table: Table) -> tuple[Field, ...]:
    """The fields of all descriptions of a table, and those that migrations add, by name."""
    found: dict[str, Field] = {}
    for definition in sorted(table.definitions, key=lambda d: not d.canonical):
        for item in definition.schema.fields:
            found.setdefault(item.name.lower(), item)
    for added in table.added:
        found.setdefault(added.field.name.lower(), added.field)
    return tuple(found.values())


def _of_record(
    insert: Insert, record: Record, fields: tuple[Field, ...], prefix: str, records: Records, depth: int
) -> Iterator[Mismatch]:
    by_name = {item.name.lower(): item for item in fields}
    unknown = [key for key in record.keys if key.name.lower() not in by_name]
    if unknown and not insert.lenient:
        for path in dict.fromkeys(key.path for key in unknown):
            keys = [key for key in unknown if key.path == path]
            yield Mismatch("unknown", insert, path, keys[0].at, tuple([key.name for key in keys]), fields, prefix)
    given = {key.name.lower() for key in record.keys}
    missing = [item for item in fields if _is_required(item, insert.table, prefix) and item.name.lower() not in given]
    if missing and not record.open:
        names = tuple([item.name for item in missing])
        yield Mismatch("missing", insert, record.path, record.at, names, fields, prefix)
    for key in record.keys:
        field = by_name.get(key.name.lower())
        if field is None:
            continue
        if _is_required(field, insert.table, prefix) and isinstance(key.value, m.Const) and key.value.value is None:
            yield Mismatch("null", insert, key.path, key.at, (field.name,), fields, prefix)
        if field.fields and depth < 15:
            for inner in _inner(key, records):
                yield from _of_record(insert, inner, field.fields, f"{prefix}{field.name}.", records, depth + 1)


def _inner(key: Key, records: Records) -> list[Record]:
    """The RECORD under a key, or the RECORDs of a list."""
    if isinstance(key.value, m.Dict):
        return records.record(key.value, key.place)
    if isinstance(key.value, (m.Seq, m.Comp)):
        return records.rows(key.value, key.place)
    return []


def _is_required(field: Field, table: Table, prefix: str) -> bool:
    """REQUIRED in every description, and without a default."""
    if field.mode != "REQUIRED" or field.default:
        return False
    if prefix:
        return True
    same = [i for d in table.definitions for i in d.schema.fields if i.name.lower() == field.name.lower()]
    return bool(same) and all(item.mode == "REQUIRED" and not item.default for item in same)
