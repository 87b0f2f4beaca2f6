"""CA201: a query job that starts without a limit on the bytes it may bill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query import _examples_limits, _notes

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project


class MissingMaximumBytesBilled(Rule):
    """Reports query starts that no ``maximum_bytes_billed`` bounds."""

    meta = RuleMeta(
        code="CA201",
        slug="missing-maximum-bytes-billed",
        summary="a BigQuery query job that starts without maximum_bytes_billed",
        severity=Severity.MEDIUM,
        default="on",
        languages=("python", "typescript", "shell", "yaml", "notebook"),
        why=(
            "BigQuery bills on-demand queries by the bytes they scan. Without a limit, one missing partition filter, "
            "one table that grew, or one parameter chosen by a user can scan a whole table, and the bill is the "
            "first to tell. A job with `maximum_bytes_billed` that would scan more fails before it costs anything."
        ),
        instead=(
            "Give every job a limit, best once, where the client is built:\n\n"
            "```python\n"
            "client = bigquery.Client(\n"
            "    default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=10 * 1024**3)\n"
            ")\n"
            "```\n\n"
            "or in the job's own configuration: `QueryJobConfig(maximum_bytes_billed=…)`, `maximumBytesBilled` in "
            "Node.js, workflows and Airflow, `bq query --maximum_bytes_billed=…` in a shell."
        ),
        silent=(
            "Dry runs; load, copy and extract jobs; configurations that cannot be seen; `.query(` of other "
            "libraries; tests. DDL, CALL and queries that read only metadata are advice. A wrapper is reported "
            "where it starts the job, not at its callers; one that caps clears them."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/best-practices-costs#limit_query_costs_by_restricting_the_number_of_bytes_billed",
        ),
        bug_hunt=(16,),
        fixable=True,
    )

    valid = _examples_limits.VALID
    invalid = _examples_limits.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """All query starts of the project."""
        from cloudact_lint.rules.query import _code  # brings the whole project model

        yield from _code.findings(self, project)

    def notes(self, reported: Sequence[Finding]) -> Iterable[str]:
        """The clients whose default configuration would cure several findings at once."""
        return _notes.notes(reported)
