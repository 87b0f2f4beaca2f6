"""The rules on the text of queries: what they say, where, and the edits they offer."""

from __future__ import annotations

import pytest
from support import project_from

from cloudact_lint.facts.sql_parse import parse
from cloudact_lint.project.sql.outline import outline
from cloudact_lint.rules.atomicity._blocks import Blocks
from cloudact_lint.rules.atomicity.nullable_merge_key import NullableMergeKey
from cloudact_lint.rules.query.missing_partition_filter import MissingPartitionFilter
from cloudact_lint.rules.query.order_by_without_limit import OrderByWithoutLimit
from cloudact_lint.rules.query.regexp_instead_of_like import RegexpInsteadOfLike
from cloudact_lint.rules.query.unclustered_filter import UnclusteredFilter

SALES = (
    "CREATE TABLE shop.sales (sale_id STRING NOT NULL, day DATE, sold_at TIMESTAMP, shop STRING, note STRING)\n"
    "PARTITION BY day CLUSTER BY shop;\n"
)
TIMES = "CREATE TABLE shop.sales (day DATE, sold_at TIMESTAMP, note STRING) PARTITION BY DATE(sold_at);\n"


def findings(rule, query, schema=SALES, **more):
    files = {"schema.sql": schema, "query.sql": query, **more}
    return [f for f in rule().check_project(project_from(files)) if f.location.path != "schema.sql"]


# CA204 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition",
    [
        "day = '2026-01-01'",
        "day >= @a AND note = 'x'",
        "DATE_TRUNC(day, MONTH) = @a",
        "DATE_ADD(day, INTERVAL 1 DAY) > @a",
        "CAST(day AS DATE) = @a",
        "day BETWEEN @a AND @b",
        "NOT day < @a",
        "day IS NULL",
        "day IN (@a, @b)",
        "(day = @a OR day = @b) AND note LIKE '%x'",
        "@all OR day = @a",
        "(SELECT MAX(d) FROM UNNEST(@days) AS d) = day",
    ],
)
def test_conditions_that_prune_or_may(condition):
    assert findings(MissingPartitionFilter, f"SELECT note FROM shop.sales WHERE {condition}") == []


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("note = 'x'", "without a filter on it"),
        ("sold_at >= @a", "bounds `sold_at`, which prunes nothing"),
        ("EXTRACT(MONTH FROM day) = 3", "into EXTRACT()"),
        ("FORMAT_DATE('%Y', day) = '2026'", "into FORMAT_DATE()"),
        ("CAST(day AS STRING) = '2026-01-01'", "into CAST(… AS STRING)"),
        ("day = (SELECT MAX(day) FROM shop.closings)", "compares it with a subquery"),
        ("day < DATE(sold_at)", "needs another column of the same row"),
        ("day = @a OR note = 'x'", "one side of an OR"),
        ("day != @a", "leaves out next to nothing"),
    ],
)
def test_conditions_that_do_not_prune(condition, words):
    (found,) = findings(MissingPartitionFilter, f"SELECT note FROM shop.sales WHERE {condition}")
    assert words in found.message
    assert found.kind == "on"
    assert found.related[0].location.path == "schema.sql"


def test_a_cast_between_times_is_advice_with_the_function_to_write():
    (found,) = findings(MissingPartitionFilter, "SELECT note FROM shop.sales WHERE CAST(sold_at AS DATE) = @d", TIMES)
    assert found.kind == "advice"
    assert "`DATE(sold_at)`" in found.message
    assert findings(MissingPartitionFilter, "SELECT note FROM shop.sales WHERE DATE(sold_at) = @d", TIMES) == []


def test_a_table_that_requires_a_filter_refuses_the_query():
    schema = SALES.replace(";", " OPTIONS (require_partition_filter = TRUE);")
    (found,) = findings(MissingPartitionFilter, "SELECT note FROM shop.sales WHERE shop = @s", schema)
    assert found.severity.value == "high"
    assert "BigQuery refuses it" in found.message


