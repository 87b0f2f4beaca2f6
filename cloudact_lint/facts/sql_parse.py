"""SQL texts as trees: :func:`parse` cuts a script into statements and reads each.

Our own splitter keeps the blocks of scripts; sqlglot reads queries and expressions, on text that
:mod:`cloudact_lint.facts.sql_parse_mask` made ready for it; all that is said of the result is in the records
of :mod:`cloudact_lint.facts.sql_model`. Linear in the length of the text, and never fails: what
is not understood is a tree with a ``problem``.
"""

from __future__ import annotations

from cloudact_lint.facts.sql_model import Parsed, Tree
from cloudact_lint.facts.sql_parse_definitions import DEFINITIONS
from cloudact_lint.facts.sql_parse_script import SCRIPT
from cloudact_lint.facts.sql_parse_statements import Statements
from cloudact_lint.facts.sql_parse_tree import Part, SqlProblem
from cloudact_lint.facts.sql_script import Cut, Splitter


def parse(text: str) -> Parsed:
    """The statements of a text as trees."""
    splitter = Splitter(text)
    splitter.run()
    holes: list[tuple[int, int]] = []
    return Parsed(tuple(_tree(cut, holes) for cut in splitter.cuts), tuple(sorted(set(holes))))


def _tree(cut: Cut, holes: list[tuple[int, int]]) -> Tree:
    statement = cut.statement
    try:
        part = Part(cut.text, cut.base, cut.tokens, holes)
        if not part.tokens:
            return Tree(statement)
        reader = SCRIPT.get(statement.kind) or DEFINITIONS.get(statement.kind)
        if reader is not None:
            return reader(Tree(statement), part)
        node = part.parse()
        return Statements(part).tree(statement, node)
    except SqlProblem as problem:
        return Tree(statement, problem.message, problem.at)
    except RecursionError:
        return Tree(statement, "nested too deeply", statement.offset)
