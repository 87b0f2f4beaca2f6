"""The calls of a function in the order they are written, each with what it stands inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.project.walking import statement_expressions, walk

FrameKind = Literal["if", "else", "loop", "try", "handler", "tryelse", "finally", "with"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A branch that code stands in: which part (``kind``) of which statement."""

    kind: FrameKind
    statement: m.Stmt
    handler: m.Handler | None = None


Frames = tuple[Frame, ...]


def branches(statement: m.Stmt) -> Iterator[tuple[Frame, m.Block]]:
    """The blocks of a compound statement with the frame each opens."""
    if isinstance(statement, m.If):
        yield Frame("if", statement), statement.body
        yield Frame("else", statement), statement.orelse
    elif isinstance(statement, m.Loop):
        yield Frame("loop", statement), statement.body
        yield Frame("else", statement), statement.orelse
    elif isinstance(statement, m.With):
        yield Frame("with", statement), statement.body
    elif isinstance(statement, m.Try):
        yield Frame("try", statement), statement.body
        for handler in statement.handlers:
            yield Frame("handler", statement, handler), handler.body
        yield Frame("tryelse", statement), statement.orelse
        yield Frame("finally", statement), statement.final


def flat(block: m.Block, frames: Frames = ()) -> Iterator[tuple[m.Stmt, Frames]]:
    """Every statement of a scope in order, with the branches it stands in."""
    for statement in block:
        yield statement, frames
        for frame, body in branches(statement):
            if body:
                yield from flat(body, (*frames, frame))


def calls(block: m.Block) -> Iterator[tuple[m.Call, Frames]]:
    """Every call of a scope in order, those inside comprehensions marked as in a loop."""
    for statement, frames in flat(block):
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if isinstance(node, m.Call):
                    yield node, frames


def exclusive(a: Frames, b: Frames) -> bool:
    """Whether two places can never both be reached in one pass: ``if`` and ``else`` of one statement."""
    for first, second in zip(a, b):
        if first.statement is not second.statement:
            return False
        if isinstance(first.statement, m.If) and first.kind != second.kind:
            return True
        if first.kind != second.kind or first.handler is not second.handler:
            pair = {first.kind, second.kind}
            return "handler" in pair and pair != {"handler", "try"} and pair != {"handler", "finally"}
    return False


def ends(block: m.Block) -> bool:
    """Whether a block always leaves the function."""
    for statement in block:
        if isinstance(statement, m.Raise) or (isinstance(statement, m.Return) and not statement.is_yield):
            return True
        if isinstance(statement, m.If) and statement.orelse and ends(statement.body) and ends(statement.orelse):
            return True
        if isinstance(statement, m.With) and ends(statement.body):
            return True
        if isinstance(statement, m.Try) and (
            ends(statement.final)
            or all(ends(block) for block in (statement.body, *(handler.body for handler in statement.handlers)))
        ):
            return True
    return False


def left_between(a: Frames, b: Frames) -> bool:
    """Whether code at ``a`` always leaves the function before ``b``, which follows it, is reached."""
    shared = 0
    while shared < min(len(a), len(b)) and _same(a[shared], b[shared]):
        shared += 1
    for frame in a[shared:]:
        block = {f.kind if f.handler is None else id(f.handler): body for f, body in branches(frame.statement)}
        key = frame.kind if frame.handler is None else id(frame.handler)
        if ends(block.get(key, ())):
            return True
    return False


def _same(a: Frame, b: Frame) -> bool:
    return a.statement is b.statement and a.kind == b.kind and a.handler is b.handler
