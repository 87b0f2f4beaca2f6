"""SQL as a tree: what :mod:`cloudact_lint.facts.sql_parse` makes of a script, for rules to read.

A plain picture of BigQuery SQL that can be kept between runs: sqlglot's own nodes are neither
small nor stable. Offsets (``start``, ``end``) are code points of the whole text given to the
parser, also inside EXECUTE IMMEDIATE; ``end`` is exclusive. Names are as written, without
backticks; a placeholder of a template (``{x}``, ``{{ x }}``, ``%s``, ``__h0__``) is ``{}`` in them.
"""

from __future__ import annotations

from cloudact_lint.facts.model import Record
from cloudact_lint.facts.records import SqlStatement


class Sx(Record):
    """A SQL expression.

    ``kind`` says what it is, ``name`` and ``args`` what belongs to it:

    * ``column``: ``name`` as written, dotted (``t.rec.field``);
    * ``star``: ``name`` is the qualifier or empty; ``args`` are ``except`` (``name``) and ``replace``
      (``name``, one argument) entries; of ``(expression).*`` the expression comes first;
    * ``string``, ``number``, ``bool``, ``null``, ``bytes``: ``name`` is the value as text;
    * ``param``: ``name`` without ``@``, empty for ``?``; ``sysvar``: ``@@name``;
    * ``cast``, ``safe_cast``: ``name`` is the type (``INT64``, ``ARRAY<STRING>``); also typed
      literals such as ``DATE '2026-01-01'``;
    * ``call``: ``name`` is the function in capitals (``DATE_SUB``, ``SAFE.PARSE_DATE``,
      ``project.dataset.function`` as written), ``args`` its arguments in order; flags as names of
      ``flag`` entries: DISTINCT, IGNORE NULLS, ORDER (its own args), LIMIT;
    * ``op``: ``name`` is ``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``+``, ``-``, ``*``, ``/``, ``||``, ``AND``,
      ``OR``, ``NOT``, ``NEG``, ``LIKE``, ``IS``, ``BETWEEN`` …; AND and OR hold all their parts side by side;
    * ``in``: the value, then the list; or then one ``subquery`` or ``unnest``;
    * ``case``: pairs of condition and value, then the ELSE, if any, as last odd argument; ``name`` is
      ``simple`` if the first argument is the value compared;
    * ``exists``, ``subquery``, ``array_query``: ``query`` holds the SELECT;
    * ``struct``: its ``field`` entries (``name`` may be empty; one argument); ``array``: its items; ``tuple``;
    * ``dot``: field ``name`` of the argument; ``index``: ``args`` are the array and the index;
    * ``interval``: ``name`` is the unit; ``unnest``; ``window``: function, then ``partition`` and
      ``order`` entries; ``order``: ``name`` is ASC or DESC;
    * ``named``: an argument given by name (``f(x => 1)``); ``part``: a keyword as argument (``MONTH`` of DATE_TRUNC,
      ``WEEK(MONDAY)``); ``table``: an argument ``TABLE t`` or ``MODEL m``; ``default``: the word DEFAULT;
    * ``hole``: a placeholder that stands for a whole expression, or for several;
    * ``other``: anything else; ``args`` keep what is inside in sight.
    """

    kind: str
    name: str = ""
    args: tuple[Sx, ...] = ()
    start: int = 0
    end: int = 0
    query: Query | None = None


class Output(Record):
    """One entry of a select list. ``name`` is the alias, else the column's last part, else empty."""

    name: str
    value: Sx
    start: int
    end: int


class Cte(Record):
    """``name AS (query)``; ``columns`` are renamed columns, mostly none."""

    name: str
    query: Query
    columns: tuple[str, ...]
    start: int
    end: int


class Source(Record):
    """Something rows come from: an entry of FROM, a JOIN, the target of a DML statement.

    ``kind``: ``table`` (``parts`` name it, or a CTE or an array column of an earlier source such as
    ``t.items``), ``query`` (a subquery), ``unnest`` (``value`` is the array), ``function`` (a table
    function, ``parts`` name it) or ``hole``. ``join`` is empty for the first, else ``JOIN``, ``LEFT``,
    ``RIGHT``, ``FULL``, ``CROSS`` or ``,``. ``alias`` is as written, empty if there is none. ``columns``
    rename the columns; of ``unnest``, ``offset`` is the alias of WITH OFFSET. ``opaque`` tells that
    PIVOT, UNPIVOT, MATCH_RECOGNIZE or the like give it other columns. ``start``, ``end`` span the name.
    """

    kind: str
    parts: tuple[str, ...] = ()
    alias: str = ""
    query: Query | None = None
    value: Sx | None = None
    join: str = ""
    on: Sx | None = None
    using: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    offset: str = ""
    opaque: bool = False
    start: int = 0
    end: int = 0


