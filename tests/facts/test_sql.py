"""SQL as facts: seen from outside, through ``analyze`` and its companions."""

from __future__ import annotations

import time

import pytest

from cloudact_lint.facts.sql import OTHER_DIALECT, analyze, looks_like_sql, other_dialect, sql_facts, statement_kind
from cloudact_lint.source.text import SourceFile


def tables(text):
    return [".".join(ref.parts) for ref in analyze(text).tables]


def kinds(text):
    return [statement.kind for statement in analyze(text).statements]


def only(text):
    (statement,) = analyze(text).statements
    return statement


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * FROM ds.t", ["ds.t"]),
        ("select * from `p-x.ds.t` as a join ds.u b on a.x = b.x", ["p-x.ds.t", "ds.u"]),
        ("SELECT * FROM my-project.ds.t", ["my-project.ds.t"]),
        ("SELECT * FROM `p.ds`.t", ["p.ds.t"]),
        ("SELECT * FROM a, b AS c, UNNEST(c.items) i, d", ["a", "b", "d"]),
        ("SELECT * FROM t x, x.items, x.more AS m", ["t"]),
        ("WITH c AS (SELECT 1 FROM r), d AS (SELECT * FROM c) SELECT * FROM d JOIN s USING (k, l)", ["r", "s"]),
        ("SELECT EXTRACT(DAY FROM ts), TRIM(x FROM y) FROM t", ["t"]),
        ("SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b FROM t", ["t"]),
        ("SELECT * FROM (SELECT * FROM inner_t) AS s WHERE x IN (SELECT y FROM other)", ["inner_t", "other"]),
        ("SELECT * FROM ML.PREDICT(MODEL ds.m, TABLE ds.src)", ["ds.src"]),
        ("SELECT * FROM t WHERE a = 1 ORDER BY b, c", ["t"]),
        ("INSERT INTO ds.t (a, b) SELECT a, b FROM src, more", ["ds.t", "src", "more"]),
        ("INSERT ds.t VALUES (1, 2), (3, 4)", ["ds.t"]),
        ("UPDATE ds.t SET a = 1, b = s.b FROM src s WHERE t.id = s.id", ["ds.t", "src"]),
        ("DELETE ds.t WHERE id IN (SELECT id FROM gone)", ["ds.t", "gone"]),
        ("DELETE FROM ds.t WHERE TRUE", ["ds.t"]),
        ("MERGE INTO ds.t T USING ds.s AS S ON T.id = S.id WHEN MATCHED THEN UPDATE SET a = S.a", ["ds.t", "ds.s"]),
        ("MERGE ds.t USING (SELECT * FROM raw) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT ROW", ["ds.t", "raw"]),
        ("TRUNCATE TABLE ds.t", ["ds.t"]),
        ("CREATE OR REPLACE TABLE ds.t PARTITION BY d AS SELECT * FROM src", ["ds.t", "src"]),
        ("CREATE TABLE IF NOT EXISTS ds.t (a STRING, b INT64)", ["ds.t"]),
        ("CREATE TABLE ds.t CLONE ds.u", ["ds.t", "ds.u"]),
        ("CREATE VIEW ds.v AS SELECT * FROM ds.t", ["ds.v", "ds.t"]),
        ("DROP TABLE IF EXISTS ds.t", ["ds.t"]),
        ("CALL ds.proc(1, 'x')", ["ds.proc"]),
        ("LOAD DATA INTO ds.t FROM FILES (format = 'CSV')", ["ds.t"]),
        ("FROM ds.t |> WHERE x > 1 |> SELECT y", ["ds.t"]),
        ("SELECT * FROM `region-us`.INFORMATION_SCHEMA.JOBS", ["region-us.INFORMATION_SCHEMA.JOBS"]),
        ("SELECT 'FROM x' -- FROM y\n# FROM z\n/* FROM w */", []),
    ],
)
def test_tables(text, expected):
    assert tables(text) == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("SELECT 1 FROM `__h0__.ds.t`", ("{}", "ds", "t")),
        ("SELECT 1 FROM `__h0__.__h1___prod.t`", ("{}", "{}_prod", "t")),
        ("SELECT 1 FROM __h0__", ("{}",)),
        ("SELECT 1 FROM {project}.{dataset}_x.t", ("{}", "{}_x", "t")),
        ("SELECT 1 FROM `{settings.project}.ds.t`", ("{}", "ds", "t")),
        ("SELECT 1 FROM {{ ref('orders') }}", ("{}",)),
        ("SELECT 1 FROM `{{ params.project }}.ds.t`", ("{}", "ds", "t")),
        ("SELECT 1 FROM `${PROJECT}.ds.t`", ("{}", "ds", "t")),
        ("SELECT 1 FROM $PROJECT.ds.t", ("{}", "ds", "t")),
        ("SELECT 1 FROM `%s.%s.t`", ("{}", "{}", "t")),
        ("SELECT 1 FROM %(project)s.ds.t_%s", ("{}", "ds", "t_{}")),
        ("SELECT 1 FROM {}.{}.t", ("{}", "{}", "t")),
    ],
)
def test_placeholders_in_table_names(text, parts):
    (ref,) = analyze(text).tables
    assert ref.parts == parts
    assert text[ref.offset : ref.offset + ref.length] == text.split("FROM ")[1]


