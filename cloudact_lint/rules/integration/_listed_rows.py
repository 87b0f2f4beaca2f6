"""How many rows a query may give: bounded by its text, by time, or by nothing."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cloudact_lint.config.globs import matcher
from cloudact_lint.facts.sql_model import Query, Source, Sx
from cloudact_lint.facts.sql_walk import conjuncts, walk
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.catalog.catalog import Catalog
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.lists import ListSource
from cloudact_lint.project.services.writes import tables_added_to
from cloudact_lint.project.sql.texts import SqlText
from cloudact_lint.project.walking import last_name
from cloudact_lint.rules.query._values import AGGREGATES

Growth = Literal["bounded", "ranged", "unknown", "requests", "time"]
_PAGING = lazy_pattern(r"limit|page|paging|paginat|offset|cursor|suffix|tail")
_FILTER = lazy_pattern(r"filter|where|cond|clause|predicate|criteria|and_|order|sort")
_RANGES = frozenset((">", ">=", "<", "<=", "BETWEEN"))


class Rows(NamedTuple):
    """What is known of the rows that a query gives, and the table they come from."""

    growth: Growth
    table: str


def rows_of(source: ListSource, project: Project) -> Rows:
    """The most bounded of the forms that a query may have."""
    found = [_of_text(text, project) for text in source.texts]
    order = ("bounded", "ranged", "unknown", "requests", "time")
    return min(found, key=lambda rows: order.index(rows.growth)) if found else Rows("bounded", "")


def _of_text(text: SqlText, project: Project) -> Rows:
    queries = [tree.query for tree in text.parsed.trees if tree.query is not None and tree.statement.kind == "SELECT"]
    if not queries:
        return Rows("bounded", "")
    query = queries[-1]
    table = _table(query)
    behind = _behind(text, query)
    if _is_bounded(query) or any(_PAGING.search(name) for name in behind):
        return Rows("bounded", table)
    if any(_is_range(part) for part in conjuncts(query.where)):
        return Rows("ranged", table)
    if not text.complete or not table or not all(_FILTER.search(name) for name in behind):
        return Rows("unknown", table)
    return Rows(_growth(query, table, project), table)


def _is_bounded(query: Query) -> bool:
    """LIMIT, or rows that are groups or single values; metadata is small."""
    if query.limit is not None or query.group or query.group_all or query.distinct or not query.sources:
        return True
    if query.branches:
        return all(_is_bounded(branch) for branch in query.branches)
    if query.outputs and all(_aggregates(output.value) for output in query.outputs):
        return True
    source = query.sources[0]
    if any(part.upper() == "INFORMATION_SCHEMA" for part in ".".join(source.parts).split(".")):
        return True
    if source.kind in ("unnest", "function", "hole"):
        return True
    inner = source.query or _cte(query, source)
    return inner is not None and _is_bounded(inner)


def _cte(query: Query, source: Source) -> Query | None:
    if len(source.parts) != 1:
        return None
    return next((cte.query for cte in query.ctes if cte.name.lower() == source.parts[0].lower()), None)


def _aggregates(sx: Sx) -> bool:
    return any(item.kind == "call" and item.name in AGGREGATES for item in walk(sx)) and not any(
        item.kind == "window" for item in walk(sx)
    )


def _is_range(sx: Sx) -> bool:
    """``day BETWEEN @start AND @end``, ``at >= TIMESTAMP_SUB(…)``: a window of time that ends somewhere."""
    return sx.kind == "op" and sx.name in _RANGES and any(item.kind == "column" for item in walk(sx))


def _behind(text: SqlText, query: Query) -> list[str]:
    """The names of placeholders behind the tables of a query: one may bring a LIMIT along."""
    start = max((source.end for source in query.sources), default=0)
    return [last_name(hole.value).lower() for hole in text.rendered.holes if hole.offset > start]


def _table(query: Query) -> str:
    """The last name of the table that the rows come from; empty where code puts it in."""
    source = query.sources[0] if query.sources else None
    if source is None or source.kind != "table":
        inner = source.query if source is not None else None
        return _table(inner) if inner is not None else ""
    cte = _cte(query, source)
    if cte is not None:
        return _table(cte)
    name = ".".join(source.parts).replace("`", "").rpartition(".")[2]
    return "" if "{" in name or "__h" in name else name


def _growth(query: Query, table: str, project: Project) -> Growth:
    """Whether a table is known to grow: with time, or with the requests of the application."""
    if table.lower() in tables_added_to(project):
        return "requests"
    known = Catalog.of(project).table((table,))
    grows = known is not None and known.partition is not None and known.partition.column != ""
    return "time" if grows or matcher(project.settings.append_only_tables)(table.lower()) else "unknown"
