"""CA302: writes that belong together, and a failure between them leaves half."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.config.globs import matches
from cloudact_lint.context import FileContext
from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.atomicity._code_together import code_together
from cloudact_lint.rules.atomicity._examples_transaction import INVALID, VALID
from cloudact_lint.rules.atomicity._examples_transaction_found import CODE_INVALID
from cloudact_lint.rules.atomicity._examples_transaction_silent import CODE_VALID
from cloudact_lint.rules.atomicity._sql_writes import Script, Torn, scripts, torn

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project

_DOES = {
    "insert": "INSERT into", "load": "LOAD into", "delete": "DELETE from", "truncate": "TRUNCATE of",
    "update": "UPDATE of", "merge": "MERGE into",
}  # fmt: skip
_HARM = {
    "replace": "if it fails, the old rows are gone and nothing took their place, and until then readers find none",
    "change": "if it fails, the table is left half changed, and running the script again starts from there",
    "move": "if it fails, the rows are in both tables, and running the script again copies them twice",
    "key": "if it fails, one table knows of the row and the other does not",
}
INSTEAD = "Put both between BEGIN TRANSACTION and COMMIT TRANSACTION in one script"


class MultiWriteWithoutTransaction(Rule):
    """CA302."""

    meta = RuleMeta(
        code="CA302",
        slug="multi-write-without-transaction",
        summary="writes that belong together run outside a transaction",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "typescript", "sql", "yaml", "notebook"),
        why=(
            "Each BigQuery statement commits by itself, whether it is a job of its own or one line of a script. "
            "When the second of two writes that belong together fails - quota, schema, timeout, a bad row - the "
            "first stays: DELETE without the INSERT that was to follow means an empty day in every report, and "
            "between the two every reader sees that state even when nothing fails."
        ),
        instead=(
            "One script: `BEGIN TRANSACTION; DELETE …; INSERT …; COMMIT TRANSACTION;` with a handler that rolls back, "
            "run as one job. Or one statement that does both: `MERGE`, or `INSERT` into a staging table and a "
            "`CREATE OR REPLACE TABLE … AS SELECT`."
        ),
        silent=(
            "both stand in one transaction; MERGE; temporary tables; append-only tables (`append-only-tables`); error "
            "handlers; a DELETE that only drops what is old; branches that exclude each other; SQL of other databases. "
            "In code also: a session that begins a transaction, loads that replace (WRITE_TRUNCATE), staging tables, "
            "an INSERT that "
            "answers an UPDATE which met no row, a handler that takes the first write back. A script cut at its "
            "semicolons whose text is not seen is advice."
        ),
        bug_hunt=(17,),
        references=("https://cloud.google.com/bigquery/docs/transactions",),
    )
    gate = rb"(?i)\b(?:insert|load\s+data)\b"
    valid = (*VALID, *CODE_VALID)
    invalid = (*INVALID, *CODE_INVALID)

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """SQL files, and scripts inside YAML."""
        if context.source.language not in ("sql", "yaml") or matches(context.path, context.settings.test_paths):
            return
        for script in scripts(context):
            for pair in torn(script.changes, script.text):
                if pair.first.same not in script.created:
                    yield self._finding(context, script, pair)

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Python and TypeScript: the writes of a function, its helpers' too."""
        return code_together(self, project)

    def _finding(self, context: FileContext, script: Script, pair: Torn) -> Finding:
        first, second = pair.first, pair.second
        before, here = script.span(first), script.span(second)
        first_place = Location(context.path, before)
        return self.finding(
            context.path,
            here,
            f"{_DOES[second.verb]} '{second.table}' and the {_DOES[first.verb]} '{first.table}' on line {before.row} "
            f"belong together but commit one by one: {_HARM[pair.why]}. {INSTEAD}"
            + (", or write one MERGE" if pair.why in ("replace", "change") else ""),
            confidence=Confidence.MEDIUM if pair.why == "key" else Confidence.HIGH,
            related=[Related(first_place, f"{_DOES[first.verb]} '{first.table}': already committed")],
            anchor=f"{pair.why}:{second.same}",
        )
