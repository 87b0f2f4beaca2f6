"""Facts of whole files, and of what is no code: SQL scripts, shell commands, YAML values.

Frozen records as in :mod:`cloudact_lint.facts.model`, whose conventions for places hold here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts.model import Import, Module, Record
from cloudact_lint.findings import Span

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import SchemaFacts
    from cloudact_lint.facts.sql_model import Parsed

# SQL, shell, YAML ------------------------------------------------------------------------


class TableRef(Record):
    """A table named in SQL: its parts as written (holes are ``{}``), offset in the text."""

    parts: tuple[str, ...]
    offset: int
    length: int


class SqlStatement(Record):
    """One statement of a script.

    ``kind`` is the leading keyword in upper case (``SELECT`` also for WITH), or ``BEGIN
    TRANSACTION``. ``target`` is the table it writes. ``transaction`` numbers the BEGIN
    TRANSACTION … COMMIT it stands in (0: none). ``keys`` are the columns compared with ``=``
    in WHERE or ON, lower case. ``flags`` say

    * where it stands: ``dynamic`` (inside EXECUTE IMMEDIATE), ``guarded`` (inside IF),
      ``loop``, ``handler`` (inside EXCEPTION);
    * of an INSERT: ``select`` or ``values``, ``anti-join`` against its own target,
      ``anti-join-other``; of LOAD DATA ``append`` or ``overwrite``;
    * of a DELETE or UPDATE: ``where``, if it has one that is not always true;
    * of a MERGE: ``never-matches`` (ON FALSE);
    * of CREATE and DROP: ``temp``, ``if-not-exists``, ``or-replace``, ``if-exists``, and what
      is made (``table``, ``view`` …);
    * ``unparsed``: what it runs could not be seen.
    """

    kind: str
    target: TableRef | None
    offset: int
    length: int
    transaction: int
    flags: tuple[str, ...]
    keys: tuple[str, ...]


class SqlScript(Record):
    """What a SQL text consists of."""

    statements: tuple[SqlStatement, ...]
    tables: tuple[TableRef, ...]
    procedure: str


class ShellCommand(Record):
    """One simple command of a shell script, with its words unquoted as far as known.

    ``stdin`` is the text of a here-document or here-string. ``loop`` tells that it runs
    inside for/while/until.
    """

    words: tuple[str, ...]
    stdin: str
    loop: bool
    at: Span


class YamlNode(Record):
    """A YAML value: ``value`` for scalars, ``items`` (key, node) for mappings, sequences with key None.

    ``at`` spans the value, ``key_at`` its key. ``places`` as in :class:`Piece`, for block
    scalars whose lines stand elsewhere than ``at`` begins.
    """

    value: str | None
    tag: str
    items: tuple[tuple[YamlNode | None, YamlNode], ...]
    at: Span
    places: tuple[tuple[int, int, int], ...] = ()


# Files -----------------------------------------------------------------------------------


class Problem(Record):
    """A part of a file that could not be analysed; becomes CA902."""

    message: str
    at: Span
    cell: int | None = None


class FileIndex(Record):
    """What is kept of every file in every run; the rest is loaded when asked for.

    ``calls`` are the last names of everything called or passed on (``query`` for
    ``self.bq.query(…)``), ``defines`` the names of functions, classes and methods,
    ``imports`` the modules imported, ``tags`` what the gate saw in the bytes.
    """

    path: str
    language: str
    content_hash: str
    calls: frozenset[str] = frozenset()
    defines: frozenset[str] = frozenset()
    imports: tuple[Import, ...] = ()
    tags: frozenset[str] = frozenset()
    functions: tuple[tuple[str, frozenset[str]], ...] = ()
    """Each function's name and the last names of what it calls, itself or in nested functions."""


class FileFacts(Record):
    """All facts of one file. Which of the last fields is filled depends on the language."""

    index: FileIndex
    problems: tuple[Problem, ...] = ()
    module: Module | None = None
    sql: SqlScript | None = None
    shell: tuple[ShellCommand, ...] = ()
    yaml: tuple[YamlNode, ...] = ()
    text: str = ""
    """The text of a .sql file: short, and needed to place what its script says."""
    schema: SchemaFacts | None = None
    """What a schema file, or a YAML file that describes tables, says of them."""
    parsed: Parsed | None = None
    """The trees of a .sql file's statements."""
    cell_rows: tuple[int, ...] = ()
    """Notebooks: the row of the joined text at which each code cell begins."""


# Whole projects --------------------------------------------------------------------------


class SqlCounts(Record):
    """How much of a project's SQL was understood.

    ``texts`` are (source, count) pairs. ``references`` are (sort, count) pairs of tables named in statements:
    ``known``, ``local`` (CTEs, temporary tables, arrays), ``system`` (INFORMATION_SCHEMA), ``placeholder`` (the name
    itself is put in by code) and ``unknown``. ``unparsed`` are path, row and reason of each statement without a tree.
    """

    texts: tuple[tuple[str, int], ...] = ()
    statements: int = 0
    unparsed: tuple[tuple[str, int, str], ...] = ()
    references: tuple[tuple[str, int], ...] = ()
