"""Examples of CA211 to CA215."""

from __future__ import annotations

from cloudact_lint.rule import Example

_PARCELS = (
    "schemas/parcels.json",
    """[
  {"name": "parcel_id", "type": "STRING", "mode": "REQUIRED"},
  {"name": "depot", "type": "STRING"},
  {"name": "weight", "type": "NUMERIC"},
  {"name": "status", "type": "STRING"},
  {"name": "sent_at", "type": "TIMESTAMP"},
  {"name": "arrived_at", "type": "TIMESTAMP"},
  {"name": "photo", "type": "BYTES"},
  {"name": "route", "type": "JSON"},
  {"name": "customer_id", "type": "STRING"}
]
""",
)
_DEPOTS = (
    "schemas/depots.json",
    '[{"name": "depot", "type": "STRING"}, {"name": "city", "type": "STRING"}, {"name": "open", "type": "BOOL"}]\n',
)


def _sql(text: str, title: str = "", docs: bool = False, **more: object) -> Example:
    files = (_PARCELS, _DEPOTS, ("report.sql", text))
    return Example(title=title, files=files, docs=docs, **more)  # type: ignore[arg-type]


# CA211 -----------------------------------------------------------------------------------

STAR_INVALID = (
    _sql(
        "SELECT * -- <- CA211\nFROM depot_data.parcels\nWHERE depot = 'north'\nLIMIT 10\n", "LIMIT saves nothing", True
    ),
    _sql("SELECT p.*, d.city -- <- CA211\nFROM x.parcels AS p JOIN x.depots AS d USING (depot)\n"),
    _sql("SELECT d.city,\n  p.* -- <- CA211\nFROM x.parcels AS p JOIN x.depots AS d USING (depot)\n"),
    _sql(
        "INSERT INTO x.parcels_archive\nSELECT * -- <- CA211\nFROM x.parcels WHERE arrived_at IS NOT NULL\n",
        "Columns matched by position",
        True,
    ),
    _sql("SELECT parcel_id FROM x.a\nWHERE TRUE;\nSELECT * -- <- CA211\nFROM x.parcels;\n", "After another statement"),
    Example(
        files=(
            _PARCELS,
            (
                "depot.py",
                "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
                "def parcels(depot):\n"
                '    return client.query("SELECT * FROM x.parcels WHERE depot = @depot")  # <- CA211\n',
            ),
        ),
        title="In a string",
    ),
)
STAR_VALID = (
    _sql("SELECT parcel_id, status FROM x.parcels\n", "Columns named", True),
    _sql("SELECT * EXCEPT (photo, route) FROM x.parcels\n", "Without the heavy ones", True),
    _sql(
        "SELECT depot, n FROM (SELECT * FROM x.parcels) WHERE status = 'lost'\n",
        "Inside: only what is named is read",
        True,
    ),
    _sql("WITH p AS (SELECT parcel_id, depot FROM x.parcels) SELECT * FROM p\n", "A star over named columns", True),
    _sql("SELECT COUNT(*) FROM x.parcels\n"),
    _sql("SELECT depot FROM x.depots AS d WHERE EXISTS (SELECT * FROM x.parcels AS p WHERE p.depot = d.depot)\n"),
    _sql("SELECT * FROM x.depots\n", "A table of few columns"),
    _sql("SELECT * FROM x.something_else\n", "A table that is not known"),
    _sql("CREATE TABLE x.copy AS SELECT * FROM x.parcels\n"),
    _sql("CREATE VIEW x.all_parcels AS SELECT * FROM x.parcels\n"),
    _sql("SELECT d.* FROM x.parcels AS p JOIN x.depots AS d USING (depot)\n"),
)

# CA212 -----------------------------------------------------------------------------------

