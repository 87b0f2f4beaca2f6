"""Examples of CA501."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = (
    "schemas/orders.json",
    """[
  {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "customer_id", "type": "STRING"},
  {"name": "ordered_at", "type": "TIMESTAMP"},
  {"name": "status", "type": "STRING"},
  {"name": "total", "type": "NUMERIC"},
  {"name": "address", "type": "RECORD", "fields": [
    {"name": "city", "type": "STRING"},
    {"name": "zip", "type": "STRING"}
  ]},
  {"name": "items", "type": "RECORD", "mode": "REPEATED", "fields": [
    {"name": "sku", "type": "STRING"},
    {"name": "quantity", "type": "INTEGER"}
  ]},
  {"name": "tags", "type": "STRING", "mode": "REPEATED"}
]
""",
)
_CUSTOMERS = (
    "schemas/customers.json",
    '{"fields": [{"name": "customer_id", "type": "STRING"}, {"name": "email", "type": "STRING"}]}\n',
)


def _sql(text: str, title: str = "", docs: bool = False, *more: tuple[str, str]) -> Example:
    return Example(title=title, files=(_ORDERS, _CUSTOMERS, *more, ("report.sql", text)), docs=docs)


def _python(text: str, title: str = "", docs: bool = False) -> Example:
    head = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
    return Example(title=title, files=(_ORDERS, _CUSTOMERS, ("jobs.py", head + text)), docs=docs)


INVALID = (
    _python(
        "def open_orders(project):\n"
        '    return client.query(f"""\n'
        "        SELECT order_id,\n"
        "               customer -- <- CA501\n"
        "        FROM `{project}.shop.orders`\n"
        '    """)\n',
        "A column that was renamed, inside a Python string",
        True,
    ),
    _sql(
        "SELECT o.order_id, c.email\n"
        "FROM shop.orders AS o\n"
        "JOIN shop.customers AS c ON c.customer_id = o.customer_id\n"
        "WHERE c.status = 'active' -- <- CA501\n",
        "The other table has it",
        True,
    ),
    _sql("SELECT order_id FROM shop.orders WHERE state = 'open' -- <- CA501\n"),
    _sql("SELECT address.street FROM shop.orders -- <- CA501\n", "A field of a RECORD", True),
    _sql("SELECT o.address.street FROM shop.orders o -- <- CA501\n"),
    _sql("SELECT i.price FROM shop.orders o, UNNEST(o.items) AS i -- <- CA501\n", "Of an unnested array", True),
    _sql("SELECT i.price FROM shop.orders o, o.items AS i -- <- CA501\n"),
    _sql(
        "WITH big AS (SELECT order_id, total FROM shop.orders WHERE total > 100)\n"
        "SELECT order_id, status -- <- CA501\n"
        "FROM big\n",
        "A CTE does not hand it through",
        True,
    ),
    _sql("SELECT x FROM (SELECT total AS t FROM shop.orders) -- <- CA501\n"),
    _sql(
        "INSERT INTO shop.customers (customer_id, mail) -- <- CA501\nVALUES ('c1', 'a@example.com')\n",
        "In the column list of an INSERT",
        True,
    ),
    _sql("UPDATE shop.orders SET state = 'paid' WHERE order_id = 'o1' -- <- CA501\n"),
    _sql("UPDATE shop.orders o SET o.status = 'paid' WHERE o.id = 'o1' -- <- CA501\n"),
    _sql("DELETE FROM shop.orders WHERE created_at < '2020-01-01' -- <- CA501\n"),
    _sql(
        "MERGE shop.customers AS t\n"
        "USING (SELECT customer_id, MAX(ordered_at) AS last_order FROM shop.orders GROUP BY customer_id) AS s\n"
        "ON t.customer_id = s.customer_id\n"
        "WHEN MATCHED THEN UPDATE SET last_order = s.last_order -- <- CA501\n",
        "In a MERGE",
        True,
    ),
    _sql(
        "MERGE shop.customers AS t USING shop.orders AS s ON t.id = s.customer_id -- <- CA501\n"
        "WHEN NOT MATCHED THEN INSERT (customer_id) VALUES (s.customer_id)\n"
    ),
    _sql(
        "SELECT order_id FROM shop.orders o\n"
        "WHERE EXISTS (SELECT 1 FROM shop.customers c WHERE c.customer_id = o.client_id) -- <- CA501\n"
    ),
    _sql("SELECT order_id FROM shop.orders ORDER BY created -- <- CA501\n"),
    _sql("SELECT COUNT(*) FROM shop.orders GROUP BY region -- <- CA501\n"),
    _sql("SELECT order_id FROM shop.orders QUALIFY ROW_NUMBER() OVER (PARTITION BY shop_id) = 1 -- <- CA501\n"),
    _sql("SELECT total * 2 AS double_total FROM shop.orders WHERE double_total > 5 -- <- CA501\n"),
    _sql("SELECT COUNTIF(shipped) AS n FROM shop.orders -- <- CA501\n"),
    _sql(
        "CREATE TEMP TABLE chosen AS SELECT order_id FROM shop.orders;\n"
        "SELECT o.order_id, o.total -- <- CA501\n"
        "FROM chosen AS o\n",
        "A temporary table",
        True,
    ),
    _sql(
        "CREATE OR REPLACE VIEW shop.big_orders AS SELECT order_id, total FROM shop.orders;\n"
        "SELECT order_id FROM shop.big_orders WHERE status = 'open' -- <- CA501\n",
        "A view",
        True,
    ),
    _sql(
        "CREATE PROCEDURE shop.close(p_order STRING)\nBEGIN\n"
        "  DECLARE v_day DATE DEFAULT CURRENT_DATE();\n"
        "  UPDATE shop.orders SET status = 'closed', closed_on = v_day -- <- CA501\n"
        "  WHERE order_id = p_order;\nEND;\n",
        "In a procedure, whose variables are known",
        True,
    ),
    _sql(
        "DECLARE v_table STRING DEFAULT 'shop';\n"
        "EXECUTE IMMEDIATE FORMAT(\"\"\"\n"
        "  SELECT order_id\n"
        "  FROM `%s.orders`\n"
        "  WHERE created > CURRENT_DATE() -- <- CA501\n"
        '""", v_table);\n',
        "In dynamic SQL",
        True,
    ),
    _sql("SELECT DATE_TRUNC(DATE(ordered_on), MONTH) FROM shop.orders -- <- CA501\n"),
    _python(
        'COLUMNS = "order_id, customer_ref"  # <- CA501\n\n\n'
        "def rows(project):\n"
        '    return client.query(f"SELECT {COLUMNS} FROM `{project}.shop.orders`")\n',
        "Where the name stands, not where it is used",
        True,
    ),
    _python(
        "def rows(project, only_open):\n"
        '    conditions = ["total > 0"]\n'
        "    if only_open:\n"
        "        conditions.append(\"state = 'open'\")  # <- CA501\n"
        "    return client.query(f\"SELECT order_id FROM `{project}.shop.orders` WHERE {' AND '.join(conditions)}\")\n",
    ),
    _python(
        "def rows(project, day):\n"
        '    sql = f"SELECT order_id FROM `{project}.shop.orders`"\n'
        "    if day:\n"
        '        sql += " WHERE ordered_on = @day"  # <- CA501\n'
        "    return client.query(sql)\n",
    ),
    Example(
        files=(
            _ORDERS,
            (
                "rows.ts",
                'import { BigQuery } from "@google-cloud/bigquery";\n\nconst bigquery = new BigQuery();\n\n'
                "export const rows = (project: string) =>\n"
                "  bigquery.query({ query: `\n"
                "    SELECT order_id, state -- <- CA501\n"
                "    FROM \\`${project}.shop.orders\\`` });\n",
            ),
        ),
        docs=False,
    ),
    Example(
        title="In a pipeline's YAML",
        files=(_ORDERS, ("pipeline.yml", "steps:\n  - query: |\n      SELECT order_id, state # <- CA501\n      FROM shop.orders\n")),
        docs=False,
    ),
    _sql(
        "SELECT o.order_id, c.email FROM shop.orders o JOIN shop.customers c ON c.customer_id = o.customer_id;\n"
        "SELECT customer_id, email\n"
        "FROM shop.customer -- <- CA501\n",
        "A table under another name: none of its columns exists",
        True,
    ),
    Example(
        title="A table known from its CREATE TABLE",
        files=(
            (
                "tables.sql",
                "CREATE TABLE IF NOT EXISTS shop.events (event_id STRING NOT NULL, at TIMESTAMP) PARTITION BY DATE(at);\n",
            ),
            ("report.sql", "SELECT event_id, kind FROM shop.events -- <- CA501\n"),
        ),
        docs=False,
    ),
)

