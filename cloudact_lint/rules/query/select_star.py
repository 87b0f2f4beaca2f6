"""CA211: SELECT * from a table whose columns are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.project.sql.outline import Level, Statement, called, distinct, statements
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_shape import STAR_INVALID, STAR_VALID

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Output, Query
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.project import Project
_WIDE = 8
"""Tables with fewer columns than this are read whole without much harm."""


class SelectStar(Rule):
    """Only stars that reach the result: BigQuery leaves out by itself what an outer query does not name."""

    meta = RuleMeta(
        code="CA211",
        slug="select-star",
        summary="SELECT * takes every column of a table to the result",
        severity=Severity.LOW,
        default="advice",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "BigQuery stores by column and bills the columns that a query names: `SELECT *` reads all, also those "
            "that are added next year. INSERT … SELECT * matches columns by position, so a column added to one of "
            "the two tables shifts values into the wrong columns or breaks the statement. It is advice: whether "
            "every column is wanted is known only to whoever reads the rows."
        ),
        instead="Name the columns, or leave out the heavy ones: `SELECT * EXCEPT (payload)`.",
        silent=(
            "Stars in subqueries, CTEs and EXISTS, of which BigQuery reads only what the outer query names; "
            "`* EXCEPT`; stars over CTEs and subqueries whose columns are named; CREATE TABLE or VIEW AS; tables of "
            "fewer than eight columns or without a known schema."
        ),
        references=("https://cloud.google.com/bigquery/docs/best-practices-performance-compute#avoid-select-star",),
    )
    valid = STAR_VALID
    invalid = STAR_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """The stars of every SELECT and INSERT."""
        return distinct(item for statement in statements(project) for item in self._of(statement))

    def _of(self, statement: Statement) -> Iterator[Finding]:
        if statement.tree.statement.kind not in ("SELECT", "INSERT"):
            return
        for level in statement.outline.levels:
            if level.role == "top" or (level.role == "branch" and level.parent and level.parent.role == "top"):
                for output in level.query.outputs:
                    table = self._whole_table(statement, level, output)
                    if table is not None:
                        yield self._star(statement, level.query, output, table)

    def _whole_table(self, statement: Statement, level: Level, output: Output) -> Table | None:
        """The known table of which a star takes all columns."""
        star = output.value
        query = level.query
        if star.kind != "star" or star.args or query.source_holes:
            return None
        sources = [s for s in query.sources if not star.name or star.name.lower() in called(s)]
        for use in statement.bound.tables:
            table = use.table
            if table is None or use.local or not any(use.source is source for source in sources):
                continue
            if table.kind == "table" and len(table.fields) >= _WIDE:
                return table
        return None

    def _star(self, statement: Statement, query: Query, output: Output, table: Table) -> Finding:
        path, span = statement.bound.span(output.start, output.end)
        count = len(table.fields)
        if statement.tree.statement.kind == "INSERT":
            message = (
                f"INSERT … SELECT * matches the {count} columns of `{table.name}` by position: a column added to one "
                "of the tables shifts the values or breaks the statement. Name the columns in both places"
            )
        else:
            limit = ", LIMIT or not" if query.limit is not None else ""
            message = (
                f"SELECT * reads and bills all {count} columns of `{table.name}`{limit}. Name those that are used, or "
                "leave out the heavy ones with `* EXCEPT (…)`"
            )
        return self.finding(path, span, message, confidence=Confidence.MEDIUM, anchor=f"star:{table.name}")