def test_offsets_are_code_points_and_include_backticks():
    text = "-- ünïcode 😀\nSELECT * FROM `p.d.t` x"
    (ref,) = analyze(text).tables
    assert text[ref.offset : ref.offset + ref.length] == "`p.d.t`"


def test_jinja_blocks_are_skipped():
    assert tables("{% if x %}SELECT * FROM a{% else %}\nSELECT * FROM b{% endif %} {# FROM c #}") == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "kind", "target", "flags", "keys"),
    [
        ("INSERT INTO t (a) VALUES (1)", "INSERT", "t", ("values",), ()),
        ("INSERT INTO t SELECT * FROM s", "INSERT", "t", ("select",), ()),
        ("INSERT INTO t (a) (SELECT 1)", "INSERT", "t", ("select",), ()),
        (
            "INSERT INTO t SELECT * FROM s WHERE NOT EXISTS (SELECT 1 FROM t WHERE t.id = s.id)",
            "INSERT",
            "t",
            ("select", "anti-join"),
            (),
        ),
        ("INSERT t SELECT * FROM s WHERE id NOT IN (SELECT id FROM t)", "INSERT", "t", ("select", "anti-join"), ()),
        (
            "INSERT INTO p.d.t SELECT s.* FROM s LEFT JOIN d.t ON s.id = t.id WHERE t.id IS NULL",
            "INSERT",
            "p.d.t",
            ("select", "anti-join"),
            (),
        ),
        (
            "INSERT INTO t SELECT * FROM s LEFT JOIN u ON s.id = u.id WHERE u.id IS NULL",
            "INSERT",
            "t",
            ("select", "anti-join-other"),
            (),
        ),
        ("DELETE FROM t WHERE a = @a AND DATE(b) = @b AND c IN ('x', 'y')", "DELETE", "t", ("where",), ("a", "b", "c")),
        ("DELETE FROM t WHERE 1=1", "DELETE", "t", (), ()),
        ("DELETE FROM t WHERE (TRUE)", "DELETE", "t", (), ()),
        ("UPDATE t SET a = 1, b = 2 WHERE t.id = 3", "UPDATE", "t", ("where",), ("id",)),
        (
            "MERGE t USING s ON t.id = s.key AND t.d = s.d WHEN MATCHED THEN DELETE",
            "MERGE",
            "t",
            (),
            ("id", "key", "d"),
        ),
        ("MERGE t USING s ON FALSE WHEN NOT MATCHED THEN INSERT ROW", "MERGE", "t", ("never-matches",), ()),
        ("CREATE TEMP TABLE x AS SELECT 1", "CREATE", "x", ("temp", "table", "select"), ()),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", "CREATE", "v", ("or-replace", "view", "select"), ()),
        ("CREATE TABLE IF NOT EXISTS x (a INT64)", "CREATE", "x", ("table", "if-not-exists"), ()),
        ("LOAD DATA OVERWRITE d.t FROM FILES (x=1)", "LOAD", "d.t", ("overwrite",), ()),
        ("LOAD DATA INTO d.t FROM FILES (x=1)", "LOAD", "d.t", ("append",), ()),
        ("SELECT * FROM t WHERE a = 1", "SELECT", None, (), ("a",)),
    ],
)
def test_one_statement(text, kind, target, flags, keys):
    statement = only(text)
    assert statement.kind == kind
    assert (".".join(statement.target.parts) if statement.target else None) == target
    assert statement.flags == flags
    assert statement.keys == keys
    assert statement.transaction == 0


