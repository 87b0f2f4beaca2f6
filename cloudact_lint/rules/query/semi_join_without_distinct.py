"""CA212: IN (SELECT …) over rows that repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.project.sql.outline import Statement, distinct, statements, walk
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_shape import SEMI_INVALID, SEMI_VALID
from cloudact_lint.rules.query._values import AGGREGATES

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Query, Sx
    from cloudact_lint.project.project import Project


class SemiJoinWithoutDistinct(Rule):
    """Looks at the subqueries of IN."""

    meta = RuleMeta(
        code="CA212",
        slug="semi-join-without-distinct",
        summary="IN (SELECT …) whose subquery may give the same value many times",
        severity=Severity.LOW,
        default="advice",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "`x IN (SELECT y FROM t)` is a join that only asks whether a match exists. If `t` holds a value a million "
            "times, a million rows are shuffled to answer for one; `SELECT DISTINCT y` reduces them before the join. "
            "It is advice: for a subquery that gives few rows, or each value once, nothing is gained."
        ),
        instead="`WHERE x IN (SELECT DISTINCT y FROM t …)`, or `GROUP BY y` where counts are needed anyway.",
        silent=(
            "DISTINCT, GROUP BY, aggregates, LIMIT, UNION DISTINCT; UNNEST of an array; subqueries that read no table "
            "(or only CTEs that are distinct themselves); the first clustering or REQUIRED key that a primary key "
            "declares is not known here, so uniqueness is not guessed."
        ),
        references=("https://cloud.google.com/bigquery/docs/best-practices-performance-compute",),
    )
    valid = SEMI_VALID
    invalid = SEMI_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every IN with a subquery."""
        return distinct(item for statement in statements(project) for item in self._of(statement))

    def _of(self, statement: Statement) -> Iterator[Finding]:
        for level in statement.outline.levels:
            for clause in (level.query.where, level.query.having):
                for node in walk(clause) if clause is not None else ():
                    if node.kind == "in":
                        for arg in node.args[1:]:
                            if arg.query is not None and self._repeats(statement, arg.query):
                                yield self._semi(statement, node, arg.query)

    def _repeats(self, statement: Statement, query: Query) -> bool:
        """Whether the rows of a subquery may repeat, and come from a table."""
        if query.branches or query.distinct or query.group or query.group_all or query.limit is not None:
            return False
        if query.where_holes or query.source_holes or len(query.outputs) != 1:
            return False
        value = query.outputs[0].value
        if value.kind in ("star", "hole") or any(
            node.kind == "window" or (node.kind == "call" and node.name in AGGREGATES) for node in walk(value)
        ):
            return False
        own = [use for use in statement.bound.tables if any(use.source is source for source in query.sources)]
        return bool(own) and not any(use.local for use in own)

    def _semi(self, statement: Statement, node: Sx, query: Query) -> Finding:
        path, span = statement.bound.span(query.start, query.end)
        name = query.outputs[0].name or "the value"
        return self.finding(
            path,
            span,
            f"IN looks `{name}` up in a subquery without DISTINCT: every repetition of a value goes through the join. "
            f"Write SELECT DISTINCT {name} if values repeat",
            confidence=Confidence.LOW,
            anchor=f"in:{name.lower()}",
        )
