"""Handlers of exceptions, as far as one file tells."""

from __future__ import annotations

from cloudact_lint.facts.model import Attr, Call, Const, Dict, Do, Handler, Name, Piece, Raise, Return, Stmt, Text

QUIET = "quiet-handler"
"""The tag of a file with a broad handler that does not plainly raise, log or hand on what it caught."""
_BROAD = frozenset(("Exception", "BaseException"))
_LOGS = frozenset(("debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print"))
_ERROR_KEYS = frozenset(("error", "errors", "err", "error_message"))


def is_broad(handler: Handler) -> bool:
    """Whether a handler catches every failure: ``except:``, ``except Exception``, TypeScript's ``catch``."""
    return not handler.types or any(_name(kind) in _BROAD for kind in handler.types)


def is_quiet(handler: Handler) -> bool:
    """Whether a broad handler does not plainly make the failure known; it may do so in a branch or through a helper."""
    return is_broad(handler) and not any(_is_plain(statement, handler.name) for statement in handler.body)


def _is_plain(statement: Stmt, name: str) -> bool:
    if isinstance(statement, Raise):
        return True
    if isinstance(statement, Do) and isinstance(statement.value, Call):
        return _name(statement.value.func) in _LOGS or _mentions(statement.value, name)
    if isinstance(statement, Return) and statement.value is not None:
        return _mentions(statement.value, name) or _has_error(statement.value)
    return False


def _name(expr: object) -> str:
    return expr.name if isinstance(expr, Attr) else expr.id if isinstance(expr, Name) else ""


def _mentions(node: object, name: str) -> bool:
    if not name:
        return False
    stack = [node]
    while stack:  # long sums are deep
        current = stack.pop()
        if isinstance(current, Name):
            if current.id == name:
                return True
        elif isinstance(current, tuple):
            stack.extend(current)
    return False


def _has_error(value: object) -> bool:
    """``{"error": …}``, itself or as what a call is given."""
    if isinstance(value, Call):
        return any(_has_error(arg) for arg in value.args)
    return isinstance(value, Dict) and any(
        isinstance(key, Text)
        and any(isinstance(part, Piece) and part.text in _ERROR_KEYS for part in key.parts)
        and not (isinstance(item, Const) and not item.value)
        for key, item in value.items
    )
