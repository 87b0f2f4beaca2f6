"""From a table as it is and as it should be to the steps between."""

from __future__ import annotations

from collections.abc import Sequence

from cloudact_lint.facts.schema_model import Field, Partition
from cloudact_lint.migration import types
from cloudact_lint.migration.expressions import is_expression, same_expression
from cloudact_lint.migration.model import CLUSTERING, DEFAULTS, DESCRIPTIONS, PARTITION, Retyped, Shape, TablePlan

_DROP = "nothing is dropped; ALTER TABLE … DROP COLUMN would delete the data"
BY_API = "ALTER TABLE cannot; `bq update` with the whole schema file can"


def compare(old: Shape, new: Shape) -> TablePlan:
    """The steps that make ``old`` what ``new`` is."""
    plan = TablePlan(new.name, old.parts or new.parts)
    known = old.known & new.known
    kept = {item.name.lower() for item in new.fields}
    before = {item.name.lower(): item for item in old.fields}
    keys = {new.partition.column.lower()} if new.partition else set()
    keys |= {old.partition.column.lower()} if old.partition else set()
    seen: set[str] = set()
    for item in new.fields:
        name = item.name.lower()
        if name in seen:
            continue  # CA417 says so
        seen.add(name)
        if name not in before:
            add(plan, item)
        else:
            _column(plan, before[name], item, known, name in keys)
    gone = [f"`{item.name}`" for item in old.fields if item.name.lower() not in kept]
    if gone:
        plan.person.append(f"{_list(gone)} {_are(gone)} no longer wanted: {_DROP}")
    if DESCRIPTIONS in known and new.description and new.description != old.description:
        plan.description = new.description
    _layout(plan, old, new, known)
    plan.filter_by = partition_filter(new if new.partition else old)
    return plan


def add(plan: TablePlan, item: Field) -> None:
    """Plan a column that the table does not have yet."""
    problems = list(types.faults(item))
    if problems:
        plan.person.append(f"`{item.name}` cannot be added: {'; '.join(problems)}")
        return
    plan.added.append(item)
    if item.mode == "REQUIRED":
        plan.person.append(
            f"`{item.name}` is REQUIRED in the schema, but BigQuery adds no REQUIRED column to a table that is there: "
            "it is added NULLABLE. Relax the schema file, or make a new table"
        )
    if item.default:
        _default(plan, item)


def _default(plan: TablePlan, item: Field) -> None:
    if is_expression(item.default):
        plan.defaults.append((item.name, item.default))
    else:
        plan.person.append(f"the default of `{item.name}` is not one expression: {item.default!r}; set it by hand")


def _column(plan: TablePlan, old: Field, new: Field, known: frozenset[str], is_key: bool) -> None:
    """A column that both sides have."""
    if not types.same(old, new):
        retype(plan, old, new, is_key)
    elif new.type == "STRUCT" and DESCRIPTIONS in known and _nested_descriptions(old, new):
        plan.person.append(f"descriptions of fields inside `{new.name}` differ: {BY_API}")
    if old.mode == "REQUIRED" and new.mode == "NULLABLE":
        plan.relaxed.append(new.name)
    elif old.mode == "NULLABLE" and new.mode == "REQUIRED":
        plan.person.append(
            f"`{new.name}` is NULLABLE and the schema wants it REQUIRED: BigQuery only goes the other way. "
            "Relax the schema file, or make a new table"
        )
    if DEFAULTS in known and not same_expression(old.default, new.default):
        if new.default:
            _default(plan, new)
        else:
            plan.person.append(
                f"`{new.name}` has the default {old.default} and the schema has none: "
                f"ALTER COLUMN … DROP DEFAULT, if that is meant"
            )
    if DESCRIPTIONS in known and new.description and new.description != old.description:
        plan.described.append((new.name, new.description))


def retype(plan: TablePlan, old: Field, new: Field, is_key: bool) -> None:
    """Plan another type for a column that is there; ``is_key``: the table is partitioned by it."""
    before, after = types.spelled(old, bare=True), types.spelled(new, bare=True)
    what = f"`{new.name}` is {before} and should be {after}"
    problems = list(types.faults(new))
    if problems:
        plan.person.append(f"`{new.name}` cannot be changed: {'; '.join(problems)}")
    elif old.type == new.type == "STRUCT" and old.mode == new.mode:
        _struct(plan, old, new)
    elif not types.widening(old, new):
        narrower = types.widening(new, old)
        why = "a narrower type, which may not hold what is there" if narrower else "which BigQuery does not do"
        plan.person.append(f"{what}, {why}: add a new column, or write the table anew with a CAST")
    elif is_key:
        plan.person.append(f"{what}, but the table is partitioned by it: write the table anew")
    else:
        plan.retyped.append(Retyped(old, new))
        if types.rounds(old, new):
            plan.notes.append(f"{what}: FLOAT64 keeps about 15 digits, longer numbers are rounded")


