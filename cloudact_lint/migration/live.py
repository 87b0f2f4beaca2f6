"""Tables as they are: ``bq show`` output, or an export of INFORMATION_SCHEMA.COLUMNS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from cloudact_lint.errors import UserError
from cloudact_lint.facts.schema_model import Field, Partition
from cloudact_lint.migration import types
from cloudact_lint.migration.model import CLUSTERING, DEFAULTS, DESCRIPTIONS, PARTITION, Shape
from cloudact_lint.source.rows import read_rows, read_text

_HELP = (
    "it must be what 'bq show --format=prettyjson' or 'bq show --schema' writes, "
    "or an export of INFORMATION_SCHEMA.COLUMNS in JSON or CSV"
)
_DAY_MS = 86_400_000


def read_dump(path: str) -> list[Shape]:
    """The tables of a dump, sorted by dataset and name. Raises UserError with the file and the row."""
    text = read_text(path)
    if not text.strip():
        raise UserError(f"'{path}' is empty", _HELP)
    rows = list(read_rows(path, text, _HELP))
    if any("column_name" in row for _, row in rows):
        found = _from_columns(path, rows)
    else:
        found = [shape for row, item in rows for shape in _from_bq(path, row, item)]
    if not found:
        raise UserError(f"'{path}' describes no table", _HELP)
    return sorted(found, key=lambda shape: shape.parts)


# bq show ---------------------------------------------------------------------------------


def _from_bq(path: str, row: int, item: Mapping[str, Any]) -> Iterator[Shape]:
    schema = item.get("schema")
    given = schema.get("fields") if isinstance(schema, dict) else item.get("fields")
    if not isinstance(given, list):
        raise UserError(f"'{path}', entry {row}: no list of fields", _HELP)
    if str(item.get("type", "TABLE")).upper() not in ("TABLE", ""):
        return  # a view
    reference = item.get("tablereference")
    names = reference if isinstance(reference, dict) else {}
    name = str(names.get("tableId") or PurePath(path).name.partition(".")[0])
    fields = tuple(_field(path, name, entry, 0) for entry in given)
    known = {DESCRIPTIONS, DEFAULTS}
    if isinstance(schema, dict) and names:
        known |= {PARTITION, CLUSTERING}
    clustering = item.get("clustering")
    columns = clustering.get("fields") if isinstance(clustering, dict) else ()
    parts = (str(names.get("projectId") or ""), str(names.get("datasetId") or ""), name)
    yield Shape(
        name, fields, tuple(part for part in parts if part), _partition(item),
        tuple(map(str, columns)) if isinstance(columns, list) else (), str(item.get("description") or ""),
        frozenset(known), path,
    )


def _field(path: str, table: str, entry: Any, depth: int) -> Field:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or depth > types.DEPTH:
        raise UserError(f"'{path}', table {table}: a field without a name", _HELP)
    written = str(entry.get("type") or "")
    if written.upper() == "RANGE" and isinstance(entry.get("rangeElementType"), dict):
        written = f"RANGE<{entry['rangeElementType'].get('type')}>"
    inner = entry.get("fields") if isinstance(entry.get("fields"), list) else []
    fields = tuple(_field(path, table, one, depth + 1) for one in inner or ())
    if written.upper() in ("RECORD", "STRUCT"):
        kind = Field("", "STRUCT", "", "", "", fields, written, types.NOWHERE, types.NOWHERE)
    else:
        found = types.field_of(entry["name"], written)
        if found is None:
            raise UserError(f"'{path}', table {table}: the field '{entry['name']}' has the type '{written}'", _HELP)
        kind = found
    numbers = [entry[key] for key in ("maxLength", "precision", "scale") if entry.get(key) is not None]
    parameters = f"({', '.join(map(str, numbers))})" if numbers else kind.parameters
    mode = str(entry.get("mode") or "NULLABLE").upper()
    return kind._replace(
        name=entry["name"], mode=mode, description=str(entry.get("description") or ""),
        default=str(entry.get("defaultValueExpression") or ""), parameters=parameters,
    )


def _partition(item: Mapping[str, Any]) -> Partition | None:
    by_time, by_range = item.get("timepartitioning"), item.get("rangepartitioning")
    if isinstance(by_time, dict):
        field = str(by_time.get("field") or "")
        unit = str(by_time.get("type") or "DAY").upper() if field else "INGESTION"
        days = _number(by_time.get("expirationMs"))
        must = item.get("requirepartitionfilter", by_time.get("requirePartitionFilter"))
        return Partition(field, unit, days / _DAY_MS if days else None, must in (True, "true"), types.NOWHERE)
    if isinstance(by_range, dict) and by_range.get("field"):
        must = item.get("requirepartitionfilter") in (True, "true")
        return Partition(str(by_range["field"]), "RANGE", None, must, types.NOWHERE)
    return None


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


# INFORMATION_SCHEMA.COLUMNS --------------------------------------------------------------


def _from_columns(path: str, rows: list[tuple[int, dict[str, Any]]]) -> list[Shape]:
    tables: dict[tuple[str, ...], list[tuple[int, dict[str, Any]]]] = {}
    for number, row in rows:
        for key in ("table_name", "column_name", "data_type"):
            if not row.get(key):
                raise UserError(f"'{path}', row {number}: no {key}", _HELP)
        if "." in str(row.get("field_path") or ""):
            continue  # COLUMN_FIELD_PATHS: what is inside a STRUCT is told by the column's own type
        parts = (row.get("table_catalog"), row.get("table_schema"), row["table_name"])
        tables.setdefault(tuple(str(part) for part in parts if part), []).append((number, row))
    return [_table(path, parts, entries) for parts, entries in tables.items()]


def _table(path: str, parts: tuple[str, ...], entries: list[tuple[int, dict[str, Any]]]) -> Shape:
    if all(_number(row.get("ordinal_position")) is not None for _, row in entries):
        entries = sorted(entries, key=lambda entry: _number(entry[1].get("ordinal_position")) or 0)
    fields, cluster = [], []
    partition = ""
    for number, row in entries:
        if str(row.get("is_hidden") or "").upper() == "YES" or str(row["column_name"]).upper().startswith("_PARTITION"):
            continue
        fields.append(_column(path, number, row))
        at = _number(row.get("clustering_ordinal_position"))
        if at is not None:
            cluster.append((at, str(row["column_name"])))
        if str(row.get("is_partitioning_column") or "").upper() == "YES":
            partition = str(row["column_name"])
    first = entries[0][1]
    known = {name for name, key in ((DEFAULTS, "column_default"), (DESCRIPTIONS, "description")) if key in first}
    if "clustering_ordinal_position" in first:
        known.add(CLUSTERING)
    # The unit of partitioning is not in this view, so nothing is compared; filters still need the column.
    by = Partition(partition, "", None, False, types.NOWHERE) if partition else None
    return Shape(parts[-1], tuple(fields), parts, by, tuple(name for _, name in sorted(cluster)), "",
                 frozenset(known), path)


def _column(path: str, number: int, row: Mapping[str, Any]) -> Field:
    mode = "REQUIRED" if str(row.get("is_nullable") or "YES").upper() == "NO" else "NULLABLE"
    default = str(row.get("column_default") or "")
    found = types.field_of(
        str(row["column_name"]), str(row["data_type"]), mode, str(row.get("description") or ""),
        "" if default.upper() == "NULL" else default,
    )
    if found is None:
        raise UserError(f"'{path}', row {number}: the data_type '{row['data_type']}' cannot be read", _HELP)
    return found
