"""What names in SQL mean, with tables of which everything is known."""

from __future__ import annotations

import json

import pytest
from support import project_from

from cloudact_lint.project.sql.binder import Binder

ORDERS = [
    {"name": "order_id", "type": "STRING", "mode": "REQUIRED"},
    {"name": "total", "type": "NUMERIC"},
    {"name": "day", "type": "DATE"},
    {"name": "address", "type": "RECORD", "fields": [{"name": "city", "type": "STRING"}]},
    {"name": "items", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "sku", "type": "STRING"}]},
    {"name": "tags", "type": "STRING", "mode": "REPEATED"},
]


def bind(sql):
    files = {"schemas/orders.json": json.dumps(ORDERS), "a.sql": sql}
    return list(Binder.of(project_from(files)).all())


def columns(sql):
    """name → (table, missing) of every column of the last statement."""
    return {use.name: (use.table.name if use.table else "", use.missing) for use in bind(sql)[-1].columns}


def results(sql):
    found = bind(sql)[-1].results
    return None if found is None else [(result.name, result.type) for result in found]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT order_id, total FROM d.orders", [("order_id", "STRING"), ("total", "NUMERIC")]),
        (
            "SELECT o.* EXCEPT (items, tags, address) FROM d.orders o",
            [("order_id", "STRING"), ("total", "NUMERIC"), ("day", "DATE")],
        ),
        ("SELECT COUNT(*) AS n, address.city FROM d.orders", [("n", "INT64"), ("city", "STRING")]),
        ("SELECT i.sku FROM d.orders, UNNEST(items) i", [("sku", "STRING")]),
        ("SELECT tag FROM d.orders, UNNEST(tags) tag", [("tag", "STRING")]),
        ("WITH a AS (SELECT total AS t FROM d.orders) SELECT * FROM a", [("t", "NUMERIC")]),
        ("SELECT day FROM d.orders UNION ALL SELECT CURRENT_DATE()", [("day", "DATE")]),
        ("SELECT * FROM d.elsewhere", None),
        ("SELECT * REPLACE (1 AS total) FROM (SELECT total FROM d.orders)", [("total", "")]),
    ],
)
def test_results(sql, expected):
    assert results(sql) == expected


def test_columns_are_followed_to_their_table():
    found = columns("WITH a AS (SELECT o.total AS t FROM d.orders o) SELECT x.t FROM (SELECT * FROM a) AS x")
    assert found["total"] == ("orders", False)
    assert {use.field.name for use in bind("SELECT t FROM (SELECT total AS t FROM d.orders)")[-1].columns} == {"total"}


def test_a_correlated_subquery_sees_the_query_around_it():
    assert columns("SELECT 1 FROM d.orders o WHERE EXISTS (SELECT 1 FROM UNNEST(o.items) i WHERE i.sku = o.order_id)")[
        "order_id"
    ] == ("orders", False)


def test_a_qualified_name_is_found_past_a_source_that_is_not_known():
    sql = "SELECT 1 FROM d.orders o WHERE EXISTS (SELECT 1 FROM d.elsewhere e WHERE e.id = o.nowhere AND id = total)"
    assert columns(sql) == {"id": ("", False), "e.id": ("", False), "nowhere": ("", True), "total": ("", False)}


def test_a_subquery_in_from_does_not():
    sql = "SELECT 1 FROM d.orders o, (SELECT order_id FROM (SELECT day FROM d.orders)) x"
    assert columns(sql)["order_id"] == ("", True)


def test_a_variable_is_no_column():
    found = bind("DECLARE wanted DATE;\nSELECT order_id FROM d.orders WHERE day = wanted;")[-1]
    assert [use.missing for use in found.columns if use.name == "wanted"] == [False]


def test_temporary_tables_are_local():
    found = bind("CREATE TEMP TABLE x AS SELECT total FROM d.orders;\nSELECT total, day FROM x;")[-1]
    assert [(use.source.parts, use.local) for use in found.tables] == [(("x",), True)]
    assert {use.name: use.missing for use in found.columns} == {"total": False, "day": True}


def test_a_view_that_reads_itself_ends():
    (bound,) = bind("CREATE OR REPLACE VIEW d.v AS SELECT a FROM d.v")
    assert [use.missing for use in bound.columns] == [False]


def test_views_in_a_circle_end():
    found = bind("CREATE VIEW d.a AS SELECT x FROM d.b;\nCREATE VIEW d.b AS SELECT x FROM d.a;")
    assert not any(use.missing for bound in found for use in bound.columns)


def test_deep_nesting_ends():
    sql = "SELECT order_id FROM d.orders"
    for _ in range(80):
        sql = f"SELECT order_id FROM ({sql})"
    assert len(bind(sql)) <= 1
