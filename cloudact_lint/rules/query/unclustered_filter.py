"""CA206: a column that many queries filter by and that the table is not clustered by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.project.sql.outline import Statement, conjuncts, statements
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_clustering import INVALID, VALID
from cloudact_lint.rules.query._values import mentions_column

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Sx
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.project import Project
_QUERIES = 3
_SHOWN = 8
_MOST = 4
"""Clustering columns that a table may have."""


@dataclass(slots=True, eq=False)
class _Filtered:
    """A column and the places that compare it with something constant."""

    table: Table
    name: str
    places: list[Location] = field(default_factory=list)


class UnclusteredFilter(Rule):
    """Counts equalities per table and column over all queries of the project."""

    meta = RuleMeta(
        code="CA206",
        slug="unclustered-filter",
        summary="a column compared with = in many queries and not among the clustering columns",
        severity=Severity.LOW,
        default="advice",
        languages=("sql", "schema", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "Clustering sorts the blocks of a table by up to four columns, and a query that filters by the first of "
            "them reads only the blocks that can match. A column that three or more queries look up by `=` or IN and "
            "that is not in the list gains nothing from the clustering; every look-up reads the whole partition."
        ),
        instead=(
            "Add the column to the clustering list, by how often it is filtered on; where four are taken, replace the "
            "one that the fewest queries use. The list of an existing table can be changed; new data follows it."
        ),
        silent=(
            "Tables whose clustering is not stated; the partition column; BOOL columns, which tell apart too little; "
            "RECORD fields and arrays, which cannot cluster; comparisons in joins; fewer than three queries."
        ),
        references=("https://cloud.google.com/bigquery/docs/clustered-tables",),
        bug_hunt=(6, 27),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each table and column."""
        found: dict[tuple[int, str], _Filtered] = {}
        for statement in statements(project):
            self._collect(statement, found)
        for item in found.values():
            if len(item.places) >= _QUERIES:
                yield from self._column(item)

    def _collect(self, statement: Statement, found: dict[tuple[int, str], _Filtered]) -> None:
        counted: set[tuple[int, str]] = set()
        for level in statement.outline.levels:
            for condition in conjuncts(level.query.where):
                column = _looked_up(condition)
                use = statement.bound.use_of(column) if column is not None else None
                if column is None or use is None or use.table is None or not _may_cluster(use.table, use.name):
                    continue
                key = (id(use.table), use.name.lower())
                if key in counted:
                    continue
                counted.add(key)
                place = Location(*statement.bound.span(column.start, column.end))
                item = found.setdefault(key, _Filtered(use.table, use.name))
                if place.path and place not in item.places:
                    item.places.append(place)

    def _column(self, item: _Filtered) -> Iterator[Finding]:
        stated = next(iter(item.table.clusterings()), None)
        if stated is None:
            return
        path, columns, at = stated
        now = ", ".join(f"`{column.name}`" for column in columns) or "nothing"
        full = len(columns) >= _MOST
        instead = "It has all four columns it may have: replace the least used" if full else "Add it to the list"
        yield self.finding(
            path,
            at,
            f"{len(item.places)} queries look `{item.table.name}` up by `{item.name}`, which is not among its "
            f"clustering columns ({now}), so the clustering does not help to find the rows. {instead}",
            confidence=Confidence.MEDIUM,
            related=[Related(place, "compared here") for place in item.places[:_SHOWN]],
            anchor=f"{item.table.name}.{item.name.lower()}",
        )


def _looked_up(condition: Sx) -> Sx | None:
    """The column that a condition compares with something constant by = or IN."""
    if condition.kind == "op" and condition.name == "=" and len(condition.args) == 2:
        for mine, other in (condition.args, condition.args[::-1]):
            if mine.kind == "column" and other.query is None and not mentions_column(other):
                return mine
    if condition.kind == "in" and condition.args[0].kind == "column":
        fixed = all(arg.query is None and not mentions_column(arg) for arg in condition.args[1:])
        return condition.args[0] if fixed else None
    return None


def _may_cluster(table: Table, name: str) -> bool:
    """Whether a table states its clustering, and this column could be, and is not, part of it."""
    stated = list(table.clusterings())
    lowered = name.lower()
    item = table.field(lowered)
    if table.kind != "table" or not stated or "." in name or item is None:
        return False
    if item.mode == "REPEATED" or item.type in ("STRUCT", "BOOL", "JSON", "FLOAT64", "BYTES", "ARRAY"):
        return False
    if any(column.name.lower() == lowered for _, columns, _ in stated for column in columns):
        return False
    return all(partition.column.lower() != lowered for _, partition in table.partitions())
