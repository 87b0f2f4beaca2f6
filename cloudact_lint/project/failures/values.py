"""Values that tell of a failure: ``{"success": False, "error": …}``, ``("", 500)``, ``Status.FAILED``."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.project.failures.words import FAILURE, SUCCESS, has_word, speaks_of_failure, words_of
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import Literal
from cloudact_lint.project.walking import last_name, walk

_STATUS = frozenset(("status", "state", "code", "status_code", "statusCode", "outcome", "result", "type", "level"))
_TELLING = FAILURE | frozenset(("detail", "details", "reason"))
_DEPTH = 4


def mentions(expr: m.Expr, names: set[str]) -> bool:
    """Whether an expression uses one of these variables."""
    if not names:
        return False
    for node in walk(expr):
        if isinstance(node, m.Name) and node.id in names:
            return True
        if isinstance(node, m.FuncExpr) and any(_uses(statement, names) for statement in node.function.body):
            return True
    return False


def _uses(statement: m.Stmt, names: set[str]) -> bool:
    from cloudact_lint.project.scopes import child_blocks
    from cloudact_lint.project.walking import statement_expressions

    return any(mentions(expr, names) for expr in statement_expressions(statement)) or any(
        _uses(inner, names) for block in child_blocks(statement) for inner in block
    )


def is_failure(expr: m.Expr, scope: Scope, resolver: Resolver) -> bool:
    """Whether a value says that something failed; a variable is asked for what it stands for."""
    if tells_by_value(expr):
        return True
    if isinstance(expr, m.Name) and expr.id in scope.bindings:
        values = resolver.resolve(expr, scope)
        return any(isinstance(value, Literal) and tells_by_value(value.expr) for value in values)
    return False


def tells_by_value(expr: m.Expr, depth: int = 0) -> bool:
    """The same for what is written in place."""
    if depth > _DEPTH:
        return False
    if isinstance(expr, m.Dict):
        claims = any(_claims_success(key, value) for key, value in expr.items)
        return any(_item_tells(key, value, depth, claims) for key, value in expr.items)
    if isinstance(expr, m.Seq):
        return any(tells_by_value(item, depth + 1) or is_error_status(item) for item in expr.items)
    if isinstance(expr, m.Text):
        return any(isinstance(part, m.Piece) and speaks_of_failure(part.text) for part in expr.parts)
    if isinstance(expr, m.Attr):
        return not FAILURE.isdisjoint(words_of(expr.name)) and expr.name[:1].isupper()
    if isinstance(expr, m.Alt):
        return any(tells_by_value(option, depth + 1) for option in expr.options)
    if isinstance(expr, m.Call):
        return _call_tells(expr, depth)
    if isinstance(expr, m.Lambda):
        return tells_by_value(expr.body, depth + 1)
    if isinstance(expr, (m.Bin, m.Other)):
        return any(isinstance(node, m.Text) and tells_by_value(node, depth + 1) for node in walk(expr))
    return False


def _call_tells(call: m.Call, depth: int) -> bool:
    words = words_of(last_name(call.func))
    if not FAILURE.isdisjoint(words) or last_name(call.func) == "abort":
        return True
    if any(_item_tells(m.Name(name or ""), value, depth) for name, value in call.keywords):
        return True
    before = call.func.base if isinstance(call.func, m.Attr) else None
    if isinstance(before, m.Call) and tells_by_value(before, depth + 1):
        return True  # res.status(500).json(…)
    return any(tells_by_value(arg, depth + 1) for arg in call.args) or (
        "status" in words and any(map(is_error_status, call.args))
    )


def _claims_success(key: m.Expr | None, value: m.Expr) -> bool:
    name = literal_key(key) if key is not None else None
    return name in ("success", "ok", "succeeded") and isinstance(value, m.Const) and value.value is True


def _item_tells(key: m.Expr | None, value: m.Expr, depth: int, claims: bool = False) -> bool:
    """Whether one item tells; of an object that ``claims`` success only what is called an error does."""
    if key is None:
        return tells_by_value(value, depth + 1)
    name = key.id if isinstance(key, m.Name) else literal_key(key)
    if not isinstance(name, str):
        return False
    if has_word(name, _TELLING):
        return not _is_nothing(value)
    if claims:
        return False
    if has_word(name, SUCCESS) and isinstance(value, m.Const) and value.value is False:
        return True
    if name in _STATUS and is_error_status(value):
        return True
    return tells_by_value(value, depth + 1)


def _is_nothing(value: m.Expr) -> bool:
    if isinstance(value, m.Const):
        return not value.value
    return isinstance(value, (m.Text, m.Seq, m.Dict)) and not (
        value.parts if isinstance(value, m.Text) else value.items
    )


def is_error_status(expr: m.Expr) -> bool:
    """``500``, ``status.HTTP_502_BAD_GATEWAY``."""
    if isinstance(expr, m.Const):
        return isinstance(expr.value, int) and not isinstance(expr.value, bool) and 400 <= expr.value < 600
    name = last_name(expr)
    return name.startswith(("HTTP_4", "HTTP_5"))
