"""Which assignments reach the place of a use."""

from __future__ import annotations

import textwrap

import pytest
from support import project_from

from cloudact_lint.facts import model as m
from cloudact_lint.project.scopes import dotted, leaves, statements
from cloudact_lint.project.walking import last_name

# The use is ``use(x)``; an assignment that reaches it is marked ``#*``, no value at all ``#0`` at the use.
CASES = {
    "parameter": """
        def f(x):  #*
            use(x)
    """,
    "one after the other": """
        def f(x):
            x = 1
            x = 2  #*
            use(x)
            x = 3
    """,
    "if without else": """
        def f(a):
            x = 1  #*
            if a:
                x = 2  #*
            use(x)
    """,
    "elif chain": """
        def f(a):
            x = 0
            if a == 1:
                x = 1  #*
            elif a == 2:
                x = 2  #*
            else:
                x = 3  #*
            use(x)
    """,
    "inside a branch": """
        def f(a):
            x = 1
            if a:
                x = 2  #*
                use(x)
            else:
                x = 3
    """,
    "branch that raises": """
        def f(a):
            x = 1  #*
            if a:
                x = 2
                raise ValueError
            use(x)
    """,
    "maybe nothing": """
        def f(a):
            if a:
                x = 1  #*
            use(x)  #0
    """,
    "loop: a later turn sees an earlier one": """
        def f(items):
            x = 1  #*
            for item in items:
                use(x)
                x = 2  #*
    """,
    "after a loop": """
        def f(items):
            x = 1  #*
            for item in items:
                x = 2  #*
            use(x)
    """,
    "loop target": """
        def f(items):
            x = 1
            for x in items:  #*
                use(x)
    """,
    "try: any part of its body may have run": """
        def f():
            x = 1  #*
            try:
                x = 2  #*
                risky()
            except ValueError:
                use(x)
    """,
    "after try": """
        def f():
            try:
                x = 1  #*
            except ValueError:
                x = 2  #*
            use(x)
    """,
    "after try whose handler leaves": """
        def f():
            x = 0
            try:
                x = 1  #*
            except ValueError:
                return
            use(x)
    """,
    "finally": """
        def f():
            x = 0  #*
            try:
                x = 1  #*
            finally:
                use(x)
    """,
    "with": """
        def f(a):
            with a as x:  #*
                use(x)
    """,
    "augmented": """
        def f():
            x = 1  #*
            x += 2  #*
            use(x)
    """,
    "the use in its own assignment": """
        def f(x):  #*
            x = use(x)
    """,
    "statements that do not matter": """
        def f(a, x):  #*
            for y in a:
                if y:
                    z = 1
                    continue
            try:
                w = 2
            except ValueError:
                raise
            use(x)
    """,
    "several lines": """
        def f(a):
            x = 1  #*
            use(
                a,
                x,
            )
    """,
}


@pytest.mark.parametrize("name", CASES)
def test_reaching(name):
    text = textwrap.dedent(CASES[name]).lstrip("\n")
    project = project_from({"a.py": text})
    (site,) = [site for site in project.calls_in("a.py") if last_name(site.call.func) == "use"]
    bindings, maybe_unbound = site.scope.reaching("x", site.call.at)
    lines = text.splitlines()
    assert sorted({b.at.row for b in bindings}) == [row for row, line in enumerate(lines, 1) if line.endswith("#*")]
    assert maybe_unbound == any(line.endswith("#0") for line in lines)


def body(text):
    return project_from({"a.py": text}).module("a.py").body


def test_statements_are_those_of_the_scope():
    found = statements(body("if a:\n    x = 1\n    def f():\n        y = 2\nelse:\n    z = 3\n"))
    assert [getattr(s, "name", dotted(getattr(s, "target", None))) for s in found] == ["", "x", "f", "z"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("return 1", True),
        ("x = 1", False),
        ("if a:\n        return 1", False),
        ("if a:\n        return 1\n    else:\n        raise X", True),
        ("with a:\n        return 1", True),
        ("yield 1", False),
    ],
)
def test_leaves(text, expected):
    (function,) = body(f"def f():\n    {text}\n")
    assert leaves(function.body) is expected


def test_dotted():
    (do,) = body("use(self.a.b, f().c)\n")
    assert [dotted(arg) for arg in do.value.args] == ["self.a.b", ""]
    assert dotted(m.Const(1)) == ""