def test_with_before_insert_is_an_insert():
    assert only("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a").kind == "INSERT"
    assert tables("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a") == ["t"]


def test_transactions_are_numbered_and_end():
    script = analyze(
        "DELETE FROM a WHERE x=1; BEGIN TRANSACTION; DELETE FROM b WHERE x=1; INSERT INTO b SELECT 1; COMMIT;"
        "INSERT INTO c VALUES (1); BEGIN; DELETE FROM d WHERE x=1; COMMIT TRANSACTION; DELETE FROM e WHERE x=1"
    )
    found = [(s.target.parts[0], s.transaction) for s in script.statements if s.target]
    assert found == [("a", 0), ("b", 1), ("b", 1), ("c", 0), ("d", 2), ("e", 0)]


def test_rollback_in_a_branch_does_not_end_the_transaction_after_it():
    script = analyze(
        "BEGIN TRANSACTION; DELETE FROM a WHERE x=1; IF bad THEN ROLLBACK TRANSACTION; END IF;"
        "INSERT INTO a SELECT 1; COMMIT;"
    )
    assert [s.transaction for s in script.statements if s.kind == "INSERT"] == [1]


PROCEDURE = '''
CREATE OR REPLACE PROCEDURE `{project}.ds`.load_day(p STRING, d DATE)
OPTIONS(strict_mode=TRUE)
BEGIN
  DECLARE n INT64 DEFAULT 0;
  ASSERT d IS NOT NULL AS "no day";
  BEGIN TRANSACTION;
  IF p IS NOT NULL THEN
    EXECUTE IMMEDIATE FORMAT("""
      DELETE FROM `%s.ds.costs`
      WHERE day = @d
    """, p) USING d AS d;
  ELSE
    DELETE FROM ds.costs WHERE CASE WHEN TRUE THEN day = d END;
  END IF;
  WHILE n < 3 DO
    INSERT INTO ds.costs SELECT * FROM ds.raw;
    SET n = n + 1;
  END WHILE;
  COMMIT TRANSACTION;
EXCEPTION WHEN ERROR THEN
  INSERT INTO ds.errors VALUES (@@error.message);
  ROLLBACK TRANSACTION;
  RAISE USING MESSAGE = 'failed';
END;
SELECT 1;
'''


def test_procedure_with_blocks_handlers_and_dynamic_sql():
    script = analyze(PROCEDURE)
    assert script.procedure == "{}.ds.load_day"
    writes = [
        (s.kind, s.target.parts[-1], s.transaction, s.flags)
        for s in script.statements
        if s.target and s.kind != "CREATE"
    ]
    assert writes == [
        ("DELETE", "costs", 1, ("where", "dynamic", "guarded")),
        ("DELETE", "costs", 1, ("where", "guarded")),
        ("INSERT", "costs", 1, ("select", "loop")),
        ("INSERT", "errors", 0, ("values", "handler")),
    ]
    assert script.statements[-1].kind == "SELECT"
    assert script.statements[-1].flags == ()
    first = next(s for s in script.statements if s.kind == "DELETE")
    assert PROCEDURE[first.offset :].startswith("DELETE FROM `%s.ds.costs`")
    assert PROCEDURE[first.target.offset : first.target.offset + first.target.length] == "`%s.ds.costs`"
    assert first.keys == ("day",)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("EXECUTE IMMEDIATE 'DELETE FROM ds.t WHERE a = 1'", ("ds", "t")),
        ("EXECUTE IMMEDIATE 'DELETE FROM ' || name || ' WHERE a = 1'", ("{}",)),
        ("EXECUTE IMMEDIATE CONCAT('DELETE FROM `', p, '.ds.t` WHERE a = ', CAST(x AS STRING))", ("{}", "ds", "t")),
        ("EXECUTE IMMEDIATE CONCAT('DELETE FROM ds.t ', 'WHERE a = 1')", ("ds", "t")),
        (
            'EXECUTE IMMEDIATE FORMAT("DELETE FROM `%s.%s_x.t` WHERE a = \\"b\\"", p, d) USING 1 AS a',
            ("{}", "{}_x", "t"),
        ),
        ("SET q = FORMAT('DELETE FROM ds.%s WHERE TRUE', t); EXECUTE IMMEDIATE q", ("ds", "{}")),
        ("DECLARE q STRING DEFAULT 'DELETE FROM ds.t WHERE TRUE'; EXECUTE IMMEDIATE q INTO r", ("ds", "t")),
    ],
)
def test_execute_immediate(text, parts):
    deletes = [s for s in analyze(text).statements if s.kind == "DELETE"]
    assert [s.target.parts for s in deletes] == [parts]
    assert "dynamic" in deletes[0].flags
    assert text[deletes[0].offset :].startswith("DELETE FROM")