SEMI_INVALID = (
    _sql(
        "SELECT city FROM x.depots\nWHERE depot IN (SELECT depot FROM x.parcels WHERE status = 'lost') -- <- CA212\n",
        "Each lost parcel repeats its depot",
        True,
    ),
    _sql("SELECT city FROM x.depots\nWHERE depot NOT IN (SELECT p.depot FROM x.parcels AS p) -- <- CA212\n"),
    _sql("DELETE FROM x.depots WHERE depot IN (SELECT depot FROM x.closed) -- <- CA212\n"),
    _sql(
        "WITH a AS (\n  SELECT city FROM x.depots\n  WHERE open AND depot IN (SELECT depot FROM x.parcels) -- <- "
        "CA212\n)\nSELECT city FROM a\n"
    ),
)
SEMI_VALID = (
    _sql("SELECT city FROM x.depots WHERE depot IN (SELECT DISTINCT depot FROM x.parcels)\n", "DISTINCT", True),
    _sql("SELECT city FROM x.depots WHERE depot IN (SELECT depot FROM x.parcels GROUP BY depot HAVING COUNT(*) > 9)\n"),
    _sql("SELECT city FROM x.depots WHERE depot IN (SELECT MAX(depot) FROM x.parcels)\n", "One value"),
    _sql("SELECT city FROM x.depots WHERE depot IN UNNEST(@depots)\n", "An array"),
    _sql("SELECT city FROM x.depots WHERE depot IN ('north', 'south')\n"),
    _sql("SELECT city FROM x.depots WHERE depot IN (SELECT depot FROM x.parcels ORDER BY sent_at LIMIT 5)\n"),
    _sql(
        "WITH busy AS (SELECT DISTINCT depot FROM x.parcels)\nSELECT city FROM x.depots WHERE depot IN (SELECT depot "
        "FROM busy)\n",
        "A CTE that is distinct",
    ),
    _sql("SELECT city FROM x.depots WHERE depot IN (SELECT d FROM UNNEST(['north', 'south']) AS d)\n"),
    _sql("SELECT city FROM x.depots AS d WHERE EXISTS (SELECT 1 FROM x.parcels AS p WHERE p.depot = d.depot)\n"),
)

# CA213 -----------------------------------------------------------------------------------

CTE_INVALID = (
    _sql(
        "WITH numbered AS ( -- <- CA213\n"
        "  SELECT GENERATE_UUID() AS batch_id, depot FROM x.depots\n"
        ")\n"
        "SELECT a.batch_id, b.depot FROM numbered AS a JOIN numbered AS b ON a.batch_id = b.batch_id\n",
        "The ids differ from use to use",
        True,
        kind="on",
    ),
    _sql(
        "WITH sample AS ( -- <- CA213\n  SELECT parcel_id FROM x.parcels WHERE RAND() < 0.1\n)\n"
        "SELECT 'all', COUNT(*) FROM sample UNION ALL SELECT 'late', COUNT(*) FROM sample\n",
        kind="on",
    ),
    _sql(
        "WITH heavy AS ( -- <- CA213\n  SELECT depot, SUM(weight) AS kg FROM x.parcels GROUP BY depot\n)\n"
        "SELECT depot FROM heavy WHERE kg = (SELECT MAX(kg) FROM heavy)\n",
        "Read twice",
        True,
        kind="advice",
    ),
    _sql(
        "WITH base AS ( -- <- CA213\n  SELECT depot, weight FROM x.parcels\n),\n"
        "small AS (SELECT depot FROM base WHERE weight < 1),\nlarge AS (SELECT depot FROM base WHERE weight > 9)\n"
        "SELECT small.depot FROM small JOIN large USING (depot)\n",
        "By other CTEs",
        kind="advice",
    ),
)
CTE_VALID = (
    _sql(
        "WITH heavy AS (SELECT depot FROM x.parcels WHERE weight > 20)\nSELECT depot FROM heavy\n", "Named once", True
    ),
    _sql(
        "WITH RECURSIVE steps AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM steps WHERE n < 9)\n"
        "SELECT a.n FROM steps AS a JOIN steps AS b ON a.n = b.n\n",
        "Recursive ones are kept",
        True,
    ),
    _sql(
        "WITH d AS (SELECT 'north' AS depot)\nSELECT d.depot FROM d UNION ALL SELECT d.depot FROM d\n", "Reads no table"
    ),
    _sql(
        "WITH parcels AS (SELECT depot FROM x.parcels)\nSELECT depot FROM parcels UNION ALL SELECT depot FROM "
        "x.parcels\n",
        "A table of the same name is not the CTE",
        True,
    ),
    _sql(
        "WITH a AS (SELECT depot FROM x.parcels)\n"
        "SELECT depot FROM a WHERE depot IN (WITH a AS (SELECT depot FROM x.depots) SELECT depot FROM a)\n",
        "An inner CTE of the same name",
    ),
    _sql("SELECT a.depot FROM x.depots AS a JOIN x.depots AS b USING (depot)\n"),
    _sql(
        "CREATE TEMP TABLE heavy AS SELECT depot, SUM(weight) AS kg FROM x.parcels GROUP BY depot;\n"
        "SELECT depot FROM heavy WHERE kg = (SELECT MAX(kg) FROM heavy);\nDROP TABLE heavy;\n",
        "A temporary table",
        True,
    ),
)

