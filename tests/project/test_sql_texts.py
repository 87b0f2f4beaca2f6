"""Where SQL is found, and where each of its characters stands."""

from __future__ import annotations

import json

import pytest
from support import notebook, project_from

from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.project.sql.texts import SqlTexts

CLIENT = "from google.cloud import bigquery\n\nclient = bigquery.Client()\n\n\n"


def texts(files, **settings):
    return SqlTexts.of(project_from(files, **settings)).all()


def place(text, word):
    """The file, row and column that a word of a text comes from."""
    start = text.text.index(word)
    path, span = text.span(start, start + len(word))
    return path, span.row, span.column


def test_a_query_that_is_run_knows_its_call():
    (text,) = texts({"a.py": CLIENT + 'def f():\n    sql = "SELECT a FROM d.t"\n    return client.query(sql)\n'})
    assert text.site is not None and text.site.call.at.row == 8
    assert place(text, "a FROM") == ("a.py", 7, 19)
    assert text.complete


def test_parts_keep_the_file_they_stand_in():
    found = texts(
        {
            "names.py": 'COLUMNS = "a, b"\n',
            "a.py": CLIENT + "from names import COLUMNS\n\n\ndef f(p):\n"
            '    return client.query(f"SELECT {COLUMNS} FROM `{p}.d.t`")\n',
        }
    )
    assert [place(text, "b") for text in found if text.path == "a.py"] == [("names.py", 1, 15)]


def test_each_form_of_a_text_is_one():
    found = texts(
        {
            "a.py": CLIENT + "def f(x):\n    if x:\n        sql = 'SELECT a FROM d.t'\n    else:\n"
            "        sql = 'SELECT b FROM d.u'\n    return client.query(sql)\n"
        }
    )
    assert sorted(text.text for text in found) == ["SELECT a FROM d.t", "SELECT b FROM d.u"]


def test_a_string_that_nothing_runs_is_seen_but_proves_less():
    (text,) = texts({"a.py": "SQL = 'SELECT a FROM d.t WHERE b = 1'\n"})
    assert text.site is None and not text.complete


def test_prose_and_other_databases_are_no_texts():
    assert not texts(
        {
            "a.py": 'raise ValueError("Select a table from the list of tables, or create one")\n'
            'x = "INSERT INTO t (a) VALUES ($1) RETURNING a"\n',
            "pg.sql": "CREATE TABLE t (id SERIAL PRIMARY KEY, body JSONB);\n",
        }
    )


def test_test_code_is_left_out():
    assert not texts({"tests/test_a.py": CLIENT + "client.query('SELECT a FROM d.t')\n"})


@pytest.mark.parametrize(
    ("path", "content", "row"),
    [
        ("a.sql", "-- a comment\nSELECT a\nFROM d.t\n", 2),
        ("a.yaml", "steps:\n  - sql: |\n      SELECT a\n      FROM d.t\n", 3),
        ("a.sh", "bq query --nouse_legacy_sql <<EOF\nSELECT a\nFROM d.t\nEOF\n", 2),
        (
            "a.ts",
            'import {BigQuery} from "@google-cloud/bigquery";\nnew BigQuery().query(`\n  SELECT a FROM d.t`);\n',
            3,
        ),
    ],
)
def test_every_language(path, content, row):
    (text,) = texts({path: content})
    assert place(text, "SELECT")[:2] == (path, row)
    (bound,) = Binder.of(project_from({path: content})).all()
    assert [use.name for use in bound.columns] == ["a"]


def test_query_cells_of_notebooks():
    found = texts({"a.ipynb": notebook("%%bigquery df\nSELECT a\nFROM d.t", "x = 1")})
    assert [text.text.split() for text in found] == [["SELECT", "a", "FROM", "d.t"]]


def test_what_defines_tables_is_known_whoever_is_asked():
    project = project_from(
        {
            "schemas/t.json": json.dumps([{"name": "a", "type": "STRING"}, {"name": "b", "type": "STRING"}]),
            "view.sql": "CREATE VIEW d.v AS SELECT a FROM d.t;\n",
            "other.sql": "SELECT b FROM d.v;\n",
        }
    )
    project.focus = frozenset({"other.sql"})
    (bound,) = Binder.of(project).all()
    assert [(use.name, use.missing) for use in bound.columns] == [("b", True)]


def test_a_table_goes_by_the_name_of_its_file_too():
    schema = {"table_name": "price_list", "fields": [{"name": "sku", "type": "STRING"}]}
    files = {"schemas/prices.json": json.dumps(schema), "a.sql": "SELECT cost FROM d.prices"}
    (bound,) = Binder.of(project_from(files)).all()
    assert [use.missing for use in bound.columns] == [True]
