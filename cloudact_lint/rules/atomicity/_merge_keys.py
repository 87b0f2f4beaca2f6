"""The keys of a MERGE that may be NULL on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts.schema_model import Field
from cloudact_lint.facts.sql_model import Query, Source, Sx, Tree
from cloudact_lint.facts.sql_tokens import word_set
from cloudact_lint.project.catalog.table import Table
from cloudact_lint.project.sql.bound import Bound, ColumnUse
from cloudact_lint.project.sql.outline import called, conjuncts, selects, walk

_NEVER = word_set(
    "GENERATE_UUID CURRENT_TIMESTAMP CURRENT_DATE CURRENT_DATETIME CURRENT_TIME SESSION_USER COUNT COUNTIF RAND STRUCT "
    "ROW_NUMBER RANK DENSE_RANK APPROX_COUNT_DISTINCT TO_JSON_STRING ARRAY_LENGTH"
)
"""Functions that never give NULL, at least not for what keys are made of."""
_STRICT = word_set(
    "LOWER UPPER TRIM LTRIM RTRIM CONCAT MD5 SHA1 SHA256 SHA512 TO_HEX TO_BASE64 FARM_FINGERPRINT FORMAT DATE "
    "TIMESTAMP DATETIME DATE_TRUNC TIMESTAMP_TRUNC DATETIME_TRUNC DATE_ADD DATE_SUB EXTRACT FORMAT_DATE "
    "FORMAT_TIMESTAMP STRING SUBSTR REPLACE LPAD RPAD ABS MAX MIN ANY_VALUE LAST_DAY TIMESTAMP_ADD TIMESTAMP_SUB "
    "PARSE_DATE PARSE_TIMESTAMP"
)
"""Functions that give NULL only for a NULL."""
_REFUSES_NULL = frozenset(("=", "<", "<=", ">", ">=", "!=", "<>", "LIKE", "BETWEEN"))
_MAX_DEPTH = 30


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """An equality of ON whose columns may both be NULL."""

    condition: Sx
    target: ColumnUse
    source: Sx
    known: bool
    """Whether the source's column is known, and known to be one that may be NULL."""


def nullable_keys(bound: Bound) -> Iterator[Key]:
    """The equalities of a MERGE's ON between NULLABLE columns of target and source."""
    tree = bound.tree
    if tree.target is None or not tree.sources or not any(w.action == "insert" for w in tree.whens):
        return
    nulls = _Nulls(bound)
    for condition in conjuncts(tree.where):
        if condition.kind != "op" or condition.name != "=" or len(condition.args) != 2:
            continue
        for mine, other in (condition.args, condition.args[::-1]):
            use = bound.use_of(mine) if mine.kind == "column" else None
            if use is None or use.source is not tree.target or use.field is None or use.field.mode != "NULLABLE":
                continue
            if not _of_source(bound, tree, other) or nulls.never(other, None):
                continue
            if not _everywhere(use.table, use.name):
                continue
            yield Key(condition, use, other, nulls.certainly_may(other))
            break


def _everywhere(table: Table | None, name: str) -> bool:
    """Whether every description of a table leaves the column NULLABLE."""
    if table is None:
        return False
    modes = []
    for definition in table.definitions:
        modes += [f.mode for f in definition.schema.fields if f.name.lower() == name.lower()]
    return bool(modes) and (table.canonical is None or all(mode == "NULLABLE" for mode in modes))


def _of_source(bound: Bound, tree: Tree, expr: Sx) -> bool:
    """Whether an expression is made of the source's columns."""
    columns = [node for node in walk(expr) if node.kind == "column"]
    if not columns:
        return False
    uses = [bound.use_of(column) for column in columns]
    names = {name for source in tree.sources for name in called(source)}
    for column, use in zip(columns, uses):
        qualifier = column.name.lower().rpartition(".")[0]
        if use is not None and use.source is tree.target:
            return False
        if qualifier not in names and (use is None or use.source is None):
            return False
    return True


