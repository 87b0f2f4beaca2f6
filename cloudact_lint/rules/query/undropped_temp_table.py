"""CA220: a temporary table that its script never drops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.project.sql.outline import Statement, distinct
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_order import TEMP_INVALID, TEMP_VALID
from cloudact_lint.rules.query._scripts import made_in, scripts

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project


class UndroppedTempTable(Rule):
    """On where the missing DROP breaks the script, advice where it only leaves storage behind."""

    meta = RuleMeta(
        code="CA220",
        slug="undropped-temp-table",
        summary="a script creates a temporary table and never drops it",
        severity=Severity.LOW,
        default="advice",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "A temporary table of a script stays for up to 24 hours (in a session: until it ends), and its storage is "
            "billed. In a loop it is worse: the second turn meets the table of the first, and CREATE TEMP TABLE fails "
            "with “Already Exists”; that is reported by default."
        ),
        instead="`DROP TABLE name;` after the last use, or `CREATE OR REPLACE TEMP TABLE` in loops and procedures.",
        silent="Tables dropped anywhere in the script, also in its error handler; strings that may be continued.",
        references=("https://cloud.google.com/bigquery/docs/multi-statement-queries#temporary_tables",),
    )
    valid = TEMP_VALID
    invalid = TEMP_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every temporary table of every script."""
        return distinct(item for script in scripts(project) for item in self._of(script))

    def _of(self, script: list[Statement]) -> Iterator[Finding]:
        if not script[0].bound.text.complete or any(s.tree.target is None and _drops(s) for s in script):
            return
        for made in made_in(script):
            if made.temporary and not made.drops:
                yield self._undropped(made.create)

    def _undropped(self, create: Statement) -> Finding:
        target = create.tree.target
        assert target is not None
        flags = create.tree.statement.flags
        name = target.parts[-1]
        fails = "loop" in flags and "or-replace" not in flags and "if-not-exists" not in flags
        path, span = create.bound.span(target.start, target.end)
        if fails:
            message = (
                f"`{name}` is created in a loop and never dropped: the second turn fails with “Already Exists”. Write "
                "CREATE OR REPLACE TEMP TABLE, or drop it at the end of the turn"
            )
        else:
            message = (
                f"temporary table `{name}` is never dropped: it stays, and its storage is billed, for up to a day "
                f"after the script. Add `DROP TABLE {name}` after its last use"
            )
        return self.finding(
            path,
            span,
            message,
            kind="on" if fails else "advice",
            severity=Severity.HIGH if fails else None,
            confidence=Confidence.HIGH if fails else Confidence.MEDIUM,
            anchor=f"temp:{name.lower()}",
        )


def _drops(statement: Statement) -> bool:
    return statement.tree.statement.kind == "DROP"
