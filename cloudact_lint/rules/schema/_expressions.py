"""The expressions of a statement, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Query, Source, Sx, Tree


def of_tree(tree: Tree) -> Iterator[Sx]:
    """Every expression of a statement, those inside of others too."""
    for expr in _tops(tree):
        yield from inside(expr)
    for source in tree.sources:
        yield from _of_source(source)
    for cte in tree.ctes:
        yield from of_query(cte.query)
    if tree.query is not None:
        yield from of_query(tree.query)


def _tops(tree: Tree) -> Iterator[Sx]:
    for row in tree.rows:
        yield from row
    for item in tree.sets:
        yield item.value
    for when in tree.whens:
        if when.condition is not None:
            yield when.condition
        yield from when.values
        for item in when.sets:
            yield item.value
    if tree.where is not None:
        yield tree.where
    yield from tree.exprs


def of_query(query: Query) -> Iterator[Sx]:
    """Every expression of a query."""
    for cte in query.ctes:
        yield from of_query(cte.query)
    for branch in query.branches:
        yield from of_query(branch)
    for output in query.outputs:
        yield from inside(output.value)
    for source in query.sources:
        yield from _of_source(source)
    for expr in (query.where, *query.group, query.having, query.qualify, *query.order):
        if expr is not None:
            yield from inside(expr)


def inside(expr: Sx) -> Iterator[Sx]:
    """An expression and all that it is made of."""
    stack = [expr]
    while stack:
        item = stack.pop()
        yield item
        if item.query is not None:
            yield from of_query(item.query)
        stack.extend(reversed(item.args))


def _of_source(source: Source) -> Iterator[Sx]:
    for expr in (source.value, source.on):
        if expr is not None:
            yield from inside(expr)
    if source.query is not None:
        yield from of_query(source.query)
