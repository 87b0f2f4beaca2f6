"""Partitioning and clustering as configuration says them, in JSON, YAML or dict literals alike.

The words for it are many: BigQuery's API (``timePartitioning``), its clients
(``time_partitioning``, ``clustering_fields``), dbt (``partition_by``, ``cluster_by``) and what
teams make up (``partition_field``, ``cluster_fields``, ``partition: {type, field}``).
"""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts.records import YamlNode
from cloudact_lint.facts.schema_fields import keyed
from cloudact_lint.facts.schema_model import Clustered, Partition, TableLayout
from cloudact_lint.facts.schema_types import is_template
from cloudact_lint.findings import Span

PARTITION_KEYS = (
    "timePartitioning", "time_partitioning", "partition", "partitioning", "partition_by", "partitionBy",
    "partition_field", "partitionField", "partition_column", "partition_key", "rangePartitioning", "range_partitioning",
    "partition_fields", "partitioned_by",
)
CLUSTER_KEYS = (
    "clustering", "clustering_fields", "clusteringFields", "cluster_fields", "cluster_by", "clusterBy",
    "cluster_columns", "clustering_columns", "clustered_by",
)
WRAPPERS = ("table_config", "tableConfig", "table_options", "bigquery", "layout", "settings", "config", "storage")
"""Keys under which such settings may stand one level deeper."""
_COLUMN = ("field", "column", "name", "column_name", "columnName", "by")
_UNITS = ("type", "granularity", "unit", "interval", "partition_type")
_REQUIRE = ("requirePartitionFilter", "require_partition_filter", "require_filter")
NAME_KEYS = (
    "table", "table_name", "tableName", "table_id", "tableId", "destination_table", "destination_table_id", "name",
    "target_table", "destination_dataset_table", "id",
)
SCHEMA_KEYS = ("schema_template", "schemaTemplate", "schema_name", "schema_file", "schemaFile", "schema_path",
               "schema_object", "schema")
_DAY_MS = 86_400_000
_MAX_NODES = 200_000


def text_of(node: YamlNode | None) -> str:
    """The text of a scalar, empty for null and for what is none."""
    return node.value if node is not None and node.value is not None and node.tag != "null" else ""


def partition_in(node: YamlNode, parts: dict[str, YamlNode] | None = None) -> Partition | None:
    """How a mapping says that its table is partitioned; None if it does not say so."""
    parts = keyed(node) if parts is None else parts
    for key in PARTITION_KEYS:
        value = parts.get(key)
        if value is None or (value.value is None and not value.items):
            continue
        found = _partition(key, value, parts)
        if found is not None:
            return found
    return None


def _partition(key: str, value: YamlNode, parts: dict[str, YamlNode]) -> Partition | None:
    ranged = "range" in key.lower()
    require = any(text_of(parts.get(name)).lower() == "true" for name in _REQUIRE)
    if value.value is not None:
        column = text_of(value)
        if not column or value.tag == "bool" or is_template(column) or " " in column:
            return None
        unit = next((text_of(parts.get(name)).upper() for name in ("partition_type", "partition_granularity",
                                                                  "partitioning_type") if name in parts), "DAY")
        names_column = any(word in key.lower() for word in ("field", "column", "key"))
        if column.upper() in ("DAY", "HOUR", "MONTH", "YEAR") and not names_column:
            return Partition("", column.upper(), None, require, value.at)
        return Partition(column, unit, _days(parts), require, value.at)
    if value.items[0][0] is None:  # a list: the first entry counts, BigQuery has one partition column
        first = value.items[0][1]
        return _partition(key, first, parts) if first.value else None
    inner = keyed(value)
    column_node = next((inner[name] for name in _COLUMN if name in inner and text_of(inner[name])), None)
    unit = next((text_of(inner[name]).upper() for name in _UNITS if text_of(inner.get(name))), "DAY")
    if "range" in inner or ranged:
        unit = "RANGE"
    if column_node is None:
        if not any(name in inner for name in (*_UNITS, "expirationMs", "expiration_days")):
            return None
        return Partition("", "INGESTION", _days(inner), require or _required(inner), value.at)
    if is_template(text_of(column_node)):
        return None
    return Partition(text_of(column_node), unit, _days(inner), require or _required(inner), column_node.at)


def _required(inner: dict[str, YamlNode]) -> bool:
    return any(text_of(inner.get(name)).lower() == "true" for name in _REQUIRE)


def _days(parts: dict[str, YamlNode]) -> float | None:
    """How long a partition is kept; 0 for a time that is set and not known."""
    told = False
    for key, unit in (
        ("expiration_days", 1.0), ("partition_expiration_days", 1.0), ("expirationMs", 1 / _DAY_MS),
        ("expiration_ms", 1 / _DAY_MS), ("partition_expiration_ms", 1 / _DAY_MS),
    ):
        value = parts.get(key)
        try:
            return float(text_of(value)) * unit
        except ValueError:
            told = told or (value is not None and value.tag != "null")
    return 0.0 if told else None


