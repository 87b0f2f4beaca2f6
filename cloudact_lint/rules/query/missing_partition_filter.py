"""CA204: a partitioned table read without a filter that leaves partitions out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Kind, Location, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.sql.outline import Statement, statements
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.atomicity._sql_writes import runs_once
from cloudact_lint.rules.query._examples_partition import INVALID, VALID
from cloudact_lint.rules.query._lookups import shared_columns
from cloudact_lint.rules.query._scans import Scan, scans

if TYPE_CHECKING:
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.project import Project


class MissingPartitionFilter(Rule):
    """Follows the partition column of each table through the conditions of the queries around it."""

    meta = RuleMeta(
        code="CA204",
        slug="missing-partition-filter",
        summary="a partitioned table read without a filter that prunes its partitions",
        severity=Severity.MEDIUM,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "A table is partitioned so that a query pays for the days it asks for. Without a condition on the "
            "partition column, or with one that BigQuery cannot use, each run scans, and bills, everything the table "
            "has ever stored; it grows more expensive every day, and LIMIT does not help. BigQuery prunes by "
            "conditions on the partition column alone, compared with something constant: literals, parameters, "
            "script variables and functions of these. It cannot when the column is turned into text or taken apart "
            "(`FORMAT_DATE`, `EXTRACT`), compared with another column of the row or with a subquery, or when the "
            "condition is one side of an OR whose other side says nothing of it."
        ),
        instead=(
            "Bound the bare column: `WHERE day >= @from AND day < @to`; for a TIMESTAMP also `DATE(ts) = @day`. "
            "Replace `EXTRACT(YEAR FROM day) = 2026` by `day BETWEEN '2026-01-01' AND '2026-12-31'`. Read a bound "
            "that a subquery finds into a script variable first (`DECLARE … DEFAULT (SELECT …)`). In a MERGE, bound "
            "the target in ON; only columns that a row keeps for ever belong there."
        ),
        silent=(
            "Conditions in a query around the CTE or subquery, which BigQuery pushes down; joins on the partition "
            "column; placeholders where conditions may be; strings that may be continued; views and functions (their "
            "users filter); `COUNT(*)`, `MAX(day)` and other reads of nothing but the partition column; copies of "
            "whole tables by CREATE TABLE AS SELECT *; UPDATE and DELETE `WHERE TRUE`; partition decorators and "
            "wildcards; functions of which it is not known whether they prune; migrations. CAST between DATE, "
            "DATETIME and TIMESTAMP, MERGE whose ON lacks the column, and look-ups by the first clustering "
            "column or a row's key (`order_id = @id`: its day is not known) are advice; so are reads of tables whose "
            "rows are updated by key (they hold things rather than events), shell commands and folders of scripts."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/querying-partitioned-tables#best_practices_for_partition_pruning",
            "https://cloud.google.com/bigquery/docs/managing-partitioned-tables#require-filter",
        ),
        bug_hunt=(16,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each statement and table."""
        shared = shared_columns(project)
        seen: set[tuple[str, int, int]] = set()
        for statement in statements(project):
            text = statement.bound.text
            if text.complete and not runs_once(text.path):
                yield from self._of(statement, shared, seen)

    def _of(self, statement: Statement, shared: frozenset[str], seen: set[tuple[str, int, int]]) -> Iterator[Finding]:
        groups: dict[int, list[Scan]] = {}
        for scan in scans(statement, shared):
            groups.setdefault(id(scan.table), []).append(scan)
        for found in groups.values():
            first = found[0]
            path, span = statement.bound.span(first.use.source.start, first.use.source.end)
            if not path or (path, span.row, span.column) in seen:
                continue
            seen.add((path, span.row, span.column))
            related = [Related(Location(first.path, first.partition.at), f"`{first.table.name}` is partitioned here")]
            if first.said.at is not None:
                place = statement.bound.span(first.said.at.start, first.said.at.end)
                related.append(Related(Location(*place), "the condition that does not prune"))
            for other in found[1:]:
                place = statement.bound.span(other.use.source.start, other.use.source.end)
                related.append(Related(Location(*place), "and read here in the same way"))
            refused = first.partition.require_filter and first.said.why in ("", "or")
            yield self.finding(
                path,
                span,
                _message(statement, first, refused),
                kind=_kind(statement, first),
                severity=Severity.HIGH if refused else None,
                confidence=Confidence.MEDIUM if first.said.kind == "defeated" else Confidence.HIGH,
                related=related,
                anchor=f"scan:{first.table.name}",
            )


