"""CA216: a subquery that numbers rows so that the query around it can keep the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Location, Related, Severity
from cloudact_lint.project.sql.outline import (
    Level,
    Statement,
    called,
    conjuncts,
    distinct,
    expressions,
    statements,
    walk,
)
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.query._examples_order import LATEST_INVALID, LATEST_VALID

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Output, Source, Sx
    from cloudact_lint.project.project import Project
_NUMBERING = frozenset(("ROW_NUMBER", "RANK", "DENSE_RANK"))


class LatestRowByRowNumber(Rule):
    """Follows the number from the subquery or CTE to the filter ``= 1``."""

    meta = RuleMeta(
        code="CA216",
        slug="latest-row-by-row-number",
        summary="the latest row of a group by numbering all rows in a subquery",
        severity=Severity.LOW,
        default="on",
        languages=("sql", "python", "typescript", "yaml", "shell", "notebook"),
        why=(
            "To find one row for each key, the inner query numbers all of them, carries the number along as a column "
            "(which then has to be dropped again) and leaves the choice to a query around it. `QUALIFY` filters where "
            "the number is made. Where groups are large, `ARRAY_AGG(t ORDER BY … LIMIT 1)` is cheaper still: it keeps "
            "one row for each key while it reads, where a window function sorts every group as a whole."
        ),
        instead=(
            "```sql\n"
            "SELECT * FROM orders\n"
            "QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_at DESC) = 1\n"
            "```\n\n"
            "or `SELECT latest.* FROM (SELECT ARRAY_AGG(o ORDER BY ordered_at DESC LIMIT 1)[OFFSET(0)] AS latest "
            "FROM orders AS o GROUP BY customer_id)`."
        ),
        silent=(
            "QUALIFY; a number that is used for anything else too; other numbers than 1; a CTE that others read as "
            "well; filters that stand in an ON."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#qualify_clause",
            "https://cloud.google.com/bigquery/docs/reference/standard-sql/aggregate_functions#array_agg",
        ),
    )
    valid = LATEST_VALID
    invalid = LATEST_INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every numbering column of a subquery or CTE."""
        return distinct(item for statement in statements(project) for item in self._of(statement))

    def _of(self, statement: Statement) -> Iterator[Finding]:
        for level in statement.outline.levels:
            if level.role not in ("from", "cte") or level.query.qualify is not None or level.query.limit is not None:
                continue
            for output in level.query.outputs:
                if not output.name or not _numbers(output.value):
                    continue
                reader = _only_reader(statement, level)
                kept = _first_kept(reader, output.name) if reader is not None else None
                if kept is not None and reader is not None and not _used_elsewhere(reader, output.name, kept):
                    yield self._latest(statement, output, kept)

    def _latest(self, statement: Statement, output: Output, kept: Sx) -> Finding:
        function = output.value.args[0].name
        best = ", or for large groups take `ARRAY_AGG(… ORDER BY … LIMIT 1)[OFFSET(0)]`"
        best = best if function == "ROW_NUMBER" else ""
        path, span = statement.bound.span(output.start, output.end)
        place = statement.bound.span(kept.start, kept.end)
        return self.finding(
            path,
            span,
            f"{function}() numbers every row only for the query around it to keep `{output.name} = 1`. Filter here "
            f"with `QUALIFY {function}() OVER (…) = 1`{best}",
            related=[Related(Location(*place), "the filter")],
            anchor=f"latest:{output.name.lower()}",
        )


def _numbers(value: Sx) -> bool:
    """ROW_NUMBER() OVER (PARTITION BY … ORDER BY …)."""
    if value.kind != "window" or not value.args or value.args[0].kind != "call":
        return False
    kinds = {arg.kind for arg in value.args[1:]}
    return value.args[0].name in _NUMBERING and "order" in kinds


def _only_reader(statement: Statement, level: Level) -> tuple[Level, Source] | None:
    if level.role == "from":
        return (level.parent, level.source) if level.parent is not None and level.source is not None else None
    uses = statement.outline.references.get(id(level.cte), ()) if level.cte is not None else ()
    return next(iter(uses)) if len(uses) == 1 else None


def _first_kept(reader: tuple[Level, Source], name: str) -> Sx | None:
    """The condition ``name = 1`` in the WHERE of the reader."""
    level, source = reader
    if source.join not in ("", "JOIN", "CROSS", ","):
        return None
    for condition in conjuncts(level.query.where):
        if condition.kind == "op" and condition.name == "=" and len(condition.args) == 2:
            one, two = condition.args
            if one.kind == "number":
                one, two = two, one
            if two.kind == "number" and two.name == "1" and _is(one, name, source):
                return condition
    return None


def _is(value: Sx, name: str, source: Source) -> bool:
    qualifier, _, last = value.name.lower().rpartition(".")
    return value.kind == "column" and last == name.lower() and (not qualifier or qualifier in called(source))


def _used_elsewhere(reader: tuple[Level, Source], name: str, kept: Sx) -> bool:
    """Whether the number serves for anything but the filter."""
    level, source = reader
    if len(level.query.sources) > 1:
        return True  # a join: QUALIFY would have to move into a subquery of its own anyway
    inside = {id(node) for node in walk(kept)}
    return any(
        id(node) not in inside and _is(node, name, source) for value in expressions(level.query) for node in walk(value)
    )
