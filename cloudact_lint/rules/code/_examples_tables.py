"""Examples of CA502."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = (
    "schemas/orders.json",
    '[{"name": "order_id", "type": "STRING"}, {"name": "customer_id", "type": "STRING"}]\n',
)
_CUSTOMERS = ("schemas/customers.json", '[{"name": "customer_id", "type": "STRING"}]\n')
_BOTH = "SELECT o.order_id FROM shop.orders AS o JOIN shop.customers AS c ON c.customer_id = o.customer_id;\n"

INVALID = (
    Example(
        title="Read by a CREATE TABLE AS",
        files=(
            _ORDERS,
            _CUSTOMERS,
            ("report.sql", _BOTH + "CREATE TABLE shop.sent AS\nSELECT parcel_id\nFROM shop.parcels -- <- CA502\n;\n"),
        ),
        docs=False,
    ),
    Example(
        title="A table that only exists where somebody made it by hand",
        files=(
            _ORDERS,
            _CUSTOMERS,
            ("report.sql", _BOTH + "SELECT parcel_id\nFROM shop.parcels -- <- CA502\n;\n"),
        ),
    ),
    Example(
        title="In a string, beside tables that are known",
        files=(
            _ORDERS,
            _CUSTOMERS,
            (
                "jobs.py",
                "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
                "def totals(project):\n"
                '    client.query(f"SELECT order_id FROM `{project}.shop.orders`")\n'
                '    client.query(f"SELECT customer_id FROM `{project}.shop.customers`")\n'
                '    client.query(f"SELECT item_id FROM `{project}.shop.items`")  # <- CA502\n',
            ),
        ),
        docs=False,
    ),
)
VALID = (
    Example(
        title="A load makes its destination",
        files=(
            _ORDERS,
            _CUSTOMERS,
            ("report.sql", _BOTH),
            (
                "jobs.py",
                "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
                "def refresh(rows):\n"
                '    client.load_table_from_json(rows, "shop.incoming").result()\n'
                '    client.query("SELECT order_id FROM shop.incoming")\n',
            ),
        ),
        docs=False,
    ),
    Example(
        title="A dataset of which nothing else is known",
        files=(_ORDERS, ("report.sql", "SELECT order_id FROM shop.orders;\nSELECT day FROM exchange.rates;\n")),
    ),
    Example(
        title="Made by the script, temporary, or a placeholder",
        files=(
            _ORDERS,
            _CUSTOMERS,
            (
                "report.sql",
                _BOTH + "CREATE TABLE shop.daily AS SELECT order_id FROM shop.orders;\n"
                "SELECT order_id FROM shop.daily;\n"
                "CREATE TEMP TABLE chosen AS SELECT order_id FROM shop.orders;\n"
                "SELECT order_id FROM chosen;\n"
                "SELECT table_name FROM shop.INFORMATION_SCHEMA.TABLES;\n"
                "SELECT 1 FROM `shop.{name}`;\n"
                "SELECT 1 FROM `shop.orders_*`;\n",
            ),
        ),
    ),
)
