"""Schema files as facts: which JSON and YAML is one, what it says, where, and what is wrong with it."""

from __future__ import annotations

import json
import pickle
import time

import pytest

from cloudact_lint.facts import extract
from cloudact_lint.facts.schema_composite import parse_type
from cloudact_lint.findings import Span
from cloudact_lint.source.text import SourceFile

AT = Span(1, 1, 1, 2)
ORDER = {"name": "order_id", "type": "STRING", "mode": "REQUIRED"}
DAY = {"name": "day", "type": "DATE"}


def schema(text, path="schemas/orders.json"):
    """What a file says of tables; None if nothing."""
    text = text if isinstance(text, str) else json.dumps(text)
    return extract(SourceFile.from_bytes(path, text.encode())).schema


def one(text, path="schemas/orders.json"):
    found = schema(text, path)
    assert found is not None
    assert len(found.tables) == 1
    return found.tables[0]


def fields(table):
    return [(field.name, field.type, field.mode) for field in table.fields]


def problems(text, path="schemas/orders.json"):
    """What is wrong, with row and column."""
    found = schema(text, path)
    return [(item.at.row, item.at.column, item.message) for item in found.problems] if found else []


@pytest.mark.parametrize(
    ("value", "name", "form"),
    [
        ([ORDER, DAY], "orders", "list"),
        ({"fields": [ORDER, DAY]}, "orders", "fields"),
        ({"schema": {"fields": [ORDER, DAY]}}, "orders", "schema"),
        ({"schema": [ORDER, DAY]}, "orders", "schema"),
        ({"description": "x", "schemas": {"baskets": {"fields": [ORDER, DAY]}}}, "baskets", "schemas"),
        ({"schemas": {"baskets": [ORDER, DAY]}}, "baskets", "schemas"),
        ({"baskets": [ORDER, DAY], "version": 2}, "baskets", "schemas"),
        ({"tables": [{"name": "baskets", "columns": [ORDER, DAY]}]}, "baskets", "schemas"),
        ([{"table_name": "baskets", "fields": [ORDER, DAY]}], "baskets", "table"),
        ({"table_name": "baskets", "fields": [ORDER, DAY]}, "baskets", "table"),
        ({"name": "Table of all baskets", "fields": [ORDER, DAY]}, "orders", "fields"),
    ],
)
def test_forms(value, name, form):
    table = one(value)
    assert (table.name, table.form) == (name, form)
    assert fields(table) == [("order_id", "STRING", "REQUIRED"), ("day", "DATE", "NULLABLE")]


def test_several_tables_in_one_file():
    found = schema({"schemas": {"baskets": {"fields": [ORDER]}, "lines": {"fields": [ORDER, DAY]}}})
    assert [(table.name, len(table.fields)) for table in found.tables] == [("baskets", 1), ("lines", 2)]


def test_what_bq_show_prints():
    table = one(
        {
            "kind": "bigquery#table",
            "tableReference": {"projectId": "shop-1", "datasetId": "sales", "tableId": "orders_v2"},
            "type": "TABLE",
            "schema": {"fields": [ORDER, DAY]},
            "timePartitioning": {"type": "MONTH", "field": "day", "expirationMs": "86400000",
                                 "requirePartitionFilter": True},
            "clustering": {"fields": ["order_id", "day"]},
        },
        "dump.json",
    )
    assert (table.name, table.parts) == ("orders_v2", ("shop-1", "sales", "orders_v2"))
    assert table.partition[:4] == ("day", "MONTH", 1.0, True)
    assert [column.name for column in table.cluster] == ["order_id", "day"]


def test_range_and_ingestion_partitions():
    ranged = one({"fields": [ORDER], "rangePartitioning": {"field": "n", "range": {"start": "0", "end": "9"}}})
    assert ranged.partition[:2] == ("n", "RANGE")
    assert one({"fields": [ORDER], "timePartitioning": {"type": "DAY"}}).partition[:2] == ("", "INGESTION")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("schemas/orders.json", "orders"), ("a/shop-1.sales.orders.schema.json", "orders"),
        ("a/orders_schema.json", "orders"), ("sales/orders/schema.json", "orders"),
        ("a/report.itemized.1.schema.json", "report.itemized.1"),
    ],
)
def test_names_of_files(path, name):
    assert one([ORDER], path).name == name


