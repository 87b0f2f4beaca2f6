"""CA501: SQL that names a column its table does not have."""

from __future__ import annotations

from collections.abc import Iterable

from cloudact_lint.findings import Confidence, Evidence, Finding, Related, Severity
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.binder import Binder
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._columns import (
    Missing,
    listed,
    missing_columns,
    related_places,
    subject,
    suggestion,
    where_from,
)
from cloudact_lint.rules.code._examples_columns import INVALID, VALID
from cloudact_lint.rules.code._tables import UnknownTableUse, unknown_tables


class UnknownColumn(Rule):
    """Reads every SQL text of the project against the tables it knows."""

    meta = RuleMeta(
        code="CA501",
        slug="unknown-column",
        summary="SQL names a column that the table's schema does not have",
        severity=Severity.CRITICAL,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "BigQuery refuses the whole statement with `Unrecognized name`, and it does so when it runs: in an "
            "error path, in a nightly pipeline, in production. The schema in the repository knows it today.\n\n"
            "Schemas come from BigQuery schema files (JSON and YAML), `CREATE TABLE`, views and lists of "
            "`SchemaField`; SQL is read in `.sql` files, strings, YAML values and shell commands, through CTEs, "
            "subqueries, `UNNEST`, `STRUCT` fields, temporary tables and procedure variables."
        ),
        instead="Write the column's name as the schema has it, or add the column to the schema and migrate the tables.",
        silent=(
            "Whatever cannot be known: tables without a schema here, `SELECT *` of such a table, placeholders that "
            "may add sources or columns, table functions, `PIVOT`, tables whose schema is put together by code. "
            "A column that only an `ALTER TABLE` adds is reported, with the statement as a related place: tables "
            "made from the schema file lack it. A table that nothing describes is CA502, unless a known one has nearly "
            "the same name and columns that the statement names."
        ),
        references=("https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#range_variables",),
        bug_hunt=(1, 3),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each statement and the tables it looks in."""
        for group in missing_columns(Binder.of(project).all()):
            yield self._finding(group)
        for found in unknown_tables(project):
            if found.meant is not None:
                yield self._no_table(found, found.meant)

    def _finding(self, group: Missing) -> Finding:
        names = group.names()
        where = where_from(group.tables)
        verb = "have" if len(group.tables) > 1 else "has"
        message = (
            f"{subject(group)} {verb} no column{'s' if len(names) > 1 else ''} {listed(names)}"
            f"{f' ({where})' if where else ''}: BigQuery refuses this {group.bound.tree.statement.kind} with "
            f"“Unrecognized name”{suggestion(names, group.tables)}"
        )
        table = group.tables[0].name if len(group.tables) == 1 else group.source
        return self.finding(
            group.path,
            group.uses[0][1],
            message,
            related=related_places(group),
            evidence=[Evidence(table, use.name, span.row) for use, span in group.uses],
            anchor=f"{subject(group)}:{','.join(names)}",
        )

    def _no_table(self, found: UnknownTableUse, meant: Table) -> Finding:
        """The table is misspelled or was renamed, so none of its columns exists."""
        related = [Related(meant.canonical.place(), f"`{meant.name}` is described here")] if meant.canonical else []
        return self.finding(
            found.path,
            found.span,
            f"no column of `{found.name}` exists: nothing in the repository describes or makes such a table, and "
            f"BigQuery refuses this {found.bound.tree.statement.kind} with “Not found”; did you mean `{meant.name}`?",
            confidence=Confidence.MEDIUM,
            related=related,
            evidence=[Evidence(found.name, "*", found.span.row)],
            anchor=found.name,
        )
