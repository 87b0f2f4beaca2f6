"""Examples of CA507, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = """\
[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "placed_at", "type": "TIMESTAMP", "mode": "REQUIRED"},
  {"name": "amount", "type": "NUMERIC", "mode": "NULLABLE"},
  {"name": "items", "type": "RECORD", "mode": "REPEATED", "fields": [
    {"name": "sku", "type": "STRING", "mode": "REQUIRED"},
    {"name": "pieces", "type": "INTEGER", "mode": "NULLABLE"}
  ]},
  {"name": "note", "type": "STRING", "mode": "NULLABLE"}
]
"""
_FILE = ("schemas/orders.json", _ORDERS)
_HEAD = "from google.cloud import bigquery\n\n\n"
_ITEMS = """\
            bigquery.SchemaField("items", "RECORD", mode="REPEATED", fields=[
                bigquery.SchemaField("sku", "STRING", mode="REQUIRED"),
                bigquery.SchemaField("pieces", "INT64"),
            ]),
"""


def _code(
    fields: str,
    call: str = 'client.create_table(bigquery.Table("shop.core.orders", schema=schema))',
    mark: bool = False,
) -> str:
    return (
        _HEAD
        + "def make(client: bigquery.Client) -> None:\n"
        + f"    schema = [{'  # <- CA507' if mark else ''}\n{fields}    ]\n"
        + f"    {call}\n"
    )


INVALID = (
    Example(
        title="A table made from a list with another type, another mode and a column less",
        files=(
            _FILE,
            (
                "setup.py",
                _code(
                    """\
            bigquery.SchemaField("order_id", "STRING", mode="NULLABLE"),
            bigquery.SchemaField("placed_at", "TIMESTAMP", mode="REQUIRED"),
            bigquery.SchemaField("amount", "FLOAT64"),
"""
                    + _ITEMS,
                    mark=True,
                ),
            ),
        ),
        kind="on",
    ),
    Example(
        title="A column that the schema file does not have",
        files=(
            _FILE,
            (
                "load.py",
                _code(
                    """\
            bigquery.SchemaField("order_id", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("placed_at", "TIMESTAMP", mode="REQUIRED"),
            bigquery.SchemaField("voucher", "STRING"),
""",
                    'client.load_table_from_uri("gs://b/o.csv", "shop.core.orders", '
                    "job_config=bigquery.LoadJobConfig(schema=schema))",
                    mark=True,
                ),
            ),
        ),
    ),
    Example(
        title="A load without a REQUIRED column",
        files=(
            _FILE,
            (
                "load.py",
                _code(
                    '            bigquery.SchemaField("order_id", "STRING", mode="REQUIRED"),\n',
                    'client.load_table_from_uri("gs://b/o.csv", "shop.core.orders", '
                    "job_config=bigquery.LoadJobConfig(schema=schema))",
                    mark=True,
                ),
            ),
        ),
    ),
    Example(
        title="CREATE TABLE with a field of a RECORD less",
        files=(
            _FILE,
            (
                "ddl/orders.sql",
                """\
CREATE TABLE IF NOT EXISTS shop.orders (  -- <- CA507
  order_id STRING NOT NULL,
  placed_at TIMESTAMP NOT NULL,
  amount NUMERIC,
  items ARRAY<STRUCT<sku STRING NOT NULL>>,
  note STRING
);
""",
            ),
        ),
    ),
)

VALID = (
    Example(
        title="The same by other names",
        files=(
            _FILE,
            (
                "setup.py",
                _code(
                    """\
            bigquery.SchemaField("order_id", "STRING", mode="REQUIRED", description="The order"),
            bigquery.SchemaField("placed_at", "TIMESTAMP", "REQUIRED"),
            bigquery.SchemaField("AMOUNT", "DECIMAL"),
"""
                    + _ITEMS
                    + '            bigquery.SchemaField("note", "STRING"),\n'
                ),
            ),
            (
                "ddl/orders.sql",
                """\
CREATE TABLE IF NOT EXISTS shop.orders (
  order_id STRING NOT NULL,
  placed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP(),
  amount NUMERIC,
  items ARRAY<STRUCT<sku STRING NOT NULL, pieces INT64>>,
  note STRING
);
""",
            ),
        ),
    ),
    Example(
        title="A load of some columns, all REQUIRED ones among them",
        files=(
            _FILE,
            (
                "load.py",
                _code(
                    """\
            bigquery.SchemaField("order_id", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("placed_at", "TIMESTAMP", mode="REQUIRED"),
""",
                    'client.load_table_from_uri("gs://b/o.csv", "shop.core.orders", '
                    "job_config=bigquery.LoadJobConfig(schema=schema))",
                ),
            ),
        ),
    ),
    Example(
        title="What a migration adds later",
        files=(
            _FILE,
            (
                "ddl/0001.sql",
                """\
CREATE TABLE shop.orders (
  order_id STRING NOT NULL,
  placed_at TIMESTAMP NOT NULL,
  amount NUMERIC,
  items ARRAY<STRUCT<sku STRING NOT NULL, pieces INT64>>
);
""",
            ),
            ("ddl/0002.sql", "ALTER TABLE shop.orders ADD COLUMN IF NOT EXISTS note STRING;\n"),
        ),
    ),
    Example(
        title="Temporary and staging tables, and CREATE TABLE AS",
        files=(
            _FILE,
            (
                "sql/steps.sql",
                """\
CREATE TEMP TABLE orders (order_id STRING);
CREATE TABLE shop.orders_staging (order_id STRING);
CREATE TABLE shop.orders AS SELECT 'a' AS order_id;
""",
            ),
        ),
    ),
    Example(
        title="A table without a schema file",
        files=(
            _FILE,
            (
                "setup.py",
                _code(
                    '            bigquery.SchemaField("parcel", "STRING"),\n',
                    'client.create_table(bigquery.Table("shop.core.parcels", schema=schema))',
                ),
            ),
        ),
    ),
    Example(
        title="Another table of the same name",
        files=(
            _FILE,
            (
                "setup.py",
                _code(
                    """\
            bigquery.SchemaField("order_id", "STRING", mode="REQUIRED"),
            bigquery.SchemaField("supplier", "STRING"),
            bigquery.SchemaField("part", "STRING"),
            bigquery.SchemaField("delivered", "DATE"),
""",
                    'client.create_table(bigquery.Table("shop.purchasing.orders", schema=schema))',
                ),
            ),
        ),
    ),
    Example(
        title="Test code",
        files=(_FILE, ("tests/test_setup.py", _code('            bigquery.SchemaField("order_id", "INT64"),\n'))),
        docs=False,
    ),
)
