"""Which forms a table schema may have in JSON or YAML, told by what is in it and never by the file's name."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts.records import FileFacts, FileIndex, YamlNode
from cloudact_lint.facts.schema_fields import FieldReader, is_field_list, keyed
from cloudact_lint.facts.schema_json import read_json
from cloudact_lint.facts.schema_layouts import cluster_in, feeds_in, layouts_in, partition_in, text_of
from cloudact_lint.facts.schema_model import SchemaFacts, SchemaProblem, TableSchema
from cloudact_lint.findings import Span
from cloudact_lint.source.text import SourceFile

_LISTS = ("fields", "schema", "columns", "schema_fields", "schemaFields")
_NAMES = ("table_name", "tableName", "table_id", "tableId", "table", "name")
_GROUPS = ("schemas", "tables")
_OTHERS = {"record", "struct", "object", "enum"}
"""What the ``type`` beside ``fields`` says in Avro, Spark, Kafka Connect and JSON Schema."""
_ENDINGS = (".schema", "_schema", "-schema")


def json_facts(source: SourceFile) -> FileFacts:
    """The facts of a JSON file: what it says of tables, if it is a schema file."""
    index = FileIndex(source.path, source.language, source.content_hash)
    tree, broken = read_json(source)
    if tree is None:
        return FileFacts(index)
    reader = FieldReader()
    tables = tuple(tables_in(tree, stem(source.path), reader))
    if not tables:
        problems = tuple(item._replace(kind="suspect") for item in broken)
        return FileFacts(index, schema=_facts(tree, (), problems))
    if broken:
        # What could not be read to its end may have more columns than are seen.
        tables = tuple(table._replace(open=True) for table in tables)
        found = tuple(item._replace(message=f"not valid JSON: {item.message}") for item in broken)
        return FileFacts(index, schema=SchemaFacts(tables, found))
    return FileFacts(index, schema=_facts(tree, tables, tuple(reader.problems)))


def _facts(tree: YamlNode, tables: tuple[TableSchema, ...], problems: tuple[SchemaProblem, ...]) -> SchemaFacts | None:
    layouts = () if tables else tuple(layouts_in(tree))
    feeds = () if tables else tuple(feeds_in(tree))
    return SchemaFacts(tables, problems, layouts, feeds) if tables or problems or layouts or feeds else None


def stem(path: str) -> str:
    """The table that the name of a file means: ``orders`` for ``db/orders.schema.json``, ``p.d.orders.json``."""
    name = path.rpartition("/")[2].rpartition(".")[0]
    for ending in _ENDINGS:
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    if name.lower() in ("schema", ""):
        name = path.rpartition("/")[0].rpartition("/")[2] or name
    last = name.rpartition(".")[2]
    return name if last.isdigit() else last


def tables_in(tree: YamlNode, name: str, reader: FieldReader) -> Iterator[TableSchema]:
    """The tables that a document describes; one without a name is called ``name``."""
    if is_field_list(tree):
        yield _table(name, (), tree, None, "list", reader)
        return
    parts = keyed(tree)
    if not parts:  # a list of tables
        for _, item in tree.items[:5000]:
            if item.tag == "map" and (found := _one(item, "", "table", reader)) is not None:
                yield found
        return
    if (table := _one(tree, name, "", reader)) is not None:
        yield table
        return
    for group in _GROUPS:
        yield from _several(parts.get(group), reader)
    if _GROUPS[0] not in parts and _GROUPS[1] not in parts:
        yield from _several(tree, reader, bare=True)


def _several(node: YamlNode | None, reader: FieldReader, bare: bool = False) -> Iterator[TableSchema]:
    """The tables of a mapping by name, or of a list of tables."""
    for key, value in node.items if node is not None else ():
        name = key.value if key is not None and key.value is not None else ""
        at = key.at if key is not None else value.at
        if name in _LISTS and bare:
            continue  # what stands beside made it no table
        if key is not None and is_field_list(value):
            yield _table(name, (), value, None, "schemas", reader)._replace(at=at)
        elif value.tag == "map" and not bare and (found := _one(value, name, "schemas", reader)) is not None:
            yield found._replace(at=at) if key is not None else found


def _one(node: YamlNode, name: str, form: str, reader: FieldReader) -> TableSchema | None:
    """The table that an object describes by a list of its fields; None if it describes none."""
    parts = keyed(node)
    kind = text_of(parts.get("type"))
    if kind.lower() in _OTHERS or "primaryKey" in parts or "pandas_version" in parts:
        return None
    for key in _LISTS:
        inner = parts.get(key)
        if inner is None:
            continue
        if is_field_list(inner):
            return _with_settings(node, parts, inner, name, form or ("fields" if key == "fields" else "schema"), reader)
        nested = keyed(inner)
        fields = nested.get("fields")
        others = text_of(nested.get("type")).lower() in _OTHERS or "pandas_version" in nested
        if fields is not None and not others and is_field_list(fields):
            return _with_settings(node, parts, fields, name, form or "schema", reader)
    return None


def _with_settings(
    node: YamlNode, parts: dict[str, YamlNode], fields: YamlNode, name: str, form: str, reader: FieldReader
) -> TableSchema:
    reference = keyed(parts.get("tableReference"))
    own = next((text_of(parts.get(key)) for key in _NAMES if text_of(parts.get(key))), "")
    path: tuple[str, ...] = ()
    if reference:
        path = tuple(filter(None, (text_of(reference.get(key)) for key in ("projectId", "datasetId", "tableId"))))
        own = path[-1] if path else own
    elif "." in own:
        path = tuple(own.replace(":", ".").split("."))
        own = path[-1]
    if " " in own:  # a title, no name
        own, path = "", ()
    table = _table(own or name, path, fields, node, "table" if own and form != "schemas" else form, reader)
    return table._replace(description=text_of(parts.get("description")))


def _table(
    name: str, path: tuple[str, ...], fields: YamlNode, whole: YamlNode | None, form: str, reader: FieldReader
) -> TableSchema:
    partition = partition_in(whole) if whole is not None else None
    cluster = cluster_in(whole) if whole is not None else None
    at = fields.at if whole is None else whole.at
    head = Span(at.row, at.column, at.row, at.column + 1)
    return TableSchema(
        name, path, reader.read(fields), partition, cluster or (), "", form, head, form not in ("list", "schemas")
    )
