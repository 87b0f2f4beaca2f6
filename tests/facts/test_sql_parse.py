"""SQL as trees: seen from outside, through ``parse`` and the ways through its trees."""

from __future__ import annotations

import pickle

import pytest

from cloudact_lint.facts.sql_parse import parse
from cloudact_lint.facts.sql_walk import columns, conjuncts, expressions, queries, walk


def only(text):
    (tree,) = parse(text).trees
    assert tree.problem == "", (tree.problem, text[tree.problem_at :])
    return tree


def query(text):
    return only(text).query


def value(expression):
    """The tree of one expression."""
    return query(f"SELECT {expression}").outputs[0].value


def brief(sx):
    """An expression in short."""
    inner = ", ".join(brief(arg) for arg in sx.args)
    words = f"{sx.kind} {sx.name}".strip()
    return f"{words}({inner})" if inner else words


def named(text):
    """Every column named in a text: as written there, and as the tree has it."""
    found = []
    for tree in parse(text).trees:
        for _, sx in expressions(tree):
            found += [(text[column.start : column.end], column.name) for column in columns(sx)]
    return found


# Expressions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a.b.c", "column a.b.c"),
        ("`a`.`b c`", "column a.b c"),
        ("DATE_SUB(d, INTERVAL 3 DAY)", "call DATE_SUB(column d, interval DAY(number 3))"),
        ("PARSE_DATE('%F', s)", "call PARSE_DATE(string %F, column s)"),
        ("safe.parse_date('%d', s)", "call SAFE.PARSE_DATE(string %d, column s)"),
        ("FORMAT_TIMESTAMP('%F', t, 'UTC')", "call FORMAT_TIMESTAMP(string %F, column t, string UTC)"),
        ("DATE_TRUNC(d, MONTH)", "call DATE_TRUNC(column d, part MONTH)"),
        ("DATE_DIFF(a, b, WEEK(MONDAY))", "call DATE_DIFF(column a, column b, part WEEK(MONDAY))"),
        ("EXTRACT(DAYOFWEEK FROM t)", "call EXTRACT(part DAYOFWEEK, column t)"),
        ("JSON_VALUE(doc, '$.a')", "call JSON_VALUE(column doc, string $.a)"),
        ("COUNT(DISTINCT x)", "call COUNT(column x, flag DISTINCT)"),
        ("ANY_VALUE(x HAVING MAX y)", "call ANY_VALUE(column x, flag HAVING MAX(column y))"),
        (
            "ARRAY_AGG(x IGNORE NULLS ORDER BY y DESC LIMIT 2)",
            "call ARRAY_AGG(column x, flag IGNORE NULLS, flag ORDER(order DESC(column y)), flag LIMIT(number 2))",
        ),
        ("ARRAY_AGG(a.b.f(x) IGNORE NULLS)", "call ARRAY_AGG(call a.b.f(column x), flag IGNORE NULLS)"),
        ("`p.d.f`(x)", "call p.d.f(column x)"),
        ("f(n => x)", "call F(named n(column x))"),
        ("IF(a, b, NULL)", "call IF(column a, column b, null NULL)"),
        ("CAST(a AS ARRAY<STRUCT<x INT64>>)", "cast ARRAY<STRUCT<X INT64>>(column a)"),
        ("SAFE_CAST(a AS STRING FORMAT 'YYYY')", "safe_cast STRING(column a)"),
        ("DATE '2026-01-01'", "cast DATE(string 2026-01-01)"),
        ("ARRAY<INT64>[1]", "cast ARRAY<INT64>(array(number 1))"),
        ("STRUCT(1 AS a, b)", "struct(field a(number 1), field(column b))"),
        ("a[OFFSET(0)].c", "dot c(index(column a, call OFFSET(number 0)))"),
        ("-x + 1", "op +(op NEG(column x), number 1)"),
        (
            "a = 1 AND (b OR c) AND NOT d",
            "op AND(op =(column a, number 1), op OR(column b, column c), op NOT(column d))",
        ),
        ("a IS NOT NULL", "op NOT(op IS(column a, null NULL))"),
        ("a IS NOT DISTINCT FROM b", "op IS NOT DISTINCT FROM(column a, column b)"),
        ("a LIKE ANY ('x', 'y')", "op LIKE ANY(column a, tuple(string x, string y))"),
        ("a IN (1, 2)", "in(column a, number 1, number 2)"),
        ("a IN UNNEST(@ids)", "in(column a, unnest(param ids))"),
        ("a NOT IN (SELECT b FROM t)", "op NOT(in(column a, subquery))"),
        ("CASE x WHEN 1 THEN a ELSE b END", "case simple(column x, number 1, column a, column b)"),
        ("CASE WHEN x THEN a END", "case(column x, column a)"),
        (
            "SUM(x) OVER (PARTITION BY k ORDER BY d)",
            "window(call SUM(column x), partition(column k), order ASC(column d))",
        ),
        ("@@error.message", "sysvar @@error.message"),
        ("@p.field", "dot field(param p)"),
        ("{x}", "hole"),
        ("price_{x}", "column price_{}"),
        ("'{x} %d __h0__'", "string {x} %d {}"),
        ("ARRAY(SELECT 1)", "array_query"),
        ("EXISTS (SELECT 1)", "exists"),
        ("current_date", "call CURRENT_DATE"),
        ("b'x'", "bytes x"),
        ("* EXCEPT (a) REPLACE (f(b) AS c)", "star(except a, replace c(call F(column b)))"),
        ("t.*", "star t"),
        ("(SELECT AS STRUCT 1).* EXCEPT (a)", "star(subquery, except a)"),
    ],
)
def test_expressions(expression, expected):
    assert brief(value(expression)) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "DATE_SUB(d, INTERVAL 3 DAY)", "f(g(x), (y))", "a.b", "`a`", "'text'", "12.5", "NULL", "TRUE", "@p", "a = b",
        "NOT a", "a IN (1, (2))", "CAST(a AS INT64)", "STRUCT(1 AS a)", "CURRENT_DATE",
        "DATE '2026-01-01'", "{x}", "(1, 2)",
    ],
)  # fmt: skip
def test_expressions_know_their_place(expression):
    made = value(expression)
    assert (made.start, made.end) == (7, 7 + len(expression))