@pytest.mark.parametrize(
    ("written", "type"),
    [
        ("INTEGER", "INT64"), ("int64", "INT64"), ("FLOAT", "FLOAT64"), ("Boolean", "BOOL"), ("DECIMAL", "NUMERIC"),
        ("BIGDECIMAL", "BIGNUMERIC"), ("NUMERIC(10, 2)", "NUMERIC"), ("STRING(40)", "STRING"),
        ("RANGE<DATE>", "RANGE<DATE>"), ("JSON", "JSON"), ("INTERVAL", "INTERVAL"),
    ],
)
def test_types_have_one_name_each(written, type):
    table = one([ORDER, {"name": "x", "type": written}])
    assert table.fields[1].type == type
    assert table.fields[1].written == written
    assert not problems([ORDER, {"name": "x", "type": written}])


def test_everything_a_field_may_say():
    text = """[
  {"name": "total", "type": "NUMERIC", "mode": "REQUIRED", "precision": "12", "scale": 2,
   "description": "Sum of \\"lines\\"", "defaultValueExpression": "0"},
  {"name": "lines", "type": "RECORD", "mode": "REPEATED", "fields": [
    {"name": "sku", "type": "STRING", "policyTags": {"names": ["x"]}}]}
]"""
    total, lines = one(text).fields
    assert (total.parameters, total.description, total.default) == ("(12, 2)", 'Sum of "lines"', "0")
    assert total.at == Span(2, 12, 2, 19)
    assert total.type_at == Span(2, 29, 2, 38)
    assert (lines.type, lines.mode, [field.name for field in lines.fields]) == ("STRUCT", "REPEATED", ["sku"])
    assert lines.fields[0].at.row == 5


