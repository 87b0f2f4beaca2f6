"""How a schema written in code differs from the table's schema file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloudact_lint.lazy import lazy_pattern

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.catalog.table import Definition, Table
    from cloudact_lint.project.project import Project

FILES = frozenset({"list", "fields", "schema", "schemas", "table", "yaml"})
"""Forms of descriptions that stand in a file of their own."""
_PASSING = lazy_pattern(r"(?i)(?:^|_)(?:te?mp|tmp|staging|stage|stg|scratch|backup|bak|old|dlq|test)(?:_|\d|$)")
_MAKING = frozenset({"create_table", "createTable"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a copy is not the schema. ``kind`` is unknown, missing, type or mode.

    ``here`` is the field of the copy, ``there`` that of the schema file.
    """

    kind: str
    name: str
    here: Field | None
    there: Field | None


def copies(project: Project, table: Table) -> Iterator[tuple[Definition, Definition]]:
    """The descriptions of a table in code, each with the schema file it is a copy of."""
    original = table.canonical
    if original is None or original.schema.form not in FILES or original.schema.open or table.kind != "table":
        return
    for copy in table.definitions:
        if copy.schema.form in FILES or copy.schema.open or not copy.schema.fields or project.is_test(copy.path):
            continue
        if not _PASSING.search(copy.schema.name) and _alike(copy, original):
            yield copy, original


def _alike(copy: Definition, original: Definition) -> bool:
    """Whether most columns of the shorter one are in the other: else they are two tables of one name."""
    here = {field.name.lower() for field in copy.schema.fields}
    there = {field.name.lower() for field in original.schema.fields}
    return 2 * len(here & there) > min(len(here), len(there))


def differences(project: Project, table: Table, copy: Definition, original: Definition) -> list[Difference]:
    """How a copy differs, in what BigQuery would refuse or lose; empty if it does not."""
    from cloudact_lint.project.catalog.table import flat

    here, there = dict(flat(copy.schema.fields)), dict(flat(original.schema.fields))
    added = {item.field.name.lower() for item in table.added}
    whole = _makes_the_table(project, copy) and 2 * len(here.keys() & there.keys()) >= len(there)
    found = [
        Difference("unknown", _written(name, here[name]), here[name], None)
        for name in here
        if name not in there and not _under(name, there, here)
    ]
    for name, field in there.items():
        mine = here.get(name)
        if mine is None:
            needed = field.mode == "REQUIRED" and not field.default
            holder = _holder(name)
            if (whole or needed) and name not in added and (not holder or holder in here):
                found.append(Difference("missing", _written(name, field), None, field))
        elif mine.type != field.type:
            found.append(Difference("type", _written(name, mine), mine, field))
        elif mine.mode != field.mode:
            found.append(Difference("mode", _written(name, mine), mine, field))
    return found


def equal_file(project: Project, table: Table, copy: Definition) -> Definition | None:
    """Another schema file of the table that the copy does agree with."""
    for other in table.definitions:
        if other.schema.form in FILES and not other.canonical and not differences(project, table, copy, other):
            return other
    return None


def _makes_the_table(project: Project, copy: Definition) -> bool:
    """Whether the copy is what the table is made from: then what it leaves out, the table lacks."""
    return copy.schema.form == "ddl" or not _MAKING.isdisjoint(project.records[copy.path].calls)


def _holder(name: str) -> str:
    """The RECORD that a field is in, empty for a column."""
    return name.rpartition(".")[0]


def _under(name: str, there: dict[str, Field], here: dict[str, Field]) -> bool:
    """Whether the field is in a RECORD that is itself unknown, or is none in the schema."""
    holder = _holder(name)
    return bool(holder) and (holder not in there or here[holder].type != there[holder].type)


def _written(name: str, field: Field) -> str:
    holder = _holder(name)
    return f"{holder}.{field.name}" if holder else field.name
