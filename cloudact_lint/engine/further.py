"""What a run may be asked for beside findings: costs and counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloudact_lint.facts.records import SqlCounts
    from cloudact_lint.jobs.costs import Costs
    from cloudact_lint.jobs.export import JobsExport
    from cloudact_lint.project.project import Project


class Further:
    """What is asked of the project beside the rules."""

    def __init__(self, export: JobsExport | None, sql_counts: bool) -> None:
        self.export, self.sql_counts = export, sql_counts
        self.wanted = export is not None or sql_counts
        self.costs: Costs | None = None
        self.sql: SqlCounts | None = None

    def ask(self, project: Project) -> None:
        """Find out what is wanted."""
        if self.export is not None:
            from cloudact_lint.jobs.costs import costs_of

            self.costs = costs_of(project, self.export)
        if self.sql_counts:
            from cloudact_lint.project.sql.statistics import sql_counts

            self.sql = sql_counts(project)

    def notes(self) -> Iterator[str]:
        """Sentences for the end of the report."""
        if self.costs is not None:
            yield self.costs.note()
