"""Examples of CA202."""

from __future__ import annotations

from cloudact_lint.findings import Kind
from cloudact_lint.rule import Example

_HEAD = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"


def _python(text: str, title: str = "", docs: bool = False, kind: Kind | None = None) -> Example:
    return Example(_HEAD + text, "jobs.py", title, docs=docs, kind=kind)


INVALID = (
    _python(
        "def orders_of(customer):\n"
        "    return client.query(f\"SELECT order_id FROM shop.orders WHERE customer = '{customer}'\")  # <- CA202\n",
        "A name with an apostrophe, or worse",
        True,
        "on",
    ),
    _python(
        "def orders_of(customer: str, status: str):\n"
        '    sql = f"""\n'
        "        SELECT order_id\n"
        "        FROM shop.orders\n"
        "        WHERE customer = '{customer}' -- <- CA202\n"
        "          AND status = '{status}'\n"
        '    """\n'
        "    return client.query(sql)\n",
        "Several values are one finding",
        True,
    ),
    _python(
        "def orders_of(customer):\n"
        "    sql = \"SELECT order_id FROM shop.orders WHERE customer = '%s'\" % customer  # <- CA202\n"
        "    return client.query(sql)\n"
    ),
    _python(
        "def orders_of(customer):\n"
        "    sql = \"SELECT order_id FROM shop.orders WHERE customer = '{}'\".format(customer)  # <- CA202\n"
        "    return client.query(sql)\n"
    ),
    _python(
        "def orders_of(row):\n"
        "    return client.query(\"SELECT order_id FROM shop.orders WHERE id = '\" + row['id'] + \"'\")  # <- CA202\n"
    ),
    _python(
        "def add(name):\n"
        "    client.query(f\"INSERT INTO shop.customers (name) VALUES ('{name}')\")  # <- CA202\n"
    ),
    _python(
        "def cheap(limit_price):\n"
        '    return client.query(f"SELECT order_id FROM shop.orders WHERE total < {limit_price}")  # <- CA202\n',
        "Without quotes around it",
        True,
    ),
    _python(
        "def run(sql):\n    return client.query(sql)\n\n\n"
        "def orders_of(customer):\n"
        "    return run(f\"SELECT order_id FROM shop.orders WHERE customer = '{customer}'\")  # <- CA202\n",
    ),
    _python(
        "from datetime import date\n\n\n"
        "def orders_on(day: date):\n"
        "    return client.query(f\"SELECT order_id FROM shop.orders WHERE day = '{day}'\")  # <- CA202\n",
        "A date cannot hold SQL: advice",
        True,
        "advice",
    ),
    Example(
        'import { BigQuery } from "@google-cloud/bigquery";\n\nconst bigquery = new BigQuery();\n\n'
        "export async function ordersOf(customer: string) {\n"
        "  return bigquery.query({ query: `\n"
        "    SELECT order_id FROM shop.orders\n"
        "    WHERE customer = '${customer}' -- <- CA202\n"
        "  ` });\n}\n",
        "orders.ts",
        "In TypeScript",
    ),
)

VALID = (
    _python(
        "def orders_of(customer):\n"
        '    config = bigquery.QueryJobConfig(query_parameters=[bigquery.ScalarQueryParameter("customer", "STRING", customer)])\n'
        '    return client.query("SELECT order_id FROM shop.orders WHERE customer = @customer", job_config=config)\n',
        "A parameter",
        True,
    ),
    _python(
        "def count(project, dataset, table, column):\n"
        '    return client.query(f"SELECT {column}, COUNT(*) FROM `{project}.{dataset}.{table}` GROUP BY {column}")\n',
        "Names of tables and columns",
        True,
    ),
    _python(
        "def rows(where, order_by):\n"
        '    return client.query(f"SELECT order_id FROM shop.orders WHERE {where} ORDER BY {order_by}")\n',
        "Whole clauses",
        True,
    ),
    _python(
        "STATUS = \"open\"\n\n\n"
        "def rows():\n"
        "    return client.query(f\"SELECT order_id FROM shop.orders WHERE status = '{STATUS}'\")\n",
        "A constant",
    ),
    _python(
        "def make(dataset, location):\n"
        "    client.query(f\"CREATE SCHEMA IF NOT EXISTS `{dataset}` OPTIONS (location = '{location}')\")\n",
        "A statement that takes no parameters",
        True,
    ),
    _python(
        "def export(uri):\n"
        "    client.query(f\"EXPORT DATA OPTIONS (uri = '{uri}', format = 'CSV') AS SELECT order_id FROM shop.orders\")\n",
    ),
    _python(
        "def rows(connection, customer):\n"
        "    return connection.execute(f\"SELECT id FROM orders WHERE customer = '{customer}'\")\n",
        "Another database's connection",
    ),
    _python(
        "def rows(amount_sql):\n"
        '    return client.query(f"SELECT order_id FROM shop.orders WHERE total > {amount_sql}")\n',
    ),
)