def test_places_are_code_points_of_the_whole_text():
    text = "-- 🙂 é\nSELECT '🙂', amount FROM shop.orders; /* 🙂 */ SELECT total"
    assert named(text) == [("amount", "amount"), ("total", "total")]


# Queries -----------------------------------------------------------------------------------


def sources(text):
    return [(s.kind, ".".join(s.parts), s.alias, s.join) for s in query(text).sources]


def test_sources():
    text = """SELECT * FROM `p.d.t` AS t LEFT JOIN x.y s USING (a, b), UNNEST(t.items) AS i WITH OFFSET AS o,
        t.more m CROSS JOIN my-project.d.u JOIN (SELECT 1) q ON q.a = t.a, d.make(1), {table} AS h"""
    found = query(text).sources
    assert sources(text) == [
        ("table", "p.d.t", "t", ""), ("table", "x.y", "s", "LEFT"), ("unnest", "", "i", ","),
        ("table", "t.more", "m", ","),
        ("table", "my-project.d.u", "", "CROSS"), ("query", "", "q", "JOIN"), ("function", "d.make", "", ","),
        ("hole", "{}", "h", ","),
    ]  # fmt: skip
    assert found[1].using == ("a", "b")
    assert (found[2].offset, brief(found[2].value)) == ("o", "column t.items")
    assert brief(found[5].on) == "op =(column q.a, column t.a)"
    assert [text[s.start : s.end] for s in found[:2]] == ["`p.d.t`", "x.y"]
    assert sources("SELECT 1 FROM (a JOIN b USING (k)) JOIN c USING (k)") == [
        ("table", "a", "", ""), ("table", "b", "", "JOIN"), ("table", "c", "", "JOIN"),
    ]  # fmt: skip


def test_sources_that_change_their_columns_say_so():
    text = "SELECT * FROM t PIVOT(SUM(x) FOR y IN ('a')) AS p JOIN u USING (k)"
    assert [source.opaque for source in query(text).sources] == [True, False]
    assert query("FROM d.t |> WHERE a = 1 |> AGGREGATE SUM(b) AS c").source_holes


def test_arguments_of_table_functions_are_tables():
    (source,) = query("SELECT * FROM ML.PREDICT(MODEL `d.m`, TABLE d.t)").sources
    assert (source.parts, brief(source.value)) == (("ML", "PREDICT"), "call ML.PREDICT(table d.m, table d.t)")
    assert query("SELECT table, model m FROM t").outputs[1].value.name == "model"


