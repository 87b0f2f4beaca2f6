"""SQL trees against other readers of the same SQL: sqlglot's own tree, and Google's parser."""

from __future__ import annotations

import pytest

from cloudact_lint.facts.sql_parse import parse
from cloudact_lint.facts.sql_walk import expressions, queries, walk

TEXTS = [
    "SELECT a.b.c, DATE_SUB(x, INTERVAL n DAY) d, IF(p, q, r) FROM `p.d.t` t WHERE f(x).y = 'e' AND z IN (1, w)",
    "SELECT ARRAY_AGG(STRUCT(a AS k, b) ORDER BY c DESC LIMIT 1)[OFFSET(0)].k, COUNTIF(d) OVER (PARTITION BY "
    "e ORDER BY g) FROM t",
    "SELECT CAST(JSON_VALUE(doc, '$.a') AS INT64), EXTRACT(DAY FROM ts), COALESCE(a, b, 0), CONCAT(c, '-', d) "
    "FROM t, UNNEST(t.e) x",
    "WITH c AS (SELECT k, SUM(v) s FROM t GROUP BY k HAVING s > m) SELECT k FROM c WHERE EXISTS (SELECT 1 "
    "FROM u WHERE u.k = c.k)",
    "SELECT a FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY b ORDER BY c) = 1 ORDER BY d LIMIT 3",
    "INSERT INTO d.t (a, b) SELECT PARSE_DATE('%F', s), FORMAT_DATE('%Y', u) FROM src WHERE REGEXP_CONTAINS(v, r'^x')",
    "UPDATE d.t SET a = s.a + 1, b = SAFE_DIVIDE(s.x, s.y) FROM s WHERE t.id = s.id",
    "DELETE FROM d.t WHERE NOT EXISTS (SELECT id FROM s WHERE s.id = t.id) OR a BETWEEN b AND c",
    "MERGE d.t T USING d.s S ON T.id = S.id AND T.k IS NOT DISTINCT FROM S.k WHEN MATCHED AND S.x THEN UPDATE "
    "SET a = S.a "
    "WHEN NOT MATCHED THEN INSERT (id, a) VALUES (S.id, GREATEST(S.a, 0))",
    "SELECT * EXCEPT (a) REPLACE (UPPER(b) AS b) FROM t JOIN u USING (k) JOIN v ON t.x = v.y AND LOWER(v.z) LIKE '%a%'",
    "SELECT CASE WHEN a THEN b ELSE c END, CASE d WHEN e THEN g END, a IS NULL, -h, NOT i, j || k, [l, m], "
    "(n, o) FROM t",
    "SELECT TIMESTAMP_DIFF(a, b, SECOND), DATE_TRUNC(c, MONTH), LAST_DAY(d), GENERATE_DATE_ARRAY(e, g, "
    "INTERVAL 1 DAY) FROM t",
    "SELECT STRING_AGG(DISTINCT a, ',' ORDER BY a), APPROX_QUANTILES(b, 100)[OFFSET(50)], ANY_VALUE(c HAVING "
    "MAX d) FROM t",
    "SELECT * FROM (SELECT a, b FROM t) PIVOT(SUM(b) FOR a IN ('x', 'y'))",
]  # fmt: skip


def starts(tree):
    """Where expressions, sources and names of a statement begin."""
    found = {item.start for _, sx in expressions(tree) for item in walk(sx)}
    found |= {source.start for _, query in queries(tree) for source in query.sources}
    found |= {source.start for source in (tree.target, *tree.sources) if source is not None}
    return found | {column.start for when in tree.whens for column in when.columns} | {c.start for c in tree.columns}


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_every_column_that_sqlglot_sees_is_seen(text):
    from sqlglot import exp
    from sqlglot.dialects.bigquery import BigQuery

    (tree,) = parse(text).trees
    seen = starts(tree)
    in_pivot = text.index("PIVOT") if "PIVOT" in text else len(text)
    for column in BigQuery().parse(text)[0].find_all(exp.Column):
        places = [name.meta["start"] for name in column.find_all(exp.Identifier) if "start" in name.meta]
        if places and min(places) < in_pivot:
            assert min(places) in seen, text[min(places) :]