class _Nulls:
    """Tells which expressions are never NULL, through subqueries and CTEs."""

    def __init__(self, bound: Bound) -> None:
        self.bound = bound
        self.ctes = {cte.name.lower(): cte.query for cte in bound.tree.ctes}

    def never(self, expr: Sx, query: Query | None, depth: int = 0) -> bool:
        """Whether an expression in ``query`` (None: in ON) is surely not NULL."""
        if depth > _MAX_DEPTH:
            return False
        kind, args = expr.kind, expr.args
        if kind in ("string", "number", "bool", "bytes", "struct", "array", "param", "sysvar", "exists", "array_query"):
            return True
        if kind == "column":
            return self._column(expr, query, depth)
        if kind == "cast":
            return bool(args) and self.never(args[0], query, depth + 1)
        if kind == "call":
            name = expr.name.upper()
            if name in ("COALESCE", "IFNULL"):
                return any(self.never(arg, query, depth + 1) for arg in args)
            if name == "IF" and len(args) == 3:
                return all(self.never(arg, query, depth + 1) for arg in args[1:])
            if name in _NEVER:
                return True
            values = [arg for arg in args if arg.kind not in ("flag", "part", "interval")]
            return name in _STRICT and all(self.never(arg, query, depth + 1) for arg in values)
        if kind == "case":
            return self._case(expr, query, depth)
        if kind == "window":
            return bool(args) and args[0].name.upper() in _NEVER
        if kind == "op" and expr.name in ("||", "+", "-", "*"):
            return all(self.never(arg, query, depth + 1) for arg in args)
        return kind == "hole"

    def _case(self, expr: Sx, query: Query | None, depth: int) -> bool:
        args = expr.args[1:] if expr.name == "simple" else expr.args
        if len(args) % 2 == 0:
            return False  # no ELSE
        values = [*args[1::2], args[-1]]
        return all(self.never(value, query, depth + 1) for value in values)

    def _column(self, expr: Sx, query: Query | None, depth: int) -> bool:
        use = self.bound.use_of(expr)
        if query is not None and _required_by(query, expr):
            return True
        if expr.name.lower() in self.bound.variables and (use is None or use.source is None):
            return True
        if use is not None and use.field is not None and use.field.mode in ("REQUIRED", "REPEATED"):
            return not (query is not None and _outer(query))
        source = use.source if use is not None else None
        inner = self._query_of(source, expr, query)
        if inner is None:
            return False
        name = expr.name.lower().rpartition(".")[2]
        return all(self._output(branch, name, inner, depth + 1) for branch in selects(inner))

    def _query_of(self, source: Source | None, expr: Sx, query: Query | None) -> Query | None:
        """The subquery or CTE that a column comes from."""
        if source is None:
            sources = query.sources if query is not None else self.bound.tree.sources
            qualifier = expr.name.lower().rpartition(".")[0]
            named = [s for s in sources if not qualifier or qualifier in called(s)]
            source = named[0] if len(named) == 1 else None
        if source is None:
            return None
        if source.kind == "query":
            return source.query
        if source.kind == "table" and len(source.parts) == 1:
            return self.ctes.get(source.parts[0].lower()) or self._nested_cte(source.parts[0].lower())
        return None

    def _nested_cte(self, name: str) -> Query | None:
        for source in self.bound.tree.sources:
            for cte in source.query.ctes if source.query is not None else ():
                if cte.name.lower() == name:
                    return cte.query
        return None

    def _output(self, query: Query, name: str, whole: Query, depth: int) -> bool:
        """Whether the column ``name`` that a SELECT produces is never NULL."""
        if depth > _MAX_DEPTH:
            return False
        position = _position(whole, name)
        for index, output in enumerate(query.outputs):
            if output.name.lower() == name or (query is not whole and index == position):
                return self.never(output.value, query, depth)
        stars = [output for output in query.outputs if output.value.kind == "star"]
        if not stars:
            return False
        if _required_by(query, Sx("column", name)):
            return True
        return self._through_star(query, name, depth)

    def _through_star(self, query: Query, name: str, depth: int) -> bool:
        for source in query.sources:
            inner = self._query_of(source, Sx("column", name), query)
            if inner is not None:
                if any(_position(inner, name) is not None for _ in (0,)) or _has_star(inner):
                    return all(self._output(branch, name, inner, depth + 1) for branch in selects(inner))
                continue
            for use in self.bound.tables:
                if use.source is source and use.table is not None:
                    item = use.table.field(name)
                    if item is not None:
                        return item.mode == "REQUIRED" and not _outer(query)
        return False

    def certainly_may(self, expr: Sx) -> bool:
        """Whether the source's column is traced to a NULLABLE field."""
        use = self.bound.use_of(expr)
        field: Field | None = use.field if use is not None else None
        return field is not None and field.mode == "NULLABLE"


def _position(query: Query, name: str) -> int | None:
    first = next(iter(selects(query)), None)
    for index, output in enumerate(first.outputs if first is not None else ()):
        if output.name.lower() == name:
            return index
    return None


def _has_star(query: Query) -> bool:
    return any(output.value.kind == "star" for branch in selects(query) for output in branch.outputs)


def _outer(query: Query) -> bool:
    """Whether an outer join may fill a source's columns with NULL."""
    return any(source.join in ("LEFT", "RIGHT", "FULL") for source in query.sources)


def _required_by(query: Query, column: Sx) -> bool:
    """Whether the conditions of a query keep only rows in which a column is not NULL."""
    name = column.name.lower().rpartition(".")[2]
    qualifier = column.name.lower().rpartition(".")[0]
    conditions = [*conjuncts(query.where), *conjuncts(query.qualify), *conjuncts(query.having)]
    for source in query.sources:
        if source.join in ("JOIN", "CROSS", ","):
            conditions += conjuncts(source.on)
            if name in map(str.lower, source.using):
                return True
    return any(_excludes_null(condition, name, qualifier) for condition in conditions)


def _excludes_null(condition: Sx, name: str, qualifier: str) -> bool:
    def same(node: Sx) -> bool:
        there, _, last = node.name.lower().rpartition(".")
        return node.kind == "column" and last == name and (not qualifier or not there or there == qualifier)

    if condition.kind == "in":
        return same(condition.args[0])
    if condition.kind == "op" and condition.name == "NOT" and len(condition.args) == 1:
        inner = condition.args[0]
        if inner.kind == "op" and inner.name == "IS" and inner.args[-1].kind == "null":
            return same(inner.args[0])
        return inner.kind in ("in",) and same(inner.args[0])
    if condition.kind == "op" and condition.name in _REFUSES_NULL:
        return any(same(node) for arg in condition.args for node in _strictly(arg))
    if condition.kind == "op" and condition.name == "OR":
        return bool(condition.args) and all(_excludes_null(arg, name, qualifier) for arg in condition.args)
    return False


def _strictly(expr: Sx) -> Iterator[Sx]:
    """The columns whose NULL makes a whole operand NULL."""
    yield expr
    if expr.kind in ("cast",) or (expr.kind == "call" and expr.name in _STRICT and expr.name != "CONCAT"):
        for arg in expr.args:
            yield from _strictly(arg)
