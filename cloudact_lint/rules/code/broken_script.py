"""CA509: SQL that BigQuery refuses as it is written."""

from __future__ import annotations

from collections.abc import Iterable

from cloudact_lint.findings import Finding, Severity, Span
from cloudact_lint.project.project import Project
from cloudact_lint.project.sql.texts import SqlTexts
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._examples_broken import INVALID, VALID
from cloudact_lint.rules.code._scripts import faults, procedures_of


class BrokenScript(Rule):
    """Looks for what no BigQuery statement may contain."""

    meta = RuleMeta(
        code="CA509",
        slug="broken-script",
        summary="SQL that BigQuery refuses: missing words, WITH before INSERT, FORMAT and CALL with wrong counts",
        severity=Severity.CRITICAL,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "A script is checked when it runs, and a string in a program no earlier than that: a forgotten operand, a "
            "parenthesis too few, a `WITH` in front of an `INSERT` as other databases have it, a `FORMAT` with one "
            "argument too few or a `CALL` that its procedure no longer fits end the whole run. In dynamic SQL the "
            "mistake shows only on the path that builds it."
        ),
        instead=(
            "Write what BigQuery takes: `INSERT INTO … WITH … SELECT …`, one argument for each placeholder of "
            "`FORMAT`, the arguments that the procedure's `CREATE PROCEDURE` names, `DECLARE` at the start of a block."
        ),
        silent=(
            "SQL that may belong to another database, text with template tags or placeholders near the place, and "
            "anything that a parser merely does not know: only mistakes that no form of BigQuery's SQL allows are "
            "reported."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/dml-syntax",
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/procedural-language",
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions#format_string",
        ),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Each place once, though several texts contain it."""
        procedures = procedures_of(project)
        seen: set[tuple[str, Span]] = set()
        for text in SqlTexts.of(project).all():
            for fault in faults(text, procedures):
                path, span = text.span(fault.start, fault.end)
                if path and (path, span) not in seen:
                    seen.add((path, span))
                    yield self.finding(path, span, f"BigQuery refuses this statement: {fault.message}")
