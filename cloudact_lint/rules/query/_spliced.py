"""Values that code puts into SQL text: where they stand, and how harmless they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.facts.sql_model import Sx
from cloudact_lint.facts.sql_tokens import Token, tokens
from cloudact_lint.facts.sql_walk import expressions, walk
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.rendered import HoleMark
from cloudact_lint.project.scopes import Scope, dotted
from cloudact_lint.project.sql.texts import SqlText
from cloudact_lint.project.values import ClassValue, External, Instance, Literal, Parameter, Value
from cloudact_lint.project.walking import last_name

_TAKES_PARAMETERS = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "CALL"))
_COMPARING = frozenset(("=", "!=", "<", "<=", ">", ">=", "LIKE", "BETWEEN"))
_NUMBERS = frozenset(("int", "float", "len", "round", "abs", "sum", "min", "max", "bool", "Decimal", "count", "Number"))
_SHAPED = frozenset(
    (
        "isoformat", "strftime", "date", "today", "now", "utcnow", "uuid4", "uuid1", "hex", "hexdigest", "toISOString",
        "randomUUID", "monthrange", "timestamp", "total_seconds", "getTime", "toFixed",
    )
)  # fmt: skip
_TYPES = frozenset(
    ("int", "float", "bool", "date", "datetime", "UUID", "Decimal", "number", "boolean", "Date", "timedelta", "time")
)
_SETTINGS = frozenset(("settings", "config", "cfg", "conf", "env", "constants", "self.settings", "self.config"))
_TEXTS_OF_SQL = (
    "sql", "clause", "filter", "where", "condition", "expr", "query", "column", "columns", "fields", "cols",
)  # fmt: skip
"""Endings of names that promise a piece of SQL."""


@dataclass(frozen=True, slots=True, eq=False)
class Spliced:
    """One value: its hole, its name in the code, and whether no text can be in it that means something else."""

    hole: HoleMark
    name: str
    quoted: bool
    harmless: bool


def spliced(text: SqlText, bigquery: BigQuery) -> Iterator[Spliced]:
    """The values of a text, in order; identifiers, clauses and constants are none."""
    if not text.rendered.holes:
        return
    found = tokens(text.text)
    bare = _bare_places(text)
    for hole in text.rendered.holes:
        token = _token_at(found, hole.offset)
        if token is None or not _in_statement(text, hole.offset):
            continue
        quoted = token.kind == "s"
        if quoted and not _is_value(found, token, text.text):
            continue
        if not quoted and hole.offset not in bare:
            continue
        kind = _judge(hole.value, hole.scope, bigquery)
        name = _name(hole.value)
        if kind == "constant" or not name:
            continue
        if not quoted and (kind != "unknown" or name.lower().endswith(_TEXTS_OF_SQL)):
            continue  # a number, or a piece of SQL
        yield Spliced(hole, name, quoted, kind == "harmless")


def _token_at(found: list[Token], offset: int) -> Token | None:
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) // 2
        if found[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return found[low] if low < len(found) and found[low].start <= offset else None


def _in_statement(text: SqlText, offset: int) -> bool:
    """Whether the statement at ``offset`` is one whose values may be parameters, and is no dynamic SQL."""
    for tree in text.parsed.trees:
        statement = tree.statement
        if statement.offset <= offset < statement.offset + statement.length:
            return statement.kind in _TAKES_PARAMETERS and "dynamic" not in statement.flags and not tree.problem
    return False


def _is_value(found: list[Token], token: Token, text: str) -> bool:
    """Whether a literal is one that a parameter may take the place of: no format, path of JSON or option."""
    index = found.index(token)
    depth = 0
    for at in range(index - 1, max(index - 40, -1), -1):
        word = found[at].word
        depth += (word == ")") - (word == "(")
        if depth < 0:
            called = found[at - 1].word if at else ""
            if called in ("OPTIONS", "FORMAT", "JSON_VALUE", "JSON_QUERY", "JSON_EXTRACT", "JSON_EXTRACT_SCALAR"):
                return False
            depth = 0
    before = found[index - 1].word if index else ""
    return before not in ("AS", "FROM", "INTO", "JOIN", "ZONE")


def _bare_places(text: SqlText) -> frozenset[int]:
    """Where a placeholder without quotes stands as one side of a comparison, in VALUES, IN or LIMIT."""
    places: set[int] = set()
    for tree in text.parsed.trees:
        for row in tree.rows:
            places.update(value.start for value in row if _is_hole(value))
        for _, top in expressions(tree):
            for node in walk(top):
                if node.kind == "op" and node.name in _COMPARING and len(node.args) >= 2:
                    if any(arg.kind == "column" and "{}" not in arg.name for arg in node.args):
                        places.update(arg.start for arg in node.args if _is_hole(arg))
                elif node.kind == "in" and node.args and node.args[0].kind == "column":
                    places.update(arg.start for arg in node.args[1:] if _is_hole(arg) and len(node.args) > 2)
    return frozenset(places)


def _is_hole(value: Sx) -> bool:
    return value.kind == "hole" or (value.kind == "column" and value.name == "{}")


def _name(expr: m.Expr) -> str:
    """What a person calls the value: ``row['day']`` is ``day``."""
    if isinstance(expr, m.Sub) and isinstance(expr.index, m.Text):
        parts = [part.text for part in expr.index.parts if isinstance(part, m.Piece)]
        return "".join(parts)
    if isinstance(expr, m.Call):
        if last_name(expr.func) == "get" and expr.args and isinstance(expr.args[0], m.Text):
            return _name(m.Sub(expr.func, expr.args[0]))
        inner = expr.func.base if isinstance(expr.func, m.Attr) else (expr.args[0] if expr.args else None)
        return _name(inner) if inner is not None else ""
    return dotted(expr) if isinstance(expr, (m.Name, m.Attr)) else last_name(expr)


def _judge(expr: m.Expr, scope: Scope, bigquery: BigQuery) -> str:
    """``constant``, ``harmless`` (a number, a date, an id made here), or ``unknown``."""
    if isinstance(expr, m.Const):
        return "constant"
    if isinstance(expr, m.Call):
        called = last_name(expr.func)
        if called in _NUMBERS or called in _SHAPED:
            return "harmless"
        if called == "str" and expr.args:
            return _judge(expr.args[0], scope, bigquery)
        return "unknown" if called in ("replace", "strip", "lower", "upper", "get", "escape", "encode") else "known"
    if isinstance(expr, m.Attr) and (expr.name == "value" or expr.name.isupper()):
        return "harmless"  # a member of an Enum
    if isinstance(expr, (m.Name, m.Attr)):
        base = dotted(expr).rpartition(".")[0]
        if base in _SETTINGS or base.rpartition(".")[2] in _SETTINGS or dotted(expr).isupper():
            return "harmless"
        return _by_value(bigquery.resolver.resolve(expr, scope, None))
    if isinstance(expr, (m.Sub, m.Alt)):
        return "unknown"
    return "known"


def _by_value(values: tuple[Value, ...]) -> str:
    kinds = {_kind(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else "unknown" if "unknown" in kinds else "harmless"


def _kind(value: Value) -> str:
    if isinstance(value, Literal):
        return "harmless" if isinstance(value.expr, (m.Const, m.Text, m.Bin)) else "unknown"
    if isinstance(value, Parameter):
        return "harmless" if last_name_of(value.param.annotation) in _TYPES else "unknown"
    if isinstance(value, Instance):
        called = value.name.rpartition(".")[2]
        return "harmless" if called in _NUMBERS or called in _SHAPED or called in _TYPES else "unknown"
    if isinstance(value, (External, ClassValue)):
        return "harmless"
    return "unknown"


def last_name_of(annotation: m.Expr | None) -> str:
    """``date`` of ``date``, ``datetime.date`` and ``Optional[date]``."""
    if isinstance(annotation, m.Sub):
        return last_name_of(annotation.index)
    if isinstance(annotation, m.Bin):
        return last_name_of(annotation.left)
    return last_name(annotation) if annotation is not None else ""
