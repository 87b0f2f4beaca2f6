"""Examples of CA509."""

from __future__ import annotations

from cloudact_lint.rule import Example


def _sql(text: str, title: str = "", docs: bool = False, *more: tuple[str, str]) -> Example:
    return Example(title=title, files=(*more, ("nightly.sql", text)), docs=docs)


def _python(text: str, title: str = "", docs: bool = False) -> Example:
    head = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"
    return Example(title=title, files=(("jobs.py", head + text),), docs=docs)


_PROCEDURE = (
    "procedures/close_month.sql",
    "CREATE OR REPLACE PROCEDURE `ledger.close_month`(IN month DATE, IN dry BOOL)\n"
    "BEGIN\n"
    "  DECLARE total INT64;\n"
    "  SET total = (SELECT COUNT(*) FROM `ledger.entries` WHERE booked = month);\n"
    "END;\n",
)

INVALID = (
    _python(
        "def close(project):\n"
        '    client.query(f"""\n'
        "        WITH late AS ( -- <- CA509\n"
        "          SELECT entry_id FROM `{project}.ledger.entries` WHERE booked IS NULL\n"
        "        )\n"
        "        INSERT INTO `{project}.ledger.open_entries` (entry_id)\n"
        "        SELECT entry_id FROM late\n"
        '    """)\n',
        "WITH before INSERT",
        True,
    ),
    _sql(
        "WITH late AS (SELECT entry_id FROM `ledger.entries`) -- <- CA509\n"
        "UPDATE `ledger.entries` SET state = 'late' WHERE entry_id IN (SELECT entry_id FROM late);\n",
        "WITH before UPDATE",
    ),
    _sql(
        "BEGIN\n"
        "  EXECUTE IMMEDIATE FORMAT(''' -- <- CA509\n"
        "    DELETE FROM `%s.%s.entries` WHERE booked < '%t'\n"
        "  ''', project_id, dataset_id);\n"
        "END;\n",
        "FORMAT with an argument too few",
        True,
    ),
    _sql(
        "SELECT FORMAT('%s of %s', name) AS label FROM `ledger.accounts`; -- <- CA509\n",
    ),
    _sql("SELECT FORMAT('%d %% of %*d', share, width) AS label FROM `ledger.accounts`; -- <- CA509\n"),
    _sql(
        "CALL `ledger.close_month`(CURRENT_DATE()); -- <- CA509\n",
        "CALL that its procedure no longer fits",
        True,
        _PROCEDURE,
    ),
    _sql("SELECT entry_id FROM `ledger.entries` WHERE AND booked IS NULL; -- <- CA509\n", "A missing operand", True),
    _sql("SELECT entry_id,, booked FROM `ledger.entries`; -- <- CA509\n"),
    _sql("SELECT FROM `ledger.entries`; -- <- CA509\n"),
    _sql("SELECT entry_id FROM `ledger.entries` WHERE booked = ; -- <- CA509\n"),
    _sql("SELECT entry_id FROM `ledger.entries` WHERE WHERE booked IS NULL; -- <- CA509\n"),
    _sql("SELECT entry_id FROM `ledger.entries` ORDER BY booked LIMIT; -- <- CA509\n"),
    _sql("SELECT entry_id FROM `ledger.entries` WHERE (booked IS NULL; -- <- CA509\n", "A parenthesis left open", True),
    _sql("SELECT entry_id FROM `ledger.entries` WHERE booked IN (1, 2)); -- <- CA509\n"),
    _sql("SELECT items[OFFSET(0) FROM `ledger.entries` WHERE f(x] > 1; -- <- CA509\n"),
    _sql("SELECT entry_id FROM `ledger.entries` WHERE state = 'open; -- <- CA509\n", "A string that never ends"),
    _sql("SELECT entry_id FROM `ledger.entries WHERE state = 'open' -- <- CA509\n"),
    _sql(
        "CREATE TABLE `ledger.accounts` (\n  account_id STRING NOT NULL,\n  name STRING\n  opened DATE -- <- CA509\n);\n",
        "A comma that is missing between two columns",
        True,
    ),
    _sql(
        "SELECT COUNT(*) FROM `ledger.entries`;\nDECLARE total INT64 DEFAULT 0; -- <- CA509\nSET total = 1;\n",
        "DECLARE behind another statement",
        True,
    ),
    _sql(
        "BEGIN -- <- CA509\n  DECLARE total INT64;\n  SET total = (SELECT COUNT(*) FROM `ledger.entries`);\n",
        "A block that is not closed",
    ),
    _sql(
        "EXECUTE IMMEDIATE 'SELECT COUNT(*) FROM `ledger.entries` WHERE booked = @day' USING day_of AS date; -- <- CA509\n",
        "USING gives another name than the text asks for",
        True,
    ),
    _sql("EXECUTE IMMEDIATE 'SELECT ?, ? FROM `ledger.entries`' USING 1; -- <- CA509\n"),
    _python(
        'def names():\n    return client.query("SELECT name FROM ledger.accounts WHERE name = AND open") # <- CA509\n'
    ),
)

