"""Ways through the trees of :mod:`cloudact_lint.facts.sql_model`."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts.sql_model import Query, Source, Sx, Tree


def walk(sx: Sx, subqueries: bool = False) -> Iterator[Sx]:
    """An expression and all inside it, from left to right; into subqueries only if asked."""
    stack = [sx]
    while stack:
        item = stack.pop()
        yield item
        if subqueries and item.query is not None:
            for _, query in _inside(item.query, ""):
                for _, inner in clauses(query):
                    yield from walk(inner)
        stack.extend(reversed(item.args))


def columns(sx: Sx) -> Iterator[Sx]:
    """The columns named in an expression, outside subqueries."""
    return (item for item in walk(sx) if item.kind == "column")


def conjuncts(sx: Sx | None) -> tuple[Sx, ...]:
    """The conditions that AND joins; of none, nothing."""
    if sx is None:
        return ()
    return sx.args if sx.kind == "op" and sx.name == "AND" else (sx,)


def clauses(query: Query) -> Iterator[tuple[str, Sx]]:
    """Every expression that stands in a query itself, with its clause.

    Clauses are ``select``, ``from`` (arguments of UNNEST and functions), ``on``, ``where``, ``group``,
    ``having``, ``qualify``, ``window``, ``order`` and ``limit``.
    """
    for output in query.outputs:
        yield "select", output.value
    yield from _of_sources(query.sources)
    for clause, single in (("where", query.where), ("having", query.having), ("qualify", query.qualify)):
        if single is not None:
            yield clause, single
    for clause, several in (("group", query.group), ("window", query.windows), ("order", query.order)):
        for sx in several:
            yield clause, sx
    if query.limit is not None:
        yield "limit", query.limit
    if query.offset is not None:
        yield "limit", query.offset


def _of_sources(sources: tuple[Source, ...]) -> Iterator[tuple[str, Sx]]:
    for source in sources:
        if source.value is not None:
            yield "from", source.value
        if source.on is not None:
            yield "on", source.on


def own_expressions(tree: Tree) -> Iterator[tuple[str, Sx]]:
    """Every expression that stands in a statement itself, in no query of it, with its clause.

    Clauses are those of :func:`clauses`, and ``value`` (rows, assigned values), ``set`` (assigned
    columns), ``when``, ``partition``, ``option`` and ``expr``.
    """
    for row in tree.rows:
        for sx in row:
            yield "value", sx
    yield from _of_sources(tree.sources)
    for assignment in tree.sets:
        yield "set", assignment.column
        yield "value", assignment.value
    if tree.where is not None:
        yield ("on" if tree.whens else "where"), tree.where
    for when in tree.whens:
        if when.condition is not None:
            yield "when", when.condition
        for sx in when.values:
            yield "value", sx
        for assignment in when.sets:
            yield "set", assignment.column
            yield "value", assignment.value
    if tree.partition is not None:
        yield "partition", tree.partition
    for _, option in tree.options:
        yield "option", option
    for sx in tree.exprs:
        yield "expr", sx


def expressions(tree: Tree) -> Iterator[tuple[str, Sx]]:
    """Every expression of a statement, those of all its queries too, with its clause."""
    yield from own_expressions(tree)
    for _, query in queries(tree):
        yield from clauses(query)


def queries(tree: Tree) -> Iterator[tuple[str, Query]]:
    """Every query of a statement and where it stands: the clause, or ``cte``, ``source``, ``branch`` or ``query``.

    Those inside others come after them.
    """
    for cte in tree.ctes:
        yield from _inside(cte.query, "cte")
    if tree.query is not None:
        yield from _inside(tree.query, "query")
    for source in tree.sources:
        if source.query is not None:
            yield from _inside(source.query, "source")
    for clause, sx in own_expressions(tree):
        yield from _of_expression(sx, clause)


def _inside(query: Query, place: str) -> Iterator[tuple[str, Query]]:
    """A query and all queries inside it."""
    yield place, query
    for cte in query.ctes:
        yield from _inside(cte.query, "cte")
    for branch in query.branches:
        yield from _inside(branch, "branch")
    for source in query.sources:
        if source.query is not None:
            yield from _inside(source.query, "source")
    for clause, sx in clauses(query):
        yield from _of_expression(sx, clause)


def _of_expression(sx: Sx, clause: str) -> Iterator[tuple[str, Query]]:
    for item in walk(sx):
        if item.query is not None:
            yield from _inside(item.query, clause)
