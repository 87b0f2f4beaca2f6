"""What the configuration wants of tables beyond their schema files: families of columns, no deprecated ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from cloudact_lint.config.globs import matches
from cloudact_lint.config.settings import ColumnFamily, DeprecatedColumn, FamilyColumn, Settings
from cloudact_lint.facts.schema_model import Field
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.migration import differ, types
from cloudact_lint.migration.model import CLUSTERING, PARTITION, Fill, Shape, TablePlan

_ONE_NAME = lazy_pattern(r"[^\W\d]\w*")
_MOST_CLUSTERING = 4


def missing_columns(settings: Settings, table: Shape, siblings: Sequence[Shape]) -> TablePlan:
    """The steps that give ``table`` what the configuration asks for; ``siblings`` may tell types."""
    plan = TablePlan(table.name, table.parts)
    plan.filter_by = differ.partition_filter(table)
    planned = {item.name.lower() for item in table.fields}
    for family in settings.column_families:
        if family.required and applies(family, table.name):
            for column in family.columns:
                present = table.column(column.name)
                if present is not None:
                    _other_type(plan, table, present, column)
                elif column.name.lower() not in planned:
                    planned.add(column.name.lower())
                    _family_column(plan, family, column, table, siblings)
    old_ones = []
    for old in deprecated_of(settings, table):
        name = successor(old)
        before = table.column(old.name)
        if before is None:
            continue
        if name and name.lower() not in planned:
            planned.add(name.lower())
            differ.add(plan, before._replace(name=name, mode=_addable(before.mode), description="", default=""))
        old_ones.append(f"`{before.name}` (use {old.use})")
    if old_ones:
        it = "it" if len(old_ones) == 1 else "them"
        plan.person.append(
            f"still has the deprecated {', '.join(old_ones)}: ALTER TABLE … DROP COLUMN deletes {it} "
            f"with the data, once nothing reads {it} any more"
        )
    _layout(plan, table, planned)
    return plan


def applies(rule: ColumnFamily | DeprecatedColumn, name: str) -> bool:
    """Whether a family or a deprecation speaks of the table of this name."""
    name = name.lower()
    everywhere = isinstance(rule, DeprecatedColumn) and not rule.tables
    return (everywhere or matches(name, rule.tables)) and not matches(name, rule.except_)


def deprecated_of(settings: Settings, table: Shape) -> Iterable[DeprecatedColumn]:
    """The deprecations that speak of a table, in the order of its columns."""
    rules = {rule.name.lower(): rule for rule in settings.deprecated_columns if applies(rule, table.name)}
    return [rules[item.name.lower()] for item in table.fields if item.name.lower() in rules]


def successor(rule: DeprecatedColumn) -> str:
    """The one column that takes the place of a deprecated one; empty if it is said in words."""
    use = rule.use.strip().strip("`")
    return use if _ONE_NAME.fullmatch(use) else ""


def fills(settings: Settings, table: Shape, plan: TablePlan) -> None:
    """Plan the UPDATE that fills new columns from the deprecated ones that they replace."""
    there = {item.name.lower(): item for item in table.fields}
    there.update((item.name.lower(), item) for item in plan.added)
    rules = {rule.name.lower(): rule for rule in settings.deprecated_columns if applies(rule, table.name)}
    pairs = [(item, successor(rules[item.name.lower()])) for item in table.fields if item.name.lower() in rules]
    wanted = Counter(name.lower() for _, name in pairs if name)
    for old, name in pairs:
        new = there.get(name.lower())
        if new is None or new.name.lower() == old.name.lower():
            continue
        if wanted[name.lower()] > 1:
            plan.person.append(f"`{new.name}` replaces several columns, `{old.name}` among them: fill it by hand")
        elif not types.same(old, new) or old.mode == "REPEATED" or old.type in ("STRUCT", "JSON", "GEOGRAPHY"):
            plan.person.append(
                f"`{new.name}` ({types.spelled(new, bare=True)}) is not filled from `{old.name}` "
                f"({types.spelled(old, bare=True)}): only columns of one plain type are"
            )
        else:
            plan.fills.append(Fill(old.name, new.name))


def _other_type(plan: TablePlan, table: Shape, present: Field, column: FamilyColumn) -> None:
    if column.type and present.type and column.type != present.type and column.type != "STRUCT":
        is_key = table.partition is not None and table.partition.column.lower() == present.name.lower()
        differ.retype(plan, present, present._replace(type=column.type, parameters="", fields=()), is_key)


def _family_column(
    plan: TablePlan, family: ColumnFamily, column: FamilyColumn, table: Shape, siblings: Sequence[Shape]
) -> None:
    if "." in column.name:
        if not _has_path(table.fields, column.name):
            plan.person.append(f"`{column.name}` is missing inside a RECORD: {differ.BY_API}, as NULLABLE")
        return
    like = _elsewhere(column, siblings)
    if not column.type and like is None:
        plan.person.append(
            f"`{column.name}` of the family {family.name} is missing, and nothing says its type: "
            f"write '{column.name} TYPE' in column-families"
        )
        return
    item = like or Field(column.name, column.type, "NULLABLE", "", "", (), "", types.NOWHERE, types.NOWHERE)
    differ.add(plan, item._replace(name=column.name, mode=column.mode or _addable(item.mode), default=""))


def _has_path(fields: Sequence[Field], path: str) -> bool:
    head, _, rest = path.lower().partition(".")
    found = next((item for item in fields if item.name.lower() == head), None)
    return found is not None and (not rest or _has_path(found.fields, rest))


def _elsewhere(column: FamilyColumn, siblings: Sequence[Shape]) -> Field | None:
    """The column as other tables have it, if they all agree and it fits what the family says."""
    found = [item for table in siblings if (item := table.column(column.name)) is not None]
    found = [item for item in found if not column.type or item.type == column.type]
    if not found or not all(types.same(found[0], item) for item in found):
        return None
    about = {item.description for item in found if item.description}
    return found[0]._replace(description=about.pop() if len(about) == 1 else "")


def _addable(mode: str) -> str:
    return "REPEATED" if mode == "REPEATED" else "NULLABLE"


def _layout(plan: TablePlan, table: Shape, planned: set[str]) -> None:
    """Clustering and partitioning by what is not there: nothing that a column would cure by itself."""
    if CLUSTERING in table.known:
        for name in table.cluster:
            if name.lower() not in planned:
                plan.person.append(
                    f"is clustered by `{name}`, which it does not have: add the column to the schema, "
                    "or take it out of the clustering (`bq update --clustering_fields=…`)"
                )
        if len(table.cluster) > _MOST_CLUSTERING:
            plan.person.append(f"is clustered by {len(table.cluster)} columns; BigQuery takes {_MOST_CLUSTERING}")
    column = table.partition.column if table.partition and PARTITION in table.known else ""
    if column and column.lower() not in planned:
        plan.person.append(
            f"is partitioned by `{column}`, which it does not have: no statement changes the partitioning of a table"
        )
