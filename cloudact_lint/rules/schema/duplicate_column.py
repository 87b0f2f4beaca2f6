"""CA417: the same column twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.config.globs import matches
from cloudact_lint.context import FileContext
from cloudact_lint.facts.schema_model import SchemaProblem
from cloudact_lint.findings import Finding, Severity, Span
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema._examples_duplicates import INVALID, VALID
from cloudact_lint.rules.schema._repeated import Repeated, repeated_in

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project


class DuplicateColumn(Rule):
    """Reports columns that stand in a schema, or in a list of columns, twice."""

    meta = RuleMeta(
        code="CA417",
        slug="duplicate-column",
        summary="the same column twice in a schema or a column list",
        severity=Severity.HIGH,
        default="on",
        languages=("schema", "sql", "yaml", "python", "typescript", "notebook"),
        why=(
            "BigQuery does not tell columns apart by case, and refuses a table, an INSERT, an UPDATE or a view that "
            "names one twice. In a schema it is mostly a merge that kept both sides, and one of the two types is "
            "wrong. A SELECT may have a name twice as long as its result goes nowhere: the second is renamed, and "
            "code that reads it by name gets the first."
        ),
        instead="Keep the one that is right; two different things need two names.",
        silent=(
            "Equal names in different RECORDs; columns of subqueries, which may have a name twice as long as nobody "
            "asks for it; names that are put together when the SQL is made; SELECTs outside of BigQuery; tests. JSON "
            "has no comments: leave a file out by `per-file-ignores`."
        ),
        bug_hunt=(30,),
        references=("https://cloud.google.com/bigquery/docs/schemas#column_names",),
    )
    valid = VALID
    invalid = INVALID

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """Schemas in JSON and YAML."""
        schema = context.facts.schema
        if schema is None or matches(context.path, context.settings.test_paths):
            return
        for problem in schema.problems:
            if problem.kind == "duplicate":
                yield self._of_schema(context.path, problem)

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Lists of fields in code, and every list of columns in SQL."""
        from cloudact_lint.project.catalog.catalog import Catalog

        for path, problem in Catalog.of(project).problems:
            if problem.kind == "duplicate" and project.asked(path):
                yield self._of_schema(path, problem)
        yield from self._in_sql(project)

    def _of_schema(self, path: str, problem: SchemaProblem) -> Finding:
        return self.finding(path, problem.at, problem.message, anchor=f"column:{problem.message[:60]}")

    def _in_sql(self, project: Project) -> Iterator[Finding]:
        from cloudact_lint.project.sql.texts import SqlTexts

        seen = set()
        for text in SqlTexts.of(project).all():
            for tree in text.parsed.trees:
                for found in repeated_in(project, text, tree):
                    path, span = text.span(found.start, found.end)
                    if (path, span) in seen or not project.asked(path):
                        continue
                    seen.add((path, span))
                    first = text.span(found.first, found.first + 1)[1]
                    yield self._of_statement(path, span, found, first.row)

    def _of_statement(self, path: str, span: Span, found: Repeated, row: int) -> Finding:
        name = found.name.strip("`")
        harm, severity = "BigQuery refuses the statement", Severity.HIGH
        if not found.refused:
            harm = f"the second comes back as '{name}_1', and with a destination table the query fails"
            severity = Severity.LOW
        return self.finding(
            path, span, f"column '{name}' stands twice in {found.what} (first in line {row}): {harm}",
            severity=severity, anchor=f"column:{name}",
        )