def test_clauses():
    text = """SELECT DISTINCT a, SUM(b) AS s, t.c.d FROM t WHERE x = 1 AND y GROUP BY ROLLUP(a), 1 HAVING s > 1
        QUALIFY ROW_NUMBER() OVER w = 1 WINDOW w AS (PARTITION BY k) ORDER BY a DESC LIMIT 10 OFFSET @o"""
    made = query(text)
    assert [output.name for output in made.outputs] == ["a", "s", "d"]
    assert [brief(part) for part in conjuncts(made.where)] == ["op =(column x, number 1)", "column y"]
    assert [brief(part) for part in made.group] == ["column a", "number 1"]
    assert brief(made.having) == "op >(column s, number 1)"
    assert (brief(made.order[0]), brief(made.limit), brief(made.offset)) == (
        "order DESC(column a)",
        "number 10",
        "param o",
    )
    assert made.distinct and [brief(w) for w in made.windows] == ["window(partition(column k))"]
    assert query("SELECT a FROM t GROUP BY ALL").group_all
    assert query("SELECT AS STRUCT a FROM t").as_struct
    assert query("SELECT AS VALUE a FROM t").as_value


def test_with_and_sets():
    made = query(
        "WITH c AS (SELECT 1), d (y) AS (SELECT 2) SELECT x FROM c UNION ALL SELECT y FROM d UNION ALL (SELECT 3)"
    )
    assert [(cte.name, cte.columns) for cte in made.ctes] == [("c", ()), ("d", ("y",))]
    assert (made.operator, len(made.branches)) == ("UNION ALL", 3)
    mixed = query("SELECT 1 UNION ALL SELECT 2 EXCEPT DISTINCT SELECT 3 ORDER BY 1")
    assert (mixed.operator, [branch.operator for branch in mixed.branches]) == ("EXCEPT DISTINCT", ["UNION ALL", ""])
    assert len(mixed.order) == 1


def test_every_query_is_found():
    text = """WITH c AS (SELECT 1) SELECT (SELECT 2), ARRAY(SELECT 3) FROM (SELECT 4) JOIN u ON EXISTS (SELECT 5)
        WHERE a IN (SELECT 6 UNION ALL SELECT 7)"""
    found = [
        q.outputs[0].value.name for _, q in queries(only(text)) if q.outputs and q.outputs[0].value.kind == "number"
    ]
    assert sorted(found) == ["1", "2", "3", "4", "5", "6", "7"]
    assert [brief(sx) for sx in walk(query("SELECT (SELECT a) + b").outputs[0].value, subqueries=True)] == [
        "op +(subquery, column b)", "subquery", "column a", "column b",
    ]  # fmt: skip


# Statements --------------------------------------------------------------------------------


def test_insert():
    tree = only("INSERT INTO `p.d.t` (a, b) VALUES (1, NULL), (@x, DEFAULT)")
    assert (tree.target.parts, [c.name for c in tree.columns]) == (("p", "d", "t"), ["a", "b"])
    assert [[brief(sx) for sx in row] for row in tree.rows] == [
        ["number 1", "null NULL"],
        ["param x", "default DEFAULT"],
    ]
    assert only("INSERT d.t SELECT a FROM s").query.sources[0].parts == ("s",)
    assert only("WITH c AS (SELECT 1) INSERT INTO d.t (a) SELECT * FROM c").ctes[0].name == "c"


def test_update_and_delete():
    tree = only("UPDATE d.t x SET x.a = 1, b = s.b FROM s, UNNEST(s.c) AS u WHERE x.id = s.id")
    assert [(brief(s.column), brief(s.value)) for s in tree.sets] == [
        ("column x.a", "number 1"),
        ("column b", "column s.b"),
    ]
    assert (tree.target.alias, [s.kind for s in tree.sources]) == ("x", ["table", "unnest"])
    assert brief(only("DELETE d.t WHERE a = 1").where) == "op =(column a, number 1)"
    holes = only("UPDATE d.t SET {assignments} WHERE a = 1").sets
    assert [(s.column.kind, s.value.kind) for s in holes] == [("hole", "hole")]