# CA214 -----------------------------------------------------------------------------------

ORDER_INVALID = (
    _sql(
        "INSERT INTO x.parcels_archive (parcel_id, sent_at)\nSELECT parcel_id, sent_at FROM x.parcels\n"
        "ORDER BY sent_at -- <- CA214\n",
        "A table keeps no order",
        True,
        kind="on",
    ),
    _sql("CREATE TABLE x.by_day AS\nSELECT sent_at FROM x.parcels\nORDER BY sent_at -- <- CA214\n", kind="on"),
    _sql(
        "WITH latest AS (\n  SELECT parcel_id, sent_at FROM x.parcels\n  ORDER BY sent_at DESC -- <- CA214\n)\n"
        "SELECT parcel_id FROM latest\n",
        "A CTE has none either",
        True,
        kind="on",
    ),
    _sql("SELECT parcel_id FROM (\n  SELECT parcel_id FROM x.parcels\n  ORDER BY sent_at -- <- CA214\n)\n", kind="on"),
    _sql(
        "SELECT depot, ARRAY_AGG(parcel_id) AS ids FROM (\n  SELECT depot, parcel_id FROM x.parcels\n"
        "  ORDER BY sent_at -- <- CA214\n)\nGROUP BY depot\n",
        "ARRAY_AGG needs the order inside",
        True,
        kind="on",
    ),
    _sql(
        "SELECT city FROM x.depots WHERE depot IN (\n  SELECT DISTINCT depot FROM x.parcels\n  ORDER BY depot -- <- "
        "CA214\n)\n"
    ),
    _sql(
        "SELECT parcel_id FROM (\n  SELECT parcel_id FROM x.parcels\n  ORDER BY sent_at -- <- CA214\n) LIMIT 5\n",
        kind="on",
    ),
    _sql(
        "MERGE x.parcels AS t USING (\n  SELECT parcel_id, status FROM x.news\n  ORDER BY parcel_id -- <- CA214\n) AS "
        "s\nON t.parcel_id = s.parcel_id WHEN MATCHED THEN UPDATE SET status = s.status\n",
        kind="on",
    ),
    _sql(
        "SELECT parcel_id, status FROM x.parcels\nORDER BY sent_at -- <- CA214\n",
        "The whole result",
        True,
        kind="advice",
    ),
)
ORDER_VALID = (
    _sql("SELECT parcel_id FROM x.parcels ORDER BY sent_at DESC LIMIT 100\n", "With LIMIT", True),
    _sql("SELECT parcel_id FROM (SELECT parcel_id FROM x.parcels ORDER BY sent_at LIMIT 5)\n"),
    _sql("SELECT depot, ARRAY(SELECT s FROM UNNEST(steps) AS s ORDER BY s) AS steps FROM x.routes\n", "An array", True),
    _sql("SELECT depot, ARRAY_AGG(parcel_id ORDER BY sent_at) FROM x.parcels GROUP BY depot\n"),
    _sql("SELECT depot, COUNT(*) AS n FROM x.parcels GROUP BY depot ORDER BY n DESC\n", "A result that is grouped"),
    _sql("SELECT parcel_id, ROW_NUMBER() OVER (ORDER BY sent_at) AS n FROM x.parcels\n"),
    _sql(
        "FOR row IN (SELECT parcel_id FROM x.parcels ORDER BY sent_at) DO\n  CALL x.send(row.parcel_id);\nEND FOR;\n",
        "A loop follows it",
        True,
    ),
    _sql(
        "EXPORT DATA OPTIONS (uri='gs://b/*.csv', format='CSV') AS SELECT parcel_id FROM x.parcels ORDER BY sent_at\n"
    ),
    _sql("CREATE VIEW x.sorted AS SELECT parcel_id FROM x.parcels ORDER BY sent_at\n"),
    Example(
        files=(
            _PARCELS,
            (
                "page.py",
                "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
                "def page(limit):\n"
                '    sql = "SELECT parcel_id, status FROM x.parcels ORDER BY sent_at"\n'
                "    if limit:\n"
                '        sql += f" LIMIT {int(limit)}"\n'
                "    return client.query(sql)\n",
            ),
        ),
        title="LIMIT on some paths",
        docs=False,
    ),
)

