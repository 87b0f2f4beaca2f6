"""Examples of CA216 to CA221."""

from __future__ import annotations

from cloudact_lint.rule import Example

_VISITS = (
    "schemas/visits.json",
    """{
  "fields": [
    {"name": "visit_id", "type": "STRING", "mode": "REQUIRED"},
    {"name": "page", "type": "STRING"},
    {"name": "visitor", "type": "STRING"},
    {"name": "seen_at", "type": "TIMESTAMP"},
    {"name": "detail", "type": "JSON"}
  ],
  "timePartitioning": {"type": "DAY", "field": "seen_at"}
}
""",
)
_PAGES = (
    "schemas/pages.sql",
    "CREATE TABLE IF NOT EXISTS web.pages (page STRING NOT NULL, title STRING, owner STRING, changed_at TIMESTAMP);\n",
)


def _sql(text: str, title: str = "", docs: bool = False, **more: object) -> Example:
    files = (_VISITS, _PAGES, ("report.sql", text))
    return Example(title=title, files=files, docs=docs, **more)  # type: ignore[arg-type]


# CA216 -----------------------------------------------------------------------------------

LATEST_INVALID = (
    _sql(
        "SELECT * EXCEPT (n) FROM (\n  SELECT *,\n"
        "    ROW_NUMBER() OVER (PARTITION BY page ORDER BY changed_at DESC) AS n -- <- CA216\n"
        "  FROM web.pages\n)\nWHERE n = 1\n",
        "Numbered in a subquery",
        True,
    ),
    _sql(
        "WITH numbered AS (\n  SELECT page, title,\n"
        "    row_number() OVER (PARTITION BY page ORDER BY changed_at DESC) AS rn -- <- CA216\n"
        "  FROM web.pages\n)\nSELECT page, title FROM numbered WHERE rn = 1 AND title IS NOT NULL\n",
        "In a CTE, in small letters",
        True,
    ),
    _sql(
        "SELECT q.page FROM (\n  SELECT page, RANK() OVER (PARTITION BY owner ORDER BY changed_at) AS r -- <- CA216\n"
        "  FROM web.pages\n) AS q WHERE 1 = q.r\n"
    ),
    _sql(
        "MERGE web.pages AS t USING (\n  SELECT * EXCEPT (rn) FROM (\n    SELECT *,\n"
        "      ROW_NUMBER() OVER (PARTITION BY page ORDER BY changed_at DESC) AS rn -- <- CA216\n"
        "    FROM web.page_news\n  ) WHERE rn = 1\n) AS s ON t.page = s.page\nWHEN MATCHED THEN UPDATE SET title = "
        "s.title\n",
        "As the source of a MERGE",
    ),
)
LATEST_VALID = (
    _sql(
        "SELECT * FROM web.pages\nWHERE TRUE\nQUALIFY ROW_NUMBER() OVER (PARTITION BY page ORDER BY changed_at DESC) "
        "= 1\n",
        "QUALIFY",
        True,
    ),
    _sql(
        "SELECT latest.* FROM (\n  SELECT ARRAY_AGG(p ORDER BY changed_at DESC LIMIT 1)[OFFSET(0)] AS latest\n"
        "  FROM web.pages AS p GROUP BY page\n)\n",
        "ARRAY_AGG",
        True,
    ),
    _sql(
        "SELECT page, n FROM (SELECT page, ROW_NUMBER() OVER (PARTITION BY owner ORDER BY page) AS n FROM web.pages)\n"
        "WHERE n = 1\n",
        "The number is part of the result",
    ),
    _sql(
        "SELECT page FROM (SELECT page, ROW_NUMBER() OVER (PARTITION BY owner ORDER BY page) AS n FROM web.pages)\n"
        "WHERE n <= 3\n",
        "The first three",
        True,
    ),
    _sql(
        "WITH n AS (SELECT page, ROW_NUMBER() OVER (PARTITION BY owner ORDER BY page) AS rn FROM web.pages)\n"
        "SELECT a.page, b.page FROM n AS a JOIN n AS b ON a.page = b.page WHERE a.rn = 1 AND b.rn = 2\n",
        "Other rows are needed too",
    ),
    _sql(
        "SELECT page FROM (SELECT page, COUNT(*) AS n FROM web.pages GROUP BY page) WHERE n = 1\n",
        "Not a number of rows",
    ),
)