VALID = (
    _sql(
        "INSERT INTO `ledger.open_entries` (entry_id)\n"
        "WITH late AS (SELECT entry_id FROM `ledger.entries` WHERE booked IS NULL)\n"
        "SELECT entry_id FROM late;\n",
        "WITH where BigQuery takes it",
        True,
    ),
    _sql(
        "MERGE `ledger.balances` AS b\n"
        "USING (WITH sums AS (SELECT account_id, SUM(amount) AS total FROM `ledger.entries` GROUP BY account_id)\n"
        "       SELECT * FROM sums) AS s\n"
        "ON b.account_id = s.account_id\n"
        "WHEN MATCHED THEN UPDATE SET total = s.total;\n",
    ),
    _sql(
        "EXECUTE IMMEDIATE FORMAT('''\n"
        "  DELETE FROM `%s.%s.entries` WHERE note LIKE '%%draft%%' AND booked < '%t'\n"
        "''', project_id, dataset_id, cutoff);\n",
        "One argument for each placeholder, `%%` needs none",
        True,
    ),
    _sql("SELECT FORMAT('%05.2f|%-10s|%*d', a, b, width, c), FORMAT(template, a) FROM `ledger.entries`;\n"),
    _sql("CALL `ledger.close_month`(CURRENT_DATE(), FALSE);\nCALL `ledger.unknown`(1);\n", "", False, _PROCEDURE),
    _sql("CALL BQ.REFRESH_MATERIALIZED_VIEW('ledger.sums');\n"),
    _sql("SELECT entry_id, booked, FROM `ledger.entries`;\n", "A comma before FROM is allowed"),
    _sql("SELECT t.order, t.`where`, 'a,, b', \"WHERE AND\" /* , , */ FROM `ledger.entries` AS t -- AND AND\n;\n"),
    _sql("SELECT * FROM `ledger.entries` WHERE NOT EXISTS (SELECT 1) AND x IN UNNEST(@list) GROUP BY ALL;\n"),
    _sql("SELECT entry_id IS NOT DISTINCT FROM @id, EXTRACT(DAY FROM booked) FROM `ledger.entries`;\n"),
    _sql("FROM `ledger.entries` |> WHERE booked IS NULL |> AGGREGATE COUNT(*) AS n GROUP AND ORDER BY account_id;\n"),
    _sql("SELECT a AND(b), OR_(c), x FROM `ledger.entries` WHERE a=@a AND b>=-1;\n"),
    _sql("CREATE OR REPLACE VIEW `ledger.v` AS SELECT ARRAY<STRUCT<a INT64>>[] AS a, [1, 2] AS b;\n"),
    _sql(
        "DECLARE total INT64;\nBEGIN\n  DECLARE part INT64;\n  SET part = 1;\nEND;\nIF total > 1 THEN\n  SELECT 1;\n"
        "END IF;\nBEGIN TRANSACTION;\nCOMMIT TRANSACTION;\n",
        "DECLARE at the start of a block",
    ),
    _sql(
        "CREATE TEMP TABLE x AS SELECT 1 AS a;\nBEGIN\n  DECLARE total INT64;\n  SET total = CASE WHEN TRUE THEN 1 END;\n"
        "EXCEPTION WHEN ERROR THEN\n  SELECT @@error.message;\nEND;\n",
    ),
    _sql("EXECUTE IMMEDIATE 'SELECT ?, @@row_count' USING 1;\nEXECUTE IMMEDIATE text USING 1, 2, 3;\n"),
    _sql("EXECUTE IMMEDIATE 'SELECT @a, @A' USING 1 AS a;\n"),
    _sql(
        "SELECT {{ columns }} FROM `ledger.entries` WHERE {% if day %} booked = '{{ day }}' {% endif %} AND x = 1;\n",
        "Template tags",
        True,
    ),
    _python(
        "def entries(columns, condition):\n"
        '    return client.query(f"SELECT {columns}, {condition} FROM ledger.entries WHERE {condition}")\n',
        "Placeholders",
    ),
    _python(
        "def entries(filters):\n"
        '    sql = "SELECT name FROM ledger.accounts WHERE "\n'
        '    sql += " AND ".join(filters)\n'
        "    return client.query(sql)\n",
        "A text that is put together from parts",
    ),
    Example(
        title="SQL of another database",
        files=(
            (
                "store.py",
                "import psycopg2\n\n\ndef move(cursor):\n"
                '    cursor.execute("WITH late AS (SELECT id FROM entries) INSERT INTO open_entries (id) '
                'SELECT id FROM late")\n',
            ),
        ),
    ),
    _sql("WITH moved AS (DELETE FROM entries RETURNING id) INSERT INTO archive (id) SELECT id FROM moved;\n"),
    _sql(
        "CREATE TABLE `ledger.accounts` (account_id STRING NOT NULL DEFAULT 'x' OPTIONS (description = 'd'), b INT64);\n"
    ),
)
