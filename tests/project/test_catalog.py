"""The catalog: which tables there are, which description counts, and where everything is said."""

from __future__ import annotations

import json

import pytest
from support import files_of, project_from

from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.catalog.compare import Described, differences
from cloudact_lint.project.sql.binder import Binder

ORDERS = json.dumps([{"name": "order_id", "type": "STRING", "mode": "REQUIRED"}, {"name": "total", "type": "NUMERIC"}])
OLD = json.dumps([{"name": "order_id", "type": "INTEGER"}])
BQ = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n"


def catalog(files, **settings):
    return Catalog.of(project_from(files_of(files) if isinstance(files, str) else files, **settings))


def columns(table):
    return [(field.name, field.type, field.mode) for field in table.fields]


def test_names_find_tables():
    made = catalog({"schemas/orders.json": ORDERS})
    for parts in (("orders",), ("shop", "orders"), ("{}", "{}", "ORDERS"), ("p.d.orders",), ("d", "orders$20240131"),
                  ("d", "orders_*")):
        assert made.table(parts) is made.tables["orders"], parts
    for parts in ((), ("baskets",), ("shop", "{}"), ("shop", "orders_{}"), ("shop", "INFORMATION_SCHEMA", "orders")):
        assert made.table(parts) is None, parts


def test_folders_of_schemas():
    made = catalog({"schemas/orders.json": ORDERS, "old/a.json": OLD, "data.json": "[1]", "tests/x.json": OLD})
    assert made.schema_folders() == {"old": ["old/a.json"], "schemas": ["schemas/orders.json"]}


def test_test_code_describes_nothing():
    assert catalog({"tests/fixtures/orders.json": ORDERS}).tables == {}


# CREATE statements ---------------------------------------------------------------------------


def test_create_table():
    made = catalog({"a.sql": """CREATE TABLE IF NOT EXISTS `p.shop.orders` (
  order_id STRING NOT NULL OPTIONS(description="The key"),
  lines ARRAY<STRUCT<sku STRING, pieces INT64>>,
  total NUMERIC(12, 2) DEFAULT 0,
  ordered_at TIMESTAMP
)
PARTITION BY TIMESTAMP_TRUNC(ordered_at, MONTH)
CLUSTER BY order_id, total
OPTIONS(description="Orders", partition_expiration_days=90, require_partition_filter=true);
"""})
    table = made.tables["orders"]
    assert columns(table) == [
        ("order_id", "STRING", "REQUIRED"), ("lines", "STRUCT", "REPEATED"), ("total", "NUMERIC", "NULLABLE"),
        ("ordered_at", "TIMESTAMP", "NULLABLE"),
    ]
    assert table.parts == ("p", "shop", "orders")
    assert table.partition[:4] == ("ordered_at", "MONTH", 90.0, True)
    ((path, cluster, _),) = table.clusterings()
    assert (path, [one.name for one in cluster]) == ("a.sql", ["order_id", "total"])
    assert table.canonical.schema.description == "Orders"
    assert table.field("LINES.SKU").type == "STRING"
    assert table.fields[0].at.row == 2


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("day", ("day", "DAY")), ("DATE(at)", ("at", "DAY")), ("DATE_TRUNC(day, MONTH)", ("day", "MONTH")),
        ("DATETIME_TRUNC(dt, HOUR)", ("dt", "HOUR")), ("_PARTITIONDATE", ("", "INGESTION")),
        ("DATE(_PARTITIONTIME)", ("", "INGESTION")),
        ("RANGE_BUCKET(n, GENERATE_ARRAY(0, 100, 10))", ("n", "RANGE")),
    ],
)
def test_partition_clauses(clause, expected):
    sql = f"CREATE TABLE shop.t (day DATE, at TIMESTAMP, dt DATETIME, n INT64) PARTITION BY {clause};"
    assert catalog({"a.sql": sql}).tables["t"].partition[:2] == expected


def test_views_and_tables_from_queries():
    made = catalog({
        "schemas/orders.json": ORDERS,
        "views.sql": """CREATE VIEW shop.big AS SELECT order_id, total * 2 AS twice FROM shop.orders;
CREATE MATERIALIZED VIEW shop.sums AS SELECT SUM(total) AS total FROM shop.orders;
CREATE TABLE shop.copied PARTITION BY day CLUSTER BY order_id AS
SELECT order_id, DATE '2026-01-01' AS day FROM shop.orders;
CREATE EXTERNAL TABLE shop.sheet OPTIONS(format='GOOGLE_SHEETS', uris=['x']);
CREATE TEMP TABLE scratch AS SELECT 1 AS a;
CREATE TABLE shop.clone CLONE shop.orders;
""",
    })
    kinds = {name: table.kind for name, table in made.tables.items()}
    assert kinds == {"big": "view", "clone": "table", "copied": "table", "orders": "table", "sheet": "external",
                     "sums": "materialized-view"}
    binder = Binder.of(made.project)
    assert list(binder.relation(made.tables["big"]).columns) == ["order_id", "twice"]
    assert list(binder.relation(made.tables["copied"]).columns) == ["order_id", "day"]
    assert made.tables["copied"].partition[:2] == ("day", "DAY")
    assert made.tables["sheet"].open
    assert columns(made.tables["clone"]) == columns(made.tables["orders"])