NO_SCHEMAS = {
    "package.json": {"name": "web", "type": "module", "dependencies": {"string": "1"}},
    "openapi": [{"name": "limit", "in": "query", "type": "integer"}, {"name": "q", "in": "query", "type": "string"}],
    "json-schema": {"type": "object", "properties": {"name": {"type": "string"}, "day": {"type": "string"}}},
    "avro": {"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}, DAY]},
    "spark": {"type": "struct", "fields": [{"name": "id", "type": "string", "nullable": True, "metadata": {}}]},
    "pandas": {"schema": {"fields": [{"name": "index", "type": "integer"}], "pandas_version": "1.4.0"}, "data": []},
    "frictionless": {"fields": [{"name": "id", "type": "integer"}, {"name": "d", "type": "date"}]},
    "form": {"fields": [{"name": "email", "type": "text"}, {"name": "day", "type": "date"}]},
    "form with labels": {"fields": [{"name": "a", "type": "DATE", "label": "A"}]},
    "abi": [{"type": "function", "name": "f", "inputs": [{"name": "x", "type": "bytes", "internalType": "bytes"}]}],
    "snowflake": [{"name": "A", "type": "NUMBER"}, {"name": "B", "type": "STRING"}, {"name": "C", "type": "VARIANT"},
                  {"name": "D", "type": "DATE"}, {"name": "E", "type": "TIMESTAMP"}],
    "rows": [{"name": "Ada", "type": "STRING THEORY"}, {"name": "Bo", "type": "BASS"}],
    "rows by chance": [{"name": "Ada", "type": "DATE"}, {"name": "Bo", "type": "MEETING"},
                       {"name": "C", "type": "CALL"}],
    "translations": {"fields": {"name": "Name", "type": "Typ"}, "type": "STRING"},
}


@pytest.mark.parametrize("value", NO_SCHEMAS.values(), ids=NO_SCHEMAS)
def test_json_that_is_no_schema(value):
    found = schema(value, "data.json")
    assert found is None or (not found.tables and not found.problems)


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        ('[{"name": "a", "type": "STRING"},\n {"name": "b", "type": "VARCHR", "mode": "NULLABLE"}]', 2, 24, "VARCHR"),
        ('[{"name": "a", "type": "STRING"},\n {"name": "b", "type": "DATE", "mode": "REQIRED"}]', 2, 40,
         "did you mean REQUIRED?"),
        ('[{"name": "a", "type": "STRING"},\n {"name": "b", "type": "RECORD"}]', 2, 2, "without `fields`"),
        ('[{"name": "a", "type": "STRING"},\n {"name": "b", "type": "RECORD", "fields": []}]', 2, 44,
         "without `fields`"),
        ('[{"name": "a", "type": "STRING", "mode": "NULLABLE"},\n {"name": "b.c", "type": "DATE"}]', 2, 11,
         "'b.c' has ."),
        ('[{"name": "a", "type": "STRING"},\n {"name": "_table_x", "type": "DATE"}]', 2, 11, "_TABLE_"),
        ('[{"name": "a", "type": "STRING"}, {"name": "c", "type": "DATE"},\n {"type": "DATE"}]', 2, 2,
         "without `name`"),
        ('[{"name": "a", "type": "STRING"}, {"name": "c", "type": "DATE"},\n {"name": "b"}]', 2, 2,
         "'b' has no `type`"),
        ('[{"name": "a", "type": "STRING"}, {"name": "c", "type": "DATE"},\n "b"]', 2, 2, "must be an object"),
        ('[{"name": "a", "type": "STRING"},\n {"name": "A", "type": "DATE"}]', 2, 11,
         "already in line 1, there as 'a'"),
    ],
)
def test_what_bigquery_refuses(text, row, column, words):
    ((at_row, at_column, message),) = problems(text)
    assert (at_row, at_column) == (row, column)
    assert words in message


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        ('[{"name": "a", "type": "STRING"},]', 1, 33, "a comma before the closing bracket"),
        ('[{"name": "a", "type": "STRING",}]', 1, 32, "a comma before the closing bracket"),
        ('[{"name": "a", "type": "STRING"}\n {"name": "b", "type": "DATE"}]', 2, 2, "a comma is missing"),
        ('[{"name": "a" "type": "STRING"}]', 1, 15, "a comma is missing"),
        ('[{"name": "a", "type" "STRING"}, {"name": "b", "type": "DATE"}]', 1, 23, "a colon is missing"),
        ('[{"name": "a", "type": "STRING"}] ]', 1, 35, "text after the end"),
        ('[{"name": "a", "type": "STRING"}', 1, 32, "the text ends before '['"),
        ('[{"name": "a", "type": "STRING"}}', 1, 33, "'}' where '[' is open"),
        ('[ // all\n {"name": "a", "type": "STRING"}]', 1, 3, "no comments"),
        ('[{"name": "a", "type": "STRING", "mode": None}]', 1, 42, "`None` is no JSON value"),
        ('[{"name": "a", "type": "STRING"},, {"name": "b", "type": "DATE"}]', 1, 34, "no value before"),
        ('[{"name": "a\tb", "type": "STRING"}]', 1, 11, "does not allow"),
        ('[{"name": "b", "type": "STRING"}, {"name": "a, "type": "STRING"}]', 1, 49, "missing"),
        ("[{'name': 'a', \"type\": \"STRING\", \"name\": \"a\"}]", 1, 3, "key must be a string"),
    ],
)
def test_where_json_breaks(text, row, column, words):
    at_row, at_column, message = problems(text)[0]
    assert (at_row, at_column) == (row, column), message
    assert words in message


def test_a_broken_file_still_says_what_can_be_read():
    table = one('[{"name": "a", "type": "STRING"},\n // more\n {"name": "b", "type": "INT64"},\n]')
    assert fields(table) == [("a", "STRING", "NULLABLE"), ("b", "INT64", "NULLABLE")]
    assert table.open


def test_a_file_too_broken_to_tell_is_only_suspect():
    found = schema('{"type": "STRING", ]')
    assert not found.tables
    assert [item.kind for item in found.problems] == ["suspect"]


def deep(levels):
    field = {"name": "leaf", "type": "STRING"}
    for number in range(levels):
        field = {"name": f"level_{number}", "type": "RECORD", "fields": [field]}
    return [field, ORDER]