def test_merge():
    text = """MERGE INTO d.t T USING (SELECT 1 AS id) S ON T.id = S.id
        WHEN MATCHED AND S.x > CASE WHEN T.y THEN 1 ELSE 2 END THEN UPDATE SET a = S.a
        WHEN NOT MATCHED BY TARGET THEN INSERT (id, a) VALUES (S.id, DEFAULT)
        WHEN NOT MATCHED THEN INSERT ROW
        WHEN NOT MATCHED BY SOURCE THEN DELETE"""
    tree = only(text)
    assert [(w.matched, w.action, w.row) for w in tree.whens] == [
        ("matched", "update", False), ("not-matched", "insert", False), ("not-matched", "insert", True),
        ("not-matched-by-source", "delete", False),
    ]  # fmt: skip
    assert ([c.name for c in tree.whens[1].columns], len(tree.whens[1].values)) == (["id", "a"], 2)
    assert [text[w.start : w.end].split()[-1] for w in tree.whens] == ["S.a", "DEFAULT)", "ROW", "DELETE"]
    assert (tree.sources[0].alias, brief(tree.where)) == ("S", "op =(column T.id, column S.id)")


def test_create_table():
    text = """CREATE TABLE `p.d.t` (id INT64 NOT NULL OPTIONS(description="key"), n NUMERIC(10, 2) DEFAULT 0,
        items ARRAY<STRUCT<sku STRING, tags ARRAY<STRING>>>, PRIMARY KEY (id) NOT ENFORCED)
        PARTITION BY DATE(ts) CLUSTER BY id, `n` OPTIONS(require_partition_filter=TRUE) AS SELECT 1 AS id"""
    tree = only(text)
    assert [(d.name, d.type, d.required, d.default) for d in tree.defs] == [
        ("id", "INT64", True, ""), ("n", "NUMERIC(10, 2)", False, "0"),
        ("items", "ARRAY<STRUCT<SKU STRING, TAGS ARRAY<STRING>>>", False, ""),
    ]  # fmt: skip
    assert (tree.defs[0].description, [f.name for f in tree.defs[2].fields]) == ("key", ["sku", "tags"])
    assert (brief(tree.partition), [c.name for c in tree.cluster]) == ("call DATE(column ts)", ["id", "n"])
    assert [(name, brief(sx)) for name, sx in tree.options] == [("require_partition_filter", "bool TRUE")]
    assert tree.query.outputs[0].name == "id"
    assert only("CREATE SNAPSHOT TABLE d.s CLONE d.t FOR SYSTEM_TIME AS OF f(x)").like.parts == ("d", "t")


def test_alter_and_others():
    tree = only(
        "ALTER TABLE d.t ADD COLUMN IF NOT EXISTS a STRUCT<b INT64, c STRING>, DROP COLUMN e, RENAME COLUMN f TO g"
    )
    assert ([d.name for d in tree.defs], [d.name for d in tree.drops]) == (["a"], ["e"])
    assert [r.name for r in tree.renames] == ["f", "g"]
    assert only("DROP TABLE IF EXISTS d.t").target.parts == ("d", "t")
    assert only("TRUNCATE TABLE d.t").target.parts == ("d", "t")
    assert only("EXPORT DATA OPTIONS(uri='gs://b/*') AS SELECT a FROM t").query.sources[0].parts == ("t",)
    assert only("LOAD DATA INTO d.t (a INT64) FROM FILES (uris = [x])").defs[0].name == "a"


def test_routines():
    first, second = parse(
        "CREATE PROCEDURE d.p(IN a STRING, OUT b ARRAY<STRUCT<c INT64, d INT64>>) BEGIN SELECT a; END"
    ).trees
    assert (first.params, first.param_types) == (("a", "b"), ("IN STRING", "OUT ARRAY<STRUCT<C INT64, D INT64>>"))
    assert second.query is not None
    tree = only("CREATE TEMP FUNCTION f(x INT64) RETURNS INT64 AS (x + 1)")
    assert (tree.params, brief(tree.exprs[0]), tree.type) == (("x",), "op +(column x, number 1)", "INT64")


