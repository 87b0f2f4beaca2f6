"""Code that starts one task for each of many things, and waits for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.flow import Frames, flat
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.sizes import BOUNDED, Size, Sizes, appended
from cloudact_lint.project.walking import last_name, statement_expressions, walk

_WAITS = frozenset(("gather", "wait", "as_completed"))
_TASKS = frozenset(("create_task", "ensure_future", "start_soon", "spawn", "async_", "start_task"))
_GROUPS = frozenset(("TaskGroup", "create_task_group", "open_nursery", "Nursery"))
_PROMISES = frozenset(("all", "allSettled"))
_MAPS = frozenset(("map", "flatMap"))
_MAX_DEPTH = 6
Made = tuple[tuple[m.Expr, ...], Size]
"""What is started for each thing, and how many things there are."""


@dataclass(frozen=True, slots=True)
class FanOut:
    """One place that starts many tasks."""

    at: Span
    how: str
    """``asyncio.gather``, ``Promise.all``, ``TaskGroup.create_task``."""
    work: tuple[m.Expr, ...]
    """What is started for each: calls, or functions that are called for each."""
    size: Size
    scope: Scope
    forgotten: bool = False
    """Whether the tasks are started and not waited for."""
    on_page: bool = False
    """Whether the code may run in a browser."""


def python_fanouts(scope: Scope, sizes: Sizes) -> Iterator[FanOut]:
    """``gather(*…)`` over a list that code makes, tasks of a group or of a loop."""
    groups = {
        target.id
        for statement in scope.flat
        if isinstance(statement, m.With)
        for value, target in statement.items
        if isinstance(target, m.Name) and isinstance(value, m.Call) and last_name(value.func) in _GROUPS
    }
    for statement, frames in flat(scope.body):
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if not isinstance(node, m.Call):
                    continue
                name = last_name(node.func)
                if name in _WAITS and _of_asyncio(node):
                    yield from _waited(node, name, scope, sizes)
                elif name in _TASKS:
                    yield from _started(node, statement, frames, groups, scope, sizes)


def _of_asyncio(call: m.Call) -> bool:
    return isinstance(call.func, m.Name) or (
        isinstance(call.func, m.Attr) and last_name(call.func.base) in ("asyncio", "anyio", "curio", "aio")
    )


def _waited(call: m.Call, name: str, scope: Scope, sizes: Sizes) -> Iterator[FanOut]:
    many = [arg.value for arg in call.args if isinstance(arg, m.Star)]
    if name != "gather" and call.args and not many:
        many = [call.args[0]]
    for value in many:
        made = _made(value, scope, sizes, call.at)
        if made is not None:
            yield FanOut(call.at, f"asyncio.{name}", made[0], made[1], scope)


def _made(value: m.Expr, scope: Scope, sizes: Sizes, at: Span, depth: int = 0) -> Made | None:
    """The work in a list of coroutines or tasks, and how many there are."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, m.Comp):
        return (value.element,), sizes.of(value.sources[0], scope, at)
    if isinstance(value, m.Call) and last_name(value.func) in ("list", "map") and value.args:
        if last_name(value.func) == "map" and len(value.args) > 1:
            return (value.args[0],), sizes.of(value.args[1], scope, at)
        return _made(value.args[0], scope, sizes, at, depth + 1)
    if isinstance(value, m.Name) and value.id in scope.bindings:
        return _collected(value.id, scope, sizes, at, depth + 1)
    return None


def _collected(name: str, scope: Scope, sizes: Sizes, at: Span, depth: int) -> Made | None:
    """A list that is made at once, or filled in loops."""
    work: list[m.Expr] = []
    found: list[Size] = []
    for binding in scope.reaching(name, at)[0] or scope.bindings[name]:
        if binding.kind != "value" or binding.value is None:
            return None
        if isinstance(binding.value, m.Seq):
            work.extend(item for item in binding.value.items if not isinstance(item, m.Star))
            found.append(sizes.of(binding.value, scope, binding.at))
        else:
            made = _made(binding.value, scope, sizes, binding.at, depth)
            if made is None:
                return None
            work.extend(made[0])
            found.append(made[1])
    for loops, added in appended(name, scope):
        if added is not None:
            made = _made(added, scope, sizes, at, depth)
            work.extend(made[0] if made is not None else (added,))
            found.append(made[1] if made is not None else sizes.of(added, scope, at))
        found.extend(sizes.of_loop(loop, scope) for loop in loops)
    for _, call in _appends(name, scope):
        work.extend(call.args[:1])
    order = ("bounded", "unknown", "parameter", "result")
    return tuple(work), max(found, key=lambda size: order.index(size.sort), default=BOUNDED)