def test_records_may_be_nested_fifteen_deep():
    assert problems(deep(15)) == []
    assert "15 levels" in problems(deep(16))[0][2]


def test_nesting_without_end_is_no_trouble():
    text = '[{"name": "a", "type": "RECORD", "fields": ' * 5000
    assert schema(text) is None or schema(text).problems
    assert schema(json.dumps(deep(150))).problems


def test_many_columns_quickly():
    columns = [{"name": f"c{n}", "type": "STRING", "mode": "NULLABLE", "description": "Words."} for n in range(10_000)]
    text = json.dumps(columns, indent=2)
    began = time.process_time()
    table = one(text)
    assert time.process_time() - began < 1.5
    assert len(table.fields) == 10_000
    assert not schema(text).problems
    assert "10,000 columns" in problems([*columns, DAY])[0][2]


def test_facts_survive_the_cache():
    found = schema([ORDER, {"name": "r", "type": "RECORD", "fields": [DAY]}])
    assert pickle.loads(pickle.dumps(found)) == found


def test_byte_order_mark_and_utf_16():
    text = json.dumps([ORDER, DAY])
    for data in (text.encode("utf-8-sig"), text.encode("utf-16")):
        facts = extract(SourceFile.from_bytes("orders.json", data))
        assert len(facts.schema.tables[0].fields) == 2


# Types as SQL --------------------------------------------------------------------------------


def test_types_written_as_sql():
    written = "ARRAY<STRUCT<id INT64 NOT NULL, tags ARRAY<STRING>, price NUMERIC(10, 2), `day` DATE>>"
    field = parse_type(written, AT, "x")
    assert (field.name, field.type, field.mode) == ("x", "STRUCT", "REPEATED")
    assert fields(field) == [
        ("id", "INT64", "REQUIRED"), ("tags", "STRING", "REPEATED"), ("price", "NUMERIC", "NULLABLE"),
        ("day", "DATE", "NULLABLE"),
    ]
    assert parse_type("STRUCT<INT64, STRING>", AT).fields[0].name == ""
    assert parse_type("RANGE<DATE>", AT).type == "RANGE<DATE>"
    assert [parse_type(text, AT) for text in ("", "ARRAY<", "ARRAY<x>", "STRUCT<a>>", "varchar")] == [None] * 5


# YAML ----------------------------------------------------------------------------------------

SCHEMA_YAML = """fields:
- name: order_id
  type: STRING
  mode: REQUIRED
- name: lines
  type: RECORD
  mode: REPEATED
  fields:
  - {name: sku, type: STRING, mode: NULLABLE}
"""


def test_schema_yaml_beside_a_query():
    table = one(SCHEMA_YAML, "sql/shop-1/sales/orders_v2/schema.yaml")
    assert (table.name, table.parts, table.form) == ("orders_v2", ("shop-1", "sales", "orders_v2"), "yaml")
    assert fields(table) == [("order_id", "STRING", "REQUIRED"), ("lines", "STRUCT", "REPEATED")]
    assert not table.open


def test_metadata_yaml_beside_a_query():
    text = """friendly_name: Orders
bigquery:
  time_partitioning:
    type: day
    field: ordered_at
    require_partition_filter: true
    expiration_days: 775
  clustering:
    fields: [city, sku]
"""
    (layout,) = schema(text, "sql/shop-1/sales/orders_v2/metadata.yaml").layouts
    assert (layout.table, layout.parts) == ("orders_v2", ("shop-1", "sales", "orders_v2"))
    assert layout.partition[:4] == ("ordered_at", "DAY", 775.0, True)
    assert [column.name for column in layout.cluster] == ["city", "sku"]


def test_dbt_models_and_sources():
    text = """models:
  - name: orders
    config:
      partition_by: {field: day, data_type: date, granularity: month}
      cluster_by: [city, sku]
    columns:
      - name: order_id
        data_type: string
        description: The key.
      - name: lines
        data_type: array<struct<sku string>>
      - name: untyped
sources:
  - name: shop
    schema: raw_shop
    tables:
      - name: events
        identifier: events_v1
        columns: [{name: event_id}]
"""
    found = schema(text, "models/schema.yml")
    orders, events = found.tables
    assert fields(orders) == [
        ("order_id", "STRING", "NULLABLE"), ("lines", "STRUCT", "REPEATED"), ("untyped", "", "NULLABLE")
    ]
    assert orders.open
    assert orders.partition[:2] == ("day", "MONTH")
    assert [column.name for column in orders.cluster] == ["city", "sku"]
    assert (events.name, events.parts) == ("events_v1", ("raw_shop", "events_v1"))


