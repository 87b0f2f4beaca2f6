"""CA303: an append that adds the same rows again when it runs again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.config.globs import matches
from cloudact_lint.context import FileContext
from cloudact_lint.findings import Confidence, Finding, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.atomicity._code_repeats import code_appends
from cloudact_lint.rules.atomicity._examples_merge import INVALID, VALID
from cloudact_lint.rules.atomicity._examples_merge_found import CODE_INVALID
from cloudact_lint.rules.atomicity._examples_merge_silent import CODE_VALID
from cloudact_lint.rules.atomicity._sql_writes import Change, Script, repeating, runs_once, scripts
from cloudact_lint.rules.atomicity._yaml_loads import Append, appends

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project


class InsertShouldBeMerge(Rule):
    """CA303."""

    meta = RuleMeta(
        code="CA303",
        slug="insert-should-be-merge",
        summary="an append that duplicates its rows when it runs again",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "typescript", "sql", "yaml", "notebook"),
        why=(
            "BigQuery enforces no primary key: the second run of an INSERT, a streaming insert or a WRITE_APPEND load "
            "succeeds and doubles the rows. Second runs are normal: retries after a timeout, a scheduler that fires "
            "twice, a backfill. Looking first (SELECT, then INSERT) does not help, two runs at once both find nothing. "
            "Costs and counts computed from the table are then too high, and every JOIN on the key fans out."
        ),
        instead=(
            "`MERGE` on the row's key; or delete the key's rows and insert them in one transaction; or "
            "`INSERT … SELECT … WHERE NOT EXISTS` against the target. Loads: WRITE_TRUNCATE of the partition "
            "(`table$20240131`), or a load into a staging table and a MERGE from there. Streaming: row ids."
        ),
        silent=(
            "MERGE; the same key deleted before in the script; an anti-join, or a look at the target's own high-water "
            "mark, in the INSERT; append-only tables (`append-only-tables`: logs, audit, history, events); INSERTs "
            "inside IF; temporary tables and tables the script makes anew; migrations and seeds; error handlers. A "
            "DELETE+INSERT outside a transaction is CA302. In code also: row ids, a job id that is not random, loads "
            "that replace, seeds that skip a filled table, staging and dead-letter tables, one row that records what "
            "just happened (results, metrics, errors; functions called `log_…`, `record_…`), dry runs. Advice only: a "
            "look-up that refuses the duplicate aloud (it stops no second request at the same moment), writers whose "
            "table is a parameter, loads that append because nothing else was said."
        ),
        bug_hunt=(18,),
        references=(
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/dml-syntax#merge_statement",
            "https://cloud.google.com/bigquery/docs/primary-foreign-keys",
        ),
    )
    valid = (*VALID, *CODE_VALID)
    invalid = (*INVALID, *CODE_INVALID)

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """SQL files, and in YAML both SQL and the settings of load steps."""
        if context.source.language not in ("sql", "yaml") or matches(context.path, context.settings.test_paths):
            return
        if not runs_once(context.path):
            for script in scripts(context):
                for change in repeating(script.changes):
                    if change.same not in script.created:
                        yield self._insert(context, script, change)
        for append in appends(context):
            yield self._append(context, append)

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Python and TypeScript, where look-ups and helpers decide."""
        return code_appends(self, project)

    def _insert(self, context: FileContext, script: Script, change: Change) -> Finding:
        what = "LOAD DATA INTO" if change.verb == "load" else "INSERT into"
        return self.finding(
            context.path,
            script.span(change),
            f"{what} '{change.table}' adds the same rows again whenever it runs again (a retry, a backfill, a second "
            "schedule): BigQuery enforces no key. Write a MERGE on the row's key, or delete the key's rows first in "
            "the same transaction",
            confidence=Confidence.MEDIUM if "values" in change.flags else Confidence.HIGH,
            anchor=f"insert:{change.same}",
        )

    def _append(self, context: FileContext, append: Append) -> Finding:
        return self.finding(
            context.path,
            append.at,
            f"'{append.setting}' loads into '{append.table}' by appending: the same run again (a retry, a backfill of "
            "the day) adds every row a second time. Merge on the row's key, or replace the partition (WRITE_TRUNCATE)",
            confidence=Confidence.MEDIUM,
            anchor=f"append:{append.table}",
        )