def test_one_finding_for_a_table_read_twice_in_a_statement():
    query = "SELECT note FROM shop.sales\nUNION ALL\nSELECT shop FROM shop.sales\n"
    (found,) = findings(MissingPartitionFilter, query)
    assert found.location.span.row == 1
    assert [place.location.span.row for place in found.related if place.location.path == "query.sql"] == [3]


def test_several_partitionings_said_of_a_table_any_will_do():
    other = '[{"name": "day", "type": "DATE"}, {"name": "sold_at", "type": "TIMESTAMP"}, {"name": "note"}]'
    layout = "tables:\n  sales:\n    partition: {type: DAY, field: sold_at}\n    clustering: [note]\n"
    files = {"schemas/sales.json": other, "tables.yml": layout}
    query = "SELECT note FROM shop.sales WHERE day = @d"
    assert findings(MissingPartitionFilter, query, SALES, **files) == []


# CA215 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "instead"),
    [
        ("REGEXP_CONTAINS(note, r'.*sale.*')", "note LIKE '%sale%'"),
        ("REGEXP_CONTAINS(note, '^sale')", "note LIKE 'sale%'"),
        ("REGEXP_CONTAINS(note, 'sale$')", "note LIKE '%sale'"),
        ("REGEXP_CONTAINS(note, '^sale$')", "note = 'sale'"),
        ("REGEXP_CONTAINS(note, r'a\\.b')", "note LIKE '%a.b%'"),
        ("REGEXP_CONTAINS(note, '50%_')", "note LIKE '%50\\\\%\\\\_%'"),
        ('REGEXP_CONTAINS(LOWER(note), "it\'s")', "LOWER(note) LIKE '%it\\'s%'"),
    ],
)
def test_the_edit_puts_like_in_its_place(call, instead):
    query = f"SELECT note FROM shop.sales WHERE day = @d AND {call};\n"
    (found,) = findings(RegexpInsteadOfLike, query)
    ((edit,),) = [fix.edits for fix in found.fixes]
    line = query.splitlines()[edit.span.row - 1]
    assert line[: edit.span.column - 1] + edit.text + line[edit.span.end_column - 1 :] == query.strip().replace(
        call, instead
    )
    assert found.fixes[0].applicability == "safe"
    assert parse(query.replace(call, instead)).trees[0].problem == ""


def test_the_edit_has_parentheses_where_it_needs_them():
    (found,) = findings(RegexpInsteadOfLike, "SELECT NOT REGEXP_CONTAINS(note, 'a') AS x FROM shop.sales")
    assert found.fixes[0].edits[0].text == "(note LIKE '%a%')"


# CA206, CA214, CA306 ---------------------------------------------------------------------


def test_unclustered_filters_are_told_at_the_clustering():
    queries = {
        f"q{n}.sql": f"SELECT day FROM shop.sales WHERE day = @d AND note = {word}"
        for n, word in enumerate(["'a'", "@b", "'c'"])
    }
    project = project_from({"schema.sql": SALES, **queries})
    (found,) = UnclusteredFilter().check_project(project)
    assert (found.location.path, found.location.span.row) == ("schema.sql", 2)
    assert "3 queries look `sales` up by `note`" in found.message
    assert [place.location.path for place in found.related] == ["q0.sql", "q1.sql", "q2.sql"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ARRAY_AGG(note) FROM (SELECT note FROM shop.sales ORDER BY day)", "ARRAY_AGG(… ORDER BY …)"),
        ("SELECT note FROM (SELECT note FROM shop.sales ORDER BY day) LIMIT 3", "left to chance"),
        ("WITH s AS (SELECT note FROM shop.sales ORDER BY day) SELECT note FROM s", "a CTE, whose rows have no order"),
        ("CREATE TABLE shop.x AS SELECT note FROM shop.sales ORDER BY day", "this CREATE TABLE AS has no effect"),
    ],
)
def test_what_is_said_of_an_order_that_is_lost(query, words):
    (found,) = findings(OrderByWithoutLimit, query)
    assert words in found.message
    assert found.kind == "on"


