"""CA502: SQL that names a table which nothing in the repository describes or makes."""

from __future__ import annotations

from collections.abc import Iterable

from cloudact_lint.findings import Confidence, Evidence, Finding, Severity
from cloudact_lint.project.project import Project
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._examples_tables import INVALID, VALID
from cloudact_lint.rules.code._tables import unknown_tables


class UnknownTable(Rule):
    """Compares the tables that SQL names with those the catalog has."""

    meta = RuleMeta(
        code="CA502",
        slug="unknown-table",
        summary="SQL names a table of a known dataset that no schema, view or CREATE describes",
        severity=Severity.HIGH,
        default="advice",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "In a dataset whose tables the repository describes, a table that it does not describe is a "
            "misspelling, a table that was renamed, or one that somebody made by hand and that no new environment "
            "will have. The query fails with `Not found: Table`."
        ),
        instead="Correct the name, or add the table's schema file (or its `CREATE TABLE`) to the repository.",
        silent=(
            "Datasets of which the repository knows fewer than two tables, other projects given by name, wildcard "
            "and temporary tables, names with placeholders, `INFORMATION_SCHEMA`. Where a known table has nearly the "
            "same name and columns that the statement names, CA501 says so instead: none of them exists."
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each place that names an unknown table."""
        for found in unknown_tables(project):
            if found.meant is not None:
                continue  # CA501 says it, and which table was meant
            hint = f"; did you mean `{found.near.name}`?" if found.near is not None else ""
            yield self.finding(
                found.path,
                found.span,
                f"no schema, view or CREATE TABLE in the repository describes `{found.name}`, though its dataset's "
                f"other tables have one: the query fails wherever the table was not made by hand{hint}",
                confidence=Confidence.MEDIUM,
                evidence=[Evidence(found.name, "*", found.span.row)],
                anchor=found.name,
            )
