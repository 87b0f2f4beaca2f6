"""BigQuery SQL as facts: the statements of a script, what they write and read, and where.

Works on tokens alone: linear, never fails, and says of broken text what it can. Offsets are
code points of the text given.
"""

from __future__ import annotations

from cloudact_lint.facts.records import FileFacts, FileIndex, Problem, SqlScript
from cloudact_lint.facts.sql_parse import parse
from cloudact_lint.facts.sql_script import Splitter
from cloudact_lint.facts.sql_text import looks_like_sql, other_dialect, statement_kind
from cloudact_lint.facts.sql_tokens import unterminated
from cloudact_lint.findings import Span
from cloudact_lint.source.text import SourceFile

__all__ = ["OTHER_DIALECT", "analyze", "looks_like_sql", "other_dialect", "sql_facts", "statement_kind"]

OTHER_DIALECT = "other-dialect"
"""Tag of a .sql file written for another database: it has no ``sql`` facts."""


def analyze(text: str) -> SqlScript:
    """What a script, a single statement or a fragment of either consists of.

    Placeholders of templates (``__h0__``, ``{name}``, ``{{ name }}``, ``${NAME}``, ``%s``)
    stand as ``{}`` in the parts of table references. Never raises.
    """
    splitter = Splitter(text)
    splitter.run()
    return SqlScript(tuple(splitter.statements), tuple(splitter.tables), splitter.procedure)


def sql_facts(source: SourceFile) -> FileFacts:
    """The facts of a .sql file."""
    text = source.text
    foreign = other_dialect(text)
    index = FileIndex(
        source.path, source.language, source.content_hash, tags=frozenset((OTHER_DIALECT,)) if foreign else frozenset()
    )
    if foreign:
        return FileFacts(index, text=text)
    problems: tuple[Problem, ...] = ()
    if (broken := unterminated(text)) is not None:
        offset, what = broken
        row, column = source.place(offset)
        problems = (Problem(f"unterminated {what}", Span(row, column, row, column + 1)),)
    return FileFacts(index, problems=problems, sql=analyze(text), text=text, parsed=parse(text))
