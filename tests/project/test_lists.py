"""Queries behind the lists that a function returns."""

from __future__ import annotations

import pytest
from support import files_of, project_from

from cloudact_lint.project.services.lists import Lists
from cloudact_lint.project.values import FunctionValue

HEAD = """
from google.cloud import bigquery

client = bigquery.Client()
"""


def tables(text):
    """The tables whose rows the function ``answer`` returns."""
    project = project_from(files_of(text, "app.py"))
    (scope,) = [s for s in project.scopes("app.py") if s.function is not None and s.function.name == "answer"]
    found = Lists.of(project).returned(FunctionValue(scope.function, scope.parent))
    return sorted(source.texts[0].text.rpartition("FROM ")[2].split()[0] for source in found)


FOLLOWED = {
    "comprehension": "def answer():\n    return [dict(row) for row in client.query('SELECT a FROM t').result()]",
    "list": "def answer():\n    rows = client.query('SELECT a FROM t').result()\n    return list(rows)",
    "appended in a loop": (
        "def answer():\n    found = []\n    for row in client.query('SELECT a FROM t'):\n"
        "        found.append(row.a)\n    return {'items': found, 'total': len(found)}"
    ),
    "a frame": "def answer():\n    return client.query('SELECT a FROM t').to_dataframe().to_dict('records')",
    "a helper with the text": (
        "def run(sql):\n    return list(client.query(sql).result())\n\ndef answer():\n    return run('SELECT a FROM t')"
    ),
    "one of two results": (
        "def load():\n    rows = list(client.query('SELECT a FROM t'))\n    return rows, len(rows)\n\n"
        "def answer():\n    rows, count = load()\n    return rows"
    ),
    "a thread": (
        "import asyncio\n\ndef load():\n    return list(client.query('SELECT a FROM t'))\n\n"
        "async def answer():\n    return await asyncio.to_thread(load)"
    ),
    "a part of an object": (
        "def load():\n    return {'rows': list(client.query('SELECT a FROM t')), 'n': 1}\n\n"
        "def answer():\n    return load()['rows']"
    ),
    "an object with a field": (
        "class Page:\n    def __init__(self, items, total): ...\n\n"
        "def answer():\n    items = list(client.query('SELECT a FROM t'))\n    return Page(items=items, total=1)"
    ),
}
ENDED = {
    "a slice": "def answer():\n    return list(client.query('SELECT a FROM t'))[:10]",
    "one row": "def answer():\n    return list(client.query('SELECT a FROM t'))[0]",
    "the first row": "def answer():\n    return next(iter(client.query('SELECT a FROM t')))",
    "at most so many": "def answer():\n    return list(client.query('SELECT a FROM t').result(max_results=5))",
    "a look-up beside it": (
        "def answer():\n    known = list(client.query('SELECT a FROM t'))\n    return [1, 2] if known else []"
    ),
    "another part of an object": (
        "def load():\n    return {'rows': list(client.query('SELECT a FROM t')), 'n': 1}\n\n"
        "def answer():\n    return load()['n']"
    ),
    "a loop that leaves": (
        "def answer():\n    found = []\n    for row in client.query('SELECT a FROM t'):\n        found.append(row)\n"
        "        if len(found) == 10:\n            break\n    return found"
    ),
    "itself": "def answer():\n    return answer()",
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_followed(name):
    assert tables(HEAD + FOLLOWED[name]) == ["t"]


@pytest.mark.parametrize("name", ENDED)
def test_ended(name):
    assert tables(HEAD + ENDED[name]) == []


def test_over_files_and_several_queries():
    text = """
    from store import Store

    def answer():
        store = Store()
        return {"jobs": store.jobs(), "runs": store.runs()}

    # file: store.py
    from google.cloud import bigquery

    class Store:
        def __init__(self):
            self.client = bigquery.Client()

        def jobs(self):
            return [dict(row) for row in self.client.query("SELECT a FROM jobs")]

        def runs(self):
            found = []
            found.extend(self.client.query("SELECT a FROM runs").result())
            return found
    """
    assert tables(text) == ["jobs", "runs"]