def test_scripts():
    text = """DECLARE a, b ARRAY<STRING> DEFAULT ['x'];
        SET (a, b) = (SELECT AS STRUCT 1, 2);
        IF EXISTS (SELECT 1 FROM t) THEN RAISE USING MESSAGE = FORMAT('%s', a);
        ELSEIF a > 1 THEN ASSERT (SELECT COUNT(*) FROM u) = 0 AS 'empty'; END IF;
        WHILE a < 3 DO CALL `p.d`.run_{x}(a, n => 2); END WHILE;
        FOR r IN (SELECT k FROM v) DO SELECT r.k; END FOR;
        CASE a WHEN 1 THEN SELECT 1; END CASE;"""
    trees = parse(text).trees
    assert [tree.problem for tree in trees] == [""] * len(trees)
    kinds = {tree.statement.kind: tree for tree in trees}
    assert [tree.statement.kind for tree in trees] == [
        "DECLARE", "SET", "IF", "RAISE", "ELSEIF", "ASSERT", "WHILE", "CALL", "FOR", "SELECT", "CASE", "WHEN", "SELECT",
    ]  # fmt: skip
    assert ([c.name for c in kinds["DECLARE"].columns], kinds["DECLARE"].type) == (["a", "b"], "ARRAY<STRING>")
    assert [c.name for c in kinds["SET"].columns] == ["a", "b"]
    assert kinds["CALL"].target.parts == ("p", "d", "run_{}")
    assert [brief(sx) for sx in kinds["CALL"].exprs] == ["column a", "named n(number 2)"]
    assert [brief(sx) for sx in kinds["ASSERT"].exprs] == ["op =(subquery, number 0)", "string empty"]
    assert (kinds["FOR"].columns[0].name, kinds["FOR"].query.outputs[0].name) == ("r", "k")


# Dynamic SQL -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        "EXECUTE IMMEDIATE 'SELECT a FROM t WHERE b = 1'",
        'EXECUTE IMMEDIATE FORMAT("""SELECT a FROM `%s.t` WHERE b = 1""", d) INTO r',
        "EXECUTE IMMEDIATE 'SELECT a FROM ' || name || ' WHERE b = ' || x",
        "DECLARE q STRING DEFAULT 'SELECT a FROM t'; SET q = CONCAT(q, ' WHERE b = ', x); EXECUTE IMMEDIATE q",
        "DECLARE q STRING DEFAULT 'SELECT a FROM #t'; SET q = q || ' WHERE b = 1'; EXECUTE IMMEDIATE REPLACE(q, "
        "'#t', n)",
        "DECLARE q STRING DEFAULT 'SELECT a FROM %s WHERE b = 1'; EXECUTE IMMEDIATE FORMAT(q, n)",
        'EXECUTE IMMEDIATE "SELECT a FROM t WHERE \\"x\\" = b"',
    ],
)
def test_what_execute_immediate_runs(script):
    *_, execute, tree = parse(script).trees
    assert (execute.statement.kind, tree.statement.flags, tree.problem) == ("EXECUTE", ("dynamic",), "")
    (output,) = tree.query.outputs
    assert (output.name, script[output.start : output.end]) == ("a", "a")
    assert [script[c.start : c.end] for c in columns(tree.query.where)] == ["b"]


def test_execute_immediate_itself():
    tree = parse("EXECUTE IMMEDIATE q INTO a, b USING 1 AS x, y AS z").trees[0]
    assert [brief(sx) for sx in tree.exprs] == ["column q", "number 1", "column y"]
    assert ([c.name for c in tree.columns], tree.params) == (["a", "b"], ("x", "z"))


# Placeholders and templates ----------------------------------------------------------------


def test_placeholders_that_may_add_conditions():
    text = "SELECT a FROM t WHERE b = @b {filters} ORDER BY a"
    parsed = parse(text)
    (tree,) = parsed.trees
    assert (tree.query.where_holes, tree.query.source_holes) == (True, False)
    assert [text[start:end] for start, end in parsed.holes] == ["{filters}"]
    assert query("SELECT a FROM t WHERE b = 1 AND {more}").where_holes
    assert query("SELECT a FROM t WHERE {all}").where_holes
    assert not query("SELECT a FROM t WHERE b = {value}").where_holes


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a FROM t {joins}",
        "SELECT a FROM t x {joins} WHERE y = 1",
        "SELECT a {more} FROM t",
        "SELECT a, {b} c {d} FROM t",
    ],
)
def test_placeholders_that_may_add_sources_or_columns(text):
    made = query(text)
    assert (made.source_holes, made.where_holes) == (True, False)
    assert made.outputs[0].name == "a" and made.sources[0].alias in ("", "x", "{}")


