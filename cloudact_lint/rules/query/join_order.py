"""CA219: a join that lists a small table before a large one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.project.sql.outline import Statement, distinct, statements
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_order import JOIN_INVALID, JOIN_VALID

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Query, Source
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.project import Project


class JoinOrder(Rule):
    """Without row counts, partitioning is what tells large from small."""

    meta = RuleMeta(
        code="CA219",
        slug="join-order",
        summary="an inner join that begins with a table that is smaller than the next",
        severity=Severity.LOW,
        default="advice",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "BigQuery can send a small table to all workers that hold the large one (a broadcast join) instead of "
            "shuffling both, and its optimizer looks for that with the large table on the left. Google's advice is to "
            "list the largest table first, then the smallest, then the rest by size. How large tables are is not in "
            "the repository: a partitioned table is taken for large, a table of the same repository that is neither "
            "partitioned nor clustered for small."
        ),
        instead="`FROM events JOIN countries …`, not `FROM countries JOIN events …`.",
        silent="Outer joins, whose order means something; tables that are not known; joins of like with like.",
        references=("https://cloud.google.com/bigquery/docs/best-practices-performance-compute#optimize-join",),
    )
    valid = JOIN_VALID
    invalid = JOIN_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """The first two tables of every chain of inner joins."""
        return distinct(item for statement in statements(project) for item in self._of(statement))

    def _of(self, statement: Statement) -> Iterator[Finding]:
        for level in statement.outline.levels:
            query = level.query
            if level.role == "dml" or len(query.sources) < 2 or query.source_holes:
                continue
            if all(source.join in ("", "JOIN") for source in query.sources):
                yield from self._join(statement, query)

    def _join(self, statement: Statement, query: Query) -> Iterator[Finding]:
        first = _table(statement, query.sources[0])
        second = _table(statement, query.sources[1])
        if first is None or second is None or not _small(first) or not _large(second):
            return
        source = query.sources[0]
        path, span = statement.bound.span(source.start, source.end)
        yield self.finding(
            path,
            span,
            f"the join begins with `{first.name}`, which is not partitioned, and goes on with `{second.name}`, which "
            "is: list the larger table first, so that BigQuery can send the smaller one to its workers",
            confidence=Confidence.LOW,
            anchor=f"join:{first.name}:{second.name}",
        )


def _table(statement: Statement, source: Source) -> Table | None:
    uses = [use for use in statement.bound.tables if use.source is source and not use.local]
    return uses[0].table if uses else None


def _large(table: Table) -> bool:
    return table.kind == "table" and table.partition is not None


def _small(table: Table) -> bool:
    settled = any(definition.schema.settings for definition in table.definitions) or bool(table.layouts)
    return table.kind == "table" and settled and table.partition is None and not any(table.clusterings())