# CA217 -----------------------------------------------------------------------------------

DYNAMIC_INVALID = (
    _sql(
        "SELECT page FROM web.pages\nWHERE changed_at > (SELECT MAX(done_at) FROM web.runs) -- <- CA217\n",
        "Known only while it runs",
        True,
    ),
    _sql("DELETE FROM web.pages\nWHERE changed_at < (SELECT MIN(seen_at) FROM web.visits) -- <- CA217\n"),
)
DYNAMIC_VALID = (
    _sql(
        "DECLARE last TIMESTAMP DEFAULT (SELECT MAX(done_at) FROM web.runs);\n"
        "SELECT page FROM web.pages WHERE changed_at > last;\n",
        "Read into a variable",
        True,
    ),
    _sql("SELECT page FROM web.pages WHERE changed_at > @last\n", "A parameter", True),
    _sql("SELECT page FROM web.pages WHERE owner IN (SELECT owner FROM web.teams)\n", "IN is a join (CA212)", True),
    _sql(
        "SELECT p.page FROM web.pages AS p\n"
        "WHERE p.changed_at > (SELECT MAX(r.done_at) FROM web.runs AS r WHERE r.page = p.page)\n",
        "Of the outer row",
    ),
    _sql("SELECT page FROM web.pages AS p WHERE EXISTS (SELECT 1 FROM web.runs AS r WHERE r.page = p.page)\n"),
    _sql("SELECT page FROM web.pages WHERE changed_at > (SELECT MAX(d) FROM UNNEST(@days) AS d)\n"),
    _sql(
        "SELECT visit_id FROM web.visits WHERE seen_at > (SELECT MAX(done_at) FROM web.runs)\n",
        "A partition column is for CA204",
        True,
    ),
)

# CA218 -----------------------------------------------------------------------------------

PREDICATE_INVALID = (
    _sql(
        "SELECT page FROM web.pages\nWHERE REGEXP_CONTAINS(title, r'sale|deal') -- <- CA218\n  AND owner = 'shop'\n",
        "A regular expression first",
        True,
    ),
    _sql(
        "SELECT page FROM web.pages\nWHERE title LIKE '%sale%' -- <- CA218\n  AND changed_at > @day AND owner = "
        "@owner\n"
    ),
    _sql("SELECT visit_id FROM web.visits\nWHERE JSON_VALUE(detail, '$.kind') = 'x' AND page = '/' -- <- CA218\n"),
    _sql(
        "SELECT page FROM web.pages\nWHERE tools.score(title) > 3 AND 'shop' = owner -- <- CA218\n",
        "One's own function",
    ),
)
PREDICATE_VALID = (
    _sql(
        "SELECT page FROM web.pages WHERE owner = 'shop' AND REGEXP_CONTAINS(title, r'sale|deal')\n",
        "Cheap ones first",
        True,
    ),
    _sql("SELECT page FROM web.pages WHERE changed_at > @day AND owner = 'shop'\n", "A range is cheap", True),
    _sql("SELECT page FROM web.pages WHERE title LIKE 'sale%' AND owner = 'shop'\n"),
    _sql("SELECT page FROM web.pages WHERE REGEXP_CONTAINS(title, r'a|b') AND changed_at > @day\n"),
    _sql("SELECT page FROM web.pages WHERE LOWER(title) = 'sale' AND owner = 'shop'\n"),
    _sql("SELECT page FROM web.pages WHERE REGEXP_CONTAINS(title, r'a|b') OR owner = 'shop'\n", "OR"),
)

# CA219 -----------------------------------------------------------------------------------

JOIN_INVALID = (
    _sql(
        "SELECT p.title, COUNT(*) AS n\nFROM web.pages AS p -- <- CA219\nJOIN web.visits AS v ON v.page = p.page\n"
        "WHERE v.seen_at >= @day GROUP BY p.title\n",
        "The small table first",
        True,
    ),
    _sql(
        "SELECT v.visit_id FROM web.pages AS p -- <- CA219\nINNER JOIN web.visits AS v USING (page) WHERE v.seen_at > "
        "@d\n"
    ),
)
JOIN_VALID = (
    _sql(
        "SELECT p.title, COUNT(*) AS n FROM web.visits AS v JOIN web.pages AS p ON v.page = p.page\n"
        "WHERE v.seen_at >= @day GROUP BY p.title\n",
        "The large table first",
        True,
    ),
    _sql(
        "SELECT p.title FROM web.pages AS p LEFT JOIN web.visits AS v ON v.page = p.page AND v.seen_at >= @day\n",
        "An outer join",
        True,
    ),
    _sql(
        "SELECT o.x FROM web.others AS o JOIN web.visits AS v ON v.page = o.page WHERE v.seen_at > @day\n", "Not known"
    ),
    _sql("SELECT a.page FROM web.pages AS a JOIN web.pages AS b ON a.owner = b.owner\n"),
)

