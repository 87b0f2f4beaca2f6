"""What a function looks up before it adds rows, and what it does with the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.facts.sql_text import looks_like_sql
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.effects import Effects, Write
from cloudact_lint.project.flow import Frames, exclusive, flat
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.scopes import Scope, after, leaves, statements, target_bindings
from cloudact_lint.project.walking import last_name, statement_expressions, walk

Guard = Literal["", "seeded", "refused", "raced", "sifted"]
"""No look-up; a seed that skips a filled table; a duplicate is refused aloud; INSERT where
nothing was found; only rows that were not found."""
_WHERE = lazy_pattern(r"(?i)\bwhere\b")
_ABSENT = lazy_pattern(r"(?i)not_?found|missing|no_?such")


@dataclass(frozen=True, slots=True, eq=False)
class LookUp:
    """A SELECT that reads a table before it is written; ``keyed`` if it asks for certain rows."""

    call: m.Call
    frames: Frames
    table: str
    loose: Scope | None
    keyed: bool


def guard(write: Write, scope: Scope, effects: Effects) -> Guard:
    """How look-ups of the same table decide whether ``write`` happens."""
    best: Guard = ""
    at = write.here.call.at
    for look_up in look_ups(scope, effects):
        if look_up.table != write.table or look_up.loose is not write.loose or after(look_up.call.at, at):
            continue
        names = names_from(look_up.call, scope)
        if any(isinstance(node, m.Name) and node.id in names for arg in _rows(write) for node in walk(arg)):
            best = best or "sifted"
        for statement, frames in flat(scope.body):
            if isinstance(statement, m.If) and _asks(statement.test, look_up.call, names):
                found = _decides(statement, frames, look_up, write)
                if found:
                    bulk = not look_up.keyed or is_bulk(write)
                    found = "seeded" if bulk and found != "refused" else found
                    if _RANK[found] > _RANK[best]:
                        best = found
    return best


_RANK = {"": 0, "raced": 2, "sifted": 1, "refused": 3, "seeded": 4}


def _decides(test: m.If, frames: Frames, look_up: LookUp, write: Write) -> Guard:
    """What one ``if`` about the outcome of a look-up means for ``write``."""
    if any(frame.statement is test for frame in write.frames):
        return "raced"
    if exclusive(frames, write.frames):
        return ""
    if after(test.at, write.here.call.at) or not (leaves(test.body) or leaves(test.orelse)):
        return ""
    if _fails_open((*frames, *look_up.frames), write):
        return ""
    side = test.body if leaves(test.body) else test.orelse
    return "refused" if any(isinstance(s, m.Raise) for s in statements(side)) else "raced"


def answers(first: Write, second: Write, scope: Scope) -> bool:
    """Whether ``second`` is what the function does about the outcome of ``first``: INSERT where UPDATE met nothing."""
    names = names_from(first.here.call, scope)
    for statement, frames in flat(scope.body):
        if not isinstance(statement, m.If) or after(statement.at, second.here.call.at):
            continue
        asks = any(isinstance(n, m.Attr) and n.name in _AFFECTED for n in walk(statement.test))
        if not asks and not _asks(statement.test, first.here.call, names):
            continue
        if any(frame.statement is statement for frame in second.frames):
            return True
        if exclusive(frames, second.frames) or not after(statement.at, first.here.call.at):
            continue
        if any(isinstance(s, m.Return) for s in statement.body) and leaves(statement.body):
            return True
    return False


_AFFECTED = {"num_dml_affected_rows", "rowcount", "numDmlAffectedRows"}


def _fails_open(frames: Frames, write: Write) -> bool:
    """Whether a failing look-up is passed over and the rows are added all the same."""
    around = {id(frame.statement) for frame in write.frames}
    for frame in frames:
        if isinstance(frame.statement, m.Try) and frame.kind == "try" and id(frame.statement) not in around:
            for handler in frame.statement.handlers:
                expected = handler.types and all(_ABSENT.search(last_name(kind)) for kind in handler.types)
                if not expected and not leaves(handler.body):
                    return True
    return False


def _asks(test: m.Expr, call: m.Call, names: set[str]) -> bool:
    return any(node is call or (isinstance(node, m.Name) and node.id in names) for node in walk(test))


def is_bulk(write: Write) -> bool:
    """Whether many rows are written: from a list, in a loop, from a SELECT."""
    if any(frame.kind == "loop" for frame in write.frames):
        return True
    if write.statement is not None:
        return "select" in write.statement.flags
    rows = write.operation.argument(1, "json_rows", "rows")
    return not (isinstance(rows, m.Seq) and len(rows.items) == 1)


def _rows(write: Write) -> list[m.Expr]:
    if write.statement is not None or write.via:
        return []
    rows = write.operation.argument(1, "json_rows", "rows")
    return [rows] if rows is not None else []


# Look-ups --------------------------------------------------------------------------------


def look_ups(scope: Scope, effects: Effects) -> list[LookUp]:
    """The SELECTs of a function, also those of helpers that it asks."""
    known: dict[int, list[LookUp]] = effects.project.shared.setdefault("look-ups", {})  # type: ignore[assignment]
    if id(scope) not in known:
        known[id(scope)] = list(_look_ups(scope, effects, 1))
    return known[id(scope)]


def _look_ups(scope: Scope, effects: Effects, depth: int) -> Iterator[LookUp]:
    for call, frames in effects.telling_calls(scope):
        site = CallSite(call, scope)
        operation = effects.bigquery.operation(site)
        given = effects.sql_given(site) if operation is None else None
        if operation is not None and operation.action == "query":
            yield from _selects(effects.bigquery.sql_of(operation), site, frames, effects)
        elif given is not None:
            yield from _selects(given[0], site, frames, effects)
        elif operation is None and depth:
            for function in effects.helpers(call, scope)[:3]:
                body = effects.project.child(function.function, function.scope)
                for inner in _look_ups(body, effects, depth - 1):
                    table, loose = effects.handed_in(inner.table, inner.loose, call, function, site)
                    yield LookUp(call, frames, table, loose, inner.keyed)


def _selects(expr: m.Expr | None, site: CallSite, frames: Frames, effects: Effects) -> Iterator[LookUp]:
    for rendered in effects.bigquery.renderer.alternatives(expr, site.scope, site.call.at):
        if not looks_like_sql(rendered.text):
            continue
        script = effects.project.sql(rendered.text)
        if any(statement.kind == "SELECT" for statement in script.statements):
            keyed = _WHERE.search(rendered.text) is not None
            for ref in script.tables:
                table, loose = effects.tables.target_of(ref, rendered, site.scope)
                yield LookUp(site.call, frames, table, loose, keyed)


def names_from(call: m.Call, scope: Scope) -> set[str]:
    """Names that hold the result of a call, or something read from it."""
    names: set[str] = set()
    for statement in statements(scope.body):
        for target, value in _gives(statement):
            if any(node is call or (isinstance(node, m.Name) and node.id in names) for node in walk(value)):
                names.update(name for name, _ in target_bindings(target, value, "value", call.at))
    return names


def _gives(statement: m.Stmt) -> Iterator[tuple[m.Expr, m.Expr]]:
    if isinstance(statement, m.Assign) and statement.value is not None:
        yield statement.target, statement.value
    elif isinstance(statement, m.Loop) and statement.target is not None:
        yield statement.target, statement.source
    elif isinstance(statement, m.With):
        for value, target in statement.items:
            if target is not None:
                yield target, value
    elif isinstance(statement, m.Do):
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if (
                    isinstance(node, m.Call)
                    and isinstance(node.func, m.Attr)
                    and node.func.name in ("add", "append", "update")
                ):
                    for arg in node.args:
                        yield node.func.base, arg
