"""CA214: ORDER BY that sorts for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Kind, Severity
from cloudact_lint.project.sql.outline import Level, Statement, distinct, statements, walk
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_shape import ORDER_INVALID, ORDER_VALID

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Query
    from cloudact_lint.project.project import Project
_ORDERED = frozenset(("ARRAY_AGG", "STRING_AGG", "ARRAY_CONCAT_AGG"))
_WHERE = {
    "cte": "a CTE",
    "from": "a subquery",
    "in": "the subquery of an IN",
    "exists": "an EXISTS",
    "branch": "one branch of a set operation",
}


class OrderByWithoutLimit(Rule):
    """On where no reader ever sees the order; advice where the whole result is sorted."""

    meta = RuleMeta(
        code="CA214",
        slug="order-by-without-limit",
        summary="ORDER BY where the order is lost, or sorts a whole result without LIMIT",
        severity=Severity.LOW,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "Rows of a subquery, a CTE, a table or an INSERT have no order: BigQuery may sort them and lose the order "
            "right after, or drop the ORDER BY. Who relies on it gets an order that holds until the data grows. "
            "The last sort of a query runs on one worker, so sorting a large result without LIMIT is slow and may end "
            "in “Resources exceeded”."
        ),
        instead=(
            "Sort in the outermost query, or inside the function that needs an order: `ARRAY_AGG(x ORDER BY t)`, "
            "`ROW_NUMBER() OVER (ORDER BY t)`. Leave it out where a table is filled; cluster the table instead."
        ),
        silent=(
            "LIMIT or OFFSET; ARRAY(SELECT … ORDER BY …), FOR loops, EXPORT DATA, views; text that goes on in a "
            "placeholder. Advice: the ORDER BY of the outermost SELECT of rows that are not grouped."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/best-practices-performance-compute#use_order_by_in_the_outermost_query_or_within_window_clauses",
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#order_by_clause",
        ),
    )
    valid = ORDER_VALID
    invalid = ORDER_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every ORDER BY of a query."""
        return distinct(item for statement in statements(project) for item in self._of(statement))

    def _of(self, statement: Statement) -> Iterator[Finding]:
        for level in statement.outline.levels:
            query = level.query
            if not query.order or query.limit is not None or query.where_holes or query.source_holes:
                continue
            if level.role == "top":
                yield from self._outermost(statement, query)
            elif level.role in _WHERE:
                yield self._lost(statement, level)

    def _outermost(self, statement: Statement, query: Query) -> Iterator[Finding]:
        kind, flags = statement.tree.statement.kind, statement.tree.statement.flags
        if kind == "INSERT" or (kind == "CREATE" and "table" in flags):
            does = "INSERT" if kind == "INSERT" else "CREATE TABLE AS"
            yield self._finding(
                statement,
                query,
                f"the ORDER BY of this {does} has no effect: a table keeps no order, and sorting all rows costs slots. "
                "Leave it out; CLUSTER BY is what keeps neighbours together",
                "on",
            )
        elif kind == "SELECT" and statement.bound.text.complete and not query.group and not query.group_all:
            yield self._finding(
                statement,
                query,
                "this sorts the whole result on one worker, which is slow and fails for large results. Add LIMIT, or "
                "sort where the rows are shown",
                "advice",
            )

    def _lost(self, statement: Statement, level: Level) -> Finding:
        relied = _relied_on(statement, level)
        where = _WHERE[level.role]
        if relied in _ORDERED:
            message = (
                f"the ORDER BY stands in {where}, and {relied}() outside of it takes its rows in any order. Write the "
                f"order inside: {relied}(… ORDER BY …)"
            )
        elif relied:
            message = (
                f"the ORDER BY stands in {where}, but the LIMIT outside of it: which rows are kept is left to chance. "
                "Write both in the same query"
            )
        else:
            message = (
                f"the ORDER BY stands in {where}, whose rows have no order: it costs a sort or is dropped, and the "
                "result is not sorted by it. Leave it out, or sort in the outermost query"
            )
        return self._finding(statement, level.query, message, "on")

    def _finding(self, statement: Statement, query: Query, message: str, kind: Kind) -> Finding:
        path, span = statement.bound.span(query.order[0].start, query.order[-1].end)
        return self.finding(
            path, span, message, kind=kind, confidence=Confidence.MEDIUM if kind == "advice" else Confidence.HIGH,
            anchor="order",
        )  # fmt: skip


def _relied_on(statement: Statement, level: Level) -> str:
    """What a reader of a level does that depends on the order: an aggregate, or ``LIMIT``."""
    readers = [level.parent] if level.role == "from" else []
    if level.cte is not None and level.role == "cte":
        readers = [reader for reader, _ in statement.outline.references.get(id(level.cte), ())]
    for reader in readers:
        if reader is None:
            continue
        for output in reader.query.outputs:
            for node in walk(output.value):
                if node.kind == "call" and node.name in _ORDERED and not any(a.name == "ORDER" for a in node.args):
                    return node.name
        if reader.query.limit is not None and not reader.query.order:
            return "LIMIT"
    return ""
