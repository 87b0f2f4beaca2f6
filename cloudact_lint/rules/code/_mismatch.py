"""Values of types that do not go together, one statement at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cloudact_lint.facts.sql_model import Query, Sx
from cloudact_lint.facts.sql_walk import expressions, queries, walk
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.sql.arguments import ARRAYS, DIFFERENCES, casts, takes
from cloudact_lint.project.sql.bound import Bound, ColumnUse
from cloudact_lint.project.sql.type_names import SCALARS, element_type, normal_type, type_of_field
from cloudact_lint.project.sql.types import coerces, comparable, is_literal, supertype
from cloudact_lint.rules.code._writes import assignments, selects

_COMPARING = frozenset({"=", "!=", "<", "<=", ">", ">=", "BETWEEN", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"})
_LOGICAL = frozenset({"AND", "OR", "NOT"})
_ARITHMETIC = frozenset({"+", "-", "*", "/"})
_MERGING = frozenset({"COALESCE", "IFNULL", "NULLIF", "GREATEST", "LEAST"})
_CONDITIONS = {"where": "WHERE", "having": "HAVING", "qualify": "QUALIFY", "on": "ON", "when": "WHEN"}
_HOLE = lazy_pattern(r"[{}%]|__h\d|\$\$")
_DATE = lazy_pattern(r"\d{4}-\d{1,2}-\d{1,2}")


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """An operand: its expression, its type, and whether it is a literal."""

    expr: Sx
    kind: str
    literal: bool


@dataclass(frozen=True, slots=True, eq=False)
class Mismatch:
    """Something BigQuery refuses. ``doing`` says what is done with the values, ``error`` how it is refused.

    ``values`` are the operands that clash, ``wanted`` the type that a single one should have.
    """

    at: tuple[int, int]
    doing: str
    values: tuple[Value, ...]
    error: str
    wanted: str = ""
    column: str = ""
    """The column that a value is assigned to."""


class Mismatches:
    """Looks through one bound statement."""

    def __init__(self, bound: Bound) -> None:
        self.bound = bound

    def all(self) -> Iterator[Mismatch]:
        """Everything that surely clashes."""
        for clause, expr in expressions(self.bound.tree):
            yield from self._condition(clause, expr)
            for item in walk(expr):
                check = _CHECKS.get(item.kind)
                if check is not None:
                    yield from check(self, item)
        yield from self._unions()
        yield from self._assigned()

    # Operands ----------------------------------------------------------------------------

    def value(self, expr: Sx) -> Value:
        """An operand with its type; of a column whose descriptions disagree, none."""
        kind = self.bound.type_of(expr)
        if kind and kind not in SCALARS:
            kind = normal_type(kind) or kind
        if kind and any(self._doubtful(use) for use in self._uses(expr)):
            kind = ""
        return Value(expr, kind, is_literal(expr))

    def _uses(self, expr: Sx) -> Iterator[ColumnUse]:
        for item in walk(expr):
            use = self.bound.use_of(item) if item.kind == "column" else None
            if use is not None:
                yield use

    @staticmethod
    def _doubtful(use: ColumnUse) -> bool:
        if use.table is None or use.field is None:
            return False
        name = use.field.name.lower()
        kinds = {
            type_of_field(item)
            for definition in use.table.definitions
            for item in definition.schema.fields
            if item.name.lower() == name
        }
        return len(kinds) > 1

    def _clash(self, one: Value, other: Value) -> bool:
        if not one.kind or not other.kind or "null" in (one.expr.kind, other.expr.kind):
            return False
        if not comparable(one.kind, other.kind, one.literal, other.literal):
            return True
        return _unreadable(one, other.kind) or _unreadable(other, one.kind)

    # Conditions and operators ------------------------------------------------------------

    def _condition(self, clause: str, expr: Sx) -> Iterator[Mismatch]:
        word = _CONDITIONS.get(clause)
        if word is None or (expr.kind == "op" and expr.name in _LOGICAL):
            return
        value = self.value(expr)
        if value.kind and value.kind != "BOOL":
            yield Mismatch(
                _place(expr), f"{word} takes", (value,), f"{word} clause should return type BOOL", "a condition"
            )

    def _op(self, expr: Sx) -> Iterator[Mismatch]:
        args = [self.value(arg) for arg in expr.args]
        if expr.name in _COMPARING and len(args) > 1:
            for other in args[1:]:
                if self._clash(args[0], other):
                    yield self._compared(expr, args[0], other)
                    return
        elif expr.name in _LOGICAL:
            for value in args:
                if value.kind and value.kind != "BOOL":
                    error = f"No matching signature for operator {expr.name}"
                    yield Mismatch(_place(value.expr), f"{expr.name} takes", (value,), error, "a condition")
        elif expr.name == "LIKE" and len(args) == 2:
            if args[0].kind and args[0].kind not in ("STRING", "BYTES") and args[0].kind in SCALARS:
                yield self._compared(expr, args[0], args[1])
        elif expr.name in _ARITHMETIC and len(args) == 2:
            yield from self._calculated(expr, args)

    def _compared(self, expr: Sx, one: Value, other: Value) -> Mismatch:
        name = expr.name or "IN"
        return Mismatch(_place(expr), f"{name} compares", (one, other), f"No matching signature for operator {name}")

    def _calculated(self, expr: Sx, args: Sequence[Value]) -> Iterator[Mismatch]:
        """Text in a calculation; of dates only what is sure: no number is added to a TIMESTAMP."""
        one, other = args
        kinds = {one.kind, other.kind}
        if not all(kinds):
            return
        text = "STRING" in kinds and kinds <= {"STRING", "INT64", "NUMERIC", "BIGNUMERIC", "FLOAT64"}
        moment = bool(kinds & {"TIMESTAMP", "DATETIME"}) and bool(kinds & {"INT64", "FLOAT64", "NUMERIC"})
        if text or moment:
            error = f"No matching signature for operator {expr.name}"
            yield Mismatch(_place(expr), f"{expr.name} calculates with", (one, other), error)

    def _in(self, expr: Sx) -> Iterator[Mismatch]:
        if len(expr.args) < 2:
            return
        first = self.value(expr.args[0])
        for arg in expr.args[1:]:
            other = self.value(arg)
            if arg.kind == "unnest" and arg.args:
                array = self.value(arg.args[0])
                items = all(is_literal(item) for item in arg.args[0].args) if arg.args[0].kind == "array" else False
                other = Value(arg, element_type(array.kind), items)
            if first.expr.kind != "tuple" and self._clash(first, other):
                yield self._compared(expr, first, other)
                return

    def _case(self, expr: Sx) -> Iterator[Mismatch]:
        args = list(expr.args)
        if expr.name == "simple" and args:
            first = self.value(args.pop(0))
            for arg in args[0 : len(args) - 1 : 2]:
                other = self.value(arg)
                if self._clash(first, other):
                    yield Mismatch(
                        _place(arg), "CASE compares", (first, other), "No matching signature for operator CASE"
                    )
                    break
        results = args[1::2] + (args[-1:] if len(args) % 2 else [])
        yield from self._merged(expr, results, "CASE gives", "No matching signature for operator CASE")

    def _merged(self, expr: Sx, values: Sequence[Sx], doing: str, error: str) -> Iterator[Mismatch]:
        """Values that become one column: they need a common type."""
        known = [value for value in map(self.value, values) if value.kind in SCALARS and value.expr.kind != "null"]
        if len(known) > 1 and not supertype([(value.kind, value.literal) for value in known]):
            first = known[0]
            other = next((v for v in known[1:] if not supertype(_pair(first, v))), None)
            if other is not None:
                yield Mismatch(_place(expr), doing, (first, other), error)
            return
        firm = next((value for value in known if not value.literal), None)
        unreadable = next((v for v in known if firm is not None and _unreadable(v, firm.kind)), None)
        if firm is not None and unreadable is not None:
            yield Mismatch(_place(expr), doing, (firm, unreadable), "Could not cast literal")

    # Functions ---------------------------------------------------------------------------

    def _call(self, expr: Sx) -> Iterator[Mismatch]:
        name = expr.name.upper().removeprefix("SAFE.")
        args = [arg for arg in expr.args if arg.kind != "flag"]
        error = f"No matching signature for function {name}"
        if name in _MERGING:
            yield from self._merged(expr, args, f"{name} takes", error)
            return
        if name == "IF" and len(args) == 3:
            yield from self._merged(expr, args[1:], "IF gives", error)
        for position, arg in enumerate(args[:2]):
            value = self.value(arg)
            if arg.kind in ("null", "part") or not value.kind:
                continue
            no_array = position == 0 and name in ARRAYS and value.kind in SCALARS
            if no_array or not takes(name, position, value.kind, value.literal):
                yield Mismatch(_place(arg), f"{name} takes", (value,), error, "another type")
                return
        if name in DIFFERENCES and len(args) > 1:
            one, other = self.value(args[0]), self.value(args[1])
            if one.kind in SCALARS and other.kind in SCALARS and self._clash(one, other):
                yield Mismatch(_place(expr), f"{name} takes", (one, other), error)

    def _cast(self, expr: Sx) -> Iterator[Mismatch]:
        wanted = normal_type(expr.name)
        if expr.args and wanted:
            value = self.value(expr.args[0])
            if value.kind and value.expr.kind != "null" and not casts(value.kind, wanted):
                yield Mismatch(
                    _place(expr), "CAST takes", (value,), f"Invalid cast from {value.kind} to {wanted}", wanted
                )

    # Whole queries -----------------------------------------------------------------------

    def _unions(self) -> Iterator[Mismatch]:
        inner: set[int] = set()
        for _, query in queries(self.bound.tree):
            if query.branches and id(query) not in inner:
                inner.update(id(branch) for branch in query.branches)
                yield from self._union(query)

    def _union(self, query: Query) -> Iterator[Mismatch]:
        rows = [branch.outputs for branch in selects(query)]
        if any(output.value.kind in ("star", "hole") for row in rows for output in row):
            return
        if len({len(row) for row in rows}) != 1:
            return
        for position, column in enumerate(zip(*rows)):
            word = (query.operator or "UNION").split()[0]
            error = f"Column {position + 1} in {query.operator or word} has incompatible types"
            for found in self._merged(column[0].value, [o.value for o in column], f"{word} joins", error):
                yield Mismatch(_place(found.values[-1].expr), found.doing, found.values, found.error)
                return

    def _assigned(self) -> Iterator[Mismatch]:
        for item in assignments(self.bound):
            value, wanted = self.value(item.value), type_of_field(item.field)
            if not value.kind or not wanted or value.expr.kind in ("null", "default"):
                continue
            if value.kind not in SCALARS and not element_type(value.kind):
                continue
            literal = value.literal and not item.selected
            if not coerces(value.kind, wanted, literal) or (literal and _unreadable(value, wanted)):
                error = f"Value has type {value.kind} which cannot be inserted into column {item.field.name}"
                yield Mismatch(item.at, f"`{item.field.name}` takes", (value,), error, wanted, item.field.name)


def _pair(one: Value, other: Value) -> list[tuple[str, bool]]:
    return [(one.kind, one.literal), (other.kind, other.literal)]


def _unreadable(value: Value, wanted: str) -> bool:
    """Whether a literal string is no date or time: BigQuery reads it when it checks the query."""
    if value.expr.kind != "string" or wanted not in ("DATE", "DATETIME", "TIMESTAMP"):
        return False
    text = value.expr.name
    if _HOLE.search(text):
        return False
    match = _DATE.match(text)
    return match is None or (wanted == "DATE" and match.end() != len(text))


def _place(expr: Sx) -> tuple[int, int]:
    return expr.start, expr.end


_CHECKS: dict[str, Callable[[Mismatches, Sx], Iterator[Mismatch]]] = {
    "call": Mismatches._call,
    "case": Mismatches._case,
    "cast": Mismatches._cast,
    "in": Mismatches._in,
    "op": Mismatches._op,
    "safe_cast": Mismatches._cast,
}
