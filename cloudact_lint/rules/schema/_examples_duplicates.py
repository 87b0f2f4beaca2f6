"""Examples of CA417."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = (
    "schemas/orders.json",
    """[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "city", "type": "STRING"},
  {"name": "total", "type": "NUMERIC"}
]
""",
)

VALID = (
    Example(
        path="schemas/orders.json",
        title="equal names in different records",
        text="""[
  {"name": "id", "type": "STRING"},
  {"name": "buyer", "type": "RECORD", "fields": [{"name": "id", "type": "STRING"}]},
  {"name": "seller", "type": "RECORD", "fields": [{"name": "id", "type": "STRING"}]}
]
""",
    ),
    Example(
        title="each column once, in every kind of statement",
        files=(
            _ORDERS,
            (
                "orders.sql",
                """CREATE TABLE shop.returns (id STRING, buyer STRUCT<id STRING, name STRING>, seller STRUCT<id STRING>);
INSERT INTO shop.orders (order_id, city, total) SELECT order_id, city, city FROM shop.returns_raw;
UPDATE shop.orders SET city = 'Bonn', total = total + 1 WHERE order_id = '1';
SELECT o.order_id, r.order_id AS returned_id FROM shop.orders AS o JOIN shop.orders AS r USING (city);
SELECT COUNT(*), COUNT(*) FROM shop.orders;
SELECT city FROM (SELECT order_id, city, order_id FROM shop.orders);
""",
            ),
        ),
    ),
    Example(
        path="report.py",
        title="names put together when the SQL is made",
        text="""from google.cloud import bigquery


def copy(client: bigquery.Client, first: str, second: str):
    client.query(f"INSERT INTO shop.orders (order_id, {first}, {second}) SELECT 1, 2, 3", job_config=None)
""",
    ),
    Example(
        path="app.py",
        title="another database takes a column twice",
        docs=False,
        text="""import sqlite3

sqlite3.connect("x").execute("SELECT a.id, b.id FROM a JOIN b ON a.id = b.a_id")
""",
    ),
)

INVALID = (
    Example(
        path="schemas/orders.json",
        title="the same column twice",
        text="""[
  {"name": "order_id", "type": "STRING"},
  {"name": "total", "type": "NUMERIC"},
  {"name": "Order_ID", "type": "INTEGER"}
]
""",
        rows=(("schemas/orders.json", 4),),
    ),
    Example(
        path="schemas/baskets.json",
        title="inside a record",
        text="""{"table_name": "baskets", "fields": [
  {"name": "lines", "type": "RECORD", "mode": "REPEATED", "fields": [
    {"name": "sku", "type": "STRING"},
    {"name": "sku", "type": "STRING"}
  ]}
]}
""",
        rows=(("schemas/baskets.json", 4),),
    ),
    Example(
        path="orders.sql",
        title="in SQL",
        text="""CREATE TABLE shop.orders (
  order_id STRING,
  city STRING,
  City STRING  -- <- CA417
);
INSERT INTO shop.orders (order_id, city,
  order_id)  -- <- CA417
VALUES ('1', 'Bonn', '2');
UPDATE shop.orders
SET city = 'Bonn',
    city = 'Köln'  -- <- CA417
WHERE order_id = '1';
CREATE VIEW shop.big_orders AS
SELECT
  order_id,
  city AS order_id  -- <- CA417
FROM shop.orders;
SELECT
  order_id,
  ORDER_ID  -- <- CA417
FROM shop.orders;
""",
    ),
    Example(
        path="merge.sql",
        title="in a MERGE",
        docs=False,
        text="""MERGE shop.orders AS o
USING shop.fresh AS f ON o.order_id = f.order_id
WHEN MATCHED THEN UPDATE SET
  city = f.city,
  city = f.town  -- <- CA417
WHEN NOT MATCHED THEN INSERT (
  order_id,
  city,
  city  -- <- CA417
) VALUES (f.order_id, f.city, f.town);
""",
    ),
    Example(
        path="load.py",
        title="in a list of fields",
        text="""from google.cloud import bigquery

client = bigquery.Client()
table = bigquery.Table(
    "shop-1.sales.orders",
    schema=[
        bigquery.SchemaField("order_id", "STRING"),
        bigquery.SchemaField("total", "NUMERIC"),
        bigquery.SchemaField("Total", "FLOAT64"),  # <- CA417
    ],
)
client.create_table(table)
client.query(
    "INSERT INTO `shop-1.sales.orders` (order_id, total, total) VALUES ('1', 2, 3)"  # <- CA417
)
""",
    ),
    Example(
        path="sql/shop/sales/orders_v1/schema.yaml",
        title="in YAML",
        docs=False,
        text="""fields:
- {name: order_id, type: STRING, mode: NULLABLE}
- {name: order_id, type: STRING, mode: NULLABLE}  # <- CA417
""",
    ),
)
