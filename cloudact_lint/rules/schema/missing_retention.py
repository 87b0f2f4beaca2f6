"""CA415: a partitioned table whose partitions are kept for ever."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_retention

if TYPE_CHECKING:
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.sql.bound import Bound

_TERM = r"(?:\d+|one|two|three|six|seven|twelve|thirty|sixty|ninety)[-\s]*(?:day|week|month|year)s?"
_PROMISE = lazy_pattern(
    rf"(?i)\bretention\b[^.;]{{0,40}}?{_TERM}|{_TERM}[^.;,]{{0,15}}?\bretention\b"
    rf"|\b(?:retained|kept|stored|held|available)\b(?:\s+\w+)?\s+(?:for|up to)"
    rf"(?:\s+(?:only|up to|at most|the last))?\s+{_TERM}"
    rf"|\b(?:deleted|purged|removed|dropped|expires?|expired)\b(?:\s+\w+)?\s+(?:after|in|within)\s+{_TERM}"
    rf"|\bttl\b[^.;]{{0,20}}?{_TERM}|{_TERM}\s+ttl\b|\bkeeps?\s+(?:only\s+)?(?:the\s+last\s+)?{_TERM}"
)
_MEASURED = lazy_pattern(
    r"(?i)\bcohorts?\b|\bchurn\b|\b(?:measures?|calculates?|computes?)\b"
    r"|\bretention[- ](?:rates?|metrics?|curve|analysis|period)"
    r"|\b(?:users?|clients?|customers?|visitors?|players?|subscribers?)\b[^.;,]{0,12}\b(?:retention|retained)\b"
    r"|\bretained (?:users?|clients?|customers?)|\bretention (?:of|for) (?:\w+ )?(?:users?|clients?|customers?)"
)
"""Retention as a measure of how many customers stay: no promise about rows."""
_EXPIRES = ("HOUR", "DAY", "MONTH", "YEAR", "INGESTION")
_OLDER = ("<", "<=")


class MissingRetention(Rule):
    """Reports partitioned tables whose partitions never expire."""

    meta = RuleMeta(
        code="CA415",
        slug="missing-retention",
        summary="a partitioned table without partition expiration",
        severity=Severity.LOW,
        default="advice",
        languages=("schema", "sql", "yaml", "python"),
        why=(
            "Nothing deletes the partitions of a table without expiration: storage and every unfiltered scan grow for "
            "ever, and personal data outlives what was promised. A table whose description promises a term that "
            "nothing keeps is worse than one that promises none."
        ),
        instead=(
            'Say how long a partition lives: `"expirationMs"` in `timePartitioning`, '
            "`OPTIONS (partition_expiration_days = 90)` in DDL, `time_partitioning.expiration_ms` in Python. Rows that "
            "must stay for ever are worth a word in the description, and a suppression."
        ),
        silent=(
            "Tables that are not partitioned, or by a range of integers, which cannot expire; tables with an "
            "expiration in any place that describes them; tables from which a DELETE takes rows older than "
            'some day; tests. A description that promises a term ("90-day retention", "kept for 30 days") makes '
            "the finding more than advice; customers who are retained are no rows that are."
        ),
        references=("https://cloud.google.com/bigquery/docs/managing-partitioned-tables#partition-expiration",),
        bug_hunt=(28,),
    )

    valid = _examples_retention.VALID
    invalid = _examples_retention.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """The partitioned tables of the project."""
        from cloudact_lint.project.catalog.catalog import Catalog

        keeping = [table for table in Catalog.of(project).tables.values() if _keeps_all(project, table)]
        cleaned = _cleaned(project) if keeping else frozenset()
        for table in keeping:
            if table.name.lower() not in cleaned:
                yield self._table(project, table)

    def _table(self, project: Project, table: Table) -> Finding:
        path, partition = next(entry for entry in table.partitions() if not project.is_test(entry[0]))
        promise = _promise(table, partition.column)
        column = f" on `{partition.column}`" if partition.column else ""
        related = []
        if promise and table.canonical is not None and table.canonical.path != path:
            related.append(Related(table.canonical.place(), "promised here"))
        harm = f'its description promises "{promise}", and nothing keeps it' if promise else "storage only grows"
        return self.finding(
            path,
            partition.at,
            f"the partitions of `{table.name}`{column} never expire: {harm}. Set partition_expiration_days "
            "(expirationMs) to the time that rows are needed, or say that they stay for ever",
            kind="on" if promise else "advice",
            related=related,
            anchor=table.name,
        )


def _keeps_all(project: Project, table: Table) -> bool:
    partitions = list(table.partitions())
    if table.kind != "table" or any(p.expiration_days is not None for _, p in partitions):
        return False
    places = [(path, p) for path, p in partitions if not project.is_test(path)]
    return bool(places) and places[0][1].unit in _EXPIRES and project.asked(places[0][0])


def _promise(table: Table, column: str) -> str:
    texts = [definition.schema.description for definition in table.definitions]
    field = table.field(column) if column else None
    if field is not None:
        texts.append(field.description)
    for text in texts:
        found = _PROMISE.search(" ".join(text.split()))
        if found and not _MEASURED.search(text):
            return found.group()
    return ""


def _cleaned(project: Project) -> frozenset[str]:
    """The tables, in lower case, from which some DELETE takes old rows."""
    from cloudact_lint.project.sql.binder import Binder

    return frozenset(
        bound.target.name.lower()
        for bound in Binder.of(project).all()
        if bound.target is not None and bound.tree.statement.kind == "DELETE" and _takes_old(bound)
    )


def _takes_old(bound: Bound) -> bool:
    from cloudact_lint.rules.schema._expressions import inside

    if bound.tree.where is None:
        return False
    for expr in inside(bound.tree.where):
        if expr.kind == "op" and expr.name in _OLDER and len(expr.args) == 2:
            for part in inside(expr.args[0]):
                if bound.type_of(part) in ("DATE", "TIMESTAMP", "DATETIME") and part.kind == "column":
                    return True
    return False
