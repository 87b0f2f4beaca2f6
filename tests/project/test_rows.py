"""Rows followed from a query to where they are read, and from where they are built into a table."""

from __future__ import annotations

import pytest
from support import files_of, project_from

from cloudact_lint.project.rows.inserts import Inserts
from cloudact_lint.project.rows.reads import Reads
from cloudact_lint.project.rows.results import produced

HEAD = "from google.cloud import bigquery\nclient = bigquery.Client()\n"
SCHEMA = '[{"name": "a", "type": "STRING"}, {"name": "b", "type": "STRING"}]'


def reads(text, **more):
    project = project_from({**files_of(text), **more})
    return {(read.key, read.how) for read in Reads.of(project) if not read.is_tested()}


def columns(text):
    project = project_from(files_of(HEAD + text))
    found = [produced(project, shape.source) for read in Reads.of(project) for shape in read.shapes]
    return {text.names for texts in found for text in texts or ()}


@pytest.mark.parametrize(
    "body",
    [
        "for row in client.query(Q): row['a']",
        "for row in client.query(Q).result(timeout=5): row['a']",
        "[row['a'] for row in client.query_and_wait(Q)]",
        "next(iter(client.query(Q).result()))['a']",
        "rows = list(client.query(Q)); rows[0]['a']",
        "rows = client.query(Q).result(); (rows or [])[0]['a']",
        "rows = sorted(client.query(Q), key=lambda r: r['a'])",
        "rows = [dict(r) for r in client.query(Q)]; rows[-1]['a']",
        "rows = [dict(r.items()) for r in client.query(Q)]; rows[2:][0]['a']",
        "rows = [{k: v for k, v in r.items()} for r in client.query(Q)]; rows[0]['a']",
        "for i, row in enumerate(client.query(Q).result()): row['a']",
        "for row, n in zip(client.query(Q).result(), range(9)): row['a']",
        "by = {r[0]: r for r in client.query(Q)}; by['x']['a']",
        "by = {r[0]: r for r in client.query(Q)}\nfor k, v in by.items(): v['a']",
        "out = {'rows': list(client.query(Q)), 'n': 1}; out['rows'][0]['a']",
        "for page in client.query(Q).result().pages:\n    for row in page: row['a']",
        "client.query(Q).to_dataframe().to_dict('records')[0]['a']",
        "client.query(Q).result().to_arrow().to_pylist()[0]['a']",
        "rows = list(map(dict, client.query(Q))); rows[0]['a']",
        "rows = list(filter(lambda r: r['a'], client.query(Q)))",
        "import copy\nrow = copy.copy(next(iter(client.query(Q)))); row['a']",
        "with open('x') as f:\n    row = next(iter(client.query(Q)), None)\n    f.write(row['a'] if row else '')",
    ],
)
def test_rows_are_followed(body):
    assert reads(f"{HEAD}Q = 'SELECT 1 AS a'\n{body}\n") == {("a", "item")}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("df['a']", {("a", "column")}),
        ("df[['a', 'b']].head()['a']", {("a", "column"), ("b", "column")}),
        ("df.loc[0, 'a']", {("a", "column")}),
        ("df.groupby('a').size()", {("a", "column")}),
        ("df.sort_values(by=['a', 'b'])", {("a", "column"), ("b", "column")}),
        ("for i, row in df.iterrows(): row['a']", {("a", "item")}),
        ("for row in df.itertuples(): row.a, row.Index", {("a", "attribute"), ("Index", "attribute")}),
        ("df[df['a'] > 1]['b']", {("a", "column"), ("b", "column")}),
        ("df['c'] = 1; df['c']", set()),
        ("df.merge(other)['c']", set()),
        ("df.shape, df.columns, df.empty", set()),
        ("if 'c' in df.columns: df['c']", {("c", "column")}),
    ],
)
def test_frames(body, found):
    assert reads(f"{HEAD}df = client.query('SELECT 1 AS a, 2 AS b').to_dataframe()\n{body}\n") == found


def test_a_test_of_the_columns_guards_the_read():
    text = (
        f"{HEAD}def f():\n    df = client.query('SELECT 1 AS a').to_dataframe()\n"
        "    if 'c' in df.columns:\n        return df['c']\n    return df['a']\n"
    )
    assert reads(text) == {("a", "column")}


@pytest.mark.parametrize(
    "run",
    [
        "await loop.run_in_executor(None, fetch, Q)",
        "await loop.run_in_executor(None, lambda: fetch(Q))",
        "await asyncio.to_thread(fetch, Q)",
        "await asyncio.wait_for(asyncio.to_thread(fetch, Q), 5)",
        "pool.submit(fetch, Q).result()",
        "await loop.run_in_executor(None, functools.partial(fetch, Q))",
        "(await asyncio.gather(asyncio.to_thread(fetch, Q), other()))[0]",
        "helper(Q)",
    ],
)
def test_helpers_and_executors(run):
    text = f"""
import asyncio, functools
{HEAD}
Q = 'SELECT 1 AS a'

def fetch(sql):
    return [dict(row) for row in client.query(sql).result()]

def helper(sql):
    rows = fetch(sql)
    return rows

async def main(loop, pool):
    rows = {run}
    return rows[0]["a"]
"""
    assert ("a", "item") in reads(text)