# CA215 -----------------------------------------------------------------------------------

REGEXP_INVALID = (
    _sql(
        "SELECT parcel_id FROM x.parcels\nWHERE REGEXP_CONTAINS(status, r'.*lost.*') -- <- CA215\n", "Plain text", True
    ),
    _sql("SELECT parcel_id FROM x.parcels\nWHERE REGEXP_CONTAINS(status, 'lost') -- <- CA215\n"),
    _sql("SELECT parcel_id FROM x.parcels\nWHERE REGEXP_CONTAINS(status, '^lost') -- <- CA215\n", "A prefix", True),
    _sql("SELECT parcel_id FROM x.parcels\nWHERE REGEXP_CONTAINS(status, r'\\.de$') -- <- CA215\n"),
    _sql("SELECT parcel_id FROM x.parcels\nWHERE REGEXP_CONTAINS(status, '^lost$') -- <- CA215\n"),
    _sql("SELECT COUNTIF(REGEXP_CONTAINS(LOWER(status), 'a_b')) -- <- CA215\nFROM x.parcels\n"),
    Example(
        files=(
            _PARCELS,
            (
                "lost.py",
                "from google.cloud import bigquery\n\n\ndef lost(client: bigquery.Client):\n"
                '    return client.query("""\n        SELECT parcel_id FROM x.parcels\n'
                "        WHERE REGEXP_CONTAINS(status, r'.*lost.*') -- <- CA215\n"
                '    """)\n',
            ),
        ),
        docs=False,
    ),
)
REGEXP_VALID = (
    _sql("SELECT parcel_id FROM x.parcels WHERE status LIKE '%lost%'\n", "LIKE", True),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, r'lost|found')\n", "Alternatives", True),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, r'.*(lost|late).*')\n"),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, r'(?i)lost')\n", "Any case"),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, r'lost \\d+')\n"),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, r'a.c')\n", "A dot is any character"),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, r'^lost.*$')\n"),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, @pattern)\n"),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, CONCAT('lost', '$'))\n"),
    _sql("SELECT REGEXP_EXTRACT(status, r'lost') FROM x.parcels\n"),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, r'\\bde\\b')\n"),
    _sql("SELECT parcel_id FROM x.parcels WHERE REGEXP_CONTAINS(status, r'.*')\n"),
)
