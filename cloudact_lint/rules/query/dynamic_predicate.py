"""CA217: WHERE compares with a value that a subquery finds while the query runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.project.sql.outline import Statement, called, conjuncts, distinct, statements
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_order import DYNAMIC_INVALID, DYNAMIC_VALID

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Sx
    from cloudact_lint.project.project import Project
_COMPARES = frozenset(("=", "<", "<=", ">", ">=", "BETWEEN"))


class DynamicPredicate(Rule):
    """Scalar subqueries in a comparison; IN is CA212, partition columns are CA204."""

    meta = RuleMeta(
        code="CA217",
        slug="dynamic-predicate",
        summary="WHERE compares a column with a scalar subquery over a table",
        severity=Severity.LOW,
        default="advice",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "`WHERE created_at > (SELECT MAX(created_at) FROM done)` is known only while the query runs. BigQuery "
            "plans the scan before: it can leave out neither partitions nor clustered blocks, and the estimate of a "
            "dry run is that of the whole table."
        ),
        instead=(
            "Find the value first: `DECLARE last TIMESTAMP DEFAULT (SELECT MAX(created_at) FROM done);` and compare "
            "with `last`, or pass it as a query parameter."
        ),
        silent=(
            "Subqueries over CTEs, arrays or the outer row (correlated); IN and EXISTS; a partition column, which "
            "CA204 reports as a missing filter."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/querying-partitioned-tables#use_a_constant_filter_expression",
        ),
    )
    valid = DYNAMIC_VALID
    invalid = DYNAMIC_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every comparison in a WHERE."""
        return distinct(item for statement in statements(project) for item in self._of(statement))

    def _of(self, statement: Statement) -> Iterator[Finding]:
        for level in statement.outline.levels:
            for condition in conjuncts(level.query.where):
                if condition.kind != "op" or condition.name not in _COMPARES:
                    continue
                column = next((arg for arg in condition.args if arg.kind == "column"), None)
                value = next((arg for arg in condition.args if arg.kind == "subquery"), None)
                if column is not None and value is not None and self._dynamic(statement, column, value):
                    yield self._predicate(statement, condition, column)

    def _dynamic(self, statement: Statement, column: Sx, value: Sx) -> bool:
        use = statement.bound.use_of(column)
        if use is None or use.source is None or use.source.kind != "table":
            return False
        partition = use.table.partition if use.table is not None else None
        if partition is not None and use.name.lower() == partition.column.lower():
            return False
        query = value.query
        assert query is not None
        inside = [u for u in statement.bound.tables if query.start <= u.source.start < query.end]
        if not inside or any(u.local or u.source.kind != "table" for u in inside):
            return False
        sources = [u.source for u in inside]
        names = {name for source in sources for name in called(source)}
        for other in statement.bound.columns:  # of the outer row: worked out as a join, not as a value
            if query.start <= other.ref.start < query.end:
                qualifier = other.ref.name.lower().rpartition(".")[0]
                known = other.source is not None and any(other.source is source for source in sources)
                if not known and (other.source is not None or (qualifier and qualifier not in names)):
                    return False
        return True

    def _predicate(self, statement: Statement, condition: Sx, column: Sx) -> Finding:
        path, span = statement.bound.span(condition.start, condition.end)
        return self.finding(
            path,
            span,
            f"WHERE compares `{column.name}` with a subquery, so BigQuery plans the scan without knowing the value and "
            "leaves nothing out. Read it into a script variable (DECLARE … DEFAULT (SELECT …)) or a parameter first",
            confidence=Confidence.MEDIUM,
            anchor=f"dynamic:{column.name.lower()}",
        )