def test_execute_immediate_of_an_unknown_text():
    statement = only("EXECUTE IMMEDIATE build(x)")
    assert (statement.kind, statement.flags) == ("EXECUTE", ("unparsed",))


def test_control_flow_words():
    text = (
        "IF EXISTS (SELECT 1 FROM seen) THEN SELECT 1; ELSEIF x THEN SELECT 2; ELSE SELECT 3; END IF; SELECT 4;"
        "LOOP SELECT 5; BREAK; END LOOP; FOR r IN (SELECT * FROM src) DO INSERT INTO t VALUES (r.a); END FOR;"
        "REPEAT SET x = 1; UNTIL x = 1 END REPEAT; CASE x WHEN 1 THEN SELECT 6; ELSE SELECT 7; END CASE; SELECT 8"
    )
    script = analyze(text)
    flags = {text[s.offset : s.offset + s.length]: s.flags for s in script.statements}
    assert flags["SELECT 1"] == flags["SELECT 2"] == flags["SELECT 3"] == flags["SELECT 6"] == ("guarded",)
    assert flags["SELECT 4"] == flags["SELECT 8"] == ()
    assert flags["SELECT 5"] == ("loop",)
    assert flags["INSERT INTO t VALUES (r.a)"] == ("values", "loop")
    assert [".".join(ref.parts) for ref in script.tables] == ["seen", "src", "t"]


