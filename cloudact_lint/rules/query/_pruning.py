"""Whether a condition lets BigQuery leave out partitions.

What prunes: https://cloud.google.com/bigquery/docs/querying-partitioned-tables#best_practices_for_partition_pruning.
A condition on the partition column alone, compared with something constant, prunes; one that needs
another field or the rows of another table does not, and OR prunes only if each of its sides does. For
integer ranges any function round the column defeats it. For dates ``DATE(col)`` and truncations prune,
text made of the column, its parts and differences do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cloudact_lint.facts.sql_model import Sx
from cloudact_lint.facts.sql_tokens import word_set
from cloudact_lint.project.sql.outline import walk

_COMPARES = frozenset(("=", "<", "<=", ">", ">=", "LIKE"))
_SHIFTS = word_set(
    "date_add date_sub timestamp_add timestamp_sub datetime_add datetime_sub date date_trunc timestamp_trunc"
)
_DEFEATS = word_set(
    "format_date format_timestamp format_datetime format extract date_diff timestamp_diff datetime_diff string concat "
    "substr substring left right unix_date unix_seconds unix_millis unix_micros to_json_string parse_date abs mod "
    "div upper lower trim"
)
_RECAST = word_set("date timestamp datetime")

PRUNES, UNKNOWN, DEFEATED, NOTHING = "prunes", "unknown", "defeated", "nothing"
_ORDER = (PRUNES, UNKNOWN, DEFEATED, NOTHING)


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What a condition means for pruning: ``prunes``, ``unknown``, ``defeated`` (it speaks of the column, in vain)
    or ``nothing``. Of ``defeated``, ``why`` is ``wrapped`` (``what`` names the function), ``recast``, ``subquery``,
    ``columns``, ``or`` or ``weak`` (``!=``, IS NOT NULL); ``at`` is the place."""

    kind: str
    why: str = ""
    what: str = ""
    at: Sx | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The partition column as one level of a query can name it.

    ``means`` tells whether an expression is it; ``origin`` says of any other column ``same`` (of the same
    source), ``other`` or ``constant`` (a variable). ``reads`` tells whether a subquery reads a table.
    """

    means: Callable[[Sx], bool]
    origin: Callable[[Sx], str]
    reads: Callable[[Sx], bool]
    type: str
    whole_numbers: bool = False


def best(said: list[Said]) -> Said:
    """What conditions that must all hold mean together."""
    return min(said, key=lambda item: _ORDER.index(item.kind), default=Said(NOTHING))


def judge(expr: Sx, column: Column, depth: int = 0) -> Said:
    """What one condition means for the pruning by a column."""
    if expr.kind == "hole" or depth > 40:
        return Said(UNKNOWN)
    if expr.kind == "op":
        if expr.name == "AND":
            return best([judge(arg, column, depth + 1) for arg in expr.args])
        if expr.name == "OR":
            return _either(expr, column, depth)
        if expr.name in _COMPARES and len(expr.args) == 2:
            return _compared(expr.args[0], expr.args[1:], column)
        if expr.name == "BETWEEN" and len(expr.args) == 3:
            return _compared(expr.args[0], expr.args[1:], column)
        if expr.name == "NOT" and len(expr.args) == 1:
            return _negated(expr.args[0], column, depth)
        if expr.name in ("!=", "<>"):
            return _weak(expr, column)
    if expr.kind == "in" and expr.args:
        return _compared(expr.args[0], expr.args[1:], column)
    return _otherwise(expr, column)


def _either(expr: Sx, column: Column, depth: int) -> Said:
    """OR: sides without any column are settled before the query runs (``@day IS NULL OR day = @day``)."""
    sides = [judge(arg, column, depth + 1) for arg in expr.args if not _constant(arg, column)]
    kinds = {side.kind for side in sides}
    if not sides or kinds == {NOTHING}:
        return Said(NOTHING)
    if kinds == {PRUNES}:
        return Said(PRUNES)
    if kinds <= {PRUNES, UNKNOWN}:
        return Said(UNKNOWN)
    if PRUNES not in kinds:
        return best(sides)
    return Said(DEFEATED, "or", at=expr)


def _negated(inner: Sx, column: Column, depth: int) -> Said:
    if inner.kind == "in" or (inner.kind == "op" and inner.name in ("=", "IS")):
        return _weak(inner, column)
    said = judge(inner, column, depth + 1)
    return Said(UNKNOWN) if said.kind == PRUNES and inner.kind == "op" and inner.name in ("AND", "OR") else said


def _weak(expr: Sx, column: Column) -> Said:
    """All but a few values, or all that are not NULL: nearly everything."""
    if any(column.means(node) for node in walk(expr)):
        return Said(DEFEATED, "weak", at=expr)
    return Said(NOTHING)


def _otherwise(expr: Sx, column: Column) -> Said:
    """Neither AND, OR nor a comparison."""
    if not any(column.means(node) for node in walk(expr)):
        return Said(NOTHING)
    if expr.kind == "op" and expr.name == "IS":
        return Said(PRUNES if expr.args[-1].kind == "null" else UNKNOWN)
    return Said(UNKNOWN)


def _compared(value: Sx, others: tuple[Sx, ...], column: Column) -> Said:
    """``value`` against one or more others."""
    mine = any(column.means(node) for node in walk(value))
    theirs = any(column.means(node) for other in others for node in walk(other))
    if not mine and not theirs:
        return Said(NOTHING)
    if mine and theirs:
        return Said(UNKNOWN)
    if theirs:
        if len(others) != 1:
            return Said(UNKNOWN)
        value, others = others[0], (value,)
    mine_is = form(value, column)
    if mine_is.kind == DEFEATED:
        return mine_is
    for other in others:
        said = _bound_by(other, column)
        if said.kind != PRUNES:
            return said
    return mine_is


def _bound_by(other: Sx, column: Column) -> Said:
    """What it means that the column is compared with ``other``."""
    for node in walk(other):
        if node.query is not None:
            if column.reads(node):
                return Said(DEFEATED, "subquery", at=node)
            return Said(UNKNOWN)
        if node.kind == "column":
            origin = column.origin(node)
            if origin == "same":
                return Said(DEFEATED, "columns", node.name, other)
            if origin != "constant":
                return Said(UNKNOWN)
    return Said(PRUNES)


def form(value: Sx, column: Column) -> Said:
    """What is left of the column in an expression made of it."""
    if column.means(value):
        return Said(PRUNES)
    if any(node.kind == "column" and not column.means(node) and column.origin(node) == "same" for node in walk(value)):
        return Said(DEFEATED, "columns", at=value)
    if column.whole_numbers:
        return Said(DEFEATED, "wrapped", _written(value), value)
    if value.kind in ("cast", "safe_cast") and value.args:
        return _cast(value, column)
    if value.kind == "call":
        name = value.name.lower().removeprefix("safe.")
        inner = next((arg for arg in value.args if any(column.means(node) for node in walk(arg))), None)
        if name in _DEFEATS:
            return Said(DEFEATED, "wrapped", value.name + "()", value)
        if name in _SHIFTS and inner is not None and inner is value.args[0]:
            if name == "date" and len(value.args) > 1:
                return Said(UNKNOWN)  # another time zone
            return form(inner, column)
    return Said(UNKNOWN)


def _cast(value: Sx, column: Column) -> Said:
    target = value.name.lower()
    if target == column.type.lower():
        return form(value.args[0], column)
    if target in _RECAST:
        inner = column.means(value.args[0])
        return Said(DEFEATED, "recast", value.name, value) if inner and column.type else Said(UNKNOWN)
    return Said(DEFEATED, "wrapped", f"CAST(… AS {value.name})", value)


def _written(value: Sx) -> str:
    return value.name + "()" if value.kind == "call" else value.name or "an expression"


def _constant(expr: Sx, column: Column) -> bool:
    """Whether an expression is settled before any row is read."""
    return all(
        node.query is None
        and node.kind != "hole"
        and (node.kind != "column" or (not column.means(node) and column.origin(node) == "constant"))
        for node in walk(expr)
    )
