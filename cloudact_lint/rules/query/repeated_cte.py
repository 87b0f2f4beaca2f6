"""CA213: a CTE that BigQuery works out again for each of its uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.project.sql.outline import Level, Statement, distinct, selects, statements, walk
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_shape import CTE_INVALID, CTE_VALID
from cloudact_lint.rules.query._values import VOLATILE

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Cte, Source
    from cloudact_lint.project.project import Project


class RepeatedCte(Rule):
    """Counts by scope who names a CTE; one that hides another of the same name is another CTE."""

    meta = RuleMeta(
        code="CA213",
        slug="repeated-cte",
        summary="a CTE named in several places, which BigQuery evaluates once for each",
        severity=Severity.LOW,
        default="advice",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "BigQuery does not keep the result of a CTE that is not recursive: it puts the query in wherever the CTE "
            "is named, so two uses may read the tables twice. Where the CTE calls `RAND()` or `GENERATE_UUID()`, each "
            "use gets *other values*: ids that were to link two parts of the result do not match. That is reported by "
            "default; the cost alone is advice, since the optimizer recognises some repetitions."
        ),
        instead="`CREATE TEMP TABLE name AS …` before the query, and read that.",
        silent="Recursive CTEs; CTEs that read no table; one use only.",
        references=(
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#cte_rules",
            "https://cloud.google.com/bigquery/docs/best-practices-performance-compute",
        ),
    )
    valid = CTE_VALID
    invalid = CTE_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """All CTEs with more than one reader."""
        return distinct(item for statement in statements(project) for item in self._of(statement))

    def _of(self, statement: Statement) -> Iterator[Finding]:
        for cte, level in statement.outline.ctes:
            uses = statement.outline.references.get(id(cte), [])
            if len(uses) < 2 or any(_within(reader, level) for reader, _ in uses):
                continue
            changing = _changing(cte)
            if changing or self._reads_table(statement, cte):
                yield self._cte(statement, cte, uses, changing)

    def _reads_table(self, statement: Statement, cte: Cte) -> bool:
        span = range(cte.query.start, cte.query.end)
        return any(
            not use.local and use.source.kind == "table" and use.source.start in span for use in statement.bound.tables
        )

    def _cte(self, statement: Statement, cte: Cte, uses: list[tuple[Level, Source]], changing: str) -> Finding:
        path, span = statement.bound.span(cte.start, cte.start + len(cte.name))
        places = [statement.bound.span(source.start, source.end) for _, source in uses]
        if changing:
            message = (
                f"`{cte.name}` calls {changing}() and is named {len(uses)} times: BigQuery evaluates the CTE anew for "
                "each, so the values differ from use to use. Put it into a temporary table first"
            )
        else:
            message = (
                f"`{cte.name}` is named {len(uses)} times, and BigQuery may evaluate the CTE, tables and all, for each "
                "of them. If it is heavy, put it into a temporary table first"
            )
        return self.finding(
            path,
            span,
            message,
            kind="on" if changing else "advice",
            severity=Severity.MEDIUM if changing else None,
            confidence=Confidence.HIGH if changing else Confidence.MEDIUM,
            related=[Related(Location(*place), "named here") for place in places],
            anchor=f"cte:{cte.name.lower()}",
        )


def _within(reader: Level, level: Level) -> bool:
    """Whether a reader stands inside the CTE itself: it is recursive."""
    here: Level | None = reader
    while here is not None:
        if here is level:
            return True
        here = here.parent
    return False


def _changing(cte: Cte) -> str:
    """The function in a CTE's result that gives another value each time."""
    for query in selects(cte.query):
        for output in query.outputs:
            for node in walk(output.value):
                if node.kind == "call" and node.name in VOLATILE:
                    return node.name
        for clause in (query.where, query.qualify):
            for node in walk(clause) if clause is not None else ():
                if node.kind == "call" and node.name in VOLATILE:
                    return node.name
    return ""