def test_functions_called_if_are_no_blocks():
    assert kinds("SELECT IF(a, b, c) FROM t; SELECT CASE WHEN a THEN 1 END FROM t; SELECT 2") == ["SELECT"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";;;",
        "(",
        ")))",
        "SELECT 'abc",
        "SELECT `a",
        'x """',
        "/* never",
        "BEGIN",
        "END",
        "END IF; END LOOP",
        "CASE",
        "IF x",
        "WITH",
        "MERGE",
        "INSERT INTO",
        "DELETE FROM",
        "CREATE PROCEDURE",
        "EXECUTE IMMEDIATE",
        "EXCEPTION WHEN",
        "\0SELECT\0",
        "SET",
        "DECLARE",
        "FROM",
        "CREATE OR REPLACE",
        "EXECUTE IMMEDIATE FORMAT(",
        "UNTIL",
        "a:",
        "😀 FROM 😀",
        "EXECUTE IMMEDIATE '\\",
        "SELECT * FROM",
        "SELECT * FROM a.",
        "ELSE WHEN THEN",
        "x : BEGIN",
        "\\",
        "r'",
        "{{",
        "{% x",
    ],
)
def test_broken_text_is_never_an_error(text):
    analyze(text)
    looks_like_sql(text)
    other_dialect(text)
    statement_kind(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 300_000,
        "BEGIN " * 100_000,
        "'" * 300_001,
        "{{" * 200_000,
        "/*" * 200_000,
        "-" * 500_000,
        " " * 500_000,
        "IF a THEN " * 60_000,
        "SELECT a FROM t; " * 40_000,
        "CASE " * 100_000,
        '"""' * 100_001,
        "`" * 300_001,
        "{% " * 100_000,
        "EXECUTE IMMEDIATE 'SELECT 1 FROM t'; " * 20_000,
        "NOT EXISTS " * 50_000,
    ],
    ids=lambda text: text[:10].strip() or "spaces",
)
def test_large_text_costs_linear_time(text):
    start = time.perf_counter()
    analyze(text)
    looks_like_sql(text)
    other_dialect(text)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "SELECT a FROM b",
        "select a, b from c",
        "select * from c where x = 1",
        "SELECT @x",
        "SELECT (SELECT COUNT(*) FROM shop.orders) + (SELECT COUNT(*) FROM shop.refunds) AS n",
        "SELECT COUNT(*) FROM t",
        "SELECT 1 AS ok",
        "SELECT CURRENT_DATE()",
        "SELECT 'a' AS b",
        "SELECT __h0__ FROM `__h1__.x`",
        "SELECT __h0__ AS x",
        "\n  -- comment\n  SELECT a FROM b",
        "/* c */ SELECT a FROM b",
        "# c\nSELECT a FROM b",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "INSERT INTO t (a) VALUES (1)",
        "INSERT INTO `__h0__` (a, b)",
        "INSERT t VALUES (1)",
        "insert into t select * from s",
        "UPDATE t SET a = 1",
        "UPDATE `x.y` T SET __h0__ WHERE b",
        "UPDATE t SET a.b = 1 WHERE c",
        "DELETE FROM t WHERE x = 1",
        "DELETE FROM `__h0__.ds.t`",
        "DELETE FROM ds.t",
        "MERGE t USING s ON a = b",
        "MERGE INTO a.b AS T USING (SELECT",
        "CREATE TABLE x (a INT64)",
        "CREATE OR REPLACE TABLE `a.b` AS SELECT 1",
        "CREATE SCHEMA IF NOT EXISTS x",
        "CREATE TEMP FUNCTION f(x INT64) AS (x)",
        "CREATE PROCEDURE a.b(x INT64) BEGIN END",
        "DROP TABLE IF EXISTS x",
        "DROP TABLE a.b",
        "ALTER TABLE a ADD COLUMN b STRING",
        "TRUNCATE TABLE x",
        "CALL `a.b`.c(1)",
        "CALL proc(1)",
        "DECLARE x INT64",
        "DECLARE x DEFAULT 1",
        "BEGIN TRANSACTION",
        "BEGIN TRANSACTION; DELETE FROM t WHERE a=1; COMMIT TRANSACTION;",
        "BEGIN SELECT 1; END",
        "COMMIT TRANSACTION",
        "EXECUTE IMMEDIATE 'x'",
        "IF x THEN SELECT 1; END IF;",
        "EXPORT DATA OPTIONS (uri='x') AS SELECT 1",
        "LOAD DATA INTO a.b FROM FILES (x=1)",
        "SELECT * FROM {table}",
        "SELECT * FROM {{ ref('x') }}",
        "Select a.b From `x.y.z` where a = 1",
    ],
)
def test_sql_looks_like_sql(text):
    assert looks_like_sql(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Select an item from the list",
        "select an item from the list",
        "Select a plan from below",
        "Select (see below) a plan",
        "Update settings",
        "Update settings to continue",
        "Update your profile and set a password",
        "update the set of rules",
        "Delete from cart",
        "delete from cart",
        "Delete item from cart",
        "INSERT",
        "INSERT INTO",
        "insert into",
        "DELETE FROM",
        "SELECT",
        "select",
        "DELETE FROM orders failed",
        "INSERT INTO __h0__ failed: __h1__",
        "MERGE completed: __h0__ rows",
        "MERGE (idempotent)",
        "UPDATE affected 0 rows - trying INSERT",
        "Create table",
        "Create a new table for the org",
        "create table reservations",
        "CREATE TABLE failed",
        "Drop table",
        "Drop the table if it exists",
        "Call me maybe (now)",
        "Call us (toll free)",
        "CALL failed",
        "Declare your intent",
        "Begin typing to search",
        "BEGIN",
        "WITH ",
        "With disabled: __h0__, without: __h1__",
        "With great power",
        "Set the value = 1",
        "If the user exists then return",
        "For each row do nothing",
        "DELETE:/api/v1/x",
        "Load data into the table",
        "Execute immediately",
        "EXPORT RAW USAGE DATA",
        "Select 3 items",
        "Grant access",
        "Commit changes",
        "SELECT query failed",
        "Loop over rows",
        "Update {name} in place",
        "select-none",
        "hello",
        "SELECTED FROM x",
        "Merge pull request #1",
        "from __future__ import annotations",
        "Truncate all tables.",
        "Alter the table",
        "Insert rows into BigQuery table (streaming).",
    ],
)
def test_prose_does_not_look_like_sql(text):
    assert not looks_like_sql(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t (a) VALUES (1) RETURNING id",
        "INSERT INTO t VALUES (1) ON CONFLICT (a) DO NOTHING",
        "DO $$ BEGIN END $$",
        "CREATE TABLE t (id SERIAL PRIMARY KEY)",
        "CREATE TABLE t (a TIMESTAMPTZ)",
        "SELECT a::text FROM t",
        "SELECT '1'::int",
        "CREATE POLICY p ON t",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE TABLE t (id INTEGER AUTOINCREMENT)",
        "SELECT * FROM t WHERE a = $1",
        "CREATE INDEX i ON t (a)",
        "INSERT OR IGNORE INTO t VALUES (1)",
        "PRAGMA foreign_keys",
        "SELECT * FROM pg_class",
        "SELECT gen_random_uuid()",
        "SELECT a FROM t WHERE b ILIKE 'x'",
        "DELETE FROM public.users",
        "CREATE TABLE t (a VARCHAR(20))",
        "SELECT now() - INTERVAL '1 day'",
        "CREATE TABLE t (name TEXT NOT NULL)",
        "SELECT 1 FROM t FOR UPDATE",
    ],
)
def test_other_dialects(text):
    assert other_dialect(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a FROM `p.d.t` WHERE b = @c",
        "-- ON CONFLICT\nSELECT 1",
        "SELECT 'a RETURNING b'",
        'SELECT "$1" FROM t',
        "CREATE TABLE d.t (id STRING, PRIMARY KEY (id) NOT ENFORCED)",
        "SELECT DATE_SUB(d, INTERVAL 1 DAY) FROM t",
        "CREATE SEARCH INDEX i ON t (ALL COLUMNS)",
        "MERGE t USING s ON a = b WHEN MATCHED THEN UPDATE SET x = 1",
        "SELECT * FROM ${PROJECT}.d.t",
        "SELECT type, text, role FROM d.t",
        "SELECT REPLACE(a, 'x', 'y') FROM t",
        "SELECT * REPLACE (1 AS a) FROM t",
        "BEGIN SELECT 1; EXCEPTION WHEN ERROR THEN RAISE; END",
    ],
)
def test_bigquery_is_no_other_dialect(text):
    assert not other_dialect(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("  -- c\n select 1", "SELECT"),
        ("WITH a AS (SELECT 1) SELECT 2", "SELECT"),
        ("(SELECT 1)", "SELECT"),
        ("merge t", "MERGE"),
        ("WITH a AS (SELECT 1) DELETE FROM t", "DELETE"),
        ("BEGIN TRANSACTION;", "BEGIN TRANSACTION"),
        ("BEGIN SELECT 1; END", "BEGIN"),
        ("hello world", ""),
        ("", ""),
        ("FROM t |> SELECT a", "SELECT"),
        ("call x()", "CALL"),
        ("`select` 1", ""),
    ],
)
def test_statement_kind(text, kind):
    assert statement_kind(text) == kind


