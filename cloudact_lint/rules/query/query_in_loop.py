"""CA203: one query job for each turn of a loop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Location, Related, Severity, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query import _examples_loops

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.query._loop_queries import LoopQueries, Query
    from cloudact_lint.rules.query._turns import Inside, Turn

_ONE_OFF = lazy_pattern(
    r"(?i)(?:^|[/_-])(?:migrat\w*|alembic|versions|backfills?|seeds?|seeding|fixtures|demo)(?=[/_.-])"
)
"""Paths of code that runs once, where nobody waits and nobody pays twice."""


class QueryInLoop(Rule):
    """Reports loops over data in which each turn starts a query job."""

    meta = RuleMeta(
        code="CA203",
        slug="query-in-loop",
        summary="one query job for each item of a loop",
        severity=Severity.MEDIUM,
        default="advice",
        languages=("python", "typescript"),
        why=(
            "Every BigQuery job takes about a second before it reads a row, is billed for at least 10 MB of each table "
            "it names, and counts against quotas of jobs and of statements on one table. A loop over a hundred "
            "items is a hundred of each, and grows with the data."
        ),
        instead=(
            "One query for all: `WHERE id IN UNNEST(@ids)` with an array parameter, a join with the table the items "
            "come from, or, for writes, one MERGE or INSERT from `UNNEST(@rows)`:\n\n"
            "```sql\nSELECT org_slug, SUM(cost) FROM costs WHERE org_slug IN UNNEST(@orgs) GROUP BY org_slug\n```"
        ),
        silent=(
            "Attempts, polling, pages, chunks and batches, work taken from a queue; lists of up to four items that are "
            "written out; turns that name another table, dataset or file, or run another text; DDL, CALL and metadata; "
            "writes by day or month; functions that are a piece of work and not a look-up (`process_…`, `run_…`); "
            "answers from a cache; error handlers; migrations, backfills and seeds; tests."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/parameterized-queries#using_arrays_in_parameterized_queries",
            "https://cloud.google.com/bigquery/pricing#on_demand_pricing",
            "https://cloud.google.com/bigquery/quotas#query_jobs",
        ),
    )
    valid = _examples_loops.VALID
    invalid = _examples_loops.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each loop."""
        from cloudact_lint.project.bigquery import BigQuery  # brings the whole project model
        from cloudact_lint.rules.query._loop_queries import LoopQueries, candidates

        queries: LoopQueries | None = None
        seen: set[tuple[str, Span]] = set()
        for inside in candidates(project):
            place = (inside.scope.path, inside.turn.at)
            if place in seen or _ONE_OFF.search(inside.scope.path):
                continue
            queries = queries or LoopQueries(BigQuery.of(project))
            query = queries.of_call(inside)
            if query is not None:
                seen.add(place)
                yield self._finding(inside, query)

    def _finding(self, inside: Inside, query: Query) -> Finding:
        from cloudact_lint.rules.query._loop_sources import shown

        path, function = inside.scope.path, inside.scope.function
        related = [Related(Location(path, _head(inside.turn)), "the loop")]
        if query.via:
            related.append(Related(Location(query.start.path, query.start.call.at), "the query is started here"))
        return self.finding(
            path,
            inside.call.at,
            _message(query, shown(inside.turn.source)),
            related=related,
            anchor=f"{function.qualname if function is not None else ''}:{query.word}:{query.table}",
        )


def _head(turn: Turn) -> Span:
    """The row in which a loop begins."""
    return Span(turn.at.row, turn.at.column, turn.at.row, turn.at.column + 1)


def _message(query: Query, source: str) -> str:
    article = "an" if query.word[0] in "AEIOU" else "a"
    table = f" on `{query.table}`" if query.table else ""
    by = f" (in `{query.via[-1].function.name}`)" if query.via else ""
    if query.word == "SELECT":
        instead = "ask for all of them at once, with `IN UNNEST(@ids)` or a join"
    elif query.word in ("INSERT", "MERGE"):
        instead = f"write all of them with one {query.word} from `UNNEST(@rows)`, or a load job"
    else:
        instead = f"change all of them with one {query.word} or MERGE over `UNNEST(@ids)`"
    return (
        f"each turn of the loop over `{source}` runs {article} {query.word}{table}{by}: a job, its second of waiting "
        f"and its minimum charge for every item; {instead}"
    )
