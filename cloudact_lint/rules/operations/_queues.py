"""Queues that take whatever is put into them, and who puts it there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.flow import Frames, flat
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import External
from cloudact_lint.project.walking import last_name, statement_expressions, walk

QUEUES = frozenset(("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue", "JoinableQueue"))
_MODULES = ("asyncio.", "queue.", "multiprocessing.", "janus.", "anyio.", "curio.", "gevent.")
_PUTS = frozenset(("put", "put_nowait"))
_PER_MESSAGE = frozenset((
    "callback", "consume", "emit", "enqueue", "handle", "handler", "listener", "log", "notify", "on", "publish",
    "receive", "record", "schedule", "submit", "track", "webhook",
))  # fmt: skip
_STREAMS = frozenset(("stream", "consumer", "subscription", "socket", "websocket", "messages"))
_ROUTES = frozenset(("route", "get", "post", "put", "patch", "delete", "websocket", "api_route"))


@dataclass(frozen=True, slots=True)
class OpenQueue:
    """A queue without a size; ``producer`` says who fills it, ``sure`` whether that is one item per request."""

    at: Span
    kind: str
    name: str
    producer: str
    put_at: Span
    sure: bool


def open_queues(project: Project, path: str, resolver: Resolver) -> Iterator[OpenQueue]:
    """The queues of a file that have no size and that its code fills."""
    scopes = project.scopes(path)
    for scope in scopes:
        for statement in scope.flat:
            if not (isinstance(statement, m.Assign) and isinstance(statement.value, m.Call)):
                continue
            kind, name = _open(statement.value, scope, resolver), last_name(statement.target)
            if kind and name:
                found = [one for other in scopes for one in _fills(name, other, scope)]
                if found:
                    who, put_at, sure = max(found, key=lambda one: one[2])
                    yield OpenQueue(statement.value.at, kind, name, who, put_at, sure)


def _open(call: m.Call, scope: Scope, resolver: Resolver) -> str:
    """``asyncio.Queue``, if a call makes a queue without a size."""
    if last_name(call.func) not in QUEUES:
        return ""
    size = next((value for key, value in call.keywords if key == "maxsize"), call.args[0] if call.args else None)
    if size is not None and not (isinstance(size, m.Const) and isinstance(size.value, int) and size.value <= 0):
        return ""
    for value in resolver.resolve(call.func, scope, call.at):
        if isinstance(value, External) and value.name.startswith(_MODULES):
            return value.name
    return ""


def _fills(name: str, scope: Scope, home: Scope) -> Iterator[tuple[str, Span, bool]]:
    """Who puts into a queue of this name in a function: in words, where, and whether for each request."""
    function = scope.function
    for statement, frames in flat(scope.body):
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if not (isinstance(node, m.Call) and isinstance(node.func, m.Attr) and node.func.name in _PUTS):
                    continue
                if last_name(node.func.base) != name or not node.args or _is_end(node.args[0]):
                    continue
                if function is not None and (_is_route(function) or _PER_MESSAGE & set(words_of(function.name)[:2])):
                    yield f"'{function.name}'", node.at, True
                elif (loop := _endless(frames)) is not None:
                    yield f"a loop over '{loop}'" if loop else "an endless loop", node.at, True
                elif scope is not home and function is not None and not frames:
                    yield f"'{function.name}'", node.at, False


def _is_end(value: m.Expr) -> bool:
    """``queue.put(None)`` tells a worker to stop."""
    return isinstance(value, m.Const) and value.value is None


def _endless(frames: Frames) -> str | None:
    """What a loop that nobody can see the end of goes over, empty for ``while True``; None for other loops."""
    for frame in frames:
        loop = frame.statement
        if frame.kind != "loop" or not isinstance(loop, m.Loop):
            continue
        if loop.target is None and isinstance(loop.source, m.Const) and loop.source.value:
            return ""
        name = last_name(loop.source.func if isinstance(loop.source, m.Call) else loop.source)
        if loop.target is not None and not _STREAMS.isdisjoint(words_of(name)):
            return name
    return None


def _is_route(function: m.Function) -> bool:
    for decorator in function.decorators:
        named = decorator.func if isinstance(decorator, m.Call) else decorator
        if isinstance(named, m.Attr) and named.name in _ROUTES:
            return True
    return False