def test_alter_table():
    made = catalog({"schemas/orders.json": ORDERS, "migrations/1.sql": """
ALTER TABLE shop.orders ADD COLUMN city STRING;
ALTER TABLE shop.orders DROP COLUMN total;
ALTER TABLE shop.orders RENAME COLUMN order_id TO id;
"""})
    table = made.tables["orders"]
    assert table.added_column("CITY").path == "migrations/1.sql"
    assert table.added_column("id").field.type == "STRING"
    assert table.extra["dropped"] == ("total",)
    assert table.field("city") is None


def test_routines():
    made = catalog({"a.sql": """CREATE OR REPLACE PROCEDURE `{project}.shop`.close_day(day DATE, OUT closed INT64)
BEGIN
  SELECT 1;
END;
CREATE FUNCTION shop.twice(x INT64) AS (x * 2);
"""})
    assert {name: path for name, (path, _) in made.routines.items()} == {"close_day": "a.sql", "twice": "a.sql"}
    assert made.tables == {}


def test_sql_in_code_makes_tables_too():
    made = catalog(BQ + 'client.query("CREATE TABLE IF NOT EXISTS shop.baskets (id STRING, day DATE) CLUSTER BY id")\n')
    table = made.tables["baskets"]
    assert columns(table) == [("id", "STRING", "NULLABLE"), ("day", "DATE", "NULLABLE")]
    assert table.canonical.path == "app.py"


# Code ----------------------------------------------------------------------------------------


def test_lists_of_fields():
    made = catalog(BQ + """
KEY = [bigquery.SchemaField("order_id", "STRING", "REQUIRED", description="The key")]
LINES = bigquery.SchemaField("lines", "RECORD", mode="REPEATED", fields=[bigquery.SchemaField("sku", "STRING")])


def make(project):
    schema = KEY + [
        bigquery.SchemaField("total", bigquery.enums.SqlTypeNames.NUMERIC, precision=12, scale=2),
        LINES,
    ]
    table = bigquery.Table(f"{project}.shop.orders", schema=schema)
    table.time_partitioning = bigquery.TimePartitioning(
        type_=bigquery.TimePartitioningType.MONTH, field="day", expiration_ms=86400000, require_partition_filter=True
    )
    table.clustering_fields = ["order_id", "total"]
    client.create_table(table)
""")
    table = made.tables["orders"]
    assert columns(table)[:2] == [("order_id", "STRING", "REQUIRED"), ("total", "NUMERIC", "NULLABLE")]
    assert table.canonical.schema.form == "python"
    assert table.fields[0].at.row == 5
    assert table.partition[:4] == ("day", "MONTH", 1.0, True)
    assert [[one.name for one in found] for _, found, _ in table.clusterings()] == [["order_id", "total"]]


def test_a_list_with_unknown_parts_is_open():
    made = catalog(BQ + """
def make(extra):
    client.create_table(bigquery.Table("p.shop.orders", [bigquery.SchemaField("a", "STRING"), *extra]))
""")
    assert made.tables["orders"].open


def test_the_table_may_be_named_by_the_caller():
    made = catalog(BQ + """
def make(table_id):
    client.create_table(bigquery.Table(table_id, schema=[bigquery.SchemaField("a", "STRING")]))


def main(project):
    make(f"{project}.shop.orders_dlq")
""")
    assert list(made.tables) == ["orders_dlq"]


def test_fields_of_a_load_job_and_of_another_file():
    made = catalog(BQ + """
from fields import BASKET

config = bigquery.LoadJobConfig(schema=BASKET, clustering_fields=["id"])
client.load_table_from_uri("gs://b/x.csv", "p.shop.baskets", job_config=config)
# file: fields.py
from google.cloud import bigquery

BASKET = [
    bigquery.SchemaField("id", "STRING"),
    bigquery.SchemaField("Id", "STRNG"),
]
""")
    definition = made.tables["baskets"].canonical
    assert (definition.path, definition.schema.fields[1].at.row) == ("fields.py", 5)
    assert [(path, problem.kind, problem.at.row) for path, problem in made.problems] == [
        ("fields.py", "invalid", 5), ("fields.py", "duplicate", 5)
    ]
    assert [[one.name for one in found] for _, found, _ in made.tables["baskets"].clusterings()] == [["id"]]