def _struct(plan: TablePlan, old: Field, new: Field) -> None:
    """Fields inside a RECORD: types may become wider, all else is beyond ALTER TABLE."""
    if types.widening(old, new):
        plan.retyped.append(Retyped(old, new))
        if types.rounds(old, new):
            plan.notes.append(f"fields of `{new.name}` become FLOAT64, which keeps about 15 digits")
        return
    before, after = dict(_flat(old)), dict(_flat(new))
    missing = [f"`{name}`" for name in after if name not in before]
    gone = [f"`{name}`" for name in before if name not in after]
    other = [f"`{name}`" for name, item in after.items() if name in before and not _alike(before[name], item)]
    if missing:
        plan.person.append(f"{_list(missing)} {_are(missing)} missing inside `{new.name}`: {BY_API}, as NULLABLE")
    if gone:
        plan.person.append(f"{_list(gone)} {_are(gone)} no longer wanted inside `{new.name}`: nothing is dropped")
    if other:
        plan.person.append(f"{_list(other)} inside `{new.name}` should have another type: write the table anew")


def _flat(item: Field, prefix: str = "", depth: int = 0) -> list[tuple[str, Field]]:
    found = []
    for inner in item.fields:
        name = f"{prefix or item.name}.{inner.name}"
        found.append((name.lower(), inner))
        if depth < types.DEPTH:
            found += _flat(inner, name, depth + 1)
    return found


def _alike(old: Field, new: Field) -> bool:
    """The same type, whatever is inside."""
    if old.type == new.type == "STRUCT":
        return (old.mode == "REPEATED") == (new.mode == "REPEATED")
    return types.same(old, new)


def _nested_descriptions(old: Field, new: Field) -> bool:
    before = dict(_flat(old))
    return any(
        item.description and name in before and item.description != before[name].description
        for name, item in _flat(new)
    )


# Partitioning and clustering -------------------------------------------------------------


def _layout(plan: TablePlan, old: Shape, new: Shape, known: frozenset[str]) -> None:
    if PARTITION in known and _key(old.partition) != _key(new.partition):
        plan.person.append(
            f"is partitioned {_by(old.partition)} and should be {_by(new.partition)}: "
            "no statement changes that; make a new table and copy the rows"
        )
    elif PARTITION in known and old.partition and new.partition:
        _partition_options(plan, old.partition, new.partition)
    if CLUSTERING in known and [*map(str.lower, old.cluster)] != [*map(str.lower, new.cluster)]:
        columns = ",".join(new.cluster)
        plan.person.append(
            f"is clustered {_by_columns(old.cluster)} and should be {_by_columns(new.cluster)}: "
            f"no SQL changes that; `bq update --clustering_fields={columns}` does, for rows written from then on"
        )


def _key(partition: Partition | None) -> tuple[str, str] | None:
    return (partition.column.lower(), partition.unit) if partition else None


def _partition_options(plan: TablePlan, old: Partition, new: Partition) -> None:
    if old.expiration_days != new.expiration_days:
        plan.person.append(
            f"partitions expire {_after(old)} and should {_after(new)}: an earlier end deletes rows at once; "
            "ALTER TABLE … SET OPTIONS (partition_expiration_days = …), if that is meant"
        )
    if old.require_filter != new.require_filter:
        plan.person.append(
            f"require_partition_filter should be {str(new.require_filter).lower()}: queries without a filter "
            "would fail or no longer fail; ALTER TABLE … SET OPTIONS (require_partition_filter = …)"
        )


def _after(partition: Partition) -> str:
    return "never" if partition.expiration_days is None else f"after {partition.expiration_days:g} days"


def _by(partition: Partition | None) -> str:
    if partition is None:
        return "not at all"
    return f"by {partition.unit} of `{partition.column}`" if partition.column else f"by {partition.unit} of ingestion"


def _by_columns(columns: Sequence[str]) -> str:
    return "by " + ", ".join(f"`{column}`" for column in columns) if columns else "not at all"


def partition_filter(table: Shape) -> tuple[str, str] | None:
    """The column and type that queries of the table must filter by, if they must."""
    partition = table.partition
    if partition is None or not partition.require_filter:
        return None
    if not partition.column:
        return "_PARTITIONTIME", "TIMESTAMP"
    column = table.column(partition.column)
    return (partition.column, column.type) if column else None


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
