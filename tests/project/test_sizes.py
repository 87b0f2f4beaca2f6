"""How many items a list can have, as far as code shows."""

from __future__ import annotations

import pytest
from support import project_from

from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.sizes import Sizes
from cloudact_lint.project.walking import last_name, scope_calls


def size_of(text, path="app.py", **files):
    """The size of what ``use(…)`` is given."""
    project = project_from({path: text, **files})
    sizes = Sizes(BigQuery.of(project).resolver)
    for scope in project.scopes(path):
        for call in scope_calls(scope):
            if last_name(call.func) == "use":
                return sizes.of(call.args[0], scope, call.at)
    raise AssertionError("no use")


@pytest.mark.parametrize(
    ("body", "sort"),
    [
        ("use([1, 2, 3])", "bounded"),
        ("use(items[:10])", "bounded"),
        ("use(range(settings.workers))", "bounded"),
        ("use(range(10))", "bounded"),
        ("use(REGIONS)", "bounded"),
        ("use(Level)", "bounded"),
        ("use(islice(items, 5))", "bounded"),
        ("for batch in chunked(items, 10):\n        use(batch)", "bounded"),
        ("use(items)", "parameter"),
        ("use(sorted(set(items)))", "parameter"),
        ("use([one for one in items if one])", "parameter"),
        ("use(range(len(items)))", "parameter"),
        ("use(items or [])", "parameter"),
        ("use(client.query('SELECT 1').result())", "result"),
        ("use(requests.get('x').json()['rows'])", "result"),
        ("rows = client.list_tables('x')\n    use([row.id for row in rows])", "result"),
        ("found = []\n    for one in items:\n        found.append(one)\n    use(found)", "parameter"),
        ("found = []\n    found.append(1)\n    use(found)", "bounded"),
        ("use(self.things)", "unknown"),
        ("use(make())", "unknown"),
        ("use(few())", "bounded"),
    ],
)
def test_lists_of_python(body, sort):
    text = (
        "from enum import Enum\nREGIONS = ('a', 'b')\nclass Level(Enum):\n    A = 1\n"
        f"def few():\n    return ['a', 'b']\n\ndef run(self, client, items, settings):\n    {body}\n"
    )
    assert size_of(text).sort == sort


@pytest.mark.parametrize(
    ("body", "sort"),
    [
        ("use([1, 2])", "bounded"),
        ("use(NAMES)", "bounded"),
        ("use(items.slice(0, 5))", "bounded"),
        ("use(Object.keys(NAMES))", "bounded"),
        ("use(Array.from({ length: 3 }))", "bounded"),
        ("const { data } = await db.from('x').select('*').limit(5); use(data)", "bounded"),
        ("use(items)", "parameter"),
        ("use([...items, 1])", "parameter"),
        ("use(Object.values(items).filter(Boolean))", "parameter"),
        ("const { data } = await db.from('x').select('*'); use(data)", "result"),
        ("const answer = await fetchRows(); use(answer.rows)", "result"),
    ],
)
def test_lists_of_typescript(body, sort):
    text = f"const NAMES = ['a', 'b']\nexport async function run(items: string[]) {{ {body} }}\n"
    assert size_of(text, "app.ts").sort == sort


def test_callers_tell_how_long_a_parameter_is():
    text = "def run(items):\n    use(items)\n\n"
    assert size_of(text + "run(['a', 'b'])\n").sort == "bounded"
    assert size_of(text + "run(client.query('x').result())\n").sort == "result"
    assert size_of(text + "run(['a'])\nrun(other)\n").sort == "parameter"


def test_lists_that_name_each_other_end():
    assert size_of("def run():\n    a = b\n    b = a\n    use(a)\n").sort == "unknown"


def test_an_object_that_is_written_down():
    assert size_of("use({'a': 1})\n").sort == "bounded"
