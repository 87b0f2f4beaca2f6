"""CA409: a key that may be NULL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cloudact_lint.findings import Evidence, Finding, Location, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_nullable

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.facts.sql_model import Sx
    from cloudact_lint.project.catalog.table import Table
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.sql.bound import Bound
    from cloudact_lint.rules.schema._described import Described

_DEAD_LETTERS = lazy_pattern(
    r"(?i).*(?:dlq|dead_?letters?|errors?|failures|staging|_stg|_tmp).*|(?:stg|tmp|staging)_.*"
)
"""Tables that take whatever comes."""
_SHOWN = 2
"""How many MERGE statements are shown."""


class NullableKey(Rule):
    """Looks at the keys of every table: its own, the tenant's, and those that MERGE compares."""

    meta = RuleMeta(
        code="CA409",
        slug="nullable-key",
        summary="a key column (the first *_id, the tenant column, a MERGE key) is NULLABLE",
        severity=Severity.MEDIUM,
        default="advice",
        languages=("schema", "sql", "python"),
        why=(
            "NULL equals nothing: a MERGE inserts such a row again with each run, a JOIN drops it, and a filter by "
            "tenant never shows it. BigQuery enforces no key; REQUIRED is the one thing it does enforce."
        ),
        instead=(
            "Make the column REQUIRED (NOT NULL). BigQuery does not tighten a table that exists: make a new one from "
            "the rows that have the key, and fix the writers that left it empty."
        ),
        silent=(
            "Schemas that say REQUIRED of no column at all and are made from a query (`schema.yaml`, dbt): its results "
            "are always NULLABLE; `standard-tables`; a first `*_id` behind other NULLABLE columns that is not named "
            "after its table; that of append-only, staging and dead-letter tables; keys that the MERGE wraps in "
            "COALESCE or IFNULL."
        ),
        bug_hunt=(21,),
    )

    valid = _examples_nullable.VALID
    invalid = _examples_nullable.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each table."""
        from cloudact_lint.config.globs import matcher
        from cloudact_lint.rules.schema._described import own

        append_only = matcher(project.settings.append_only_tables)
        tenant = project.settings.tenant_column.lower()
        merged = _merged(project)
        for item in own(project):
            schema = item.definition.schema
            if schema.form == "yaml" and not any(field.mode == "REQUIRED" for field in schema.fields):
                continue
            keys = merged.get(id(item.table), {})
            keyless = append_only(item.name.lower()) or _DEAD_LETTERS.fullmatch(item.name) is not None
            found = list(_keys(item, tenant, keys, None if keyless else _first_id(item, tenant)))
            if found and project.asked(item.path):
                yield self._finding(item, found, keys)

    def _finding(
        self, item: Described, found: Sequence[tuple[Field, str]], keys: dict[str, list[Location]]
    ) -> Finding:
        listed = ", ".join(f"`{field.name}` ({why})" for field, why in found)
        one = len(found) == 1
        places = [place for field, _ in found for place in keys.get(field.name.lower(), [])]
        return self.finding(
            item.path,
            found[0][0].at,
            f"key{'' if one else 's'} of `{item.name}` {'is' if one else 'are'} NULLABLE: {listed}. A row without "
            f"{'it' if one else 'them'} matches nothing: MERGE inserts it again, JOIN drops it. Make "
            f"{'it' if one else 'them'} REQUIRED",
            related=[
                *(Related(place, f"this MERGE compares keys of `{item.name}`") for place in places[:_SHOWN]),
                *(Related(item.definition.place(field.at), f"`{field.name}`: {why}") for field, why in found[1:]),
            ],
            evidence=[Evidence(item.name, field.name, field.at.row) for field, _ in found],
            anchor=f"{item.name}:{','.join(field.name for field, _ in found)}",
        )


def _keys(
    item: Described, tenant: str, merged: dict[str, list[Location]], first: Field | None
) -> Iterator[tuple[Field, str]]:
    """The NULLABLE keys of a table, with what makes each a key."""
    for field in item.fields:
        name = field.name.lower()
        if field.mode != "NULLABLE" or field.default:
            continue
        if name == tenant:
            yield field, "the tenant"
        elif name in merged:
            yield field, "compared by MERGE"
        elif field is first:
            yield field, "the id" if name == "id" else "the first `*_id`"


def _first_id(item: Described, tenant: str) -> Field | None:
    """The column that is the table's own key by name and place."""
    from cloudact_lint.rules.schema._described import words

    before: list[Field] = []
    for field in item.fields:
        name = field.name.lower()
        if name == "id" or name.endswith("_id"):
            stem = {word.rstrip("s") for word in words(name.removesuffix("_id"))}
            named_after = bool(stem) and stem <= {word.rstrip("s") for word in words(item.name)}
            leading = all(other.mode == "REQUIRED" or other.name.lower() == tenant for other in before)
            return field if leading or named_after else None
        before.append(field)
    return None


def _merged(project: Project) -> dict[int, dict[str, list[Location]]]:
    """By table, the columns that MERGE statements compare with ``=``, and where."""
    from cloudact_lint.project.sql.binder import Binder

    found: dict[int, dict[str, list[Location]]] = {}
    for bound in Binder.of(project).all():
        tree = bound.tree
        if tree.statement.kind != "MERGE" or bound.target is None or tree.where is None:
            continue
        for column, start, end in _compared(bound, tree.where, bound.target):
            path, span = bound.span(start, end)
            if path and not project.is_test(path):
                found.setdefault(id(bound.target), {}).setdefault(column, []).append(Location(path, span))
    return found


def _compared(bound: Bound, condition: Sx, table: Table) -> Iterator[tuple[str, int, int]]:
    """Columns of ``table`` that stand bare on a side of ``=``, in a condition that is ANDed."""
    if condition.kind == "op" and condition.name == "AND":
        for part in condition.args:
            yield from _compared(bound, part, table)
    elif condition.kind == "op" and condition.name == "=":
        for side in condition.args:
            use = bound.use_of(side) if side.kind == "column" else None
            if use is not None and use.table is table and use.field is not None:
                yield use.field.name.lower(), side.start, side.end
