"""Types of SQL expressions, and which of them BigQuery turns into which by itself.

The rules are those of https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules
(coercion, literal coercion, supertypes) and of
https://cloud.google.com/bigquery/docs/reference/standard-sql/operators. A type is written as in
standard SQL, ``INT64`` or ``ARRAY<STRUCT<a INT64, b STRING>>``; an empty one is not known, and then
nothing is claimed of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from cloudact_lint.facts.sql_model import Query, Sx
from cloudact_lint.project.sql.functions import ARITHMETIC, COMMON, NUMBERS, divided, function_type, wider
from cloudact_lint.project.sql.type_names import (
    SCALARS,
    element_type,
    member_type,
    normal_type,
    struct_type,
)

_MOMENTS = frozenset({"DATE", "DATETIME", "TIME", "TIMESTAMP"})
_BOOLEAN = frozenset(
    {"=", "!=", "<>", "<", "<=", ">", ">=", "AND", "OR", "NOT", "XOR", "LIKE", "NOT LIKE", "IS", "IS NOT", "BETWEEN"}
    | {"NOT BETWEEN", "IN", "NOT IN", "IS DISTINCT FROM", "IS NOT DISTINCT FROM", "RLIKE", "LIKE ANY", "LIKE ALL"}
)
LITERALS = frozenset({"string", "number", "bool", "bytes", "null"})
"""Kinds of expressions that are written values."""

ColumnType = Callable[[Sx], str]
QueryType = Callable[[Query], str]


# What goes with what ---------------------------------------------------------------------


def coerces(given: str, wanted: str, literal: bool = False) -> bool:
    """Whether BigQuery takes a value of one type where another is wanted; true where a type is not known.

    By itself it turns INT64 into NUMERIC, BIGNUMERIC and FLOAT64, NUMERIC into BIGNUMERIC and FLOAT64,
    BIGNUMERIC into FLOAT64, and DATE into DATETIME. A literal string also becomes a date or time, a
    literal FLOAT64 a NUMERIC. So in comparisons, arguments, INSERT … VALUES and SET; the columns of an
    INSERT … SELECT are no literals.
    """
    given, wanted = _standard(given), _standard(wanted)
    if not given or not wanted or given == wanted:
        return True
    if element_type(given) or element_type(wanted):
        return coerces(element_type(given), element_type(wanted), literal) if same_shape(given, wanted) else False
    if given not in SCALARS or wanted not in SCALARS:
        return same_shape(given, wanted) or (given not in SCALARS and wanted not in SCALARS)
    if given in NUMBERS and wanted in NUMBERS:
        return NUMBERS.index(given) <= NUMBERS.index(wanted) or (literal and given == "FLOAT64" and wanted != "INT64")
    if given == "STRING" and literal:
        return wanted in _MOMENTS or wanted == "BYTES"
    return given == "DATE" and wanted == "DATETIME"


def _standard(kind: str) -> str:
    return kind if kind in SCALARS or kind == "ARRAY<STRUCT>" else normal_type(kind)


def same_shape(one: str, other: str) -> bool:
    """Whether both are arrays, both structs or both plain values."""
    return one.partition("<")[0] == other.partition("<")[0] or (one in SCALARS and other in SCALARS)


def comparable(one: str, other: str, one_literal: bool = False, other_literal: bool = False) -> bool:
    """Whether BigQuery compares values of these types; true where one is not known.

    It does if either becomes the other by itself; numbers of all types are compared with one another.
    """
    one, other = _standard(one), _standard(other)
    if not one or not other or (one in NUMBERS and other in NUMBERS):
        return True
    return coerces(one, other, one_literal) or coerces(other, one, other_literal)


def supertype(given: Sequence[tuple[str, bool]]) -> str:
    """The type that values become together, in CASE, COALESCE, an array or a UNION.

    Given are their types, and whether each is a literal; leave NULL literals out. Empty if a type is
    not known or none fits all.
    """
    if not given or not all(kind for kind, _ in given):
        return ""
    firm = {kind for kind, literal in given if not literal} or {kind for kind, _ in given}
    for kind in sorted(firm, key=lambda name: NUMBERS.index(name) if name in NUMBERS else len(name)):
        if all(coerces(other, kind) for other in firm) and all(coerces(k, kind, lit) for k, lit in given):
            return kind
    return wider([kind for kind, _ in given])


def is_literal(expr: Sx) -> bool:
    """Whether it is a written value, with a sign or not."""
    if expr.kind == "op" and expr.name in ("NEG", "-", "+") and len(expr.args) == 1:
        return expr.args[0].kind == "number"
    return expr.kind in LITERALS


# Expressions -----------------------------------------------------------------------------


def expression_type(
    expr: Sx, column_type: ColumnType, query_type: QueryType, known: dict[int, str] | None = None
) -> str:
    """The type of an expression, empty if not known.

    ``column_type`` is asked for ``column``, ``param``, ``sysvar`` and ``hole`` expressions, ``query_type`` for the
    type of the only column of a subquery. ``known`` keeps the types of all expressions inside, by id;
    what is in it already is not worked out again. No recursion: texts may nest thousands deep.
    """
    types = known if known is not None else {}
    stack = [(expr, False)]
    while stack:
        item, ready = stack.pop()
        if id(item) in types:
            continue
        if not ready:
            stack.append((item, True))
            stack.extend((child, False) for child in item.args)
            continue
        types[id(item)] = _type(item, column_type, query_type, types)
    return types[id(expr)]


def _type(expr: Sx, column_type: ColumnType, query_type: QueryType, types: dict[int, str]) -> str:
    kind = expr.kind
    if kind in ("column", "param", "sysvar", "hole"):
        found = column_type(expr)
        return found if found in SCALARS else normal_type(found)
    if kind in ("subquery", "array_query"):
        found = query_type(expr.query) if expr.query is not None else ""
        return found if kind == "subquery" else _array_of(found)
    rule = _KINDS.get(kind)
    return rule(expr, [types[id(item)] for item in expr.args]) if rule is not None else ""


def _array_of(item: str) -> str:
    return f"ARRAY<{item}>" if item and not element_type(item) else ""


def _number(expr: Sx, _: Sequence[str]) -> str:
    text = expr.name.lower()
    return "INT64" if text.isdigit() or text.startswith("0x") else "FLOAT64"


def _call(expr: Sx, types: Sequence[str]) -> str:
    """Flags such as DISTINCT and ORDER are entries too: they are no arguments."""
    given = [(item, kind) for item, kind in zip(expr.args, types) if item.kind != "flag"]
    name = expr.name.upper().removeprefix("SAFE.")
    if name in COMMON:
        return _common(given)
    if name in ("IF", "NULLIF"):
        return _common(given[1:] if name == "IF" else given)
    part = given[0][0].name if given and name == "EXTRACT" else ""
    kinds = [kind for _, kind in given]
    return function_type(name, _levelled([item for item, _ in given], kinds) if name in ARITHMETIC else kinds, part)


def _levelled(args: Sequence[Sx], types: Sequence[str]) -> Sequence[str]:
    """Beside a NUMERIC a literal such as 1.5 is one too, no FLOAT64."""
    firm = {kind for item, kind in zip(args, types) if not is_literal(item)}
    if firm.isdisjoint(("NUMERIC", "BIGNUMERIC")) or "FLOAT64" in firm:
        return types
    return ["NUMERIC" if kind == "FLOAT64" and is_literal(item) else kind for item, kind in zip(args, types)]


def _common(given: Sequence[tuple[Sx, str]]) -> str:
    return supertype([(kind, is_literal(item)) for item, kind in given if item.kind != "null"])


def _op(expr: Sx, types: Sequence[str]) -> str:
    name = expr.name.upper()
    if name in _BOOLEAN:
        return "BOOL"
    if len(types) == 1:
        return types[0]
    if name == "||":
        return _joined(types)
    types = _levelled(expr.args, types)
    if name == "/":
        return divided(types)
    if name in ("+", "-", "*"):
        return wider(types) or _moved(name, types)
    return types[0] if name in ("&", "|", "^", "<<", ">>") else ""


def _joined(types: Sequence[str]) -> str:
    if any(element_type(kind) for kind in types):
        return next(kind for kind in types if element_type(kind))
    return "BYTES" if set(types) == {"BYTES"} else "STRING" if "STRING" in types else ""


def _moved(name: str, types: Sequence[str]) -> str:
    """Dates and times moved by an INTERVAL or by days, and differences of two."""
    if len(types) != 2 or not all(types):
        return ""
    if "INTERVAL" in types:
        other = types[0] if types[1] == "INTERVAL" else types[1]
        return {"DATE": "DATETIME"}.get(other, other) if other in ("DATE", "DATETIME", "TIMESTAMP", "INTERVAL") else ""
    if set(types) == {"DATE", "INT64"} and (name == "+" or (name == "-" and types[0] == "DATE")):
        return "DATE"
    return "INTERVAL" if name == "-" and types[0] in _MOMENTS and comparable(types[0], types[1]) else ""


def _case(expr: Sx, types: Sequence[str]) -> str:
    given = list(zip(expr.args, types))
    if expr.name == "simple":
        given = given[1:]
    values = given[1::2] + (given[-1:] if len(given) % 2 else [])
    return _common(values)


def _of_struct(expr: Sx, types: Sequence[str]) -> str:
    if expr.name:
        return normal_type(expr.name)
    fields = []
    for item, kind in zip(expr.args, types):
        inner = item.args[0] if item.kind == "field" and item.args else item
        name = item.name if item.kind == "field" else ""
        fields.append((name or (inner.name.rpartition(".")[2] if inner.kind in ("column", "dot") else ""), kind))
    return struct_type(fields)


def _of_array(expr: Sx, types: Sequence[str]) -> str:
    written = normal_type(expr.name) if expr.name else ""
    if written:
        return written if element_type(written) else _array_of(written)
    return _array_of(_common(list(zip(expr.args, types))))


def _index(_: Sx, types: Sequence[str]) -> str:
    return "JSON" if types and types[0] == "JSON" else element_type(types[0]) if types else ""


def _first(_: Sx, types: Sequence[str]) -> str:
    return types[0] if types else ""


_KINDS: MappingProxyType[str, Callable[[Sx, Sequence[str]], str]] = MappingProxyType(
    {
        "array": _of_array,
        "bool": lambda expr, types: "BOOL",
        "bytes": lambda expr, types: "BYTES",
        "call": _call,
        "case": _case,
        "cast": lambda expr, types: normal_type(expr.name),
        "dot": lambda expr, types: member_type(types[0], expr.name) if types else "",
        "exists": lambda expr, types: "BOOL",
        "field": _first,
        "in": lambda expr, types: "BOOL",
        "index": _index,
        "interval": lambda expr, types: "INTERVAL",
        "number": _number,
        "op": _op,
        "safe_cast": lambda expr, types: normal_type(expr.name),
        "string": lambda expr, types: "STRING",
        "struct": _of_struct,
        "tuple": _of_struct,
        "window": _first,
    }
)
