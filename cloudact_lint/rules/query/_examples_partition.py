"""Examples of CA204."""

from __future__ import annotations

from cloudact_lint.rule import Example

_ORDERS = (
    "schemas/orders.json",
    """{
  "fields": [
    {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
    {"name": "shop", "type": "STRING"},
    {"name": "status", "type": "STRING"},
    {"name": "total", "type": "NUMERIC"},
    {"name": "ordered_at", "type": "TIMESTAMP"},
    {"name": "shipped_at", "type": "TIMESTAMP"}
  ],
  "timePartitioning": {"type": "DAY", "field": "ordered_at"},
  "clustering": {"fields": ["shop"]}
}
""",
)
_SALES = (
    "schemas/sales.sql",
    "CREATE TABLE IF NOT EXISTS shop.sales (day DATE, region STRING, amount NUMERIC, booked_on DATE)\n"
    "PARTITION BY day OPTIONS (description = 'one row for each sale');\n",
)
_BINS = (
    "schemas/bins.sql",
    "CREATE TABLE IF NOT EXISTS shop.bins (bin INT64, weight NUMERIC)\n"
    "PARTITION BY RANGE_BUCKET(bin, GENERATE_ARRAY(0, 1000, 10));\n"
    "CREATE TABLE IF NOT EXISTS shop.raw_events (name STRING, payload STRING) PARTITION BY _PARTITIONDATE;\n"
    "CREATE TABLE IF NOT EXISTS shop.audit (day DATE, note STRING)\n"
    "PARTITION BY day OPTIONS (require_partition_filter = TRUE);\n",
)


def _sql(text: str, title: str = "", docs: bool = False, **more: object) -> Example:
    files = (_ORDERS, _SALES, _BINS, ("report.sql", text))
    return Example(title=title, files=files, docs=docs, **more)  # type: ignore[arg-type]


def _python(text: str, title: str = "", docs: bool = False, **more: object) -> Example:
    head = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
    return Example(title=title, files=(_ORDERS, _SALES, ("jobs.py", head + text)), docs=docs, **more)  # type: ignore[arg-type]


