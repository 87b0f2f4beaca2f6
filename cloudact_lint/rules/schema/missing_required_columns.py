"""CA401: a table without columns that tables of its family have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Location, Related, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_required

if TYPE_CHECKING:
    from cloudact_lint.config.settings import ColumnFamily, FamilyColumn
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.schema._described import Described

_SIBLINGS = 2
"""How many tables that do have the columns are shown."""


class MissingRequiredColumns(Rule):
    """Compares tables with the column families that the configuration gives them."""

    meta = RuleMeta(
        code="CA401",
        slug="missing-required-columns",
        summary="a table lacks columns that its family of tables must have",
        severity=Severity.MEDIUM,
        default="on",
        languages=("schema",),
        why=(
            "Queries over a family of tables name the same columns in each: UNIONs, views, stored procedures and "
            "lineage checks. The one table that lacks them makes the query fail with `Unrecognized name`, or is "
            "left out, and nobody can say which run wrote its rows or whose costs they are."
        ),
        instead=(
            "Add the columns to the schema file and to the tables made from it, with `ALTER TABLE … ADD COLUMN IF "
            "NOT EXISTS`. BigQuery adds no REQUIRED column to a table that exists: add it as NULLABLE there, and "
            "fill it. A table that does not belong to the family goes into the family's `except`."
        ),
        silent=(
            "Without `column-families` in the configuration; families with `required: false`; views; tables whose "
            "columns cannot all be seen. Advice only: columns that are there, and NULLABLE where REQUIRED is asked."
        ),
        references=(
            "https://cloud.google.com/bigquery/docs/managing-table-schemas#add_empty_column",
        ),
        needs=("column-families",),
        bug_hunt=(2, 4),
    )

    valid = _examples_required.VALID
    invalid = _examples_required.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Every family with every table it names."""
        from cloudact_lint.config.globs import matcher
        from cloudact_lint.rules.schema._described import described

        for family in project.settings.column_families:
            if not family.required or not family.tables:
                continue
            belongs, left_out = matcher(family.tables), matcher(family.except_)
            tables = [
                item for item in described(project)
                if belongs(item.name.lower()) and not left_out(item.name.lower()) and not item.definition.schema.open
            ]
            for item in tables:
                if project.asked(item.path):
                    yield from self._compared(family, item, tables)

    def _compared(self, family: ColumnFamily, item: Described, tables: Sequence[Described]) -> Iterator[Finding]:
        have = {field.name.lower(): field for field in item.fields}
        missing = [column for column in family.columns if _find(column.name, have) is None]
        other = [(column, field) for column in family.columns if (field := _find(column.name, have)) is not None]
        wrong = [pair for pair in other if pair[0].type and pair[1].type and pair[0].type != pair[1].type]
        loose = [pair for pair in other if pair not in wrong and pair[0].mode and pair[0].mode != pair[1].mode]
        if not (missing or wrong or loose):
            return
        parts = list(_sentences(missing, wrong, loose))
        message = f"`{item.name}` {' and '.join(parts)}, as the column family `{family.name}` wants: {_harm(missing)}"
        first = wrong[0][1].at if wrong and not missing else loose[0][1].at if loose and not missing else None
        span = first or item.definition.schema.at
        yield self.finding(
            item.path,
            span,
            message + _added_note(item, missing),
            kind="on" if missing or wrong else "advice",
            severity=None if missing or wrong else Severity.LOW,
            related=[*_added(item, missing), *_siblings(family, item, tables)],
            evidence=[
                *(Evidence(item.name, column.name, span.row) for column in missing),
                *(Evidence(item.name, field.name, field.at.row) for _, field in (*wrong, *loose)),
            ],
            anchor=f"{item.name}:{family.name}",
        )


def _find(name: str, have: dict[str, Field]) -> Field | None:
    """The field with this name, dotted for one of a RECORD."""
    head, _, rest = name.lower().partition(".")
    field = have.get(head)
    return _find(rest, {f.name.lower(): f for f in field.fields}) if rest and field is not None else field


def _sentences(
    missing: Sequence[FamilyColumn],
    wrong: Sequence[tuple[FamilyColumn, Field]],
    loose: Sequence[tuple[FamilyColumn, Field]],
) -> Iterator[str]:
    if missing:
        kinds = dict.fromkeys((column.type, column.mode) for column in missing)
        groups = ((_list([c.name for c in missing if (c.type, c.mode) == kind]), *kind) for kind in kinds)
        listed = "; ".join(" ".join(filter(None, group)) for group in groups)
        yield f"lacks the column{'s' if len(missing) > 1 else ''} {listed}"
    if wrong:
        yield "has " + ", ".join(f"`{field.name}` as {field.type}, not {column.type}" for column, field in wrong)
    if loose:
        yield "has " + ", ".join(f"`{field.name}` {field.mode}, not {column.mode}" for column, field in loose)


def _list(names: Sequence[str]) -> str:
    from cloudact_lint.rules.schema._compact import compact
    from cloudact_lint.rules.schema._described import named

    return named(compact(names))


def _harm(missing: Sequence[FamilyColumn]) -> str:
    if not missing:
        return "queries and writers that rely on the family go wrong here"
    one = len(missing) == 1
    return f"queries that name {'it' if one else 'them'} in all tables of the family fail here"


def _added_note(item: Described, missing: Sequence[FamilyColumn]) -> str:
    count = sum(item.table.added_column(column.name) is not None for column in missing)
    if not count:
        return ""
    which = "it" if len(missing) == 1 else "them" if count == len(missing) else f"{count} of them"
    return f". An ALTER TABLE adds {which} to tables that exist; those made from this schema lack {which} still"


def _added(item: Described, missing: Sequence[FamilyColumn]) -> Iterator[Related]:
    for column in missing:
        added = item.table.added_column(column.name)
        if added is not None:
            yield Related(Location(added.path, added.field.at), f"an ALTER TABLE adds `{column.name}` and more")
            return


def _siblings(family: ColumnFamily, item: Described, tables: Sequence[Described]) -> Iterator[Related]:
    """Tables of the family that have all of its columns: where to copy them from."""
    shown = 0
    for other in tables:
        have = {field.name.lower(): field for field in other.fields}
        fields = [_find(column.name, have) for column in family.columns]
        if other is item or fields[0] is None or None in fields or shown == _SIBLINGS:
            continue
        shown += 1
        yield Related(other.definition.place(fields[0].at), f"`{other.name}` has them")
