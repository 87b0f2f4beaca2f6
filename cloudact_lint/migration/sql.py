"""The statements for one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.migration import types
from cloudact_lint.migration.model import TablePlan
from cloudact_lint.migration.names import DATASET, quoted, string

_BEGINNINGS = {
    "DATE": "DATE '0001-01-01'",
    "DATETIME": "DATETIME '0001-01-01 00:00:00'",
    "TIMESTAMP": "TIMESTAMP '0001-01-01 00:00:00+00'",
    "INT64": "-9223372036854775808",
}
"""The least value of each type that a table may be partitioned by."""


class Step(NamedTuple):
    """A statement, without a semicolon; ``only_if`` is a query without rows where it must not run."""

    statement: str
    only_if: str = ""


class Where(NamedTuple):
    """What names are to be written with; an empty part is left to the job that runs the script."""

    project: str = ""
    dataset: str = ""
    loop: bool = False
    """The dataset is that of a loop, and it may lack the table."""

    def path(self, name: str) -> str:
        """The table's name."""
        return f"{self._folder()}{quoted(name)}"

    def view(self, name: str) -> str:
        """A view of the dataset's INFORMATION_SCHEMA."""
        return f"{self._folder()}INFORMATION_SCHEMA.{name}"

    def _folder(self) -> str:
        dataset = f"`{DATASET}`" if self.loop else quoted(self.dataset)
        parts = [quoted(self.project), dataset] if dataset else []
        return "".join(f"{part}." for part in parts if part)


def steps(plan: TablePlan, where: Where) -> Iterator[Step]:
    """What is to be run for a table, in order. Running it twice is running it once."""
    table = where.path(plan.name)
    exists = "IF EXISTS " if where.loop else ""
    alter = f"ALTER TABLE {exists}{table}"
    if plan.added:
        yield Step(f"{alter}\n" + ",\n".join(f"  ADD COLUMN IF NOT EXISTS {_added(item)}" for item in plan.added))
    if plan.defaults:
        yield Step(_columns(alter, exists, [(name, f"SET DEFAULT {text.strip()}") for name, text in plan.defaults]))
    for name in plan.relaxed:
        # BigQuery refuses to drop what is not there, so a second run must not ask.
        yield Step(
            f"{alter}\n  ALTER COLUMN {quoted(name)} DROP NOT NULL",
            _column(plan, where, name, "is_nullable = 'NO'"),
        )
    for change in plan.retyped:
        name, kind = change.new.name, types.spelled(change.new, bare=True)
        yield Step(
            f"{alter}\n  ALTER COLUMN {quoted(name)} SET DATA TYPE {_undescribed(change.new)}",
            _column(plan, where, name, f"data_type != {string(kind)}"),
        )
    if plan.described:
        said = [(name, f"SET OPTIONS (description = {string(text)})") for name, text in plan.described]
        yield Step(_columns(alter, exists, said))
    if plan.description:
        yield Step(f"{alter}\n  SET OPTIONS (description = {string(plan.description)})")
    if plan.fills:
        there = f"SELECT 1 FROM {where.view('TABLES')} WHERE table_name = {string(plan.name)}" if where.loop else ""
        yield Step(_update(plan, table), there)


def _added(item: Field) -> str:
    about = f" OPTIONS (description = {string(item.description)})" if item.description else ""
    return f"{quoted(item.name)} {types.spelled(item)}{about}"


def _columns(alter: str, exists: str, said: Sequence[tuple[str, str]]) -> str:
    """One statement for all columns: BigQuery takes five changes of a table in ten seconds."""
    return f"{alter}\n" + ",\n".join(f"  ALTER COLUMN {exists}{quoted(name)} {text}" for name, text in said)


def _column(plan: TablePlan, where: Where, name: str, condition: str) -> str:
    return (
        f"SELECT 1 FROM {where.view('COLUMNS')}\n"
        f"  WHERE table_name = {string(plan.name)} AND column_name = {string(name)} AND {condition}"
    )


def _undescribed(item: Field) -> str:
    """The type with quoted names of fields and nothing else."""
    if item.type != "STRUCT":
        return types.spelled(item, bare=True)
    return types.spelled(_without_descriptions(item))


def _without_descriptions(item: Field) -> Field:
    return item._replace(description="", fields=tuple(_without_descriptions(inner) for inner in item.fields))


def _update(plan: TablePlan, table: str) -> str:
    pairs = [(quoted(fill.new), quoted(fill.old)) for fill in plan.fills]
    if len(pairs) == 1:
        sets = f"{pairs[0][0]} = {pairs[0][1]}"
        rows = f"{pairs[0][0]} IS NULL AND {pairs[0][1]} IS NOT NULL"
    else:  # one scan of the table for all
        sets = ",\n  ".join(f"{new} = COALESCE({new}, {old})" for new, old in pairs)
        rows = "\n  OR ".join(f"({new} IS NULL AND {old} IS NOT NULL)" for new, old in pairs)
    if plan.filter_by is None:
        return f"UPDATE {table}\nSET\n  {sets}\nWHERE\n  {rows}"
    column = "_PARTITIONTIME" if plan.filter_by[0] == "_PARTITIONTIME" else quoted(plan.filter_by[0])
    least = _BEGINNINGS.get(plan.filter_by[1], _BEGINNINGS["TIMESTAMP"])
    # The table takes no query without a filter by its partitions: this one lets all pass.
    return (
        f"UPDATE {table}\nSET\n  {sets}\nWHERE\n  ({column} >= {least} OR {column} IS NULL)\n  AND (\n  {rows}\n  )"
    )