INVALID = (
    _sql(
        "SELECT region, SUM(amount) AS amount\nFROM shop.sales -- <- CA204\nWHERE region = 'north'\nGROUP BY region\n",
        "No condition on the day",
        True,
        kind="on",
    ),
    _sql("SELECT region, amount\nFROM shop.sales -- <- CA204\nLIMIT 10\n", "LIMIT reads as much", True, kind="on"),
    _sql(
        "SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE EXTRACT(YEAR FROM day) = 2026\n",
        "The column taken apart",
        True,
        kind="on",
    ),
    _sql(
        "SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE FORMAT_DATE('%Y-%m', day) = '2026-01'\n",
        "Turned into text",
        True,
        kind="on",
    ),
    _sql(
        "SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE CAST(day AS STRING) LIKE '2026%' AND CAST(day AS "
        "STRING) > @x\n"
    ),
    _sql("SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE DATE_DIFF(CURRENT_DATE(), day, DAY) < 7\n", kind="on"),
    _sql(
        "SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE day = (SELECT MAX(day) FROM shop.closings)\n",
        "Compared with a subquery",
        True,
        kind="on",
    ),
    _sql("SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE day > booked_on\n", "With another column", kind="on"),
    _sql(
        "SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE DATE_ADD(day, INTERVAL 2 DAY) > booked_on\n", kind="on"
    ),
    _sql(
        "SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE day = @day OR region = 'north'\n",
        "One side of an OR",
        True,
        kind="on",
    ),
    _sql("SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE day IS NOT NULL AND day != '2026-01-01'\n", kind="on"),
    _sql(
        "SELECT SUM(weight)\nFROM shop.bins -- <- CA204\nWHERE bin + 1 = 7\n",
        "Arithmetic on an integer range",
        kind="on",
    ),
    _sql("SELECT name\nFROM shop.raw_events -- <- CA204\nWHERE payload LIKE '%x%'\n", "By ingestion time", kind="on"),
    _sql(
        "SELECT note\nFROM shop.audit -- <- CA204\nWHERE note LIKE '%refund%'\n",
        "BigQuery refuses it",
        True,
        kind="on",
    ),
    _sql(
        "WITH all_sales AS (\n  SELECT region, amount FROM shop.sales -- <- CA204\n)\n"
        "SELECT region FROM all_sales WHERE amount > 100\n",
        "In a CTE",
        kind="on",
    ),
    _sql(
        "SELECT s.amount FROM shop.sales AS s -- <- CA204\nJOIN shop.orders AS o ON o.shop = s.region\n"
        "WHERE o.ordered_at >= @from\n",
        "The other table is filtered",
        kind="on",
    ),
    _sql("DELETE FROM shop.sales WHERE region = 'north' -- <- CA204\n", "DELETE reads too", True, kind="on"),
    _sql("UPDATE shop.sales SET amount = 0 WHERE amount < 0 -- <- CA204\n", kind="on"),
    _sql(
        "INSERT INTO shop.totals (region, amount)\nSELECT region, SUM(amount) FROM shop.sales GROUP BY region -- <- "
        "CA204\n"
    ),
    _sql("CREATE TEMP TABLE t AS\nSELECT region FROM shop.sales WHERE amount > 9 -- <- CA204\n;\nDROP TABLE t;\n"),
    _sql(
        "SELECT region FROM shop.regions AS r WHERE EXISTS (\n  SELECT 1 FROM shop.sales AS s -- <- CA204\n  WHERE "
        "s.region = r.region)\n"
    ),
    _sql(
        "SELECT SUM(amount)\nFROM shop.sales -- <- CA204\nWHERE booked_on = @day\n",
        "A filter on another date",
        True,
        kind="on",
    ),
    _sql("SELECT SUM(weight)\nFROM shop.bins -- <- CA204\nWHERE weight > 9\n", kind="advice"),
    _sql(
        "WITH s AS (\n  SELECT * FROM shop.orders -- <- CA204\n)\n"
        "SELECT n.order_id FROM shop.news AS n LEFT JOIN s ON s.order_id = n.order_id\n",
        "Joined by its key around the CTE",
        kind="advice",
    ),
    _python(
        "def totals(project):\n"
        '    return client.query(f"""\n'
        "        SELECT region, SUM(amount) AS amount\n"
        "        FROM `{project}.shop.sales` -- <- CA204\n"
        "        GROUP BY region\n"
        '    """)\n',
        "In a string",
        True,
        kind="on",
    ),
    _sql(
        "SELECT status FROM shop.orders WHERE order_id = @order -- <- CA204\n",
        "Looked up by its key: the day is not known",
        True,
        kind="advice",
    ),
    _sql(
        "SELECT SUM(total) FROM shop.orders WHERE shop = @shop -- <- CA204\n", "By the clustering column", kind="advice"
    ),
    _sql(
        "SELECT SUM(total) FROM shop.orders WHERE status = 'open' AND CAST(ordered_at AS DATE) = @day -- <- CA204\n",
        "A cast that may prune or not",
        kind="advice",
    ),
    _sql(
        "MERGE shop.orders AS t USING shop.news AS s ON t.order_id = s.order_id -- <- CA204\n"
        "WHEN MATCHED THEN UPDATE SET status = s.status\n",
        "MERGE by the key alone",
        True,
        kind="advice",
    ),
    Example(
        title="A table of things that change, not of events",
        files=(
            (
                "members.sql",
                "CREATE TABLE shop.members (member_id STRING, level STRING, since DATE, updated_at TIMESTAMP)\n"
                "PARTITION BY since;\n",
            ),
            ("report.sql", "SELECT level, COUNT(*) AS n FROM shop.members GROUP BY level -- <- CA204\n"),
        ),
        docs=False,
        kind="advice",
    ),
    Example(
        title="By hand",
        files=(_SALES, ("count.sh", "bq query 'SELECT region, COUNT(*) FROM shop.sales GROUP BY region' # <- CA204\n")),
        docs=False,
        kind="advice",
    ),
)

