"""Whether a function takes back what it did when a later step fails."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.effects import Effects, Write
from cloudact_lint.project.flow import Frame
from cloudact_lint.project.scopes import Scope, statements
from cloudact_lint.project.walking import last_name, scope_expressions, statement_expressions, walk

UNDO_NAME = lazy_pattern(
    r"(?i)roll_?back|undo|compensat|revert|clean_?up|tear_?down|restore|unwind|on_(?:error|failure)"
)
_STACK = lazy_pattern(r"(?i)exit_?stack|transaction|saga|unit_of_work|atomic|roll_?back|compensat")
_REGISTER = {"callback", "push", "push_async_callback", "push_async_exit", "enter_context", "enter_async_context"}

UNDOES = {
    "insert": {"delete", "truncate", "update", "merge", "drop", "delete-dataset"},
    "load": {"delete", "truncate", "drop", "delete-dataset"},
    "copy": {"drop", "delete-dataset"},
    "create-table": {"drop", "delete-dataset"},
    "create-dataset": {"delete-dataset"},
    "update": {"update", "merge", "insert"},
    "delete": {"insert", "merge", "load", "copy"},
    "truncate": {"insert", "merge", "load", "copy"},
    "drop": {"create-table", "copy", "load"},
    "delete-dataset": {"create-dataset"},
}


def guarding_handlers(write: Write) -> Iterator[tuple[m.Try, m.Block]]:
    """The handlers and ``finally`` blocks that run when ``write`` fails, innermost first."""
    for frame in reversed(write.frames):
        if isinstance(frame.statement, m.Try) and frame.kind in ("try", "tryelse"):
            if frame.kind == "try":
                for handler in frame.statement.handlers:
                    yield frame.statement, handler.body
            if frame.statement.final:
                yield frame.statement, frame.statement.final


def undone(step: Write, failing: Write, scope: Scope, effects: Effects) -> bool:
    """Whether something that runs when ``failing`` fails takes ``step`` back."""
    if any(_registers_undo(frame, scope) for frame in failing.frames):
        return True
    for _, block in guarding_handlers(failing):
        if _runs_compensations(block):
            return True
        for write in block_writes(block, scope, effects):
            if write.verb in UNDOES.get(step.verb, ()) and _same_thing(step, write):
                return True
    return False


def block_writes(block: m.Block, scope: Scope, effects: Effects) -> list[Write]:
    """What the calls of one block of a function change."""
    if not block:
        return []
    inside = {id(node) for statement in _all(block) for expr in statement_expressions(statement) for node in walk(expr)}
    return [write for write in effects.of_function(scope) if id(write.here.call) in inside]


def _same_thing(step: Write, write: Write) -> bool:
    if write.verb == "delete-dataset" and step.verb != "create-dataset":
        return True  # everything in it goes with it
    return step.table == write.table or "?" in (step.table, write.table)  # may well be the same: stay silent


def _all(block: m.Block) -> Iterator[m.Stmt]:
    yield from statements(block)


def _registers_undo(frame: Frame, scope: Scope) -> bool:
    """A ``with`` block that undoes by itself: an ExitStack that is given callbacks, a transaction."""
    if not isinstance(frame.statement, m.With):
        return False
    for value, target in frame.statement.items:
        name = last_name(value.func) if isinstance(value, m.Call) else last_name(value)
        if not _STACK.search(name):
            continue
        if "stack" not in name.lower():
            return True
        if target is not None and any(_is_registration(expr, target) for expr in _expressions(scope)):
            return True
    return False


def _expressions(scope: Scope) -> Iterator[m.Expr]:
    for expr in scope_expressions(scope):
        yield from walk(expr)


def _is_registration(expr: m.Expr, stack: m.Expr) -> bool:
    if not isinstance(expr, m.Call) or not isinstance(expr.func, m.Attr):
        return False
    return expr.func.name in _REGISTER and expr.func.base == stack


def _runs_compensations(block: m.Block) -> bool:
    """A handler that runs what was collected on the way: ``for undo in reversed(rollback): undo()``."""
    for statement in _all(block):
        if isinstance(statement, m.Loop):
            names = [node.id for node in walk(statement.source) if isinstance(node, m.Name)]
            called = any(
                isinstance(node, m.Call) and isinstance(node.func, (m.Name, m.Sub))
                for inner in _all(statement.body) for expr in statement_expressions(inner) for node in walk(expr)
            )
            if called and any(UNDO_NAME.search(name) for name in names):
                return True
    return False
