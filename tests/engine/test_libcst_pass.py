"""The LibCST pass: right places in slices of every shape, each rule safe from the others."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst
import pytest

from cloudact_lint.config.settings import Settings
from cloudact_lint.context import FileContext, LibcstContext
from cloudact_lint.engine.libcst_pass import run_visitors
from cloudact_lint.engine.local import asked_rows
from cloudact_lint.engine.record import Crash
from cloudact_lint.facts.python import python_facts
from cloudact_lint.facts.records import FileFacts, Problem
from cloudact_lint.rule import Rule
from cloudact_lint.source.text import SourceFile
from tests.engine import fakes


class Finds(Rule):
    """Reports calls of ``find`` in the rows it is given."""

    meta = fakes.meta("CA991", "finds")

    def __init__(self, rows: list[tuple[int, int]]) -> None:
        self.rows = rows
        self.seen: list[str] = []

    def definitions(self, facts: FileFacts) -> Iterable[tuple[int, int]]:
        return self.rows

    def visitor(self, context: LibcstContext) -> cst.CSTVisitor:
        rule = self

        class Visitor(cst.CSTVisitor):
            def visit_Call(self, node: cst.Call) -> None:
                if isinstance(node.func, cst.Name):
                    rule.seen.append(node.func.value)
                    if node.func.value == "find":
                        context.report(node, "found")

        return Visitor()


def run(text: str, *rules: Rule) -> tuple[list[tuple[int, ...]], list[Crash], list[Problem]]:
    source = SourceFile.from_bytes("a.py", text.encode())
    context = FileContext(source, python_facts(source), Settings())
    problems: list[Problem] = []
    crashes: list[Crash] = []
    found = run_visitors(context, asked_rows(context, rules, crashes), problems, crashes)
    return sorted(tuple(finding.location.span) for finding in found), crashes, problems


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\nfind()\n",
        "@deco(\n  1)\n@other\ndef f():\n    find()\n",
        "async def f():\n    await find()\n",
        "class A:\n    x = 1\n\n    @deco\n    async def f(self):\n        find()\n",
        "class A:\n\tdef f(self):\n\t\tfind()\n",
        "class A:\n  def f(self):\n      if x:\n            find()\n",
        'class A:\n    def f(self):\n        x = """\nnot indented\n  é\n"""; find()\n',
        "class A:\n    class B:\n        def f(self):\n            find()\n",
        "class A: x = find()\n",
        "class A(find()):\n    def f(self): pass\n",
        "class A:\n    x = find()\n    def f(self): pass\n",
        "class A:\n    def f(self): pass\n    x: int = find()\n",
        "x = 1; y = find(); z = 2\n",
        "x = 1 + \\\n  find()\n",
        "if x:\n    def f():\n        find()\nelse:\n    pass\n",
        "x = 'é'; find()\n",
        "x = 1\r\nfind()\r\n",
        "class A:\n    def f(self):\n        find()\n    # last words\n# after",
        "def f():\n    return lambda: find(\n    )\n",
        'def f():\n    return f"{find()}"\n',
        "find()",
    ],
)
def test_places(text: str) -> None:
    row = next(number for number, line in enumerate(text.splitlines(), 1) if "find(" in line)
    line = text.splitlines()[row - 1]
    found, crashes, problems = run(text, Finds([(row, row)]))
    assert not crashes
    assert not problems
    assert [place[:2] for place in found] == [(row, line.index("find(") + 1)]


def test_only_the_asked_definitions_are_seen() -> None:
    rule = Finds([(4, 4)])
    run("def f():\n    one()\ndef g():\n    two()\nclass A:\n    def h(self):\n        three()\n", rule)
    assert rule.seen == ["two"]
    rule = Finds([(7, 7)])
    run("def f():\n    one()\nclass A:\n    def g(self):\n        two()\n    def h(self):\n        three()\n", rule)
    assert rule.seen == ["three"]


def test_each_definition_is_seen_once() -> None:
    rule = Finds([(2, 2), (1, 2), (2, 3)])
    assert len(run("def f():\n    find()\n    one()\n", rule)[0]) == 1
    assert rule.seen == ["find", "one"]


class Crashes(Finds):
    meta = fakes.meta("CA992", "crashes")

    def visitor(self, context: LibcstContext) -> cst.CSTVisitor:
        class Visitor(cst.CSTVisitor):
            def visit_Call(self, node: cst.Call) -> None:
                raise ValueError("no")

        return Visitor()


class Refuses(Finds):
    def visitor(self, context: LibcstContext) -> cst.CSTVisitor | None:
        class Visitor(cst.CSTVisitor):
            def visit_If(self, node: cst.If) -> bool:
                return False

            def visit_Call(self, node: cst.Call) -> None:
                context.report(node, "found")

        return Visitor()


class Leaves(Finds):
    """Overrides the general hook, as visitors of matchers do."""

    def visitor(self, context: LibcstContext) -> cst.CSTVisitor | None:
        class Visitor(cst.CSTVisitor):
            def on_leave(self, original_node: cst.CSTNode) -> None:
                if isinstance(original_node, cst.Call):
                    context.report(original_node, "found")

        return Visitor()


def test_a_visitor_that_crashes_leaves_the_others_alone() -> None:
    found, crashes, _ = run("find()\n", Crashes([(1, 1)]), Finds([(1, 1)]))
    assert found == [(1, 1, 1, 7)]
    assert [(crash.code, crash.reason) for crash in crashes] == [("CA992", "ValueError: no")]


def test_a_visitor_may_look_away_for_itself_only() -> None:
    text = "if x:\n    find()\nfind()\n"
    assert len(run(text, Refuses([(1, 3)]))[0]) == 1
    assert len(run(text, Refuses([(1, 3)]), Finds([(1, 3)]))[0]) == 3


def test_general_hooks_work() -> None:
    assert run("x = find(\n 1)\n", Leaves([(1, 1)]))[0] == [(1, 5, 2, 4)]