# CA220 -----------------------------------------------------------------------------------

TEMP_INVALID = (
    _sql(
        "CREATE TEMP TABLE busy AS -- <- CA220\nSELECT page, COUNT(*) AS n FROM web.visits WHERE seen_at > @day GROUP "
        "BY page;\nSELECT page FROM busy WHERE n > 9;\n",
        "It stays for a day",
        True,
        kind="advice",
    ),
    _sql(
        "DECLARE i INT64 DEFAULT 0;\nWHILE i < 3 DO\n"
        "  CREATE TEMP TABLE step AS -- <- CA220\n  SELECT i AS n;\n"
        "  INSERT INTO web.steps (n) SELECT n FROM step;\n  SET i = i + 1;\nEND WHILE;\n",
        "The second turn fails",
        True,
        kind="on",
    ),
)
TEMP_VALID = (
    _sql(
        "CREATE TEMP TABLE busy AS SELECT page FROM web.pages;\nSELECT page FROM busy;\nDROP TABLE busy;\n",
        "Dropped",
        True,
    ),
    _sql(
        "CREATE TEMP TABLE busy AS SELECT page FROM web.pages;\nSELECT page FROM busy;\nDROP TABLE IF EXISTS "
        "_SESSION.busy;\n"
    ),
    _sql(
        "BEGIN\n  CREATE TEMP TABLE busy AS SELECT page FROM web.pages;\n  SELECT page FROM busy;\n"
        "EXCEPTION WHEN ERROR THEN\n  DROP TABLE IF EXISTS busy;\nEND;\n",
        "In the handler",
    ),
    _sql("CREATE TEMP FUNCTION twice(x INT64) AS (x * 2);\nSELECT twice(2);\n", "A function"),
    _sql("CREATE TABLE web.busy AS SELECT page FROM web.pages;\n"),
)

# CA221 -----------------------------------------------------------------------------------

SCRATCH_INVALID = (
    _sql(
        "CREATE TABLE web.tmp_busy AS -- <- CA221\nSELECT page FROM web.pages WHERE owner = 'shop';\n"
        "DELETE FROM web.pages WHERE page IN (SELECT DISTINCT page FROM web.tmp_busy);\n"
        "DROP TABLE web.tmp_busy;\n",
        "Made for one script",
        True,
    ),
    _sql(
        "CREATE OR REPLACE TABLE web.stage (page STRING); -- <- CA221\n"
        "INSERT INTO web.stage (page) SELECT page FROM web.pages;\n"
        "INSERT INTO web.pages (page) SELECT page FROM web.stage;\nDROP TABLE IF EXISTS web.stage;\n"
    ),
)
SCRATCH_VALID = (
    _sql(
        "CREATE TEMP TABLE busy AS SELECT page FROM web.pages;\nSELECT page FROM busy;\nDROP TABLE busy;\n",
        "A temporary table",
        True,
    ),
    _sql(
        "DROP TABLE IF EXISTS web.busy;\nCREATE TABLE web.busy AS SELECT page FROM web.pages;\nSELECT page FROM "
        "web.busy;\n",
        "Made anew",
        True,
    ),
    _sql(
        "CREATE TABLE web.pages_backup AS SELECT * FROM web.pages;\nUPDATE web.pages SET owner = 'x' WHERE owner = "
        "'y';\nSELECT COUNT(*) FROM web.pages_backup;\nDROP TABLE web.pages_backup;\n",
        "A backup must outlive a failure",
        True,
    ),
    _sql(
        "-- up\nCREATE TABLE web.tags (tag STRING);\n-- down\nDROP TABLE web.tags;\n",
        "A migration and its way back",
        True,
    ),
    _sql("CREATE TABLE web.busy CLONE web.pages;\nSELECT page FROM web.busy;\nDROP TABLE web.busy;\n"),
)