def test_an_entry_that_takes_in_fields_leaves_the_table_open():
    text = SCHEMA_YAML + "- !include-fields\n  from: other\n"
    found = schema(text, "sql/shop-1/sales/orders_v2/schema.yaml")
    assert found.tables[0].open
    assert not found.problems


@pytest.mark.parametrize(
    "text",
    [
        "fields:\n- name: a\n  type: [unclosed\n", "fields: [}\n", "fields:\n- &x {name: a, type: STRING, mode: *x}\n",
        "tables: {a: {partition: *nowhere}}\n", "fields:\n\t- name: a\n", "partition: \x00\n",
    ],
)
def test_yaml_that_is_broken(text):
    extract(SourceFile.from_bytes("a.yaml", text.encode()))


# Layouts -------------------------------------------------------------------------------------


def layouts(text, path="config.yml"):
    found = schema(text, path)
    return {
        item.table: (
            item.partition and item.partition[:2], item.cluster and [column.name for column in item.cluster]
        )
        for item in (found.layouts if found else ())
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tables:\n  orders:\n    partition: {type: DAY, field: day}\n    clustering: [city]\n",
         (("day", "DAY"), ["city"])),
        ("tables:\n- name: orders\n  partition_field: day\n  cluster_fields: [city, sku]\n",
         (("day", "DAY"), ["city", "sku"])),
        ("x:\n- table_id: shop.orders\n  time_partitioning: {type: HOUR, field: at}\n", (("at", "HOUR"), None)),
        ("orders:\n  partition_by: {field: day, data_type: date}\n  cluster_by: city, sku\n",
         (("day", "DAY"), ["city", "sku"])),
        ("orders:\n  partition_field: null\n  cluster_fields: []\n", (None, ())),
        ("load:\n  destination_table: p.shop.orders\n  table_config:\n    clustering_fields: [city]\n",
         (None, ["city"])),
        ("load:\n  table: shop.orders$20240131\n  table_config:\n    time_partitioning: {field: day}\n",
         (("day", "DAY"), None)),
        ("orders:\n  timePartitioning: {type: DAY, expirationMs: 86400000}\n", (("", "INGESTION"), None)),
        ("orders:\n  rangePartitioning: {field: n, range: {start: 0, end: 9, interval: 1}}\n", (("n", "RANGE"), None)),
    ],
)
def test_layouts_in_configuration(text, expected):
    assert layouts(text) == {"orders": expected} or layouts(text) == {"orders": (expected[0], list(expected[1] or ()))}


def test_places_of_layouts():
    text = "tables:\n  orders:\n    partition:\n      field: day\n    clustering:\n    - city\n"
    (layout,) = schema(text, "a.yml").layouts
    assert layout.at.row == 2
    assert layout.partition.at[:2] == (4, 14)
    assert layout.cluster[0].at[:2] == (6, 7)


@pytest.mark.parametrize(
    "text",
    [
        "cluster: prod\nname: api\n", "kafka:\n  partitions: 12\n", "table_defaults:\n  partition_field: day\n",
        "orders:\n  partition_field: '{day_column}'\n", "jobs:\n  partition: true\n",
        "'{table}':\n  clustering: [city]\n",
    ],
)
def test_no_layouts(text):
    assert layouts(text) == {}


def test_feeds():
    text = """steps:
- name: load
  config:
    destination_table: "{org}_prod.orders_daily"
    schema_template: "orders_raw"
- table: shop.baskets
  schema_file: schemas/baskets_v2.json
- name: users
  schema: public
"""
    found = schema(text, "pipeline.yml")
    assert [(source, table, at.row) for source, table, at in found.feeds] == [
        ("orders_raw", "orders_daily", 5), ("baskets_v2", "baskets", 7)
    ]