_BY_HAND = lazy_pattern(r"(^|/)(scripts?|tools|bin|examples?|samples?|demos?|notebooks?)/", 2)
"""Folders of code that a person runs now and then, who mostly wants all of a table."""
_CHANGED = lazy_pattern(r"^(last_)?(updated|modified|changed)(_(at|on|time|date|timestamp))?$|^update_time$", 2)
_HARM = "every run scans and bills all of its partitions"
_IN_VAIN = {
    "wrapped": (
        "but the filter puts the column into {what}, so BigQuery cannot leave partitions out and {harm}. Compare the "
        "column itself: `{name} >= … AND {name} < …`"
    ),
    "recast": (
        "and the filter casts it to {what}: BigQuery may not prune by that. Write `{what}({name})`, or compare "
        "`{name}` itself with a value of its own type"
    ),
    "subquery": (
        "but the filter compares it with a subquery, whose value is known only while the query runs: {harm}. Read the "
        "value into a script variable first (DECLARE … DEFAULT (SELECT …)) and compare with that"
    ),
    "columns": (
        "but the filter needs another column of the same row, so BigQuery cannot leave partitions out and {harm}. Add "
        "a bound that is constant: `{name} >= …`"
    ),
    "or": (
        "but the filter on it is one side of an OR whose other side does not limit it: {harm}. Bound `{name}` on each "
        "side, or outside the OR"
    ),
    "weak": "and the only filter on it leaves out next to nothing: {harm}. Add a condition such as `{name} >= …`",
}
"""What to say of a filter that does not prune, by why."""


def _holds_things(table: Table) -> bool:
    """Whether a table's rows change over time: it holds things rather than what happened on a day."""
    return any(_CHANGED.search(item.name) for item in table.fields)


def _kind(statement: Statement, scan: Scan) -> Kind:
    if scan.partition.require_filter:
        return "on"
    text = statement.bound.text
    if scan.key or _holds_things(scan.table) or text.source == "shell" or _BY_HAND.search(text.path):
        return "advice"
    lenient = statement.tree.statement.kind == "MERGE" and scan.use.role == "write"
    lenient = lenient or (scan.partition.unit == "RANGE" and not scan.said.why)  # such tables need not grow by the day
    return "advice" if lenient or scan.said.why == "recast" else "on"


def _message(statement: Statement, scan: Scan, refused: bool) -> str:
    kind = statement.tree.statement.kind
    name = scan.partition.column or "_PARTITIONTIME"
    table = f"`{scan.table.name}` is partitioned by `{name}`"
    if refused:
        return (
            f"{table} and requires a filter on it, which this {kind} lacks: BigQuery refuses it (“Cannot query over "
            f"table … without a filter”). Add a condition such as `{name} >= …`"
        )
    if scan.said.why:
        return f"{table}, " + _IN_VAIN[scan.said.why].format(what=scan.said.what, name=name, harm=_HARM)
    if scan.use.role == "write" and kind == "MERGE":
        return (
            f"{table}, and the ON of this MERGE does not limit it: {_HARM}. If a row never changes its `{name}`, "
            f"compare it in ON too, or bound it: `AND target.{name} >= …`"
        )
    if scan.key:
        does = "looked up" if scan.use.role == "read" else "changed"
        return (
            f"{table} and {does} by `{scan.key}` here, in every partition. Bound `{name}` where the caller knows it; a "
            "table whose rows are looked up by key is better clustered by the key than partitioned by a date"
        )
    if scan.use.role == "write":
        return f"{table}, and this {kind} has no condition on it: {_HARM}. Add `AND {name} >= …` (or `=`) to its WHERE"
    if scan.beside:
        return (
            f"{table}, but the filter bounds `{scan.beside}`, which prunes nothing: {_HARM}. Bound `{name}` as well, "
            f"or partition by `{scan.beside}`"
        )
    return f"{table} and read here without a filter on it: {_HARM}. Add a condition such as `{name} >= …`"
