"""Strings put together, and where their characters stand."""

from __future__ import annotations

import textwrap

import pytest
from support import files_of, project_from

from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.text import Renderer
from cloudact_lint.project.walking import last_name


def rendered(text, default="app.py"):
    """Every text that the argument of the only call of ``see`` may be."""
    project = project_from(files_of(text, default))
    (site,) = [s for path in project.records for s in project.calls_in(path) if last_name(s.call.func) == "see"]
    return Renderer(Resolver(project)).alternatives(site.call.args[0], site.scope, site.call.at)


CASES = {
    "literal": ("see('SELECT 1')", ["SELECT 1"]),
    "implicit concatenation": ("see('SELECT '\n    '1')", ["SELECT 1"]),
    "f-string with a constant": ("T = 'd.t'\nsee(f'FROM {T} x')", ["FROM d.t x"]),
    "f-string with a hole": ("def f(t):\n    see(f'FROM {t} x')", ["FROM __h0__ x"]),
    "two holes": ("def f(a, b):\n    see(f'{a}.{b}')", ["__h0__.__h1__"]),
    "plus": ("def f(t):\n    see('FROM ' + t + ' x')", ["FROM __h0__ x"]),
    "plus equal": ("def f():\n    q = 'SELECT a'\n    q += ' FROM d.t'\n    see(q)", ["SELECT a FROM d.t"]),
    "either": ("def f(a):\n    see('x.y' if a else 'z.w')", ["x.y", "z.w"]),
    "either by assignment": (
        "def f(a):\n    if a:\n        q = 'x.y'\n    else:\n        q = 'z.w'\n    see(q)",
        ["x.y", "z.w"],
    ),
    "format": ("def f(t):\n    see('FROM {} x {n}'.format(t, n='d.t'))", ["FROM __h0__ x d.t"]),
    "braces of format": ("see('{{a}} {0}'.format('b.c'))", ["{a} b.c"]),
    "percent": ("def f(t):\n    see('FROM %s WHERE a = 100%%' % t)", ["FROM __h0__ WHERE a = 100%"]),
    "percent with names": ("see('FROM %(t)s' % {'t': 'd.t'})", ["FROM d.t"]),
    "join": ("see(', '.join(['a.b', 'c.d']))", ["a.b, c.d"]),
    "join of a list that grows": (
        "def f():\n    parts = ['SELECT 1']\n    parts.append('FROM d.t')\n    see(' '.join(parts))",
        ["SELECT 1 FROM d.t"],
    ),
    "wrapped": ("import textwrap\nsee(textwrap.dedent('SELECT 1').strip())", ["SELECT 1"]),
    "constant of another file": ("from q import SQL\nsee(SQL)\n# file: q.py\nSQL = 'SELECT 1'\n", ["SELECT 1"]),
    "class constant": ("class A:\n    SQL = 'SELECT 1'\n    def f(self):\n        see(self.SQL)", ["SELECT 1"]),
    "helper": ("def make():\n    return 'SELECT 1'\nsee(make())", ["SELECT 1"]),
    "no text": ("see(1)", []),
    "unknown": ("def f(x):\n    see(x)", []),
    "one that makes itself": ("def f():\n    q = q + 'a'\n    see(q)", ["__h0__a"]),
}


@pytest.mark.parametrize("name", CASES)
def test_texts(name):
    text, expected = CASES[name]
    assert [found.text for found in rendered(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import { T } from './t'\nsee(`FROM ${T} x`)\n// file: t.ts\nexport const T = 'd.t'\n", ["FROM d.t x"]),
        ("const f = (t: string) => see(`FROM ${t} x`)", ["FROM __h0__ x"]),
        ("see('a.b' + 'c.d')", ["a.bc.d"]),
    ],
)
def test_typescript(text, expected):
    assert [found.text for found in rendered(text, "app.ts")] == expected


PLACES = {
    "inside a literal": ("see('SELECT MARK')", (1, 13)),
    "of several lines": ('see("""SELECT a\n  FROM MARK""")', (2, 8)),
    "behind an escape": ("see('SELECT \\'a\\' MARK')", (1, 19)),
    "behind a hole": ("def f(t):\n    see(f'SELECT {t} MARK')", (2, 22)),
    "in the second part": ("see('SELECT a '\n    'FROM MARK')", (2, 11)),
    "in what is added": ("def f():\n    q = 'SELECT a'\n    q += ' FROM MARK'\n    see(q)", (3, 17)),
    "through format": ("see('FROM {} MARK'.format('d.t'))", (1, 14)),
    "through join": ("see(' '.join(['SELECT a',\n    'FROM MARK']))", (2, 11)),
    "wide characters": ("see('SELECT \U0001f600 MARK')", (1, 15)),
}


@pytest.mark.parametrize("name", PLACES)
def test_places(name):
    text, expected = PLACES[name]
    (found,) = rendered(textwrap.dedent(text))
    path, row, column = found.place(found.text.index("MARK"))
    assert (path, row, column) == ("app.py", *expected)


def test_a_place_in_another_file():
    (found,) = rendered("from q import SQL\nsee('x ' + SQL)\n# file: q.py\n\nSQL = 'SELECT MARK'\n")
    assert found.place(found.text.index("MARK")) == ("q.py", 2, 15)
    path, span = found.span(found.text.index("MARK"), found.text.index("MARK") + 4)
    assert (path, tuple(span)) == ("q.py", (2, 15, 2, 19))


def test_constants_made_of_constants_come_to_an_end():
    lines = ['t0 = "SELECT 1"'] + [f't{n} = "%s %s" % (t{n - 1}, t{n - 1})' for n in range(1, 60)]
    project = project_from({"a.py": "\n".join([*lines, "run(t59)\n"])})
    resolver = Resolver(project)
    (site,) = project.calls_in("a.py")
    texts = Renderer(resolver).alternatives(site.call.args[0], site.scope, site.call.at)
    assert all(len(text.text) < 1_000_000 for text in texts)
