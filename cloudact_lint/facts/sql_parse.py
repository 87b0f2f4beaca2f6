"""SQL texts as trees: :func:`parse` cuts a script into statements and reads each.

Our own splitter keeps the blocks of scripts; sqlglot reads queries and expressions, on text that
:mod:`cloudact_lint.facts.sql_parse_mask` made ready for it; all that is said of the result is in the records
of :mod:`cloudact_lint.facts.sql_model`. Linear in the length of the text, and never fails: what
is not understood is a tree with a ``problem``.
"""

from __future__ import annotations

from cloudact_lint.facts.sql_model import Parsed, Tree
from cloudact_lint.facts.sql_parse_definitions import DEFINITIONS
from cloudact_lint.facts.sql_parse_mask import has_hole, too_hard
from cloudact_lint.facts.sql_parse_script import SCRIPT
from cloudact_lint.facts.sql_parse_statements import Statements
from cloudact_lint.facts.sql_parse_template import Branches, branches
from cloudact_lint.facts.sql_parse_tree import DEEP, DEEPEST, Notes, Part, SqlProblem
from cloudact_lint.facts.sql_script import Cut, Splitter


def parse(text: str) -> Parsed:
    """The statements of a text as trees."""
    splitter = Splitter(text)
    splitter.run()
    chosen = branches(text)
    notes = Notes(chosen.tags)
    trees = tuple(_tree(cut, chosen, notes) for cut in splitter.cuts)
    return Parsed(trees, tuple(sorted({*notes.holes, *chosen.hidden})))


def _tree(cut: Cut, chosen: Branches, notes: Notes) -> Tree:
    statement, tokens = cut.statement, cut.tokens
    if chosen.hidden:
        tokens = [token for token in tokens if not chosen.hides(token.start + cut.base)]
    part = Part(cut.text, cut.base, tokens, notes)
    if all(part.is_hole(index) for index in range(len(tokens))):
        return Tree(statement)  # {{ macro() }}
    if reason := too_hard(tokens, DEEPEST):
        return Tree(statement, reason, statement.offset, unsure=True)
    try:
        reader = SCRIPT.get(statement.kind) or DEFINITIONS.get(statement.kind)
        if reader is not None:
            return reader(Tree(statement), part)
        if statement.kind == "WITH":  # the beginning of a query that is put together elsewhere
            node = part.parse("", " SELECT 1")
            return Tree(statement, ctes=Statements(part).ctes(node))
        node = part.parse()
        return Statements(part).tree(statement, node)
    except SqlProblem as problem:
        return Tree(statement, problem.message, problem.at, unsure=_unsure(cut, notes))
    except RecursionError:
        return Tree(statement, DEEP, statement.offset, unsure=True)
    except Exception:  # cloudact: ignore[CA707] sqlglot made something unheard of; the tree says so
        return Tree(statement, "not understood", statement.offset, unsure=True)


def _unsure(cut: Cut, notes: Notes) -> bool:
    """Whether a template has a part in a statement."""
    start = cut.statement.offset
    if notes.between(start, start + cut.statement.length):
        return True
    return any(token.kind in "wq" and has_hole(cut.text[token.start : token.end]) for token in cut.tokens)