def test_all_nullable_keys_in_one_finding_with_their_fields():
    merge = (
        "MERGE shop.sales AS t USING shop.news AS s\nON t.sale_id = s.sale_id\n  AND t.shop = s.shop AND s.note = "
        "t.note\nWHEN NOT MATCHED THEN INSERT (sale_id, shop) VALUES (s.sale_id, s.shop)\n"
    )
    (found,) = findings(NullableMergeKey, merge)
    assert "`shop`, `note`, which are NULLABLE" in found.message
    assert "`t.shop IS NOT DISTINCT FROM s.shop`" in found.message
    assert found.location.span.row == 3
    assert [(item.table, item.column, item.row) for item in found.evidence] == [
        ("sales", "shop", 3),
        ("sales", "note", 3),
    ]
    assert found.confidence.value == "medium"


def test_the_same_place_in_several_forms_of_a_string_is_told_once():
    code = (
        "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\ndef load(kind, project):\n"
        '    where = "t.note = s.note" if kind else "FALSE"\n'
        '    client.query(f"""MERGE `{project}.shop.sales` AS t USING `{project}.shop.news` AS s\n'
        "        ON t.shop = s.shop AND {where}\n"
        '        WHEN NOT MATCHED THEN INSERT (shop) VALUES (s.shop)""")\n'
    )
    found = findings(NullableMergeKey, "SELECT 1", **{"load.py": code})
    assert [item.location.span.row for item in found] == [9]


# What they stand on ----------------------------------------------------------------------


def test_ctes_are_counted_by_scope():
    (tree,) = parse(
        "WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a)\n"
        "SELECT x FROM a JOIN b USING (x) WHERE x IN (WITH a AS (SELECT 2 AS x) SELECT x FROM a)"
    ).trees
    made = outline(tree)
    counts = [(cte.name, len(made.references.get(id(cte), ()))) for cte, _ in made.ctes]
    assert counts == [("a", 2), ("b", 1), ("a", 1)]


def test_a_hundred_levels_of_queries():
    text = "SELECT x FROM shop.sales"
    for _ in range(100):
        text = f"SELECT x FROM ({text})"
    project = project_from({"schema.sql": SALES, "deep.sql": text})
    for rule in (MissingPartitionFilter, OrderByWithoutLimit, RegexpInsteadOfLike, UnclusteredFilter, NullableMergeKey):
        list(rule().check_project(project))


BRANCHES = """\
CREATE PROCEDURE a.b(x INT64)
BEGIN
  IF x = 1 THEN
    SELECT 'first';
  ELSEIF CASE WHEN x > 2 THEN TRUE ELSE FALSE END THEN
    SELECT CASE WHEN x > 3 THEN IF(x > 4, 1, 2) ELSE 3 END, 'second';
  ELSE
    BEGIN
      SELECT 'third';
    END;
  END IF;
  SELECT 'after';
  CASE x WHEN 1 THEN SELECT 'one'; WHEN 2 THEN SELECT 'two'; ELSE SELECT 'else'; END CASE;
END;
CREATE PROCEDURE a.c()
BEGIN
  SELECT 'other';
END;
SELECT 'outside';
"""


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("first", "second", True),
        ("first", "third", True),
        ("second", "third", True),
        ("first", "after", False),
        ("third", "after", False),
        ("one", "two", True),
        ("two", "'else", True),
        ("after", "two", False),
        ("after", "other", True),
        ("other", "outside", True),
        ("first", "outside", True),
    ],
)
def test_branches_and_procedures(one, two, apart):
    assert Blocks(BRANCHES).apart(BRANCHES.index(one), BRANCHES.index(two)) is apart


@pytest.mark.parametrize(
    "text", ["", "END; END;", "IF", "ELSE", "CASE WHEN", "BEGIN", "CREATE PROCEDURE", "IF x THEN END IF ELSE"]
)
def test_blocks_of_anything(text):
    assert Blocks(text).apart(0, len(text)) in (True, False)