VALID = (
    _sql(
        "SELECT SUM(amount) FROM shop.sales WHERE day >= '2026-01-01' AND day < @to\n", "Literals and parameters", True
    ),
    _sql(
        "SELECT SUM(amount) FROM shop.sales WHERE day BETWEEN DATE_SUB(CURRENT_DATE(), INTERVAL 7 DAY) AND "
        "CURRENT_DATE()\n"
    ),
    _sql("SELECT SUM(amount) FROM shop.sales WHERE day IN UNNEST(@days)\n"),
    _sql("SELECT SUM(amount) FROM shop.sales WHERE day IN ('2026-01-01', '2026-01-02')\n"),
    _sql("SELECT SUM(total) FROM shop.orders WHERE DATE(ordered_at) = @day\n", "DATE() of a TIMESTAMP prunes", True),
    _sql("SELECT SUM(total) FROM shop.orders WHERE TIMESTAMP_TRUNC(ordered_at, MONTH) = '2026-01-01'\n"),
    _sql("SELECT SUM(total) FROM shop.orders WHERE DATE_TRUNC(DATE(ordered_at), MONTH) = @month\n"),
    _sql("SELECT SUM(amount) FROM shop.sales WHERE DATE_TRUNC(day, MONTH) = @month\n"),
    _sql("SELECT SUM(amount) FROM shop.sales WHERE @from <= day\n", "The other way round"),
    _sql(
        "DECLARE last DATE DEFAULT (SELECT MAX(day) FROM shop.closings);\nSELECT SUM(amount) FROM shop.sales WHERE "
        "day > last;\n",
        "A script variable",
        True,
    ),
    _sql(
        "CREATE PROCEDURE shop.total(p_day DATE)\nBEGIN\n  SELECT SUM(amount) FROM shop.sales WHERE day = "
        "p_day;\nEND;\n",
        "A procedure's parameter",
    ),
    _sql("SELECT SUM(amount) FROM shop.sales WHERE @day IS NULL OR day = @day\n", "Settled before it runs", True),
    _sql("SELECT SUM(amount) FROM shop.sales WHERE day = '2026-01-01' OR day = '2026-02-01'\n"),
    _sql("SELECT SUM(amount) FROM shop.sales WHERE (day = @a AND region = 'x') OR (day = @b AND region = 'y')\n"),
    _sql(
        "WITH s AS (SELECT day AS d, amount FROM shop.sales)\nSELECT SUM(amount) FROM s WHERE d >= @from\n",
        "Around the CTE",
        True,
    ),
    _sql("SELECT amount FROM (SELECT * FROM shop.sales) WHERE day >= @from\n"),
    _sql(
        "SELECT amount FROM (\n  SELECT day, amount FROM shop.sales\n  UNION ALL\n  SELECT booked_on, amount FROM "
        "shop.other_sales\n) WHERE day >= @from\n",
        "Around a union",
    ),
    _sql(
        "WITH a AS (SELECT * FROM shop.sales), b AS (SELECT region, day, amount FROM a)\n"
        "SELECT region, SUM(amount) FROM b WHERE day > @from GROUP BY region\n"
    ),
    _sql(
        "SELECT s.amount FROM shop.days AS d JOIN shop.sales AS s ON s.day = d.day WHERE d.day >= @from\n",
        "A join on the partition column",
        True,
    ),
    _sql("SELECT s.amount FROM shop.days AS d JOIN shop.sales AS s USING (day)\n"),
    _sql(
        "SELECT s.amount FROM shop.regions AS r LEFT JOIN shop.sales AS s ON s.region = r.region AND s.day >= @from\n"
    ),
    _sql("SELECT COUNT(*) FROM shop.sales\n", "Metadata answers", True),
    _sql("SELECT MIN(day), MAX(day) FROM shop.sales\n", "Only the partition column"),
    _sql("SELECT day, COUNT(*) FROM shop.sales GROUP BY day\n"),
    _sql("SELECT region FROM shop.regions WHERE NOT EXISTS (SELECT 1 FROM shop.sales)\n"),
    _sql("CREATE VIEW shop.recent AS SELECT region, amount FROM shop.sales\n", "Who reads the view filters", True),
    _sql("CREATE TABLE shop.sales_copy AS SELECT * FROM shop.sales\n", "A copy"),
    _sql("DELETE FROM shop.sales WHERE TRUE\n", "All of it on purpose", True),
    _sql("DELETE FROM shop.sales WHERE day = @day AND region = 'north'\n"),
    _sql("UPDATE shop.sales SET amount = 0 WHERE TRUE\n"),
    _sql("TRUNCATE TABLE shop.sales\n"),
    _sql("INSERT INTO shop.sales (day, region, amount) VALUES (@day, 'north', 1)\n"),
    _sql("SELECT name FROM shop.raw_events WHERE _PARTITIONTIME >= @from\n", "Ingestion time"),
    _sql("SELECT name FROM shop.raw_events WHERE _PARTITIONDATE = @day\n"),
    _sql("SELECT SUM(weight) FROM shop.bins WHERE bin BETWEEN 10 AND 20\n", "An integer range"),
    _sql("SELECT amount FROM shop.`sales$20260101`\n", "A partition decorator"),
    _sql("SELECT amount FROM shop.sales WHERE region = 'x' {{ conditions }}\n", "A placeholder may bring it"),
    _sql("SELECT table_name, partition_id FROM shop.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = 'sales'\n"),
    _sql("SELECT x FROM shop.unknown_sales\n"),
    _sql("SELECT region, amount FROM shop.sales WHERE FALSE\n", "Nothing is read"),
    _sql("WITH s AS (SELECT * FROM shop.sales) SELECT region FROM shop.regions\n", "A CTE that nobody names"),
    _sql(
        "MERGE shop.sales AS t USING shop.news AS s ON t.day = s.day AND t.region = s.region\n"
        "WHEN MATCHED THEN UPDATE SET amount = s.amount\n",
        "MERGE that names the day",
        True,
    ),
    _sql(
        "MERGE shop.sales AS t USING shop.news AS s ON FALSE\nWHEN NOT MATCHED BY SOURCE AND t.day = @day THEN DELETE\n"
        "WHEN NOT MATCHED THEN INSERT (day, amount) VALUES (s.day, s.amount)\n",
        "MERGE that replaces a day",
    ),
    _python(
        "def totals(project, since):\n"
        '    sql = f"SELECT region, SUM(amount) AS amount FROM `{project}.shop.sales`"\n'
        "    if since:\n"
        '        sql += " WHERE day >= @since"\n'
        '    return client.query(sql + " GROUP BY region")\n',
        "On some paths",
    ),
    _python('BASE = "SELECT region, amount FROM shop.sales"\n', "A string that may go on"),
    Example(
        title="A migration runs once",
        files=(
            _SALES,
            ("migrations/002_fill.sql", "INSERT INTO shop.totals (amount) SELECT SUM(amount) FROM shop.sales;\n"),
        ),
        docs=False,
    ),
)
