"""Looks names up in the relations around them, from the inside out, as BigQuery does.

Rules of scope: https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#range_variables
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.facts.sql_tokens import word_set
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.sql.bound import Result
from cloudact_lint.project.sql.relations import PSEUDO_COLUMNS, Relation

DATE_PARTS = word_set(
    "microsecond millisecond second minute hour day dayofweek dayofyear week isoweek month quarter year isoyear date "
    "time datetime nanosecond monday tuesday wednesday thursday friday saturday sunday"
)
"""Words that functions such as DATE_TRUNC take as they are."""


@dataclass(slots=True, eq=False)
class Frame:
    """The sources of one query level; ``parent`` is the query around a correlated subquery."""

    relations: list[Relation] = field(default_factory=list)
    parent: Frame | None = None
    aliases: dict[str, Result] = field(default_factory=dict)
    """Names of the select list, where they may be used."""
    open: bool = False
    """Placeholders may add sources."""

    def is_open(self) -> bool:
        """Whether a name that is not known here may still be a column of something here."""
        return self.open or any(relation.open for relation in self.relations)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a name means. ``status``: ``column``, ``known`` (something else there is), ``unknown``, ``missing``."""

    status: str
    name: str = ""
    result: Result | None = None
    field: Field | None = None
    relation: Relation | None = None
    searched: tuple[Table, ...] = ()


KNOWN = Found("known")
UNKNOWN = Found("unknown")


def look_up(parts: Sequence[str], frame: Frame | None) -> Found:
    """What a dotted name means in a frame and those around it; parts in lower case."""
    if "{}" in parts[0]:
        return UNKNOWN
    searched: list[Table] = []
    looked = is_open = False
    here = frame
    while here is not None:
        found = _aliased(parts, here) if is_open else _in_frame(parts, here)
        if found is not None:
            return found
        # Past a source of which not all is known, only what bears the name of a source is sure.
        is_open = is_open or here.is_open()
        looked = looked or bool(here.relations)
        searched += [r.table for r in here.relations if r.table is not None]
        here = here.parent
    if is_open or not looked:
        return UNKNOWN  # no source at all: a variable, or an error of another kind
    return Found("missing", parts[0], searched=tuple(dict.fromkeys(searched)))


def _aliased(parts: Sequence[str], frame: Frame) -> Found | None:
    """A name that begins with that of a source."""
    for count in range(len(parts) - 1, 0, -1):
        name = ".".join(parts[:count])
        for relation in frame.relations:
            if name in relation.names:
                return _of_relation(parts[count:], relation)
    return None


def _in_frame(parts: Sequence[str], frame: Frame) -> Found | None:
    found = _aliased(parts, frame)
    if found is not None:
        return found
    first = parts[0]
    for relation in frame.relations:
        if first in relation.columns:
            return _descend(relation.columns[first], parts[1:], relation)
    if first in frame.aliases:
        return _descend(frame.aliases[first], parts[1:], None)
    if first in PSEUDO_COLUMNS:
        return KNOWN
    if len(parts) == 1 and any(first in relation.names for relation in frame.relations):
        return KNOWN  # the row itself
    return None


def _of_relation(rest: Sequence[str], relation: Relation) -> Found:
    """A name after the alias of a relation."""
    first = rest[0]
    if first in relation.columns:
        return _descend(relation.columns[first], rest[1:], relation)
    if first in PSEUDO_COLUMNS or first == "*":
        return KNOWN
    if relation.open or "{}" in first or relation.row is not None:
        return UNKNOWN
    return Found("missing", first, relation=relation, searched=(relation.table,) if relation.table else ())


def _descend(result: Result, rest: Sequence[str], relation: Relation | None) -> Found:
    """From a column into the fields of its STRUCT."""
    item, name = result.field, result.name
    for part in rest:
        if item is None or item.type != "STRUCT" or item.mode == "REPEATED" or not item.fields or "{}" in part:
            return Found("known", name, relation=relation)
        name = f"{name}.{part}"
        inner = next((f for f in item.fields if f.name.lower() == part), None)
        if inner is None:
            tables = (result.table,) if result.table else ()
            return Found("missing", name, relation=relation, searched=tables)
        item = inner
    return Found("column", name, result, item, relation)
