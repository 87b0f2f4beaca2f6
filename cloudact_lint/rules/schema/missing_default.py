"""CA413: a REQUIRED creation time that every writer has to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_defaults

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.schema._described import Described

_CREATION = lazy_pattern(
    r"(?:[a-z]_|_|row_|record_)?(?:(?:created|inserted|ingested|loaded|recorded)_(?:at|on|ts|time|timestamp|date|datetime)"
    r"|(?:create|creation|insert|insertion|ingest|ingestion|load)_(?:ts|time|timestamp|date|datetime)"
    r"|(?:date|time)_(?:created|inserted|ingested|loaded)|created|inserted|ingested)"
)
_NOW = {"TIMESTAMP": "CURRENT_TIMESTAMP()", "DATETIME": "CURRENT_DATETIME()", "DATE": "CURRENT_DATE()"}


class MissingDefault(Rule):
    """Reports REQUIRED creation times without a default expression."""

    meta = RuleMeta(
        code="CA413",
        slug="missing-default",
        summary="a REQUIRED creation timestamp with no default expression",
        severity=Severity.LOW,
        default="advice",
        languages=("schema",),
        why=(
            "When a row was created is the same thing for every writer: now. Without a default each INSERT has to say "
            "it, the one that forgets fails (the column is REQUIRED), and each takes the clock of its own machine."
        ),
        instead=(
            'Let the table say it: `"defaultValueExpression": "CURRENT_TIMESTAMP()"` in the schema, '
            "`DEFAULT CURRENT_TIMESTAMP()` in DDL. Writers then leave the column out."
        ),
        silent=(
            "NULLABLE columns; the creation time of something else (`order_created_at`); types other than TIMESTAMP, "
            "DATETIME and DATE; a DATE of loading, which is the day that the data is of; `standard-tables`; tests."
        ),
        references=("https://cloud.google.com/bigquery/docs/default-values",),
        bug_hunt=(25,),
    )

    valid = _examples_defaults.VALID
    invalid = _examples_defaults.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """The creation times of every table."""
        from cloudact_lint.rules.schema._described import own

        for item in own(project):
            if project.asked(item.path):
                yield from self._table(item)

    def _table(self, item: Described) -> Iterable[Finding]:
        from cloudact_lint.rules.schema._described import words

        for field in item.fields:
            if field.mode != "REQUIRED" or field.default or field.type not in _NOW:
                continue
            if field.type == "DATE" and not field.name.lower().startswith("creat"):
                continue  # the day that rows are loaded for, mostly
            if _CREATION.fullmatch(field.name.lower()) or _CREATION.fullmatch("_".join(words(field.name))):
                yield self.finding(
                    item.path,
                    field.at,
                    f"`{field.name}` of `{item.name}` is REQUIRED and has no default: each INSERT must name it, and "
                    f"the one that forgets is refused. Give it the default {_NOW[field.type]}",
                    anchor=f"{item.name}.{field.name}",
                )
