"""Whether doing a step again does no harm, so that a retry may simply run the whole anew."""

from __future__ import annotations

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.effects import Effects, Write
from cloudact_lint.project.flow import Frames, ends
from cloudact_lint.project.scopes import Scope, inside, statements
from cloudact_lint.project.walking import last_name, statement_expressions, walk
from cloudact_lint.rules.atomicity._code_appends import dispositions

TAKES_AWAY = {"update", "delete", "truncate", "drop", "delete-dataset"}
_CREATIONS = {"create-table", "create-dataset"}
_LOOK_UP = lazy_pattern(r"(?i)^(?:get_table|get_dataset|list_tables|list_datasets|\w*exists?\w*)$")
_ALREADY_THERE = {"Conflict", "AlreadyExists"}


def repeatable(step: Write, effects: Effects) -> bool:
    """IF NOT EXISTS, exists_ok, MERGE, WRITE_TRUNCATE, or made only where a look-up found nothing."""
    if step.verb in TAKES_AWAY:
        return False  # ``not_found_ok`` spares an error, not the data
    if step.harmless:
        return True
    if step.verb in ("load", "copy"):
        return dispositions(step.operation, effects.bigquery) == {"WRITE_TRUNCATE"}
    if step.verb not in _CREATIONS:
        return False
    if _found_missing(step.frames) or _forgives(step.frames):
        return True
    scope = step.site.scope
    if _left_if_there(scope, step.site.call):
        return True
    own = [write for write in effects.direct(scope) if write.site.call is step.site.call]
    return any(_found_missing(write.frames) or _forgives(write.frames) for write in own)


def _found_missing(frames: Frames) -> bool:
    """In the handler of a look-up, or under a test that looks: ``if not table_exists(…)``."""
    for frame in frames:
        if isinstance(frame.statement, m.Try) and frame.kind == "handler":
            tried = [expr for s in statements(frame.statement.body) for expr in statement_expressions(s)]
            if any(_is_look_up(node) for expr in tried for node in walk(expr)):
                return True
        if isinstance(frame.statement, m.If) and any(_is_look_up(node) for node in walk(frame.statement.test)):
            return True
    return False


def _forgives(frames: Frames) -> bool:
    """In a ``try`` that goes on when the thing is already there: ``except Conflict: pass``."""
    for frame in frames:
        if isinstance(frame.statement, m.Try) and frame.kind == "try":
            for handler in frame.statement.handlers:
                if any(last_name(kind) in _ALREADY_THERE for kind in handler.types) and not ends(handler.body):
                    return True
    return False


def _left_if_there(scope: Scope, call: m.Call) -> bool:
    """Behind ``if exists(…): return`` in the function that makes it."""
    for statement in statements(scope.body):
        if isinstance(statement, m.If) and (statement.at.row, statement.at.column) < (call.at.row, call.at.column):
            looked = any(_is_look_up(node) for node in walk(statement.test))
            if looked and ends(statement.body) and not inside(call.at, statement.at):
                return True
    return False


def _is_look_up(node: m.Expr) -> bool:
    return isinstance(node, m.Call) and _LOOK_UP.match(last_name(node.func)) is not None