def cluster_in(node: YamlNode, parts: dict[str, YamlNode] | None = None) -> tuple[Clustered, ...] | None:
    """The clustering columns that a mapping names; None if it says nothing of them."""
    parts = keyed(node) if parts is None else parts
    for key in CLUSTER_KEYS:
        value = parts.get(key)
        if value is None or value.tag == "alias":
            continue
        if value.tag == "map" or (value.items and value.items[0][0] is not None):
            inner = keyed(value)
            value = next((inner[name] for name in ("fields", "columns", "field") if name in inner), None)
            if value is None:
                continue
        found = _columns(value)
        if found is not None:
            return found
    return None


def _columns(value: YamlNode) -> tuple[Clustered, ...] | None:
    if value.tag == "null":
        return ()
    if value.value is not None:
        words = [word.strip() for word in value.value.split(",")]
        if value.tag != "str" or any(not word.isidentifier() for word in words):
            return None
        return tuple(Clustered(word, value.at) for word in words)
    names = [text_of(item) for _, item in value.items]
    if any(not name or is_template(name) for name in names):
        return None
    return tuple(Clustered(name, item.at) for name, (_, item) in zip(names, value.items, strict=True))


def has_layout(parts: dict[str, YamlNode]) -> bool:
    """Whether a mapping has a key that speaks of partitioning or clustering."""
    return any(key in parts for key in (*PARTITION_KEYS, *CLUSTER_KEYS))


def layouts_in(tree: YamlNode) -> Iterator[TableLayout]:
    """Every table's partitioning and clustering that a document names, wherever it stands."""
    waiting: list[tuple[YamlNode, str, Span, dict[str, YamlNode]]] = [(tree, "", tree.at, {})]
    seen = 0
    while waiting and seen < _MAX_NODES:
        node, key, key_at, above = waiting.pop()
        seen += 1
        parts = keyed(node)
        if parts and has_layout(parts):
            written, at = _named(parts, key, key_at, above)
            partition, cluster = partition_in(node, parts), cluster_in(node, parts)
            if written and (partition is not None or cluster is not None):
                yield TableLayout(table_name(written), partition, cluster, at, table_parts(written))
        outer = above if key in WRAPPERS else {}
        for name_node, value in reversed(node.items):
            if value.items:
                inner_key = name_node.value or "" if name_node is not None else ""
                at = name_node.at if name_node is not None else value.at
                waiting.append((value, inner_key, at, {**outer, **parts}))


def _named(
    parts: dict[str, YamlNode], key: str, key_at: Span, above: dict[str, YamlNode]
) -> tuple[str, Span]:
    """The table that a mapping speaks of, as written: by a key in it, by its own key, or by its owner's."""
    for own in (parts, above if key in WRAPPERS else {}):
        for name in NAME_KEYS:
            if table_name(text_of(own.get(name))):
                return text_of(own[name]), own[name].at
    if key in WRAPPERS or key in ("defaults", "table_defaults", "default", "monitoring") or not key:
        return "", key_at
    return key if table_name(key) else "", key_at


def table_name(written: str) -> str:
    """The last part of a table's name; empty for what can be none."""
    last = written.strip().strip("`").replace(":", ".").rpartition(".")[2].partition("$")[0]
    return last if last and not is_template(last) and last.replace("-", "_").isidentifier() else ""


def table_parts(written: str) -> tuple[str, ...]:
    """The parts of a table's whole name; empty where it has no dataset, or a placeholder for one."""
    parts = tuple(written.strip().strip("`").replace(":", ".").split("."))
    return parts if len(parts) > 1 and not is_template(parts[-2]) else ()


def feeds_in(tree: YamlNode) -> Iterator[tuple[str, str, Span]]:
    """Configuration that loads rows by one schema into a table: (schema, table, place of the schema's name)."""
    waiting = [tree]
    seen = 0
    while waiting and seen < _MAX_NODES:
        node = waiting.pop()
        seen += 1
        waiting.extend(value for _, value in reversed(node.items) if value.items)
        parts = keyed(node)
        for key in SCHEMA_KEYS:
            written = text_of(parts.get(key))
            if key == "schema" and not written.endswith(".json"):
                continue  # elsewhere that is the word for a dataset
            schema = schema_name(written)
            target = next((found for name in NAME_KEYS[:-1] if (found := table_name(text_of(parts.get(name))))), "")
            if schema and target:
                yield schema, target, parts[key].at
                break


def schema_name(written: str) -> str:
    """The name of the schema that a path or a name means: ``orders`` for ``schemas/orders.json``."""
    last = written.strip().replace("\\", "/").rpartition("/")[2]
    last = last[:-5] if last.lower().endswith(".json") else last
    return last if last and not is_template(last) and last.replace(".", "_").replace("-", "_").isidentifier() else ""