def _appends(name: str, scope: Scope) -> Iterator[tuple[m.Stmt, m.Call]]:
    for statement in scope.flat:
        if isinstance(statement, m.Do) and isinstance(statement.value, m.Call):
            func = statement.value.func
            if isinstance(func, m.Attr) and func.name in ("append", "push", "add") and last_name(func.base) == name:
                yield statement, statement.value


def _started(
    call: m.Call, statement: m.Stmt, frames: Frames, groups: set[str], scope: Scope, sizes: Sizes
) -> Iterator[FanOut]:
    """A task started in a loop: in a group, or one that nobody keeps."""
    base = call.func.base if isinstance(call.func, m.Attr) else None
    loops = [f.statement for f in frames if f.kind == "loop" and isinstance(f.statement, m.Loop)]
    if not loops or not call.args:
        return
    in_group = isinstance(base, m.Name) and base.id in groups
    if in_group and any(isinstance(f.statement, m.With) and f.statement.at.row > loops[0].at.row for f in frames):
        loops = [loop for loop in loops if loop.at.row > max(_rows_of_groups(frames), default=0)]
    forgotten = isinstance(statement, m.Do) and statement.value is call
    if not loops or not (in_group or (forgotten and base is not None and last_name(base) in ("asyncio", "loop"))):
        return
    order = ("bounded", "unknown", "parameter", "result")
    size = max((sizes.of_loop(loop, scope) for loop in loops), key=lambda one: order.index(one.sort))
    how = f"{last_name(base)}.{last_name(call.func)}" if base is not None else last_name(call.func)
    yield FanOut(call.at, how, (call.args[0],), size, scope, forgotten=not in_group)


def _rows_of_groups(frames: Frames) -> Iterator[int]:
    for frame in frames:
        if isinstance(frame.statement, m.With):
            for value, _ in frame.statement.items:
                if isinstance(value, m.Call) and last_name(value.func) in _GROUPS:
                    yield frame.statement.at.row


def typescript_fanouts(scope: Scope, sizes: Sizes) -> Iterator[FanOut]:
    """``Promise.all(items.map(…))``."""
    for statement in scope.flat:
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if (
                    isinstance(node, m.Call)
                    and isinstance(node.func, m.Attr)
                    and node.func.name in _PROMISES
                    and last_name(node.func.base) == "Promise"
                    and node.args
                ):
                    mapped = _mapped(node.args[0], scope, sizes, node.at)
                    if mapped is not None:
                        yield FanOut(node.at, f"Promise.{node.func.name}", mapped[0], mapped[1], scope)


def _mapped(value: m.Expr, scope: Scope, sizes: Sizes, at: Span, depth: int = 0) -> Made | None:
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, m.Call) and isinstance(value.func, m.Attr) and value.func.name in _MAPS and value.args:
        return (value.args[0],), sizes.of(value.func.base, scope, at)
    if isinstance(value, m.Call) and last_name(value.func) == "from" and len(value.args) > 1:
        return (value.args[1],), sizes.of(value.args[0], scope, at)
    if isinstance(value, m.Seq):
        for item in value.items:
            if isinstance(item, m.Star) and (found := _mapped(item.value, scope, sizes, at, depth + 1)) is not None:
                return found
        return None
    if isinstance(value, m.Name) and value.id in scope.bindings:
        for binding in scope.reaching(value.id, at)[0] or scope.bindings[value.id]:
            if binding.kind == "value" and binding.value is not None and not isinstance(binding.value, m.Name):
                if isinstance(binding.value, m.Seq):
                    return _collected(value.id, scope, sizes, at, depth + 1)
                return _mapped(binding.value, scope, sizes, binding.at, depth + 1)
    return None


def words_in(expr: m.Expr) -> set[str]:
    """The words of every name in an expression."""
    found: set[str] = set()
    for node in walk(expr):
        if isinstance(node, (m.Name, m.Attr)):
            found.update(words_of(last_name(node)))
    return found
