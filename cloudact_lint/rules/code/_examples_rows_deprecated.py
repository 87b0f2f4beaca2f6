"""Examples of CA503. They are its tests too."""

from __future__ import annotations

from cloudact_lint.config.settings import DeprecatedColumn
from cloudact_lint.rule import Example

_OPTIONS = (
    (
        "deprecated-columns",
        (
            DeprecatedColumn("cust", "customer_id", ("orders", "refunds", "unseen_*"), ("refunds_2019",)),
            DeprecatedColumn("area_code", "region_{1..2}_id"),
        ),
    ),
)
_ORDERS = (
    "schemas/orders.json",
    '[{"name": "order_id", "type": "STRING", "mode": "REQUIRED"}, {"name": "cust", "type": "STRING"},\n'
    ' {"name": "customer_id", "type": "STRING"}, {"name": "area_code", "type": "STRING"},\n'
    ' {"name": "region_1_id", "type": "STRING"}, {"name": "total", "type": "NUMERIC"}]\n',
)
_INVOICES = (
    "schemas/invoices.json",
    '[{"name": "invoice_id", "type": "STRING"}, {"name": "cust", "type": "STRING"}, {"name": "total", "type": "NUMERIC"}]\n',
)


def _with(path: str, text: str, title: str, docs: bool = True) -> Example:
    return Example(title=title, files=(_ORDERS, _INVOICES, (path, text)), options=_OPTIONS, docs=docs)


INVALID = (
    _with(
        "app.py",
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def total_of(customer):
    sql = """
        SELECT SUM(total) AS total
        FROM `shop.sales.orders`
        WHERE cust = @customer  -- <- CA503
    """
    return list(client.query(sql).result())[0]["total"]
''',
        "A filter by the old column",
    ),
    _with(
        "reports/monthly.sql",
        "SELECT order_id,\n  cust,  -- <- CA503\n  area_code\nFROM sales.orders;\n",
        "Several in one statement: one finding, at the first",
    ),
    _with(
        "app.py",
        '''\
from google.cloud import bigquery

def add(client: bigquery.Client, order):
    row = {
        "order_id": order.id,
        "cust": order.customer,  # <- CA503
    }
    errors = client.insert_rows_json("shop.sales.orders", [row])
    if errors:
        raise RuntimeError(errors)
''',
        "A key of a row",
    ),
    _with(
        "app.py",
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def customers():
    rows = client.query("SELECT * FROM `shop.sales.orders` LIMIT 100").result()
    return [row["cust"] for row in rows]  # <- CA503
''',
        "Read from the rows of SELECT *",
    ),
    _with(
        "load.sql",
        "INSERT INTO sales.orders (order_id, cust)  -- <- CA503\nSELECT id, who FROM sales.raw_orders;\n",
        "Written by an INSERT",
        docs=False,
    ),
    _with(
        "load.sql",
        "SELECT area_code FROM sales.unseen_orders;  -- <- CA503\n",
        "A table of which no schema is seen",
        docs=False,
    ),
    _with(
        "load.sql",
        "UPDATE sales.orders\nSET total = 0\nWHERE cust = 'x';  -- <- CA503\n",
        "An UPDATE of something else",
        docs=False,
    ),
    _with(
        "load.sql",
        "WITH recent AS (\n  SELECT order_id, cust FROM sales.orders  -- <- CA503\n)\nSELECT recent.cust FROM recent;\n",
        "Through a WITH",
        docs=False,
    ),
)

VALID = (
    _with(
        "app.py",
        '''\
from google.cloud import bigquery

client = bigquery.Client()

def total_of(customer):
    sql = "SELECT SUM(total) AS total FROM `shop.sales.orders` WHERE customer_id = @customer"
    return list(client.query(sql).result())[0]["total"]
''',
        "The successor",
    ),
    _with("move.sql", "UPDATE sales.orders SET customer_id = cust WHERE customer_id IS NULL;\n", "Filling the successor"),
    _with(
        "read.sql",
        "SELECT COALESCE(customer_id, cust) AS customer_id FROM sales.orders;\n",
        "A reader that knows both",
    ),
    _with("drop.sql", "ALTER TABLE sales.orders DROP COLUMN cust;\n", "The end of it"),
    _with("read.sql", "SELECT cust FROM sales.invoices;\n", "A table that the entry does not mean"),
    _with(
        "read.sql",
        "WITH named AS (SELECT customer_id AS cust FROM sales.orders) SELECT cust FROM named;\n",
        "A name that the query makes itself",
        docs=False,
    ),
    _with("read.sql", "SELECT cust FROM sales.refunds_2019;\n", "Left out", docs=False),
    Example(
        title="Without configuration",
        files=(_ORDERS, ("read.sql", "SELECT cust FROM sales.orders;\n")),
        docs=False,
    ),
    _with("tests/test_orders.py", 'SQL = "SELECT cust FROM sales.orders"\n', "Test code", docs=False),
    Example(
        title="The table has lost it already: CA501 says that",
        files=(
            ("schemas/orders.json", '[{"name": "order_id", "type": "STRING"}, {"name": "customer_id", "type": "STRING"}]\n'),
            ("read.sql", "SELECT cust FROM sales.orders;\n"),
        ),
        options=_OPTIONS,
        docs=False,
    ),
    _with(
        "app.py",
        '''\
from google.cloud import bigquery

def add(client: bigquery.Client, order):
    client.insert_rows_json("shop.sales.orders", [{"order_id": order.id, "customer_id": order.customer}])
    client.insert_rows_json("shop.sales.invoices", [{"invoice_id": order.id, "cust": order.customer}])
''',
        "Rows of another table",
        docs=False,
    ),
)