def test_a_generator_of_rows():
    text = f"""
{HEAD}
def fetch(sql):
    for row in client.query(sql):
        yield dict(row)

def main():
    for row in fetch('SELECT 1 AS a'):
        print(row.get('a'))
"""
    assert reads(text) == {("a", "default")}


def test_the_text_is_that_of_the_call():
    text = """
def fetch(sql):
    return list(client.query(sql).result())

def one():
    return fetch('SELECT 1 AS a')[0]['x']

def two():
    return fetch('SELECT 1 AS b')[0]['y']
"""
    assert columns(text) == {("a",), ("b",)}


def test_a_function_that_is_given_rows_from_two_queries():
    project = project_from(
        files_of(
            f"{HEAD}def show(row):\n    return row['x']\n"
            "def one():\n    return [show(r) for r in client.query('SELECT 1 AS a')]\n"
            "def two():\n    for r in client.query('SELECT 1 AS b'):\n        show(r)\n"
        )
    )
    (read,) = Reads.of(project)
    assert {text.names for shape in read.shapes for text in produced(project, shape.source)} == {("a",), ("b",)}


@pytest.mark.parametrize(
    "text",
    [
        "rows = cursor.execute('SELECT 1 AS a').fetchall()\nrows[0]['a']",
        "import json\nrow = json.loads('{}')\nrow['a']",
        "row = unknown(client.query('SELECT 1 AS a'))\nrow['a']",
        "rows = list(client.query('SELECT 1 AS a'))\nlen(rows), rows[0][0], rows[0].keys()",
        "job = client.query('SELECT 1 AS a')\njob.total_bytes_billed, job.result().total_rows",
        "def f(rows):\n    rows = rows or list(client.query('SELECT 1 AS a'))\n    return rows[0]['a']",
    ],
)
def test_what_is_not_sure_is_no_read(text):
    assert reads(HEAD + text + "\n") == set()


def test_recursion_ends():
    text = f"""
{HEAD}
def fetch(sql, n):
    if n:
        return fetch(sql, n - 1)
    rows = [row for row in rows] if False else fetch(sql, 0)
    return rows or list(client.query(sql))

def main():
    return fetch('SELECT 1 AS a', 3)[0]['a']
"""
    reads(text)


def test_long_and_deep_expressions():
    long = "x = " + " + ".join(["'a'"] * 400)
    deep = "y = client" + ".query('SELECT 1 AS a')" * 100
    assert reads(f"{HEAD}{long}\n{deep}\nfor row in client.query('SELECT 1 AS a'): row['a']\n") == {("a", "item")}


# Rows on their way into a table ----------------------------------------------------------


def inserted(text, **more):
    project = project_from({"schemas/t.json": SCHEMA, **files_of(text), **more})
    return [
        sorted(key.name for key in record.keys) + ["*"] * record.open
        for insert in Inserts.of(project)
        for record in insert.records
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("client.insert_rows_json('d.t', [{'a': 1}])", [["a"]]),
        ("client.insert_rows_json(table='d.t', json_rows=[{'a': 1}, {'b': 2}])", [["a"], ["b"]]),
        ("row = {'a': 1}\nrow['b'] = 2\nclient.insert_rows_json('d.t', [row])", [["a", "b"]]),
        ("rows = []\nrows.append({'a': 1})\nrows.extend([{'b': 1}])\nclient.insert_rows('d.t', rows)", [["a"], ["b"]]),
        ("row = {'a': 1} if x else {'b': 1}\nclient.insert_rows_json('d.t', [row])", [["a"], ["b"]]),
        ("client.insert_rows_json('d.t', [{'a': 1} | {'b': 1}])", [["a", "b"]]),
        ("client.insert_rows_json('d.t', [{'a': 1, **unknown}])", [["a", "*"]]),
        ("client.insert_rows_json('d.t', [{'a': 1, key(): 2}])", [["a", "*"]]),
        ("client.insert_rows_json('d.t', unknown())", []),
        ("client.insert_rows_json(unknown(), [{'a': 1}])", []),
        ("client.insert_rows_json(bigquery.Table('p.d.t'), [dict(a=1)])", [["a"]]),
        ("client.insert_rows_json(client.get_table('p.d.t'), [dict(a=1)])", [["a"]]),
        ("row = {'a': 1, 'b': 2}\ndel row['b']\nclient.insert_rows_json('d.t', [row])", [["a"]]),
        ("client.load_table_from_json([{'a': 1}], 'd.t')", [["a"]]),
        ("rows = list(map(lambda x: {'a': x}, xs))\nclient.insert_rows_json('d.t', rows)", [["a"]]),
    ],
)
def test_rows_that_are_built(body, found):
    assert inserted(f"{HEAD}{body}\n") == found


def test_a_table_handed_through_two_helpers():
    text = f"""
{HEAD}
def put(table, rows):
    client.insert_rows_json(f"p.d.{{table}}", rows)

def put_one(name, row):
    put(name, [row])

def main():
    put_one("t", {{"a": 1}})
"""
    assert inserted(text) == [["a"]]


def test_rows_that_refer_to_themselves():
    text = "def f(rows, n):\n    rows = f(rows, n - 1) if n else rows\n    client.insert_rows_json('d.t', rows)\n"
    assert inserted(HEAD + text) == []