class Query(Record):
    """A SELECT, or a set operation over ``branches`` (``operator``: ``UNION ALL`` …).

    Of a set operation only ``ctes``, ``branches``, ``order`` and ``limit`` are filled. ``where_holes``
    and ``source_holes`` tell that the text has placeholders which may add conditions, or sources and
    with them columns.
    """

    ctes: tuple[Cte, ...] = ()
    outputs: tuple[Output, ...] = ()
    sources: tuple[Source, ...] = ()
    where: Sx | None = None
    group: tuple[Sx, ...] = ()
    having: Sx | None = None
    qualify: Sx | None = None
    order: tuple[Sx, ...] = ()
    limit: Sx | None = None
    distinct: bool = False
    as_struct: bool = False
    group_all: bool = False
    operator: str = ""
    branches: tuple[Query, ...] = ()
    where_holes: bool = False
    source_holes: bool = False
    start: int = 0
    end: int = 0
    as_value: bool = False
    windows: tuple[Sx, ...] = ()
    """Of the WINDOW clause, as ``window`` entries."""
    offset: Sx | None = None


class Named(Record):
    """A name in a list, e.g. a column of an INSERT, and where it stands."""

    name: str
    start: int
    end: int


class Set(Record):
    """``column = value`` of UPDATE or MERGE. A placeholder for assignments is a ``hole`` as both."""

    column: Sx
    value: Sx


class When(Record):
    """A WHEN clause of MERGE.

    ``matched`` is ``matched``, ``not-matched`` or ``not-matched-by-source``; ``action`` is ``insert``,
    ``update`` or ``delete``. INSERT ROW has no ``columns``, and ``row`` is true.
    """

    matched: str
    condition: Sx | None
    action: str
    columns: tuple[Named, ...] = ()
    values: tuple[Sx, ...] = ()
    sets: tuple[Set, ...] = ()
    row: bool = False
    start: int = 0
    end: int = 0


class ColumnDef(Record):
    """A column of CREATE TABLE or ALTER TABLE ADD COLUMN.

    ``type`` is as written, in capitals (``ARRAY<STRUCT<a INT64>>``).
    """

    name: str
    type: str
    required: bool
    default: str
    description: str
    start: int
    end: int
    fields: tuple[ColumnDef, ...] = ()
    """Of a STRUCT, or of the STRUCT that an ARRAY is made of."""


class Tree(Record):
    """One statement, understood.

    ``statement`` is the same statement as :func:`cloudact_lint.facts.sql.analyze` sees it. ``problem`` says
    why there is no tree, with ``problem_at`` where; all else is empty then. What is filled depends on
    ``statement.kind``:

    * SELECT: ``query``. INSERT: ``target``, ``columns``, ``query`` or ``rows``.
    * UPDATE: ``target``, ``sets``, ``sources`` (FROM), ``where``. DELETE: ``target``, ``where``.
    * MERGE: ``target``, ``sources`` (the one of USING), ``where`` is the ON condition, ``whens``.
    * CREATE: ``target``, ``query`` (AS), ``defs``, ``partition``, ``cluster``, ``options``; of a procedure or
      function ``params``. ALTER: ``target``, ``defs`` (ADD COLUMN), ``drops`` (DROP COLUMN), ``renames``
      (old and new name in turn). DROP, TRUNCATE: ``target``.
    * DECLARE: ``columns`` are the variables, ``type``, ``exprs`` the default. SET: ``columns``, ``exprs``.
    * CALL: ``target`` (its ``parts``), ``exprs`` the arguments. IF, WHILE, ELSEIF, ASSERT, RAISE, CASE …: ``exprs``.
    * FOR: ``columns`` the loop variable, ``query``.
    * EXECUTE (of EXECUTE IMMEDIATE): ``exprs`` the text, then USING values; ``params`` their names (empty: positional),
      ``columns`` the INTO variables; the trees of the text follow, flagged ``dynamic``.
    """

    statement: SqlStatement
    problem: str = ""
    problem_at: int = 0
    target: Source | None = None
    ctes: tuple[Cte, ...] = ()
    columns: tuple[Named, ...] = ()
    query: Query | None = None
    rows: tuple[tuple[Sx, ...], ...] = ()
    sets: tuple[Set, ...] = ()
    sources: tuple[Source, ...] = ()
    where: Sx | None = None
    whens: tuple[When, ...] = ()
    defs: tuple[ColumnDef, ...] = ()
    drops: tuple[Named, ...] = ()
    renames: tuple[Named, ...] = ()
    partition: Sx | None = None
    cluster: tuple[Named, ...] = ()
    options: tuple[tuple[str, Sx], ...] = ()
    params: tuple[str, ...] = ()
    exprs: tuple[Sx, ...] = ()
    type: str = ""
    like: Source | None = None
    """CREATE TABLE … LIKE, CLONE or COPY of this table."""
    param_types: tuple[str, ...] = ()
    """Of a procedure or function, the types of ``params`` as written, after IN, OUT or INOUT if that stands there."""
    unsure: bool = False
    """Placeholders or tags of a template stand in it, so that a ``problem`` may be theirs."""


class Parsed(Record):
    """A text as trees, in the order of its statements.

    ``holes``: placeholders that had to be left out to make it parse, as (start, end).
    """

    trees: tuple[Tree, ...]
    holes: tuple[tuple[int, int], ...] = ()