def source(text):
    return SourceFile.from_bytes("a.sql", text.encode())


def test_facts_of_a_file():
    facts = sql_facts(source("SELECT * FROM ds.t;\r\nDELETE FROM x WHERE a = 1"))
    assert facts.text and not facts.problems and not facts.index.tags
    assert [s.kind for s in facts.sql.statements] == ["SELECT", "DELETE"]


def test_a_file_for_another_database_has_no_statements():
    facts = sql_facts(source("CREATE TABLE t (id SERIAL)"))
    assert facts.sql is None
    assert OTHER_DIALECT in facts.index.tags


@pytest.mark.parametrize(
    ("text", "row", "column", "word"),
    [("SELECT 1;\n  SELECT 'ab", 2, 10, "string"), ("SELECT `a", 1, 8, "quoted name"), ("a\n/* b", 2, 1, "comment")],
)
def test_what_never_ends_is_a_problem_with_its_place(text, row, column, word):
    facts = sql_facts(source(text))
    (problem,) = facts.problems
    assert problem.at[:2] == (row, column)
    assert word in problem.message
    assert facts.sql is not None


def test_nothing_heavy_is_imported():
    import subprocess
    import sys

    code = "import cloudact_lint.facts.sql as s, sys; s.analyze('SELECT 1'); sys.exit(int('sqlglot' in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
