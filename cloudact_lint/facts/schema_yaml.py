"""Tables in YAML: ``schema.yaml`` and ``metadata.yaml`` beside a query, dbt's models and sources, layout maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cloudact_lint.facts.records import YamlNode
from cloudact_lint.facts.schema_composite import parse_type
from cloudact_lint.facts.schema_fields import FieldReader, is_field_list, keyed
from cloudact_lint.facts.schema_forms import tables_in
from cloudact_lint.facts.schema_layouts import (
    cluster_in,
    feeds_in,
    has_layout,
    layouts_in,
    partition_in,
    text_of,
)
from cloudact_lint.facts.schema_model import Field, SchemaFacts, SchemaProblem, TableLayout, TableSchema
from cloudact_lint.findings import Span

_DBT = ("models", "seeds", "snapshots")
_BESIDE_QUERY = ("schema.yaml", "schema.yml", "metadata.yaml", "metadata.yml")
"""Names of files that speak of the table which their folder is called after."""


def yaml_tables(path: str, documents: Sequence[YamlNode]) -> SchemaFacts | None:
    """What a YAML file says of tables; None if it says nothing."""
    tables: list[TableSchema] = []
    problems: list[SchemaProblem] = []
    layouts: list[TableLayout] = []
    feeds: list[tuple[str, str, Span]] = []
    for document in documents:
        dbt = list(_dbt(document))
        if dbt:
            tables += dbt
        else:
            reader = FieldReader(complete=False)
            found = list(tables_in(document, _name(path), reader))
            made = list(_forms(path, found))
            tables += made
            problems += reader.problems if len(made) == len(found) else []
        beside = list(_beside(path, document))
        layouts += beside or layouts_in(document)
        feeds += feeds_in(document)
    if not (tables or problems or layouts or feeds):
        return None
    return SchemaFacts(tuple(tables), tuple(problems), tuple(layouts), tuple(feeds))


def _name(path: str) -> str:
    folder, _, name = path.rpartition("/")
    if name.lower() in _BESIDE_QUERY:
        return folder.rpartition("/")[2]
    return name.partition(".")[0]


def _forms(path: str, tables: Iterable[TableSchema]) -> Iterator[TableSchema]:
    beside = path.rpartition("/")[2].lower() in _BESIDE_QUERY
    for table in tables:
        fields = tuple(_known_inside(field) for field in table.fields if field.name)
        if not beside and any(not one.type or (one.type == "STRUCT" and not one.fields) for one in fields):
            continue  # a glossary of columns, not a table
        # An entry without a name takes in fields from elsewhere.
        table = table._replace(form="yaml", fields=fields, open=len(fields) < len(table.fields))
        yield table._replace(parts=_folders(path)) if beside and not table.parts else table


def _folders(path: str) -> tuple[str, ...]:
    """``sql/project/dataset/table/schema.yaml``: the name of the table."""
    parts = tuple(path.split("/")[:-1])[-3:]
    return parts if len(parts) > 1 else ()


def _beside(path: str, document: YamlNode) -> Iterator[TableLayout]:
    """The layout of the table that a ``metadata.yaml`` accompanies."""
    if path.rpartition("/")[2].lower() not in _BESIDE_QUERY:
        return
    for node in (document, keyed(document).get("bigquery")):
        parts = keyed(node)
        if node is not None and has_layout(parts):
            partition, cluster = partition_in(node, parts), cluster_in(node, parts)
            if partition is not None or cluster is not None:
                at = Span(node.at.row, node.at.column, node.at.row, node.at.column + 1)
                yield TableLayout(_name(path), partition, cluster, at, _folders(path))


def _dbt(document: YamlNode) -> Iterator[TableSchema]:
    """The models, seeds, snapshots and sources of dbt that list columns."""
    parts = keyed(document)
    for group in _DBT:
        for _, model in _items(parts.get(group)):
            yield from _model(model, ())
    for _, source in _items(parts.get("sources")):
        inner = keyed(source)
        dataset = text_of(inner.get("schema")) or text_of(inner.get("name"))
        for _, table in _items(inner.get("tables")):
            yield from _model(table, (dataset,) if dataset else ())


def _items(node: YamlNode | None) -> tuple[tuple[YamlNode | None, YamlNode], ...]:
    return node.items if node is not None and node.tag == "seq" else ()


def _model(node: YamlNode, dataset: tuple[str, ...]) -> Iterator[TableSchema]:
    parts = keyed(node)
    name = text_of(parts.get("identifier")) or text_of(parts.get("name"))
    columns = parts.get("columns")
    if not name or columns is None or is_field_list(columns):
        return
    fields = tuple(filter(None, (_column(item) for _, item in _items(columns))))
    if fields:
        config = parts.get("config") or node
        yield TableSchema(
            name, (*dataset, name) if dataset else (), fields, partition_in(config), cluster_in(config) or (),
            text_of(parts.get("description")), "yaml", parts["name"].at, False, True,
        )


def _column(item: YamlNode) -> Field | None:
    parts = keyed(item)
    name = text_of(parts.get("name"))
    if not name:
        return None
    at = parts["name"].at
    written = text_of(parts.get("data_type"))
    field = parse_type(written, parts["data_type"].at, name) if written else None
    if field is None:
        field = Field(name, "", "NULLABLE", "", "", (), written, at, at)
    return field._replace(name=name, at=at, description=text_of(parts.get("description")))


def _known_inside(field: Field) -> Field:
    """A RECORD that takes in fields from elsewhere is one of which nothing inside is known."""
    if not all(inner.name for inner in field.fields):
        return field._replace(fields=())
    return field._replace(fields=tuple(map(_known_inside, field.fields))) if field.fields else field