VALID = (
    _sql(
        "SELECT o.order_id, o.address.city, i.sku, tag, position\n"
        "FROM shop.orders AS o, UNNEST(o.items) AS i, UNNEST(o.tags) AS tag WITH OFFSET AS position\n"
        "WHERE o.STATUS = 'open' AND _PARTITIONTIME > TIMESTAMP('2026-01-01')\n",
        "RECORDs, arrays, pseudo columns, any case",
        True,
    ),
    _sql("SELECT sku FROM shop.orders, shop.orders.items\n"),
    _sql("SELECT orders.order_id FROM shop.orders\n"),
    _sql("SELECT shop.orders.order_id FROM shop.orders\n"),
    _sql(
        "SELECT customer_id, SUM(total) AS spent FROM shop.orders\n"
        "GROUP BY customer_id HAVING spent > 10 QUALIFY RANK() OVER (ORDER BY spent) < 5 ORDER BY spent\n",
        "Aliases where they may be used",
        True,
    ),
    _sql("SELECT customer_id, 1 AS n FROM shop.orders UNION ALL SELECT customer_id, 2 FROM shop.customers ORDER BY n\n"),
    _sql(
        "WITH a AS (SELECT * EXCEPT (tags) FROM shop.orders), b AS (SELECT a.*, total * 2 AS twice FROM a)\n"
        "SELECT order_id, twice FROM b WHERE status = 'open'\n",
    ),
    _sql(
        "WITH RECURSIVE steps AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM steps WHERE n < 5) SELECT n FROM steps\n"
    ),
    _sql("SELECT anything FROM shop.unknown_table JOIN shop.orders USING (order_id)\n", "A table that nothing describes"),
    _sql("SELECT u.anything, extra FROM shop.orders o JOIN shop.unknown_table u ON u.id = o.order_id\n"),
    _sql("SELECT DATE_DIFF(DATE(ordered_at), CURRENT_DATE(), DAY), EXTRACT(DAYOFWEEK FROM ordered_at) FROM shop.orders\n"),
    _sql("SELECT TIMESTAMP_TRUNC(ordered_at, HOUR), DATE_TRUNC(DATE(ordered_at), WEEK(MONDAY)) FROM shop.orders\n"),
    _sql(
        "CREATE PROCEDURE shop.close(p_order STRING, OUT p_count INT64)\nBEGIN\n"
        "  DECLARE v_status STRING;\n  DECLARE v_n, v_m INT64 DEFAULT 0;\n"
        "  SET v_status = 'closed';\n"
        "  UPDATE shop.orders SET status = v_status WHERE order_id = p_order AND total > v_n;\n"
        "  FOR row IN (SELECT order_id AS id FROM shop.orders) DO\n"
        "    DELETE FROM shop.orders WHERE order_id = row.id;\n  END FOR;\n"
        "  SET p_count = (SELECT COUNT(*) FROM shop.orders WHERE status = v_status);\nEND;\n",
        "Variables and parameters",
        True,
    ),
    _sql("CREATE TEMP FUNCTION twice(x INT64) AS (x * 2);\nSELECT twice(2) FROM shop.orders\n"),
    _sql("SELECT column_name FROM shop.INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'orders'\n"),
    _sql("SELECT * FROM (SELECT status, total FROM shop.orders) PIVOT (SUM(total) FOR status IN ('open', 'paid')) WHERE open > 1\n"),
    _sql("SELECT s.a, s.b FROM UNNEST([STRUCT(1 AS a, 'x' AS b), STRUCT(2, 'y')]) AS s JOIN shop.orders o ON o.status = s.b\n"),
    _sql("SELECT d FROM UNNEST(GENERATE_DATE_ARRAY('2026-01-01', '2026-01-31')) AS d LEFT JOIN shop.orders o ON DATE(o.ordered_at) = d\n"),
    _sql("SELECT t.x FROM shop.fill_gaps(TABLE shop.orders) AS t\n"),
    _sql("SELECT ARRAY(SELECT AS STRUCT i.sku, o.order_id FROM UNNEST(o.items) i) AS lines FROM shop.orders o\n"),
    _sql("SELECT (SELECT MAX(i.quantity) FROM UNNEST(items) AS i) AS most FROM shop.orders\n"),
    _sql("SELECT order_id {extra_columns} FROM shop.orders {joins} WHERE region = 'x'\n", "Placeholders that may add sources"),
    _sql("{{ config(materialized='table') }}\nSELECT order_id FROM {{ ref('somewhere') }} WHERE anything = 1\n"),
    _python(
        "def rows(project, where):\n"
        '    return client.query(f"SELECT order_id FROM `{project}.shop.orders` WHERE {where} ORDER BY total")\n',
    ),
    _python(
        "def write(project, rows, columns):\n"
        "    structs = []\n"
        "    for row in rows:\n"
        "        fields = []\n"
        "        for column in columns:\n"
        "            fields.append(f\"'{row[column]}' AS {column}\")\n"
        "        structs.append(f\"STRUCT({', '.join(fields)})\")\n"
        '    client.query(f"""\n'
        "        MERGE `{project}.shop.orders` AS t\n"
        "        USING UNNEST([{', '.join(structs)}]) AS s\n"
        "        ON t.order_id = s.order_id\n"
        "        WHEN MATCHED THEN UPDATE SET status = s.status\n"
        '    """)\n',
        "Rows whose columns are made by code",
    ),
    _python(
        "def rows(project, more):\n"
        '    columns = ["order_id"]\n'
        "    columns.extend(more)\n"
        "    return client.query(f\"SELECT o.status FROM (SELECT {', '.join(columns)} FROM `{project}.shop.orders`) AS o\")\n",
    ),
    _python(
        "def rows(connection):\n"
        '    return connection.execute("SELECT id, state FROM orders WHERE id = ?", (1,))\n',
        "A table of another database that has the same name",
        True,
    ),
    Example(
        title="Two descriptions of one table: a column of either will do",
        files=(
            _ORDERS,
            ("copies/orders.json", '[{"name": "order_id", "type": "STRING"}, {"name": "region", "type": "STRING"}]\n'),
            ("report.sql", "SELECT region FROM shop.orders\n"),
        ),
        docs=False,
    ),
)