SCRIPTS = [
    "SELECT 1; BEGIN SELECT 2; EXCEPTION WHEN ERROR THEN SELECT @@error.message; ROLLBACK TRANSACTION; END; SELECT 3",
    "CREATE OR REPLACE PROCEDURE d.p(IN a STRING, OUT b INT64) BEGIN DECLARE x INT64 DEFAULT 1; BEGIN TRANSACTION; "
    "DELETE FROM d.t WHERE k = a; INSERT INTO d.t (k) VALUES (a); COMMIT TRANSACTION; SET b = x; END",
    "DECLARE x INT64; WHILE x < 3 DO SET x = x + 1; IF x = 2 THEN CONTINUE; ELSEIF x > 5 THEN BREAK; ELSE "
    "SELECT x; END IF; END WHILE",
    "LOOP SELECT CASE WHEN a THEN 1 ELSE 2 END FROM t; LEAVE; END LOOP; REPEAT SELECT 1; UNTIL x > 1 END REPEAT",
    "FOR r IN (SELECT a FROM t) DO CALL d.p(r.a); EXECUTE IMMEDIATE 'SELECT 1' INTO y USING 2 AS z; END FOR; RETURN",
    "CASE WHEN (SELECT TRUE) THEN SELECT 1; ELSE SELECT 2; END CASE; ASSERT x = 1 AS 'why'; RAISE USING MESSAGE = 'no'",
    "CREATE TABLE d.t (a INT64 NOT NULL, b STRUCT<c STRING>) PARTITION BY DATE(x) CLUSTER BY a; ALTER TABLE "
    "d.t ADD COLUMN e STRING; "
    "DROP TABLE d.t; TRUNCATE TABLE d.u; EXPORT DATA OPTIONS(uri='x') AS SELECT 1",
]  # fmt: skip
_BLOCKS = frozenset(("IF", "WHILE", "FOR", "ELSEIF", "CASE", "WHEN", "UNTIL"))


@pytest.mark.slow
@pytest.mark.parametrize("script", [*SCRIPTS, *TEXTS], ids=range(len(SCRIPTS) + len(TEXTS)))
def test_statements_begin_where_googles_parser_says(script):
    pytest.importorskip("zetasql")
    from zetasql.api import Parser
    from zetasql.types import ASTNode, LanguageOptions

    options = LanguageOptions.maximum_features()
    options.reserved_keywords = ["QUALIFY"]

    def nodes(node):
        yield node
        for name in node.__dataclass_fields__:
            value = getattr(node, name, None)
            for item in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(item, ASTNode):
                    yield from nodes(item)

    blocks = ("ASTBeginEndBlock", "ASTIfStatement", "ASTWhileStatement", "ASTLoopStatement", "ASTRepeatStatement",
              "ASTForInStatement", "ASTCaseStatement")  # fmt: skip
    theirs = []
    for node in nodes(Parser(options).parse_script(script)):
        if type(node).__name__ == "ASTStatementList":
            listed = [item for name in node.__dataclass_fields__ for item in _many(getattr(node, name))]
            listed = [item for item in listed if isinstance(item, ASTNode) and type(item).__name__ not in blocks]
            theirs += [item.parse_location_range.start for item in listed]
    trees = [tree for tree in parse(script).trees if "dynamic" not in tree.statement.flags]
    assert [tree.problem for tree in trees] == [""] * len(trees)
    assert sorted(tree.statement.offset for tree in trees if tree.statement.kind not in _BLOCKS) == sorted(theirs)


def _many(value):
    return value if isinstance(value, (list, tuple)) else [value]