def test_holes_belong_to_the_query_they_stand_in():
    made = query("SELECT * FROM (SELECT a FROM t {joins}) x WHERE b = 1")
    assert (made.source_holes, made.sources[0].query.source_holes) == (False, True)


@pytest.mark.parametrize("hole", ["{x}", "${x}", "{{ x }}", "%s", "%(x)s", "__h0__", "{x['y']}", "{f(a, b)}"])
def test_any_placeholder_stands_for_a_name_or_value(hole):
    made = query(f"SELECT a FROM `p.{hole}.t_{hole}` WHERE b = {hole} AND c_{hole} = 1")
    assert made.sources[0].parts == ("p", "{}", "t_{}")
    assert brief(made.where) == "op AND(op =(column b, hole), op =(column c_{}, number 1))"


def test_templates():
    text = """{{ config(materialized='table') }}
        {% set x = 1 %} SELECT a, {# note #} {% if y %} b {% else %} c {% endif %}
        FROM {{ ref('orders') }} o JOIN {{ source('raw', 'items') }} USING (id)"""
    made = query(text)
    assert [output.name for output in made.outputs] == ["a", "b"]
    assert [source.parts for source in made.sources] == [("orders",), ("raw", "items")]
    assert made.source_holes
    loop = "{% for t in ts %} {% if not loop.first %} UNION ALL {% endif %} SELECT a FROM {{ t }} {% endfor %}"
    assert query(loop).sources[0].kind == "hole"
    assert only("{{ check_rows(table='x') }}").query is None


# Problems ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("SELECT a FROM t WHERE WHERE b", "WHERE b"),
        ("SELECT a b c FROM t", "c FROM"),
        ("INSERT INTO t (a VALUES (1)", "(1)"),
        ("CREATE TABLE t (a INT64 b STRING)", "b STRING"),
        ("CALL p", ""),
    ],
)
def test_what_is_wrong_and_where(text, at):
    (tree,) = parse(text).trees
    assert tree.problem and tree.query is None and not tree.unsure
    assert abs(tree.problem_at - (text.index(at) if at else len(text))) <= 8


def test_a_problem_hurts_one_statement_only():
    first, second = parse("SELECT FROM WHERE; SELECT a FROM t").trees
    assert first.problem and not second.problem


def test_templates_may_be_to_blame():
    assert parse("SELECT a FROM t WHERE {x} {y} {z} ) ) b").trees[0].unsure


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "(" * 5000 + "1" + ")" * 5000, "SELECT " + "(" * 5000, "SELECT " + "NOT " * 5000 + "a",
        "SELECT " + "CASE WHEN a THEN " * 3000, "SELECT CAST(a AS " + "ARRAY<STRUCT<a " * 3000 + ")",
        "SELECT 1 FROM a " + "JOIN a " * 3000, "SELECT a" + " IN (b)" * 3000, "SELECT " + "x -> " * 3000 + "1",
        "{% if a %}SELECT 1 {% else %}" * 1000, "\x00 \ud800 \ue000 SELECT `", "SELECT '", "", ";;;",
        "SELECT " + "{" * 3000,
        "CREATE TABLE t (a " + "STRUCT<a " * 3000, "WITH a AS (" * 3000, "SELECT a" + " AND b" * 5000,
        "SELECT 1" + ".a" * 5000,
        " UNION ALL ".join(["SELECT 1"] * 1500),
    ],
    ids=range(19),
)  # fmt: skip
def test_hard_texts_do_no_harm(text):
    parse(text)


def test_long_lists():
    assert len(query("SELECT " + ", ".join(f"c{n}" for n in range(10_000)) + " FROM t").outputs) == 10_000
    assert len(value(" AND ".join(f"a{n} = 1" for n in range(5_000))).args) == 5_000
    assert len(only("INSERT INTO t (a) VALUES " + ", ".join(f"({n})" for n in range(5_000))).rows) == 5_000


def test_trees_are_small_and_keep():
    parsed = parse("SELECT a, b FROM t WHERE c = 1;" * 100)
    kept = pickle.dumps(parsed, protocol=5)
    assert pickle.loads(kept) == parsed
    assert len(kept) < 100 * 600