def test_constants_named_after_tables():
    code = BQ + """
ORDERS_SCHEMA = [bigquery.SchemaField("order_id", "STRING")]
REPLY_SCHEMA = [bigquery.SchemaField("x", "STRING")]
TABLE_SCHEMAS = {"baskets": [bigquery.SchemaField("id", "STRING")]}
"""
    made = catalog({"app.py": code, "schemas/orders.json": ORDERS})
    assert sorted(made.tables) == ["baskets", "orders"]
    assert [item.path for item in made.tables["orders"].definitions] == ["schemas/orders.json", "app.py"]


def test_settings_in_dicts():
    made = catalog(BQ + """
TABLES = [
    {"table_name": "orders", "schema_file": "orders_v2.json", "partition_field": "day", "clustering_fields": ["city"]},
    {"table_name": "baskets", "schema_file": "baskets.json", "partition_field": None},
]
LAYOUT = {"sums": {"partition": {"type": "MONTH", "field": "month"}, "clustering": ["city", "sku"]}}
for item in TABLES:
    client.create_table(bigquery.Table(item["table_name"]))
""")
    assert sorted(made.tables) == ["orders", "sums"]
    assert made.tables["orders"].open
    (layout,) = made.tables["orders"].layouts
    assert (layout.path, layout.layout.partition[:2], layout.layout.partition.at.row) == ("app.py", ("day", "DAY"), 6)
    assert made.tables["sums"].partition[:2] == ("month", "MONTH")
    assert [(feed.schema, feed.table, feed.at.row) for feed in made.feeds] == [("orders_v2", "orders", 6)]


# Several descriptions ------------------------------------------------------------------------


def first(files, name="orders"):
    made = catalog(files)
    assert [item.canonical for item in made.tables[name].definitions] == [True] + [False] * (
        len(made.tables[name].definitions) - 1
    )
    return made.tables[name].canonical.path


def test_schema_files_count_before_sql_before_code():
    code = BQ + 'client.create_table(bigquery.Table("p.shop.orders", schema=[bigquery.SchemaField("a", "STRING")]))\n'
    sql = "CREATE TABLE shop.orders (a STRING);"
    assert first({"a.py": code, "b.sql": sql, "deep/er/orders.json": ORDERS}) == "deep/er/orders.json"
    assert first({"a.py": code, "b.sql": sql}) == "b.sql"


def test_the_file_that_code_reads_counts():
    files = {"a/orders.json": OLD, "configs/setup/schemas/orders.json": ORDERS}
    assert first(files) == "a/orders.json"
    for path in (
        'Path(__file__).parent / "configs" / "setup" / "schemas" / f"{name}.json"',
        'f"configs/{kind}/schemas/{name}.json"', 'os.path.join(BASE, "configs/setup/schemas", name)',
    ):
        assert first({**files, "app.py": f"schema_path = {path}\n"}) == "configs/setup/schemas/orders.json", path
    assert first({**files, "app.py": 'schema_path = "schemas/x.json"\n'}) == "a/orders.json"


def test_fuller_settings_then_shorter_paths():
    full = json.dumps({"fields": json.loads(ORDERS), "clustering": {"fields": ["total"]}})
    assert first({"a/orders.json": ORDERS, "b/c/orders.json": full}) == "b/c/orders.json"
    assert first({"a/b/orders.json": ORDERS, "c/orders.json": ORDERS}) == "c/orders.json"


def test_one_name_in_two_datasets_is_two_tables():
    made = catalog({"a.sql": "CREATE TABLE shop.t (a STRING);", "b.sql": "CREATE TABLE stock.t (b INT64);",
                    "c.sql": "CREATE VIEW web.t AS SELECT 1 AS c;"})
    assert sorted(made.tables) == ["shop.t", "stock.t", "web.t"]
    assert columns(made.table(("p", "stock", "t"))) == [("b", "INT64", "NULLABLE")]
    assert made.table(("WEB", "t")).kind == "view"
    either = made.table(("{}", "t"))
    assert either.field("a")
    assert either.field("b")


def test_views_that_differ_leave_the_columns_open():
    same = "CREATE VIEW `{p}.{d}.v` AS SELECT 1 AS a;"
    made = catalog({"a.sql": same, "b/a.sql": same, "c.sql": "CREATE VIEW x.w AS SELECT 1 AS a;",
                    "d.sql": "CREATE OR REPLACE VIEW x.w AS SELECT 2 AS b;"})
    assert made.tables["v"].view is not None
    assert made.tables["v"].extra["view_path"] == "a.sql"
    assert made.tables["w"].view is None
    assert made.tables["w"].open


def test_differences():
    made = catalog({"a/orders.json": ORDERS, "b/c/orders.json": OLD})
    left, right = (Described(item.schema.fields) for item in made.tables["orders"].definitions)
    assert [tuple(each) for each in differences(left, right)] == [
        ("order_id", "type", "STRING", "INT64"), ("order_id", "mode", "REQUIRED", "NULLABLE"),
        ("total", "column", "NUMERIC", ""),
    ]
    assert differences(left, left) == ()
