"""CA205: query jobs without labels, so that nobody can tell whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Location, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query import _examples_labels

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.query._labels import Group

_COUNT = lazy_pattern(r"^the client built here starts (\d+) query jobs")
_MOST = 3
"""How many clients the note names."""


class MissingJobLabels(Rule):
    """Reports clients, and where none is known files, whose query jobs have no labels."""

    meta = RuleMeta(
        code="CA205",
        slug="missing-job-labels",
        summary="query jobs that start without labels, so that their cost has no owner",
        severity=Severity.LOW,
        default="advice",
        languages=("python", "notebook"),
        why=(
            "`INFORMATION_SCHEMA.JOBS` and the billing export tell what each job cost, and by its labels for whom: "
            "which service, pipeline, team or tenant. Jobs without labels are one lump of money under one service "
            "account, and the query that became dear last week is found by reading them all."
        ),
        instead=(
            "Give the client labels of its own, once, and a job more where it knows more:\n\n"
            "```python\n"
            "client = bigquery.Client(\n"
            '    default_query_job_config=bigquery.QueryJobConfig(labels={"service": "costs", "team": "a"})\n'
            ")\n"
            "```\n\n"
            "A job's own `QueryJobConfig(labels=…)` takes the place of the client's."
        ),
        silent=(
            "Jobs with labels on some path; configurations that cannot be seen; dry runs; load, copy and extract jobs; "
            "TypeScript; tests. There is one finding for each place where a client is built, with the number of jobs, "
            "and one for each file whose clients are not known."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/adding-labels#job-label",
            "https://cloud.google.com/bigquery/docs/information-schema-jobs",
        ),
    )
    valid = _examples_labels.VALID
    invalid = _examples_labels.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each group of starts."""
        from cloudact_lint.rules.query._labels import groups  # brings the whole project model

        for group in groups(project):
            yield self._finding(group)

    def _finding(self, group: Group) -> Finding:
        from cloudact_lint.rules.query._labels import first

        count = len(group.starts)
        whose = "its" if count == 1 else "their"
        if group.is_client:
            jobs = "1 query job" if count == 1 else f"{count} query jobs"
            message = (
                f"the client built here starts {jobs} without labels, so that {whose} cost has no owner; give it a "
                "`default_query_job_config` with `labels`"
            )
        else:
            more = f", and {count - 1} more in this file do" if count > 1 else ""
            message = (
                f"this query job starts without labels{more}, so that {whose} cost has no owner; "
                "set `labels` in the job's configuration, or in the default of its client"
            )
        related = [Related(Location(s.site.path, s.site.call.at), "a job is started here") for s in first(group)]
        return self.finding(
            group.at.path,
            group.at.span,
            message,
            related=related if group.is_client else related[1:],
            anchor="client" if group.is_client else "jobs",
        )

    def notes(self, reported: Sequence[Finding]) -> Iterable[str]:
        """The clients whose default labels would give most jobs an owner."""
        counts = [
            (int(match.group(1)), finding.location)
            for finding in reported
            if (match := _COUNT.match(finding.message)) is not None
        ]
        counts.sort(key=lambda item: (-item[0], item[1].path))
        for count, place in counts[:_MOST]:
            yield f"default labels at {place.path}:{place.span.row} give {count} query jobs an owner"
