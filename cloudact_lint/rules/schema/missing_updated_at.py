"""CA405: rows that code changes, and nothing tells when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Related, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_changes

if TYPE_CHECKING:
    from cloudact_lint.facts.sql_model import Set
    from cloudact_lint.project.catalog.table import Definition, Table
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.sql.bound import Bound

_SHOWN = 3
"""How many statements are shown."""
_TIMES = ("TIMESTAMP", "DATETIME")


class MissingUpdatedAt(Rule):
    """Looks for a change-time column in every table that SQL updates."""

    meta = RuleMeta(
        code="CA405",
        slug="missing-updated-at",
        summary="a table that code UPDATEs or MERGEs has no column for the time of change",
        severity=Severity.LOW,
        default="advice",
        languages=("schema", "sql", "python"),
        why=(
            "BigQuery keeps no time of change for a row. Without a column for it nobody can tell when a value was "
            "changed, an incremental load cannot find what is new, and a cache cannot know that it is stale."
        ),
        instead=(
            "Add `updated_at TIMESTAMP` with the default `CURRENT_TIMESTAMP()`, and set it in each UPDATE and in the "
            "WHEN MATCHED of each MERGE. Other names for it go into `change-time-columns`."
        ),
        silent=(
            "Tables that are only inserted into or deleted from; tables with one of `change-time-columns`; tables "
            "where each UPDATE sets one and the same TIMESTAMP or DATETIME column; tables whose columns cannot all be "
            "seen; changes by tests and by migrations."
        ),
        bug_hunt=(7,),
    )

    valid = _examples_changes.VALID
    invalid = _examples_changes.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each table, at its description."""
        from cloudact_lint.config.globs import matcher
        from cloudact_lint.project.sql.binder import Binder

        accepted = matcher(project.settings.change_time_columns)
        changes: dict[int, tuple[Table, list[tuple[Bound, tuple[Set, ...]]]]] = {}
        for bound in Binder.of(project).all():
            table, sets = bound.target, _sets(bound)
            if table is not None and sets and table.kind == "table" and not _elsewhere(project, bound):
                changes.setdefault(id(table), (table, []))[1].append((bound, sets))
        for table, updates in changes.values():
            definition = table.canonical
            if definition is None or table.open or not table.fields or _standard(project, table):
                continue
            if any(accepted(field.name.lower()) for field in table.fields) or _always_timed(table, updates):
                continue
            if project.asked(definition.path) or any(project.asked(_place(bound)) for bound, _ in updates):
                yield self._finding(table, definition, [bound for bound, _ in updates])

    def _finding(self, table: Table, definition: Definition, updates: Sequence[Bound]) -> Finding:
        from cloudact_lint.findings import Location

        related = []
        for bound in updates:
            target = bound.tree.target
            if target is not None:
                related.append(Location(*bound.span(target.start, target.end)))
        places = list(dict.fromkeys(related))
        count = len(places)
        also = f" and {count - 1} more statement{'s change' if count > 2 else ' changes'}" if count > 1 else " changes"
        return self.finding(
            definition.path,
            definition.schema.at,
            f"`{table.name}` has no column for the time of change, though {places[0].path}:{places[0].span.row}{also} "
            "its rows: nobody can tell when, and an incremental load misses it. Add `updated_at TIMESTAMP` and set it "
            "there",
            related=[Related(place, f"changes rows of `{table.name}`") for place in places[:_SHOWN]],
            evidence=[Evidence(table.name, "updated_at", definition.schema.at.row)],
            anchor=table.name,
        )


def _sets(bound: Bound) -> tuple[Set, ...]:
    tree = bound.tree
    if tree.statement.kind == "UPDATE":
        return tree.sets
    if tree.statement.kind == "MERGE":
        return tuple(one for when in tree.whens if when.action == "update" for one in when.sets)
    return ()


def _place(bound: Bound) -> str:
    target = bound.tree.target
    return bound.span(target.start, target.end)[0] if target is not None else ""


def _elsewhere(project: Project, bound: Bound) -> bool:
    """Whether a statement is a test's, or fills columns once in a migration."""
    path = _place(bound)
    return not path or project.is_test(path) or "migrat" in path.lower() or "backfill" in path.lower()


def _standard(project: Project, table: Table) -> bool:
    from cloudact_lint.config.globs import matches

    return matches(table.name, project.settings.standard_tables)


def _always_timed(table: Table, updates: Sequence[tuple[Bound, tuple[Set, ...]]]) -> bool:
    """Whether one column that holds a moment is set by each of the changes."""
    timed = [frozenset(_timed(table, sets)) for _, sets in updates]
    return bool(timed) and bool(frozenset.intersection(*timed))


def _timed(table: Table, sets: Sequence[Set]) -> Iterator[str]:
    for one in sets:
        field = table.field(one.column.name.rpartition(".")[2])
        if field is not None and field.type in _TIMES:
            yield field.name.lower()
